package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"rollcall/inventory"
)

// Pages of now are made of snapshots. One takes milliseconds, and to say where every
// device is as long again: the one that a school was judged by, or that was taken
// for a page, is shown as long as it is young and nothing has turned.
type shown struct {
	mu    sync.Mutex
	shots map[inventory.SchoolCode]*shot
	lists map[inventory.SchoolCode]int // how often the lists of a school have changed

	asked singleflight.Group // schools whose snapshot somebody is taking: others wait for that
}

const (
	shownFor   = 40 * time.Second // a snapshot is shown so long at most: until a quiet school is judged again
	mostShown  = 30_000           // sightings that are held so: those of a large city would be most of the memory
	neverAsked = -1
)

// A shot is a snapshot with what it was made of.
type shot struct {
	snap    *inventory.Snapshot
	ledgers []*inventory.Ledger
	turns   []int
	index   *inventory.CityIndex
	backups inventory.Backups
	ways    int // turns of what answers
	lists   int // neverAsked: it has none
}

// young says whether a shot may be shown at a moment.
func (s *shot) young(at time.Time) bool {
	return s != nil && !at.Before(s.snap.At) && at.Sub(s.snap.At) < shownFor
}

// stands says whether nothing has turned since the shot was taken. d.mu is held.
func (s *shot) stands(d *daemon) bool {
	for i, l := range s.ledgers {
		if d.ledgers[l.Switch().ID] != l || l.Turns() != s.turns[i] {
			return false
		}
	}
	return s.index == d.index && s.backups == d.backups && s.ways == d.wayTurns()
}

// get returns the shot of a school, and how often its lists have changed.
func (w *shown) get(code inventory.SchoolCode) (*shot, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shots[code], w.lists[code]
}

func (w *shown) none() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.shots) == 0
}

// put keeps shots to be shown again, as many as there is room for.
func (w *shown) put(at time.Time, shots ...*shot) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clear(at)
	held := 0
	for _, s := range w.shots {
		held += s.size()
	}
	for _, s := range shots {
		code := s.snap.School.Code
		if old := w.shots[code]; old != nil {
			held -= old.size()
		}
		if held += s.size(); held > mostShown {
			return
		}
		if w.shots == nil {
			w.shots = make(map[inventory.SchoolCode]*shot)
		}
		w.shots[code] = s
	}
}

func (s *shot) size() (n int) {
	for i := range s.snap.Switches {
		n += len(s.snap.Switches[i].Sightings)
	}
	return n
}

// relisted notes that the lists of a school have changed.
func (w *shown) relisted(code inventory.SchoolCode) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lists == nil {
		w.lists = make(map[inventory.SchoolCode]int)
	}
	w.lists[code]++
}

// forget lets go of what is shown no longer.
func (w *shown) forget(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clear(at)
}

func (w *shown) clear(at time.Time) {
	for code, s := range w.shots {
		if !s.young(at) {
			delete(w.shots, code)
		}
	}
}

// live answers with a school as it stands, from the ledgers. Whoever asks again
// soon gets the same snapshot.
func (d *daemon) live(code inventory.SchoolCode) (*inventory.Snapshot, bool) {
	school, known := d.config.City.School(code)
	if !known {
		return nil, false
	}
	_, changed := d.shown.get(code) // who has just changed a list waits for nobody who began before
	snap, err, _ := d.shown.asked.Do(fmt.Sprint(code, changed), func() (any, error) { return d.asListed(school, d.pace.now()) })
	if err != nil {
		d.log.Error("lists not read", "school", code, "err", err)
		return nil, false
	}
	return snap.(*inventory.Snapshot), true
}

// asListed returns a snapshot of a school with its lists.
func (d *daemon) asListed(school inventory.School, at time.Time) (*inventory.Snapshot, error) {
	s, changed := d.standing(school, at)
	if s.lists == changed {
		return s.snap, nil
	}
	lists, err := d.db.Lists(context.Background(), inventory.OnlySchools(school.Code), school.Code, at)
	if err != nil {
		return nil, err
	}
	listed, snap := *s, *s.snap
	snap.Lists = lists
	listed.snap, listed.lists = &snap, changed
	d.shown.put(at, &listed)
	return &snap, nil
}

// standing returns the shot of a school, and how often the school's lists have
// changed: those in the shot may be older. Who would have to wait for a transaction
// takes the one of a moment ago; where there is none at all, as while a city is read
// for the first time, those of all schools: the page of all schools asks for one
// after the other, and would wait for each.
func (d *daemon) standing(school inventory.School, at time.Time) (*shot, int) {
	old, changed := d.shown.get(school.Code)
	if !d.mu.TryLock() {
		switch {
		case old.young(at):
			return old, changed
		case d.shown.none():
			return d.standingAll(school, at), changed
		}
		d.mu.Lock()
	}
	defer d.mu.Unlock()
	if old.young(at) && old.stands(d) {
		return old, changed
	}
	return d.take(school, at), changed
}

// standingAll takes the shots of all schools, once the present is free.
func (d *daemon) standingAll(school inventory.School, at time.Time) (wanted *shot) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, _ := d.shown.get(school.Code); s.young(at) {
		return s // somebody else has waited too
	}
	var all []*shot
	for _, each := range d.config.City.Schools {
		s := d.take(each, at)
		all = append(all, s)
		if each.Code == school.Code {
			wanted = s
		}
	}
	d.shown.put(at, all...)
	return wanted
}

// take takes the shot of a school, without lists. d.mu is held.
func (d *daemon) take(school inventory.School, at time.Time) *shot {
	return d.shotOf(d.snapshotOf(school, at, inventory.Lists{}), neverAsked)
}

// shotOf notes what a snapshot was made of. lists is how often the school's had
// changed before they were read. d.mu is held.
func (d *daemon) shotOf(snap *inventory.Snapshot, lists int) *shot {
	s := &shot{snap: snap, index: d.index, backups: d.backups, ways: d.wayTurns(), lists: lists}
	for _, sw := range slices.Concat(snap.School.Switches, d.shared()) {
		l := d.ledgers[sw.ID]
		s.ledgers, s.turns = append(s.ledgers, l), append(s.turns, l.Turns())
	}
	return s
}

// warm reads what searches need, once the city has been read for the first time.
// Who searches before that has it read at once.
func (d *daemon) warm(ctx context.Context) error {
	if !sleep(ctx, d.config.Polling.Interface) {
		return nil
	}
	if err := d.db.Warm(ctx); err != nil && ctx.Err() == nil {
		d.log.ErrorContext(ctx, "searches are slow", "err", err)
	}
	return nil
}
