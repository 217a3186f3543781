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
	of map[inventory.SchoolCode]keptRoll
}

// A keptRoll is made by the first who asks for it; the others wait for that.
type keptRoll struct {
	snap    *inventory.Snapshot
	roll    func() *roll
	devices int // that are seen on ports, some more than once
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
	return k.kept(snap).roll()
}

// kept finds the roll of a snapshot, or keeps a new one and lets go of those that
// nobody asks for any more.
func (k *rolls) kept(snap *inventory.Snapshot) keptRoll {
	k.mu.Lock()
	defer k.mu.Unlock()
	if r := k.of[snap.School.Code]; r.snap == snap {
		return r
	}
	if k.of == nil {
		k.of = make(map[inventory.SchoolCode]keptRoll)
	}
	delete(k.of, snap.School.Code)
	r := keptRoll{snap: snap, roll: sync.OnceValue(func() *roll { return newRoll(snap) })}
	for i := range snap.Switches {
		r.devices += len(snap.Switches[i].Sightings)
	}
	held := r.devices
	for code, other := range k.of {
		if held += other.devices; held > mostRolled || snap.At.Sub(other.snap.At) > liveLife {
			held -= other.devices
			delete(k.of, code)
		}
	}
	k.of[snap.School.Code] = r
	return r
}
