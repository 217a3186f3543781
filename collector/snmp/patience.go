package snmp

import (
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/gosnmp/gosnmp"
)

// An answer is waited for as long as the agent's own answers suggest, so that a
// lost datagram costs little time; but never for less than leastPatience, so that
// a table that takes the agent long is not asked for again and again.
const (
	leastPatience = 500 * time.Millisecond
	livelyTries   = 5 // of an agent that has answered: its silence is most often a loss
)

// answerTimes is how long an agent took to answer, as TCP measures it (RFC 6298),
// but from the very try that was answered, for each has a request id of its own.
type answerTimes struct {
	at      map[uint32]time.Time // tries under way, by request id
	all     []time.Duration
	slowest time.Duration
	busy    time.Duration // all of them together
	smooth  time.Duration
	spread  time.Duration
}

// sent notes a try. The answers to earlier requests are awaited no longer.
func (a *answerTimes) sent(id uint32, now time.Time) {
	if a.at == nil || len(a.at) > 2*livelyTries {
		a.at = make(map[uint32]time.Time)
	}
	a.at[id] = now
}

// came notes the answer to a try.
func (a *answerTimes) came(id uint32, now time.Time) {
	began, ok := a.at[id]
	if !ok {
		return
	}
	clear(a.at)
	took := now.Sub(began)
	a.busy += took
	if a.all = append(a.all, took); a.smooth == 0 {
		a.recall(took)
	} else {
		a.spread += ((took - a.smooth).Abs() - a.spread) / 4
		a.smooth += (took - a.smooth) / 8
	}
	a.slowest = max(a.slowest, took)
}

// recall begins with the answer time of a former poll.
func (a *answerTimes) recall(took time.Duration) { a.smooth, a.spread = took, took/2 }

// median is the answer time in the middle of all; 0 where there is none.
func (a *answerTimes) median() time.Duration {
	if len(a.all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(a.all))
	return sorted[len(sorted)/2]
}

// enough is how long the next answer may take at most, by those so far.
func (a *answerTimes) enough() time.Duration {
	return max(leastPatience, a.smooth+4*a.spread, 2*a.slowest)
}

// tries is how often a request is sent before the agent is taken for silent.
func (s *session) tries(req request) int {
	switch {
	case req.tries > 0:
		return req.tries
	case s.target.Retries > 0 && s.answers.smooth > 0:
		return max(1+s.target.Retries, livelyTries)
	}
	return 1 + s.target.Retries
}

// patience is how long try number n waits: by what the agent has shown of its
// speed, each longer than the one before. The last one before it is given up
// waits in full. A request that silence may answer waits for less.
func (s *session) patience(req request, try int) time.Duration {
	d := s.target.Timeout
	switch {
	case req.atLeast > 0:
		d = min(d, max(req.atLeast, 10*s.answers.slowest))
	case s.answers.smooth > 0:
		d = min(d, s.answers.enough())
	}
	for range min(try, 6) {
		d += d / 2
	}
	if try+1 >= s.tries(req) && req.atLeast == 0 {
		d = max(d, s.target.Timeout)
	}
	return d
}

// connect opens the way to the agent.
func (t Target) connect() (net.Conn, error) {
	if t.Connect != nil {
		return t.Connect()
	}
	return net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(t.Address))
}

// readsOnly refuses every kind of request that could change something in an
// agent: there is no way through here for a SET.
func readsOnly(pdu gosnmp.PDUType) error {
	switch pdu {
	case gosnmp.GetRequest, gosnmp.GetNextRequest, gosnmp.GetBulkRequest:
		return nil
	case gosnmp.GetResponse, gosnmp.Report: // the answers to an inform
		return nil
	}
	return fmt.Errorf("a request of type %#x is not one that only reads", byte(pdu))
}
