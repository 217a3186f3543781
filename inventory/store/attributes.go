package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"rollcall/inventory"
)

func (t *tx) openAttribute(sw int64, a inventory.Attribute) error {
	port, aspect, err := t.attributeKey(sw, a)
	if err != nil {
		return err
	}
	value, err := t.textID(a.Value)
	if err != nil {
		return err
	}
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	return t.one(`INSERT INTO attributes (port_id, aspect, first, value_id, ref, misses, missed, opened_batch)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		port, aspect, unix(a.First), value, unixOrNull(a.Ref), a.Misses, unixOrNull(a.Missed), batch)
}

func (t *tx) closeAttribute(sw int64, a inventory.Attribute) error {
	port, aspect, err := t.attributeKey(sw, a)
	if err != nil {
		return err
	}
	batch, err := t.batchID()
	if err != nil {
		return err
	}
	return t.one(`UPDATE attributes SET gone = ?, closed_batch = ?, misses = 0, missed = NULL
		WHERE port_id = ? AND aspect = ? AND first = ? AND gone IS NULL`,
		unix(a.Gone), batch, port, aspect, unix(a.First))
}

func (t *tx) missAttribute(sw int64, a inventory.Attribute) error {
	port, aspect, err := t.attributeKey(sw, a)
	if err != nil {
		return err
	}
	return t.one(`UPDATE attributes SET misses = ?, missed = ?
		WHERE port_id = ? AND aspect = ? AND first = ? AND gone IS NULL`,
		a.Misses, unixOrNull(a.Missed), port, aspect, unix(a.First))
}

func (t *tx) attributeKey(sw int64, a inventory.Attribute) (port int64, aspect int, err error) {
	if aspect, err = aspectNumber(a.Aspect); err != nil {
		return 0, 0, err
	}
	port, err = t.portID(sw, a.Port)
	return port, aspect, err
}

// An AttributeQuery asks how a port, or a switch itself, was set up over time.
type AttributeQuery struct {
	Switch   inventory.SwitchID
	Port     string             // ifName; empty: the switch itself
	Aspects  []inventory.Aspect // empty: all
	From, To time.Time          // those that share a moment with [From, To)
	Limit    int
}

// Attributes returns the history of one port or one switch, newest first;
// fs.ErrNotExist for a switch that the person may not see.
func (db *DB) Attributes(ctx context.Context, scope inventory.Scope, q AttributeQuery) ([]inventory.Attribute, error) {
	var found []inventory.Attribute
	err := db.view(ctx, func(tx *sql.Tx) error {
		sw, err := visibleSwitch(ctx, tx, scope, q.Switch)
		if err != nil {
			return err
		}
		var w where
		w.add("p.switch_id = ?", sw)
		w.add("p.if_name = ?", q.Port)
		w.overlaps("a.first", "a.gone", q.From, q.To)
		if err := inAspects(&w, q.Aspects); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, attributeColumns+`FROM ports p JOIN attributes a ON a.port_id = p.id
			JOIN texts ON texts.id = a.value_id`+w.String()+` ORDER BY a.first DESC, a.aspect LIMIT ?`, append(w.args, limit(q.Limit))...)
		if err != nil {
			return err
		}
		found, err = scanAttributes(rows, q.Switch)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("history of %s %s: %w", q.Switch, q.Port, err)
	}
	return found, nil
}

func inAspects(w *where, wanted []inventory.Aspect) error {
	if len(wanted) == 0 {
		return nil
	}
	var numbers []any
	for _, a := range wanted {
		n, err := aspectNumber(a)
		if err != nil {
			return err
		}
		numbers = append(numbers, n)
	}
	w.add("a.aspect IN (?"+strings.Repeat(", ?", len(numbers)-1)+")", numbers...)
	return nil
}

const attributeColumns = `SELECT p.if_name, a.aspect, texts.value, a.ref, a.first, a.gone, a.misses, a.missed `

// scanAttributes reads rows of attributeColumns.
func scanAttributes(rows *sql.Rows, sw inventory.SwitchID) ([]inventory.Attribute, error) {
	var found []inventory.Attribute
	err := each(rows, func(rows *sql.Rows) error {
		a := inventory.Attribute{Switch: sw}
		var aspect int
		var ref, first, gone, missed sql.NullInt64
		if err := rows.Scan(&a.Port, &aspect, &a.Value, &ref, &first, &gone, &a.Misses, &missed); err != nil {
			return err
		}
		a.Ref, a.First, a.Gone, a.Missed = moment(ref), moment(first), moment(gone), moment(missed)
		var err error
		a.Aspect, err = aspectOf(aspect)
		found = append(found, a)
		return err
	})
	return found, err
}

// visibleSwitch returns the id of a switch. One that is missing and one that
// the scope does not include get the same answer.
func visibleSwitch(ctx context.Context, tx *sql.Tx, scope inventory.Scope, name inventory.SwitchID) (int64, error) {
	var w where
	w.add("name = ?", string(name))
	w.scope("school", scope)
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM switches`+w.String(), w.args...).Scan(&id)
	if err == sql.ErrNoRows {
		err = fs.ErrNotExist
	}
	return id, err
}
