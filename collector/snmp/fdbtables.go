package snmp

import (
	"context"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// What the memory says of the two standard forwarding tables.
const (
	fdbByVLAN = "vlan"  // dot1qTpFdbTable is enough
	fdbPlain  = "plain" // dot1dTpFdbTable alone: the other is empty, or its ports lead nowhere
	fdbJoined = "joint" // the ports of dot1dTpFdbTable for the rows of dot1qTpFdbTable
	fdbBoth   = "both"  // dot1dTpFdbTable has MACs that dot1qTpFdbTable lacks
)

// standardFDB reads the standard forwarding tables: that with VLANs first. The other
// is read where that one is empty or cannot be understood, or where a sample of it
// shows MACs that the first lacks.
func (r *reader) standardFDB(ctx context.Context) (fdbReading, *fault) {
	tables := r.walkFDB(ctx)
	byVLAN, f := r.vlanFDB(ctx, tables[0])
	if f != nil && len(tables[0].rows) > 0 {
		return byVLAN, f
	}
	if len(tables) == 1 && r.vlanFDBServes(ctx, byVLAN) {
		return byVLAN, f
	}
	if len(tables) == 1 {
		tables = append(tables, r.w.walk(ctx, plainFDBGroup())...)
	}
	plain, broken := r.plainFDBRows(ctx, tables[1])
	if broken != nil && len(byVLAN.entries) > 0 { // the other one is of no importance then
		return byVLAN, f
	}
	if f = firstFault(f, broken); f == nil && r.mem.Dialect["fdb"] == "" && len(byVLAN.entries)+len(plain.entries) > 0 {
		r.mem.Dialect["fdb"] = r.compareFDBs(byVLAN, plain)
	}
	return r.joinFDBs(byVLAN, plain), f
}

// walkFDB walks dot1qTpFdbTable, and with it dot1dTpFdbTable where that is known to
// be needed.
func (r *reader) walkFDB(ctx context.Context) []*table {
	switch r.mem.Dialect["fdb"] {
	case fdbPlain, fdbJoined, fdbBoth:
		return r.walkCounted(ctx, vlanFDBGroup(), plainFDBGroup())
	}
	return r.walkCounted(ctx, vlanFDBGroup())
}

// vlanFDBServes says whether dot1qTpFdbTable is all that is needed: its ports can be
// understood, and a sample of the other table has no other MACs.
func (r *reader) vlanFDBServes(ctx context.Context, rows fdbReading) bool {
	if len(rows.entries) == 0 {
		return false
	}
	if r.mem.Dialect["fdb"] == fdbByVLAN {
		return true
	}
	ok := len(r.learnedPorts(rows.entries)) > 0 && r.bestPortFit(rows) >= 0.5
	if ok && r.mem.Polls > 1 { // the first poll has enough to do
		if ok = !r.sampleDiffers(ctx, rows); ok {
			r.mem.Dialect["fdb"] = fdbByVLAN
		}
	}
	return ok
}

// sampleRows is how much of dot1dTpFdbTable is looked at: what one answer carries.
const sampleRows = 40

// sampleDiffers asks once for the first rows of dot1dTpFdbTable, and says whether
// more than a few of them, and most, have a MAC that the other table lacks.
func (r *reader) sampleDiffers(ctx context.Context, rows fdbReading) bool {
	if r.s.codec.Version == gosnmp.Version1 || r.w.plan.NoBulk || r.w.dead != nil {
		return false
	}
	column := plainFDBGroup().columns[colFdbPort].oid
	a, err := r.s.exchange(ctx, request{pdu: gosnmp.GetBulkRequest, names: []string{column}, repetitions: sampleRows, tries: 1})
	if err != nil || a.status != gosnmp.NoError {
		return false
	}
	var sample fdbReading
	for _, v := range a.vars {
		if suffix, ok := strings.CutPrefix(v.Name, column+"."); ok {
			row := row{index: parseArcs(suffix), cells: []value{{kind: v.Type, any: v.Value}, {}}}
			if mac, _, err := macIndex(row.index); err == nil {
				sample.add(&row, -1, mac)
			}
		}
	}
	missing := missingMACs(rows, sample)
	return missing > fewMissing && missing*2 > len(sample.entries)
}

// vlanFDB understands the index of dot1qTpFdbTable.
func (r *reader) vlanFDB(ctx context.Context, t *table) (fdbReading, *fault) {
	rows := parseVLANFDB(t)
	if rows.refused == 0 || t.incomplete() != nil {
		return rows, t.incomplete()
	}
	return r.oddFDB(ctx, t, rows)
}

// plainFDBRows understands the index of dot1dTpFdbTable.
func (r *reader) plainFDBRows(ctx context.Context, t *table) (fdbReading, *fault) {
	rows := parsePlainFDB(t)
	if f := t.incomplete(); f != nil || rows.refused == 0 && !(rows.form != "" && r.knownVIDs()[6]) { // a 6 may be a length, or a VLAN
		return rows, f
	}
	return r.oddFDB(ctx, t, rows)
}

// oddFDB reads a table with an index of another form, or by the column of the MAC.
// What it cannot read so stays as rows were read.
func (r *reader) oddFDB(ctx context.Context, t *table, rows fdbReading) (fdbReading, *fault) {
	if form, ok := oddForm(t, r.knownMACs(), r.knownVIDs()); ok {
		return parseOddFDB(t, rows.table, form), nil
	}
	if len(rows.entries) > 0 && rows.refused == 0 {
		return rows, nil
	}
	addresses := r.w.walk(ctx, fdbAddressGroup(t))[0]
	if f := addresses.incomplete(); f != nil || len(addresses.rows) == 0 {
		return rows, f
	}
	if other := parseAddressedFDB(t, addresses, rows.table); len(other.entries) > len(rows.entries) {
		return other, nil
	}
	return rows, nil
}

// fewMissing is how many MACs one table may lack of the other: one is read after
// the other, and MACs come and go.
const fewMissing = 3

// compareFDBs finds out which of the two tables serves.
func (r *reader) compareFDBs(byVLAN, plain fdbReading) string {
	missing, fit := missingMACs(byVLAN, plain), r.bestPortFit(byVLAN)
	better := fit < 0.5 && r.bestPortFit(plain) > fit+margin
	switch {
	case len(byVLAN.entries) == 0:
		return fdbPlain
	case len(plain.entries) == 0:
		return fdbByVLAN
	case better && missing*2 > len(plain.entries):
		return fdbPlain
	case better:
		return fdbJoined
	case missing > fewMissing && missing*5 > len(plain.entries):
		return fdbBoth
	}
	return fdbByVLAN
}

// bestPortFit is how well the best meaning explains the ports of the rows.
func (r *reader) bestPortFit(rows fdbReading) float64 {
	best := 0.0
	for _, rd := range r.portReadings(rows.entries, r.ports.meanings(), &vlanView{}) {
		best = max(best, rd.fit)
	}
	return best
}

// missingMACs counts the learned rows of one table whose MAC another does not have.
func missingMACs(in, of fdbReading) int {
	have, n := map[inventory.MAC]bool{}, 0
	for _, e := range in.entries {
		have[e.mac] = true
	}
	for _, e := range of.entries {
		if e.port > 0 && e.status == inventory.FDBLearned && !have[e.mac] {
			n++
		}
	}
	return n
}

// joinFDBs makes one table of the two, as the memory says.
func (r *reader) joinFDBs(byVLAN, plain fdbReading) fdbReading {
	switch r.mem.Dialect["fdb"] {
	case fdbPlain:
		r.plainFDB = true
		return plain
	case fdbJoined:
		byVLAN.table += " with the ports of dot1dTpFdb"
		byVLAN.takePorts(plain)
	case fdbBoth:
		byVLAN.table += " and dot1dTpFdb"
		byVLAN.addMissing(plain)
	default:
		r.plainFDB = len(byVLAN.entries) == 0
		if r.plainFDB && (len(plain.entries) > 0 || plain.refused > byVLAN.refused) {
			return plain
		}
	}
	return byVLAN
}

// takePorts takes the ports over from another table.
func (f *fdbReading) takePorts(of fdbReading) {
	at := map[inventory.MAC]fdbEntry{}
	for _, e := range of.entries {
		at[e.mac] = e
	}
	for i, e := range f.entries {
		if other, ok := at[e.mac]; ok {
			f.entries[i].port, f.entries[i].status = other.port, other.status
		} else {
			f.entries[i].port = 0
		}
	}
}

// addMissing adds the rows whose MAC is in another table only. They have no VLAN.
func (f *fdbReading) addMissing(of fdbReading) {
	have := map[inventory.MAC]bool{}
	for _, e := range f.entries {
		have[e.mac] = true
	}
	for _, e := range of.entries {
		if !have[e.mac] {
			f.entries = append(f.entries, e)
		}
	}
}
