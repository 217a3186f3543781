package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"rollcall/inventory"
)

// A CoverageQuery asks when the tables of a switch were read.
type CoverageQuery struct {
	Switch   inventory.SwitchID
	Table    inventory.Table // empty: all
	From, To time.Time       // those that share a moment with [From, To)
}

// Coverage returns when a switch was looked at, newest first, the open coverages
// too; fs.ErrNotExist for a switch that the person may not see.
func (db *DB) Coverage(ctx context.Context, scope inventory.Scope, q CoverageQuery) ([]inventory.Coverage, error) {
	var found []inventory.Coverage
	err := db.view(ctx, func(tx *sql.Tx) error {
		id, err := visibleSwitch(ctx, tx, scope, q.Switch)
		if err != nil {
			return err
		}
		ended, err := q.ended(ctx, tx, id)
		if err != nil {
			return err
		}
		open, err := q.open(ctx, tx, id)
		if err != nil {
			return err
		}
		horizon, err := horizons(ctx, tx)
		found = clip(append(open, ended...), horizon)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("coverage of %s: %w", q.Switch, err)
	}
	slices.SortFunc(found, func(a, b inventory.Coverage) int {
		return cmp.Or(b.First.Compare(a.First), cmp.Compare(a.Table, b.Table))
	})
	return found, nil
}

// clip takes from coverages what lies before the horizons of history.
func clip(coverages []inventory.Coverage, horizon func(inventory.Table) time.Time) []inventory.Coverage {
	kept := coverages[:0]
	for _, c := range coverages {
		earliest := horizon(c.Table)
		if c.Last.Before(earliest) {
			continue
		}
		if c.First.Before(earliest) {
			c.First = earliest
		}
		kept = append(kept, c)
	}
	return kept
}

func (q CoverageQuery) ended(ctx context.Context, tx *sql.Tx, id int64) ([]inventory.Coverage, error) {
	var w where
	w.add("switch_id = ?", id)
	if q.Table != "" {
		w.add("source = ?", string(q.Table))
	}
	if !q.To.IsZero() {
		w.add("first < ?", unix(q.To))
	}
	if !q.From.IsZero() {
		w.add("last >= ?", unix(q.From))
	}
	rows, err := tx.QueryContext(ctx, `SELECT source, first, last FROM coverage`+w.String(), w.args...)
	if err != nil {
		return nil, err
	}
	return scanCoverages(rows, q.Switch)
}

// open reads the open coverages from the row of the switch.
func (q CoverageQuery) open(ctx context.Context, tx *sql.Tx, id int64) ([]inventory.Coverage, error) {
	var body []byte
	if err := tx.QueryRowContext(ctx, `SELECT state FROM switches WHERE id = ?`, id).Scan(&body); err != nil {
		return nil, err
	}
	var state inventory.SwitchState
	if err := json.Unmarshal(body, &state); err != nil {
		return nil, err
	}
	var open []inventory.Coverage
	for table, p := range state.Tables {
		late := !q.To.IsZero() && !p.First.Before(q.To)
		early := !q.From.IsZero() && p.Last.Before(q.From)
		if p.First.IsZero() || late || early || q.Table != "" && q.Table != table {
			continue
		}
		open = append(open, inventory.Coverage{Switch: q.Switch, Table: table, First: p.First, Last: p.Last})
	}
	return open, nil
}

// scanCoverages reads rows of table, first and last.
func scanCoverages(rows *sql.Rows, sw inventory.SwitchID) ([]inventory.Coverage, error) {
	var found []inventory.Coverage
	err := each(rows, func(rows *sql.Rows) error {
		c := inventory.Coverage{Switch: sw}
		var first, last sql.NullInt64
		err := rows.Scan(&c.Table, &first, &last)
		c.First, c.Last = moment(first), moment(last)
		found = append(found, c)
		return err
	})
	return found, err
}
