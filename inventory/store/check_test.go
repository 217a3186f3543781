package store

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"rollcall/inventory"
)

// violations looks for what must never be in a database: damage, spans of one
// key that overlap or end before they begin, and ways that lead to no span.
func violations(t testing.TB, db *DB) []string {
	t.Helper()
	var found []string
	for _, q := range []struct{ name, query string }{
		{"sightings overlap", overlapQuery("sightings", "mac, place_id")},
		{"bindings overlap", overlapQuery("bindings", "ip, mac, source_id")},
		{"attributes overlap", overlapQuery("attributes", "port_id, aspect")},
		{"coverages overlap", `SELECT 'x' FROM (SELECT last, lead(first) OVER (PARTITION BY switch_id, source ORDER BY first) AS next FROM coverage)
			WHERE next <= last`},
		{"seats differ from sightings", `SELECT mac FROM seats s WHERE (gone IS NULL) <>
			(SELECT COUNT(*) FROM sightings x WHERE x.mac = s.mac AND x.place_id = s.place_id AND x.gone IS NULL)`},
		{"sightings without a seat", `SELECT mac FROM sightings s WHERE NOT EXISTS
			(SELECT 1 FROM seats x WHERE x.mac = s.mac AND x.place_id = s.place_id)`},
		{"holders differ from bindings", `SELECT mac FROM holders h WHERE (gone IS NULL) <>
			(SELECT COUNT(*) FROM bindings x WHERE x.mac = h.mac AND x.ip = h.ip AND x.source_id = h.source_id AND x.gone IS NULL)`},
		{"closed without a batch", `SELECT mac FROM sightings WHERE (gone IS NULL) <> (closed_batch IS NULL)`},
		{"batches that are missing", `SELECT opened_batch FROM sightings WHERE opened_batch NOT IN (SELECT id FROM batches)`},
	} {
		var n int
		if err := db.read.QueryRow(`SELECT COUNT(*) FROM (` + q.query + `)`).Scan(&n); err != nil {
			t.Fatalf("%s: %v", q.name, err)
		}
		if n > 0 {
			found = append(found, fmt.Sprintf("%s: %d", q.name, n))
		}
	}
	if err := check(t.Context(), db.read); err != nil {
		found = append(found, err.Error())
	}
	return found
}

func overlapQuery(table, key string) string {
	return `SELECT first FROM (SELECT first, gone, lead(first) OVER (PARTITION BY ` + key + ` ORDER BY first) AS next FROM ` + table + `)
		WHERE gone < first OR next IS NOT NULL AND (gone IS NULL OR gone > next)`
}

// The checker itself must see what is planted.
func TestCheckerSeesPlantedFaults(t *testing.T) {
	for name, plant := range map[string]string{
		"sightings overlap":           `INSERT INTO sightings (mac, place_id, first, opened_batch) SELECT mac, place_id, first + 1, opened_batch FROM sightings`,
		"sightings without a seat":    `DELETE FROM seats`,
		"seats differ from sightings": `UPDATE seats SET gone = 1`,
		"attributes overlap":          `UPDATE attributes SET gone = first - 1`,
		"batches that are missing":    `DELETE FROM batches`,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, open(t))
			b.write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}, "10.241.10.1"))
			if found := violations(t, b.db); len(found) > 0 {
				t.Fatalf("a sound database has %v", found)
			}
			err := b.db.transact(t.Context(), time.Time{}, func(t *tx) error { _, err := t.exec(plant); return err })
			if err != nil {
				t.Fatal(err)
			}
			if found := violations(t, b.db); len(found) == 0 {
				t.Errorf("%s was not seen", plant)
			}
		})
	}
}

// numbers returns the last applied poll of each switch.
func numbers(t testing.TB, db *DB) map[inventory.SwitchID]int64 {
	t.Helper()
	found := map[inventory.SwitchID]int64{}
	rows, err := db.read.Query(`SELECT name, number FROM switches`)
	if err != nil {
		t.Fatal(err)
	}
	if err := each(rows, func(rows *sql.Rows) error {
		var sw inventory.SwitchID
		var n int64
		err := rows.Scan(&sw, &n)
		found[sw] = n
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return found
}
