package inventory

import (
	"slices"
	"time"
)

// pairMoves are the MACs that were at one port in one reading of the forwarding
// table, and at another in the next.
type pairMoves struct {
	a, b    string // the names of the ports, in order
	at      stamp
	moved   int
	seconds float64 // between the two readings
}

// movesKept is how long moves are told, and mostPairs how many pairs of ports.
const (
	movesKept = 15 * time.Minute
	mostPairs = 8
)

// comparedAfter is how long readings of a forwarding table must have gone on before
// addresses that go round in a loop must have shown at two ports.
const comparedAfter = 30 * time.Second

// leastMoved is how many MACs must move between two ports before it is remembered:
// people carry single devices about.
const leastMoved = 3

// Moved counts the MACs that an applied reading of a forwarding table shows at
// another port of the switch than the one before. Two readings are minutes apart, and
// a MAC may have moved many times between them: the rate is the least that it was.
func (m *Meter) Moved(c *Changes) {
	fdb := c.State.Tables[TableFDB].Last
	if c.Late || fdb.IsZero() || !fdb.Equal(c.At) {
		return
	}
	s, now := m.of(c.Switch), stampOf(c.At)
	was := s.fdb
	s.fdb = now
	if was == 0 {
		s.fdbs = now
	}
	s.moves = slices.DeleteFunc(s.moves, func(p pairMoves) bool { return now.time().Sub(p.at.time()) > movesKept })
	if was == 0 || now <= was {
		return
	}
	for pair, n := range movesOf(c) {
		if n < leastMoved {
			continue // what goes round may be back where it was, but for a few
		}
		s.moves = slices.DeleteFunc(s.moves, func(p pairMoves) bool { return [2]string{p.a, p.b} == pair })
		if len(s.moves) < mostPairs {
			s.moves = append(s.moves, pairMoves{pair[0], pair[1], now, n, float64(now - was)})
		}
	}
}

// Loops says whether a port seems to be one end of a loop: MACs move between it and
// another port of its switch, and so many broadcasts a second pour in at both.
func (w *Windows) Loops(port PortID, pps float64) bool {
	here := w.Ports[port]
	there := w.Ports[PortID{port.Switch, here.MovesTo}]
	return here.Moved >= leastMoved && there.MovesTo == port.IfName && here.BroadcastPPS >= pps && there.BroadcastPPS >= pps
}

// movesOf counts, for each two ports, the MACs that left one and came to the other.
func movesOf(c *Changes) map[[2]string]int {
	type device struct {
		mac MAC
		vid int
	}
	came := make(map[device]string)
	for _, s := range c.Sightings.Opened {
		came[device{s.MAC, s.VID}] = s.Port.IfName
	}
	for _, s := range c.Sightings.Missed {
		if s.Misses == 0 {
			came[device{s.MAC, s.VID}] = s.Port.IfName
		}
	}
	pairs := make(map[[2]string]int)
	for _, s := range c.Sightings.Missed {
		if to, ok := came[device{s.MAC, s.VID}]; ok && s.Misses == 1 && to != s.Port.IfName {
			pairs[[2]string{min(to, s.Port.IfName), max(to, s.Port.IfName)}]++
		}
	}
	return pairs
}
