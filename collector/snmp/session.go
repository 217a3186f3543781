package snmp

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// maxDatagram is the most that UDP over IPv4 can carry; usualDatagram is room
// for what we plan for, with some to spare.
const (
	maxDatagram   = 65507
	usualDatagram = 4 * frame
)

// A session is one conversation with one agent over a socket of its own. The
// socket is connected, so the kernel refuses datagrams from any other address
// and hands on ICMP errors. There is never more than one request in flight.
type session struct {
	target Target
	cred   Credential
	conn   net.Conn
	stop   func() bool // undoes endWith
	codec  *gosnmp.GoSNMP
	usm    *engine // SNMPv3 only
	buf    []byte
	pdus   []gosnmp.SnmpPDU
	before uint32 // the request id before the first
	lastID uint32
	cost   inventory.Cost
	strays int // datagrams that answered nothing

	oddities map[inventory.Oddity]int
	rows     int

	answers answerTimes
}

// A request is what one exchange asks.
type request struct {
	pdu         gosnmp.PDUType
	names       []string      // OIDs in dotted form, with a leading dot
	repetitions uint32        // GETBULK only
	tries       int           // 0: the first and the target's retries
	atLeast     time.Duration // where set, silence is believed after this, or ten times the slowest answer so far
}

// dial opens the socket. Nothing is sent.
func dial(t Target) (*session, error) {
	conn, err := t.connect()
	if err != nil {
		return nil, fmt.Errorf("open socket to %s: %w", t.Address, err)
	}
	id := randomID()
	return &session{target: t, conn: conn, buf: make([]byte, usualDatagram), before: id, lastID: id}, nil
}

// close ends the session.
func (s *session) close() { s.conn.Close() }

// randomID draws where request ids begin, so that an answer cannot be guessed
// from outside.
func randomID() uint32 {
	var b [4]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return binary.BigEndian.Uint32(b[:]) & 0x3fffffff
}

// use makes the session speak with a credential.
func (s *session) use(c Credential, known engineMemory) error {
	s.cred, s.usm = c, nil
	s.codec = &gosnmp.GoSNMP{Community: c.Community, MaxOids: gosnmp.MaxOids}
	switch c.Version {
	case Version1:
		s.codec.Version = gosnmp.Version1
	case Version2c:
		s.codec.Version = gosnmp.Version2c
	case Version3:
		usm, err := newEngine(s.target.Keys, c, known)
		if err != nil {
			return err
		}
		s.usm, s.codec = usm, usm.codec
	default:
		return faultf(inventory.ReasonAuth, "credential %s: version %q is not 1, 2c or 3", c.label(), c.Version)
	}
	if len(c.Community) > 127 {
		return faultf(inventory.ReasonAuth, "credential %s: the community is longer than 127 octets", c.label())
	}
	return nil
}

// exchange sends a request, again and again with growing patience, and returns
// the answer. An error-status is part of the answer, not an error.
func (s *session) exchange(ctx context.Context, req request) (answer, error) {
	tries, err := s.tries(req), error(nil)
	first := s.lastID + 1
	resyncs := 0
	for try := 0; try < tries; try++ {
		s.widen(ctx, try == tries-1, err)
		var a answer
		if a, err = s.once(ctx, req, first, try); err == nil {
			return a, nil
		}
		if errors.Is(err, errResync) && resyncs < 2 {
			resyncs++
			try--
			continue
		}
		if final(err) || ctx.Err() != nil {
			break
		}
	}
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, errResync):
		s.odd(inventory.OddReport)
		err = faultf(inventory.ReasonGarbage, "%v, and it says so again and again", err)
	}
	return answer{}, err
}

// final says whether trying again cannot help.
func final(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.reason != inventory.ReasonTimeout && f.reason != inventory.ReasonGarbage
}

// once sends the request one time and waits for its answer. Answers to earlier
// tries of the same request, from id first on, are as good.
func (s *session) once(ctx context.Context, req request, first uint32, try int) (answer, error) {
	if s.usm != nil {
		if err := s.discover(ctx, try); err != nil {
			return answer{}, err
		}
	}
	out, err := s.encode(req)
	if err != nil {
		return answer{}, faultf(inventory.ReasonGarbage, "encode request: %v", err)
	}
	if err := s.send(ctx, out, try > 0); err != nil {
		return answer{}, err
	}
	return s.receive(ctx, first, s.patience(req, try))
}

