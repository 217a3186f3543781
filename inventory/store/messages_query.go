package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// ActionMessage is the action of an event: somebody had a message sent.
const ActionMessage = "message"

// A MessageRow is a message and what became of it.
type MessageRow struct {
	inventory.Message
	State   string
	After   time.Time // of one that is due: not before
	Tries   int
	Ended   time.Time // zero while it is due
	Answer  string
	Subject string // as it was sent; empty: it was not yet
	Body    string
}

// messageColumns are read by scanMessage.
const messageColumns = `SELECT id, at, receiver, event, school, kind, severity, state, after, tries, ended, answer, subject, body`

func scanMessage(row interface{ Scan(...any) error }) (MessageRow, error) {
	var r MessageRow
	var at, after int64
	var ended sql.NullInt64
	err := row.Scan(&r.ID, &at, &r.Receiver, &r.Event, &r.School, &r.Kind, &r.Severity, &r.State, &after, &r.Tries, &ended,
		&r.Answer, &r.Subject, &r.Body)
	r.At, r.After, r.Ended = time.Unix(at, 0).UTC(), time.Unix(after, 0).UTC(), moment(ended)
	return r, err
}

// A MessageQuery asks for messages, the newest first. Zero fields ask for all.
type MessageQuery struct {
	School   inventory.SchoolCode
	Receiver string
	State    string
	Limit    int
}

// Messages returns messages that a person may see: those about one school each
// that the scope has, and digests and tests only to who sees every school.
func (db *DB) Messages(ctx context.Context, scope inventory.Scope, q MessageQuery) ([]MessageRow, error) {
	var w where
	w.scope("school", scope)
	for _, one := range []struct{ column, value string }{{"school", string(q.School)}, {"receiver", q.Receiver}, {"state", q.State}} {
		if one.value != "" {
			w.add(one.column+" = ?", one.value)
		}
	}
	rows, err := db.read.QueryContext(ctx, messageColumns+` FROM messages`+w.String()+` ORDER BY id DESC LIMIT ?`, append(w.args, limit(q.Limit))...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read messages: %w", err))
	}
	var all []MessageRow
	err = each(rows, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		all = append(all, m)
		return err
	})
	return all, db.explain(err)
}

// A ReceiverCount says what a receiver got, and what waits for it.
type ReceiverCount struct {
	Today   int       // messages of its own today: what the budget counts
	Month   int       // all that were sent this month
	Held    int       // findings that the next digest will tell
	Digest  time.Time // its last digest; zero: never
	Sent    time.Time // when the last message was sent; zero: never
	Refused time.Time // when the last one was refused; zero: never
	Answer  string    // what its server said to that one
}

// ReceiverCounts counts what receivers got and will get, by the receiver's ID. A
// scope narrows what is held to its schools; the rest is the receiver's.
func (db *DB) ReceiverCounts(ctx context.Context, scope inventory.Scope, at time.Time) (map[string]ReceiverCount, error) {
	counts := map[string]ReceiverCount{}
	err := db.view(ctx, func(tx *sql.Tx) error {
		if err := countSent(ctx, tx, at, counts); err != nil {
			return err
		}
		return countHeld(ctx, tx, scope, counts)
	})
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	return counts, nil
}

func countSent(ctx context.Context, tx *sql.Tx, at time.Time, counts map[string]ReceiverCount) error {
	day := inventory.Midnight(at)
	month := day.AddDate(0, 0, 1-day.Day())
	rows, err := tx.QueryContext(ctx, `SELECT receiver, SUM(at >= ? AND `+ownMessage+`), SUM(state = 'sent' AND ended >= ?),
		MAX(CASE WHEN event = 'digest' THEN at END), MAX(CASE WHEN state = 'sent' THEN ended END),
		MAX(CASE WHEN state = 'refused' THEN ended END),
		COALESCE((SELECT r.answer FROM messages r WHERE r.receiver = m.receiver AND r.state = 'refused' ORDER BY r.id DESC LIMIT 1), '')
		FROM messages m GROUP BY receiver`, unix(day), unix(month))
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var receiver string
		var c ReceiverCount
		var digest, sent, refused sql.NullInt64
		err := rows.Scan(&receiver, &c.Today, &c.Month, &digest, &sent, &refused, &c.Answer)
		c.Digest, c.Sent, c.Refused = moment(digest), moment(sent), moment(refused)
		counts[receiver] = c
		return err
	})
}

func countHeld(ctx context.Context, tx *sql.Tx, scope inventory.Scope, counts map[string]ReceiverCount) error {
	var w where
	w.add("message_id IS NULL AND event <> 'dropped'")
	w.scope("school", scope)
	w.add("EXISTS (SELECT 1 FROM findings f WHERE f.id = finding AND f.state IN ('open', 'resolved') AND f.muted = '')")
	rows, err := tx.QueryContext(ctx, `SELECT receiver, COUNT(DISTINCT finding) FROM tellings`+w.String()+` GROUP BY receiver`, w.args...)
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var receiver string
		var n int
		err := rows.Scan(&receiver, &n)
		c := counts[receiver]
		c.Held = n
		counts[receiver] = c
		return err
	})
}

// DueCount returns how many messages are to be sent, and since when the oldest
// of them is.
func (db *DB) DueCount(ctx context.Context) (n int, since time.Time, err error) {
	var first sql.NullInt64
	err = db.read.QueryRowContext(ctx, `SELECT COUNT(*), MIN(at) FROM messages WHERE state = 'due'`).Scan(&n, &first)
	if err != nil {
		return 0, since, db.explain(fmt.Errorf("count messages that are due: %w", err))
	}
	return n, moment(first), nil
}
