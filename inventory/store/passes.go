package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// secretBytes is the length of a secret: 256 bits, which nobody guesses, so that
// a plain hash of it may be stored.
const secretBytes = 32

// tokenPrefix begins every token, by which programs that look for secrets in
// repositories and logs know it.
const tokenPrefix = "rollcall_"

// sessionsKept is how many sessions one person may have; the one used longest ago
// gives way.
const sessionsKept = 20

// newSecret returns a secret of a kind of pass.
func newSecret(kind inventory.PassKind) string {
	var b [secretBytes]byte
	_, _ = rand.Read(b[:]) // never an error (crypto/rand)
	secret := base64.RawURLEncoding.EncodeToString(b[:])
	if kind == inventory.PassToken {
		return tokenPrefix + secret
	}
	return secret
}

func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// insertPass writes a pass made now and returns its secret, which is nowhere else.
func (t *tx) insertPass(p inventory.Pass) (string, error) {
	secret := newSecret(p.Kind)
	var person any
	if p.Person != 0 {
		person = p.Person
	}
	_, err := t.exec(`INSERT INTO passes (hash, kind, person_id, made, expires, used, note, leads) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		hashOf(secret), string(p.Kind), person, unix(t.at), unixOrNull(p.Expires), unixOrNull(p.Used), p.Note, p.Leads)
	return secret, err
}

// endPasses revokes everything that lets a person in.
func (t *tx) endPasses(person int64) error {
	_, err := t.exec(`DELETE FROM passes WHERE person_id = ?`, person)
	return err
}

// MakePass makes a pass for a person and returns its secret, which is stored
// nowhere. The event says why.
func (db *DB) MakePass(ctx context.Context, p inventory.Pass, e Event) (string, error) {
	var secret string
	err := db.changePeople(ctx, e, func(t *tx) (_ Event, err error) {
		if secret, err = t.insertPass(p); err != nil || p.Kind != inventory.PassSession {
			return e, err
		}
		return e, t.fewerSessions(p.Person)
	})
	if err != nil {
		return "", fmt.Errorf("make a %s: %w", p.Kind, err)
	}
	return secret, nil
}

// MakeFirstLink makes the link by which the first person of the centre is made.
// Those that were made before are void. It is [ErrNotFirst] where there are people.
func (db *DB) MakeFirstLink(ctx context.Context, at, expires time.Time) (string, error) {
	var secret string
	err := db.transact(ctx, at, func(t *tx) (err error) {
		if err := t.nobodyYet(); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM passes WHERE kind = ?`, string(inventory.PassFirst)); err != nil {
			return err
		}
		secret, err = t.insertPass(inventory.Pass{Kind: inventory.PassFirst, Expires: expires})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make the first link: %w", err)
	}
	return secret, nil
}

func (t *tx) nobodyYet() error {
	var n int
	if err := t.row(`SELECT count(*) FROM people`, nil, &n); err != nil {
		return err
	}
	if n > 0 {
		return ErrNotFirst
	}
	return nil
}

// fewerSessions removes a person's sessions beyond what one may have.
func (t *tx) fewerSessions(person int64) error {
	_, err := t.exec(`DELETE FROM passes WHERE person_id = ? AND kind = ? AND id NOT IN (
		SELECT id FROM passes WHERE person_id = ? AND kind = ? ORDER BY coalesce(used, made) DESC, id DESC LIMIT ?)`,
		person, string(inventory.PassSession), person, string(inventory.PassSession), sessionsKept)
	return err
}

const passColumns = `SELECT id, kind, coalesce(person_id, 0), made, expires, used, note, leads FROM passes`

func scanPass(scan func(...any) error) (inventory.Pass, error) {
	var p inventory.Pass
	var made int64
	var expires, used sql.NullInt64
	if err := scan(&p.ID, &p.Kind, &p.Person, &made, &expires, &used, &p.Note, &p.Leads); err != nil {
		return p, orMissing(err)
	}
	p.Made, p.Expires, p.Used = time.Unix(made, 0).UTC(), moment(expires), moment(used)
	return p, nil
}

func orMissing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fs.ErrNotExist
	}
	return err
}

// Pass returns the pass of a kind with a secret, and whose it is. It says nothing
// of whether that one may do anything now.
func (db *DB) Pass(ctx context.Context, kind inventory.PassKind, secret string) (inventory.Pass, inventory.Person, error) {
	row := db.read.QueryRowContext(ctx, passColumns+` WHERE hash = ? AND kind = ?`, hashOf(secret), string(kind))
	p, err := scanPass(row.Scan)
	if err != nil || p.Person == 0 {
		return p, inventory.Person{}, db.explain(err)
	}
	who, err := one(db.people(ctx, ` WHERE p.id = ?`, p.Person))
	return p, who, err
}

// Passes returns everything that lets a person in, the newest first, links that
// were used up among it.
func (db *DB) Passes(ctx context.Context, person int64) ([]inventory.Pass, error) {
	rows, err := db.read.QueryContext(ctx, passColumns+` WHERE person_id = ? ORDER BY id DESC`, person)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read passes: %w", err))
	}
	var passes []inventory.Pass
	err = each(rows, func(rows *sql.Rows) error {
		p, err := scanPass(rows.Scan)
		passes = append(passes, p)
		return err
	})
	return passes, db.explain(err)
}

// TouchPass notes about when a session or token was last used.
func (db *DB) TouchPass(ctx context.Context, id int64, at time.Time) error {
	return db.transact(ctx, at, func(t *tx) error {
		_, err := t.exec(`UPDATE passes SET used = ? WHERE id = ?`, unix(at), id)
		return err
	})
}

// EndPass revokes one pass of a person.
func (db *DB) EndPass(ctx context.Context, person, id int64, e Event) error {
	return db.changePeople(ctx, e, func(t *tx) (Event, error) {
		n, err := t.exec(`DELETE FROM passes WHERE id = ? AND person_id = ?`, id, person)
		if err == nil && n == 0 {
			err = fs.ErrNotExist
		}
		return e, err
	})
}
