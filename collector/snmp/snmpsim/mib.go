package snmpsim

import (
	"slices"
	"sort"
	"time"
)

// A Var is a variable: what a variable binding says.
type Var struct {
	OID   OID
	Value Value
}

// A MIB is everything that an agent shows in one context: variables in the order
// of their identifiers. It never changes, so requests may share it. It keeps
// every variable as the octets of its variable binding, which takes about 40
// octets each and makes an answer a copy.
type MIB struct {
	base *table
	over *table // laid over base: wins where both have a variable; nil: none
}

// NewMIB sorts variables into a MIB. Of several with one identifier the last counts.
func NewMIB(vars []Var) *MIB { return &MIB{base: newTable(vars)} }

// With returns a MIB that shows vars over m, which stays as it is. It costs as
// much as vars are, not as m is: lay the few variables that move over a table
// that does not. Laying a second time replaces the first layer where they meet.
func (m *MIB) With(vars ...Var) *MIB {
	if m.over != nil {
		vars = append(m.over.vars(), vars...)
	}
	return &MIB{base: m.base, over: newTable(vars)}
}

// Len returns how many variables m has; one that is laid over another counts once.
func (m *MIB) Len() int {
	n := m.base.len()
	for i := range m.over.len() {
		if _, found := m.base.find(m.over.oid(i)); !found {
			n++
		}
	}
	return n
}

// Get returns the value of the variable oid.
func (m *MIB) Get(oid OID) (Value, bool) {
	t, i := m.get(oid.encode())
	if t == nil {
		return Value{}, false
	}
	return t.value(i), true
}

// Next returns the first variable behind oid, whether or not there is a variable oid.
func (m *MIB) Next(oid OID) (Var, bool) {
	c := m.after(oid.encode())
	t, i := c.next()
	if t == nil {
		return Var{}, false
	}
	return Var{OID: t.oid(i).decode(), Value: t.value(i)}, true
}

// get returns the table that holds the variable oid and its row, or nil.
func (m *MIB) get(oid encodedOID) (*table, int) {
	if i, found := m.over.find(oid); found {
		return m.over, i
	}
	if i, found := m.base.find(oid); found {
		return m.base, i
	}
	return nil, 0
}

// A cursor walks a MIB: each layer's next row.
type cursor struct {
	mib  *MIB
	base int
	over int
}

// after returns a cursor whose next variable is the first one behind oid.
func (m *MIB) after(oid encodedOID) cursor {
	c := cursor{mib: m}
	var found bool
	if c.base, found = m.base.find(oid); found {
		c.base++
	}
	if c.over, found = m.over.find(oid); found {
		c.over++
	}
	return c
}

// next returns the table and row of the next variable and steps behind it; the
// table is nil at the end of the MIB.
func (c *cursor) next() (*table, int) {
	base, over := c.mib.base, c.mib.over
	if c.over >= over.len() {
		if c.base >= base.len() {
			return nil, 0
		}
		c.base++
		return base, c.base - 1
	}
	order := 1
	if c.base < base.len() {
		order = base.oid(c.base).compare(over.oid(c.over))
	}
	if order < 0 {
		c.base++
		return base, c.base - 1
	}
	if order == 0 { // hidden by the upper layer
		c.base++
	}
	c.over++
	return over, c.over - 1
}

// A table is one layer: the variable bindings end to end, and where each starts.
// A live variable is a binding without a value.
type table struct {
	octets []byte
	starts []uint32  // one more than there are rows
	live   []liveRow // in order of row
}

// A liveRow is a row whose value is worked out when asked for.
type liveRow struct {
	row   int32
	value func(at time.Time) Value
}

// newTable sorts and encodes variables.
func newTable(vars []Var) *table {
	type row struct {
		oid   encodedOID
		value Value
	}
	rows := make([]row, len(vars))
	for i, v := range vars {
		rows[i] = row{v.OID.encode(), v.Value}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.oid.compare(b.oid) })
	t := &table{starts: make([]uint32, 0, len(rows)+1)}
	for i, r := range rows {
		if i+1 < len(rows) && rows[i+1].oid.compare(r.oid) == 0 {
			continue
		}
		t.add(r.oid, r.value)
	}
	t.starts = append(t.starts, uint32(len(t.octets)))
	t.octets, t.live = slices.Clone(t.octets), slices.Clone(t.live) // as small as they can be
	return t
}

// add appends a row.
func (t *table) add(oid encodedOID, v Value) {
	t.starts = append(t.starts, uint32(len(t.octets)))
	if v.live != nil {
		t.live = append(t.live, liveRow{int32(len(t.starts) - 1), v.live})
		t.octets = appendTLV(t.octets, tagSequence, appendTLV(nil, TagObjectID, oid))
		return
	}
	t.octets = appendVarbind(t.octets, oid, v)
}

// len returns the number of rows; a nil table has none.
func (t *table) len() int {
	if t == nil {
		return 0
	}
	return len(t.starts) - 1
}

// binding returns the octets of row i's variable binding.
func (t *table) binding(i int) []byte { return t.octets[t.starts[i]:t.starts[i+1]] }

// oid returns the identifier of row i.
func (t *table) oid(i int) encodedOID {
	oid, _ := splitVarbind(t.binding(i))
	return oid
}

// value returns the value of row i, live ones as they are.
func (t *table) value(i int) Value {
	if f := t.liveValue(i); f != nil {
		return Live(f)
	}
	_, v := splitVarbind(t.binding(i))
	return v
}

// find returns the first row that is not before oid, and whether it is oid itself.
func (t *table) find(oid encodedOID) (int, bool) {
	n := t.len()
	i := sort.Search(n, func(i int) bool { return t.oid(i).compare(oid) >= 0 })
	return i, i < n && t.oid(i).compare(oid) == 0
}

// vars returns every row as a variable.
func (t *table) vars() []Var {
	out := make([]Var, 0, t.len())
	for i := range t.len() {
		out = append(out, Var{OID: t.oid(i).decode(), Value: t.value(i)})
	}
	return out
}

// appendRow appends the variable binding of row i as it is at a moment.
func (t *table) appendRow(dst []byte, i int, at time.Time) []byte {
	if f := t.liveValue(i); f != nil {
		return appendVarbind(dst, t.oid(i), f(at))
	}
	return append(dst, t.binding(i)...)
}

// liveValue returns what works out row i, nil where its value stands fast.
func (t *table) liveValue(i int) func(at time.Time) Value {
	at, found := slices.BinarySearchFunc(t.live, int32(i), func(l liveRow, row int32) int { return int(l.row - row) })
	if !found {
		return nil
	}
	return t.live[at].value
}
