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

// A Taking is a baseline on its way into the database: what is put on the lists,
// and which devices are no news from now on.
type Taking struct {
	At      time.Time
	Actor   string
	School  inventory.SchoolCode
	Devices []inventory.ListEntry // for the MAC master list
	Ports   []inventory.PortRecord
	MACs    []inventory.MAC // of the baseline, listed or not

	// Master and Ports at the versions that the person decided on; another by now
	// refuses all of it with ErrListChanged. Zero: whatever they are.
	SeenMaster, SeenPorts Version
}

// ErrNoBaseline refuses to take back what there is not.
var ErrNoBaseline = errors.New("the school has no baseline")

// TakeBaseline writes a baseline down: the rows into the lists, as imports that
// can be taken back, and what was there. All of it happens, or nothing.
func (db *DB) TakeBaseline(ctx context.Context, scope inventory.Scope, b Taking) (inventory.Baseline, error) {
	taken := inventory.Baseline{School: b.School, At: b.At.Truncate(time.Second), Actor: b.Actor, Devices: len(b.MACs)}
	if !scope.Sees(b.School) {
		return taken, fmt.Errorf("baseline of %s: %w", b.School, fs.ErrNotExist)
	}
	err := db.transact(ctx, b.At, func(t *tx) (err error) {
		by := Import{At: b.At, Actor: b.Actor, File: baselineFile, Seen: b.SeenMaster}
		if taken.Master, err = takeRows(t, entryTable(ListMaster), by, b.Devices, entryRow); err != nil {
			return err
		}
		by.Seen = b.SeenPorts
		if taken.Ports, err = takeRows(t, portTable(), by, b.Ports, portRow); err != nil {
			return err
		}
		if taken.ID, err = t.insert(`INSERT INTO baselines (school, at, actor, master, ports) VALUES (?, ?, ?, ?, ?)`,
			string(b.School), unix(b.At), b.Actor, numberOrNull(taken.Master), numberOrNull(taken.Ports)); err != nil {
			return err
		}
		return t.noteBaseline(taken, b)
	})
	if err != nil {
		return taken, fmt.Errorf("take the baseline of %s: %w", b.School, err)
	}
	return taken, nil
}

// baselineFile stands where an import has the name of its file.
const baselineFile = "baseline"

func (t *tx) noteBaseline(taken inventory.Baseline, b Taking) error {
	for _, mac := range b.MACs {
		if _, err := t.exec(`INSERT OR IGNORE INTO baseline_macs (baseline_id, mac) VALUES (?, ?)`, taken.ID, macInt(mac)); err != nil {
			return err
		}
	}
	return t.event(Event{Actor: b.Actor, School: b.School, Action: ActionBaseline, Subject: string(b.School),
		Detail: fmt.Sprintf("devices %d listed %d ports %d", len(b.MACs), len(b.Devices), len(b.Ports))})
}

// takeRows merges rows of one school into a list and returns the number of the
// import; 0 where there are none.
func takeRows[T any](t *tx, table listTable, by Import, rows []T, convert func(T) (listRow, error)) (int64, error) {
	groups, err := bySchool(table.list, rows, convert)
	if err != nil || len(groups) == 0 {
		return 0, err
	}
	if _, err := t.importSchool(table, by, groups[0]); err != nil {
		return 0, fmt.Errorf("list %s: %w", table.list, err)
	}
	var id int64
	err = t.row(`SELECT MAX(id) FROM imports WHERE school = ? AND list = ?`, []any{string(groups[0][0].school), string(table.list)}, &id)
	return id, err
}

const baselineColumns = `SELECT id, school, at, actor, COALESCE(master, 0), COALESCE(ports, 0), undone, undoer,
	(SELECT COUNT(*) FROM baseline_macs WHERE baseline_id = baselines.id) FROM baselines`

