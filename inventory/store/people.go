package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"rollcall/inventory"
)

// The actions of events about people and what they show to be let in.
const (
	ActionUserAdd        = "user add"
	ActionUserChange     = "user change" // role, schools, mail, end
	ActionUserDisable    = "user disable"
	ActionUserEnable     = "user enable"
	ActionUserPassword   = "user password"
	ActionUserOpenID     = "user openid"     // an OpenID Connect account was bound
	ActionUserRotate     = "user rotate"     // everything that lets somebody in was revoked, and issued anew
	ActionUserToken      = "user token"      // a token was issued
	ActionUserLink       = "user link"       // a one-time link was issued
	ActionPassEnd        = "pass end"        // a token or a session was ended
	ActionSignIn         = "sign in"         // a session began
	ActionSignOut        = "sign out"        // ... and was ended by its holder
	ActionSchoolTransfer = "school transfer" // a school got another coordinator
	ActionSchoolRevoke   = "school revoke"   // ... and this one lost it
	ActionHandover       = "handover"        // ... who has confirmed to have taken it over
	ActionContacts       = "contacts"        // who is told about a school was changed
)

// Reasons why a person cannot be changed.
var (
	// ErrLastCentre: nobody would be left who may look after people.
	ErrLastCentre = errors.New("nobody of the centre would be left")
	// ErrNotFirst: there are people already, so a link that makes the first one is void.
	ErrNotFirst = errors.New("there are people already")
	// ErrWrongRole: schools are handed over to coordinators only.
	ErrWrongRole = errors.New("not a coordinator")
)

// PeopleVersion changes whenever something about people or passes was changed by
// this process, the only one that may.
func (db *DB) PeopleVersion() int64 { return db.peopleVersion.Load() }

// changePeople runs f in a transaction at the moment of an event, which is
// written with it.
func (db *DB) changePeople(ctx context.Context, e Event, f func(*tx) (Event, error)) error {
	defer db.peopleVersion.Add(1)
	return db.transact(ctx, e.At, func(t *tx) error {
		done, err := f(t)
		if err != nil {
			return err
		}
		return t.event(done)
	})
}

// AddPerson makes a person and returns it with its id. A name that is taken is
// [fs.ErrExist].
func (db *DB) AddPerson(ctx context.Context, p inventory.Person, e Event) (inventory.Person, error) {
	err := db.changePeople(ctx, e, func(t *tx) (Event, error) {
		var err error
		p, err = t.insertPerson(p)
		e.Action, e.Subject, e.Detail = ActionUserAdd, p.Name, rightsText(p)
		return e, err
	})
	if err != nil {
		return inventory.Person{}, fmt.Errorf("add person %s: %w", p.Name, err)
	}
	return p, nil
}

// insertPerson writes a new person with its schools.
func (t *tx) insertPerson(p inventory.Person) (inventory.Person, error) {
	var taken int
	if err := t.row(`SELECT count(*) FROM people WHERE name = ?`, []any{p.Name}, &taken); err != nil {
		return p, err
	}
	if taken > 0 {
		return p, fs.ErrExist
	}
	var err error
	p.Since, p.Disabled = t.at.UTC(), time.Time{}
	p.ID, err = t.insert(`INSERT INTO people (name, mail, role, since, expires) VALUES (?, ?, ?, ?, ?)`,
		p.Name, p.Mail, string(p.Role), unix(t.at), unixOrNull(p.Expires))
	if err != nil {
		return p, err
	}
	return p, t.setSchools(p)
}

