package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A BlockedQuery asks for addresses that the centre has blocked, the newest first.
// Zero fields ask for all.
type BlockedQuery struct {
	School inventory.SchoolCode
	ID     int64
	IP     netip.Addr
	MACs   []inventory.MAC // that one of them held the address when it was blocked
	Open   bool            // only those that are still blocked
	Since  time.Time       // with Open, also those that were lifted after this
	At     time.Time       // those that were listed by a moment
	Limit  int             // 0: all of them
}

const blockedColumns = `SELECT b.id, b.school, b.ip, b.at, b.exact, b.source, b.list_date, b.listed, b.gone, b.reason, b.drill, b.state,
	b.os_version, b.handling, b.handled_on, b.lifted, b.reported, b.actor, b.changed, b.located, b.holders FROM blocked b`

// Blocked returns the blocked addresses that a person may see: those of schools in
// the scope, and those of no school for who sees all.
func (db *DB) Blocked(ctx context.Context, scope inventory.Scope, q BlockedQuery) ([]inventory.BlockedIP, error) {
	w := q.where()
	w.scope("b.school", scope)
	most := q.Limit
	if most <= 0 {
		most = -1
	}
	rows, err := db.read.QueryContext(ctx, blockedColumns+w.String()+` ORDER BY b.list_date DESC, b.at DESC, b.ip LIMIT ?`, append(w.args, most)...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read blocked addresses: %w", err))
	}
	var found []inventory.BlockedIP
	err = each(rows, func(rows *sql.Rows) error {
		b, err := scanBlocked(rows)
		found = append(found, b)
		return err
	})
	return found, db.explain(err)
}

func (q BlockedQuery) where() *where {
	w := new(where)
	w.add("b.void = 0")
	if q.School != "" {
		w.add("b.school = ?", string(q.School))
	}
	if q.ID != 0 {
		w.add("b.id = ?", q.ID)
	}
	if q.IP.IsValid() {
		w.add("b.ip = ?", ipBytes(q.IP))
	}
	if len(q.MACs) > 0 {
		macs := new(where)
		in64(macs, "mac", q.MACs)
		w.add("b.id IN (SELECT blocked_id FROM blocked_macs"+macs.String()+")", macs.args...)
	}
	if q.Open {
		since := q.Since
		if since.IsZero() {
			since = time.Unix(1<<40, 0)
		}
		w.add("(b.state <> 'lifted' AND b.gone IS NULL OR b.lifted >= ? OR b.gone >= ?)", unix(since), unix(since))
	}
	if !q.At.IsZero() {
		w.add("b.listed <= ?", unix(q.At))
	}
	return w
}

// in64 demands that a column has one of some MACs.
func in64(w *where, column string, macs []inventory.MAC) {
	ids := make([]int64, len(macs))
	for i, m := range macs {
		ids[i] = macInt(m)
	}
	w.ids(column, ids)
}

// BlockedIP returns one blocked address; fs.ErrNotExist if there is none that the
// person may see.
func (db *DB) BlockedIP(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, id int64) (inventory.BlockedIP, error) {
	found, err := db.Blocked(ctx, scope, BlockedQuery{School: school, ID: id, Limit: 1})
	if err == nil && (len(found) == 0 || id == 0) {
		err = fmt.Errorf("blocked address %d: %w", id, fs.ErrNotExist)
	}
	if err != nil {
		return inventory.BlockedIP{}, err
	}
	return found[0], nil
}

