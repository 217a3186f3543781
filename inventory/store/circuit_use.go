package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// circuitKept is how long samples of circuits are kept: longer than any window of
// school days, for reports of the term before.
const circuitKept = 200 * 24 * time.Hour

// writeCircuits stores complete samples. A repeat has no effect.
func (t *tx) writeCircuits(samples []inventory.CircuitSample) error {
	for _, s := range samples {
		_, err := t.exec(`INSERT INTO circuit_use (school, circuit, direction, at, seconds, octets) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, string(s.School), s.Circuit, s.Direction, unix(s.At), s.Seconds, int64(s.Octets))
		if err != nil {
			return fmt.Errorf("write how full the circuit of school %s was: %w", s.School, err)
		}
	}
	return nil
}

// CircuitSamples returns the samples of circuits that began in [from, to), by school,
// circuit and direction, in the order of time.
func (db *DB) CircuitSamples(ctx context.Context, scope inventory.Scope, from, to time.Time) ([]inventory.CircuitSample, error) {
	var w where
	w.add("at >= ? AND at < ?", unix(from), unix(to))
	w.scope("school", scope)
	rows, err := db.read.QueryContext(ctx, `SELECT school, circuit, direction, at, seconds, octets FROM circuit_use`+
		w.String()+` ORDER BY school, circuit, direction, at`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read how full circuits were: %w", err))
	}
	var all []inventory.CircuitSample
	err = each(rows, func(rows *sql.Rows) error {
		var s inventory.CircuitSample
		var at, octets int64
		if err := rows.Scan(&s.School, &s.Circuit, &s.Direction, &at, &s.Seconds, &octets); err != nil {
			return err
		}
		s.At, s.Octets = time.Unix(at, 0).UTC(), uint64(octets)
		all = append(all, s)
		return nil
	})
	return all, db.explain(err)
}