// setSchools makes the schools of a person those that it names. One that stays
// keeps its day and whether it was taken over.
func (t *tx) setSchools(p inventory.Person) error {
	have, err := t.schoolsOf(p.ID)
	if err != nil {
		return err
	}
	for _, code := range have {
		if !slices.Contains(p.Schools, code) {
			if _, err := t.exec(`DELETE FROM person_schools WHERE person_id = ? AND school = ?`, p.ID, string(code)); err != nil {
				return err
			}
		}
	}
	for _, code := range p.Schools {
		_, err := t.exec(`INSERT INTO person_schools (person_id, school, since, handover) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			p.ID, string(code), unix(t.at), slices.Contains(p.Handover, code))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) schoolsOf(person int64) ([]inventory.SchoolCode, error) {
	var codes []inventory.SchoolCode
	err := t.rows(`SELECT school FROM person_schools WHERE person_id = ?`, []any{person}, func(rows *sql.Rows) error {
		var code inventory.SchoolCode
		if err := rows.Scan(&code); err != nil {
			return err
		}
		codes = append(codes, code)
		return nil
	})
	return codes, err
}

// rightsText is what an event says of somebody's rights.
func rightsText(p inventory.Person) string {
	text := string(p.Role)
	for _, code := range p.Schools {
		text += " " + string(code)
	}
	if !p.Expires.IsZero() {
		text += " until " + p.Expires.UTC().Format(time.RFC3339)
	}
	return text
}

// personColumns are read by scanPeople.
const personColumns = `SELECT p.id, p.name, p.mail, p.role, p.password <> '', p.subject, p.since, p.expires, p.disabled, s.school, s.handover
	FROM people p LEFT JOIN person_schools s ON s.person_id = p.id`

// scanPeople folds one row for each school of a person into people.
func scanPeople(rows *sql.Rows) ([]inventory.Person, error) {
	var people []inventory.Person
	err := each(rows, func(rows *sql.Rows) error {
		var p inventory.Person
		var since int64
		var expires, disabled, handover sql.NullInt64
		var school sql.NullString
		if err := rows.Scan(&p.ID, &p.Name, &p.Mail, &p.Role, &p.Password, &p.Subject, &since, &expires, &disabled, &school, &handover); err != nil {
			return err
		}
		p.Since, p.Expires, p.Disabled = time.Unix(since, 0).UTC(), moment(expires), moment(disabled)
		if n := len(people); n == 0 || people[n-1].ID != p.ID {
			people = append(people, p)
		}
		last := &people[len(people)-1]
		if school.Valid {
			last.Schools = append(last.Schools, inventory.SchoolCode(school.String))
		}
		if handover.Int64 == 1 {
			last.Handover = append(last.Handover, inventory.SchoolCode(school.String))
		}
		return nil
	})
	return people, err
}

// people reads the people of a condition, by name.
func (db *DB) people(ctx context.Context, condition string, args ...any) ([]inventory.Person, error) {
	rows, err := db.read.QueryContext(ctx, personColumns+condition+` ORDER BY p.name, p.id, s.school`, args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read people: %w", err))
	}
	people, err := scanPeople(rows)
	return people, db.explain(err)
}

// People returns everybody, by name, those who are disabled among them.
func (db *DB) People(ctx context.Context) ([]inventory.Person, error) { return db.people(ctx, "") }

// AnyPeople says whether there is anybody who could ever sign in.
func (db *DB) AnyPeople(ctx context.Context) (bool, error) {
	var n int
	err := db.read.QueryRowContext(ctx, `SELECT count(*) FROM people`).Scan(&n)
	return n > 0, db.explain(err)
}

// PersonNamed returns a person by name; ASCII letters may be of either case.
func (db *DB) PersonNamed(ctx context.Context, name string) (inventory.Person, error) {
	return one(db.people(ctx, ` WHERE p.name = ?`, name))
}

// PersonBySubject returns the person that an OpenID Connect account is bound to.
func (db *DB) PersonBySubject(ctx context.Context, subject string) (inventory.Person, error) {
	return one(db.people(ctx, ` WHERE p.subject = ? AND p.subject <> ''`, subject))
}

// PeopleByMail returns everybody with a mail address.
func (db *DB) PeopleByMail(ctx context.Context, mail string) ([]inventory.Person, error) {
	return db.people(ctx, ` WHERE p.mail = ? AND p.mail <> ''`, mail)
}

func one(people []inventory.Person, err error) (inventory.Person, error) {
	if err == nil && len(people) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		return inventory.Person{}, err
	}
	return people[0], nil
}

// PasswordOf returns a person and the hash of the password, in PHC form; it is
// empty for somebody who has none.
func (db *DB) PasswordOf(ctx context.Context, name string) (inventory.Person, string, error) {
	p, err := db.PersonNamed(ctx, name)
	if err != nil {
		return p, "", err
	}
	var hash string
	err = db.read.QueryRowContext(ctx, `SELECT password FROM people WHERE id = ?`, p.ID).Scan(&hash)
	return p, hash, db.explain(err)
}
