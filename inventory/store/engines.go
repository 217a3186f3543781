package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"rollcall/inventory"
)

// engineKept is how long the clock of an engine that is heard of no more is
// kept; a message of it that is older by its own clock would be refused till then.
const engineKept = 400 * 24 * time.Hour

// BootEngine counts one more boot of rollcall's own SNMPv3 engine and returns
// its id and its boots (RFC 3414, 2.2.2). The id is made at the first boot, and
// anew when the boots can grow no more.
func (db *DB) BootEngine(ctx context.Context, at time.Time) (id []byte, boots uint32, err error) {
	err = db.transact(ctx, at, func(t *tx) error {
		err := t.row(`SELECT id, boots FROM own_engine`, nil, &id, &boots)
		fresh := errors.Is(err, sql.ErrNoRows) || err == nil && boots >= math.MaxInt32-1
		if err != nil && !fresh {
			return err
		}
		if fresh {
			id, boots = newEngineID(), 0
		}
		boots++
		if _, err := t.exec(`DELETE FROM own_engine`); err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO own_engine (id, boots) VALUES (?, ?)`, id, boots)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("count a boot of our SNMPv3 engine: %w", err)
	}
	return id, boots, nil
}

// newEngineID makes an snmpEngineID (RFC 3411, 5): the enterprise number for
// examples (RFC 5612), format 5, eight octets drawn at random.
func newEngineID() []byte {
	id := []byte{0x80, 0, 0x7e, 0xd9, 5, 0, 0, 0, 0, 0, 0, 0, 0}
	rand.Read(id[5:]) // never fails (crypto/rand)
	return id
}

// Engines returns the clocks of the SNMPv3 engines that have sent traps.
func (db *DB) Engines(ctx context.Context) ([]inventory.EngineClock, error) {
	rows, err := db.read.QueryContext(ctx, `SELECT id, boots, latest, at FROM engines`)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the clocks of SNMPv3 engines: %w", err))
	}
	var clocks []inventory.EngineClock
	err = each(rows, func(rows *sql.Rows) error {
		var c inventory.EngineClock
		var id []byte
		var at int64
		err := rows.Scan(&id, &c.Boots, &c.Time, &at)
		c.ID, c.At = string(id), time.Unix(at, 0).UTC()
		clocks = append(clocks, c)
		return err
	})
	return clocks, db.explain(err)
}

// saveEngines keeps the clocks of engines that have sent traps.
func (t *tx) saveEngines(clocks []inventory.EngineClock) error {
	for _, c := range clocks {
		if _, err := t.exec(`INSERT INTO engines (id, boots, latest, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET boots = excluded.boots, latest = excluded.latest, at = excluded.at`,
			[]byte(c.ID), c.Boots, c.Time, unix(c.At)); err != nil {
			return fmt.Errorf("keep the clock of an SNMPv3 engine: %w", err)
		}
	}
	return nil
}
