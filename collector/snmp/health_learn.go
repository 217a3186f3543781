package snmp

import (
	"context"
	"slices"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// What one request for an agent's health may ask for at most.
const (
	mostGaugeRows = 16
	mostDisks     = 8 // of a server
)

// Every gauge that may have been learned. They are made once: each reading of each
// switch looks one up.
var (
	everyProcessor = append(standardProcessors(), processors()...)
	everyMemory    = append(standardMemories(), memories()...)
)

// learnHealth finds out where the agent tells its health: by one request to the
// standard tables and, only where those are silent, by one or two to private ones.
func (r *reader) learnHealth(ctx context.Context) error {
	m := &r.mem.Health
	*m = healthMemory{}
	there, err := r.probe(ctx, firstColumns(standardProcessors(), standardMemories(), stpGauge()))
	if err != nil {
		return err
	}
	m.STP = there[stpGauge()[0].oids[0]]
	r.learnGauge(ctx, &m.CPU, standardProcessors(), there)
	r.learnGauge(ctx, &m.Memory, standardMemories(), there)
	if there[hrStorageUsed] {
		m.Disks = r.learnDisks(ctx)
	}
	if m.CPU.OID != "" && m.Memory.OID != "" || r.w.dead != nil {
		return deadError(r.w.dead)
	}
	return r.learnPrivate(ctx)
}

// learnPrivate asks where makers keep what no standard table told.
func (r *reader) learnPrivate(ctx context.Context) error {
	objectID, err := r.objectID(ctx)
	if err != nil {
		return err
	}
	m := &r.mem.Health
	var cpus, mems []gauge
	if m.CPU.OID == "" {
		cpus = place(processors(), roots(objectID))
	}
	if m.Memory.OID == "" {
		mems = place(memories(), roots(objectID))
	}
	there, err := r.probe(ctx, firstColumns(cpus, mems))
	if err != nil {
		return err
	}
	r.learnGauge(ctx, &m.CPU, cpus, there)
	r.learnGauge(ctx, &m.Memory, mems, there)
	return deadError(r.w.dead)
}

// deadError keeps a nil fault from becoming an error that is not nil.
func deadError(f *fault) error {
	if f == nil {
		return nil
	}
	return f
}

// objectID is the agent's sysObjectID, which most polls have asked for already.
func (r *reader) objectID(ctx context.Context) (string, error) {
	if id := r.poll.System.ObjectID; id != "" {
		return id, nil
	}
	got, err := r.w.get(ctx, sysObjectID)
	return got[sysObjectID].text(), err
}

// stpGauge is dot1dStpTopChanges, to be probed like a gauge.
func stpGauge() []gauge {
	return []gauge{{oids: []string{strings.TrimSuffix(dot1dStpTopChanges, ".0")}}}
}

// firstColumns lists the column of each gauge that must be there, in the order of OIDs.
func firstColumns(kinds ...[]gauge) []string {
	var oids []string
	for _, g := range slices.Concat(kinds...) {
		oids = append(oids, g.oids[0])
	}
	slices.SortFunc(oids, compareOID)
	return slices.Compact(oids)
}

// mostProbes bounds the requests of one probe: an agent that refuses some of the
// columns is asked for fewer at once.
const mostProbes = 16

// probe finds out which columns the agent has, by GETNEXT of many at once.
func (r *reader) probe(ctx context.Context, oids []string) (map[string]bool, error) {
	there, size := make(map[string]bool), r.w.plan.columns()
	for n, silent := 0, 0; len(oids) > 0 && n < mostProbes; n++ {
		part := oids[:min(len(oids), size)]
		a, err := r.s.exchange(ctx, request{pdu: gosnmp.GetNextRequest, names: part})
		switch half := (len(part) + 1) / 2; {
		case err != nil && (asFault(err).reason != inventory.ReasonTimeout || len(part) < 4 || silent > 0):
			return nil, err
		case err != nil: // perhaps that was too much for it
			silent++
			size, r.w.plan.Columns = half, half
		case a.status == gosnmp.NoSuchName && a.index > 0 && a.index <= len(part):
			oids = part[:a.index-1] // behind its last variable there is nothing (RFC 1157, 4.1.3)
		case a.status != gosnmp.NoError && len(part) > 1: // too big, or one of them it cannot bear
			size = half
		case a.status != gosnmp.NoError:
			oids = oids[1:]
		default:
			noteColumns(there, part, a.vars)
			oids = oids[len(part):]
		}
	}
	return there, nil
}

// noteColumns notes which of the columns an answer has a variable of.
func noteColumns(there map[string]bool, oids []string, vars []gosnmp.SnmpPDU) {
	for i, v := range vars[:min(len(vars), len(oids))] {
		val := value{kind: v.Type, any: v.Value}
		there[oids[i]] = val.present() && strings.HasPrefix(v.Name, oids[i]+".")
	}
}

// learnGauge takes the first gauge that is there and makes sense.
func (r *reader) learnGauge(ctx context.Context, to *learnedGauge, gauges []gauge, there map[string]bool) {
	for _, g := range gauges {
		if to.OID != "" || r.w.dead != nil || !there[g.oids[0]] {
			continue
		}
		if l := r.tryGauge(ctx, g); len(l.Rows) > 0 {
			*to = l
		}
	}
}

// tryGauge walks a gauge once and lists the rows that count.
func (r *reader) tryGauge(ctx context.Context, g gauge) learnedGauge {
	l := learnedGauge{OID: g.oids[0]}
	group := &group{name: "gauge"}
	for _, oid := range g.oids {
		group.columns = append(group.columns, column{object: g.name, oid: oid})
	}
	if g.label != "" {
		group.columns = append(group.columns, column{object: g.name, oid: g.label, long: true})
	}
	t := r.w.walk(ctx, group)[0]
	delete(r.mem.Sizes, group.name)
	for i := range t.rows {
		row := &t.rows[i]
		_, sane := g.measure(row.cells)
		if sane && (g.keep == nil || g.keep(row)) && len(l.Rows) < mostGaugeRows {
			l.Rows = append(l.Rows, row.suffix)
		}
	}
	for col := range g.oids {
		if t.count[col] == 0 {
			l.Lacks = append(l.Lacks, col)
		}
	}
	return l
}

// learnDisks lists the disks of a server. File systems that the kernel makes up are none.
func (r *reader) learnDisks(ctx context.Context) (disks []diskRow) {
	group := &group{name: "disks", columns: []column{
		{object: "hrStorageType", oid: hrStorageType},
		{object: "hrStorageDescr", oid: ".1.3.6.1.2.1.25.2.3.1.3", long: true},
		{object: "hrStorageAllocationUnits", oid: hrStorageUnits},
		{object: "hrStorageSize", oid: hrStorageSize},
	}}
	t := r.w.walk(ctx, group)[0]
	delete(r.mem.Sizes, group.name)
	for _, row := range t.rows {
		name := row.cells[1].text()
		unit, _ := row.cells[2].decimal()
		size, _ := row.cells[3].decimal()
		if row.cells[0].text() == hrStorageFixedDisk && unit > 0 && size > 0 && !madeUp(name) && len(disks) < mostDisks {
			disks = append(disks, diskRow{Row: row.suffix, Name: name, Unit: unit})
		}
	}
	return disks
}

// madeUp says whether a mount point is memory that looks like a disk.
func madeUp(name string) bool {
	for _, root := range []string{"/run", "/dev", "/sys", "/proc"} {
		if name == root || strings.HasPrefix(name, root+"/") {
			return true
		}
	}
	return false
}
