package inventory

import "slices"

// missesToClose is how many complete reads in a row must lack a fact before its
// span is closed.
const missesToClose = 3

// A stamp is a time in unix seconds; 0: none. It is small because a city has
// many, and lasts until 2106.
type stamp uint32

// A roll is the open spans of one sort and the arithmetic on them: who is there
// is called up with every complete read. Its entries lie in one slice, and are
// indexed only while they are called up, so that a city of them stays small.
type roll[K comparable, V comparable] struct {
	open  []entry[K, V]
	index map[K]int32 // from begin to finish; else nil
}

// An entry is one open span.
type entry[K comparable, V comparable] struct {
	value  V
	key    K
	first  stamp
	missed stamp // the first complete read without it; 0: none
	misses uint8
	seen   bool // in the read that is being gone through
}

// stays says whether an entry is still open after the read that is being gone
// through, as far as that was gone through.
func (e *entry[K, V]) stays() bool { return e.seen || e.misses+1 < missesToClose }

// A move is an entry as one read left it.
type move[K comparable, V comparable] struct {
	entry[K, V]
	gone stamp
}

// moves are the entries that one read has changed.
type moves[K comparable, V comparable] struct {
	opened, closed, missed []move[K, V]
}

// begin makes ready for going through a read of many entries.
func (r *roll[K, V]) begin() {
	r.index = make(map[K]int32, len(r.open))
	for i := range r.open {
		r.index[r.open[i].key] = int32(i)
	}
}

// find returns where the open entry of a key is.
func (r *roll[K, V]) find(key K) (int, bool) {
	if r.index != nil {
		i, ok := r.index[key]
		return int(i), ok
	}
	i := slices.IndexFunc(r.open, func(e entry[K, V]) bool { return e.key == key })
	return i, i >= 0
}

// has returns the open entry of a key.
func (r *roll[K, V]) has(key K) (entry[K, V], bool) {
	i, ok := r.find(key)
	if !ok {
		return entry[K, V]{}, false
	}
	return r.open[i], true
}

// see notes that the read of now shows key with a value. Another value than
// before ends one span and begins the next; seeing the same again resets misses.
func (r *roll[K, V]) see(key K, value V, now stamp, m *moves[K, V]) {
	i, ok := r.find(key)
	if !ok {
		e := entry[K, V]{key: key, value: value, first: now, seen: true}
		r.add(e)
		m.opened = append(m.opened, move[K, V]{entry: e})
		return
	}
	e := &r.open[i]
	if e.value != value {
		r.replace(e, value, now, m)
		return
	}
	e.seen = true
	if e.misses > 0 {
		e.misses, e.missed = 0, 0
		m.missed = append(m.missed, move[K, V]{entry: *e})
	}
}

// replace ends the span of e at now, or where its misses began, and begins one
// with the new value.
func (r *roll[K, V]) replace(e *entry[K, V], value V, now stamp, m *moves[K, V]) {
	gone := now
	if e.missed != 0 {
		gone = e.missed
	}
	m.closed = append(m.closed, move[K, V]{*e, gone})
	*e = entry[K, V]{key: e.key, value: value, first: now, seen: true}
	m.opened = append(m.opened, move[K, V]{entry: *e})
}

// pass has the read that is being gone through say nothing of some entries: it did
// not look there.
func (r *roll[K, V]) pass(over func(K) bool) {
	for i := range r.open {
		if e := &r.open[i]; over(e.key) {
			e.seen = true
		}
	}
}

// finish counts a miss for every entry that this read did not show, closes those
// that have missed enough, and makes ready for the next read.
func (r *roll[K, V]) finish(now stamp, m *moves[K, V]) {
	for i := len(r.open) - 1; i >= 0; i-- {
		e := &r.open[i]
		if e.seen {
			e.seen = false
			continue
		}
		if e.misses == 0 {
			e.missed = now
		}
		e.misses++
		if e.misses < missesToClose {
			m.missed = append(m.missed, move[K, V]{entry: *e})
			continue
		}
		gone := e.missed
		m.closed = append(m.closed, move[K, V]{r.drop(i), gone})
	}
	r.tighten()
	r.index = nil
}

// end closes the span of entry i at now without waiting for misses. Another entry
// from behind it takes its place.
func (r *roll[K, V]) end(i int, now stamp, m *moves[K, V]) {
	m.closed = append(m.closed, move[K, V]{r.drop(i), now})
}

func (r *roll[K, V]) add(e entry[K, V]) {
	if r.index != nil {
		r.index[e.key] = int32(len(r.open))
	}
	r.open = append(r.open, e)
}

// drop takes entry i out and returns it.
func (r *roll[K, V]) drop(i int) entry[K, V] {
	e := r.open[i]
	last := len(r.open) - 1
	r.open[i] = r.open[last]
	if r.index != nil {
		r.index[r.open[i].key] = int32(i)
	}
	r.open = r.open[:last]
	delete(r.index, e.key)
	return e
}

// tighten gives back what a first read or a flood left over. What comes later is
// little, and there are many rolls.
func (r *roll[K, V]) tighten() {
	if n := len(r.open); cap(r.open)-n > n/8 {
		r.open = append(make([]entry[K, V], 0, n), r.open...)
	}
}

// aspectRolls are the open attributes of a switch, in the order of aspects: in a
// list, for a map of so few would be larger than itself.
type aspectRolls []roll[portRef, held]

// of returns the roll of an aspect; nil: it is of a newer rollcall.
func (r aspectRolls) of(a Aspect) *roll[portRef, held] {
	if i := slices.Index(aspects(), a); i >= 0 {
		return &r[i]
	}
	return nil
}
