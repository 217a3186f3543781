package main

import (
	"context"
	"fmt"
	"time"

	"rollcall/inventory"
)

// The first forwarding table of a switch is a draft, in memory alone, until the
// other switches of the school were asked for theirs: only then is it known which
// ports lead to other switches, whose devices are not recorded. Stored at once, a
// school's first minute would be many times its day. A draft that is lost with
// the daemon has never been told to anyone; the next reading is the first.

// sketch makes the forwarding table of a switch a draft if it was never read.
// A gateway outside the schools has no neighbours to wait for.
func (d *daemon) sketch(l *inventory.Ledger) {
	_, ofSchool := d.city().Switch(l.Switch().ID)
	if ofSchool && l.Progress(inventory.TableFDB).Last.IsZero() {
		d.drafts[l.Switch().ID] = true
	}
}

// kept is what is stored of changes: all but a draft.
func (d *daemon) kept(c inventory.Changes) inventory.Changes {
	if d.drafts[c.Switch] {
		return c.WithoutFDB()
	}
	return c
}

// awaited says whether a school that is read for the first time has switches whose
// forwarding table is still to come. Nobody is waited for longer than a period,
// and not for a switch that is new to a school that has been read before.
func (d *daemon) awaited(school inventory.School, at time.Time) bool {
	untried := false
	for _, sw := range school.Switches {
		table := d.ledgers[sw.ID].Progress(inventory.TableFDB)
		switch {
		case !d.drafts[sw.ID]:
			return false
		case table.Last.IsZero():
			untried = untried || table.Asked.IsZero() || table.State.Complete // by a daemon before this one
		case at.Sub(table.First) > table.Every:
			return false
		}
	}
	return untried
}

// firstTables makes drafts final where nothing more is awaited: with the roles of
// the school's ports, in one transaction. d.mu is held.
func (d *daemon) firstTables(ctx context.Context, at time.Time) ([]inventory.Changes, error) {
	if len(d.drafts) == 0 {
		return nil, nil
	}
	var all []inventory.Changes
	for _, school := range d.config.City.Schools {
		drafts := d.readDrafts(school)
		if len(drafts) == 0 || d.awaited(school, at) {
			continue
		}
		lists, err := d.db.Lists(ctx, inventory.OnlySchools(school.Code), school.Code, at)
		if err != nil {
			return all, fmt.Errorf("read the lists of school %s: %w", school.Code, err)
		}
		d.learnSwitches()
		all = append(all, d.setRoles(inventory.Roles(d.snapshotOf(school, at, lists)))...)
		for _, id := range drafts {
			delete(d.drafts, id)
			all = append(all, d.ledgers[id].FirstFDB())
		}
		d.dirty[school.Code] = true
	}
	return all, nil
}

// readDrafts lists a school's switches whose forwarding table is a draft.
func (d *daemon) readDrafts(school inventory.School) (ids []inventory.SwitchID) {
	for _, sw := range school.Switches {
		if d.drafts[sw.ID] && !d.ledgers[sw.ID].Progress(inventory.TableFDB).Last.IsZero() {
			ids = append(ids, sw.ID)
		}
	}
	return ids
}
