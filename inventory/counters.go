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

const (
	smallestFrame = 84 * 8 // bits of the shortest frame on the wire, with preamble and gap (IEEE 802.3)
	clockSlack    = 1.05   // two clocks measure, the agent's and ours
)

// mostPackets is how many packets a second a port of a speed can carry; 0: its speed
// is not known.
func mostPackets(speedBPS int64) float64 {
	return clockSlack * float64(max(0, speedBPS)) / smallestFrame
}

// PacketRate is how many packets a second a counter of packets grew by between two
// readings. Where the port is not fast enough for what the counter says, it has not
// run over, or grown, but was set (RFC 2863, ifCounterDiscontinuityTime), and nothing
// is measured; nor where it fell at a port whose speed is not known.
func (c *Counters) PacketRate(was, now uint64, speedBPS int64, seconds float64) (perSecond float64, ok bool) {
	grown, ok := c.Growth(was, now)
	rate := float64(grown) / seconds
	unknown := speedBPS <= 0 && now >= was
	if !ok || seconds <= 0 || !unknown && rate > mostPackets(speedBPS) {
		return 0, false
	}
	return rate, true
}

// OctetGrowth is by how many octets a counter grew between two readings. A counter
// of 32 bits measures nothing where the port could have made it run over more than
// once: at 1 Gbit/s that is after 34 seconds.
func (c *Counters) OctetGrowth(was, now uint64, speedBPS int64, seconds float64) (octets uint64, ok bool) {
	grown, ok := c.Growth(was, now)
	most := clockSlack * float64(max(0, speedBPS)) / 8 * seconds
	unknown := speedBPS <= 0 && now >= was
	if !ok || seconds <= 0 || !unknown && float64(grown) > most {
		return 0, false
	}
	if c.Bits32 && (speedBPS <= 0 || most >= 1<<32) {
		return 0, false
	}
	return grown, true
}
