package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

func entryRow(e inventory.ListEntry) (listRow, error) {
	r := listRow{school: e.School, key: macInt(e.MAC), line: e.Row}
	if e.School == "" {
		return r, ErrNoSchool
	}
	e.Row = 0
	var err error
	r.body, err = canonical(e)
	return r, err
}

func entryTable(list List) listTable {
	return listTable{list: list, table: "list_entries",
		load: func(t *tx, school inventory.SchoolCode) ([]listRow, error) {
			return t.loadRows(`SELECT id, mac, body FROM list_entries WHERE school = ? AND list = ? AND removed IS NULL ORDER BY id`,
				[]any{string(school), string(list)}, func(rows *sql.Rows) (listRow, error) {
					var r listRow
					var mac int64
					err := rows.Scan(&r.id, &mac, &r.body)
					r.key = mac
					return r, err
				})
		},
		insert: func(t *tx, r listRow, importID int64) error {
			_, err := t.exec(`INSERT INTO list_entries (school, list, mac, body, line, added, import_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				string(r.school), string(list), r.key, r.body, r.line, unix(t.at), importID)
			return err
		}}
}

// A portRef names a port as the written record does.
type portRef struct{ sw, port string }

func portRow(p inventory.PortRecord) (listRow, error) {
	r := listRow{school: p.School, key: portRef{string(p.Switch), p.Port}, line: p.Row}
	if p.School == "" {
		return r, ErrNoSchool
	}
	p.Row = 0
	var err error
	r.body, err = canonical(p)
	return r, err
}

func portTable() listTable {
	return listTable{list: ListPorts, table: "port_records",
		load: func(t *tx, school inventory.SchoolCode) ([]listRow, error) {
			return t.loadRows(`SELECT id, switch, port, body FROM port_records WHERE school = ? AND removed IS NULL ORDER BY id`,
				[]any{string(school)}, func(rows *sql.Rows) (listRow, error) {
					var r listRow
					var key portRef
					err := rows.Scan(&r.id, &key.sw, &key.port, &r.body)
					r.key = key
					return r, err
				})
		},
		insert: func(t *tx, r listRow, importID int64) error {
			key := r.key.(portRef)
			_, err := t.exec(`INSERT INTO port_records (school, switch, port, body, line, added, import_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				string(r.school), key.sw, key.port, r.body, r.line, unix(t.at), importID)
			return err
		}}
}

func (t *tx) loadRows(query string, args []any, scan func(*sql.Rows) (listRow, error)) ([]listRow, error) {
	var loaded []listRow
	err := t.rows(query, args, func(rows *sql.Rows) error {
		r, err := scan(rows)
		loaded = append(loaded, r)
		return err
	})
	return loaded, err
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
	rows, err := tx.QueryContext(ctx, `SELECT list, MAX(at) FROM imports WHERE school = ? AND at <= ? GROUP BY list`, string(school), unix(at))
	if err != nil {
		return l, fmt.Errorf("read the imports of %s: %w", school, err)
	}
	age := map[List]*time.Time{ListWhitelist: &l.WhitelistAt, ListMaster: &l.MasterAt, ListPorts: &l.PortAt}
	err = each(rows, func(rows *sql.Rows) error {
		var list List
		var last int64
		err := rows.Scan(&list, &last)
		if into := age[list]; into != nil {
			*into = time.Unix(last, 0).UTC()
		}
		return err
	})
	return l, err
}

// entriesAt reads whitelist and MAC list rows in the order of their files.
func entriesAt(ctx context.Context, tx *sql.Tx, w *where) (whitelist, master []inventory.ListEntry, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT list, body, line FROM list_entries`+w.String()+` ORDER BY line, id`, w.args...)
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
	rows, err := tx.QueryContext(ctx, `SELECT body, line FROM port_records`+w.String()+` ORDER BY line, id`, w.args...)
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

// Listed returns who lists which MAC anywhere in the city at a moment: what
// inventory.CityIndex holds. It is not for a person's eyes.
func (db *DB) Listed(ctx context.Context, at time.Time) (map[inventory.MAC][]inventory.ListEntry, error) {
	listed := map[inventory.MAC][]inventory.ListEntry{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		r := &reading{past: past{ctx, tx, at}}
		return r.listed(listed)
	})
	return listed, err
}
