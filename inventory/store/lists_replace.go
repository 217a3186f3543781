package store

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// A Replacing retires devices of a school and lists others in their places, at once.
type Replacing struct {
	At     time.Time
	Actor  string
	School inventory.SchoolCode
	What   string // what the history calls it
	Swaps  []inventory.Swap
}

// Replace takes the old devices off the lists that have them and puts the new ones
// in their rows: all of them, or none. Each list that changes has one import, which can
// be undone. An old device that is not listed any more is ErrEntryChanged, a new one
// that is listed already ErrAlreadyListed.
func (db *DB) Replace(ctx context.Context, scope inventory.Scope, r Replacing) (int, error) {
	if !scope.Sees(r.School) {
		return 0, fmt.Errorf("lists of %s: %w", r.School, fs.ErrNotExist)
	}
	err := db.transact(ctx, r.At, func(t *tx) error {
		old := 0
		for _, list := range []List{ListMaster, ListWhitelist} {
			n, err := t.replace(list, r)
			if err != nil {
				return fmt.Errorf("%s: %w", list, err)
			}
			old += n
		}
		if old < len(r.Swaps) {
			return ErrEntryChanged
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("replace devices of %s: %w", r.School, err)
	}
	return len(r.Swaps), nil
}

// replace changes one list and says how many of the old devices it had.
func (t *tx) replace(list List, r Replacing) (int, error) {
	table := entryTable(list)
	var c listChange
	had := 0
	for _, s := range r.Swaps {
		have, err := t.listRows(table, r.School, "removed IS NULL AND mac = ?", macInt(s.Old.MAC))
		if err != nil {
			return 0, err
		}
		taken, err := t.listRows(table, r.School, "removed IS NULL AND mac = ?", macInt(s.MAC))
		if err != nil {
			return 0, err
		}
		if len(taken) > 0 {
			return 0, ErrAlreadyListed
		}
		if len(have) == 0 {
			continue
		}
		had++
		row, err := entryRow(s.Entry(r.Actor, r.At))
		if err != nil {
			return 0, err
		}
		row.line = have[0].line
		c.add, c.remove = append(c.add, row), append(c.remove, have...)
	}
	if had == 0 {
		return 0, nil
	}
	_, err := t.takeIn(table, importRow{Import: Import{At: r.At, Actor: r.Actor, File: r.What}, kind: ImportEdit, school: r.School, rows: len(c.add)}, c)
	return had, err
}
