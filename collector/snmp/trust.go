package snmp

import (
	"slices"
	"strings"

	"rollcall/inventory"
)

// An extent is the first and the last variable that a column has shown, in one
// context of the agent.
type extent struct{ view, first, last string }

// finish ends a column as the agent said: with the variable that comes next, or
// with the end of its MIB, which is empty.
func (c *cursor) finish(next string) { c.done, c.ended, c.next = true, true, next }

// examine looks at what a walk brought for what an honest agent cannot say, and
// counts what is odd.
func (w *walker) examine(walked []*cursor, tables []*table) {
	view := w.s.codec.Community + "\x00" + w.s.codec.ContextName
	for _, c := range walked {
		if c.at >= 0 {
			w.show(extent{view, c.first, c.last})
		}
	}
	var belied []*cursor
	for _, c := range walked {
		switch {
		case !c.ended:
		case w.skipped(view, c) != "":
			belied = append(belied, c)
		default:
			w.trueEnds++
		}
	}
	for _, c := range belied {
		w.s.odd(inventory.OddEnd)
		if w.trueEnds > 0 { // else every column ends so: a habit, which proves nothing
			c.fail(faultf(inventory.ReasonTruncated, "%s: after %s the agent went on with %s, and yet it has shown %s, which lies between",
				c.t.group.columns[c.col].object, c.last, endName(c.next), w.skipped(view, c)))
		}
	}
	for _, t := range tables {
		w.count(t)
	}
}

// endName is the variable that ended a column, for a person.
func endName(next string) string {
	if next == "" {
		return "the end of its MIB"
	}
	return next
}

// show remembers where a column was seen.
func (w *walker) show(x extent) {
	i, _ := slices.BinarySearchFunc(w.seen, x, compareExtents)
	w.seen = slices.Insert(w.seen, i, x)
}

func compareExtents(a, b extent) int {
	if a.view != b.view {
		return strings.Compare(a.view, b.view)
	}
	return compareDotted(a.first, b.first)
}

// skipped returns the first variable of a column that lies as a whole between the
// last variable of c and the one that the agent named next; empty: there is none.
func (w *walker) skipped(view string, c *cursor) string {
	i, same := slices.BinarySearchFunc(w.seen, extent{view: view, first: c.last}, compareExtents)
	if same {
		i++
	}
	if i == len(w.seen) || w.seen[i].view != view || c.next != "" && compareDotted(w.seen[i].last, c.next) >= 0 {
		return ""
	}
	return w.seen[i].first
}

// count counts what is odd about a table.
func (w *walker) count(t *table) {
	w.s.oddly(inventory.OddType, t.dropped)
	var before *fault
	for _, f := range t.fault {
		if f != nil && f != before {
			w.s.odd(f.odd)
			before = f
		}
	}
}

// compareDotted is compareOID for OIDs as the codec writes them, whose parts
// have no zero before them: it need not read the numbers.
func compareDotted(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	if i == len(a) || i == len(b) {
		return len(a) - len(b)
	}
	start := strings.LastIndexByte(a[:i], '.') + 1
	x, _, _ := strings.Cut(a[start:], ".")
	y, _, _ := strings.Cut(b[start:], ".")
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	return strings.Compare(x, y)
}
