package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"time"

	"rollcall/inventory"
)

// ActionVantage is the action of an event by which somebody said whether a
// school's gateway answers from inside.
const ActionVantage = "gateway from inside"

const reachColumns = `kind, school, address, name, class, mac, switch, port, state, first, answered, seen`

// WriteReach stores targets whose state has changed, or that are new, and ends
// those that are watched no longer, in one transaction.
func (db *DB) WriteReach(ctx context.Context, at time.Time, changed, ended []inventory.Reach) error {
	return db.transact(ctx, at, func(t *tx) error {
		for _, r := range ended {
			if err := t.endReach(r, at); err != nil {
				return fmt.Errorf("end what %s is watched for: %w", r.Address, err)
			}
		}
		for _, r := range changed {
			if err := t.openReach(r); err != nil {
				return fmt.Errorf("store whether %s answers: %w", r.Address, err)
			}
		}
		return nil
	})
}

// endReach closes the open row of a target.
func (t *tx) endReach(r inventory.Reach, at time.Time) error {
	_, err := t.exec(`UPDATE reach SET gone = MAX(first, ?) WHERE kind = ? AND school = ? AND address = ? AND gone IS NULL`,
		unix(at), string(r.Kind), string(r.School), ipBytes(r.Address))
	return err
}

func (t *tx) openReach(r inventory.Reach) error {
	if err := t.endReach(r, r.Since); err != nil {
		return err
	}
	var mac any
	if !r.MAC.IsZero() {
		mac = macInt(r.MAC)
	}
	_, err := t.exec(`INSERT INTO reach (`+reachColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(r.Kind), string(r.School), ipBytes(r.Address), r.Name, r.Class, mac, string(r.Port.Switch), r.Port.IfName, string(r.State),
		unix(r.Since), unixOrNull(r.Answered), unixOrNull(r.Seen))
	return err
}

// TouchReach stores when targets answered, and were seen, last. Their states are
// stored already.
func (db *DB) TouchReach(ctx context.Context, at time.Time, all []inventory.Reach) error {
	return db.transact(ctx, at, func(t *tx) error {
		for _, r := range all {
			if _, err := t.exec(`UPDATE reach SET answered = ?, seen = ?, switch = ?, port = ? WHERE kind = ? AND school = ? AND address = ? AND gone IS NULL`,
				unixOrNull(r.Answered), unixOrNull(r.Seen), string(r.Port.Switch), r.Port.IfName, string(r.Kind), string(r.School), ipBytes(r.Address)); err != nil {
				return fmt.Errorf("store when %s answered last: %w", r.Address, err)
			}
		}
		return nil
	})
}

// Reach returns how every target stands that is watched. It is not for a person's
// eyes as it stands.
func (db *DB) Reach(ctx context.Context) ([]inventory.Reach, error) {
	return db.reach(ctx, `SELECT `+reachColumns+` FROM reach WHERE gone IS NULL ORDER BY id`)
}

func (db *DB) reach(ctx context.Context, query string, args ...any) ([]inventory.Reach, error) {
	rows, err := db.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read what answers: %w", err))
	}
	var all []inventory.Reach
	err = each(rows, func(rows *sql.Rows) error {
		r, err := scanReach(rows)
		all = append(all, r)
		return err
	})
	return all, db.explain(err)
}

func scanReach(rows *sql.Rows) (r inventory.Reach, err error) {
	var address []byte
	var mac, first, answered, seen sql.NullInt64
	if err = rows.Scan(&r.Kind, &r.School, &address, &r.Name, &r.Class, &mac, &r.Port.Switch, &r.Port.IfName, &r.State, &first, &answered, &seen); err != nil {
		return r, err
	}
	if r.Address, err = ipOf(address); err != nil {
		return r, fmt.Errorf("a target of reachability: %w", err)
	}
	if mac.Valid {
		r.MAC = macOf(mac.Int64)
	}
	r.Since, r.Answered, r.Seen = moment(first), moment(answered), moment(seen)
	return r, nil
}

// SaveVantage writes down what a person says of a gateway. It returns
// fs.ErrNotExist for a school that the person may not see.
func (db *DB) SaveVantage(ctx context.Context, scope inventory.Scope, v inventory.Vantage) error {
	if !scope.Sees(v.School) {
		return fmt.Errorf("school %s: %w", v.School, fs.ErrNotExist)
	}
	detail := map[bool]string{true: "it answers", false: "it does not answer"}[v.Inside]
	return db.transact(ctx, v.At, func(t *tx) error {
		if _, err := t.exec(`INSERT INTO vantages (school, at, actor, inside) VALUES (?, ?, ?, ?)`,
			string(v.School), unix(v.At), v.By, v.Inside); err != nil {
			return fmt.Errorf("store an answer about the gateway of %s: %w", v.School, err)
		}
		return t.event(Event{Actor: v.By, School: v.School, Action: ActionVantage, Subject: string(v.School), Detail: detail})
	})
}

// Vantages returns the last answer about the gateway of each school, of those that
// were given since a moment.
func (db *DB) Vantages(ctx context.Context, scope inventory.Scope, since time.Time) (map[inventory.SchoolCode]inventory.Vantage, error) {
	var w where
	w.scope("school", scope)
	w.add("at >= ?", unix(since))
	rows, err := db.read.QueryContext(ctx, `SELECT school, at, actor, inside FROM vantages`+w.String()+` ORDER BY id`, w.args...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read answers about gateways: %w", err))
	}
	all := map[inventory.SchoolCode]inventory.Vantage{}
	err = each(rows, func(rows *sql.Rows) error {
		var v inventory.Vantage
		var at sql.NullInt64
		err := rows.Scan(&v.School, &at, &v.By, &v.Inside)
		v.At = moment(at)
		all[v.School] = v
		return err
	})
	return all, db.explain(err)
}
