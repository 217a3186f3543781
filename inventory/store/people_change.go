package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"rollcall/inventory"
)

// personRow returns a person inside a transaction.
func (t *tx) personRow(condition string, args ...any) (inventory.Person, error) {
	stmt, err := t.stmt(personColumns + condition + ` ORDER BY p.id, s.school`)
	if err != nil {
		return inventory.Person{}, err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return inventory.Person{}, err
	}
	return one(scanPeople(rows))
}

// changePerson changes one person in a transaction; f gets it as it stands. What
// would leave nobody in the centre is [ErrLastCentre].
func (db *DB) changePerson(ctx context.Context, id int64, e Event, f func(*tx, inventory.Person) (Event, error)) error {
	err := db.changePeople(ctx, e, func(t *tx) (Event, error) {
		p, err := t.personRow(` WHERE p.id = ?`, id)
		if err != nil {
			return e, err
		}
		before, err := t.centreLeft()
		if err != nil {
			return e, err
		}
		done, err := f(t, p)
		if err != nil {
			return e, err
		}
		done.Subject = p.Name
		if after, err := t.centreLeft(); err != nil || before && !after {
			return e, orLastCentre(err)
		}
		return done, nil
	})
	if err != nil {
		return fmt.Errorf("change person %d: %w", id, err)
	}
	return nil
}

func orLastCentre(err error) error {
	if err == nil {
		return ErrLastCentre
	}
	return err
}

// centreLeft says whether anybody may look after people.
func (t *tx) centreLeft() (bool, error) {
	var n int
	err := t.row(`SELECT count(*) FROM people WHERE role = ? AND disabled IS NULL AND (expires IS NULL OR expires > ?)`,
		[]any{string(inventory.RoleCentre), unix(t.at)}, &n)
	return n > 0, err
}

// ChangePerson sets mail, role, schools and end of the person with an id.
func (db *DB) ChangePerson(ctx context.Context, p inventory.Person, e Event) error {
	return db.changePerson(ctx, p.ID, e, func(t *tx, _ inventory.Person) (Event, error) {
		_, err := t.exec(`UPDATE people SET mail = ?, role = ?, expires = ? WHERE id = ?`,
			p.Mail, string(p.Role), unixOrNull(p.Expires), p.ID)
		if err != nil {
			return e, err
		}
		e.Action, e.Detail = ActionUserChange, rightsText(p)
		return e, t.setSchools(p)
	})
}

// DisablePerson ends all rights of a person, and everything that lets it in.
func (db *DB) DisablePerson(ctx context.Context, id int64, e Event) error {
	return db.changePerson(ctx, id, e, func(t *tx, _ inventory.Person) (Event, error) {
		e.Action = ActionUserDisable
		return e, t.disable(id)
	})
}

func (t *tx) disable(id int64) error {
	if _, err := t.exec(`UPDATE people SET disabled = ? WHERE id = ? AND disabled IS NULL`, unix(t.at), id); err != nil {
		return err
	}
	return t.endPasses(id)
}

// EnablePerson lets a person in again, by password or with a new link.
func (db *DB) EnablePerson(ctx context.Context, id int64, e Event) error {
	return db.changePerson(ctx, id, e, func(t *tx, _ inventory.Person) (Event, error) {
		e.Action = ActionUserEnable
		_, err := t.exec(`UPDATE people SET disabled = NULL WHERE id = ?`, id)
		return e, err
	})
}

// SetPassword stores the hash of a password, and ends the person's links and
// sessions but for one that is kept; 0: none is.
func (db *DB) SetPassword(ctx context.Context, id int64, hash string, keep int64, e Event) error {
	return db.changePerson(ctx, id, e, func(t *tx, _ inventory.Person) (Event, error) {
		if _, err := t.exec(`UPDATE people SET password = ? WHERE id = ?`, hash, id); err != nil {
			return e, err
		}
		e.Action = ActionUserPassword
		_, err := t.exec(`DELETE FROM passes WHERE person_id = ? AND kind IN (?, ?) AND id <> ?`,
			id, string(inventory.PassSession), string(inventory.PassLink), keep)
		return e, err
	})
}

// BindSubject binds an OpenID Connect account, its issuer and subject, to a
// person. One that is somebody else's is [fs.ErrExist].
func (db *DB) BindSubject(ctx context.Context, id int64, subject string, e Event) error {
	return db.changePerson(ctx, id, e, func(t *tx, _ inventory.Person) (Event, error) {
		var others int
		err := t.row(`SELECT count(*) FROM people WHERE subject = ? AND subject <> '' AND id <> ?`, []any{subject, id}, &others)
		if err != nil {
			return e, err
		}
		if others > 0 {
			return e, fs.ErrExist
		}
		e.Action, e.Detail = ActionUserOpenID, subject
		_, err = t.exec(`UPDATE people SET subject = ? WHERE id = ?`, subject, id)
		return e, err
	})
}

