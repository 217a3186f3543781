package snmp

import (
	"math"
	"time"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// Bounds of what is kept of engines that send traps. Only authentic messages
// make an entry, and no source may send so many within the window as would fill one.
const (
	mostEngines  = 65_536
	mostMessages = 4_096
)

// An engineTable holds the clocks of the engines that send traps.
type engineTable struct{ engines map[string]*sendingEngine }

// A sendingEngine is one of them (RFC 3414, 2.3).
type sendingEngine struct {
	boots  uint32            // snmpEngineBoots
	latest uint32            // latestReceivedEngineTime
	at     time.Time         // when that came
	seen   map[string]uint32 // codes of the messages of the window, by their time
	floor  uint32            // up to this time of these boots, what came is forgotten: see newEngineTable
	moved  bool              // since it was kept last
}

// newEngineTable takes up the clocks that another run of ours knew. Which
// messages came it does not know any more, so what is not newer than the last of
// them is taken for a repeat.
func newEngineTable(clocks []inventory.EngineClock) *engineTable {
	t := &engineTable{engines: make(map[string]*sendingEngine, len(clocks))}
	for _, c := range clocks {
		t.engines[c.ID] = &sendingEngine{boots: c.Boots, latest: c.Time, at: c.At, floor: c.Time, seen: map[string]uint32{}}
	}
	return t
}

// accept says whether an authentic message is timely and new (RFC 3414, 3.2, 7b),
// and remembers it if so.
func (t *engineTable) accept(at time.Time, m v3Message) inbox.Refusal {
	s, known := t.engines[m.engineID]
	if !known {
		if len(t.engines) >= mostEngines {
			return RefusedEngine
		}
		s = &sendingEngine{boots: m.clock.boots, latest: m.clock.seconds, at: at, seen: map[string]uint32{}}
		t.engines[m.engineID] = s
	}
	code := m.code
	switch _, again := s.seen[code]; {
	case again:
		return RefusedReplay
	case m.clock.boots >= math.MaxInt32 || m.clock.boots < s.boots:
		return RefusedWindow
	case m.clock.boots == s.boots && m.clock.seconds+timeWindow < s.now(at):
		return RefusedWindow
	case m.clock.boots == s.boots && m.clock.seconds <= s.floor && s.floor > 0:
		return RefusedReplay
	case len(s.seen) >= mostMessages && !s.prune(at):
		return RefusedReplay
	}
	s.learn(at, m.clock)
	s.seen[code] = m.clock.seconds
	return ""
}

// restart takes over the clock that a poll has seen since, where its boots went
// back. What is not newer than that poll is taken for a repeat from then on.
func (t *engineTable) restart(polled engineMemory) bool {
	s, at := t.engines[string(polled.ID)], time.Unix(polled.At, 0)
	if s == nil || polled.Boots >= s.boots || !at.After(s.at) {
		return false
	}
	*s = sendingEngine{boots: polled.Boots, latest: polled.Time, at: at, floor: polled.Time, seen: map[string]uint32{}, moved: true}
	return true
}

// now is the engine's time as far as it can be known.
func (s *sendingEngine) now(at time.Time) uint32 {
	passed := max(at.Sub(s.at), 0) / time.Second
	return uint32(min(int64(s.latest)+int64(passed), math.MaxInt32))
}

// learn puts the clock forward, never back.
func (s *sendingEngine) learn(at time.Time, c engineClock) {
	switch {
	case c.boots > s.boots:
		clear(s.seen) // messages of the boots before are out of the window for good
		s.boots, s.latest, s.at, s.floor, s.moved = c.boots, c.seconds, at, 0, true
	case c.seconds >= s.latest:
		s.latest, s.at, s.moved = c.seconds, at, true
	}
}

// prune forgets messages that the window refuses by itself, and says whether there
// is room now.
func (s *sendingEngine) prune(at time.Time) bool {
	now := s.now(at)
	for code, seconds := range s.seen {
		if seconds+timeWindow < now {
			delete(s.seen, code)
		}
	}
	return len(s.seen) < mostMessages
}

// moved returns the clocks that changed since they were asked for last.
func (t *engineTable) moved() []inventory.EngineClock {
	var out []inventory.EngineClock
	for id, s := range t.engines {
		if s.moved {
			out = append(out, inventory.EngineClock{ID: id, Boots: s.boots, Time: s.latest, At: s.at})
			s.moved = false
		}
	}
	return out
}
