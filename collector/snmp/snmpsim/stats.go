package snmpsim

import "sync/atomic"

// Stats is what an agent has done since it was made.
type Stats struct {
	Datagrams uint64 // that came in, whatever they were
	Requests  uint64 // that it understood; Reports of SNMPv3 discovery not included
	Gets      uint64 // of Requests: GET
	GetNexts  uint64 // of Requests: GETNEXT
	GetBulks  uint64 // of Requests: GETBULK
	Sets      uint64 // of Requests: SET, which rollcall never sends
	Answers   uint64 // datagrams sent
	Varbinds  uint64 // variable bindings in answers without error
	BytesIn   uint64 // UDP payload received
	BytesOut  uint64 // UDP payload sent
	TooBig    uint64 // answers with the error tooBig
}

// counters are the Stats while the agent runs.
type counters struct {
	datagrams, requests, gets, nexts, bulks, sets atomic.Uint64
	answers, varbinds, in, out, tooBig            atomic.Uint64
}

// request counts a request that was understood.
func (c *counters) request(pdu PDU) {
	c.requests.Add(1)
	switch pdu {
	case Get:
		c.gets.Add(1)
	case GetNext:
		c.nexts.Add(1)
	case GetBulk:
		c.bulks.Add(1)
	case Set:
		c.sets.Add(1)
	}
}

// answer counts what a request was answered with.
func (c *counters) answer(q *query) {
	c.varbinds.Add(uint64(q.count))
	if q.status == TooBig {
		c.tooBig.Add(1)
	}
}

// sent counts a datagram that left.
func (c *counters) sent(octets int) {
	c.answers.Add(1)
	c.out.Add(uint64(octets))
}

// Stats returns what the agent has done so far.
func (a *Agent) Stats() Stats {
	c := &a.counts
	return Stats{
		Datagrams: c.datagrams.Load(), Requests: c.requests.Load(), Gets: c.gets.Load(),
		GetNexts: c.nexts.Load(), GetBulks: c.bulks.Load(), Sets: c.sets.Load(),
		Answers: c.answers.Load(), Varbinds: c.varbinds.Load(),
		BytesIn: c.in.Load(), BytesOut: c.out.Load(), TooBig: c.tooBig.Load(),
	}
}
