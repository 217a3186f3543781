package snmp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// timeWindow is how far the clocks of two engines may be apart (RFC 3414, 2.2.3).
const timeWindow = 150

// errResync says that we have learned what the answer failed for, most often the
// agent's engine id or clock: the same request, sent again at once, has a chance.
var errResync = errors.New("the agent's engine, clock or answer size is another than we thought")

// An engineClock is what an engine says of its time: how often it was restarted,
// and the seconds since (RFC 3414, 2.2.2).
type engineClock struct{ boots, seconds uint32 }

// An engine is what we know of the agent's SNMP engine: its id, and its clock
// as of a moment of ours.
type engine struct {
	cred  Credential
	auth  authKind
	priv  privKind
	flags byte // the security level of what we send
	ring  *Keyring
	lock  *lock // nil: noAuthNoPriv, or no id is known

	id       string
	clock    engineClock // as the agent told it last
	at       time.Time   // when
	answered bool        // in this conversation
	answers  bool        // what we send are answers and reports: nobody is to report on them (RFC 3412, 6.4)
}

// engineMemory is an engine as a poll remembers it. Keys are never remembered.
type engineMemory struct {
	ID    []byte `json:"id,omitempty"`
	Boots uint32 `json:"boots,omitempty"`
	Time  uint32 `json:"time,omitempty"`
	At    int64  `json:"at,omitempty"` // unix seconds
}

// newEngine prepares for version 3. What a former poll knows saves the discovery.
func newEngine(ring *Keyring, c Credential, known engineMemory) (*engine, error) {
	auth, ok := authKinds()[protocolName(c.Auth)]
	if !ok {
		return nil, faultf(inventory.ReasonAuth, "credential %s: authentication %q is not known", c.label(), c.Auth)
	}
	priv, ok := privKinds()[protocolName(c.Priv)]
	switch {
	case !ok:
		return nil, faultf(inventory.ReasonAuth, "credential %s: privacy %q is not known", c.label(), c.Priv)
	case priv.key > 0 && auth.hash == nil:
		return nil, faultf(inventory.ReasonAuth, "credential %s: privacy needs authentication (RFC 3414, 1.4.3)", c.label())
	case auth.hash != nil && c.AuthPassword == "", priv.key > 0 && c.PrivPassword == "":
		return nil, faultf(inventory.ReasonAuth, "credential %s: a password is missing", c.label())
	case len(c.User) == 0 || len(c.User) > 32:
		return nil, faultf(inventory.ReasonAuth, "credential %s: a user's name has 1 to 32 octets (RFC 3414, 5)", c.label())
	}
	if ring == nil {
		ring = &Keyring{}
	}
	e := &engine{cred: c, auth: auth, priv: priv, ring: ring}
	e.flags = level(auth, priv)
	if len(known.ID) < 5 {
		return e, nil
	}
	return e, e.become(string(known.ID), engineClock{known.Boots, known.Time}, time.Unix(known.At, 0))
}

// level is the flags of the security that two protocols give.
func level(auth authKind, priv privKind) byte {
	switch {
	case auth.hash == nil:
		return 0
	case priv.key == 0:
		return flagAuth
	}
	return flagAuth | flagPriv
}

// become takes an engine's id and clock, and works out the keys for it.
func (e *engine) become(id string, clock engineClock, at time.Time) error {
	e.id = id
	e.learn(clock, at)
	if e.auth.hash == nil {
		return nil
	}
	l, err := newLock(e.auth, e.priv, e.ring.localized(e.auth, e.priv, e.cred, id))
	if err != nil {
		return faultf(inventory.ReasonAuth, "credential %s: derive keys: %v", e.cred.label(), err)
	}
	e.lock = l
	return nil
}

// learn takes an engine's clock.
func (e *engine) learn(clock engineClock, at time.Time) { e.clock, e.at = clock, at }

// now is the engine's clock at a moment of ours.
func (e *engine) now(at time.Time) engineClock {
	c := e.clock
	if passed := at.Sub(e.at); passed > 0 {
		c.seconds += uint32(passed / time.Second)
	}
	return c
}

// remember is the engine for the next poll.
func (e *engine) remember() engineMemory {
	return engineMemory{ID: []byte(e.id), Boots: e.clock.boots, Time: e.clock.seconds, At: e.at.Unix()}
}

// wrap makes a message of version 3 of one of version 2c.
func (e *engine) wrap(id uint32, contextName string, message []byte) ([]byte, error) {
	pdu, err := frameless(message)
	if err != nil {
		return nil, err
	}
	return e.seal(id, contextName, pdu, time.Now()), nil
}

// seal makes a message of a PDU for a context of the engine.
func (e *engine) seal(id uint32, contextName string, pdu []byte, at time.Time) []byte {
	return e.sealScoped(id, scopedPDU{engineID: []byte(e.id), context: []byte(contextName), pdu: pdu}, at)
}