// ConfirmHandover records that a person has taken over a school.
func (db *DB) ConfirmHandover(ctx context.Context, id int64, code inventory.SchoolCode, e Event) error {
	return db.changePerson(ctx, id, e, func(t *tx, _ inventory.Person) (Event, error) {
		n, err := t.exec(`UPDATE person_schools SET handover = 0 WHERE person_id = ? AND school = ?`, id, string(code))
		if err == nil && n == 0 {
			err = fs.ErrNotExist
		}
		e.Action, e.School = ActionHandover, code
		return e, err
	})
}

// A Transfer hands a school over to another coordinator.
type Transfer struct {
	School inventory.SchoolCode
	To     inventory.Person // by name; who does not exist is made, with Mail
	Link   inventory.Pass   // the new one's link
	Token  inventory.Pass   // ... and token
}

// Transferred is what a transfer did.
type Transferred struct {
	From        []inventory.Person // who had the school, and has no more
	To          inventory.Person
	Link, Token string // secrets, shown once
}

// TransferSchool takes a school away from its coordinators, with everything that
// lets them in, and gives it to another one, who gets a link and a token. Who has
// no school left is disabled. Each of them is an event.
func (db *DB) TransferSchool(ctx context.Context, tr Transfer, e Event) (Transferred, error) {
	var done Transferred
	err := db.changePeople(ctx, e, func(t *tx) (_ Event, err error) {
		e.School = tr.School
		if done.To, err = t.heir(tr); err != nil {
			return e, err
		}
		if done.From, err = t.dispossess(tr.School, done.To.ID, e); err != nil {
			return e, err
		}
		tr.Link.Person, tr.Token.Person = done.To.ID, done.To.ID
		if done.Link, err = t.insertPass(tr.Link); err != nil {
			return e, err
		}
		done.Token, err = t.insertPass(tr.Token)
		e.Action, e.Subject = ActionSchoolTransfer, done.To.Name
		return e, err
	})
	if err != nil {
		return Transferred{}, fmt.Errorf("transfer school %s to %s: %w", tr.School, tr.To.Name, err)
	}
	return done, nil
}

// heir finds or makes the coordinator who takes a school over.
func (t *tx) heir(tr Transfer) (inventory.Person, error) {
	p, err := t.personRow(` WHERE p.name = ?`, tr.To.Name)
	if err == nil && p.Role != inventory.RoleCoordinator {
		return p, ErrWrongRole
	}
	if errors.Is(err, fs.ErrNotExist) {
		tr.To.Role, tr.To.Schools = inventory.RoleCoordinator, nil
		p, err = t.insertPerson(tr.To)
	}
	if err != nil {
		return p, err
	}
	if _, err := t.exec(`UPDATE people SET disabled = NULL WHERE id = ?`, p.ID); err != nil {
		return p, err
	}
	_, err = t.exec(`INSERT INTO person_schools (person_id, school, since, handover) VALUES (?, ?, ?, 1)
		ON CONFLICT (person_id, school) DO UPDATE SET since = excluded.since, handover = 1`, p.ID, string(tr.School), unix(t.at))
	if err != nil {
		return p, err
	}
	return t.personRow(` WHERE p.id = ?`, p.ID)
}

// dispossess takes a school away from every coordinator but one.
func (t *tx) dispossess(code inventory.SchoolCode, heir int64, e Event) ([]inventory.Person, error) {
	var ids []int64
	err := t.rows(`SELECT s.person_id FROM person_schools s JOIN people p ON p.id = s.person_id
		WHERE s.school = ? AND s.person_id <> ? AND p.role = ? ORDER BY s.person_id`,
		[]any{string(code), heir, string(inventory.RoleCoordinator)}, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		})
	if err != nil {
		return nil, err
	}
	var lost []inventory.Person
	for _, id := range ids {
		p, err := t.personRow(` WHERE p.id = ?`, id)
		if err == nil {
			err = t.take(p, code)
		}
		if err == nil {
			e.Action, e.Subject = ActionSchoolRevoke, p.Name
			err = t.event(e)
		}
		if err != nil {
			return nil, err
		}
		lost = append(lost, p)
	}
	return lost, nil
}

// take takes a school away from a person.
func (t *tx) take(p inventory.Person, code inventory.SchoolCode) error {
	if _, err := t.exec(`DELETE FROM person_schools WHERE person_id = ? AND school = ?`, p.ID, string(code)); err != nil {
		return err
	}
	if len(p.Schools) == 1 {
		return t.disable(p.ID)
	}
	return t.endPasses(p.ID)
}
