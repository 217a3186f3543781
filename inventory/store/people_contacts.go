package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// A Contact is somebody who is told about a school, as a page has it.
type Contact struct {
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"name"`
	Mail   string               `json:"mail"`
	Since  time.Time            `json:"since"`
}

// Contacts returns the contacts that pages have added, of one school or, where
// the code is empty, of all in a scope.
func (db *DB) Contacts(ctx context.Context, scope inventory.Scope, code inventory.SchoolCode) ([]Contact, error) {
	var w where
	w.scope("school", scope)
	if code != "" {
		w.add("school = ?", string(code))
	}
	rows, err := db.read.QueryContext(ctx, `SELECT school, name, mail, since FROM contacts`+w.String()+` ORDER BY school, since, mail`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read contacts: %w", err))
	}
	var contacts []Contact
	err = each(rows, func(rows *sql.Rows) error {
		var c Contact
		var since int64
		err := rows.Scan(&c.School, &c.Name, &c.Mail, &since)
		c.Since = time.Unix(since, 0).UTC()
		contacts = append(contacts, c)
		return err
	})
	return contacts, db.explain(err)
}

// SetContact adds a contact of a school, or changes the name of the one with its
// mail address.
func (db *DB) SetContact(ctx context.Context, c Contact, e Event) error {
	return db.changePeople(ctx, e, func(t *tx) (Event, error) {
		_, err := t.exec(`INSERT INTO contacts (school, mail, name, since) VALUES (?, ?, ?, ?)
			ON CONFLICT (school, mail) DO UPDATE SET name = excluded.name`, string(c.School), c.Mail, c.Name, unix(t.at))
		e.School, e.Action, e.Subject, e.Detail = c.School, ActionContacts, c.Mail, "added"
		return e, err
	})
}

// RemoveContact removes a contact of a school.
func (db *DB) RemoveContact(ctx context.Context, c Contact, e Event) error {
	return db.changePeople(ctx, e, func(t *tx) (Event, error) {
		n, err := t.exec(`DELETE FROM contacts WHERE school = ? AND mail = ?`, string(c.School), c.Mail)
		if err == nil && n == 0 {
			err = fs.ErrNotExist
		}
		e.School, e.Action, e.Subject, e.Detail = c.School, ActionContacts, c.Mail, "removed"
		return e, err
	})
}
