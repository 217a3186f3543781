package inventory

// Counters are the traffic counters of an interface (RFC 2863): they only
// grow, but for a restart of the agent and for the end of their range.
type Counters struct {
	InOctets, OutOctets       uint64
	InUcast, OutUcast         uint64
	InBroadcast, OutBroadcast uint64
	InErrors, OutErrors       uint64
	InDiscards, OutDiscards   uint64

	// Bits32 says that octets and packets are Counter32: the agent has no
	// 64-bit ones, or speaks version 1, which cannot carry them (RFC 3584,
	// 4.2.2.1). Errors and discards are Counter32 on every agent.
	Bits32 bool

	// NoBroadcast says that the agent does not count broadcasts apart from
	// multicasts (it has no ifXTable): InBroadcast and OutBroadcast say nothing.
	NoBroadcast bool
}

// Growth is by how much a counter of octets or packets grew between two
// readings of one agent that has not restarted. A Counter32 that fell has run
// over 2^32 and gone on from 0 (RFC 2578, 7.1.6), if it was not set back by
// hand; a Counter64 that fell began anew, and measures nothing.
func (c *Counters) Growth(was, now uint64) (grown uint64, ok bool) {
	const turn = 1 << 32
	switch {
	case now >= was:
		return now - was, true
	case c.Bits32 && was < turn:
		return now + turn - was, true
	}
	return 0, false
}
