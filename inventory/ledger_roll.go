package inventory

// missesToClose is how many complete reads in a row must lack a fact before its
// span is closed.
const missesToClose = 3

// A roll is the open spans of one sort and the arithmetic on them: who is there
// is called up with every complete read. Times are unix seconds. Its entries lie
// in one slice without pointers to themselves, so that a city of them stays small.
type roll[K comparable, V comparable] struct {
	index map[K]int32
	open  []entry[K, V]
	call  uint32 // number of the read that is being gone through
}

// An entry is one open span.
type entry[K comparable, V comparable] struct {
	key    K
	value  V
	first  int64
	gone   int64 // set on the way out only
	missed int64 // the first complete read without it; 0: none
	call   uint32
	misses uint8
}

// moves are the entries that one read has changed.
type moves[K comparable, V comparable] struct {
	opened, closed, missed []entry[K, V]
}

func newRoll[K comparable, V comparable]() roll[K, V] {
	return roll[K, V]{index: make(map[K]int32), call: 1} // restored entries were called up at 0: never
}

// has returns the open entry of a key.
func (r *roll[K, V]) has(key K) (entry[K, V], bool) {
	i, ok := r.index[key]
	if !ok {
		return entry[K, V]{}, false
	}
	return r.open[i], true
}

// see notes that the read of now shows key with a value. Another value than
// before ends one span and begins the next; seeing the same again resets misses.
func (r *roll[K, V]) see(key K, value V, now int64, m *moves[K, V]) {
	i, ok := r.index[key]
	if !ok {
		r.add(entry[K, V]{key: key, value: value, first: now, call: r.call})
		m.opened = append(m.opened, r.open[len(r.open)-1])
		return
	}
	e := &r.open[i]
	if e.value != value {
		r.replace(e, value, now, m)
		return
	}
	e.call = r.call
	if e.misses > 0 {
		e.misses, e.missed = 0, 0
		m.missed = append(m.missed, *e)
	}
}

// replace ends the span of e at now, or where its misses began, and begins one
// with the new value.
func (r *roll[K, V]) replace(e *entry[K, V], value V, now int64, m *moves[K, V]) {
	old := *e
	old.gone = now
	if old.missed != 0 {
		old.gone = old.missed
	}
	m.closed = append(m.closed, old)
	*e = entry[K, V]{key: old.key, value: value, first: now, call: r.call}
	m.opened = append(m.opened, *e)
}

// finish counts a miss for every entry that this read did not show, closes those
// that have missed enough, and makes ready for the next read.
func (r *roll[K, V]) finish(now int64, m *moves[K, V]) {
	for i := len(r.open) - 1; i >= 0; i-- {
		e := &r.open[i]
		if e.call == r.call {
			continue
		}
		if e.misses == 0 {
			e.missed = now
		}
		e.misses++
		if e.misses < missesToClose {
			m.missed = append(m.missed, *e)
			continue
		}
		m.closed = append(m.closed, r.drop(i, e.missed))
	}
	r.call++
}

// end closes the span of key at now without waiting for misses.
func (r *roll[K, V]) end(key K, now int64, m *moves[K, V]) {
	if i, ok := r.index[key]; ok {
		m.closed = append(m.closed, r.drop(int(i), now))
	}
}

func (r *roll[K, V]) add(e entry[K, V]) {
	r.index[e.key] = int32(len(r.open))
	r.open = append(r.open, e)
}

// drop takes entry i out and returns it as gone.
func (r *roll[K, V]) drop(i int, gone int64) entry[K, V] {
	e := r.open[i]
	e.gone = gone
	last := len(r.open) - 1
	r.open[i] = r.open[last]
	r.index[r.open[i].key] = int32(i)
	r.open = r.open[:last]
	delete(r.index, e.key)
	return e
}
