package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"rollcall/inventory"
)

// inFileOrder sorts rows as their files had them; those that no file brought come last.
const inFileOrder = ` ORDER BY line = 0, line, id`

func entryRow(e inventory.ListEntry) (listRow, error) {
	line := e.Row
	e.Row = 0
	return itemRow(e.School, entryKey(e.MAC), line, e)
}

// entryKey is what an entry of a whitelist or MAC list is about.
func entryKey(mac inventory.MAC) string { return strconv.FormatInt(macInt(mac), 10) }

func portRow(p inventory.PortRecord) (listRow, error) {
	line := p.Row
	p.Row = 0
	return itemRow(p.School, string(p.Switch)+"\n"+p.Port, line, p)
}

// Lists returns the lists of one school as they stood at a moment.
func (db *DB) Lists(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, at time.Time) (inventory.Lists, error) {
	if !scope.Sees(school) {
		return inventory.Lists{}, fmt.Errorf("lists of %s: %w", school, fs.ErrNotExist)
	}
	var lists inventory.Lists
	err := db.view(ctx, func(tx *sql.Tx) (err error) {
		lists, err = listsAt(ctx, tx, school, at)
		return err
	})
	return lists, err
}

func listsAt(ctx context.Context, tx *sql.Tx, school inventory.SchoolCode, at time.Time) (l inventory.Lists, err error) {
	var w where
	w.add("school = ?", string(school))
	w.holds("added", "removed", at)
	if l.Whitelist, l.Master, err = entriesAt(ctx, tx, &w); err != nil {
		return l, fmt.Errorf("read the lists of %s: %w", school, err)
	}
	if l.PortRecord, err = portRecordsAt(ctx, tx, &w); err != nil {
		return l, fmt.Errorf("read the port record of %s: %w", school, err)
	}
	w.add("list = ?", string(ListIoT))
	if l.IoT, err = itemsAt(ctx, tx, &w, numberThing); err != nil {
		return l, fmt.Errorf("read the inventory of things of %s: %w", school, err)
	}
	ages, err := agesAt(ctx, tx, school, at)
	l.WhitelistAt, l.MasterAt, l.PortAt, l.IoTAt = ages[ListWhitelist], ages[ListMaster], ages[ListPorts], ages[ListIoT]
	if err != nil {
		return l, err
	}
	return l, addBaseline(ctx, tx, &l, school, at)
}

// agesAt says how old each list of a school is: when a file last brought it, or
// somebody found it right. One entry that was changed by hand makes the others no
// younger, and an import that was undone counts no more.
func agesAt(ctx context.Context, tx *sql.Tx, school inventory.SchoolCode, at time.Time) (map[List]time.Time, error) {
	rows, err := tx.QueryContext(ctx, `SELECT list, MAX(at) FROM imports WHERE school = ? AND at <= ?
		AND kind IN ('file', 'seed', 'confirm') AND (undone IS NULL OR undone > ?) GROUP BY list`, string(school), unix(at), unix(at))
	if err != nil {
		return nil, fmt.Errorf("read the imports of %s: %w", school, err)
	}
	ages := map[List]time.Time{}
	err = each(rows, func(rows *sql.Rows) error {
		var list List
		var last int64
		err := rows.Scan(&list, &last)
		ages[list] = time.Unix(last, 0).UTC()
		return err
	})
	return ages, err
}

// entriesAt reads whitelist and MAC list rows in the order of their files.
func entriesAt(ctx context.Context, tx *sql.Tx, w *where) (whitelist, master []inventory.ListEntry, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT list, body, line FROM list_entries`+w.String()+inFileOrder, w.args...)
	if err != nil {
		return nil, nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var list List
		var body []byte
		var e inventory.ListEntry
		var line int
		if err := rows.Scan(&list, &body, &line); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &e); err != nil {
			return err
		}
		e.Row = line
		if list == ListMaster {
			master = append(master, e)
		} else {
			whitelist = append(whitelist, e)
		}
		return nil
	})
	return whitelist, master, err
}

func portRecordsAt(ctx context.Context, tx *sql.Tx, w *where) (records []inventory.PortRecord, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT body, line FROM port_records`+w.String()+inFileOrder, w.args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var body []byte
		var p inventory.PortRecord
		var line int
		if err := rows.Scan(&body, &line); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &p); err != nil {
			return err
		}
		p.Row = line
		records = append(records, p)
		return nil
	})
	return records, err
}

// Listed returns who lists which MAC anywhere in the city on the day of a moment:
// what inventory.CityIndex holds. It is not for a person's eyes.
func (db *DB) Listed(ctx context.Context, at time.Time) (inventory.ListedBy, error) {
	listed := inventory.ListedBy{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		r := &reading{past: past{ctx, tx, at}}
		return r.listed(listed)
	})
	return listed, err
}
