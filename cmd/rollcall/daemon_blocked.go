package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// A blocklist is what is known of blocked addresses. It is read again when a list or
// a word of people has changed it, and while nobody is known who held one of them.
type blocklist struct {
	known bool // nothing has changed since it was read
	day   inventory.Date
	again time.Time // when it is looked up again who held an address; zero: that is known of all
	at    time.Time // of the newest list; zero: there was none
	rows  map[inventory.SchoolCode][]inventory.BlockedIP
}

// liftedFor is how long an address is told of after its block was lifted.
const liftedFor = 31 * 24 * time.Hour

// refreshBlocklist brings up to date what is known of blocked addresses.
func (d *daemon) refreshBlocklist(ctx context.Context, at time.Time) error {
	d.mu.Lock()
	have := d.blocks
	d.blocks.known = true // whoever changes it from now on has it read once more
	d.mu.Unlock()
	due := !have.known || have.day != inventory.DateOf(at) || !have.again.IsZero() && !at.Before(have.again)
	if !due {
		return nil
	}
	next, found, err := d.readBlocklist(ctx, at)
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		d.blocks.known = false
		return err
	}
	next.known = d.blocks.known
	d.blocks = next
	for _, code := range found {
		d.dirty[code] = true
	}
	return nil
}

func (d *daemon) readBlocklist(ctx context.Context, at time.Time) (blocklist, []inventory.SchoolCode, error) {
	next := blocklist{day: inventory.DateOf(at), rows: map[inventory.SchoolCode][]inventory.BlockedIP{}}
	found, err := d.db.LocateBlocked(ctx, d.city(), at)
	if err != nil {
		return next, nil, err
	}
	rows, err := d.db.Blocked(ctx, inventory.AllSchools(), store.BlockedQuery{Open: true, Since: at.Add(-liftedFor)})
	if err != nil {
		return next, nil, err
	}
	for _, b := range rows {
		next.rows[b.School] = append(next.rows[b.School], b)
		if b.Open() && !b.Then.Known() && at.Sub(b.Listed) < time.Hour {
			next.again = at.Add(store.LocateAgain / 4)
		}
	}
	next.at, err = d.db.BlocklistAt(ctx)
	return next, found, err
}

// addBlocked tells a snapshot of now which addresses of the school are blocked.
// d.mu is held.
func (d *daemon) addBlocked(s *inventory.Snapshot) {
	s.BlocklistAt = d.blocks.at
	for _, b := range d.blocks.rows[s.School.Code] {
		s.Blocked = append(s.Blocked, b.AsOf(s))
	}
}

// takeBlocklist takes in the centre's list, unless there was one before.
func (d *daemon) takeBlocklist(ctx context.Context, file string, text []byte) error {
	at := d.pace.now()
	rows, report := lists.ReadFile(lists.KindBlocklist, bytes.NewReader(text), lists.Options{City: d.city(), Now: at})
	if len(report.Refused) > 0 {
		return fmt.Errorf("take in %s: %w", file, report.Refused[0])
	}
	if _, err := d.db.ImportBlocked(ctx, of(store.Import{At: at, Actor: "centre", Seed: true}, file), rows.Blocked); err != nil {
		return fmt.Errorf("take in %s: %w", file, err)
	}
	for _, b := range rows.Blocked {
		d.touch(b.School)
	}
	return nil
}
