package store

import (
	"context"
	"fmt"
	"io/fs"

	"rollcall/inventory"
)

// An Entry is what using a link gave.
type Entry struct {
	Person  inventory.Person
	Session string // the secret of the session that began
	Leads   string // the path of the first page; empty: the usual one
}

// UseLink uses a one-time link up and begins a session for whose it is. A link
// that does not exist, was used, has run out, or is of somebody who may do
// nothing, is [fs.ErrNotExist].
func (db *DB) UseLink(ctx context.Context, secret string, session inventory.Pass, e Event) (Entry, error) {
	var entry Entry
	err := db.changePeople(ctx, e, func(t *tx) (Event, error) {
		link, err := t.useUp(inventory.PassLink, secret)
		if err != nil {
			return e, err
		}
		if entry.Person, err = t.personRow(` WHERE p.id = ?`, link.Person); err != nil {
			return e, err
		}
		if !entry.Person.Active(t.at) {
			return e, fs.ErrNotExist
		}
		entry.Leads = link.Leads
		return t.enter(&entry, session, e)
	})
	if err != nil {
		return Entry{}, fmt.Errorf("use a link: %w", err)
	}
	return entry, nil
}

// UseFirstLink makes the first person of the centre, with the hash of a password,
// and begins a session.
func (db *DB) UseFirstLink(ctx context.Context, secret string, first inventory.Person, hash string, session inventory.Pass, e Event) (Entry, error) {
	var entry Entry
	err := db.changePeople(ctx, e, func(t *tx) (Event, error) {
		if err := t.nobodyYet(); err != nil {
			return e, err
		}
		if _, err := t.useUp(inventory.PassFirst, secret); err != nil {
			return e, err
		}
		first.Role = inventory.RoleCentre
		p, err := t.insertPerson(first)
		if err != nil {
			return e, err
		}
		if _, err := t.exec(`UPDATE people SET password = ? WHERE id = ?`, hash, p.ID); err != nil {
			return e, err
		}
		added := e
		added.Actor, added.Action, added.Subject, added.Detail = p.Name, ActionUserAdd, p.Name, rightsText(p)
		if err := t.event(added); err != nil {
			return e, err
		}
		entry.Person = p
		return t.enter(&entry, session, e)
	})
	if err != nil {
		return Entry{}, fmt.Errorf("make the first person: %w", err)
	}
	return entry, nil
}

// useUp marks a link as used; one that cannot be used is [fs.ErrNotExist].
func (t *tx) useUp(kind inventory.PassKind, secret string) (inventory.Pass, error) {
	stmt, err := t.stmt(passColumns + ` WHERE hash = ? AND kind = ?`)
	if err != nil {
		return inventory.Pass{}, err
	}
	link, err := scanPass(stmt.QueryRowContext(t.ctx, hashOf(secret), string(kind)).Scan)
	if err == nil && !link.Valid(t.at) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return link, err
	}
	_, err = t.exec(`UPDATE passes SET used = ? WHERE id = ?`, unix(t.at), link.ID)
	return link, err
}

// enter begins the session of an entry and completes its event.
func (t *tx) enter(entry *Entry, session inventory.Pass, e Event) (Event, error) {
	var err error
	session.Kind, session.Person, session.Used = inventory.PassSession, entry.Person.ID, t.at
	if entry.Session, err = t.insertPass(session); err != nil {
		return e, err
	}
	e.Actor, e.Action, e.Subject = entry.Person.Name, ActionSignIn, entry.Person.Name
	return e, t.fewerSessions(entry.Person.ID)
}

// Rotate revokes everything that lets a person in, and issues a new token and a
// new link, whose secrets it returns.
func (db *DB) Rotate(ctx context.Context, person int64, token, link inventory.Pass, e Event) (tokenSecret, linkSecret string, err error) {
	err = db.changePerson(ctx, person, e, func(t *tx, p inventory.Person) (Event, error) {
		if !p.Active(t.at) {
			return e, fs.ErrNotExist
		}
		if err := t.endPasses(person); err != nil {
			return e, err
		}
		token.Person, link.Person = person, person
		var err error
		if tokenSecret, err = t.insertPass(token); err != nil {
			return e, err
		}
		linkSecret, err = t.insertPass(link)
		e.Action = ActionUserRotate
		return e, err
	})
	return tokenSecret, linkSecret, err
}
