package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// repeatedWithin is how long a message that is answered is known again: far
// longer than a sender goes on to repeat it.
const repeatedWithin = time.Hour

// A switchEventBody is what of an event no query asks for.
type switchEventBody struct {
	Source string     `json:"source,omitempty"`
	From   netip.Addr `json:"from,omitzero"`
	Text   string     `json:"text,omitempty"`

	Rekey *inventory.Rekey `json:"rekey,omitempty"`
}

// WriteEvents stores what switches said, and the clocks of the SNMPv3 engines that
// said it, all of it or nothing. When it returns without an error, the events are
// on disk. An event that was stored before, by its Ident, is not stored again;
// repeated says so of each.
func (db *DB) WriteEvents(ctx context.Context, at time.Time, events []inventory.SwitchEvent, clocks ...inventory.EngineClock) (repeated []bool, err error) {
	if len(events)+len(clocks) == 0 {
		return nil, nil
	}
	repeated = make([]bool, len(events))
	err = db.transact(ctx, at, func(t *tx) (err error) {
		for i, e := range events {
			if repeated[i], err = t.writeEvent(e); err != nil {
				return fmt.Errorf("write an event of %s: %w", e.Switch, err)
			}
		}
		return t.saveEngines(clocks)
	})
	return repeated, err
}

// writeEvent stores one event, unless its Ident is that of one stored before.
func (t *tx) writeEvent(e inventory.SwitchEvent) (repeated bool, err error) {
	sw, _, err := t.switchRow(e.Switch)
	if err != nil {
		return false, err
	}
	if repeated, err := t.storedBefore(e); repeated || err != nil {
		return repeated, err
	}
	body, err := json.Marshal(switchEventBody{e.Source, e.From, e.Text, e.Rekey})
	if err != nil {
		return false, err
	}
	batch, err := t.batchID()
	if err != nil {
		return false, err
	}
	_, err = t.exec(`INSERT INTO switch_events (at, school, switch_id, port, kind, mac, vid, user, count, ident, body, batch)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		unix(e.At), string(e.School), sw, e.Port, string(e.Kind), macOrNull(e.MAC), e.VID, e.User, max(e.Count, 1),
		identOrNull(e.Ident), string(body), batch)
	return false, err
}

func (t *tx) storedBefore(e inventory.SwitchEvent) (bool, error) {
	if e.Ident == 0 {
		return false, nil
	}
	var id int64
	err := t.row(`SELECT id FROM switch_events WHERE ident = ? AND at >= ?`,
		[]any{int64(e.Ident), unix(e.At.Add(-repeatedWithin))}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func macOrNull(m *inventory.MAC) any {
	if m == nil {
		return nil
	}
	return macInt(*m)
}

func identOrNull(ident uint64) any {
	if ident == 0 {
		return nil
	}
	return int64(ident)
}

// A SwitchEventQuery asks for events, newest first. Zero fields ask for all.
type SwitchEventQuery struct {
	School   inventory.SchoolCode
	Switch   inventory.SwitchID
	Port     string
	Kind     inventory.EventKind
	From, To time.Time // from inclusive, to exclusive
	Limit    int
}

// SwitchEvents returns what switches said of themselves.
func (db *DB) SwitchEvents(ctx context.Context, scope inventory.Scope, q SwitchEventQuery) ([]inventory.SwitchEvent, error) {
	w := q.where(scope)
	rows, err := db.query(ctx, `SELECT e.id, e.at, e.school, s.name, e.port, e.kind, e.mac, e.vid, e.user, e.count, e.body
		FROM switch_events e JOIN switches s ON s.id = e.switch_id`+w.String()+` ORDER BY e.at DESC, e.id DESC`+top(q.Limit), w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read what switches said: %w", err))
	}
	var events []inventory.SwitchEvent
	err = each(rows, func(rows *sql.Rows) error {
		e, err := scanSwitchEvent(rows)
		events = append(events, e)
		return err
	})
	return events, db.explain(err)
}

func (q SwitchEventQuery) where(scope inventory.Scope) *where {
	var w where
	w.scope("e.school", scope)
	for _, c := range []struct {
		column, value string
	}{{"e.school", string(q.School)}, {"s.name", string(q.Switch)}, {"e.kind", string(q.Kind)}} {
		if c.value != "" {
			w.add(c.column+" = ?", c.value)
		}
	}
	if q.Port != "" { // or what that port was called when it was said
		w.add(`(e.port = ? OR e.port IN (SELECT f.name FROM former_names f JOIN ports p ON p.id = f.port_id
			WHERE p.switch_id = e.switch_id AND p.if_name = ? AND e.at < f.until))`, q.Port, q.Port)
	}
	if !q.From.IsZero() {
		w.add("e.at >= ?", unix(q.From))
	}
	if !q.To.IsZero() {
		w.add("e.at < ?", unix(q.To))
	}
	return &w
}

func scanSwitchEvent(rows *sql.Rows) (inventory.SwitchEvent, error) {
	var e inventory.SwitchEvent
	var at int64
	var mac sql.NullInt64
	var body string
	if err := rows.Scan(&e.ID, &at, &e.School, &e.Switch, &e.Port, &e.Kind, &mac, &e.VID, &e.User, &e.Count, &body); err != nil {
		return e, err
	}
	var rest switchEventBody
	if err := json.Unmarshal([]byte(body), &rest); err != nil {
		return e, fmt.Errorf("event %d: %w", e.ID, err)
	}
	e.At, e.Source, e.From, e.Text, e.Rekey = time.Unix(at, 0).UTC(), rest.Source, rest.From, rest.Text, rest.Rekey
	if mac.Valid {
		m := macOf(mac.Int64)
		e.MAC = &m
	}
	return e, nil
}
