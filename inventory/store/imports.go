package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// A List names one of the lists that a school keeps.
type List string

// The lists.
const (
	ListWhitelist List = "whitelist"
	ListMaster    List = "master" // 校內設備MAC總表
	ListPorts     List = "ports"  // 校內交換器各port網段紀錄
	ListRooms     List = "rooms"
	ListIoT       List = "iot" // 物聯網管理清冊
	ListMDM       List = "mdm"
	ListLost      List = "lost"
)

// An ImportKind says how rows got into a list, or off it.
type ImportKind string

// The kinds of import.
const (
	ImportFile    ImportKind = "file"    // a file or pasted text
	ImportSeed    ImportKind = "seed"    // a file that the configuration names
	ImportEdit    ImportKind = "edit"    // one entry, by hand
	ImportUndo    ImportKind = "undo"    // what another import did was taken back
	ImportConfirm ImportKind = "confirm" // somebody compared the list and found it right
)

// An Import says how rows get into a list. All of them do, or none.
type Import struct {
	At      time.Time
	Actor   string
	File    string // the name of the file, or of the device that was changed by hand; empty: it had none
	Replace bool   // take off the list what the rows do not name; else they are merged
	Seed    bool   // only into lists that nothing was ever imported into
	DryRun  bool   // count, change nothing

	// Gone hears of each row, as JSON, that the list has no more and that nothing of
	// the same device, port or room has taken the place of; nil: nobody asks.
	Gone func(row json.RawMessage)

	// Seen is the version of the list that the person decided on; if it is another
	// by now, the import is refused with ErrListChanged. Zero: whatever it is.
	Seen Version
}

// A Version counts the changes of one list of one school. It is never zero.
type Version int64

// Imported counts what an import did.
type Imported struct {
	Added     int `json:"added"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped,omitempty"` // rows of schools whose list was not empty (Seed)
}

// ErrNoSchool refuses a row that does not say whose it is.
var ErrNoSchool = errors.New("the row names no school")

// ErrListChanged refuses what was decided on a list that is another by now.
var ErrListChanged = errors.New("the list has changed since it was shown")

// errDryRun ends the transaction of a dry run.
var errDryRun = errors.New("dry run")

// ImportWhitelist brings rows into the whitelists of the schools that they name.
// A merge puts a MAC's rows in place of those it had, and leaves other MACs alone.
func (db *DB) ImportWhitelist(ctx context.Context, by Import, rows []inventory.ListEntry) (Imported, error) {
	return importRows(ctx, db, entryTable(ListWhitelist), by, rows, entryRow)
}

// ImportMaster does for the MAC lists what ImportWhitelist does for whitelists.
func (db *DB) ImportMaster(ctx context.Context, by Import, rows []inventory.ListEntry) (Imported, error) {
	return importRows(ctx, db, entryTable(ListMaster), by, rows, entryRow)
}

// ImportPortRecords brings rows into the written port records of the schools
// that they name; a merge goes by switch and port.
func (db *DB) ImportPortRecords(ctx context.Context, by Import, rows []inventory.PortRecord) (Imported, error) {
	return importRows(ctx, db, portTable(), by, rows, portRow)
}

