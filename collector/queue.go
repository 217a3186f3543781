package collector

import (
	"container/heap"
	"slices"
	"time"

	"rollcall/inventory"
)

// A Group is the tables that are read together, every so often.
type Group struct {
	Every  time.Duration
	Tables []inventory.Table
}

// A Target is one switch to be read.
type Target struct {
	Switch inventory.SwitchID
	School inventory.SchoolCode
	Groups []Group
}

// A Due says that a switch is to be read now, and which tables.
type Due struct {
	Switch inventory.SwitchID
	School inventory.SchoolCode
	Tables []inventory.Table
}

// An Outcome is what the queue wants to know of a reading.
type Outcome struct {
	Answered bool
	Took     time.Duration // by the switch: waiting for our own budgets does not count
}

// Options set the limits of a Queue. The zero value of a field means its default.
type Options struct {
	Concurrency int           // readings at once of switches in good health; 128
	Patience    int           // readings at once of dead and slow switches; 32
	SlowAfter   time.Duration // a reading that took longer makes a switch slow; 5 s
	MaxBackOff  time.Duration // the longest period of a dead switch; 10 min
}

func (o Options) withDefaults() Options {
	if o.Concurrency <= 0 {
		o.Concurrency = 128
	}
	if o.Patience <= 0 {
		o.Patience = 32
	}
	if o.SlowAfter <= 0 {
		o.SlowAfter = 5 * time.Second
	}
	if o.MaxBackOff <= 0 {
		o.MaxBackOff = 10 * time.Minute
	}
	return o
}

// A Queue holds when each switch is due. It is not safe for concurrent use.
type Queue struct {
	options Options
	entries map[inventory.SwitchID]*entry
	lanes   [2]lane // fast, slow
	rooms   map[inventory.SchoolCode]*room
}

const (
	fastLane = 0
	slowLane = 1
)

// An entry is one switch in the queue.
type entry struct {
	target Target
	due    []time.Time // per group
	next   time.Time   // the earliest of due
	waits  *entries    // the heap that it waits in
	index  int         // in that heap; -1 while it is being read
	lane   int
	room   *room // that it takes a place in; nil: none
	silent int   // readings in a row without any answer
	gone   bool
	begun  bool // it has been read since its periods were set

	asked     []inventory.Table // beside the beat (ask.go)
	askAt     time.Time         // not before
	tookAsked time.Time         // when the last of them began
}

// A lane is a heap of waiting switches with a limit on how many are read at once.
type lane struct {
	waiting entries
	busy    int
	limit   int
}

// NewQueue returns a queue in which nothing is due.
func NewQueue(o Options) *Queue {
	o = o.withDefaults()
	q := &Queue{options: o, entries: make(map[inventory.SwitchID]*entry), rooms: make(map[inventory.SchoolCode]*room)}
	q.lanes[fastLane].limit = o.Concurrency
	q.lanes[slowLane].limit = o.Patience
	return q
}

// Set makes targets the switches of the queue: new ones become due from at on,
// spread over their shortest period; known ones keep their beat; others leave.
func (q *Queue) Set(at time.Time, targets []Target) {
	q.setRooms(targets)
	wanted := make(map[inventory.SwitchID]bool, len(targets))
	for _, t := range targets {
		wanted[t.Switch] = true
		if e, ok := q.entries[t.Switch]; ok {
			q.retarget(e, t, at)
			continue
		}
		e := &entry{target: t, index: -1}
		e.restart(at.Add(phase(t)))
		q.entries[t.Switch] = e
		e.wait(&q.lanes[fastLane].waiting)
	}
	for id, e := range q.entries {
		if !wanted[id] {
			q.remove(id, e)
		}
	}
}

func (q *Queue) retarget(e *entry, t Target, at time.Time) {
	same := slices.EqualFunc(e.target.Groups, t.Groups, func(a, b Group) bool {
		return a.Every == b.Every && slices.Equal(a.Tables, b.Tables)
	})
	e.target, e.gone = t, false
	if same {
		return
	}
	e.restart(at.Add(phase(t)))
	if e.index >= 0 {
		heap.Fix(e.waits, e.index)
	}
}

