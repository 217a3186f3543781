package web

import (
	"sync"

	"rollcall/inventory"
)

// mostRolled is how many devices the rolls that are kept may have: those of a
// school city, and of a large one the few schools that people look at.
const mostRolled = 50_000

// rolls keep the roll of a school's last snapshot: to say where every device is
// takes longer than to draw a page, and the snapshot of now is the same for a
// moment. A nil rolls keeps none.
type rolls struct {
	mu sync.Mutex
	of map[inventory.SchoolCode]*roll
}

// keptFor are the rolls that an answer may be made of: of the past there are too many.
func (s *server) keptFor(q ask) *rolls {
	if q.past {
		return nil
	}
	return &s.rolls
}

// rollOf returns the roll of a snapshot.
func (s *server) rollOf(q ask, snap *inventory.Snapshot) *roll { return s.keptFor(q).get(snap) }

// get returns the roll of a snapshot. Nobody may change it.
func (k *rolls) get(snap *inventory.Snapshot) *roll {
	if k == nil {
		return newRoll(snap)
	}
	code := snap.School.Code
	k.mu.Lock()
	r := k.of[code]
	k.mu.Unlock()
	if r == nil || r.snap != snap {
		r = newRoll(snap)
		k.put(r)
	}
	return r
}

// put keeps a roll, and lets go of those that nobody asks for any more.
func (k *rolls) put(r *roll) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = make(map[inventory.SchoolCode]*roll)
	}
	delete(k.of, r.snap.School.Code)
	held := len(r.verdicts)
	for code, other := range k.of {
		if held += len(other.verdicts); held > mostRolled || r.snap.At.Sub(other.snap.At) > liveLife {
			held -= len(other.verdicts)
			delete(k.of, code)
		}
	}
	k.of[r.snap.School.Code] = r
}
