package collector

import (
	"container/heap"
	"time"

	"rollcall/inventory"
)

// A school is read within a budget of its own, and its switches share it. Were all
// of a large school read at once, they would wait for that budget and for each
// other, in places that the switches of other schools need. So each school has a
// room in the fast lane; who finds it full waits outside.
type room struct {
	limit, busy int
	waiting     entries // turned away, and due
}

// What a room holds: enough to use up the usual budget where each answer takes
// 150 ms, and so many that within a minute all come in turn, though each takes
// seven seconds.
const (
	leastRoom   = 8
	schoolRooms = 8 // the switches of a school, to those that are read at once
)

// setRooms gives every school its room. Whoever was turned away asks again.
func (q *Queue) setRooms(targets []Target) {
	switches := make(map[inventory.SchoolCode]int)
	for _, t := range targets {
		switches[t.School]++
	}
	for code, r := range q.rooms {
		r.limit = max(leastRoom, switches[code]/schoolRooms)
		for len(r.waiting) > 0 {
			q.readmit(r)
		}
		if switches[code] == 0 && r.busy == 0 {
			delete(q.rooms, code)
		}
	}
	for code, n := range switches {
		if q.rooms[code] == nil && code != "" { // gateways that serve many schools are of none
			q.rooms[code] = &room{limit: max(leastRoom, n/schoolRooms)}
		}
	}
}

// turnAway takes those out of the fast lane that are due and whose room is full.
func (q *Queue) turnAway(at time.Time) {
	fast := &q.lanes[fastLane].waiting
	for len(*fast) > 0 && !(*fast)[0].next.After(at) {
		r := q.rooms[(*fast)[0].target.School]
		if r == nil || r.busy < r.limit {
			return
		}
		heap.Pop(fast).(*entry).wait(&r.waiting)
	}
}

// readmit puts the one that has waited longest back into the lane.
func (q *Queue) readmit(r *room) {
	heap.Pop(&r.waiting).(*entry).wait(&q.lanes[fastLane].waiting)
}

// enter takes a place for a switch that is read in the fast lane.
func (q *Queue) enter(e *entry) {
	if r := q.rooms[e.target.School]; r != nil && e.lane == fastLane {
		r.busy++
		e.room = r
	}
}

// leave gives it back.
func (q *Queue) leave(e *entry) {
	r := e.room
	if r == nil {
		return
	}
	e.room = nil
	r.busy--
	if len(r.waiting) > 0 {
		q.readmit(r)
	}
}
