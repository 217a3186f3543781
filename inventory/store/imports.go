package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
)

// An Import says how rows get into a list. All of them do, or none.
type Import struct {
	At      time.Time
	Actor   string
	Replace bool // take off the list what the rows do not name; else they are merged
	Seed    bool // only into lists that nothing was ever imported into
	DryRun  bool // count, change nothing
}

// Imported counts what an import did.
type Imported struct {
	Added     int `json:"added"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped,omitempty"` // rows of schools whose list was not empty (Seed)
}

// ErrNoSchool refuses a row that does not say whose it is.
var ErrNoSchool = errors.New("the row names no school")

// errDryRun ends the transaction of a dry run.
var errDryRun = errors.New("dry run")

// A listRow is one row of any list on its way into the database.
type listRow struct {
	id     int64 // 0: not stored yet
	school inventory.SchoolCode
	key    any    // what it is about: a MAC as integer, or a portRef
	body   string // everything but the line, as JSON: rows with equal bodies are the same row
	line   int
}

// A listTable is how the rows of one list are stored.
type listTable struct {
	list   List
	load   func(*tx, inventory.SchoolCode) ([]listRow, error)
	insert func(t *tx, r listRow, importID int64) error
	table  string
}

// ImportWhitelist brings rows into the whitelists of the schools that they name.
// A merge puts a MAC's rows in place of those it had, and leaves other MACs alone.
func (db *DB) ImportWhitelist(ctx context.Context, by Import, rows []inventory.ListEntry) (Imported, error) {
	return db.importEntries(ctx, entryTable(ListWhitelist), by, rows)
}

// ImportMaster does for the MAC lists what ImportWhitelist does for whitelists.
func (db *DB) ImportMaster(ctx context.Context, by Import, rows []inventory.ListEntry) (Imported, error) {
	return db.importEntries(ctx, entryTable(ListMaster), by, rows)
}

// ImportPortRecords brings rows into the written port records of the schools
// that they name; a merge goes by switch and port.
func (db *DB) ImportPortRecords(ctx context.Context, by Import, rows []inventory.PortRecord) (Imported, error) {
	schools, err := bySchool(ListPorts, rows, portRow)
	if err != nil {
		return Imported{}, err
	}
	return db.importAll(ctx, portTable(), by, schools)
}

func (db *DB) importEntries(ctx context.Context, table listTable, by Import, rows []inventory.ListEntry) (Imported, error) {
	schools, err := bySchool(table.list, rows, entryRow)
	if err != nil {
		return Imported{}, err
	}
	return db.importAll(ctx, table, by, schools)
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

// importAll runs one import in one transaction, school by school.
func (db *DB) importAll(ctx context.Context, table listTable, by Import, schools [][]listRow) (Imported, error) {
	var sum Imported
	err := db.transact(ctx, by.At, func(t *tx) error {
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

func (i *Imported) add(more Imported) {
	i.Added += more.Added
	i.Removed += more.Removed
	i.Unchanged += more.Unchanged
	i.Skipped += more.Skipped
}

func (t *tx) importSchool(table listTable, by Import, rows []listRow) (Imported, error) {
	school := rows[0].school
	if by.Seed {
		var n int
		err := t.row(`SELECT COUNT(*) FROM imports WHERE school = ? AND list = ?`, []any{string(school), string(table.list)}, &n)
		if err != nil || n > 0 {
			return Imported{Skipped: len(rows)}, err
		}
	}
	id, err := t.insert(`INSERT INTO imports (at, school, list, actor, replace, rows) VALUES (?, ?, ?, ?, ?, ?)`,
		unix(by.At), string(school), string(table.list), by.Actor, by.Replace, len(rows))
	if err != nil {
		return Imported{}, err
	}
	have, err := table.load(t, school)
	if err != nil {
		return Imported{}, err
	}
	done, err := t.mergeList(table, id, mergePlan(have, rows, by.Replace))
	if err != nil {
		return Imported{}, err
	}
	return done, t.event(Event{Actor: by.Actor, School: school, Action: ActionImport, Subject: string(table.list),
		Detail: fmt.Sprintf("rows %d added %d removed %d", len(rows), done.Added, done.Removed)})
}

// A listChange is what an import does to a list.
type listChange struct {
	add, remove []listRow
	keep        []listRow // stored rows that the file names again, with its line
}

// mergePlan compares what a list has with what a file brings, key by key. Equal
// rows meet in pairs, so that a row that stands twice in the file is stored twice.
func mergePlan(have, rows []listRow, replace bool) listChange {
	var c listChange
	named := map[any]bool{}
	stored := map[string][]listRow{}
	for _, r := range have {
		stored[r.body] = append(stored[r.body], r)
	}
	kept := map[int64]bool{}
	for _, r := range rows {
		named[r.key] = true
		if twins := stored[r.body]; len(twins) > 0 {
			stored[r.body] = twins[1:]
			kept[twins[0].id] = true
			r.id = twins[0].id
			c.keep = append(c.keep, r)
			continue
		}
		c.add = append(c.add, r)
	}
	for _, r := range have {
		if !kept[r.id] && (replace || named[r.key]) {
			c.remove = append(c.remove, r)
		}
	}
	return c
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
		if err := table.insert(t, r, importID); err != nil {
			return Imported{}, fmt.Errorf("row %d: %w", r.line, err)
		}
	}
	return Imported{Added: len(c.add), Removed: len(c.remove), Unchanged: len(c.keep)}, nil
}

// canonical is the JSON of a row without its line.
func canonical(row any) (string, error) {
	body, err := json.Marshal(row)
	return string(body), err
}
