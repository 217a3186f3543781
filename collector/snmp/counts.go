package snmp

import (
	"context"
	"slices"
	"strconv"

	"rollcall/inventory"
)

// What agents say of how many rows their tables have. Some are wrong about it, or
// count something else; one that was right in the poll before is believed.
const (
	ifNumber         = ".1.3.6.1.2.1.2.1.0"    // IF-MIB, RFC 2863
	dot1dBaseNumPort = ".1.3.6.1.2.1.17.1.2.0" // dot1dBaseNumPorts: BRIDGE-MIB, RFC 4188
)

// A tally is what is known of one such number.
type tally struct {
	Right bool `json:"r,omitempty"` // it agreed with the table when that was read last
	Off   int  `json:"o,omitempty"` // polls in a row since then that it did not
	None  bool `json:"n,omitempty"` // the agent does not have it
}

// countOf is the number that an agent has for the rows of a group.
func countOf(g *group) (oid string, column int, ok bool) {
	switch g.name {
	case "if", "ifnames":
		return ifNumber, 0, true
	case "port":
		return dot1dBaseNumPort, colBaseIfIndex, true
	case vlanKey:
		return dot1qNumVlans, colEgress, true
	}
	return "", 0, false
}

// countNames are the numbers that the first request asks for. That of the first
// poll is kept small: nobody knows what the agent can bear.
func (r *reader) countNames() []string {
	if r.mem.Polls < 2 {
		return nil
	}
	var names []string
	if r.wants(inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors) {
		names = append(names, ifNumber, dot1dBaseNumPort)
	}
	if r.wants(inventory.TableVLANs) {
		names = append(names, dot1qNumVlans)
	}
	var have []string
	for _, name := range names {
		if !r.mem.Tallies[name].None {
			have = append(have, name)
		}
	}
	return have
}

// heardCounts takes notice of those numbers.
func (r *reader) heardCounts(got map[string]value) {
	said := map[string]int{}
	for _, name := range r.countNames() {
		n, ok := got[name].number()
		if !ok || n > uint64(defaultRows) {
			r.mem.Tallies[name] = tally{None: true}
			continue
		}
		said[name] = int(n)
	}
	r.w.said = said
}

// tally compares the rows of a table with what the agent says of their number.
func (w *walker) tally(t *table) {
	oid, column, ok := countOf(t.group)
	said, told := w.said[oid]
	if !ok || !told || t.incomplete() != nil || !t.asked[column] {
		return
	}
	got := t.count[column]
	if column == 0 && got < len(t.rows) { // a column that not every row has
		got = len(t.rows)
	}
	if w.mem.counts(oid, said == got, said > got) {
		t.shorten(faultf(inventory.ReasonTruncated, "%s has %d rows; the agent says that there are %d", t.group.columns[column].object, got, said).as(inventory.OddEnd))
	}
}

// shorten makes every column of a table incomplete.
func (t *table) shorten(f *fault) {
	for i := range t.fault {
		if t.asked[i] && t.fault[i] == nil {
			t.fault[i] = f
		}
	}
}

// counts takes notice of whether a number agreed with its table, and says whether
// a table that is short of it is to be taken for cut: where the number was right
// before, until it has been off for so long that it must mean something else now.
func (m *memory) counts(name string, agrees, short bool) bool {
	t := m.Tallies[name]
	switch {
	case agrees:
		t = tally{Right: true}
	case !t.Right || !short:
		t = tally{}
	case t.Off >= mostDoubts:
		t = tally{}
	default:
		t.Off++
	}
	m.Tallies[name] = t
	return t.Off > 0
}

// fdbCountGroup is how many learned addresses a filtering database has
// (Q-BRIDGE-MIB, RFC 4363). Its index is dot1qFdbId.
func fdbCountGroup() *group {
	return &group{name: "fdbcount", optional: true, columns: []column{{object: "dot1qFdbDynamicCount", oid: ".1.3.6.1.2.1.17.7.1.2.1.1.2"}}}
}

// countFDB compares the rows of each filtering database with the agent's count of
// them. Addresses come and go while a table is read: a count that is more than the
// rows is asked for again.
func (r *reader) countFDB(ctx context.Context, t, counts *table) {
	if t.incomplete() != nil || counts.incomplete() != nil || len(counts.rows) == 0 {
		return
	}
	said := map[uint32]int{}
	for _, row := range counts.rows {
		if len(row.index) == 1 {
			said[row.index[0]] = row.cells[0].integer()
		}
	}
	learned, all := rowsPerFDB(t)
	got := all
	if r.mem.Dialect["fdbcount"] == "learned" { // as the MIB has it; some agents count every row
		got = learned
	}
	short := shortOf(said, got)
	if len(short) > 0 && r.mem.Tallies[fdbTally].Right {
		r.countAgain(ctx, short, said)
		short = shortOf(said, got)
	}
	agrees := true
	switch {
	case sameCounts(said, learned):
		r.mem.Dialect["fdbcount"] = "learned"
	case sameCounts(said, all):
		r.mem.Dialect["fdbcount"] = "all"
	default:
		agrees = false
	}
	if r.mem.counts(fdbTally, agrees, len(short) > 0) {
		t.shorten(faultf(inventory.ReasonTruncated, "dot1qTpFdbTable has %d addresses in filtering database %d; the agent counts %d",
			got[short[0]], short[0], said[short[0]]).as(inventory.OddEnd))
	}
}

// fdbTally is the name of what is known of dot1qFdbDynamicCount.
const fdbTally = "fdb"

// countAgain asks for the counts of filtering databases that have fewer rows.
func (r *reader) countAgain(ctx context.Context, fids []uint32, said map[uint32]int) {
	prefix := fdbCountGroup().columns[0].oid
	var names []string
	for _, fid := range fids[:min(len(fids), maxColumns)] {
		names = append(names, prefix+"."+strconv.FormatUint(uint64(fid), 10))
	}
	got, err := r.w.get(ctx, names...)
	if err != nil {
		return
	}
	for i, name := range names {
		said[fids[i]] = got[name].integer()
	}
}

// rowsPerFDB counts the rows of dot1qTpFdbTable for each filtering database: those
// that were learned, and all of them.
func rowsPerFDB(t *table) (learned, all map[uint32]int) {
	const statusLearned = 3
	learned, all = map[uint32]int{}, map[uint32]int{}
	for _, row := range t.rows {
		if len(row.index) < 7 {
			continue
		}
		fid := row.index[0]
		all[fid]++
		if row.cells[colFdbStatus].integer() == statusLearned {
			learned[fid]++
		}
	}
	return learned, all
}

// sameCounts says whether every count is that of the rows.
func sameCounts(said, got map[uint32]int) bool {
	for fid, n := range said {
		if got[fid] != n {
			return false
		}
	}
	for fid := range got {
		if _, ok := said[fid]; !ok {
			return false
		}
	}
	return true
}

// shortOf lists the filtering databases with fewer rows than their count, in order.
func shortOf(said, got map[uint32]int) []uint32 {
	var fids []uint32
	for fid, n := range said {
		if got[fid] < n {
			fids = append(fids, fid)
		}
	}
	slices.Sort(fids)
	return fids
}

// walkCounted walks forwarding tables, of which the first has the agent's counts.
func (r *reader) walkCounted(ctx context.Context, groups ...*group) []*table {
	tables := r.w.walk(ctx, append(groups, fdbCountGroup())...)
	r.countFDB(ctx, tables[0], tables[len(groups)])
	return tables[:len(groups)]
}
