package store

import (
	"database/sql"
	"math"
	"slices"

	"rollcall/inventory"
)

// A pastRow is a row that a list has or had.
type pastRow struct {
	listRow
	by    int64 // the import that added it
	ended int64 // the one that took it off; 0: none has
}

// A listPast is everything that ever stood in one list of one school. Imports are
// numbered in the order in which they happened.
type listPast struct {
	rows map[string][]pastRow // by key
	keys []string             // in the order in which they first stood
}

// latest stands for the last import of all.
const latest = math.MaxInt64

func (table listTable) pastQuery() string {
	return `SELECT id, ` + table.key + `, body, line, import_id, COALESCE(ended_by, 0) FROM ` + table.table + ` WHERE ` + table.of + ` ORDER BY id`
}

func (t *tx) past(table listTable, school inventory.SchoolCode) (listPast, error) {
	stmt, err := t.stmt(table.pastQuery())
	if err != nil {
		return listPast{}, err
	}
	rows, err := stmt.QueryContext(t.ctx, string(school), string(table.list))
	if err != nil {
		return listPast{}, err
	}
	return scanPast(rows)
}

func scanPast(rows *sql.Rows) (listPast, error) {
	p := listPast{rows: map[string][]pastRow{}}
	err := each(rows, func(rows *sql.Rows) error {
		var r pastRow
		err := rows.Scan(&r.id, &r.key, &r.body, &r.line, &r.by, &r.ended)
		if len(p.rows[r.key]) == 0 {
			p.keys = append(p.keys, r.key)
		}
		p.rows[r.key] = append(p.rows[r.key], r)
		return err
	})
	return p, err
}

// touched returns the keys of which an import added or took off a row.
func (p listPast) touched(id int64) []string {
	var keys []string
	for _, key := range p.keys {
		if slices.ContainsFunc(p.rows[key], func(r pastRow) bool { return r.by == id || r.ended == id }) {
			keys = append(keys, key)
		}
	}
	return keys
}

// stood returns the rows of some keys as they were right after an import.
func (p listPast) stood(keys []string, after int64) []listRow {
	var rows []listRow
	for _, key := range keys {
		for _, r := range p.rows[key] {
			if r.by <= after && (r.ended == 0 || r.ended > after) {
				rows = append(rows, r.listRow)
			}
		}
	}
	return rows
}

// conflicts returns the keys that an import touched and whose rows are not any
// more what it left. A change that was itself taken back is none.
func (p listPast) conflicts(id int64) []string {
	return slices.DeleteFunc(p.touched(id), func(key string) bool {
		return sameBodies(p.stood([]string{key}, id), p.stood([]string{key}, latest))
	})
}

func sameBodies(a, b []listRow) bool {
	bodies := func(rows []listRow) []string {
		var all []string
		for _, r := range rows {
			all = append(all, r.body)
		}
		slices.Sort(all)
		return all
	}
	return slices.Equal(bodies(a), bodies(b))
}

// lastChange is the last import that touched one of some keys.
func (p listPast) lastChange(keys []string) int64 {
	var last int64
	for _, key := range keys {
		for _, r := range p.rows[key] {
			last = max(last, r.by, r.ended)
		}
	}
	return last
}