// BlocklistAt returns when the centre's list was last imported, or found to have
// nothing new; zero: never.
func (db *DB) BlocklistAt(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT MAX(at) FROM imports WHERE list = ? AND undone IS NULL AND kind IN ('file', 'seed', 'confirm')`,
		string(ListBlocked)).Scan(&at)
	if err != nil {
		return time.Time{}, db.explain(fmt.Errorf("read the age of the list of blocked addresses: %w", err))
	}
	return moment(at), nil
}

// A blockedHolders is what is kept of who held an address.
type blockedHolders struct {
	Then   inventory.Holder   `json:"then"`
	More   []inventory.Holder `json:"more,omitempty"`
	NATWhy string             `json:"nat,omitempty"`
}

// scanBlocked reads one row of blockedColumns.
func scanBlocked(row scanner) (inventory.BlockedIP, error) {
	var b inventory.BlockedIP
	var ip []byte
	var at, listed, gone, lifted, reported, changed, located sql.NullInt64
	var holders string
	if err := row.Scan(&b.ID, &b.School, &ip, &at, &b.Exact, &b.Source, &b.ListDate, &listed, &gone, &b.Reason, &b.Drill, &b.State,
		&b.OSVersion, &b.Handling, &b.HandledOn, &lifted, &reported, &b.By, &changed, &located, &holders); err != nil {
		return b, err
	}
	b.BlockedAt, b.Listed, b.LiftedAt, b.ReportedAt = moment(at), moment(listed), moment(lifted), moment(reported)
	b.ChangedAt, b.Located = moment(changed), moment(located)
	if gone.Valid && b.Open() { // the list that replaced the one before it names the address no more
		b.State, b.LiftedAt = inventory.BlockLifted, moment(gone)
	}
	var kept blockedHolders
	if holders != "" {
		if err := json.Unmarshal([]byte(holders), &kept); err != nil {
			return b, fmt.Errorf("blocked address %d: %w", b.ID, err)
		}
	}
	b.Then, b.More, b.NATWhy, b.NAT = kept.Then, kept.More, kept.NATWhy, kept.NATWhy != ""
	addr, err := ipOf(ip)
	b.IP = addr
	return b, err
}

// SetBlocked writes down what somebody says of a blocked address, and returns what
// has become of it. It is an [inventory.BlockMissingError] if the centre is to be
// asked for something that is not filled in.
func (db *DB) SetBlocked(ctx context.Context, scope inventory.Scope, school inventory.SchoolCode, id int64, step inventory.BlockStep) (inventory.BlockedIP, error) {
	was, err := db.BlockedIP(ctx, scope, school, id)
	if err != nil {
		return was, err
	}
	var next inventory.BlockedIP
	err = db.transact(ctx, step.At, func(t *tx) (err error) {
		stmt, err := t.stmt(blockedColumns + ` WHERE b.id = ? AND b.void = 0`)
		if err != nil {
			return err
		}
		if was, err = scanBlocked(stmt.QueryRowContext(t.ctx, id)); err != nil {
			return err
		}
		if next, err = was.After(step); err != nil {
			return err
		}
		return t.setBlocked(was, next)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return was, fmt.Errorf("blocked address %d: %w", id, err)
	}
	return next, nil
}

func (t *tx) setBlocked(was, next inventory.BlockedIP) error {
	if _, err := t.exec(`UPDATE blocked SET state = ?, os_version = ?, handling = ?, handled_on = ?, lifted = ?, reported = ?, actor = ?, changed = ?,
		gone = CASE WHEN ? THEN NULL ELSE gone END WHERE id = ?`,
		string(next.State), next.OSVersion, next.Handling, string(next.HandledOn), unixOrNull(next.LiftedAt), unixOrNull(next.ReportedAt),
		next.By, unix(next.ChangedAt), next.Open(), next.ID); err != nil {
		return err
	}
	detail := string(next.State)
	if was.ReportedAt.IsZero() && !next.ReportedAt.IsZero() {
		detail += "; reported"
	}
	if next.OSVersion != was.OSVersion || next.Handling != was.Handling || next.HandledOn != was.HandledOn {
		detail += fmt.Sprintf("; os %q handling %q on %s", next.OSVersion, next.Handling, next.HandledOn)
	}
	return t.event(Event{Actor: next.By, School: next.School, Action: ActionBlocked, Subject: blockedSubject(next.ID), Detail: detail})
}

// blockedSubject names a blocked address in the record of what people did.
func blockedSubject(id int64) string { return fmt.Sprintf("blocked %d", id) }

// BlockedEvents returns what people said of a blocked address, newest first.
func (db *DB) BlockedEvents(ctx context.Context, scope inventory.Scope, b inventory.BlockedIP) ([]Event, error) {
	return db.Events(ctx, scope, EventQuery{School: b.School, Action: ActionBlocked, Subject: blockedSubject(b.ID)})
}
