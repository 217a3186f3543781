package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// A DeviceListing is how a device stands in a school's lists.
type DeviceListing struct {
	Master, Whitelist []inventory.ListEntry // more than one: it is listed twice
	Version           string                // of these rows, for [DeviceEdit.Seen]
}

// Entry is the row that says most of the device; false where it is not listed.
func (l DeviceListing) Entry() (inventory.ListEntry, bool) {
	for _, rows := range [][]inventory.ListEntry{l.Master, l.Whitelist} {
		if len(rows) > 0 {
			return rows[0], true
		}
	}
	return inventory.ListEntry{}, false
}

// A DeviceEdit changes how one device is listed: in the master list, and in the
// whitelist if it may join KL-mobile.
type DeviceEdit struct {
	At     time.Time
	Actor  string
	School inventory.SchoolCode
	Was    inventory.MAC // as the device was listed; zero: it is new
	Seen   string        // the version of its rows that the person saw
	Entry  inventory.ListEntry
	Remove bool // take it off both lists; Entry does not matter
}

// ErrEntryChanged refuses to change a device whose rows are not any more those
// that the person saw.
var ErrEntryChanged = errors.New("the device has been changed since it was shown")

// ErrAlreadyListed refuses a new device whose MAC is listed already.
var ErrAlreadyListed = errors.New("the MAC is listed already")

// DeviceListing returns how a device is listed now. One that is not listed has a
// version too.
func (db *DB) DeviceListing(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, mac inventory.MAC) (DeviceListing, error) {
	if !scope.Sees(school) {
		return DeviceListing{}, fmt.Errorf("lists of %s: %w", school, fs.ErrNotExist)
	}
	var l DeviceListing
	err := db.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, deviceRows, string(school), macInt(mac))
		if err != nil {
			return err
		}
		return each(rows, l.scan)
	})
	if err != nil {
		return l, fmt.Errorf("read how %s is listed by %s: %w", mac, school, err)
	}
	return l, nil
}

const deviceRows = `SELECT id, list, body, line FROM list_entries
	WHERE school = ? AND mac = ? AND list IN ('master', 'whitelist') AND removed IS NULL ORDER BY list, id`

func (l *DeviceListing) scan(rows *sql.Rows) error {
	var id int64
	var list List
	var body []byte
	var e inventory.ListEntry
	if err := rows.Scan(&id, &list, &body, &e.Row); err != nil {
		return err
	}
	line := e.Row
	if err := json.Unmarshal(body, &e); err != nil {
		return err
	}
	e.Row = line
	l.Version = strings.TrimPrefix(l.Version+" "+strconv.FormatInt(id, 10), " ")
	if list == ListMaster {
		l.Master = append(l.Master, e)
	} else {
		l.Whitelist = append(l.Whitelist, e)
	}
	return nil
}

// EditDevice changes one device in the lists of a school; each list that changes
// has an import of its own, which can be undone.
func (db *DB) EditDevice(ctx context.Context, scope inventory.Scope, e DeviceEdit) error {
	if !scope.Sees(e.School) {
		return fmt.Errorf("lists of %s: %w", e.School, fs.ErrNotExist)
	}
	err := db.transact(ctx, e.At, func(t *tx) error {
		if err := t.mayEdit(e); err != nil {
			return err
		}
		for _, list := range []List{ListMaster, ListWhitelist} {
			if err := t.edit(list, e); err != nil {
				return fmt.Errorf("%s: %w", list, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list a device of %s: %w", e.School, err)
	}
	return nil
}

// mayEdit refuses what was decided on other rows than there are.
func (t *tx) mayEdit(e DeviceEdit) error {
	var was, is DeviceListing
	if err := t.rows(deviceRows, []any{string(e.School), macInt(e.Was)}, was.scan); err != nil {
		return err
	}
	if !e.Was.IsZero() && was.Version == "" || was.Version != e.Seen {
		return ErrEntryChanged
	}
	if e.Remove || e.Entry.MAC == e.Was {
		return nil
	}
	if err := t.rows(deviceRows, []any{string(e.School), macInt(e.Entry.MAC)}, is.scan); err != nil {
		return err
	}
	if is.Version != "" {
		return ErrAlreadyListed
	}
	return nil
}

// edit puts the entry in the place of the device's rows in one list. Where that
// changes nothing, nothing is written down.
func (t *tx) edit(list List, e DeviceEdit) error {
	table := entryTable(list)
	have, err := t.listRows(table, e.School, "removed IS NULL AND mac = ?", macInt(e.Was))
	if err != nil {
		return err
	}
	var rows []listRow
	if !e.Remove && (list == ListMaster || e.Entry.KLMobile) {
		row, err := entryRow(e.Entry)
		if err != nil {
			return err
		}
		if len(have) > 0 {
			row.line = have[0].line
		}
		rows = append(rows, row)
	}
	change := mergePlan(have, rows, true)
	if len(change.add)+len(change.remove) == 0 {
		return nil
	}
	_, err = t.takeIn(table, importRow{Import: Import{At: e.At, Actor: e.Actor, File: e.device(have)}, kind: ImportEdit, school: e.School, rows: len(rows)}, change)
	return err
}

// device is what the history calls the device of a change: its name and MAC.
func (e DeviceEdit) device(have []listRow) string {
	entry := e.Entry
	if e.Remove && len(have) > 0 {
		entry.MAC = e.Was
		_ = json.Unmarshal([]byte(have[0].body), &entry) // else it has no name
	}
	return strings.TrimSpace(entry.Name + " " + entry.MAC.String())
}