// wait puts a switch into a heap.
func (e *entry) wait(in *entries) {
	e.waits = in
	heap.Push(in, e)
}

// reorder puts a waiting switch where its next reading belongs.
func (e *entry) reorder() {
	e.next = e.nextDue()
	heap.Fix(e.waits, e.index)
}

func (q *Queue) remove(id inventory.SwitchID, e *entry) {
	if e.index < 0 { // being read: leaves when it is done
		e.gone = true
		return
	}
	heap.Remove(e.waits, e.index)
	delete(q.entries, id)
}

// Next returns a switch that is due at the given time, and from then on counts
// it as being read until [Queue.Done]. When nothing can be read now, ok is false
// and when is the time to ask again; a zero when means: after the next Done or Set.
func (q *Queue) Next(at time.Time) (due Due, when time.Time, ok bool) {
	for i := range q.lanes {
		l := &q.lanes[i]
		if l.busy >= l.limit {
			continue
		}
		if i == fastLane {
			q.turnAway(at)
		}
		if len(l.waiting) == 0 {
			continue
		}
		first := l.waiting[0]
		if !first.next.After(at) {
			heap.Pop(&l.waiting)
			l.busy++
			q.enter(first)
			return first.take(at), time.Time{}, true
		}
		if when.IsZero() || first.next.Before(when) {
			when = first.next
		}
	}
	return Due{}, when, false
}

// Done says how the reading of a switch went, and when it ended.
func (q *Queue) Done(at time.Time, id inventory.SwitchID, o Outcome) {
	e, ok := q.entries[id]
	if !ok || e.index >= 0 {
		return
	}
	q.lanes[e.lane].busy--
	q.leave(e)
	if e.gone {
		delete(q.entries, id)
		return
	}
	e.silent++
	e.lane = slowLane
	if o.Answered {
		e.silent = 0
		if o.Took <= q.options.SlowAfter {
			e.lane = fastLane
		}
	}
	e.postpone(at, q.options.MaxBackOff)
	e.wait(&q.lanes[e.lane].waiting)
}

// Waiting returns how many switches are being read and how many wait.
func (q *Queue) Waiting() (busy, waiting int) {
	for i := range q.lanes {
		busy += q.lanes[i].busy
		waiting += len(q.lanes[i].waiting)
	}
	for _, r := range q.rooms {
		waiting += len(r.waiting)
	}
	return busy, waiting
}

func (e *entry) restart(at time.Time) {
	e.begun = false
	e.due = make([]time.Time, len(e.target.Groups))
	for i := range e.due {
		e.due[i] = at
	}
	e.next = at
}

// take collects the tables of every group that is due, or so nearly due that a
// second reading of the switch right after this one would be a waste.
func (e *entry) take(at time.Time) Due {
	d := Due{Switch: e.target.Switch, School: e.target.School}
	for i, g := range e.target.Groups {
		if e.due[i].After(at.Add(g.Every / 10)) {
			continue
		}
		for _, t := range g.Tables {
			if !slices.Contains(d.Tables, t) {
				d.Tables = append(d.Tables, t)
			}
		}
		e.due[i] = after(e.due[i], g.Every, at)
		if early := e.due[i].Add(-e.stagger(g)); !e.begun && early.After(at) {
			e.due[i] = early
		}
	}
	e.begun = true
	e.takeAsked(at, &d)
	e.next = e.nextDue()
	return d
}

// postpone sets when a switch is due next after a reading that ended at the
// given time: at its beat, or ever later while it does not answer. One silence
// may be a lost packet, so the first does not slow us down.
func (e *entry) postpone(at time.Time, most time.Duration) {
	for i, g := range e.target.Groups {
		if e.due[i].Before(at) { // the reading took longer than the period: skip what was missed
			e.due[i] = after(e.due[i], g.Every, at)
		}
		if e.silent > 1 {
			e.due[i] = at.Add(backOff(g.Every, e.silent, most))
		}
	}
	e.next = e.nextDue()
}
