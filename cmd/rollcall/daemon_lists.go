package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// listings are what is read of the lists once, and again when one of them or the
// day has changed.
type listings struct {
	day  inventory.Date
	lost map[inventory.MAC]inventory.LostDevice // by any school
	seen map[inventory.SchoolCode]listedSeen
}

// A listedSeen says when a school's listed devices were last seen, and since when
// they are listed.
type listedSeen struct{ last, since map[inventory.MAC]time.Time }

// unseenFor is how long a listed device may be unseen where the city does not say.
const unseenFor = 180 * 24 * time.Hour

// newDay says whether entries may have begun or ended to count since the lists
// were read. d.mu is held.
func (d *daemon) newDay(at time.Time) bool { return d.lists.day != inventory.DateOf(at) }

// relisted keeps what was read of the lists of all schools. d.mu is held.
func (d *daemon) relisted(lost map[inventory.MAC]inventory.LostDevice, at time.Time) {
	d.lists = listings{inventory.DateOf(at), lost, map[inventory.SchoolCode]listedSeen{}}
}

// seenOf returns when a school's listed devices were last seen.
func (d *daemon) seenOf(ctx context.Context, code inventory.SchoolCode, at time.Time) (listedSeen, error) {
	d.mu.Lock()
	known, ok := d.lists.seen[code]
	d.mu.Unlock()
	if ok {
		return known, nil
	}
	recent := at.Add(-cmp.Or(d.config.City.Thresholds.StaleMAC, unseenFor))
	last, since, err := d.db.ListedDevices(ctx, code, recent, at)
	if err != nil {
		return listedSeen{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lists.seen != nil {
		d.lists.seen[code] = listedSeen{last, since}
	}
	return listedSeen{last, since}, nil
}

// of says in the history which file an import is of.
func of(by store.Import, file string) store.Import {
	by.File = filepath.Base(file)
	return by
}

// seedLost takes in the lost devices of a school from the file that the
// configuration names.
func (d *daemon) seedLost(ctx context.Context, by store.Import, code inventory.SchoolCode, file string) error {
	rows, err := readList(file, code, lostDevices)
	if err != nil {
		return err
	}
	if _, err := d.db.ImportLost(ctx, of(by, file), rows); err != nil {
		return fmt.Errorf("take in %s: %w", file, err)
	}
	return nil
}

// seedThings takes in a school's inventory of things from the file that the
// configuration names.
func (d *daemon) seedThings(ctx context.Context, by store.Import, code inventory.SchoolCode, file string) error {
	rows, err := readList(file, code, thingsOf)
	if err != nil {
		return err
	}
	if _, err := d.db.ImportIoT(ctx, of(by, file), rows); err != nil {
		return fmt.Errorf("take in %s: %w", file, err)
	}
	return nil
}

// thingsOf reads an inventory of things.
func thingsOf(r io.Reader, school inventory.SchoolCode) ([]inventory.IoTItem, lists.Report) {
	rows, report := lists.ReadFile(lists.KindIoT, r, lists.Options{School: school})
	return rows.IoT, report
}

// lostDevices reads a list of lost devices.
func lostDevices(r io.Reader, school inventory.SchoolCode) ([]inventory.LostDevice, lists.Report) {
	rows, report := lists.ReadFile(lists.KindLost, r, lists.Options{School: school})
	return rows.Lost, report
}
