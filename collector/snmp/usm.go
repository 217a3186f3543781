package snmp

import (
	"context"
	"errors"
	"slices"
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

// An engine is what we know of an SNMP engine, the agent's as a rule: its id, and
// its clock as of a moment of ours; and who we are to it.
type engine struct {
	cred  Credential
	kind  userKind
	ring  *Keyring
	codec *gosnmp.GoSNMP // has the keys once the id is known

	id       string
	clock    engineClock // as the engine told it last
	at       time.Time   // when
	answered bool        // in this conversation
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
	kind, err := userKindOf(c)
	if err != nil {
		return nil, faultf(inventory.ReasonAuth, "credential %s: %v", c.label(), err)
	}
	if ring == nil {
		ring = &Keyring{}
	}
	e := &engine{cred: c, kind: kind, ring: ring, codec: &gosnmp.GoSNMP{Version: gosnmp.Version3,
		SecurityModel: gosnmp.UserSecurityModel, MsgFlags: kind.flags, ContextName: c.Context, MaxOids: gosnmp.MaxOids}}
	if len(known.ID) < 5 {
		return e, nil
	}
	return e, e.become(string(known.ID), engineClock{known.Boots, known.Time}, time.Unix(known.At, 0))
}

// become takes an engine's id and clock, and gets the keys for it.
func (e *engine) become(id string, clock engineClock, at time.Time) error {
	e.id = id
	e.learn(clock, at)
	sp, err := e.ring.parameters(e.kind, e.cred, id)
	if err != nil {
		return faultf(inventory.ReasonAuth, "credential %s: %v", e.cred.label(), err)
	}
	e.codec.SecurityParameters, e.codec.ContextEngineID = sp, id
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

// level is the security of what we send and expect.
func (e *engine) level() gosnmp.SnmpV3MsgFlags { return e.codec.MsgFlags & gosnmp.AuthPriv }

// remember is the engine for the next poll.
func (e *engine) remember() engineMemory {
	return engineMemory{ID: []byte(e.id), Boots: e.clock.boots, Time: e.clock.seconds, At: e.at.Unix()}
}

// proved is the engine where an authentic answer came from it.
func (e *engine) proved() *inventory.EngineClock {
	if !e.answered {
		return nil
	}
	return &inventory.EngineClock{ID: e.id, Boots: e.clock.boots, Time: e.clock.seconds, At: e.at}
}

// stamp puts the engine's clock into the next message.
func (e *engine) stamp(at time.Time) {
	now := e.now(at)
	sp := e.codec.SecurityParameters.(*gosnmp.UsmSecurityParameters)
	sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime = now.boots, now.seconds
}

// A v3Message is what the frame of a message of SNMPv3 says before anything of it
// is believed (RFC 3412, 6; RFC 3414, 2.4).
type v3Message struct {
	id       uint32 // msgID
	flags    gosnmp.SnmpV3MsgFlags
	engineID string
	clock    engineClock
	user     string
	code     string // msgAuthenticationParameters
}

// frameOf is the frame of a message that was decoded.
func frameOf(pkt *gosnmp.SnmpPacket) v3Message {
	m := v3Message{id: pkt.MsgID, flags: pkt.MsgFlags}
	if sp, ok := pkt.SecurityParameters.(*gosnmp.UsmSecurityParameters); ok {
		m.engineID, m.user, m.code = sp.AuthoritativeEngineID, sp.UserName, sp.AuthenticationParameters
		m.clock = engineClock{sp.AuthoritativeEngineBoots, sp.AuthoritativeEngineTime}
	}
	return m
}

// unread is a user that no message names: 33 octets are too many (RFC 3414, 5).
const unread = "this user's name was not read yet"

// errFrame says that octets are not a message of SNMPv3.
var errFrame = errors.New("malformed SNMPv3 message")

// peek reads the frame of a message, whoever it is from, and what it carries where
// that is plain; nil: it is not. It believes nothing.
func peek(datagram []byte) (v3Message, *gosnmp.SnmpPacket, error) {
	bare := &gosnmp.GoSNMP{Version: gosnmp.Version3, SecurityModel: gosnmp.UserSecurityModel,
		SecurityParameters: &gosnmp.UsmSecurityParameters{UserName: unread}}
	pkt, err := bare.SnmpDecodePacket(slices.Clone(datagram))
	if pkt == nil {
		return v3Message{}, nil, errFrame
	}
	m := frameOf(pkt) // gosnmp gives what it has read, even with an error
	if m.user == unread || pkt.Version != gosnmp.Version3 || pkt.SecurityModel != gosnmp.UserSecurityModel {
		return v3Message{}, nil, errFrame
	}
	if err != nil {
		pkt = nil
	}
	return m, pkt, nil
}

// errForeign says that a message, authentic or not, is from another engine, for
// another user, or under another security model.
var errForeign = errors.New("it comes from another engine, is for another user, or has another security model")

// open checks who a message is from, decrypts and decodes it; noAuthNoPriv proves
// nothing. It writes into the datagram.
func (e *engine) open(datagram []byte) (*gosnmp.SnmpPacket, v3Message, error) {
	pkt, err := e.codec.UnmarshalTrap(datagram, false)
	if err != nil {
		return nil, v3Message{}, err
	}
	m := frameOf(pkt)
	switch { // what gosnmp has not seen to
	case pkt.Version != gosnmp.Version3 || pkt.SecurityModel != gosnmp.UserSecurityModel:
		return nil, m, errForeign // it asks for no signature then
	case m.engineID != e.id || m.user != e.cred.User:
		return nil, m, errForeign // it has signed with an empty key then
	}
	return pkt, m, nil
}

// seal makes a message that nobody is to report on: an answer, or a report (RFC
// 3412, 6.4). Its context and ids are those of the packet.
func (e *engine) seal(pkt *gosnmp.SnmpPacket, at time.Time) ([]byte, error) {
	if err := readsOnly(pkt.PDUType); err != nil {
		return nil, err
	}
	e.stamp(at)
	pkt.Version, pkt.SecurityModel, pkt.MsgFlags = gosnmp.Version3, gosnmp.UserSecurityModel, e.level()
	pkt.SecurityParameters = e.codec.SecurityParameters.Copy()
	if e.level() == gosnmp.AuthPriv {
		if _, err := e.codec.SnmpEncodePacket(gosnmp.GetRequest, nil, 0, 0); err != nil { // draws where salts begin
			return nil, err
		}
		if err := e.codec.SecurityParameters.InitPacket(pkt); err != nil {
			return nil, err
		}
	}
	return pkt.MarshalMsg()
}

// discover learns the engine id of the agent where it is not known (RFC 3414, section 4).
func (s *session) discover(ctx context.Context, try int) error {
	if s.usm.id != "" {
		return nil
	}
	s.lastID++
	probe := &gosnmp.SnmpPacket{Version: gosnmp.Version3, MsgFlags: gosnmp.Reportable, MsgID: s.lastID, RequestID: s.lastID,
		SecurityModel: gosnmp.UserSecurityModel, SecurityParameters: &gosnmp.UsmSecurityParameters{}, PDUType: gosnmp.GetRequest}
	if err := readsOnly(probe.PDUType); err != nil {
		return err
	}
	out, err := probe.MarshalMsg()
	if err != nil {
		return faultf(inventory.ReasonGarbage, "encode engine discovery: %v", err)
	}
	if err := s.send(ctx, out, try > 0); err != nil {
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
	if s.usm.id != "" {
		pkt, m, err := s.usm.open(datagram)
		switch {
		case err == nil && pkt.PDUType == gosnmp.Report:
			return nil, s.reported(pkt, m, s.usm.level() != gosnmp.NoAuthNoPriv)
		case err == nil:
			return pkt, s.timely(pkt, m)
		}
	}
	copy(datagram, s.buf[:len(datagram)]) // the attempt above has blanked the digest
	m, pkt, err := peek(datagram)
	if err != nil {
		return nil, strayf(inventory.OddUndecodable, "%v", err)
	}
	if pkt == nil || pkt.PDUType != gosnmp.Report {
		return nil, strayf(inventory.OddAuthenticity, "it is not authentic")
	}
	return nil, s.reported(pkt, m, false)
}

// timely checks a response against our request and the engine's clock (RFC 3412,
// 7.2.10; RFC 3414, 3.2, 7b) and keeps the clock in step.
func (s *session) timely(pkt *gosnmp.SnmpPacket, m v3Message) error {
	e, now := s.usm, s.usm.now(time.Now())
	switch {
	case m.flags&gosnmp.AuthPriv != e.level():
		return strayf(inventory.OddAuthenticity, "its security level is not ours")
	case pkt.ContextName != e.codec.ContextName:
		return strayf(inventory.OddAuthenticity, "it is from another context")
	case m.id != pkt.RequestID:
		return strayf(inventory.OddRequestID, "its two ids differ")
	case e.level() == gosnmp.NoAuthNoPriv:
		return nil
	case m.clock.boots < now.boots, m.clock.boots == now.boots && m.clock.seconds+timeWindow < now.seconds:
		return strayf(inventory.OddWindow, "it is older than %d s", timeWindow)
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