// Baselines returns every baseline of a school, the newest first.
func (db *DB) Baselines(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode) ([]inventory.Baseline, error) {
	var w where
	w.add("school = ?", string(school))
	w.scope("school", scope)
	rows, err := db.read.QueryContext(ctx, baselineColumns+w.String()+` ORDER BY id DESC`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the baselines of %s: %w", school, err))
	}
	var all []inventory.Baseline
	err = each(rows, func(rows *sql.Rows) error {
		b, err := scanBaseline(rows)
		all = append(all, b)
		return err
	})
	return all, db.explain(err)
}

func scanBaseline(row scanner) (inventory.Baseline, error) {
	var b inventory.Baseline
	var at, undone sql.NullInt64
	err := row.Scan(&b.ID, &b.School, &at, &b.Actor, &b.Master, &b.Ports, &undone, &b.Undoer, &b.Devices)
	b.At, b.Undone = moment(at), moment(undone)
	return b, err
}

// UndoBaseline takes the newest baseline of a school back that holds: its rows off
// the lists too. Rows that somebody has changed since refuse it, as they refuse
// [DB.Undo].
func (db *DB) UndoBaseline(ctx context.Context, scope inventory.Scope, u Undo) (inventory.Baseline, error) {
	var b inventory.Baseline
	if !scope.Sees(u.School) {
		return b, fmt.Errorf("baseline of %s: %w", u.School, fs.ErrNotExist)
	}
	err := db.transact(ctx, u.At, func(t *tx) (err error) {
		stmt, err := t.stmt(baselineColumns + ` WHERE school = ? AND undone IS NULL ORDER BY id DESC LIMIT 1`)
		if err != nil {
			return err
		}
		if b, err = scanBaseline(stmt.QueryRowContext(t.ctx, string(u.School))); errors.Is(err, sql.ErrNoRows) {
			return ErrNoBaseline
		}
		if err == nil {
			err = t.undoBaseline(b, u)
		}
		return err
	})
	if err != nil {
		return b, fmt.Errorf("take back the baseline of %s: %w", u.School, err)
	}
	b.Undone, b.Undoer = u.At.Truncate(time.Second), u.Actor
	return b, nil
}

func (t *tx) undoBaseline(b inventory.Baseline, u Undo) error {
	for list, id := range map[List]int64{ListMaster: b.Master, ListPorts: b.Ports} {
		if id == 0 {
			continue
		}
		u.List, u.Import = list, id
		if err := t.undoUnlessUndone(u); err != nil {
			return err
		}
	}
	if _, err := t.exec(`UPDATE baselines SET undone = ?, undoer = ? WHERE id = ?`, unix(u.At), u.Actor, b.ID); err != nil {
		return err
	}
	return t.event(Event{Actor: u.Actor, School: b.School, Action: ActionBaselineUndo, Subject: string(b.School)})
}

// undoUnlessUndone takes an import back that nobody has taken back yet.
func (t *tx) undoUnlessUndone(u Undo) error {
	of, err := t.importOf(u.School, u.List, u.Import)
	if err != nil || !of.Undone.IsZero() {
		return err
	}
	if _, err = t.undo(u); errors.Is(err, ErrNothingToUndo) {
		return nil
	}
	return err
}

// addBaseline adds to the lists of a school the baseline that held at a moment.
func addBaseline(ctx context.Context, tx *sql.Tx, l *inventory.Lists, school inventory.SchoolCode, at time.Time) error {
	var id, taken int64
	err := tx.QueryRowContext(ctx, `SELECT id, at FROM baselines WHERE school = ? AND at <= ? AND (undone IS NULL OR undone > ?)
		ORDER BY id DESC LIMIT 1`, string(school), unix(at), unix(at)).Scan(&id, &taken)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the baseline of %s: %w", school, err)
	}
	l.BaselineAt = time.Unix(taken, 0).UTC()
	rows, err := tx.QueryContext(ctx, `SELECT mac FROM baseline_macs WHERE baseline_id = ? ORDER BY mac`, id)
	if err != nil {
		return fmt.Errorf("read the baseline of %s: %w", school, err)
	}
	return each(rows, func(rows *sql.Rows) error {
		var mac int64
		err := rows.Scan(&mac)
		l.Baseline = append(l.Baseline, macOf(mac))
		return err
	})
}
