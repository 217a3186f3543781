package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// A where collects the conditions of a query and their arguments.
type where struct {
	conditions []string
	args       []any
}

// add joins a condition by AND.
func (w *where) add(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

// scope keeps a query inside a scope. The zero scope sees nothing.
func (w *where) scope(column string, scope inventory.Scope) {
	if scope.All() {
		return
	}
	in(w, column, scope.Schools())
}

// in demands that a column has one of some values; nothing is in an empty list.
func in[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		w.add("FALSE")
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	w.add(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

// ids demands that a column has one of some numbers; nothing is in an empty list.
// The text is the same however many they are.
func (w *where) ids(column string, values []int64) {
	w.add(column+" IN (SELECT value FROM json_each(?))", jsonList(values))
}

// jsonList is a JSON array.
func jsonList[T int64 | uint64 | uint32](values []T) string {
	b := []byte{'['}
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(v), 10)
	}
	return string(append(b, ']'))
}

// overlaps demands that a span with the given columns shares a moment with
// [from, to); zero times leave that end open.
func (w *where) overlaps(first, gone string, from, to time.Time) {
	if !to.IsZero() {
		w.add(first+" < ?", unix(to))
	}
	if !from.IsZero() {
		w.add(fmt.Sprintf("(%s IS NULL OR %s > ?)", gone, gone), unix(from))
	}
}

// holds demands that a span with the given columns includes a moment.
func (w *where) holds(first, gone string, at time.Time) {
	w.add(fmt.Sprintf("%s <= ? AND (%s IS NULL OR %s > ?)", first, gone, gone), unix(at), unix(at))
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// defaultLimit is how many rows a query for a person returns where none is given.
const defaultLimit = 1000

func limit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return n
}
