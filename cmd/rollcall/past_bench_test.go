package main

import (
	"database/sql"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// visits is how often each device of the past was at its place, and had its
// address: a phone comes on every school day and is soon another one.
const visits = 5

// giveAPast fills the database of a daemon that is not running with so many spans
// that are over: of devices that nobody sees any more, half of them sightings and
// half bindings, and of each device that is there now a month of days. They are
// written in the order of their keys, without a journal, in a minute or two; the
// same through the daemon would take the night.
func giveAPast(b *testing.B, path string, spans int) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(off)&_pragma=synchronous(off)&_pragma=locking_mode(exclusive)"+
		"&_pragma=cache_size(-262144)&_pragma=temp_store(memory)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	now, devices := time.Now().Unix(), spans/2/visits
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`CREATE TEMP TABLE spots (n INTEGER PRIMARY KEY, place INTEGER, source INTEGER)`, nil},
		{`INSERT INTO spots SELECT row_number() OVER (ORDER BY places.id) - 1, places.id, ports.switch_id
			FROM places JOIN ports ON ports.id = places.port_id WHERE EXISTS (SELECT 1 FROM seats WHERE seats.place_id = places.id)`, nil},
		{`CREATE TEMP TABLE gone (n INTEGER PRIMARY KEY, mac INTEGER, ip BLOB, place INTEGER, source INTEGER)`, nil},
		// MACs that devices make up, and addresses of 10.1.0.0 and up: three apart.
		{`WITH RECURSIVE n(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM n WHERE n < ? - 1)
			INSERT INTO gone SELECT n.n, 0x020000000000 + n.n * 1021, unhex(printf('%08x', 0x0a010000 + n.n * 3)), place, source
			FROM n JOIN spots ON spots.n = n.n * 7919 % (SELECT COUNT(*) FROM spots)`, []any{devices}},
		{`CREATE TEMP TABLE days (n INTEGER PRIMARY KEY)`, nil},
		{`WITH RECURSIVE n(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 30) INSERT INTO days SELECT n FROM n`, nil},
		{`INSERT INTO sightings SELECT mac, place, ?1 - (500 - days.n) * 86400, ?1 - (500 - days.n) * 86400 + 20000, 1, 1
			FROM gone CROSS JOIN days WHERE days.n <= ?2`, []any{now, visits}},
		{`INSERT INTO seats SELECT place, mac, ? - 499 * 86400, ? - 490 * 86400, 0, NULL FROM gone ORDER BY place, mac`, []any{now, now}},
		{`INSERT INTO bindings SELECT ip, mac, source, ?1 - (500 - days.n) * 86400, ?1 - (500 - days.n) * 86400 + 20000, 1, 1
			FROM gone CROSS JOIN days WHERE days.n <= ?2`, []any{now, visits}},
		{`INSERT INTO holders SELECT source, ip, mac, ? - 499 * 86400, ? - 490 * 86400, 0, NULL FROM gone ORDER BY source, ip`, []any{now, now}},
		{`INSERT INTO sightings SELECT mac, place_id, first - days.n * 86400, first - days.n * 86400 + 20000, 1, 1
			FROM sightings CROSS JOIN days WHERE gone IS NULL`, nil},
		{`UPDATE seats SET since = since - 31 * 86400 WHERE gone IS NULL`, nil},
	} {
		if _, err := db.Exec(step.query, step.args...); err != nil {
			b.Fatalf("%s: %v", step.query, err)
		}
	}
	var sightings, bindings int
	if err := db.QueryRow(`SELECT (SELECT COUNT(*) FROM sightings), (SELECT COUNT(*) FROM bindings)`).Scan(&sightings, &bindings); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d sightings and %d bindings", sightings, bindings)
}
