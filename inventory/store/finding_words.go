package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// A FindingChange is a person's word on findings.
type FindingChange struct {
	ID    int64  // of SetFinding
	State string // inventory.StateOpen, Acknowledged, Dismissed or Accepted
	Actor string
	Note  string    // why; a dismissal must say it
	Until time.Time // of Accepted: how long; zero: for good
	At    time.Time
}

// Refusals of SetFinding and SetFindings.
var (
	ErrFindingOver  = errors.New("the finding is already resolved")
	ErrFindingState = errors.New("a finding can be open, acknowledged, dismissed or accepted")
	ErrFindingNote  = errors.New("say why the finding is dismissed")
	ErrFindingUntil = errors.New("a finding is accepted until a time to come")
)

// FindingsOver refuses a word on several findings because some were resolved
// meanwhile. Nothing was changed.
type FindingsOver struct{ IDs []int64 }

func (e *FindingsOver) Error() string { return fmt.Sprintf("findings %d: %v", e.IDs, ErrFindingOver) }

// Unwrap makes it an ErrFindingOver.
func (e *FindingsOver) Unwrap() error { return ErrFindingOver }

// SetFinding writes down a person's word on a finding that lasts, and who said
// it. It returns fs.ErrNotExist for a finding that the person may not see.
func (db *DB) SetFinding(ctx context.Context, scope inventory.Scope, c FindingChange) (inventory.FindingRow, error) {
	rows, err := db.SetFindings(ctx, scope, []int64{c.ID}, c)
	if err != nil {
		return inventory.FindingRow{}, fmt.Errorf("finding %d: %w", c.ID, err)
	}
	return rows[0], nil
}

// SetFindings writes down one word on several findings: on all of them or on none.
// Where some were resolved meanwhile the error is a *FindingsOver that names them;
// one that the person may not see is fs.ErrNotExist.
func (db *DB) SetFindings(ctx context.Context, scope inventory.Scope, ids []int64, c FindingChange) ([]inventory.FindingRow, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	var rows []inventory.FindingRow
	err := db.transact(ctx, c.At, func(t *tx) (err error) {
		rows, err = t.lasting(scope, ids)
		for i := range rows {
			if err == nil {
				f := &rows[i]
				f.State, f.Actor, f.Note, f.Until = c.State, c.Actor, c.Note, c.Until.Truncate(time.Second)
				err = t.setFinding(*f)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// lasting reads findings that are all in a scope and all last.
func (t *tx) lasting(scope inventory.Scope, ids []int64) ([]inventory.FindingRow, error) {
	var rows []inventory.FindingRow
	var over []int64
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		f, err := t.storedFinding(inventory.FindingRow{ID: id})
		switch {
		case errors.Is(err, sql.ErrNoRows) || err == nil && !scope.Sees(f.School):
			return nil, fs.ErrNotExist
		case err != nil:
			return nil, err
		case !f.Resolved.IsZero():
			over = append(over, id)
		}
		rows = append(rows, f)
	}
	if len(over) > 0 {
		return nil, &FindingsOver{over}
	}
	return rows, nil
}

func (t *tx) setFinding(f inventory.FindingRow) error {
	if _, err := t.exec(`UPDATE findings SET state = ?, actor = ?, note = ?, until = ? WHERE id = ?`,
		f.State, f.Actor, f.Note, unixOrNull(f.Until), f.ID); err != nil {
		return err
	}
	return t.event(Event{Actor: f.Actor, School: f.School, Action: ActionFinding,
		Subject: findingRef(f.ID), Detail: detailOf(f)})
}

// detailOf writes a word for the record: "accepted until 2026-12-01T00:00:00Z: why".
func detailOf(f inventory.FindingRow) string {
	detail := f.State
	if !f.Until.IsZero() {
		detail += untilMark + f.Until.UTC().Format(time.RFC3339)
	}
	return detail + ": " + f.Note
}

const untilMark = " until "

// wordOf reads what detailOf wrote.
func wordOf(e Event) FindingWord {
	state, note, _ := strings.Cut(e.Detail, ": ")
	state, until, _ := strings.Cut(state, untilMark)
	w := FindingWord{At: e.At, Actor: e.Actor, State: state, Note: note}
	w.Until, _ = time.Parse(time.RFC3339, until) // an empty one is for good
	return w
}

// findingRef is how the record names a finding.
func findingRef(id int64) string { return fmt.Sprintf("#A-%d", id) }

func (c FindingChange) check() error {
	switch c.State {
	case inventory.StateOpen, inventory.StateAcknowledged:
		return nil
	case inventory.StateAccepted:
		if !c.Until.IsZero() && !c.Until.After(c.At) {
			return ErrFindingUntil
		}
		return nil
	case inventory.StateDismissed:
		if c.Note == "" {
			return ErrFindingNote
		}
		return nil
	}
	return ErrFindingState
}

// A FindingWord is what somebody said of a finding.
type FindingWord struct {
	At    time.Time `json:"at"`
	Actor string    `json:"actor"`
	State string    `json:"state"`
	Note  string    `json:"note,omitempty"`
	Until time.Time `json:"until,omitzero"` // of accepted: how long; zero: for good
}

// FindingWords returns what people said of a finding, the newest first.
func (db *DB) FindingWords(ctx context.Context, scope inventory.Scope, id int64) ([]FindingWord, error) {
	events, err := db.Events(ctx, scope, EventQuery{Action: ActionFinding, Subject: findingRef(id)})
	words := make([]FindingWord, 0, len(events))
	for _, e := range events {
		words = append(words, wordOf(e))
	}
	return words, err
}