// send hands one datagram to the network, when the budgets allow it.
func (s *session) send(ctx context.Context, datagram []byte, repeat bool) error {
	if s.cost.BytesIn > s.target.Limits.Bytes {
		return s.tooMuch()
	}
	if s.target.Pace != nil {
		began := time.Now()
		err := s.target.Pace(ctx)
		s.cost.WaitedSeconds += time.Since(began).Seconds()
		if err != nil {
			return s.notPaced(ctx, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.answers.sent(s.lastID, time.Now())
	s.cost.Requests++
	s.cost.BytesOut += len(datagram)
	if repeat {
		s.cost.Retries++
	}
	_, err := s.conn.Write(datagram)
	if isUnreachable(err) { // an ICMP error of the datagram before
		_, err = s.conn.Write(datagram)
	}
	if err != nil {
		return fmt.Errorf("send to %s: %w", s.target.Address, err)
	}
	return nil
}

// notPaced is the fault for a request that the budgets did not let out.
func (s *session) notPaced(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.Canceled):
		return err
	}
	return faultf(inventory.ReasonLimit, "the budget of requests leaves no room: %v", err)
}

// encode turns a request into a message under the next request id.
func (s *session) encode(req request) ([]byte, error) {
	s.lastID++
	s.codec.SetRequestID(s.lastID - 1)
	s.codec.SetMsgID(s.lastID - 1)
	s.pdus = s.pdus[:0]
	for _, name := range req.names {
		s.pdus = append(s.pdus, gosnmp.SnmpPDU{Name: name, Type: gosnmp.Null})
	}
	if err := readsOnly(req.pdu); err != nil {
		return nil, err
	}
	if s.usm != nil {
		s.usm.stamp(time.Now())
	}
	return s.codec.SnmpEncodePacket(req.pdu, s.pdus, 0, req.repetitions)
}

// receive waits for the answer to one of the ids first to lastID.
func (s *session) receive(ctx context.Context, first uint32, patience time.Duration) (answer, error) {
	if err := s.waitUntil(ctx, time.Now().Add(patience)); err != nil {
		return answer{}, err
	}
	var garbage error
	for {
		n, err := s.conn.Read(s.buf)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return answer{}, s.silence(ctx, garbage)
		case err != nil:
			s.pause(ctx, err)
			return answer{}, fmt.Errorf("receive from %s: %w", s.target.Address, err)
		}
		s.cost.BytesIn += n
		if n == len(s.buf) && n <= maxDatagram { // perhaps cut: ask again with room for anything
			s.buf = make([]byte, maxDatagram+1)
			return answer{}, errResync
		}
		a, err := s.accept(n, first)
		if err == nil {
			s.cost.VarBinds += len(a.vars)
			s.answers.came(a.id, time.Now())
			return a, nil
		}
		if !errors.Is(err, errIgnored) {
			return answer{}, err
		}
		if limit := s.ignore(err); limit != nil {
			return answer{}, limit
		}
		garbage = graver(garbage, err)
	}
}

// waitUntil arms the socket's deadline, which the context may bring forward.
func (s *session) waitUntil(ctx context.Context, at time.Time) error {
	if end, ok := ctx.Deadline(); ok && end.Before(at) {
		at = end
	}
	if err := s.conn.SetReadDeadline(at); err != nil {
		return fmt.Errorf("set deadline: %w", err)
	}
	return ctx.Err()
}

// pause waits a little after an ICMP error, so that the tries of one request do
// not all fall into the moment in which an agent restarts.
func (s *session) pause(ctx context.Context, err error) {
	if !isUnreachable(err) {
		return
	}
	wait := time.NewTimer(min(s.target.Timeout/8, 100*time.Millisecond))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
}

// silence is the error for a request that got no answer. Datagrams that came
// but were no answer make it garbage.
func (s *session) silence(ctx context.Context, garbage error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) { // ctx is about to say so
		return context.DeadlineExceeded
	}
	if garbage != nil {
		return faultf(inventory.ReasonGarbage, "no usable answer: %v", garbage)
	}
	return faultf(inventory.ReasonTimeout, "no answer within %s", s.target.Timeout)
}
