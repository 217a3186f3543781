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

// ListBlocked is the centre's list of blocked addresses, which is of no school.
const ListBlocked List = "blocklist"

// ImportBlocked brings rows into the list of blocked addresses. Each is of the
// school whose X its address has, as the row says. An address that a list which
// replaces the one before it names no more is blocked no more.
func (db *DB) ImportBlocked(ctx context.Context, by Import, rows []inventory.BlockEntry) (Imported, error) {
	return importRows(ctx, db, itemTable(ListBlocked), by, rows, func(e inventory.BlockEntry) (listRow, error) {
		line := e.Row
		e.Row, e.At = 0, e.At.UTC()
		body, err := canonical(e)
		return listRow{key: e.Key(), line: line, body: body}, err
	})
}

// blockedChanged has the addresses follow their list: in the transaction that
// changes the list.
func (t *tx) blockedChanged(r importRow, c listChange) error {
	undo, err := t.takesBack(r)
	if err != nil {
		return err
	}
	for _, row := range c.remove {
		if err := t.delist(row, undo); err != nil {
			return err
		}
	}
	for _, row := range c.add {
		if err := t.enlist(row, r.Actor); err != nil {
			return fmt.Errorf("row %d: %w", row.line, err)
		}
	}
	return nil
}

// takesBack says whether what an import takes off the list was never to be on it: it
// takes back what brought it. Who takes that back in turn does again what was done.
func (t *tx) takesBack(r importRow) (bool, error) {
	back := false
	for id := r.undoes; id != 0; {
		back = !back
		if err := t.row(`SELECT COALESCE(undoes, 0) FROM imports WHERE id = ?`, []any{id}, &id); err != nil {
			return false, err
		}
	}
	return back, nil
}

// caseOf finds what became of an entry; sql.ErrNoRows where it is a new one. An
// entry that tells no moment goes on as long as it is blocked.
func (t *tx) caseOf(e inventory.BlockEntry) (id int64, err error) {
	if e.Exact == inventory.BlockWeek {
		err = t.row(`SELECT id FROM blocked WHERE ip = ? AND source = ? AND exact = 'week' AND (state <> 'lifted' OR at = ?) ORDER BY id DESC LIMIT 1`,
			[]any{ipBytes(e.IP), e.Source, unix(e.At)}, &id)
		return id, err
	}
	err = t.row(`SELECT id FROM blocked WHERE ip = ? AND at = ? AND source = ?`, []any{ipBytes(e.IP), unix(e.At), e.Source}, &id)
	return id, err
}

func (t *tx) enlist(row listRow, actor string) error {
	var e inventory.BlockEntry
	if err := json.Unmarshal([]byte(row.body), &e); err != nil {
		return err
	}
	id, err := t.caseOf(e)
	if err == nil {
		_, err = t.exec(`UPDATE blocked SET school = ?, list_date = ?, reason = ?, drill = ?, gone = NULL, void = 0 WHERE id = ?`,
			string(e.School), string(e.ListDate), e.Reason, e.Drill, id)
		return err
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = t.exec(`INSERT INTO blocked (school, ip, at, exact, source, list_date, listed, void, reason, drill, state, actor, changed)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)`, string(e.School), ipBytes(e.IP), unix(e.At), string(e.Exact), e.Source, string(e.ListDate),
		unix(t.at), e.Reason, e.Drill, string(inventory.BlockListed), actor, unix(t.at))
	return err
}

// delist takes an address off the list: it is blocked no more, or, where its import
// is taken back, was never listed.
func (t *tx) delist(row listRow, undo bool) error {
	var e inventory.BlockEntry
	if err := json.Unmarshal([]byte(row.body), &e); err != nil {
		return err
	}
	id, err := t.caseOf(e)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil && undo {
		_, err = t.exec(`UPDATE blocked SET void = 1 WHERE id = ?`, id)
	} else if err == nil {
		_, err = t.exec(`UPDATE blocked SET gone = ? WHERE id = ?`, unix(t.at), id)
	}
	return err
}

// LocateAgain is how long after the block it is looked up again who held an
// address, where nobody is known: the reading that shows it may still come.
const LocateAgain = 20 * time.Minute

// unlocated says whether it is to be looked up who held an address.
func unlocated(b inventory.BlockedIP, now time.Time) bool {
	if b.School == "" || !b.Open() {
		return false
	}
	_, to := b.Window(now)
	return b.Located.IsZero() || !b.Then.Known() && b.Located.Before(to.Add(LocateAgain)) && now.Sub(b.Located) > LocateAgain/4
}

// LocateBlocked looks up who held the addresses of which that is not known yet, and
// writes it down. It returns the schools of which something is new.
func (db *DB) LocateBlocked(ctx context.Context, city *inventory.City, now time.Time) ([]inventory.SchoolCode, error) {
	open, err := db.Blocked(ctx, inventory.AllSchools(), BlockedQuery{Open: true})
	if err != nil {
		return nil, err
	}
	var schools []inventory.SchoolCode
	for _, b := range open {
		if _, known := city.School(b.School); !known || !unlocated(b, now) {
			continue
		}
		if b, err = db.Locate(ctx, city, b, now); err != nil {
			return schools, err
		}
		schools = append(schools, b.School)
	}
	return schools, nil
}

// Locate looks up who held a blocked address and where that device was, and writes
// it down. It costs a few looks at the school as it was then, however long the
// history is.
func (db *DB) Locate(ctx context.Context, city *inventory.City, b inventory.BlockedIP, now time.Time) (inventory.BlockedIP, error) {
	b, err := db.WhoHeld(ctx, city, b, now)
	if err != nil {
		return b, err
	}
	err = db.transact(ctx, now, func(t *tx) error { return t.keepHolders(b) })
	return b, err
}

// WhoHeld looks up who held a blocked address, and writes nothing.
func (db *DB) WhoHeld(ctx context.Context, city *inventory.City, b inventory.BlockedIP, now time.Time) (inventory.BlockedIP, error) {
	own := inventory.OnlySchools(b.School)
	from, to := b.Window(now)
	held, err := db.Bindings(ctx, own, BindingQuery{IP: b.IP, From: from, To: to.Add(time.Second)})
	if err != nil {
		return b, err
	}
	b, err = b.Locate(inventory.BlockedScene{Now: now, Held: held, Shot: func(at time.Time) (*inventory.Snapshot, error) {
		return db.Snapshot(ctx, own, city, b.School, at)
	}})
	if err != nil {
		return b, fmt.Errorf("look up who held %s: %w", b.IP, err)
	}
	return b, nil
}

func (t *tx) keepHolders(b inventory.BlockedIP) error {
	holders, err := canonical(blockedHolders{b.Then, b.More, b.NATWhy})
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE blocked SET located = ?, holders = ? WHERE id = ?`, unix(b.Located), holders, b.ID); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM blocked_macs WHERE blocked_id = ?`, b.ID); err != nil {
		return err
	}
	for _, h := range append([]inventory.Holder{b.Then}, b.More...) {
		if !h.Known() {
			continue
		}
		if _, err := t.exec(`INSERT OR IGNORE INTO blocked_macs (mac, blocked_id) VALUES (?, ?)`, macInt(h.MAC), b.ID); err != nil {
			return err
		}
	}
	return nil
}
