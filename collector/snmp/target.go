package snmp

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// The versions of SNMP, as configuration writes them.
const (
	Version1  = "1"
	Version2c = "2c"
	Version3  = "3"
)

// A Credential is what a switch wants to see before it answers. Version 1 and
// 2c need a Community; version 3 (RFC 3414) needs a User and, above
// noAuthNoPriv, Auth (MD5 SHA SHA224 SHA256 SHA384 SHA512) with its password
// and Priv (DES AES AES192 AES256 AES192C AES256C) with its own.
type Credential struct {
	Name         string // how configuration and messages call it
	Version      string
	Community    string
	User         string
	Auth         string
	AuthPassword string
	Priv         string
	PrivPassword string
	Context      string // SNMPv3 context name
}

// LogValue implements [slog.LogValuer]: the name, the version and nothing secret.
func (c Credential) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", c.Name), slog.String("version", c.Version))
}

// String hides the secrets from fmt.
func (c Credential) String() string { return c.label() }

// GoString hides the secrets from fmt's %#v.
func (c Credential) GoString() string { return c.label() }

// label names the credential in messages to people.
func (c Credential) label() string {
	name := c.Name
	if name == "" {
		name = "given"
	}
	return `"` + name + `" (v` + c.Version + ")"
}

// A Target is one switch to read.
type Target struct {
	Switch      inventory.SwitchID
	Address     netip.AddrPort
	Credentials []Credential  // tried in order; the one that worked is remembered
	Timeout     time.Duration // for the first answer to a request, later tries wait longer; 0: 2 s
	Retries     int           // requests sent again before giving up; 0: 2; negative: none
	Limits      Limits
	Keys        *Keyring // of SNMPv3, shared by polls; nil: keys are worked out with every poll

	// Whole has everything walked, whatever was read before and did not change since.
	Whole bool

	// Connect, where set, opens the way to the agent in the place of a UDP socket.
	// What it returns keeps datagrams apart, as a socket does.
	Connect func() (net.Conn, error)

	// Pace, where set, is called before every request that goes out, repeats
	// included, and waits until the budgets allow it.
	Pace func(context.Context) error
}

// Limits bound what one poll may take from one switch. A zero field means its default.
type Limits struct {
	Rows  int           // rows of all tables together: 50,000
	Bytes int           // received: 16 MB
	Time  time.Duration // 60 s
	IPv6  IPv6Limits
}

// The defaults of Limits and of Target's times.
const (
	defaultRows    = 50_000
	defaultBytes   = 16 << 20
	defaultTime    = 60 * time.Second
	defaultTimeout = 2 * time.Second
	defaultRetries = 2
)

// withDefaults fills in what the caller left open.
func (t Target) withDefaults() Target {
	if t.Timeout <= 0 {
		t.Timeout = defaultTimeout
	}
	switch {
	case t.Retries == 0:
		t.Retries = defaultRetries
	case t.Retries < 0:
		t.Retries = 0
	}
	if t.Limits.Rows <= 0 {
		t.Limits.Rows = defaultRows
	}
	if t.Limits.Bytes <= 0 {
		t.Limits.Bytes = defaultBytes
	}
	if t.Limits.Time <= 0 {
		t.Limits.Time = defaultTime
	}
	t.Limits.IPv6 = t.Limits.IPv6.withDefaults()
	return t
}
