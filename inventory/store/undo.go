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

// An ImportRecord is one line of the history of a list.
type ImportRecord struct {
	ID      int64                `json:"id"`
	At      time.Time            `json:"at"`
	School  inventory.SchoolCode `json:"school"`
	List    List                 `json:"list"`
	Kind    ImportKind           `json:"kind"`
	Actor   string               `json:"actor"`
	File    string               `json:"file,omitempty"`
	Replace bool                 `json:"replace,omitempty"`
	Rows    int                  `json:"rows"`
	Added   int                  `json:"added"`
	Removed int                  `json:"removed"`
	Undoes  int64                `json:"undoes,omitempty"` // the import that it took back
	Undone  time.Time            `json:"undone,omitzero"`  // when it was taken back itself

	// Undoable says whether it can be taken back: it changed something, and nothing
	// later changed the same rows.
	Undoable bool `json:"undoable"`
}

// ErrNothingToUndo refuses to take back an import that changed nothing.
var ErrNothingToUndo = errors.New("the import changed nothing")

// A ChangedSinceError refuses to take an import back because of a later one that
// changed the same rows.
type ChangedSinceError struct{ By ImportRecord }

// Error names the later import.
func (e *ChangedSinceError) Error() string {
	return fmt.Sprintf("rows of the import were changed since, by %s of %s at %s", e.By.Kind, e.By.Actor, e.By.At.Format(time.RFC3339))
}

// mostImports is how much of the history of a list is told.
const mostImports = 30

// Imports returns the history of a list, newest first.
func (db *DB) Imports(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, list List) ([]ImportRecord, error) {
	if !scope.Sees(school) {
		return nil, fmt.Errorf("imports of %s: %w", school, fs.ErrNotExist)
	}
	var records []ImportRecord
	err := db.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, importColumns+` WHERE school = ? AND list = ? ORDER BY id DESC LIMIT ?`, string(school), string(list), mostImports)
		if err != nil {
			return err
		}
		if err := each(rows, func(rows *sql.Rows) error {
			r, err := scanImport(rows)
			records = append(records, r)
			return err
		}); err != nil {
			return err
		}
		table := tableOf(list)
		rows, err = tx.QueryContext(ctx, table.pastQuery(), string(school), string(list))
		if err != nil {
			return err
		}
		past, err := scanPast(rows)
		for i, r := range records {
			records[i].Undoable = len(past.touched(r.ID)) > 0 && len(past.conflicts(r.ID)) == 0
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the imports of %s: %w", school, err)
	}
	return records, nil
}

const importColumns = `SELECT id, at, school, list, kind, actor, file, replace, rows, added, removed, COALESCE(undoes, 0), undone FROM imports`

// A scanner is a row or the rows of a query.
type scanner interface{ Scan(...any) error }

func scanImport(row scanner) (ImportRecord, error) {
	var r ImportRecord
	var at int64
	var undone sql.NullInt64
	err := row.Scan(&r.ID, &at, &r.School, &r.List, &r.Kind, &r.Actor, &r.File, &r.Replace, &r.Rows, &r.Added, &r.Removed, &r.Undoes, &undone)
	r.At = time.Unix(at, 0).UTC()
	if undone.Valid {
		r.Undone = time.Unix(undone.Int64, 0).UTC()
	}
	return r, err
}

// An Undo says which import is to be taken back, and by whom.
type Undo struct {
	At     time.Time
	Actor  string
	School inventory.SchoolCode
	List   List
	Import int64
}

// Undo takes an import back: what it added is taken off the list, and what it took
// off is put back. That is an import of its own, which can be taken back too. It is
// refused with a ChangedSinceError where a later import changed the same rows.
func (db *DB) Undo(ctx context.Context, scope inventory.Scope, u Undo) (Imported, error) {
	if !scope.Sees(u.School) {
		return Imported{}, fmt.Errorf("import %d: %w", u.Import, fs.ErrNotExist)
	}
	var done Imported
	err := db.transact(ctx, u.At, func(t *tx) (err error) {
		done, err = t.undo(u)
		return err
	})
	if err != nil {
		return Imported{}, fmt.Errorf("take back import %d of %s: %w", u.Import, u.School, err)
	}
	return done, nil
}

func (t *tx) undo(u Undo) (Imported, error) {
	of, err := t.importOf(u.School, u.List, u.Import)
	if err != nil {
		return Imported{}, err
	}
	table := tableOf(u.List)
	past, err := t.past(table, u.School)
	if err != nil {
		return Imported{}, err
	}
	keys := past.touched(of.ID)
	if len(keys) == 0 {
		return Imported{}, ErrNothingToUndo
	}
	if conflicts := past.conflicts(of.ID); len(conflicts) > 0 {
		by, err := t.importOf(u.School, u.List, past.lastChange(conflicts))
		if err != nil {
			return Imported{}, err
		}
		return Imported{}, &ChangedSinceError{by}
	}
	before := past.stood(keys, of.ID-1)
	for i := range before {
		before[i].school = u.School
	}
	if err := t.void(of.ID, unix(u.At)); err != nil {
		return Imported{}, err
	}
	return t.takeIn(table, importRow{Import: Import{At: u.At, Actor: u.Actor, File: of.File}, kind: ImportUndo,
		school: u.School, rows: len(before), undoes: of.ID}, mergePlan(past.stood(keys, latest), before, true))
}

// importOf reads one import of a list; fs.ErrNotExist where the list has no such.
func (t *tx) importOf(school inventory.SchoolCode, list List, id int64) (ImportRecord, error) {
	stmt, err := t.stmt(importColumns + ` WHERE id = ? AND school = ? AND list = ?`)
	if err != nil {
		return ImportRecord{}, err
	}
	r, err := scanImport(stmt.QueryRowContext(t.ctx, id, string(school), string(list)))
	if errors.Is(err, sql.ErrNoRows) {
		err = fs.ErrNotExist
	}
	return r, err
}

// void notes that an import was taken back at a moment, or holds again (nil). What
// it took back itself holds, or is taken back, accordingly.
func (t *tx) void(id int64, at any) error {
	var undoes sql.NullInt64
	if err := t.row(`SELECT undoes FROM imports WHERE id = ?`, []any{id}, &undoes); err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE imports SET undone = ? WHERE id = ?`, at, id); err != nil || !undoes.Valid {
		return err
	}
	if at == nil {
		return t.void(undoes.Int64, unix(t.at))
	}
	return t.void(undoes.Int64, nil)
}

// Confirm notes that somebody found a list right as it is, so that it is of today.
func (db *DB) Confirm(ctx context.Context, scope inventory.Scope, u Undo) error {
	if !scope.Sees(u.School) {
		return fmt.Errorf("lists of %s: %w", u.School, fs.ErrNotExist)
	}
	return db.transact(ctx, u.At, func(t *tx) error {
		table := tableOf(u.List)
		have, err := t.listed(table, u.School)
		if err != nil {
			return err
		}
		_, err = t.takeIn(table, importRow{Import: Import{At: u.At, Actor: u.Actor}, kind: ImportConfirm, school: u.School, rows: len(have)}, listChange{})
		return err
	})
}