// importRows runs one import in one transaction, school by school.
func importRows[T any](ctx context.Context, db *DB, table listTable, by Import, rows []T, convert func(T) (listRow, error)) (Imported, error) {
	schools, err := bySchool(table.list, rows, convert)
	if err != nil {
		return Imported{}, err
	}
	var sum Imported
	err = db.transact(ctx, by.At, func(t *tx) error {
		for _, rows := range schools {
			done, err := t.importSchool(table, by, rows)
			if err != nil {
				return fmt.Errorf("import %s of %s: %w", table.list, rows[0].school, err)
			}
			sum.add(done)
		}
		if by.DryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return Imported{}, err
	}
	return sum, nil
}

// bySchool converts rows and puts those of one school together, in the order in
// which the schools are first named.
func bySchool[T any](list List, rows []T, convert func(T) (listRow, error)) ([][]listRow, error) {
	var groups [][]listRow
	index := map[inventory.SchoolCode]int{}
	for _, row := range rows {
		r, err := convert(row)
		if err != nil {
			return nil, fmt.Errorf("import %s: row %d: %w", list, r.line, err)
		}
		i, known := index[r.school]
		if !known {
			i, index[r.school] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups, nil
}

func (i *Imported) add(more Imported) {
	i.Added += more.Added
	i.Removed += more.Removed
	i.Unchanged += more.Unchanged
	i.Skipped += more.Skipped
}

func (t *tx) importSchool(table listTable, by Import, rows []listRow) (Imported, error) {
	school, kind := rows[0].school, ImportFile
	version, err := t.version(school, table.list)
	switch {
	case err != nil:
		return Imported{}, err
	case by.Seen != 0 && by.Seen != version:
		return Imported{}, ErrListChanged
	case by.Seed && version != unlisted:
		return Imported{Skipped: len(rows)}, nil
	case by.Seed:
		kind = ImportSeed
	}
	have, err := t.listed(table, school)
	if err != nil {
		return Imported{}, err
	}
	if rows, err = table.blended(have, rows); err != nil {
		return Imported{}, err
	}
	return t.takeIn(table, importRow{Import: by, kind: kind, school: school, rows: len(rows)}, mergePlan(have, rows, by.Replace))
}

// unlisted is the version of a list that nothing was ever imported into.
const unlisted Version = 1

// ListVersion returns the version of a school's list, for [Import.Seen].
func (db *DB) ListVersion(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, list List) (v Version, err error) {
	if !scope.Sees(school) {
		return 0, fmt.Errorf("lists of %s: %w", school, fs.ErrNotExist)
	}
	err = db.read.QueryRowContext(ctx, listVersion, string(school), string(list)).Scan(&v)
	return v, db.explain(err)
}

const listVersion = `SELECT 1 + COALESCE(MAX(id), 0) FROM imports WHERE school = ? AND list = ?`

func (t *tx) version(school inventory.SchoolCode, list List) (v Version, err error) {
	err = t.row(listVersion, []any{string(school), string(list)}, &v)
	return v, err
}

// An importRow is what is written down of one import.
type importRow struct {
	Import
	kind   ImportKind
	school inventory.SchoolCode
	rows   int   // of the file
	undoes int64 // 0: nothing
}

// importActions are the words of the record of what people did.
var importActions = map[ImportKind]string{ImportFile: ActionImport, ImportSeed: ActionImport, ImportEdit: ActionEdit, ImportUndo: ActionUndo, ImportConfirm: ActionConfirm}

// takeIn writes an import down and does to the list what it does.
func (t *tx) takeIn(table listTable, r importRow, c listChange) (Imported, error) {
	var undoes any
	if r.undoes != 0 {
		undoes = r.undoes
	}
	id, err := t.insert(`INSERT INTO imports (at, school, list, actor, replace, rows, kind, file, added, removed, undoes)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, unix(r.At), string(r.school), string(table.list), r.Actor, r.Replace, r.rows,
		string(r.kind), r.File, len(c.add), len(c.remove), undoes)
	if err != nil {
		return Imported{}, err
	}
	done, err := t.mergeList(table, id, c)
	if err != nil {
		return Imported{}, err
	}
	if table.list == ListBlocked {
		if err := t.blockedChanged(r, c); err != nil {
			return Imported{}, err
		}
	}
	if r.Gone != nil {
		c.gone(r.Gone)
	}
	return done, t.event(Event{Actor: r.Actor, School: r.school, Action: importActions[r.kind], Subject: string(table.list),
		Detail: fmt.Sprintf("rows %d added %d removed %d", r.rows, done.Added, done.Removed)})
}

func (t *tx) mergeList(table listTable, importID int64, c listChange) (Imported, error) {
	for _, r := range c.remove {
		if _, err := t.exec(`UPDATE `+table.table+` SET removed = ?, ended_by = ? WHERE id = ?`, unix(t.at), importID, r.id); err != nil {
			return Imported{}, err
		}
	}
	for _, r := range c.keep {
		if _, err := t.exec(`UPDATE `+table.table+` SET line = ? WHERE id = ? AND line <> ?`, r.line, r.id, r.line); err != nil {
			return Imported{}, err
		}
	}
	for _, r := range c.add {
		if err := t.insertRow(table, r, importID); err != nil {
			return Imported{}, fmt.Errorf("row %d: %w", r.line, err)
		}
	}
	return Imported{Added: len(c.add), Removed: len(c.remove), Unchanged: len(c.keep)}, nil
}
