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

// An Upload is a file between its preview and its confirmation. It is kept here, so
// that what is confirmed is what was shown, whoever sends it and whatever restarts.
type Upload struct {
	ID      string // random; it is no secret, only the school's people see it
	School  inventory.SchoolCode
	List    List
	Actor   string
	At      time.Time
	Expires time.Time
	File    string // its name
	Body    []byte
}

// mostUploads bounds how many files wait at once, in all and of one person. Ten
// megabytes each is the most that the pages take.
const (
	mostUploads    = 16
	mostUploadsOne = 3
)

// KeepUpload keeps a file until it expires. The oldest files make room for it.
func (db *DB) KeepUpload(ctx context.Context, u Upload) error {
	err := db.transact(ctx, u.At, func(t *tx) error {
		if _, err := t.exec(`DELETE FROM uploads WHERE expires <= ?`, unix(u.At)); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO uploads (id, school, list, actor, at, expires, file, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			u.ID, string(u.School), string(u.List), u.Actor, unix(u.At), unix(u.Expires), u.File, u.Body); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM uploads WHERE actor = ? AND rowid NOT IN
			(SELECT rowid FROM uploads WHERE actor = ? ORDER BY at DESC, rowid DESC LIMIT ?)`, u.Actor, u.Actor, mostUploadsOne); err != nil {
			return err
		}
		_, err := t.exec(`DELETE FROM uploads WHERE rowid NOT IN (SELECT rowid FROM uploads ORDER BY at DESC, rowid DESC LIMIT ?)`, mostUploads)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the upload %s: %w", u.File, err)
	}
	return nil
}

// Upload returns a file that waits; fs.ErrNotExist where it has expired, was taken
// in, or is another school's.
func (db *DB) Upload(ctx context.Context, scope inventory.Scope, id string, at time.Time) (Upload, error) {
	u := Upload{ID: id}
	var made, expires int64
	err := db.read.QueryRowContext(ctx, `SELECT school, list, actor, at, expires, file, body FROM uploads WHERE id = ? AND expires > ?`, id, unix(at)).
		Scan(&u.School, &u.List, &u.Actor, &made, &expires, &u.File, &u.Body)
	u.At, u.Expires = time.Unix(made, 0).UTC(), time.Unix(expires, 0).UTC()
	if errors.Is(err, sql.ErrNoRows) || err == nil && !scope.Sees(u.School) {
		return Upload{}, fmt.Errorf("upload %s: %w", id, fs.ErrNotExist)
	}
	if err != nil {
		return Upload{}, db.explain(fmt.Errorf("read the upload %s: %w", id, err))
	}
	return u, nil
}

// DropUpload forgets a file that was taken in or is not wanted any more.
func (db *DB) DropUpload(ctx context.Context, id string) error {
	return db.transact(ctx, time.Time{}, func(t *tx) error {
		_, err := t.exec(`DELETE FROM uploads WHERE id = ?`, id)
		return err
	})
}
