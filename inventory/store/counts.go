package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"rollcall/inventory"
)

// A Count sums up one school for the page of the city.
type Count struct {
	Switches int                        // configured at the school, now or formerly
	Silent   int                        // of them, those whose last poll brought nothing
	Devices  int                        // different MACs that are open on any port
	Findings map[inventory.Severity]int // that last, are not muted and that nobody has dismissed or accepted
	Answered time.Time                  // the newest poll that brought anything; zero: never
	Oldest   time.Time                  // of each switch's last answer, the oldest; zero: one never answered
}

// Counts sums up the schools of a scope from what is open now.
func (db *DB) Counts(ctx context.Context, scope inventory.Scope) (map[inventory.SchoolCode]Count, error) {
	counts := map[inventory.SchoolCode]Count{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		for _, step := range []func(context.Context, *sql.Tx, inventory.Scope, map[inventory.SchoolCode]Count) error{
			countSwitches, countDevices, countFindings,
		} {
			if err := step(ctx, tx, scope, counts); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return counts, nil
}

func countSwitches(ctx context.Context, tx *sql.Tx, scope inventory.Scope, counts map[inventory.SchoolCode]Count) error {
	var w where
	w.add("school <> ''")
	w.scope("school", scope)
	rows, err := tx.QueryContext(ctx, `SELECT school, state FROM switches`+w.String(), w.args...)
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var school inventory.SchoolCode
		var body []byte
		var state inventory.SwitchState
		if err := rows.Scan(&school, &body); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &state); err != nil {
			return err
		}
		c, known := counts[school]
		counts[school] = c.add(state, !known)
		return nil
	})
}

// add counts one more switch of the school.
func (c Count) add(s inventory.SwitchState, first bool) Count {
	c.Switches++
	if s.Silent > 0 {
		c.Silent++
	}
	if s.Answered.After(c.Answered) {
		c.Answered = s.Answered
	}
	if first || s.Answered.Before(c.Oldest) {
		c.Oldest = s.Answered
	}
	return c
}

func countDevices(ctx context.Context, tx *sql.Tx, scope inventory.Scope, counts map[inventory.SchoolCode]Count) error {
	var w where
	w.add("switches.school <> '' AND seats.gone IS NULL")
	w.scope("switches.school", scope)
	rows, err := tx.QueryContext(ctx, `SELECT switches.school, COUNT(DISTINCT seats.mac) FROM switches
		CROSS JOIN ports ON ports.switch_id = switches.id
		CROSS JOIN places ON places.port_id = ports.id
		CROSS JOIN seats ON seats.place_id = places.id`+w.String()+` GROUP BY switches.school`, w.args...)
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var school inventory.SchoolCode
		var n int
		err := rows.Scan(&school, &n)
		c := counts[school]
		c.Devices = n
		counts[school] = c
		return err
	})
}

func countFindings(ctx context.Context, tx *sql.Tx, scope inventory.Scope, counts map[inventory.SchoolCode]Count) error {
	var w where
	w.add("resolved IS NULL AND muted = '' AND state IN ('open', 'acknowledged')")
	w.scope("school", scope)
	rows, err := tx.QueryContext(ctx, `SELECT school, severity, COUNT(*) FROM findings`+w.String()+` GROUP BY school, severity`, w.args...)
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var school inventory.SchoolCode
		var severity inventory.Severity
		var n int
		err := rows.Scan(&school, &severity, &n)
		c := counts[school]
		if c.Findings == nil {
			c.Findings = map[inventory.Severity]int{}
		}
		c.Findings[severity] = n
		counts[school] = c
		return err
	})
}
