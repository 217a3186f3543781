package snmpsim

import (
	"crypto/hmac"
	"encoding/binary"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// The errors of the User-based Security Model, each the name of the counter that
// its Report carries (RFC 3414, 5; RFC 3412, 5 and RFC 3413, 4.1.2).
const (
	unsupportedSecLevels = "1.3.6.1.6.3.15.1.1.1.0"
	notInTimeWindows     = "1.3.6.1.6.3.15.1.1.2.0"
	unknownUserNames     = "1.3.6.1.6.3.15.1.1.3.0"
	unknownEngineIDs     = "1.3.6.1.6.3.15.1.1.4.0"
	wrongDigests         = "1.3.6.1.6.3.15.1.1.5.0"
	decryptionErrors     = "1.3.6.1.6.3.15.1.1.6.0"
	unknownContexts      = "1.3.6.1.6.3.12.1.5.0"
)

// An engineClock is what an engine says of its time (RFC 3414, 2.2.2).
type engineClock struct{ boots, seconds uint32 }

// usm is the state of an agent's SNMPv3 engine.
type usm struct {
	engineID []byte
	users    map[string]func() (*localUser, error) // keys are worked out at the first use
	since    time.Time                             // when the engine started
	salt     uint64
	counts   map[string]uint32 // usmStats by name
}

// newUSM prepares the engine of an agent.
func newUSM(c Config) *usm {
	u := &usm{engineID: c.Engine.ID, since: c.Now(),
		users: map[string]func() (*localUser, error){}, counts: map[string]uint32{}}
	for _, user := range c.Users {
		u.users[user.Name] = sync.OnceValues(func() (*localUser, error) { return user.localize(u.engineID) })
	}
	return u
}

// name gives an engine without an ID one that its address makes unique (RFC 3411, 5:
// enterprise 32473 of RFC 5612, format 4, text).
func (u *usm) name(addr netip.AddrPort) {
	if u.engineID == nil {
		id := append([]byte{0x80, 0, 0x7e, 0xd9, 4}, addr.String()...)
		u.engineID = id[:min(len(id), 32)]
	}
}

// errReport is an error that a Report tells the sender about.
type errReport struct {
	counter string
	level   byte
}

func (e errReport) Error() string { return "report " + e.counter }

// clock returns the engine's time.
func (a *Agent) clock(at time.Time) engineClock {
	if f := a.config.Engine.Clock; f != nil {
		boots, seconds := f(at)
		return engineClock{boots, seconds}
	}
	return engineClock{1, uint32(max(at.Sub(a.usm.since), 0) / time.Second)}
}

// open checks who sent a message and decrypts it (RFC 3414, 3.2, steps 3 to 8).
func (u *usm) open(m *v3Message, in []byte) (err error) {
	if !slices.Equal(m.engineID, u.engineID) {
		return errReport{counter: unknownEngineIDs}
	}
	localize, known := u.users[string(m.userName)]
	if !known {
		return errReport{counter: unknownUserNames}
	}
	if m.user, err = localize(); err != nil {
		return err
	}
	m.level = m.flags & (flagAuth | flagPriv)
	if m.level&^m.user.level() != 0 {
		return errReport{counter: unsupportedSecLevels}
	}
	if m.level == 0 {
		return nil
	}
	if !m.authentic(in) {
		return errReport{counter: wrongDigests}
	}
	if !m.clock.inWindow(m.now) {
		return errReport{counter: notInTimeWindows, level: flagAuth}
	}
	return m.decrypt()
}

// authentic checks the message authentication code over the whole datagram.
func (m *v3Message) authentic(in []byte) bool {
	if len(m.mac) != macSize(m.user.hash) {
		return false
	}
	message := slices.Clone(in)
	place := cap(in) - cap(m.mac) // both end where their array ends
	clear(message[place : place+len(m.mac)])
	return hmac.Equal(m.user.digest(message), m.mac)
}

// inWindow is the check of the authoritative engine (RFC 3414, 3.2, step 7a).
func (c engineClock) inWindow(now engineClock) bool {
	const latest = 1<<31 - 1
	behind := int64(now.seconds) - int64(c.seconds)
	return now.boots != latest && c.boots == now.boots && behind <= 150 && behind >= -150
}

// decrypt puts the plain scoped PDU into m.data.
func (m *v3Message) decrypt() error {
	if m.level&flagPriv == 0 {
		return nil
	}
	secret, _, err := readTag(m.data, TagOctetString)
	if err != nil || len(m.salt) != 8 {
		return errReport{counter: decryptionErrors}
	}
	plain, err := m.user.crypt(secret, m.salt, m.clock, false)
	if err != nil {
		return errReport{counter: decryptionErrors}
	}
	if _, _, err := readTag(plain, tagSequence); err != nil {
		return errReport{counter: decryptionErrors}
	}
	m.data = plain
	return nil
}

// report counts an error and makes the Report of it (RFC 3412, 7.1, step 3).
func (u *usm) report(req *Request, e errReport) *Answer {
	u.counts[e.counter]++
	req.v3.level = e.level
	return &Answer{
		Version: V3, MessageID: req.v3.id, PDU: Report, ID: req.ID,
		list: appendVarbind(nil, MustOID(e.counter).encode(), Counter32(u.counts[e.counter])),
	}
}

// unknownContext answers a request for a context that there is not.
func (a *Agent) unknownContext(req *Request) *Answer {
	if req.v3 == nil || req.v3.flags&flagReportable == 0 {
		return nil
	}
	return a.usm.report(req, errReport{counter: unknownContexts, level: req.v3.level})
}

// nextSalt returns eight octets that no other message of this boot had (RFC 3414,
// 8.1.1.1: boots and a counter; RFC 3826, 3.1.1.1 wants no more than that).
func (u *usm) nextSalt(now engineClock) []byte {
	u.salt++
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, now.boots), uint32(u.salt))
}
