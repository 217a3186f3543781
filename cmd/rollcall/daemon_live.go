package main

import (
	"context"
	"sync"
	"time"

	"rollcall/inventory"
)

// waited are the snapshots, without lists, of all schools that were taken by
// somebody who had to wait for a transaction.
type waited struct {
	mu    sync.Mutex
	at    time.Time
	shots map[inventory.SchoolCode]*inventory.Snapshot
}

// waitedFor is how long they are shown again.
const waitedFor = 5 * time.Second

// forget lets go of what is shown no longer.
func (w *waited) forget(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at.Sub(w.at) >= waitedFor {
		w.shots = nil
	}
}

// live answers with a school as it stands, from the ledgers.
func (d *daemon) live(code inventory.SchoolCode) (*inventory.Snapshot, bool) {
	school, known := d.config.City.School(code)
	if !known {
		return nil, false
	}
	at := d.pace.now()
	lists, err := d.db.Lists(context.Background(), inventory.OnlySchools(code), code, at)
	if err != nil {
		d.log.Error("lists not read", "school", code, "err", err)
		return nil, false
	}
	s := *d.standing(school, at)
	s.Lists = lists
	return &s, true
}

// standing returns the snapshot of a school without its lists. It is put together
// when asked for, because those of a city would be most of what is held in
// memory. Only who has to wait for a transaction, as while a city is read for the
// first time, takes those of all schools: the page of all schools asks for one
// after the other, and would wait for each.
func (d *daemon) standing(school inventory.School, at time.Time) *inventory.Snapshot {
	w := &d.waited
	w.mu.Lock()
	defer w.mu.Unlock()
	if s := w.shots[school.Code]; s != nil && at.Sub(w.at) < waitedFor {
		return s
	}
	if d.mu.TryLock() {
		defer d.mu.Unlock()
		return d.snapshotOf(school, at, inventory.Lists{})
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w.at, w.shots = at, make(map[inventory.SchoolCode]*inventory.Snapshot)
	for _, each := range d.config.City.Schools {
		w.shots[each.Code] = d.snapshotOf(each, at, inventory.Lists{})
	}
	return w.shots[school.Code]
}
