package snmp

import (
	"slices"
	"strings"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/inbox"
)

// readV3 understands a message of SNMPv3 (RFC 3414, 3.2). Who asks for a report
// believes us to be the authoritative engine: it sends an inform, or wants to know
// who we are.
func (r *TrapReader) readV3(d inbox.Datagram) (inbox.Message, error) {
	m, _, err := peek(d.Octets)
	if err != nil {
		return inbox.Message{}, inbox.RefusedMalformed
	}
	inform := m.flags&gosnmp.Reportable != 0
	ours := m.engineID == r.own.id
	switch {
	case inform && !ours:
		return r.report(d.At, m, reportEngine, nil)
	case !inform && (ours || len(m.engineID) < 5 || len(m.engineID) > 32):
		return inbox.Message{}, RefusedEngine
	}
	e, pkt, refusal := r.open(d, m)
	switch {
	case refusal != "":
		return r.reported(d.At, m, refusal)
	case inform:
		return r.readInform(d, m, e, pkt)
	}
	return r.readTrap(d, m, e, pkt)
}

// open finds the user whose keys a message was signed with, and decrypts it.
// Several credentials may name the same user.
func (r *TrapReader) open(d inbox.Datagram, m v3Message) (*engine, *gosnmp.SnmpPacket, inbox.Refusal) {
	refusal := RefusedUser
	for _, u := range r.users[m.user] {
		if u.kind.flags != m.flags&gosnmp.AuthPriv {
			if refusal == RefusedUser {
				refusal = RefusedLevel
			}
			continue
		}
		e, err := r.engineOf(u, m.engineID)
		if err != nil {
			refusal = RefusedCipher
			continue
		}
		pkt, _, err := e.open(slices.Clone(d.Octets))
		if err == nil {
			return e, pkt, ""
		}
		refusal = whyClosed(err)
	}
	return nil, nil, refusal
}

// whyClosed tells a false signature from what comes behind it. gosnmp has no other
// sign of it than its words.
func whyClosed(err error) inbox.Refusal {
	if strings.Contains(err.Error(), "not authentic") || strings.Contains(err.Error(), "msgAuthenticationParameters") {
		return RefusedDigest
	}
	return RefusedCipher
}

// engineOf is an engine with the keys that a user has there.
func (r *TrapReader) engineOf(u trapUser, id string) (*engine, error) {
	e, err := newEngine(&r.ring, u.cred, engineMemory{})
	if err != nil {
		return nil, err
	}
	return e, e.become(id, r.own.clock, r.own.at)
}

// readTrap takes a trap, whose sender's clock counts.
func (r *TrapReader) readTrap(d inbox.Datagram, m v3Message, e *engine, pkt *gosnmp.SnmpPacket) (inbox.Message, error) {
	if e.level() != gosnmp.NoAuthNoPriv {
		if refusal := r.timely(d, m); refusal != "" {
			return inbox.Message{}, refusal
		}
	}
	out, err := r.understand(d, pkt)
	if err == nil && out.Answer != nil { // an inform that wants no report is none
		return inbox.Message{}, RefusedPDU
	}
	return out, err
}

// timely checks a trap against its sender's clock. A switch that lost its
// configuration counts its boots anew; a poll that has found that out proves it.
func (r *TrapReader) timely(d inbox.Datagram, m v3Message) inbox.Refusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	refusal := r.engines.accept(d.At, m)
	if refusal != RefusedWindow || r.memory == nil {
		return refusal
	}
	polled := recall(r.memory(d.Switch.ID)).Engine
	if string(polled.ID) == m.engineID && r.engines.restart(polled) {
		return r.engines.accept(d.At, m)
	}
	return refusal
}

// readInform takes an inform, for which our own clock counts (RFC 3414, 3.2, 7a).
func (r *TrapReader) readInform(d inbox.Datagram, m v3Message, e *engine, pkt *gosnmp.SnmpPacket) (inbox.Message, error) {
	now := r.own.now(d.At)
	late := m.clock.boots != now.boots || m.clock.seconds+timeWindow < now.seconds || m.clock.seconds > now.seconds+timeWindow
	if e.level() != gosnmp.NoAuthNoPriv && late {
		return r.report(d.At, m, reportTimeWindow, e)
	}
	out, err := r.understand(d, pkt)
	if err != nil {
		return out, err
	}
	if out.Answer == nil { // a trap that wants a report is none
		return inbox.Message{}, RefusedPDU
	}
	out.Answer, err = e.seal(&gosnmp.SnmpPacket{MsgID: m.id, ContextEngineID: pkt.ContextEngineID, ContextName: pkt.ContextName,
		PDUType: gosnmp.GetResponse, RequestID: pkt.RequestID, Variables: pkt.Variables}, d.At)
	return out, err
}

// reported refuses a message, with a report where its sender wants one.
func (r *TrapReader) reported(at time.Time, m v3Message, why inbox.Refusal) (inbox.Message, error) {
	counter := map[inbox.Refusal]string{RefusedUser: reportUser, RefusedLevel: reportSecurityLevel,
		RefusedDigest: reportDigest, RefusedCipher: reportDecryption}[why]
	if m.flags&gosnmp.Reportable == 0 || counter == "" {
		return inbox.Message{}, why
	}
	out, err := r.report(at, m, counter, nil)
	if err != nil {
		return out, err
	}
	return out, why
}

// report says why a message is not processed (RFC 3414, 3.2): in the name of our
// engine, which is how a sender learns who we are and what time it is. A report on
// the time is signed, or nobody would believe it. The values of the counters are
// of no use to anybody; the request id is not known before a message is decrypted.
func (r *TrapReader) report(at time.Time, m v3Message, counter string, signed *engine) (inbox.Message, error) {
	e := signed
	if e == nil {
		e = &engine{cred: Credential{User: m.user}, kind: userKind{auth: gosnmp.NoAuth, priv: gosnmp.NoPriv}, ring: &r.ring,
			codec: &gosnmp.GoSNMP{Version: gosnmp.Version3, SecurityModel: gosnmp.UserSecurityModel}}
	} else {
		e.codec.MsgFlags = gosnmp.AuthNoPriv // RFC 3414, 3.2, 7a
	}
	if err := e.become(r.own.id, r.own.clock, r.own.at); err != nil {
		return inbox.Message{}, err
	}
	out, err := e.seal(&gosnmp.SnmpPacket{MsgID: m.id, ContextEngineID: e.id, PDUType: gosnmp.Report,
		Variables: []gosnmp.SnmpPDU{{Name: counter, Type: gosnmp.Counter32, Value: uint32(1)}}}, at)
	return inbox.Message{Answer: out}, err
}
