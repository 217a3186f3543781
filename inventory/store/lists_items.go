package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// ImportRooms brings rows into the lists of rooms of the schools that they name.
func (db *DB) ImportRooms(ctx context.Context, by Import, rows []inventory.Room) (Imported, error) {
	return importRows(ctx, db, itemTable(ListRooms), by, rows, func(r inventory.Room) (listRow, error) {
		line := r.Row
		r.Row = 0
		return itemRow(r.School, r.Key(), line, r)
	})
}

// ImportIoT brings rows into 物聯網管理清冊. What was filled in by hand, and is left
// open in the row that takes its place, is kept.
func (db *DB) ImportIoT(ctx context.Context, by Import, rows []inventory.IoTItem) (Imported, error) {
	table := itemTable(ListIoT)
	table.blend, table.names = keepByHand, thingNames
	return importRows(ctx, db, table, by, rows, func(i inventory.IoTItem) (listRow, error) {
		line := i.Row
		i.Row = 0
		return itemRow(i.School, i.Key(), line, i)
	})
}

// ImportMDM brings rows into the lists of managed devices.
func (db *DB) ImportMDM(ctx context.Context, by Import, rows []inventory.MDMDevice) (Imported, error) {
	return importRows(ctx, db, itemTable(ListMDM), by, rows, func(d inventory.MDMDevice) (listRow, error) {
		line := d.Row
		d.Row = 0
		return itemRow(d.School, d.Key(), line, d)
	})
}

// ImportLost brings rows into the lists of lost devices.
func (db *DB) ImportLost(ctx context.Context, by Import, rows []inventory.LostDevice) (Imported, error) {
	return importRows(ctx, db, itemTable(ListLost), by, rows, func(d inventory.LostDevice) (listRow, error) {
		line := d.Row
		d.Row = 0
		return itemRow(d.School, d.Key(), line, d)
	})
}

func itemRow(school inventory.SchoolCode, key string, line int, row any) (listRow, error) {
	r := listRow{school: school, key: key, line: line}
	if school == "" {
		return r, ErrNoSchool
	}
	var err error
	r.body, err = canonical(row)
	return r, err
}

// thingNames are the key of a thing and its asset number, by which it goes where its
// MAC was not known before, or is not now.
func thingNames(body string) ([2]string, error) {
	var i inventory.IoTItem
	err := json.Unmarshal([]byte(body), &i)
	return [2]string{i.Key(), i.AssetKey()}, err
}

// keepByHand is [inventory.IoTItem.Keep] on rows as they are stored.
func keepByHand(row, old string) (string, error) {
	var now, before inventory.IoTItem
	if err := json.Unmarshal([]byte(row), &now); err != nil {
		return "", err
	}
	if err := json.Unmarshal([]byte(old), &before); err != nil {
		return "", err
	}
	return canonical(now.Keep(before))
}

// Rooms returns a school's list of rooms as it stood at a moment, in the order of
// its file.
func (db *DB) Rooms(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, at time.Time) ([]inventory.Room, error) {
	return items(ctx, db, itemQuery{scope, school, ListRooms, at}, func(r *inventory.Room, line int) { r.Row = line })
}

// IoT returns a school's 物聯網管理清冊 as it stood at a moment.
func (db *DB) IoT(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, at time.Time) ([]inventory.IoTItem, error) {
	return items(ctx, db, itemQuery{scope, school, ListIoT, at}, numberThing)
}

func numberThing(i *inventory.IoTItem, line int) { i.Row = line }

// MDM returns a school's managed devices as they were listed at a moment.
func (db *DB) MDM(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, at time.Time) ([]inventory.MDMDevice, error) {
	return items(ctx, db, itemQuery{scope, school, ListMDM, at}, func(d *inventory.MDMDevice, line int) { d.Row = line })
}

// Lost returns a school's lost devices as they were listed at a moment.
func (db *DB) Lost(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, at time.Time) ([]inventory.LostDevice, error) {
	return items(ctx, db, itemQuery{scope, school, ListLost, at}, func(d *inventory.LostDevice, line int) { d.Row = line })
}

// An itemQuery asks for the rows of one list of one school.
type itemQuery struct {
	scope  inventory.Scope
	school inventory.SchoolCode
	list   List
	at     time.Time
}

func items[T any](ctx context.Context, db *DB, q itemQuery, number func(*T, int)) ([]T, error) {
	if !q.scope.Sees(q.school) {
		return nil, fmt.Errorf("%s of %s: %w", q.list, q.school, fs.ErrNotExist)
	}
	var w where
	w.add("list = ?", string(q.list))
	w.add("school = ?", string(q.school))
	w.holds("added", "removed", q.at)
	var found []T
	err := db.view(ctx, func(tx *sql.Tx) (err error) {
		found, err = itemsAt(ctx, tx, &w, number)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s of %s: %w", q.list, q.school, err)
	}
	return found, nil
}

func itemsAt[T any](ctx context.Context, tx *sql.Tx, w *where, number func(*T, int)) ([]T, error) {
	rows, err := tx.QueryContext(ctx, `SELECT body, line FROM list_rows`+w.String()+inFileOrder, w.args...)
	if err != nil {
		return nil, err
	}
	var found []T
	err = each(rows, func(rows *sql.Rows) error {
		var body []byte
		var row T
		var line int
		if err := rows.Scan(&body, &line); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &row); err != nil {
			return err
		}
		number(&row, line)
		found = append(found, row)
		return nil
	})
	return found, err
}
