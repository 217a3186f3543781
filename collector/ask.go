package collector

import (
	"slices"
	"time"

	"rollcall/inventory"
)

// An asked reading is one that somebody wants beside the beat, because a switch
// has said that something changed.
const (
	askSettles = time.Second // messages of one cause come together, and what they tell of needs a moment
	askApart   = time.Minute // from one reading that was asked for to the next of the same switch
)

// Ask has tables of a switch read soon, beside its beat: at most once a minute,
// and in the wait of a switch that does not answer only when that ends. A switch
// that is not in the queue is left alone.
func (q *Queue) Ask(at time.Time, id inventory.SwitchID, tables []inventory.Table) {
	e, ok := q.entries[id]
	if !ok || e.gone || len(tables) == 0 {
		return
	}
	if len(e.asked) == 0 {
		e.askAt = at.Add(askSettles)
		if next := e.tookAsked.Add(askApart); !e.tookAsked.IsZero() && next.After(e.askAt) {
			e.askAt = next
		}
	}
	e.asked = union(e.asked, tables)
	if e.index >= 0 { // else it is being read: Done looks after it
		e.reorder()
	}
}

// nextDue is when a switch is to be read next: at its beat or, if somebody asked
// and it answers, before.
func (e *entry) nextDue() time.Time {
	next := slices.MinFunc(e.due, time.Time.Compare)
	if len(e.asked) > 0 && e.silent <= 1 && e.askAt.Before(next) {
		return e.askAt
	}
	return next
}

// takeAsked adds what was asked for to a reading, if its time has come. What the
// reading holds anyway need not be asked for again.
func (e *entry) takeAsked(at time.Time, d *Due) {
	e.asked = slices.DeleteFunc(e.asked, func(t inventory.Table) bool { return slices.Contains(d.Tables, t) })
	if len(e.asked) == 0 || e.askAt.After(at) {
		return
	}
	d.Tables = union(d.Tables, e.asked)
	e.asked, e.tookAsked = nil, at
}

// union adds the tables of b to a that a lacks.
func union(a, b []inventory.Table) []inventory.Table {
	a = slices.Clone(a)
	for _, t := range b {
		if !slices.Contains(a, t) {
			a = append(a, t)
		}
	}
	return a
}
