package snmp

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// A keeping says how often the cells of a column are read while a table stands still.
type keeping int

// The keepings. A cell whose row has changed is read in any case.
const (
	fresh       keeping = iota // with every poll
	whileUp                    // with every poll while the port is up, and once more when it went down
	whileUpSlow                // the same, but now and then only (slowEvery)
	whileDown                  // with every poll while the port is not up: up, it says nothing
	slowly                     // now and then
	fixed                      // when the table is walked again
)

// How long at most cells are taken over: those that are read now and then, and a
// whole table, whatever the agent says of changes.
const (
	slowEvery = 10*time.Minute - 15*time.Second // with every tenth poll of a minute
	walkEvery = time.Hour
)

// How it is known which rows a table has while it stands still.
const (
	rowsByGates = iota // by scalars: nothing is walked, cells are asked for by name
	rowsWalked         // by walking the fresh columns
	rowsLike           // they are those of the table that is walked before it
)

// A stillness says how a group is read again while nothing changes.
type stillness struct {
	rows  int      // rowsByGates, rowsWalked, rowsLike
	gates []string // scalars; while the first is there and all stand, the rows are the same
	of    string   // the group whose cells these are; empty: the group itself
	up    string   // the column that says whether the row's port is up(1); empty: there is none
	marks []string // columns that change when the row does
	keep  map[string]keeping
}

// keeping of a column; one that is not named is fixed.
func (s *stillness) keeping(object string) keeping {
	if k, ok := s.keep[object]; ok {
		return k
	}
	return fixed
}

// A renewal is a table in the making, from what is held of it and what is asked.
type renewal struct {
	group *group
	rule  *stillness
	held  *held
	at    []int // of the group's columns in what is held
	slow  bool  // cells that are read now and then are due
	moved map[int]bool
}

// A wanted is one cell to ask for.
type wanted struct {
	r        *renewal
	row, col int
}

// name is the cell's OID.
func (c wanted) name() string { return c.r.group.columns[c.col].oid + "." + c.r.held.rows[c.row] }

// renew returns for each group the table that needs no walk, or nil. Where the
// agent answers otherwise than an unchanged one would, nothing is renewed.
func (w *walker) renew(ctx context.Context, groups []*group, now time.Time) []*table {
	tables := make([]*table, len(groups))
	var all []*renewal
	for _, g := range groups {
		all = append(all, w.renewal(g, now))
	}
	var first, second []wanted
	for _, r := range all {
		first = append(first, r.first(w.lively)...)
	}
	if !w.askCells(ctx, first) {
		return tables
	}
	for _, r := range all {
		second = append(second, r.second(w)...)
	}
	if !w.askCells(ctx, second) {
		return tables
	}
	for i, r := range all {
		if r != nil {
			tables[i] = r.table()
			w.keepRenewed(r, now)
		}
	}
	return tables
}

// renewal prepares the renewing of a group; nil: it must be walked.
func (w *walker) renewal(g *group, now time.Time) *renewal {
	r := w.standing(g, now)
	if r == nil || !slices.Equal(r.held.gates, w.gatesOf(g)) {
		return nil
	}
	return r
}

// standing is the renewal of a group as far as our own clock goes.
func (w *walker) standing(g *group, now time.Time) *renewal {
	if g.still == nil || g.still.rows != rowsByGates || w.whole || w.plan.Columns > 0 && w.plan.Columns < leastCells {
		return nil
	}
	h := w.held(cmp.Or(g.still.of, g.name))
	if h == nil || now.Unix()-h.walked >= int64(walkEvery/time.Second) {
		return nil
	}
	r := &renewal{group: g, rule: g.still, held: h, at: h.columns(g), moved: map[int]bool{}}
	r.slow = now.Unix()-h.slow >= int64(slowEvery/time.Second)
	if slices.Contains(r.at, -1) {
		return nil
	}
	return r
}

// isUp says whether the port of a row is up, as far as the table tells.
func (r *renewal) isUp(row int, lively map[string]bool) bool {
	if r.rule.up == "" {
		return lively == nil || lively[r.held.rows[row]]
	}
	return r.held.cells[row][slices.Index(r.held.objects, r.rule.up)].integer() == 1
}

