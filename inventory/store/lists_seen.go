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
	return seen, since, db.explain(err)
}
