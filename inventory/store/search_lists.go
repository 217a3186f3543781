package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rollcall/inventory"
)

// A ListPart is what is looked for in lists of devices: a text in the name, number,
// room or keeper, whatever its case, or some of the 12 hex digits of the MAC, in lower
// case and without separators. What is empty is not looked for.
type ListPart struct{ Text, Digits string }

// SearchLists returns MACs that stand in lists in the scope at a moment and have
// either part.
func (db *DB) SearchLists(ctx context.Context, scope inventory.Scope, part ListPart, at time.Time, most int) ([]inventory.MAC, error) {
	ids, known, err := db.listedNow(ctx, scope, at, func(t *listTexts) []int64 {
		return append(t.entries.with(part.Text), t.entries.withDigits(part.Digits)...)
	})
	if err != nil {
		return nil, db.explain(fmt.Errorf("search the lists: %w", err))
	}
	var found []inventory.MAC
	if !known {
		found, err = db.searchLists(ctx, scope, part, at)
	}
	for some := range slices.Chunk(ids, lookedUp) {
		if err != nil || len(found) >= limit(most) {
			break
		}
		var w where
		w.ids("id", some)
		w.holds("added", "removed", at)
		var more []inventory.MAC
		more, err = db.listed(ctx, `SELECT mac, '' FROM list_entries`+w.String(), w.args, func(inventory.MAC, []byte) (bool, error) { return true, nil })
		found = append(found, more...)
	}
	if err != nil {
		return nil, db.explain(fmt.Errorf("search the lists: %w", err))
	}
	slices.SortFunc(found, func(a, b inventory.MAC) int { return cmp.Compare(macInt(a), macInt(b)) })
	found = slices.Compact(found)
	return found[:min(len(found), limit(most))], nil
}

// listedNow finds rows among the texts of lists; known is false for a scope or a
// moment that they do not answer for.
func (db *DB) listedNow(ctx context.Context, scope inventory.Scope, at time.Time, find func(*listTexts) []int64) (ids []int64, known bool, err error) {
	if !scope.All() {
		return nil, false, nil
	}
	t, err := db.standing(ctx)
	if err != nil {
		return nil, false, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if at.Before(t.since) {
		return nil, false, nil
	}
	return find(&t.listTexts), true, nil
}

// searchLists goes through the rows of a scope.
func (db *DB) searchLists(ctx context.Context, scope inventory.Scope, part ListPart, at time.Time) ([]inventory.MAC, error) {
	var w where
	w.scope("school", scope)
	w.holds("added", "removed", at)
	either := []string{"FALSE"}
	if part.Text != "" && plain(part.Text) {
		either, w.args = append(either, "instr(lower(body), lower(?)) > 0"), append(w.args, part.Text)
	} else if part.Text != "" {
		either = append(either, "TRUE")
	}
	if part.Digits != "" {
		either, w.args = append(either, "instr(printf('%012x', mac), ?) > 0"), append(w.args, part.Digits)
	}
	w.add("(" + strings.Join(either, " OR ") + ")")
	return db.listed(ctx, `SELECT mac, body FROM list_entries`+w.String(), w.args, func(mac inventory.MAC, body []byte) (bool, error) {
		text, err := entryText(body)
		return part.Text != "" && strings.Contains(strings.ToLower(text), strings.ToLower(part.Text)) ||
			part.Digits != "" && strings.Contains(fmt.Sprintf("%012x", macInt(mac)), part.Digits), err
	})
}

// listed reads the MACs of rows of MAC and body that are right.
func (db *DB) listed(ctx context.Context, query string, args []any, right func(inventory.MAC, []byte) (bool, error)) (found []inventory.MAC, err error) {
	rows, err := db.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func(rows *sql.Rows) error {
		var mac int64
		var body sql.RawBytes
		if err := rows.Scan(&mac, &body); err != nil {
			return err
		}
		ok, err := right(macOf(mac), body)
		if ok {
			found = append(found, macOf(mac))
		}
		return err
	})
	return found, err
}

// plain says whether a text stands in the JSON of a row as it is, and whether
// SQLite, which knows the case of ASCII letters alone, compares it as we do. Then
// rows without it need not be read.
func plain(text string) bool {
	for _, r := range text {
		if r < ' ' || r == '\u2028' || r == '\u2029' || strings.ContainsRune(`"\<>&`, r) || r == utf8.RuneError || r > unicode.MaxASCII && unicode.SimpleFold(r) != r {
			return false
		}
	}
	return true
}
