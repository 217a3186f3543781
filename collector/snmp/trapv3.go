package snmp

import (
	"slices"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/collector/inbox"
)

// readV3 understands a message of SNMPv3 (RFC 3414, 3.2). Who asks for a report
// believes us to be the authoritative engine: it sends an inform, or wants to know
// who we are.
func (r *TrapReader) readV3(d inbox.Datagram) (inbox.Message, error) {
	m, err := parseV3(d.Octets)
	if err != nil {
		return inbox.Message{}, inbox.RefusedMalformed
	}
	inform := m.flags&flagReportable != 0
	ours := string(m.engineID) == r.own.id
	switch {
	case inform && !ours:
		return r.report(d.At, m, reportEngine, nil), nil
	case !inform && (ours || len(m.engineID) < 5 || len(m.engineID) > 32):
		return inbox.Message{}, RefusedEngine
	}
	u, refusal := r.authenticate(m)
	if refusal != "" {
		return r.reported(d.At, m, refusal)
	}
	e, err := r.engineOf(u, string(m.engineID))
	if err != nil {
		return inbox.Message{}, RefusedCipher
	}
	if inform {
		return r.readInform(d, m, e)
	}
	return r.readTrap(d, m, e)
}

// authenticate finds the user whose keys a message was signed with. Several
// credentials may name the same user.
func (r *TrapReader) authenticate(m v3Message) (trapUser, inbox.Refusal) {
	candidates, refusal := r.users[string(m.user)], RefusedUser
	for _, u := range candidates {
		if u.flags != m.flags&(flagAuth|flagPriv) {
			if refusal == RefusedUser {
				refusal = RefusedLevel
			}
			continue
		}
		refusal = RefusedDigest
		if u.auth.hash == nil || r.signed(u, m) {
			return u, ""
		}
	}
	return trapUser{}, refusal
}

// signed checks the authentication code of a message, which it leaves as it is.
// The keys of privacy, which may cost more, are not worked out for a stranger.
func (r *TrapReader) signed(u trapUser, m v3Message) bool {
	key := r.ring.localize(u.auth, []byte(u.cred.AuthPassword), string(m.engineID))
	l, err := newLock(u.auth, privKind{}, keys{auth: key})
	if err != nil {
		return false
	}
	said := append([]byte(nil), m.code...)
	defer copy(m.code, said)
	return l.authentic(m.whole, m.code)
}

// engineOf is an engine with the keys that a user has there.
func (r *TrapReader) engineOf(u trapUser, id string) (*engine, error) {
	e := &engine{cred: u.cred, auth: u.auth, priv: u.priv, flags: u.flags, ring: &r.ring, answers: true}
	return e, e.become(id, r.own.clock, r.own.at)
}

// readTrap takes a trap, whose sender's clock counts.
func (r *TrapReader) readTrap(d inbox.Datagram, m v3Message, e *engine) (inbox.Message, error) {
	if e.flags&flagAuth != 0 {
		if refusal := r.timely(d.At, m); refusal != "" {
			return inbox.Message{}, refusal
		}
	}
	scoped, err := e.open(m)
	if err != nil {
		return inbox.Message{}, RefusedCipher
	}
	out, err := r.understand(d, asV2c(d.Octets, scoped.pdu))
	if err == nil && out.Answer != nil { // an inform that wants no report is none
		return inbox.Message{}, RefusedPDU
	}
	return out, err
}

func (r *TrapReader) timely(at time.Time, m v3Message) inbox.Refusal {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.engines.accept(at, m)
}

// readInform takes an inform, for which our own clock counts (RFC 3414, 3.2, 7a).
func (r *TrapReader) readInform(d inbox.Datagram, m v3Message, e *engine) (inbox.Message, error) {
	now := r.own.now(d.At)
	late := m.clock.boots != now.boots || m.clock.seconds+timeWindow < now.seconds || m.clock.seconds > now.seconds+timeWindow
	if e.flags&flagAuth != 0 && late {
		return r.report(d.At, m, reportTimeWindow, e), nil
	}
	scoped, err := e.open(m)
	if err != nil {
		return r.reported(d.At, m, RefusedCipher)
	}
	answer := scopedPDU{slices.Clone(scoped.engineID), slices.Clone(scoped.context), slices.Clone(scoped.pdu)}
	out, err := r.understand(d, asV2c(d.Octets, scoped.pdu))
	if err != nil {
		return out, err
	}
	if out.Answer == nil { // a trap that wants a report is none
		return inbox.Message{}, RefusedPDU
	}
	answer.pdu[0] = byte(gosnmp.GetResponse)
	out.Answer = e.sealScoped(m.id, answer, d.At)
	return out, nil
}

// reported refuses a message, with a report where its sender wants one.
func (r *TrapReader) reported(at time.Time, m v3Message, why inbox.Refusal) (inbox.Message, error) {
	counter := map[inbox.Refusal]string{RefusedUser: reportUser, RefusedLevel: reportSecurityLevel,
		RefusedDigest: reportDigest, RefusedCipher: reportDecryption}[why]
	if m.flags&flagReportable == 0 || counter == "" {
		return inbox.Message{}, why
	}
	return r.report(at, m, counter, nil), why
}

// report says why a message is not processed (RFC 3414, 3.2): in the name of our
// engine, which is how a sender learns who we are and what time it is. A report on
// the time is signed, or nobody would believe it.
func (r *TrapReader) report(at time.Time, m v3Message, counter string, signed *engine) inbox.Message {
	e := &engine{answers: true}
	if signed != nil {
		e = signed
		e.flags &^= flagPriv // RFC 3414, 3.2, 7a: authNoPriv
	}
	e.id = r.own.id
	e.learn(r.own.clock, r.own.at)
	if signed == nil {
		e.cred.User = string(m.user)
	}
	return inbox.Message{Answer: e.seal(m.id, "", reportPDU(counter), at)}
}

// reportPDU is a Report that holds one counter. The values of the counters are of
// no use to anybody; the request id is not known before a message is decrypted.
func reportPDU(counter string) []byte {
	arcs := parseArcs(counter[1:])
	oid := []byte{byte(arcs[0]*40 + arcs[1])}
	for _, arc := range arcs[2:] { // none of these has more than 7 bits
		oid = append(oid, byte(arc))
	}
	const tagObjectID, tagCounter32 = 0x06, 0x41
	binding := appendElement(appendElement(nil, tagObjectID, oid), tagCounter32, []byte{1})
	list := appendElement(nil, tagSequence, appendElement(nil, tagSequence, binding))
	head := appendNumber(appendNumber(appendNumber(nil, 0), 0), 0)
	return appendElement(nil, tagReport, append(head, list...))
}