// sealScoped makes a message of a scoped PDU (RFC 3414, 3.1).
func (e *engine) sealScoped(id uint32, s scopedPDU, at time.Time) []byte {
	clock := e.now(at)
	scoped := appendElement(nil, tagOctets, s.engineID)
	scoped = appendElement(scoped, tagOctets, s.context)
	data := appendElement(nil, tagSequence, append(scoped, s.pdu...))
	var salt []byte
	if e.flags&flagPriv != 0 {
		s := e.lock.nextSalt(clock.boots)
		data, salt = appendElement(nil, tagOctets, e.lock.encrypt(data, s, clock)), s[:]
	}
	var code []byte
	if e.flags&flagAuth != 0 {
		code = make([]byte, e.auth.size)
	}
	security := appendElement(nil, tagOctets, []byte(e.id))
	security = appendNumber(appendNumber(security, clock.boots), clock.seconds)
	security = appendElement(security, tagOctets, []byte(e.cred.User))
	security = appendElement(appendElement(security, tagOctets, code), tagOctets, salt)
	flags := e.flags
	if !e.answers {
		flags |= flagReportable
	}
	out := frameV3(id, flags, security, data)
	if code != nil {
		at := len(out) - len(data) - 2 - len(salt) - len(code)
		copy(out[at:], e.lock.digest(out))
	}
	return out
}

// frameV3 puts a message together (RFC 3412, 6).
func frameV3(id uint32, flags byte, security, data []byte) []byte {
	header := appendNumber(appendNumber(nil, id), maxDatagram)
	header = appendNumber(appendElement(header, tagOctets, []byte{flags}), 3)
	body := appendElement(appendNumber(make([]byte, 0, 128+len(security)+len(data)), 3), tagSequence, header)
	body = appendElement(body, tagOctets, appendElement(nil, tagSequence, security))
	return appendElement(make([]byte, 0, 4+len(body)+len(data)), tagSequence, append(body, data...))
}

// discover learns the engine id of the agent where it is not known (RFC 3414, section 4).
func (s *session) discover(ctx context.Context, try int) error {
	if s.usm.id != "" {
		return nil
	}
	s.lastID++
	pdu := appendNumber(appendNumber(appendNumber(nil, s.lastID), 0), 0)
	pdu = appendElement(nil, byte(gosnmp.GetRequest), appendElement(pdu, tagSequence, nil))
	probe := (&engine{}).seal(s.lastID, "", pdu, time.Now())
	if err := s.send(ctx, probe, try > 0); err != nil {
		return err
	}
	if _, err := s.receive(ctx, s.lastID, s.patience(request{}, try)); !errors.Is(err, errResync) {
		return err
	}
	return nil
}

// unlock authenticates, decrypts and decodes a version 3 message (RFC 3414, 3.2).
// Reports that cannot be authenticated, because the agent knows neither our user
// nor our keys, only end or repeat the request they name.
func (s *session) unlock(datagram []byte) (*gosnmp.SnmpPacket, error) {
	m, err := parseV3(datagram)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errIgnored, err)
	}
	scoped, err := s.usm.open(m)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errIgnored, err)
	}
	pkt, err := s.codec.SnmpDecodePacket(asV2c(datagram, scoped.pdu))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errIgnored, err)
	}
	pkt.MsgID = m.id
	if pkt.PDUType == gosnmp.Report {
		return nil, s.reported(pkt, m)
	}
	return pkt, s.timely(pkt, m, string(scoped.context))
}

// open checks who a message is from and decrypts it.
func (e *engine) open(m v3Message) (scopedPDU, error) {
	if m.flags&flagAuth != 0 {
		switch {
		case e.lock == nil:
			return scopedPDU{}, errors.New("it is authenticated and we are not")
		case string(m.engineID) != e.id || string(m.user) != e.cred.User:
			return scopedPDU{}, errors.New("it comes from another engine, or for another user")
		case !e.lock.authentic(m.whole, m.code):
			return scopedPDU{}, errors.New("it is not authentic")
		}
	}
	data := m.data
	if m.flags&flagPriv != 0 {
		r := berReader{rest: data}
		data = r.octets()
		if r.bad || e.priv.key == 0 || e.lock.decrypt(data, m.salt, m.clock) != nil {
			return scopedPDU{}, errors.New("it cannot be decrypted")
		}
	}
	return parseScoped(data)
}

// timely checks a response against our request and the engine's clock (RFC 3412,
// 7.2.10; RFC 3414, 3.2, 7b) and keeps the clock in step.
func (s *session) timely(pkt *gosnmp.SnmpPacket, m v3Message, context string) error {
	e, now := s.usm, s.usm.now(time.Now())
	switch {
	case string(m.engineID) != e.id:
		return fmt.Errorf("%w: it comes from another engine", errIgnored)
	case string(m.user) != s.cred.User:
		return fmt.Errorf("%w: it is for another user", errIgnored)
	case m.flags&(flagAuth|flagPriv) != e.flags:
		return fmt.Errorf("%w: its security level is not ours", errIgnored)
	case context != s.codec.ContextName:
		return fmt.Errorf("%w: it is from another context", errIgnored)
	case m.id != pkt.RequestID:
		return fmt.Errorf("%w: its two ids differ", errIgnored)
	case e.flags&flagAuth == 0:
		return nil
	case m.clock.boots < now.boots, m.clock.boots == now.boots && m.clock.seconds+timeWindow < now.seconds:
		return fmt.Errorf("%w: it is older than %d s", errIgnored, timeWindow)
	case m.clock.boots > now.boots && e.answered:
		return e.restarted(m.clock)
	}
	e.answered = true
	if m.clock.boots > now.boots || m.clock.seconds >= e.clock.seconds { // a clock is never put back (RFC 3414, 3.2, 7b)
		e.learn(m.clock, time.Now())
	}
	return nil
}

// restarted is the fault of an agent that was restarted while it was read.
func (e *engine) restarted(now engineClock) *fault {
	return faultf(inventory.ReasonRestarted, "snmpEngineBoots went from %d to %d", e.clock.boots, now.boots)
}
