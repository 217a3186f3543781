package snmp

import (
	"slices"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// A column is one columnar object of a MIB.
type column struct {
	object string // its name in the MIB
	oid    string // dotted, with a leading dot
	long   bool   // a value may be larger than a message: text, PortList
}

// A group is a set of columns with one index, which are read side by side.
type group struct {
	name     string // the key under which sizes are remembered
	columns  []column
	still    *stillness // how it is read again while nothing changes; nil: always walked
	optional bool       // found empty, it is left out for some polls, unless it has ever had rows

	// Where set, skip says for a row's index where a column goes on that wants no
	// more rows of this kind (empty: at the next row), and allow how many it wants.
	skip  func(index []uint32) string
	allow int
}

// A row is one conceptual row as far as it was read; a cell that the agent does
// not have is zero.
type row struct {
	suffix string   // the index as the agent's OIDs end
	index  []uint32 // the index as numbers
	cells  []value
}

// A table is what was read of a group.
type table struct {
	group *group
	rows  []row
	byKey map[string]int
	count []int    // cells read, per column
	bytes []int    // octets they took on the wire, about
	fault []*fault // why the end of a column was not seen, per column
	asked []bool   // columns that were asked for at all

	dropped int // values of a wrong type that nothing rests on

	arena []value
}

// newTable makes an empty table, with room for the rows of the poll before.
func newTable(g *group, expect int) *table {
	n := len(g.columns)
	return &table{group: g, byKey: make(map[string]int, expect), rows: make([]row, 0, expect),
		count: make([]int, n), bytes: make([]int, n), fault: make([]*fault, n), asked: make([]bool, n)}
}

// add returns the number of the row with the given index, making it where it is new.
func (t *table) add(suffix string, hint int) (int, bool) {
	if hint < len(t.rows) && t.rows[hint].suffix == suffix {
		return hint, false
	}
	if i, ok := t.byKey[suffix]; ok {
		return i, false
	}
	i := len(t.rows)
	t.rows = append(t.rows, row{suffix: suffix, index: parseArcs(suffix), cells: t.cells()})
	t.byKey[suffix] = i
	return i, true
}

// cells cuts the cells of one row from a larger piece of memory.
func (t *table) cells() []value {
	n := len(t.group.columns)
	if len(t.arena) < n {
		t.arena = make([]value, n*max(8, min(cap(t.rows)-len(t.rows), 256)))
	}
	c := t.arena[:n:n]
	t.arena = t.arena[n:]
	return c
}

// sort puts the rows into the order of their indexes. Columns that agree about
// their rows leave them in order already.
func (t *table) sort() {
	byIndex := func(a, b row) int { return slices.Compare(a.index, b.index) }
	if !slices.IsSortedFunc(t.rows, byIndex) {
		slices.SortFunc(t.rows, byIndex)
		clear(t.byKey)
		for i, r := range t.rows {
			t.byKey[r.suffix] = i
		}
	}
}

// incomplete returns why a column was not read to its end; nil if all were.
func (t *table) incomplete() *fault { return firstFault(t.fault...) }

// A cursor is how far the walk of one column has come.
type cursor struct {
	t       *table
	col     int
	prefix  string // of the OIDs in the column, with the dot at the end
	oidSize int    // octets of the column's own OID
	first   string // the first OID that was seen
	last    string // the OID to go on from
	next    string // where ended: the variable behind the column; empty: the end of the MIB
	at      int    // the row of that OID; -1 at the beginning
	expect  int    // rows there should be, from the poll before; -1 if that is not known
	cell    int    // octets of one variable on the wire, about
	skips   int    // rows so far of the kind that the group may want to skip
	answer  uint32 // the one that was taken from last
	done    bool
	ended   bool // done, because the agent showed the end

	follows map[string]gosnmp.SnmpPDU // what comes behind a variable, as told already
}

// take puts one variable of an answer into the table. It returns false when the
// column is finished: at its end, or with a fault.
func (c *cursor) take(v *gosnmp.SnmpPDU) bool {
	switch {
	case v.Type == gosnmp.EndOfMibView:
		c.finish("")
	case v.Type == gosnmp.NoSuchObject || v.Type == gosnmp.NoSuchInstance:
		c.fail(c.refusedNext())
	case strings.HasPrefix(v.Name, c.prefix) && len(v.Name) > len(c.prefix):
		c.store(v)
	case compareOID(v.Name, c.last) <= 0:
		c.fail(c.backwards(v.Name))
	default:
		c.finish(v.Name)
	}
	return !c.done
}

// store appends a variable of the column, if it lies behind the one before.
func (c *cursor) store(v *gosnmp.SnmpPDU) {
	t := c.t
	i, _ := t.add(v.Name[len(c.prefix):], c.at+1)
	if c.at >= 0 && slices.Compare(t.rows[i].index, t.rows[c.at].index) <= 0 {
		c.fail(c.backwards(v.Name))
		return
	}
	val, f := c.admit(value{kind: v.Type, any: v.Value})
	if f != nil {
		c.fail(f)
		return
	}
	if c.at < 0 {
		c.first = v.Name
	}
	t.rows[i].cells[c.col] = val
	t.count[c.col]++
	t.bytes[c.col] += wireSize(c.oidSize, t.rows[i].index, val)
	c.at, c.last = i, v.Name
	c.skip(t.rows[i].index)
}

// skip goes past rows that the group wants no more of.
func (c *cursor) skip(index []uint32) {
	if c.t.group.skip == nil {
		return
	}
	if on := c.t.group.skip(index); on != "" {
		if c.skips++; c.skips > c.t.group.allow {
			c.last = c.prefix + on
		}
	}
}

// fail ends the column without its end having been seen.
func (c *cursor) fail(f *fault) {
	c.done, c.t.fault[c.col] = true, f
}

// backwards is the fault of an agent whose OIDs do not increase.
func (c *cursor) backwards(name string) *fault {
	return faultf(inventory.ReasonOrder, "%s: after %s the agent went on with %s; the rows up to there are kept, the table is incomplete",
		c.t.group.columns[c.col].object, c.last, name).as(inventory.OddOrder)
}

// refusedNext is the fault of an agent that answers GETNEXT with "no such
// object", which is not an answer to it (RFC 3416, 4.2.2).
func (c *cursor) refusedNext() *fault {
	object := c.t.group.columns[c.col].object
	if c.t.count[c.col] == 0 {
		return faultf(inventory.ReasonUnsupported, "the agent says that it has no %s", object)
	}
	return faultf(inventory.ReasonTruncated, "%s broke off after %d rows", object, c.t.count[c.col]).as(inventory.OddEnd)
}

// size is the octets that one more variable of the column takes, as far as is known.
func (c *cursor) size() int {
	if n := c.t.count[c.col]; n > 0 {
		return (c.t.bytes[c.col] + n - 1) / n
	}
	return c.cell
}

// left is how many rows there should still be, the proof of the end included;
// -1 where that is not known.
func (c *cursor) left() int {
	if got := c.t.count[c.col]; c.expect >= got {
		return c.expect - got + 1
	}
	return -1
}
