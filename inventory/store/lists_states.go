package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// A ListState says how a list stands: how much is in it, how old it is, and when
// anything of it was last changed.
type ListState struct {
	Rows    int
	At      time.Time // when a file last brought it, or somebody found it right; zero: never
	Changed time.Time // the last import of any kind; zero: there was none
}

// ListStates returns how the lists of the schools stand now.
func (db *DB) ListStates(ctx context.Context, scope inventory.Scope) (map[inventory.SchoolCode]map[List]ListState, error) {
	states := map[inventory.SchoolCode]map[List]ListState{}
	change := func(school inventory.SchoolCode, list List, f func(*ListState)) {
		if states[school] == nil {
			states[school] = map[List]ListState{}
		}
		s := states[school][list]
		f(&s)
		states[school][list] = s
	}
	err := db.view(ctx, func(tx *sql.Tx) error {
		var w where
		w.scope("school", scope)
		rows, err := tx.QueryContext(ctx, `SELECT school, list, COUNT(*) FROM (
			SELECT school, list FROM list_entries WHERE removed IS NULL UNION ALL
			SELECT school, list FROM list_rows WHERE removed IS NULL UNION ALL
			SELECT school, 'ports' FROM port_records WHERE removed IS NULL)`+w.String()+` GROUP BY school, list`, w.args...)
		if err != nil {
			return err
		}
		if err := each(rows, func(rows *sql.Rows) error {
			var school inventory.SchoolCode
			var list List
			var n int
			err := rows.Scan(&school, &list, &n)
			change(school, list, func(s *ListState) { s.Rows = n })
			return err
		}); err != nil {
			return err
		}
		rows, err = tx.QueryContext(ctx, `SELECT school, list, MAX(at),
			MAX(CASE WHEN kind IN ('file', 'seed', 'confirm') AND undone IS NULL THEN at END) FROM imports`+w.String()+` GROUP BY school, list`, w.args...)
		if err != nil {
			return err
		}
		return each(rows, func(rows *sql.Rows) error {
			var school inventory.SchoolCode
			var list List
			var changed int64
			var age sql.NullInt64
			err := rows.Scan(&school, &list, &changed, &age)
			change(school, list, func(s *ListState) {
				s.Changed = time.Unix(changed, 0).UTC()
				if age.Valid {
					s.At = time.Unix(age.Int64, 0).UTC()
				}
			})
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read how the lists stand: %w", err)
	}
	return states, nil
}
