package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// ListedDevices says of each device that a school lists since when it does, and when the
// device was last seen anywhere in the city: a device that was seen after recent
// counts as seen at the moment, one that never was is missing.
func (db *DB) ListedDevices(ctx context.Context, school inventory.SchoolCode, recent, at time.Time) (seen, since map[inventory.MAC]time.Time, err error) {
	seen, since = map[inventory.MAC]time.Time{}, map[inventory.MAC]time.Time{}
	// A tablet may have been in a thousand places. That it was seen lately, the
	// first of them mostly tells.
	rows, err := db.read.QueryContext(ctx, `SELECT e.mac, MIN(e.added),
		CASE WHEN EXISTS (SELECT 1 FROM sightings s WHERE s.mac = e.mac AND (s.gone IS NULL OR s.gone > ?)) THEN ?
			ELSE (SELECT MAX(s.gone) FROM sightings s WHERE s.mac = e.mac) END
		FROM list_entries e WHERE e.school = ? AND e.list IN ('master', 'whitelist')
		GROUP BY e.mac HAVING SUM(e.removed IS NULL) > 0`, unix(recent), unix(at), string(school))
	if err != nil {
		return nil, nil, db.explain(fmt.Errorf("read when listed devices of %s were seen: %w", school, err))
	}
	err = each(rows, func(rows *sql.Rows) error {
		var mac, added int64
		var last sql.NullInt64
		err := rows.Scan(&mac, &added, &last)
		since[macOf(mac)] = time.Unix(added, 0).UTC()
		if last.Valid {
			seen[macOf(mac)] = time.Unix(last.Int64, 0).UTC()
		}
		return err
	})
	if err == nil {
		err = db.listedThings(ctx, school, listedSeen{recent, at, seen, since})
	}
	return seen, since, db.explain(err)
}

// A listedSeen collects when devices were last seen, and since when they are listed.
type listedSeen struct {
	recent, at  time.Time
	seen, since map[inventory.MAC]time.Time
}

// listedThings adds the things of a school's inventory that have a MAC.
func (db *DB) listedThings(ctx context.Context, school inventory.SchoolCode, into listedSeen) error {
	rows, err := db.read.QueryContext(ctx, `SELECT substr(subject, 5), MIN(added) FROM list_rows
		WHERE school = ? AND list = 'iot' AND subject LIKE 'mac %' GROUP BY subject HAVING SUM(removed IS NULL) > 0`, string(school))
	if err != nil {
		return fmt.Errorf("read the inventory of things of %s: %w", school, err)
	}
	var fresh []inventory.MAC
	err = each(rows, func(rows *sql.Rows) error {
		var text string
		var added int64
		if err := rows.Scan(&text, &added); err != nil {
			return err
		}
		mac, err := inventory.ParseMAC(text)
		if _, known := into.since[mac]; err == nil && !known {
			into.since[mac] = time.Unix(added, 0).UTC()
			fresh = append(fresh, mac)
		}
		return err
	})
	for i := 0; err == nil && i < len(fresh); i++ {
		err = db.lastSeen(ctx, fresh[i], into)
	}
	return err
}

// lastSeen adds when a device was last seen anywhere in the city.
func (db *DB) lastSeen(ctx context.Context, mac inventory.MAC, into listedSeen) error {
	var last sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM sightings s WHERE s.mac = ? AND (s.gone IS NULL OR s.gone > ?)) THEN ?
		ELSE (SELECT MAX(s.gone) FROM sightings s WHERE s.mac = ?) END`, macInt(mac), unix(into.recent), unix(into.at), macInt(mac)).Scan(&last)
	if last.Valid {
		into.seen[mac] = time.Unix(last.Int64, 0).UTC()
	}
	return err
}

// FirstSeen returns when each of some devices was first seen at the schools of a
// scope, up to a moment; one that was not is left out.
func (db *DB) FirstSeen(ctx context.Context, scope inventory.Scope, macs []inventory.MAC, at time.Time) (map[inventory.MAC]time.Time, error) {
	var w where
	w.add("s.mac = ?", int64(0))
	w.add("s.first <= ?", unix(at))
	w.scope("switches.school", scope)
	stmt, err := db.read.PrepareContext(ctx, `SELECT MIN(s.first) FROM sightings s CROSS JOIN places ON places.id = s.place_id
		CROSS JOIN ports ON ports.id = places.port_id CROSS JOIN switches ON switches.id = ports.switch_id`+w.String())
	if err != nil {
		return nil, db.explain(fmt.Errorf("read when devices were first seen: %w", err))
	}
	defer stmt.Close()
	seen := make(map[inventory.MAC]time.Time, len(macs))
	for _, mac := range macs {
		var first sql.NullInt64
		w.args[0] = macInt(mac)
		if err := stmt.QueryRowContext(ctx, w.args...).Scan(&first); err != nil {
			return nil, db.explain(fmt.Errorf("read when %s was first seen: %w", mac, err))
		}
		if first.Valid {
			seen[mac] = time.Unix(first.Int64, 0).UTC()
		}
	}
	return seen, nil
}
