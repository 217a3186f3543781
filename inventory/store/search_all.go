package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/netip"
	"slices"

	"rollcall/inventory"
)

// Of what has a part so many are looked up at a time, and no more once enough were.
const (
	lookedUp = 256
	enough   = 1024
)

// searchAllMACs is SearchMACs of all schools. Devices that are there come first.
func (db *DB) searchAllMACs(ctx context.Context, part string, most int) ([]inventory.MAC, error) {
	if err := db.Warm(ctx); err != nil {
		return nil, err
	}
	var present, former []inventory.MAC
	looked := 0
	for some := range slices.Chunk(db.onRecord.macsWith(part), lookedUp) {
		rows, err := db.query(ctx, `SELECT mac, MAX(gone IS NULL) FROM sightings
			WHERE mac IN (SELECT value FROM json_each(?)) GROUP BY mac`, jsonList(some))
		if err != nil {
			return nil, db.explain(fmt.Errorf("search MACs: %w", err))
		}
		err = each(rows, func(rows *sql.Rows) error {
			var mac int64
			var there bool
			err := rows.Scan(&mac, &there)
			if there {
				present = append(present, macOf(mac))
			} else {
				former = append(former, macOf(mac))
			}
			return err
		})
		if err != nil {
			return nil, db.explain(err)
		}
		if looked += len(some); len(present) >= most || looked >= enough && len(present)+len(former) >= most {
			break
		}
	}
	all := append(present, former...)
	return all[:min(most, len(all))], nil
}

// searchAllIPs is SearchIPs of all schools.
func (db *DB) searchAllIPs(ctx context.Context, part string, most int) ([]netip.Addr, error) {
	if err := db.Warm(ctx); err != nil {
		return nil, err
	}
	var found []netip.Addr
	for some := range slices.Chunk(db.onRecord.ipsWith(part), lookedUp) {
		rows, err := db.query(ctx, `SELECT DISTINCT ip FROM bindings
			WHERE ip IN (SELECT unhex(printf('%08x', value)) FROM json_each(?)) ORDER BY ip`, jsonList(some))
		if err != nil {
			return nil, db.explain(fmt.Errorf("search addresses: %w", err))
		}
		err = each(rows, func(rows *sql.Rows) error {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				return err
			}
			ip, err := ipOf(b)
			found = append(found, ip)
			return err
		})
		if err != nil {
			return nil, db.explain(err)
		}
		if len(found) >= most {
			break
		}
	}
	return found[:min(most, len(found))], nil
}
