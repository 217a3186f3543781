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

// A past reads what held at a moment, in one transaction.
type past struct {
	ctx context.Context
	tx  *sql.Tx
	at  time.Time
}

// state returns the spans of a switch that held at the moment, with the row of
// the switch as of then, for inventory.State.View. It costs one look per seat and
// per attribute, however long the history is.
func (p past) state(sw inventory.Switch) (inventory.State, error) {
	s := inventory.State{Switch: sw}
	id, err := p.switchRow(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if s.Sightings, err = p.sightings(id); err != nil {
		return s, err
	}
	s.Attributes, err = p.attributes(id, sw.ID)
	return s, err
}

// switchRow fills in the row of a switch as of the moment and returns its id.
func (p past) switchRow(s *inventory.State) (int64, error) {
	var id int64
	var body []byte
	err := p.tx.QueryRowContext(p.ctx, `SELECT id, state FROM switches WHERE name = ?`, string(s.Switch.ID)).Scan(&id, &body)
	if err != nil {
		return 0, err
	}
	var now inventory.SwitchState
	if err := json.Unmarshal(body, &now); err != nil {
		return 0, err
	}
	ended, err := p.coverages(id)
	if err != nil {
		return 0, err
	}
	s.State = inventory.StateAt(p.at, now, ended)
	horizon, err := horizons(p.ctx, p.tx)
	for table := range s.State.Tables {
		if err == nil && p.at.Before(horizon(table)) {
			delete(s.State.Tables, table)
		}
	}
	return id, err
}

// coverages returns of each table the last ended coverage that began at or
// before the moment.
func (p past) coverages(id int64) ([]inventory.Coverage, error) {
	rows, err := p.tx.QueryContext(p.ctx, `SELECT source, MAX(first), last FROM coverage
		WHERE switch_id = ? AND first <= ? GROUP BY source`, id, unix(p.at))
	if err != nil {
		return nil, err
	}
	return scanCoverages(rows, "")
}

func (p past) sightings(id int64) ([]inventory.Sighting, error) {
	now := unix(p.at)
	rows, err := p.tx.QueryContext(p.ctx, `SELECT s.mac, places.vid, switches.name, ports.if_name, s.first, s.gone,
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

// attributes also brings the boots of the day before the moment.
func (p past) attributes(id int64, sw inventory.SwitchID) ([]inventory.Attribute, error) {
	boot, err := aspectNumber(inventory.AspectBoot)
	if err != nil {
		return nil, err
	}
	now, dayBefore := unix(p.at), unix(p.at.Add(-inventory.RebootsKept))
	rows, err := p.tx.QueryContext(p.ctx, attributeColumns+`FROM ports p
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
