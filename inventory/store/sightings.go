package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

func (t *tx) openSighting(sw int64, s inventory.Sighting) error {
	place, err := t.placeID(sw, s.Port.IfName, s.VID)
	if err != nil {
		return err
	}
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	if err := t.one(`INSERT INTO sightings (mac, place_id, first, opened_batch) VALUES (?, ?, ?, ?)`,
		macInt(s.MAC), place, unix(s.First), batch); err != nil {
		return err
	}
	return t.one(`INSERT INTO seats (place_id, mac, since, misses, missed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (place_id, mac) DO UPDATE SET gone = NULL, misses = excluded.misses, missed = excluded.missed`,
		place, macInt(s.MAC), unix(s.First), s.Misses, unixOrNull(s.Missed))
}

func (t *tx) closeSighting(sw int64, s inventory.Sighting) error {
	place, err := t.placeID(sw, s.Port.IfName, s.VID)
	if err != nil {
		return err
	}
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	if !s.Gone.After(s.First) {
		never, err := t.dropSighting(place, s)
		if never || err != nil {
			return err
		}
	}
	if err := t.one(`UPDATE sightings SET gone = ?, closed_batch = ?
		WHERE mac = ? AND place_id = ? AND first = ? AND gone IS NULL`,
		unix(s.Gone), batch, macInt(s.MAC), place, unix(s.First)); err != nil {
		return err
	}
	return t.one(`UPDATE seats SET gone = ?, misses = 0, missed = NULL WHERE place_id = ? AND mac = ?`,
		unix(s.Gone), place, macInt(s.MAC))
}

// dropSighting takes back what this very transaction opened and closes at the
// same moment: it never held. So do the addresses on a port of which one poll
// tells both them and that it is an uplink.
func (t *tx) dropSighting(place int64, s inventory.Sighting) (dropped bool, err error) {
	n, err := t.exec(`DELETE FROM sightings WHERE mac = ? AND place_id = ? AND first = ? AND gone IS NULL AND opened_batch = ?`,
		macInt(s.MAC), place, unix(s.First), t.batch)
	if err != nil || n == 0 {
		return false, err
	}
	if err := t.one(`UPDATE seats SET misses = 0, missed = NULL,
		gone = (SELECT MAX(gone) FROM sightings x WHERE x.mac = seats.mac AND x.place_id = seats.place_id)
		WHERE place_id = ? AND mac = ?`, place, macInt(s.MAC)); err != nil {
		return false, err
	}
	_, err = t.exec(`DELETE FROM seats WHERE place_id = ? AND mac = ? AND gone IS NULL`, place, macInt(s.MAC))
	return true, err
}

func (t *tx) missSighting(sw int64, s inventory.Sighting) error {
	place, err := t.placeID(sw, s.Port.IfName, s.VID)
	if err != nil {
		return err
	}
	return t.one(`UPDATE seats SET misses = ?, missed = ? WHERE place_id = ? AND mac = ? AND gone IS NULL`,
		s.Misses, unixOrNull(s.Missed), place, macInt(s.MAC))
}

// A SightingQuery asks where MACs were. Zero fields ask for all.
type SightingQuery struct {
	MAC      inventory.MAC
	Port     inventory.PortID // an empty IfName: every port of the switch
	From, To time.Time        // those that share a moment with [From, To)
	Limit    int
}

// Sightings returns sightings, newest first.
func (db *DB) Sightings(ctx context.Context, scope inventory.Scope, q SightingQuery) ([]inventory.Sighting, error) {
	query, args := q.sql(scope)
	rows, err := db.query(ctx, query, args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read sightings: %w", err))
	}
	found, err := scanSightings(rows)
	return found, db.explain(err)
}

// sql writes the joins in the order in which the question is answered: from the
// MAC, which sightings are clustered by, or from the port by way of its seats.
func (q SightingQuery) sql(scope inventory.Scope) (string, []any) {
	const columns = `SELECT s.mac, places.vid, switches.name, ports.if_name, s.first, s.gone,
		CASE WHEN s.gone IS NULL THEN seats.misses ELSE 0 END, CASE WHEN s.gone IS NULL THEN seats.missed END `
	from := `FROM sightings s
		CROSS JOIN seats ON seats.place_id = s.place_id AND seats.mac = s.mac
		CROSS JOIN places ON places.id = s.place_id
		CROSS JOIN ports ON ports.id = places.port_id
		CROSS JOIN switches ON switches.id = ports.switch_id`
	w := new(where)
	if !q.MAC.IsZero() {
		w.add("s.mac = ?", macInt(q.MAC))
	} else {
		from = `FROM switches
		CROSS JOIN ports ON ports.switch_id = switches.id
		CROSS JOIN places ON places.port_id = ports.id
		CROSS JOIN seats ON seats.place_id = places.id
		CROSS JOIN sightings s ON s.mac = seats.mac AND s.place_id = seats.place_id`
		w.overlaps("seats.since", "seats.gone", q.From, q.To)
	}
	w.scope("switches.school", scope)
	if q.Port.Switch != "" {
		w.add("switches.name = ?", string(q.Port.Switch))
	}
	if q.Port.IfName != "" {
		w.add("ports.if_name = ?", q.Port.IfName)
	}
	w.overlaps("s.first", "s.gone", q.From, q.To)
	return columns + from + w.String() + ` ORDER BY s.first DESC, s.mac, s.place_id` + top(q.Limit), w.args
}

// scanSightings reads rows of MAC, VLAN, switch, port, first, gone, misses and missed.
func scanSightings(rows *sql.Rows) ([]inventory.Sighting, error) {
	var found []inventory.Sighting
	err := each(rows, func(rows *sql.Rows) error {
		var s inventory.Sighting
		var mac int64
		var first, gone, missed sql.NullInt64
		err := rows.Scan(&mac, &s.VID, &s.Port.Switch, &s.Port.IfName, &first, &gone, &s.Misses, &missed)
		s.MAC, s.First, s.Gone, s.Missed = macOf(mac), moment(first), moment(gone), moment(missed)
		found = append(found, s)
		return err
	})
	return found, err
}
