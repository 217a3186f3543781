package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall/inventory"
)

// Columns returns how a school's files of a list name their columns, head to key,
// as somebody last confirmed it; nil where nobody has. The school without a code
// is the centre with files of many.
func (db *DB) Columns(ctx context.Context, school inventory.SchoolCode, list List) (map[string]string, error) {
	var text string
	err := db.read.QueryRowContext(ctx, `SELECT columns FROM list_columns WHERE school = ? AND list = ?`, string(school), string(list)).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	var columns map[string]string
	if err == nil {
		err = json.Unmarshal([]byte(text), &columns)
	}
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the columns of %s of %s: %w", list, school, err))
	}
	return columns, nil
}

// A ColumnsNote says who confirmed what a school's files call their columns.
type ColumnsNote struct {
	At      time.Time
	Actor   string
	School  inventory.SchoolCode
	List    List
	Columns map[string]string // head to key
}

// NoteColumns remembers the columns of a list for the school's next file.
func (db *DB) NoteColumns(ctx context.Context, n ColumnsNote) error {
	text, err := json.Marshal(n.Columns)
	if err != nil {
		return err
	}
	err = db.transact(ctx, n.At, func(t *tx) error {
		_, err := t.exec(`INSERT INTO list_columns (school, list, columns, actor, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (school, list) DO UPDATE SET columns = excluded.columns, actor = excluded.actor, at = excluded.at`,
			string(n.School), string(n.List), string(text), n.Actor, unix(n.At))
		return err
	})
	if err != nil {
		return fmt.Errorf("remember the columns of %s of %s: %w", n.List, n.School, err)
	}
	return nil
}
