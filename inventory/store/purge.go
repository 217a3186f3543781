package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"rollcall/inventory"
)

// Keep says how long history is kept; zero: for ever.
type Keep struct {
	FDB       time.Duration // sightings, attributes and coverage
	Bindings  time.Duration
	Personal  time.Duration // sightings and bindings in the plan's zones of personal devices
	Audit     time.Duration // findings that are over, what was on lists, what people did, what switches said
	Confirmed bool          // a person has confirmed that much is to be removed at once
}

// mostAtOnce is the share of all spans that one purge removes without a
// person's word: history kept for a year loses a 365th of it a day.
const mostAtOnce = 0.1

// purgeChunk is about how many rows one transaction of a purge goes through, so
// that polls do not wait for it.
const purgeChunk = 5000

// ErrPurgeTooMuch: far more is old than a day makes so. A clock that is wrong
// must not delete history.
var ErrPurgeTooMuch = errors.New("nothing was removed: check the clock of this machine")

// Purge removes what is older than it is kept, in many short transactions. Open
// spans are never removed.
func (db *DB) Purge(ctx context.Context, at time.Time, keep Keep) error {
	p := purge{at: at, keep: keep}
	old, all, err := db.countOld(ctx, p)
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	if !keep.Confirmed && float64(old) > mostAtOnce*float64(all) {
		return fmt.Errorf("purge: %d of %d spans are older than they are kept, as of %s: %w; if it is right, confirm the removal",
			old, all, at.Format(time.RFC3339), ErrPurgeTooMuch)
	}
	for _, step := range p.steps() {
		if err := db.purgeAll(ctx, at, step); err != nil {
			return fmt.Errorf("purge %s: %w", step.table, err)
		}
	}
	defer db.texts.forget() // for the ids of rows that are gone may be given again
	return db.transact(ctx, at, func(t *tx) error {
		if err := t.purgeRest(p); err != nil {
			return fmt.Errorf("purge: %w", err)
		}
		if old == 0 {
			return nil
		}
		return t.event(Event{Actor: "rollcall", Action: ActionPurge, Subject: "history", Detail: fmt.Sprintf("spans %d of %d", old, all)})
	})
}

// A purge turns durations into moments.
type purge struct {
	at   time.Time
	keep Keep
}

// before is the moment before which something is too old; 0 removes nothing.
func (p purge) before(kept time.Duration) int64 {
	if kept <= 0 {
		return 0
	}
	return unix(p.at.Add(-kept))
}

// personal is the like for zones of personal devices, which never keep longer.
func (p purge) personal(kept time.Duration) int64 {
	return max(p.before(kept), p.before(p.keep.Personal))
}

// The conditions under which spans are too old. The first two take the moment
// for personal zones and the moment for others.
const (
	oldSighting = `gone < CASE WHEN place_id IN (SELECT id FROM places WHERE vid IN (SELECT vid FROM personal_vlans)) THEN ? ELSE ? END`
	oldBinding  = `gone < CASE WHEN EXISTS (SELECT 1 FROM personal_ranges
		WHERE ip BETWEEN low AND high AND length(ip) = length(low)) THEN ? ELSE ? END`
	oldLease = `until < CASE WHEN EXISTS (SELECT 1 FROM personal_ranges
		WHERE ip BETWEEN low AND high AND length(ip) = length(low)) THEN ? ELSE ? END`
	oldAttribute = `gone < ?`
	// Where a device was seen is kept like its sightings, and as short as those of
	// personal devices where the switch does not say in which VLAN.
	oldEvent = `at < CASE WHEN mac IS NULL THEN ? WHEN vid = 0 OR vid IN (SELECT vid FROM personal_vlans) THEN ? ELSE ? END`
)

// A purgeStep removes old rows of one table, stretch by stretch of its first
// key column, whose values lie between low and high.
type purgeStep struct {
	table, key string
	low, high  any
	old        string
	args       []any
}

func (p purge) steps() []purgeStep {
	sightings := []any{p.personal(p.keep.FDB), p.before(p.keep.FDB)}
	bindings := []any{p.personal(p.keep.Bindings), p.before(p.keep.Bindings)}
	const most = int64(math.MaxInt64)
	anyIP := bytes.Repeat([]byte{0xff}, 17)
	return []purgeStep{
		{"sightings", "mac", int64(-1), most, oldSighting, sightings},
		{"seats", "place_id", int64(-1), most, oldSighting, sightings},
		{"bindings", "ip", []byte{}, anyIP, oldBinding, bindings},
		{"leases", "ip", []byte{}, anyIP, oldLease, bindings},
		{"holders", "source_id", int64(-1), most, oldBinding, bindings},
		{"attributes", "port_id", int64(-1), most, oldAttribute, []any{p.before(p.keep.FDB)}},
		{"switch_events", "id", int64(-1), most, oldEvent, append([]any{p.before(p.keep.Audit)}, sightings...)},
	}
}

