package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// What becomes of a message.
const (
	MessageDue     = "due"     // it is to be sent, or sent again
	MessageSent    = "sent"    // the receiver's server took it
	MessageRefused = "refused" // that server will never take it, or did not for days
	MessageDropped = "dropped" // there is nothing left to tell, or nobody to tell it to
)

// Outgoing is a message that is due, with its findings as they are now.
type Outgoing struct {
	inventory.Message
	Rows     []inventory.FindingRow
	Tries    int
	Thread   int64 // the first message to the receiver about the first finding; 0: there is none
	ThreadAt time.Time
}

// DueMessages returns messages that are due by one way, the oldest first.
func (db *DB) DueMessages(ctx context.Context, at time.Time, receivers string, most int) ([]Outgoing, error) {
	var due []Outgoing
	err := db.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, messageColumns+` FROM messages
			WHERE state = 'due' AND after <= ? AND receiver GLOB ? ORDER BY after, id LIMIT ?`, unix(at), receivers, most)
		if err != nil {
			return err
		}
		err = each(rows, func(rows *sql.Rows) error {
			r, err := scanMessage(rows)
			due = append(due, Outgoing{Message: r.Message, Tries: r.Tries})
			return err
		})
		for i := 0; err == nil && i < len(due); i++ {
			err = due[i].load(ctx, tx)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read messages that are due: %w", err)
	}
	return due, nil
}

// load adds what a message tells, and the findings.
func (o *Outgoing) load(ctx context.Context, tx *sql.Tx) (err error) {
	if o.Tellings, err = tellingsOf(ctx, tx, o.ID); err != nil {
		return err
	}
	for i, id := range o.Findings() {
		f, err := scanFinding(tx.QueryRowContext(ctx, findingColumns+` WHERE id = ?`, id))
		if errors.Is(err, sql.ErrNoRows) {
			continue // it was purged
		}
		if err != nil {
			return err
		}
		o.Rows = append(o.Rows, f)
		if i == 0 && o.Event != inventory.TellDigest {
			err = o.loadThread(ctx, tx, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// loadThread finds the first message that told the receiver of a finding.
func (o *Outgoing) loadThread(ctx context.Context, tx *sql.Tx, finding int64) error {
	var at int64
	err := tx.QueryRowContext(ctx, `SELECT id, at FROM messages WHERE id =
		(SELECT MIN(message_id) FROM tellings WHERE receiver = ? AND finding = ?)`, o.Receiver, finding).Scan(&o.Thread, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	o.ThreadAt = time.Unix(at, 0).UTC()
	return err
}

// tellingsOf returns what a message tells, or the one that it repeats.
func tellingsOf(ctx context.Context, tx *sql.Tx, message int64) (told []inventory.Telling, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT receiver, finding, event, school, kind, subject, severity, at FROM tellings
		WHERE message_id = (SELECT COALESCE(repeats, id) FROM messages WHERE id = ?) ORDER BY finding, at, event`, message)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		t := inventory.Telling{Message: message}
		var when int64
		err := rows.Scan(&t.Receiver, &t.Finding, &t.Event, &t.School, &t.Kind, &t.Subject, &t.Severity, &when)
		t.At = time.Unix(when, 0).UTC()
		told = append(told, t)
		return err
	})
	return told, err
}

// A Delivery is what came of trying to send a message.
type Delivery struct {
	Message int64
	At      time.Time
	State   string    // MessageDue: it is tried again
	After   time.Time // when, of one that is due
	Answer  string
	Subject string // as it was sent
	Body    string
}

// Delivered records what came of trying to send a message.
func (db *DB) Delivered(ctx context.Context, d Delivery) error {
	err := db.transact(ctx, d.At, func(t *tx) error {
		after, ended := d.After, d.At
		if d.State == MessageDue {
			ended = time.Time{}
		} else {
			after = d.At
		}
		return t.one(`UPDATE messages SET state = ?, after = ?, tries = tries + 1, ended = ?, answer = ?, subject = ?, body = ? WHERE id = ?`,
			d.State, unix(after), unixOrNull(ended), d.Answer, d.Subject, d.Body, d.Message)
	})
	if err != nil {
		return fmt.Errorf("record what came of message %d: %w", d.Message, err)
	}
	return nil
}

// TestMessage makes a message that only shows that a receiver can be reached.
func (db *DB) TestMessage(ctx context.Context, receiver string, e Event) (int64, error) {
	var id int64
	err := db.transact(ctx, e.At, func(t *tx) (err error) {
		id, err = t.addMessage(inventory.Message{Receiver: receiver, Event: inventory.TellTest, School: e.School, Severity: inventory.Info}, 0)
		if err != nil {
			return err
		}
		e.Action, e.Subject, e.Detail = ActionMessage, receiver, string(inventory.TellTest)
		return t.event(e)
	})
	if err != nil {
		return 0, fmt.Errorf("test message to %s: %w", receiver, err)
	}
	return id, nil
}

// RepeatMessage has a message sent a second time. It returns fs.ErrNotExist for
// one that the person may not see.
func (db *DB) RepeatMessage(ctx context.Context, scope inventory.Scope, id int64, e Event) error {
	err := db.transact(ctx, e.At, func(t *tx) error {
		var m inventory.Message
		var repeats sql.NullInt64
		err := t.row(`SELECT receiver, event, school, kind, severity, repeats FROM messages WHERE id = ?`, []any{id},
			&m.Receiver, &m.Event, &m.School, &m.Kind, &m.Severity, &repeats)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !scope.Sees(m.School) {
			return fs.ErrNotExist
		}
		if err != nil {
			return err
		}
		first := id
		if repeats.Valid {
			first = repeats.Int64
		}
		if m.Event != inventory.TellTest {
			m.Event = inventory.TellAgain
		}
		if _, err := t.addMessage(m, first); err != nil {
			return err
		}
		e.School, e.Action, e.Subject, e.Detail = m.School, ActionMessage, m.Receiver, fmt.Sprintf("%s %d", inventory.TellAgain, id)
		return t.event(e)
	})
	if err != nil {
		return fmt.Errorf("message %d: %w", id, err)
	}
	return nil
}
