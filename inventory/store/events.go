package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// The actions of events.
const (
	ActionImport       = "import"        // a list was imported
	ActionEdit         = "list edit"     // an entry of a list was changed by hand
	ActionUndo         = "list undo"     // an import was taken back
	ActionConfirm      = "list confirm"  // a list was found right as it is
	ActionFinding      = "finding"       // the state of a finding was set
	ActionPurge        = "purge"         // history was removed because of its age
	ActionRollout      = "rollout"       // how far a school is was decided
	ActionBaseline     = "baseline"      // what a school is was taken for right
	ActionBaselineUndo = "baseline undo" // ... and that was taken back

	ActionBlocked = "blocked address" // somebody said how far a school is with one

	ActionBackup     = "backup"      // the database was copied beside itself
	ActionBackupCopy = "backup copy" // a backup was copied to another disk
	ActionRestore    = "restore"     // a backup took the place of the database
)

// An Event is something that a person, or rollcall by itself, did to what is stored.
type Event struct {
	ID      int64                `json:"id"`
	At      time.Time            `json:"at"`
	Actor   string               `json:"actor"`
	School  inventory.SchoolCode `json:"school,omitempty"` // empty: the whole city; only the scope of all schools sees it
	Action  string               `json:"action"`
	Subject string               `json:"subject"`
	Detail  string               `json:"detail,omitempty"`
}

// An EventQuery asks for events, newest first. Zero fields ask for all.
type EventQuery struct {
	School   inventory.SchoolCode
	Action   string
	Subject  string
	From, To time.Time
	Limit    int
}

// Events returns what was done.
func (db *DB) Events(ctx context.Context, scope inventory.Scope, q EventQuery) ([]Event, error) {
	var w where
	w.scope("school", scope)
	if q.School != "" {
		w.add("school = ?", string(q.School))
	}
	if q.Action != "" {
		w.add("action = ?", q.Action)
	}
	if q.Subject != "" {
		w.add("subject = ?", q.Subject)
	}
	if !q.From.IsZero() {
		w.add("at >= ?", unix(q.From))
	}
	if !q.To.IsZero() {
		w.add("at < ?", unix(q.To))
	}
	rows, err := db.query(ctx, `SELECT id, at, actor, school, action, subject, detail FROM events`+
		w.String()+` ORDER BY id DESC`+top(q.Limit), w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read events: %w", err))
	}
	var events []Event
	err = each(rows, func(rows *sql.Rows) error {
		var e Event
		var at int64
		if err := rows.Scan(&e.ID, &at, &e.Actor, &e.School, &e.Action, &e.Subject, &e.Detail); err != nil {
			return err
		}
		e.At = time.Unix(at, 0).UTC()
		events = append(events, e)
		return nil
	})
	return events, db.explain(err)
}
