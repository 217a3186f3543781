package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// WatchedFor returns the lost devices of the whole city on the day of a moment, by
// the MAC under which each would be seen: its own, or that which the lists of its
// school give to its serial number. It is not for a person's eyes.
func (db *DB) WatchedFor(ctx context.Context, at time.Time) (map[inventory.MAC]inventory.LostDevice, error) {
	var lost map[inventory.MAC]inventory.LostDevice
	err := db.view(ctx, func(tx *sql.Tx) (err error) {
		lost, err = (&reading{past: past{ctx, tx, at}}).watchedFor()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the lost devices: %w", err)
	}
	return lost, nil
}

func (r *reading) watchedFor() (map[inventory.MAC]inventory.LostDevice, error) {
	watch := inventory.NewWatch(inventory.DateOf(r.at))
	lost, err := itemsAt(r.ctx, r.tx, r.everywhere(ListLost), func(d *inventory.LostDevice, line int) { d.Row = line })
	if err != nil || len(lost) == 0 {
		return nil, err
	}
	schools := map[inventory.SchoolCode]bool{}
	for _, d := range lost {
		watch.Misses(d)
		schools[d.School] = true
	}
	for school := range schools {
		if err := r.knownSerials(watch, school); err != nil {
			return nil, err
		}
	}
	return watch.MACs(), nil
}

// knownSerials tells which MACs a school's lists give to serial numbers.
func (r *reading) knownSerials(watch *inventory.Watch, school inventory.SchoolCode) error {
	var w where
	w.add("school = ?", string(school))
	w.holds("added", "removed", r.at)
	whitelist, master, err := entriesAt(r.ctx, r.tx, &w)
	if err != nil {
		return err
	}
	for _, entries := range [][]inventory.ListEntry{master, whitelist} {
		for _, e := range entries {
			watch.Knows(school, e.Serial, e.MAC, e.Name)
		}
	}
	managed := r.everywhere(ListMDM)
	managed.add("school = ?", string(school))
	devices, err := itemsAt(r.ctx, r.tx, managed, func(*inventory.MDMDevice, int) {})
	for _, d := range devices {
		watch.Knows(school, d.Serial, d.MAC, d.Name)
	}
	return err
}

// everywhere picks the rows of a list of every school at the moment.
func (r *reading) everywhere(list List) *where {
	var w where
	w.add("list = ?", string(list))
	w.holds("added", "removed", r.at)
	return &w
}
