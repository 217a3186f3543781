package snmpsim

import (
	"errors"
	"net/netip"
	"time"
)

// A Version is a version of SNMP as people number it.
type Version string

// The versions.
const (
	V1  Version = "1"
	V2c Version = "2c"
	V3  Version = "3"
)

// DefaultMaxMessage is the size of an answer, in octets of UDP payload, that fits
// an Ethernet frame: 1,500 less the headers of IPv4 and UDP.
const DefaultMaxMessage = 1472

// A Config describes an agent. Only View is needed.
type Config struct {
	// Address is where it listens: any address of 127.0.0.0/8. Port 0 takes a
	// free one; the zero value is 127.0.0.1:0.
	Address netip.AddrPort
	// Versions are answered, others met with silence. Nil: 1 and 2c, and 3
	// where there are Users.
	Versions []Version
	// Communities maps each community of SNMPv1 and v2c to the context that it
	// shows: {"public": "", "public@10": "10"}. Nil: {"public": ""}. Other
	// communities are met with silence, as RFC 1157, 3.2.6.3 has it.
	Communities map[string]string
	// Users are those of SNMPv3.
	Users []User
	// Engine is the agent's SNMPv3 engine.
	Engine Engine
	// View returns what the agent shows in a context at a moment; the default
	// context is "". Nil: there is no such context (v3: a Report of
	// snmpUnknownContexts; v1, v2c: silence). It is called once for each request,
	// from the agent's goroutine, so it should return a MIB made before.
	View func(context string, at time.Time) *MIB
	// MaxMessage is the most octets of UDP payload that an answer has; 0:
	// DefaultMaxMessage. GETBULK is cut at that size, GET and GETNEXT get tooBig.
	MaxMessage int
	// Delay is the time from a request to its answer. Requests do not wait for
	// each other.
	Delay time.Duration
	// Quirks are the ways in which the agent misbehaves.
	Quirks []Quirk
	// Now is the agent's clock; nil: time.Now.
	Now func() time.Time
}

// An Engine is an SNMPv3 engine as its peers see it (RFC 3411, 3.1.1; RFC 3414, 2.2).
type Engine struct {
	// ID is the snmpEngineID, 5 to 32 octets; nil: made from the address.
	ID []byte
	// Clock returns snmpEngineBoots and snmpEngineTime (seconds) at a moment; nil:
	// boots 1, time since New.
	Clock func(at time.Time) (boots, seconds uint32)
}

// A User is a user of SNMPv3's User-based Security Model. The protocols' names
// are those of net-snmp: MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512; DES AES AES-192
// AES-256 (Blumenthal's key extension). Without Auth a user is noAuthNoPriv,
// without Priv authNoPriv; requests below a user's level get authorizationError.
type User struct {
	Name         string
	Auth         string
	AuthPassword string
	Priv         string
	PrivPassword string
}

// check says what is wrong with a description before it is played.
func (c *Config) check() error {
	if c.View == nil {
		return errors.New("no View: nothing to show")
	}
	for _, u := range c.Users {
		if err := u.check(); err != nil {
			return err
		}
	}
	return nil
}
