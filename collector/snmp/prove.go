package snmp

import (
	"context"
	"slices"
	"strings"

	"rollcall/inventory"
)

// The end of a column is a claim: that the agent has nothing between the last
// variable that was read and the one that came in its place. It is put to the test
// where something is known that ought to lie there: a variable of another column
// that was just read, or the last row of the table, as this poll or the one before
// has it. The agent is then asked for that very variable. Where it has it, the
// reading goes on; where the end is claimed again, the table is not whole.

// A doubt is a column whose end is not believed yet, and the variable that would
// belie it; where that is empty, the answer that showed the end was out of order.
type doubt struct {
	c       *cursor
	witness string
}

// mostDoubts is after how many polls in a row an agent is believed that ends a
// table before a row which it shows when asked: then that is how it is.
const mostDoubts = 12

// prove makes sure of the ends that a walk came to.
func (w *walker) prove(ctx context.Context, walked []*cursor, tables []*table) {
	doubts := w.doubts(walked)
	for _, t := range tables {
		doubts = append(doubts, w.lastRows(t, walked)...)
	}
	if len(doubts) > 0 && w.dead == nil {
		w.readOn(ctx, doubts)
	}
	for _, t := range tables {
		if w.dead == nil {
			w.fillHoles(ctx, t)
		}
	}
}

// readOn goes on where an end is belied, and makes a column incomplete that ends
// there once more.
func (w *walker) readOn(ctx context.Context, doubts []doubt) {
	doubts = w.confirmed(ctx, doubts)
	var open []*cursor
	for _, d := range doubts {
		if d.c.done && d.c.ended {
			d.c.done, d.c.ended = false, false
			open = append(open, d.c)
		}
	}
	w.read(ctx, open)
	for _, d := range doubts {
		if d.c.ended && d.witness != "" && d.c.claims(d.witness) {
			d.c.fail(faultf(inventory.ReasonTruncated, "%s: after %s the agent goes on with %s, and yet it has %s, which lies between",
				d.c.t.group.columns[d.c.col].object, d.c.last, endName(d.c.next), d.witness).as(inventory.OddEnd))
			w.mem.doubt(d.c.t.group)
		}
	}
}

// claims says whether the end of a column means that the agent has no such variable.
func (c *cursor) claims(oid string) bool {
	return compareDotted(c.last, oid) < 0 && (c.next == "" || compareDotted(oid, c.next) < 0)
}

// confirmed asks for the witnesses and leaves the doubts that they confirm. What
// has vanished since it was seen says nothing.
func (w *walker) confirmed(ctx context.Context, doubts []doubt) []doubt {
	var names []string
	for _, d := range doubts {
		if d.witness != "" {
			names = append(names, d.witness)
		}
	}
	slices.Sort(names)
	told, err := w.get(ctx, slices.Compact(names)...)
	return slices.DeleteFunc(doubts, func(d doubt) bool {
		_, there := told[d.witness]
		if err != nil && !there && d.witness != "" {
			d.c.fail(asFault(err))
			return true
		}
		return !there && d.witness != ""
	})
}

// doubts are the ends that the columns of the walk itself belie. An agent that says
// at the end of every column that its MIB ends has that habit.
func (w *walker) doubts(walked []*cursor) []doubt {
	var firsts []string
	habit := w.trueEnds == 0
	broken := map[uint32]bool{} // answers in which a column went backwards
	for _, c := range walked {
		if c.at >= 0 {
			firsts = append(firsts, c.first)
		}
		habit = habit && c.next == ""
		if f := c.t.fault[c.col]; f != nil && f.reason == inventory.ReasonOrder {
			broken[c.answer] = true
		}
	}
	slices.SortFunc(firsts, compareDotted)
	var out []doubt
	for _, c := range walked {
		if !c.ended {
			continue
		}
		i, same := slices.BinarySearchFunc(firsts, c.last, compareDotted)
		if same {
			i++
		}
		switch {
		case broken[c.answer]:
			out = append(out, doubt{c: c})
		case i < len(firsts) && c.claims(firsts[i]) && !(habit && c.next == ""):
			out = append(out, doubt{c, firsts[i]})
		}
	}
	return out
}

// lastRows are the ends that the last row of a table would belie: the one that it
// had in the poll before, and the one that it has in other columns. A column that
// did not have it then need not have it now.
func (w *walker) lastRows(t *table, walked []*cursor) []doubt {
	known := w.mem.sizes(t.group)
	if known.Doubted >= mostDoubts {
		return nil
	}
	last := -1
	for _, c := range walked {
		if c.t == t && c.at >= 0 && (last < 0 || slices.Compare(t.rows[c.at].index, t.rows[last].index) > 0) {
			last = c.at
		}
	}
	before, shown := t.rowLike(known.Last)
	var out []doubt
	for _, c := range walked {
		if c.t != t || !c.ended || known.Last != "" && !known.had(c.col) {
			continue
		}
		switch {
		case known.Last != "" && !shown:
			out = append(out, doubt{c, c.prefix + known.Last})
		case known.Last != "" && !t.rows[before].cells[c.col].present():
			out = append(out, doubt{c, c.prefix + t.rows[before].suffix})
		case last >= 0 && last != c.at && !t.rows[last].cells[c.col].present():
			out = append(out, doubt{c, c.prefix + t.rows[last].suffix})
		}
	}
	return out
}

// rowLike finds the row of an index. Where the index begins with a time mark, rows
// that differ in nothing else are one (RFC 4502, TimeFilter).
func (t *table) rowLike(suffix string) (int, bool) {
	if i, ok := t.byKey[suffix]; ok {
		return i, true
	}
	if !t.group.timed() {
		return 0, false
	}
	_, tail, _ := strings.Cut(suffix, ".")
	for i := range t.rows {
		if _, own, _ := strings.Cut(t.rows[i].suffix, "."); own == tail {
			return i, true
		}
	}
	return 0, false
}

// timed says whether the index of a group begins with a time mark.
func (g *group) timed() bool {
	switch g.name {
	case vlanKey, fidKey, "lldp", "lldpaddr", "lldp2", "lldp2addr":
		return true
	}
	return false
}

// had says whether a column had a cell in the last row.
func (s sizes) had(col int) bool { return s.Had&(1<<col) != 0 }

// seal notes the last row of a table, for the doubts of the next poll.
func (s *sizes) seal(t *table) {
	if len(t.rows) == 0 {
		return
	}
	last := t.rows[len(t.rows)-1]
	s.Last, s.Keys = last.suffix, keysOf(t)
	for i, v := range last.cells {
		if v.present() && i < 64 {
			s.Had |= 1 << i
		}
	}
}

// doubt counts that the end of a table was not believed.
func (m *memory) doubt(g *group) {
	s := m.Sizes[g.name]
	s.Doubted++
	m.Sizes[g.name] = s
}
