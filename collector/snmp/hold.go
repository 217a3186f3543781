package snmp

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// ifTableLastChange is when an interface was last added or removed (IF-MIB, RFC 2863).
const ifTableLastChange = ".1.3.6.1.2.1.31.1.5.0"

// ifGates are the scalars that stand while the interfaces are the same.
func ifGates() []string { return []string{ifNumber, ifTableLastChange} }

// portGates are those that stand while the bridge's ports are the same interfaces.
func portGates() []string { return []string{dot1dBaseNumPort, ifNumber, ifTableLastChange} }

// namesPorts are the tables for which interfaces, or their names, are read.
func namesPorts() []inventory.Table {
	return []inventory.Table{inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}
}

// noGate is what the memory says of an agent without one of those scalars.
const noGate = "none"

// gateNames are those scalars, as far as the agent has them.
func (r *reader) gateNames() []string {
	return slices.DeleteFunc(portGates(), func(oid string) bool { return r.mem.Dialect[oid] == noGate })
}

// askGates asks for them, before anything that they tell of is read.
func (r *reader) askGates(ctx context.Context) {
	if r.w.whole || !r.wants(namesPorts()...) {
		return
	}
	got, err := r.w.usually(ctx, r.gateNames()...)
	if err != nil {
		return // then they prove nothing
	}
	r.w.gates = make(map[string]string)
	for _, oid := range r.gateNames() {
		if n, ok := got[oid].number(); ok {
			r.w.gates[oid] = strconv.FormatUint(n, 10)
		} else {
			r.mem.Dialect[oid] = noGate
		}
	}
}

// gatesOf is what the scalars of a group say; nil where they prove nothing.
func (w *walker) gatesOf(g *group) []string {
	if w.gates[g.still.gates[0]] == "" {
		return nil
	}
	said := make([]string, len(g.still.gates))
	for i, oid := range g.still.gates {
		said[i] = w.gates[oid]
	}
	return said
}

// proves says whether the scalars of a group go with its rows: one that counts
// others says nothing when it stands, unless the agent tells the time of changes.
func (w *walker) proves(g *group, rows int) bool {
	return w.gates[g.still.gates[0]] == strconv.Itoa(rows) || w.gates[ifTableLastChange] != ""
}

// held returns what is held of a group; nil: nothing.
func (w *walker) held(name string) *held {
	b, ok := w.mem.Held[name]
	if !ok || w.whole {
		return nil
	}
	h, err := readHeld(b)
	if err != nil {
		delete(w.mem.Held, name)
		return nil
	}
	return h
}

// put keeps a table for the next polls.
func (w *walker) put(name string, h *held) {
	if w.mem.Held == nil {
		w.mem.Held = make(map[string][]byte)
	}
	w.mem.Held[name] = h.bytes()
}

// keepRenewed keeps a renewed table, unless it holds but a part of another's.
func (w *walker) keepRenewed(r *renewal, now time.Time) {
	if r.rule.of != "" {
		return
	}
	if r.slow {
		r.held.slow = now.Unix()
	}
	w.put(r.group.name, r.held)
}

// hold keeps a table that was walked.
func (w *walker) hold(t *table, before *held, now time.Time) {
	g := t.group
	if g.still == nil || g.still.of != "" {
		return
	}
	delete(w.mem.Held, g.name)
	if t.incomplete() != nil || len(t.rows) == 0 || len(t.rows) > mostHeld {
		return
	}
	h := holdOf(t)
	h.walked, h.slow = now.Unix(), now.Unix()
	switch {
	case before != nil:
		h.walked = before.walked
	case g.still.rows == rowsByGates:
		if h.gates = w.gatesOf(g); h.gates == nil || !w.proves(g, len(t.rows)) {
			return
		}
	case g.still.rows == rowsLike:
		h.gates = w.like
	}
	w.put(g.name, h)
}

// begin opens the columns of a table that must be walked, and returns what is held
// of the others.
func (w *walker) begin(t *table, known sizes, now time.Time) ([]*cursor, *held) {
	all, g := cursors(t, known), t.group
	if g.still == nil || g.still.rows == rowsByGates {
		return all, nil
	}
	h := w.held(g.name)
	if h == nil || now.Unix()-h.walked >= int64(walkEvery/time.Second) || slices.Contains(h.columns(g), -1) || !h.shownBy(g) {
		return all, nil
	}
	return slices.DeleteFunc(all, func(c *cursor) bool {
		kept := g.still.keeping(g.columns[c.col].object) != fresh
		t.asked[c.col] = !kept
		return kept
	}), h
}

// shownBy says whether a fresh column of a group shows every row that is held: an
// agent may lack the very column by which the rows would be found again.
func (h *held) shownBy(g *group) bool {
	if g.still.rows != rowsWalked {
		return true
	}
	for i, at := range h.columns(g) {
		lacks := func(row []value) bool { return !row[at].present() }
		if g.still.keeping(g.columns[i].object) == fresh && !slices.ContainsFunc(h.cells, lacks) {
			return true
		}
	}
	return false
}

