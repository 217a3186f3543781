package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// WriteRejects stores refusals, all of them or none. One of the same device, place,
// reason and slot as a row that is there adds to it.
func (db *DB) WriteRejects(ctx context.Context, at time.Time, rejects []inventory.AccessReject) error {
	if len(rejects) == 0 {
		return nil
	}
	return db.transact(ctx, at, func(t *tx) error {
		for _, r := range rejects {
			_, err := t.exec(`INSERT INTO rejects (slot, at, last, school, mac, ssid, ap, nas, reason, source, class, count)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (mac, slot, school, ssid, ap, nas, reason, source) DO UPDATE SET
					at = MIN(at, excluded.at), last = MAX(last, excluded.last), count = count + excluded.count`,
				unix(r.At)/int64(inventory.RejectSlot/time.Second), unix(r.At), unix(r.Until()), string(r.School), macInt(r.MAC),
				r.SSID, r.AP, append([]byte{}, r.NAS.AsSlice()...), r.Reason, r.Source, string(r.Class), r.Times())
			if err != nil {
				return fmt.Errorf("write a refusal of %s: %w", r.MAC, err)
			}
		}
		return nil
	})
}

// A RejectQuery asks for refusals, newest first. Zero fields ask for all.
type RejectQuery struct {
	School   inventory.SchoolCode
	MAC      inventory.MAC
	From, To time.Time // From inclusive, To exclusive
	Limit    int
}

// Rejects returns what MAC authentication refused.
func (db *DB) Rejects(ctx context.Context, scope inventory.Scope, q RejectQuery) ([]inventory.AccessReject, error) {
	var w where
	w.scope("school", scope)
	if q.School != "" {
		w.add("school = ?", string(q.School))
	}
	if !q.MAC.IsZero() {
		w.add("mac = ?", macInt(q.MAC))
	}
	if !q.From.IsZero() {
		w.add("last >= ?", unix(q.From))
	}
	if !q.To.IsZero() {
		w.add("at < ?", unix(q.To))
	}
	return db.rejects(ctx, `SELECT at, last, school, mac, ssid, ap, nas, reason, source, class, count FROM rejects`+
		w.String()+` ORDER BY last DESC, id DESC LIMIT ?`, append(w.args, limit(q.Limit))...)
}

// RecentRejects returns what was refused since a moment, a row for each device and
// place: what a program that was just started must know.
func (db *DB) RecentRejects(ctx context.Context, since time.Time) ([]inventory.AccessReject, error) {
	return db.rejects(ctx, `SELECT MIN(at), MAX(last), school, mac, ssid, ap, nas, reason, source, class, SUM(count) FROM rejects
		WHERE last >= ? GROUP BY school, mac, ssid, ap, nas ORDER BY MAX(last)`, unix(since))
}

func (db *DB) rejects(ctx context.Context, query string, args ...any) ([]inventory.AccessReject, error) {
	rows, err := db.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read refusals: %w", err))
	}
	var all []inventory.AccessReject
	err = each(rows, func(rows *sql.Rows) error {
		var r inventory.AccessReject
		var at, last, mac int64
		var nas []byte
		if err := rows.Scan(&at, &last, &r.School, &mac, &r.SSID, &r.AP, &nas, &r.Reason, &r.Source, &r.Class, &r.Count); err != nil {
			return err
		}
		r.At, r.Last, r.MAC = time.Unix(at, 0).UTC(), time.Unix(last, 0).UTC(), macOf(mac)
		r.NAS, _ = netip.AddrFromSlice(nas)
		all = append(all, r)
		return nil
	})
	return all, db.explain(err)
}

// Mark returns how far a file was read, nil where that is not known.
func (db *DB) Mark(ctx context.Context, key string) (value []byte, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT value FROM marks WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return value, db.explain(err)
}

// SetMark keeps how far a file was read.
func (db *DB) SetMark(ctx context.Context, at time.Time, key string, value []byte) error {
	return db.transact(ctx, at, func(t *tx) error {
		_, err := t.exec(`INSERT INTO marks (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
}
