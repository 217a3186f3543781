package snmp

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// Why a notification is refused, beside the reasons of every inbox.
const (
	RefusedCommunity inbox.Refusal = "community"      // none of those that we have
	RefusedUser      inbox.Refusal = "user"           // SNMPv3: no user of that name
	RefusedLevel     inbox.Refusal = "security level" // SNMPv3: less, or more, than the user's
	RefusedDigest    inbox.Refusal = "digest"         // SNMPv3: it is not authentic
	RefusedCipher    inbox.Refusal = "decryption"     // SNMPv3: authentic, but not to be decrypted
	RefusedWindow    inbox.Refusal = "time window"    // SNMPv3: older than 150 s, or from before a restart
	RefusedReplay    inbox.Refusal = "replay"         // SNMPv3: this very message came before
	RefusedEngine    inbox.Refusal = "engine"         // SNMPv3: a trap in the name of our engine, or of too many
	RefusedPDU       inbox.Refusal = "no notification"
)

// TrapOptions are what a TrapReader needs to be told.
type TrapOptions struct {
	Credentials []Credential            // whose communities and users are let in
	EngineID    []byte                  // our snmpEngineID, which informs name
	Boots       uint32                  // our snmpEngineBoots: one more at every start
	Started     time.Time               // of our engine: its snmpEngineTime counts from here
	Clocks      []inventory.EngineClock // what is known of the engines that send
	// Memory returns what the last poll of a switch left for the next: it knows the
	// clock of the switch's engine from an exchange of ours. Nil: nobody polls.
	Memory func(inventory.SwitchID) []byte
}

// A TrapReader understands SNMP notifications: traps of SNMPv1 (RFC 1157), v2c and
// v3, and informs (RFC 3416, 4.2.6 and 4.2.7). It opens no socket; an
// [inbox.Inbox] hands it datagrams, one after the other.
//
// For a trap of SNMPv3 the sender's engine is the authoritative one, so the
// reader keeps the clocks of all senders and refuses what is old or came before
// (RFC 3414, 3.2). For an inform ours is: its id can be discovered, and its clock
// is checked.
type TrapReader struct {
	communities map[string]bool
	users       map[string][]trapUser
	own         *engine // its clock as of Started
	codec       gosnmp.GoSNMP
	ring        Keyring
	memory      func(inventory.SwitchID) []byte

	mu      sync.Mutex // guards engines: Clocks is asked from elsewhere
	engines *engineTable
}

// A trapUser is one credential of SNMPv3, its protocols looked up.
type trapUser struct {
	cred Credential
	kind userKind
}

// NewTrapReader returns a reader of notifications.
func NewTrapReader(o TrapOptions) (*TrapReader, error) {
	r := &TrapReader{communities: map[string]bool{}, users: map[string][]trapUser{}, engines: newEngineTable(o.Clocks),
		own: &engine{id: string(o.EngineID), clock: engineClock{boots: o.Boots}, at: o.Started}, memory: o.Memory}
	for _, c := range o.Credentials {
		if c.Version != Version3 {
			r.communities[c.Community] = true
			continue
		}
		e, err := newEngine(&r.ring, c, engineMemory{})
		if err != nil {
			return nil, err
		}
		r.users[c.User] = append(r.users[c.User], trapUser{c, e.kind})
	}
	return r, nil
}

// Clocks returns the clocks of the engines that have moved since they were asked
// for last, to be kept.
func (r *TrapReader) Clocks() []inventory.EngineClock {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.engines.moved()
}

// Read understands one datagram. Its error is an [inbox.Refusal].
func (r *TrapReader) Read(d inbox.Datagram) (inbox.Message, error) {
	pkt, err := r.codec.SnmpDecodePacket(slices.Clone(d.Octets))
	switch {
	case pkt != nil && pkt.Version == gosnmp.Version3:
		return r.readV3(d)
	case err != nil:
		return inbox.Message{}, fmt.Errorf("%w: %w", inbox.RefusedMalformed, err)
	case !r.communities[pkt.Community]:
		return inbox.Message{}, RefusedCommunity
	}
	m, err := r.understand(d, pkt)
	if err == nil && m.Answer != nil { // RFC 3416, 4.2.7: the same with another tag
		m.Answer = slices.Clone(d.Octets)
		before := append([]byte(pkt.Community), byte(gosnmp.InformRequest))
		m.Answer[bytes.Index(m.Answer, before)+len(pkt.Community)] = byte(gosnmp.GetResponse)
	}
	return m, err
}

// understand says what a message means. The answer of an inform is a promise of
// one: not nil.
func (r *TrapReader) understand(d inbox.Datagram, pkt *gosnmp.SnmpPacket) (inbox.Message, error) {
	n, ok := notificationOf(pkt)
	if !ok {
		return inbox.Message{}, RefusedPDU
	}
	m := inbox.Message{}
	m.Events, m.Tables = n.events()
	n.note(d.From.Addr(), m.Events)
	if pkt.PDUType != gosnmp.InformRequest {
		return m, nil
	}
	m.Answer = []byte{}
	for i := range m.Events {
		m.Events[i].Source = "inform"
		m.Events[i].Ident = ident(d, pkt, i)
	}
	return m, nil
}

// ident tells a repeat of an inform, which differs in its frame at most, from
// another one.
func ident(d inbox.Datagram, pkt *gosnmp.SnmpPacket, i int) uint64 {
	h := sha256.New()
	fmt.Fprintf(h, "%s %d %d", d.From.Addr(), pkt.RequestID, i)
	for _, v := range pkt.Variables {
		fmt.Fprintf(h, " %q %d %#v", v.Name, v.Type, v.Value)
	}
	return max(binary.BigEndian.Uint64(h.Sum(nil)), 1)
}