// first lists the cells to ask for in any case.
func (r *renewal) first(lively map[string]bool) []wanted {
	if r == nil {
		return nil
	}
	var list []wanted
	for row := range r.held.rows {
		up := r.isUp(row, lively)
		for col, c := range r.group.columns {
			due := false
			switch r.rule.keeping(c.object) {
			case fresh:
				due = true
			case whileUp:
				due = up
			case whileUpSlow:
				due = up && r.slow
			case whileDown:
				due = !up
			case slowly:
				due = r.slow
			}
			if due && r.held.cells[row][r.at[col]].present() {
				list = append(list, wanted{r, row, col})
			}
		}
	}
	return list
}

// second lists the cells of rows that turned out to have changed, and tells the
// walker whose ports are, or have just been, up.
func (r *renewal) second(w *walker) []wanted {
	if r == nil {
		return nil
	}
	if r.rule.up != "" {
		w.lively = make(map[string]bool, len(r.held.rows))
		for row, suffix := range r.held.rows {
			w.lively[suffix] = r.moved[row] || r.isUp(row, nil)
		}
	}
	var list []wanted
	for row := range r.held.rows {
		for col, c := range r.group.columns {
			k := r.rule.keeping(c.object)
			if r.moved[row] && k != fresh && r.held.cells[row][r.at[col]].present() {
				list = append(list, wanted{r, row, col})
			}
		}
	}
	return list
}

// askCells reads cells in as few requests as hold them, and the agent's uptime with the
// last. It returns false where that did not come about.
func (w *walker) askCells(ctx context.Context, list []wanted) bool {
	list, ok := w.toldAhead(list)
	for ok && len(list) > 0 {
		n := w.plan.cells(list, w.overhead)
		names := make([]string, n, n+1)
		for i, c := range list[:n] {
			names[i] = c.name()
		}
		if n == len(list) {
			names = append(names, sysUpTime)
		}
		a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: names})
		switch {
		case err != nil && (asFault(err).reason != inventory.ReasonTimeout || !w.alive(ctx)):
			w.dead = asFault(err)
			return false
		case err != nil || a.status != gosnmp.NoError:
			w.plan.Cells = max(leastCells, n/2)
			return false
		}
		if !w.store(list[:n], names, a.vars) {
			return false
		}
		w.plan.bore(n)
		list = list[n:]
	}
	return ok
}

// toldAhead stores the cells that the first answer told, and returns the others.
func (w *walker) toldAhead(list []wanted) ([]wanted, bool) {
	left := list[:0]
	for _, c := range list {
		v, told := w.ahead[c.name()]
		switch {
		case !told:
			left = append(left, c)
		case !c.take(v):
			return nil, false
		}
	}
	return left, true
}

// store puts the answer about cells where they belong. One that is not there any
// more, or is of another type, means that the table is another.
func (w *walker) store(list []wanted, names []string, vars []gosnmp.SnmpPDU) bool {
	if len(vars) != len(names) {
		return false
	}
	for i, c := range list {
		if vars[i].Name != names[i] || !c.take(value{kind: vars[i].Type, any: vars[i].Value}) {
			return false
		}
	}
	if len(names) > len(list) {
		last := value{kind: vars[len(list)].Type, any: vars[len(list)].Value}
		if n, ok := last.number(); ok && vars[len(list)].Name == sysUpTime {
			w.proof = proof{uptime: n, after: w.s.cost.Requests}
		}
	}
	return true
}

// take puts a value where it belongs.
func (c wanted) take(v value) bool {
	object := c.r.group.columns[c.col].object
	if kind, _ := kindOf(object); !v.present() || !kind.holds(v) {
		return false
	}
	cell := &c.r.held.cells[c.row][c.r.at[c.col]]
	if slices.Contains(c.r.rule.marks, object) && !sameValue(*cell, v) {
		c.r.moved[c.row] = true
	}
	*cell = v
	return true
}

// octets is what the cell takes in an answer, about: a counter may grow.
func (c wanted) octets() int {
	v := c.r.held.cells[c.row][c.r.at[c.col]]
	return wireSize(columnSize(c.r.group.columns[c.col].oid), parseArcs(c.r.held.rows[c.row]), v) + 1
}

func sameValue(a, b value) bool { return string(appendCell(nil, a)) == string(appendCell(nil, b)) }

// table is what a walk would have brought.
func (r *renewal) table() *table {
	t := newTable(r.group, len(r.held.rows))
	for row, suffix := range r.held.rows {
		i, _ := t.add(suffix, row)
		for col := range r.group.columns {
			v := r.held.cells[row][r.at[col]]
			if t.rows[i].cells[col] = v; v.present() {
				t.count[col]++
				t.asked[col] = true
			}
		}
	}
	return t
}
