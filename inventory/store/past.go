package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// stateAt returns the spans of a switch that held at a moment, with the row of
// the switch as of then, for inventory.State.View. It costs one look per seat and
// per attribute, however long the history is.
func stateAt(ctx context.Context, tx *sql.Tx, sw inventory.Switch, at time.Time) (inventory.State, error) {
	s := inventory.State{Switch: sw}
	id, err := switchAt(ctx, tx, &s, at)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if s.Sightings, err = sightingsAt(ctx, tx, id, at); err != nil {
		return s, err
	}
	s.Attributes, err = attributesAt(ctx, tx, id, s.Switch.ID, at)
	return s, err
}

// switchAt fills in the row of a switch as of a moment and returns its id.
func switchAt(ctx context.Context, tx *sql.Tx, s *inventory.State, at time.Time) (int64, error) {
	var id int64
	var body []byte
	err := tx.QueryRowContext(ctx, `SELECT id, state FROM switches WHERE name = ?`, string(s.Switch.ID)).Scan(&id, &body)
	if err != nil {
		return 0, err
	}
	var now inventory.SwitchState
	if err := json.Unmarshal(body, &now); err != nil {
		return 0, err
	}
	ended, err := coveragesBefore(ctx, tx, id, at)
	if err != nil {
		return 0, err
	}
	s.State = inventory.StateAt(at, now, ended)
	horizon, err := horizons(ctx, tx)
	for table := range s.State.Tables {
		if err == nil && at.Before(horizon(table)) {
			delete(s.State.Tables, table)
		}
	}
	return id, err
}

// coveragesBefore returns of each table the last ended coverage that began at
// or before a moment.
func coveragesBefore(ctx context.Context, tx *sql.Tx, id int64, at time.Time) ([]inventory.Coverage, error) {
	rows, err := tx.QueryContext(ctx, `SELECT source, MAX(first), last FROM coverage
		WHERE switch_id = ? AND first <= ? GROUP BY source`, id, unix(at))
	if err != nil {
		return nil, err
	}
	return scanCoverages(rows, "")
}

func sightingsAt(ctx context.Context, tx *sql.Tx, id int64, at time.Time) ([]inventory.Sighting, error) {
	now := unix(at)
	rows, err := tx.QueryContext(ctx, `SELECT s.mac, places.vid, switches.name, ports.if_name, s.first, s.gone,
			CASE WHEN s.gone IS NULL AND seats.missed <= ? THEN seats.misses ELSE 0 END,
			CASE WHEN s.gone IS NULL AND seats.missed <= ? THEN seats.missed END
		FROM switches
		CROSS JOIN ports ON ports.switch_id = switches.id
		CROSS JOIN places ON places.port_id = ports.id
		CROSS JOIN seats ON seats.place_id = places.id
		CROSS JOIN sightings s ON s.mac = seats.mac AND s.place_id = seats.place_id
		WHERE switches.id = ? AND seats.since <= ? AND (seats.gone IS NULL OR seats.gone > ?)
			AND s.first = (SELECT MAX(first) FROM sightings x WHERE x.mac = seats.mac AND x.place_id = seats.place_id AND x.first <= ?)
			AND (s.gone IS NULL OR s.gone > ?)
		ORDER BY ports.if_name, s.mac, places.vid`, now, now, id, now, now, now, now)
	if err != nil {
		return nil, err
	}
	return scanSightings(rows)
}

// attributesAt also brings the boots of the day before the moment.
func attributesAt(ctx context.Context, tx *sql.Tx, id int64, sw inventory.SwitchID, at time.Time) ([]inventory.Attribute, error) {
	boot, err := aspectNumber(inventory.AspectBoot)
	if err != nil {
		return nil, err
	}
	now, dayBefore := unix(at), unix(at.Add(-inventory.RebootsKept))
	rows, err := tx.QueryContext(ctx, attributeColumns+`FROM ports p
			CROSS JOIN (VALUES `+aspectValues()+`) AS k
			CROSS JOIN attributes a ON a.port_id = p.id AND a.aspect = k.column1
			CROSS JOIN texts ON texts.id = a.value_id
			WHERE p.switch_id = ?
				AND a.first = (SELECT MAX(first) FROM attributes x WHERE x.port_id = p.id AND x.aspect = k.column1 AND x.first <= ?)
				AND (a.gone IS NULL OR a.gone > ?)
		UNION `+attributeColumns+`FROM ports p
			CROSS JOIN attributes a ON a.port_id = p.id AND a.aspect = ?
			CROSS JOIN texts ON texts.id = a.value_id
			WHERE p.switch_id = ? AND p.if_name = '' AND a.first BETWEEN ? AND ?`,
		id, now, now, boot, id, dayBefore, now)
	if err != nil {
		return nil, err
	}
	return scanAttributes(rows, sw)
}

// aspectValues lists the numbers of all aspects as rows of a VALUES clause.
func aspectValues() string {
	rows := make([]string, len(aspects))
	for i := range aspects {
		rows[i] = "(" + strconv.Itoa(i+1) + ")"
	}
	return strings.Join(rows, ", ")
}
