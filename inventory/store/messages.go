package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// toldFor is how long the end of a finding may be told after it: longer than a
// daemon is off over holidays.
const toldFor = 7 * 24 * time.Hour

// toldLately is how far back all tellings count, of whatever finding.
const toldLately = 24 * time.Hour

// The findings that may have to be told: those that last, those that are over not
// long, and those that a digest will tell.
const (
	toTell     = `resolved IS NULL OR resolved >= ? OR id IN (` + heldOnes + `)`
	heldOnes   = `SELECT finding FROM tellings WHERE message_id IS NULL AND event <> 'dropped'`
	ownMessage = `event NOT IN ('digest', 'test', 'again')`
)

// Hearing returns what is known of findings and of what was told, for a decision
// at a moment. It names no receivers: those are not the store's.
func (db *DB) Hearing(ctx context.Context, at time.Time) (inventory.Hearing, error) {
	h := inventory.Hearing{At: at, Today: map[string]int{}, Digests: map[string]time.Time{}}
	err := db.view(ctx, func(tx *sql.Tx) (err error) {
		if h.Findings, err = findingsToTell(ctx, tx, at); err != nil {
			return err
		}
		if h.Told, err = tellings(ctx, tx, at); err != nil {
			return err
		}
		return countMessages(ctx, tx, &h)
	})
	if err == nil {
		h.Rollouts, err = db.Rollouts(ctx)
	}
	if err != nil {
		return h, fmt.Errorf("read what is to be told: %w", err)
	}
	return h, nil
}

func findingsToTell(ctx context.Context, tx *sql.Tx, at time.Time) (found []inventory.FindingRow, err error) {
	rows, err := tx.QueryContext(ctx, findingColumns+` WHERE `+toTell+` ORDER BY id`, unix(at.Add(-toldFor)))
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		f, err := scanFinding(rows)
		found = append(found, f)
		return err
	})
	return found, err
}

func tellings(ctx context.Context, tx *sql.Tx, at time.Time) (told []inventory.Telling, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT t.receiver, t.finding, t.event, t.school, t.kind, t.subject, t.severity, t.at,
		COALESCE(t.message_id, 0), COALESCE(m.event = 'digest', 0)
		FROM tellings t LEFT JOIN messages m ON m.id = t.message_id
		WHERE t.finding IN (SELECT id FROM findings WHERE `+toTell+` UNION SELECT finding FROM tellings WHERE at >= ?)`,
		unix(at.Add(-toldFor)), unix(at.Add(-toldLately)))
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var t inventory.Telling
		var when int64
		err := rows.Scan(&t.Receiver, &t.Finding, &t.Event, &t.School, &t.Kind, &t.Subject, &t.Severity, &when, &t.Message, &t.Digest)
		t.At = time.Unix(when, 0).UTC()
		told = append(told, t)
		return err
	})
	return told, err
}

// countMessages counts each receiver's messages of the day, and finds its last digest.
func countMessages(ctx context.Context, tx *sql.Tx, h *inventory.Hearing) error {
	rows, err := tx.QueryContext(ctx, `SELECT receiver, SUM(at >= ? AND `+ownMessage+`), MAX(CASE WHEN event = 'digest' THEN at END)
		FROM messages WHERE at >= ? GROUP BY receiver`, unix(inventory.Midnight(h.At)), unix(h.At.Add(-toldFor)))
	if err != nil {
		return err
	}
	return each(rows, func(rows *sql.Rows) error {
		var receiver string
		var n int
		var digest sql.NullInt64
		err := rows.Scan(&receiver, &n, &digest)
		h.Today[receiver], h.Digests[receiver] = n, moment(digest)
		return err
	})
}

// Tell writes down a decision: its messages are due, and what they tell is told.
// It returns them with their numbers.
func (db *DB) Tell(ctx context.Context, at time.Time, d inventory.Decision) ([]inventory.Message, error) {
	var told []inventory.Message
	err := db.transact(ctx, at, func(t *tx) error {
		told = nil
		for _, m := range d.Messages {
			id, err := t.addMessage(m, 0)
			if err != nil {
				return err
			}
			m.ID = id
			if err := t.tell(id, m.Tellings); err != nil {
				return err
			}
			told = append(told, m)
		}
		return t.tell(0, d.Held)
	})
	if err != nil {
		return nil, fmt.Errorf("write down what is told: %w", err)
	}
	return told, nil
}

// addMessage makes a message that is due at once.
func (t *tx) addMessage(m inventory.Message, repeats int64) (int64, error) {
	return t.insert(`INSERT INTO messages (at, receiver, event, school, kind, severity, repeats, state, after) VALUES (?, ?, ?, ?, ?, ?, ?, 'due', ?)`,
		unix(t.at), m.Receiver, string(m.Event), string(m.School), string(m.Kind), string(m.Severity), numberOrNull(repeats), unix(t.at))
}

// tell notes what a message tells; the message 0 is the digest to come.
func (t *tx) tell(message int64, tellings []inventory.Telling) error {
	for _, one := range tellings {
		if _, err := t.exec(`INSERT INTO tellings (receiver, finding, event, school, kind, subject, severity, at, message_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (receiver, finding, event) DO UPDATE SET message_id = COALESCE(excluded.message_id, message_id)`,
			one.Receiver, one.Finding, string(one.Event), string(one.School), string(one.Kind), one.Subject,
			string(one.Severity), unix(one.At), numberOrNull(message)); err != nil {
			return fmt.Errorf("telling %s of #A-%d: %w", one.Event, one.Finding, err)
		}
	}
	return nil
}

func numberOrNull(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