// countOld counts the spans that are too old, and all.
func (db *DB) countOld(ctx context.Context, p purge) (old, all int, err error) {
	err = db.view(ctx, func(tx *sql.Tx) error {
		for _, step := range p.steps() {
			switch step.table {
			case "seats", "holders": // they follow their spans
				continue
			case "leases": // they end by themselves
				continue
			case "switch_events": // they come in bursts: their share says nothing of the clock
				continue
			}
			var o, a int
			query := `SELECT COUNT(*), COALESCE(SUM(` + step.old + `), 0) FROM ` + step.table
			if err := tx.QueryRowContext(ctx, query, step.args...).Scan(&a, &o); err != nil {
				return err
			}
			old, all = old+o, all+a
		}
		return nil
	})
	return old, all, err
}

// purgeAll goes through a table in stretches of about purgeChunk rows, each in a
// transaction of its own.
func (db *DB) purgeAll(ctx context.Context, at time.Time, step purgeStep) error {
	from, last := step.low, false
	for !last {
		err := db.transact(ctx, at, func(t *tx) error {
			var to any
			err := t.row(`SELECT `+step.key+` FROM `+step.table+` WHERE `+step.key+` > ? ORDER BY `+step.key+` LIMIT 1 OFFSET ?`,
				[]any{from, purgeChunk}, &to)
			if errors.Is(err, sql.ErrNoRows) {
				to, last, err = step.high, true, nil
			}
			if err != nil {
				return err
			}
			_, err = t.exec(`DELETE FROM `+step.table+` WHERE `+step.key+` > ? AND `+step.key+` <= ? AND `+step.old,
				append([]any{from, to}, step.args...)...)
			from = to
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// purgeRest removes what is small: coverage, findings, lists and events.
func (t *tx) purgeRest(p purge) error {
	fdb, bindings, audit := p.before(p.keep.FDB), p.before(p.keep.Bindings), p.before(p.keep.Audit)
	for _, statement := range []struct {
		query string
		args  []any
	}{
		{`DELETE FROM coverage WHERE last < CASE source WHEN 'arp' THEN ? ELSE ? END`, []any{bindings, fdb}},
		{`DELETE FROM findings WHERE resolved < ?`, []any{audit}},
		{`DELETE FROM tellings WHERE at < ? AND finding NOT IN (SELECT id FROM findings)`, []any{audit}},
		{`DELETE FROM messages WHERE at < ? AND NOT EXISTS (SELECT 1 FROM tellings WHERE message_id = messages.id)`, []any{audit}},
		{`DELETE FROM list_entries WHERE removed < ?`, []any{audit}},
		{`DELETE FROM port_records WHERE removed < ?`, []any{audit}},
		{`DELETE FROM list_rows WHERE removed < ?`, []any{audit}},
		{`DELETE FROM uploads WHERE expires <= ?`, []any{unix(p.at)}},
		{`DELETE FROM events WHERE at < ?`, []any{audit}},
		{`DELETE FROM rejects WHERE last < ?`, []any{p.personal(p.keep.Bindings)}}, // most are people's own devices
		{`DELETE FROM dhcp_servers WHERE last < ?`, []any{bindings}},
		{`DELETE FROM reach WHERE gone < ?`, []any{audit}},
		{`DELETE FROM vantages WHERE at < ?`, []any{audit}},
		{`DELETE FROM circuit_use WHERE at < ?`, []any{unix(p.at.Add(-circuitKept))}},
		{`DELETE FROM engines WHERE at < ?`, []any{unix(p.at.Add(-engineKept))}},
		{`INSERT INTO horizons (what, earlier) VALUES ('sightings', ?), ('bindings', ?)
			ON CONFLICT (what) DO UPDATE SET earlier = MAX(earlier, excluded.earlier)`, []any{fdb, bindings}},
	} {
		if _, err := t.exec(statement.query, statement.args...); err != nil {
			return err
		}
	}
	return nil
}

// horizons returns before which moment the facts of each table have been
// removed: of earlier times nobody may say that nothing was there.
func horizons(ctx context.Context, tx *sql.Tx) (func(inventory.Table) time.Time, error) {
	var sightings, bindings time.Time
	rows, err := tx.QueryContext(ctx, `SELECT what, earlier FROM horizons WHERE earlier > 0`)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var what string
		var earlier int64
		err := rows.Scan(&what, &earlier)
		if what == "bindings" {
			bindings = time.Unix(earlier, 0).UTC()
		} else {
			sightings = time.Unix(earlier, 0).UTC()
		}
		return err
	})
	return func(t inventory.Table) time.Time {
		if t == inventory.TableARP {
			return bindings
		}
		return sightings
	}, err
}
