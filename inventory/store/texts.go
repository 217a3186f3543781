package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall/inventory"
)

// texts are what the lists that stand now say in words, for those who look for a part
// of it in all schools: the database would go through every row. Rows are only ever
// added to lists or taken off them, each time by an import: what is new since the last
// search is read with the next, and whether a row still stands is looked up.
type texts struct {
	mu sync.RWMutex
	listTexts
}

type listTexts struct {
	version int64     // the last import that is in them; 0: nothing is read
	since   time.Time // of moments before it rows may be missing
	rows    int       // that were read then
	entries rowTexts  // of whitelists and MAC lists
	rooms   rowTexts  // of lists of rooms
	ports   rowTexts  // of port records
}

// rowTexts are the texts of rows one after the other, in lower case, by their ids.
type rowTexts struct {
	text []byte
	ends []uint32
	ids  []int64
	macs []uint64 // of list entries
}

// newest is the highest id of all.
func (r *rowTexts) newest() int64 {
	if len(r.ids) == 0 {
		return 0
	}
	return r.ids[len(r.ids)-1]
}

// with returns the rows that have a part, whatever its case.
func (r *rowTexts) with(part string) (ids []int64) {
	want := []byte(strings.ToLower(part))
	for from := 0; len(want) > 0; {
		i := bytes.Index(r.text[from:], want)
		if i < 0 {
			break
		}
		from += i
		row, ends := slices.BinarySearch(r.ends, uint32(from))
		for ends { // rows without a text end where they begin
			row++
			ends = int(r.ends[row]) == from
		}
		if from+len(want) > int(r.ends[row]) { // some of it is of the next row
			from++
			continue
		}
		ids, from = append(ids, r.ids[row]), int(r.ends[row])
	}
	return ids
}

// withDigits returns the entries whose MAC has a part in its 12 hex digits.
func (r *rowTexts) withDigits(part string) (ids []int64) {
	p, ok := newMACPart(part)
	for i, mac := range r.macs {
		if ok && p.may(mac) && p.in(mac) {
			ids = append(ids, r.ids[i])
		}
	}
	return ids
}

// standing returns the texts as of the last import.
func (db *DB) standing(ctx context.Context) (*texts, error) {
	version, err := db.number(ctx, `SELECT COALESCE(MAX(id), 0) FROM imports`)
	if err != nil {
		return nil, fmt.Errorf("ask for the last import: %w", err)
	}
	t := &db.texts
	t.mu.RLock()
	known := version == t.version
	t.mu.RUnlock()
	if known {
		return t, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.read(ctx, db); err != nil {
		t.listTexts = listTexts{} // the next search begins anew
		return nil, fmt.Errorf("read the texts of lists: %w", err)
	}
	t.version = version
	return t, nil
}

// forget has the texts read anew.
func (t *texts) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.listTexts = listTexts{}
}

// read adds the rows that are not known. t.mu is held.
func (t *listTexts) read(ctx context.Context, db *DB) error {
	if n := len(t.entries.ids) + len(t.rooms.ids) + len(t.ports.ids); t.version == 0 || n > 2*t.rows+mostFresh {
		since, err := db.number(ctx, `SELECT COALESCE(MAX(at), 0) FROM imports`)
		if err != nil {
			return err
		}
		*t = listTexts{since: time.Unix(since, 0)}
	}
	for _, list := range []struct {
		rows  *rowTexts
		query string
		text  func([]byte) (string, error)
	}{
		{&t.entries, `SELECT id, body, mac FROM list_entries WHERE removed IS NULL AND id > ? ORDER BY id`, entryText},
		{&t.rooms, `SELECT id, body, NULL FROM list_rows WHERE removed IS NULL AND id > ? AND list = 'rooms' ORDER BY id`, roomText},
		{&t.ports, `SELECT id, body, NULL FROM port_records WHERE removed IS NULL AND id > ? ORDER BY id`, roomText},
	} {
		rows, err := db.read.QueryContext(ctx, list.query, list.rows.newest())
		if err != nil {
			return err
		}
		if err := each(rows, func(rows *sql.Rows) error { return list.rows.scan(rows, list.text) }); err != nil {
			return err
		}
	}
	if t.rows == 0 {
		t.rows = len(t.entries.ids) + len(t.rooms.ids) + len(t.ports.ids)
	}
	return nil
}

// scan adds a row of id, body and MAC.
func (r *rowTexts) scan(rows *sql.Rows, textOf func([]byte) (string, error)) error {
	var id int64
	var body sql.RawBytes
	var mac sql.NullInt64
	if err := rows.Scan(&id, &body, &mac); err != nil {
		return err
	}
	text, err := textOf(body)
	if err != nil {
		return err
	}
	r.text = append(r.text, strings.ToLower(text)...)
	r.ends, r.ids = append(r.ends, uint32(len(r.text))), append(r.ids, id)
	if mac.Valid {
		r.macs = append(r.macs, uint64(mac.Int64))
	}
	return nil
}

// entryText is what a row of a list of devices is looked for by.
func entryText(body []byte) (string, error) {
	var e inventory.ListEntry
	err := json.Unmarshal(body, &e)
	return strings.Join([]string{e.Name, e.AssetNo, e.Serial, e.Room, e.Custodian}, "\n"), err
}

// roomText is what a room or outlet is looked for by.
func roomText(body []byte) (string, error) {
	var r inventory.Room
	err := json.Unmarshal(body, &r)
	return r.Name + "\n" + r.Outlet, err
}

// number asks for one number.
func (db *DB) number(ctx context.Context, query string, args ...any) (n int64, err error) {
	rows, err := db.query(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	err = each(rows, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}
