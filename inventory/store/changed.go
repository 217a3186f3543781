package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall/inventory"
)

// A ChangeQuery asks what of a school's switches became another: what began in
// [From, To) in place of something else.
type ChangeQuery struct {
	School   inventory.SchoolCode
	From, To time.Time
	Limit    int
}

// Changed returns the attributes that took the place of others, newest first. What
// was read for the first time is no change.
func (db *DB) Changed(ctx context.Context, scope inventory.Scope, q ChangeQuery) ([]inventory.Attribute, error) {
	var w where
	w.add("s.school = ?", string(q.School))
	w.scope("s.school", scope)
	w.add("a.first >= ?", unix(q.From))
	w.add("a.first < ?", unix(q.To))
	w.add("EXISTS (SELECT 1 FROM attributes b WHERE b.port_id = a.port_id AND b.aspect = a.aspect AND b.first < a.first)")
	rows, err := db.read.QueryContext(ctx, `SELECT s.name, p.if_name, a.aspect, texts.value, a.first, a.gone
		FROM switches s JOIN ports p ON p.switch_id = s.id JOIN attributes a ON a.port_id = p.id
		JOIN texts ON texts.id = a.value_id`+w.String()+` ORDER BY a.first DESC, s.name, p.if_name, a.aspect LIMIT ?`, append(w.args, limit(q.Limit))...)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read what changed at %s: %w", q.School, err))
	}
	var found []inventory.Attribute
	err = each(rows, func(rows *sql.Rows) error {
		var a inventory.Attribute
		var aspect int
		var first, gone sql.NullInt64
		if err := rows.Scan(&a.Switch, &a.Port, &aspect, &a.Value, &first, &gone); err != nil {
			return err
		}
		var err error
		a.First, a.Gone = moment(first), moment(gone)
		a.Aspect, err = aspectOf(aspect)
		found = append(found, a)
		return err
	})
	return found, db.explain(err)
}