// A partly is a table of which some columns were walked, and the others are held.
type partly struct {
	t    *table
	held *held
	at   []int          // of the table's columns in what is held
	rows map[string]int // of what is held
	need []int          // rows of the table that are new or have changed
}

// newPartly finds out which rows are not as they were.
func newPartly(t *table, h *held) *partly {
	p := &partly{t: t, held: h, at: h.columns(t.group), rows: h.index()}
	for i := range t.rows {
		if !p.asBefore(i) {
			p.need = append(p.need, i)
		}
	}
	return p
}

// asBefore says whether a row was there before and what marks it is the same.
func (p *partly) asBefore(i int) bool {
	before, ok := p.rows[p.t.rows[i].suffix]
	for col, c := range p.t.group.columns {
		if ok && slices.Contains(p.t.group.still.marks, c.object) {
			ok = sameValue(p.t.rows[i].cells[col], p.held.cells[before][p.at[col]])
		}
	}
	return ok
}

// late opens the held columns where so much has changed that walking them is
// cheaper than asking for each cell.
func (p *partly) late(known sizes, like []string) []*cursor {
	changed := len(p.need) > max(mostCells, len(p.t.rows)/4)
	if p.t.group.still.rows == rowsLike {
		changed = !slices.Equal(p.held.gates, like)
	}
	if !changed {
		return nil
	}
	return slices.DeleteFunc(cursors(p.t, known), func(c *cursor) bool {
		return p.t.group.still.keeping(p.t.group.columns[c.col].object) == fresh
	})
}

// complete adds to a table, of which the fresh columns were walked, the others; it
// returns the columns that it had to walk.
func (w *walker) complete(ctx context.Context, t *table, h *held) []*cursor {
	if w.dead != nil {
		failColumns(t, w.dead)
		return nil
	}
	p := newPartly(t, h)
	late := p.late(w.mem.sizes(t.group), w.like)
	if late == nil {
		w.fill(ctx, p)
		return nil
	}
	w.read(ctx, slices.Clone(late))
	w.prove(ctx, late, []*table{t})
	return late
}

// isLike says whether the rows of a group are those of the table before it.
func (g *group) isLike() bool { return g.still != nil && g.still.rows == rowsLike }

// fill completes a table from what is held of it and, where a row is not as it
// was, from the agent.
func (w *walker) fill(ctx context.Context, p *partly) {
	if p.t.group.still.rows == rowsLike {
		for _, suffix := range p.held.rows {
			p.t.add(suffix, len(p.t.rows))
		}
	}
	ask := map[string][2]int{}
	for col, c := range p.t.group.columns {
		if p.t.group.still.keeping(c.object) == fresh {
			continue
		}
		for i := range p.t.rows {
			if before, ok := p.rows[p.t.rows[i].suffix]; ok && !slices.Contains(p.need, i) {
				p.set(i, col, p.held.cells[before][p.at[col]])
			}
		}
		for _, i := range p.need {
			ask[c.oid+"."+p.t.rows[i].suffix] = [2]int{i, col}
		}
	}
	w.fetch(ctx, p, ask)
}

// set fills in a cell.
func (p *partly) set(row, col int, v value) {
	t := p.t
	t.rows[row].cells[col] = v
	t.asked[col] = true
	if v.present() {
		t.count[col]++
		t.bytes[col] += wireSize(columnSize(t.group.columns[col].oid), t.rows[row].index, v)
	}
}

// fetch asks for single cells. One that is gone went between two requests.
func (w *walker) fetch(ctx context.Context, p *partly, ask map[string][2]int) {
	if len(ask) == 0 || w.dead != nil {
		return
	}
	names := make([]string, 0, len(ask))
	for name := range ask {
		names = append(names, name)
	}
	slices.SortFunc(names, compareOID)
	got, err := w.get(ctx, names...)
	if err != nil {
		failColumns(p.t, asFault(err))
		return
	}
	for _, name := range names {
		at := ask[name]
		c := &cursor{t: p.t, col: at[1]}
		v, f := c.admit(got[name])
		if f != nil && got[name].present() {
			p.t.fault[at[1]] = f
		}
		p.set(at[0], at[1], v)
	}
}

// failColumns makes the columns that were not walked incomplete.
func failColumns(t *table, f *fault) {
	for col, c := range t.group.columns {
		if t.group.still.keeping(c.object) != fresh {
			t.fault[col] = f
		}
	}
}

// likeness is which rows a table has, by the last part of their indexes, in a form
// that another table's gates can hold.
func likeness(t *table) []string {
	var b strings.Builder
	for _, r := range t.rows {
		if n := len(r.index); n > 0 {
			b.WriteString(strconv.FormatUint(uint64(r.index[n-1]), 36) + ",")
		}
	}
	return []string{b.String()}
}
