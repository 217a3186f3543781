package snmp

import (
	"context"
	"slices"

	"rollcall/inventory"
)

// The scalars of the spanning tree (BRIDGE-MIB, RFC 4188).
const (
	dot1dStpTimeSinceTopologyChange = ".1.3.6.1.2.1.17.2.3.0"
	dot1dStpTopChanges              = ".1.3.6.1.2.1.17.2.4.0"
)

// How long what was learned of an agent's gauges holds, in readings.
const (
	learnAgain  = 10   // where it does not fit any more
	forgetGauge = 1500 // at most: about a day
)

// healthMemory is where an agent tells its health: what one request asks for.
type healthMemory struct {
	Age    int          `json:"age,omitempty"`   // readings since it was learned; 0: never
	Twice  bool         `json:"twice,omitempty"` // what it lacks was looked for twice
	CPU    learnedGauge `json:"cpu,omitzero"`
	Memory learnedGauge `json:"memory,omitzero"`
	Disks  []diskRow    `json:"disks,omitempty"`
	STP    bool         `json:"stp,omitempty"` // it counts changes of the spanning tree

	// As last told, for the readings that ask for something else.
	Busy float64 `json:"busy,omitempty"` // 0 to 1
	Full float64 `json:"full,omitempty"`
}

// A learnedGauge is a gauge of an agent; the zero value: it has none.
type learnedGauge struct {
	OID   string   `json:"oid,omitempty"` // the first of its columns
	Rows  []string `json:"rows,omitempty"`
	Lacks []int    `json:"lacks,omitempty"` // columns that the agent does not have
}

// A diskRow is a row of hrStorageTable that is a disk.
type diskRow struct {
	Row  string  `json:"row"`
	Name string  `json:"name"`
	Unit float64 `json:"unit"` // octets
}

// readHealth reads how busy the agent is and how full its memory: by one request,
// once it is known where it says so.
func (r *reader) readHealth(ctx context.Context) {
	h, f := r.health(ctx)
	if f == nil && h.facts() == 0 {
		f = faultf(inventory.ReasonUnsupported, "the agent tells neither its CPU nor its memory where one knows to look")
	}
	if f == nil {
		h.IPv6Neighbors, h.IPv6NeighborsMore = r.mem.IPv6.count(), r.mem.IPv6.More
		r.poll.Health = &h.Health
	}
	state := inventory.TableState{Rows: h.facts()}
	if m := r.mem.Health; state.Rows > 0 {
		state.Dialect, state.Score = joinDialect(m.CPU.gauge(everyProcessor).name, m.Memory.gauge(everyMemory).name), 1
	}
	r.state(inventory.TableHealth, f, state)
}

// health asks once in a poll; later calls have the same answer.
func (r *reader) health(ctx context.Context) (healthReading, *fault) {
	if r.told == nil {
		r.told = &healthReading{}
		r.told.fault = r.askHealth(ctx, &r.told.Health)
	}
	return *r.told, r.told.fault
}

// A healthReading is what one poll was told.
type healthReading struct {
	inventory.Health
	fault *fault
}

// facts counts what the agent told.
func (h healthReading) facts() int {
	n := len(h.Disks)
	for _, told := range []bool{h.CPUPercent != nil, h.MemoryPercent != nil, h.TopologyChanges != nil} {
		if told {
			n++
		}
	}
	return n
}

// askHealth finds out where the agent tells its health, if that is not known, and asks.
func (r *reader) askHealth(ctx context.Context, h *inventory.Health) *fault {
	m := &r.mem.Health
	if early := m.early(); m.Age == 0 || m.Age >= forgetGauge || early {
		if err := r.learnHealth(ctx); err != nil {
			*m = healthMemory{}
			return asFault(err)
		}
		m.Twice = early
	}
	m.Age++
	names := m.names()
	if len(names) == 0 {
		return nil
	}
	got, err := r.w.usually(ctx, names...)
	if err != nil {
		return asFault(err)
	}
	if !m.read(got, h) && m.Age > learnAgain {
		*m = healthMemory{}
	}
	return nil
}

// early says whether what the agent lacks is to be looked for once more: in its first
// minutes an agent may not know yet.
func (m *healthMemory) early() bool {
	return m.Age >= learnAgain && !m.Twice && (m.CPU.OID == "" || m.Memory.OID == "")
}

// names are the variables of the one request.
func (m *healthMemory) names() []string {
	names := append(m.CPU.names(everyProcessor), m.Memory.names(everyMemory)...)
	for _, d := range m.Disks {
		names = append(names, hrStorageUsed+"."+d.Row, hrStorageSize+"."+d.Row)
	}
	if m.STP {
		names = append(names, dot1dStpTimeSinceTopologyChange, dot1dStpTopChanges)
	}
	return names
}

// read takes an answer in. It returns false where a gauge does not fit any more.
func (m *healthMemory) read(got map[string]value, h *inventory.Health) bool {
	cpu, fits := m.CPU.read(got, everyProcessor)
	if fits {
		h.CPUPercent, m.Busy = percentOfShare(cpu.share), cpu.share
	}
	full, fits2 := m.Memory.read(got, everyMemory)
	if fits2 {
		h.MemoryPercent, m.Full = percentOfShare(full.share), full.share
		if full.total > 0 {
			h.MemoryUsedBytes, h.MemoryTotalBytes = &full.used, &full.total
		}
	}
	for _, d := range m.Disks {
		used, ok := got[hrStorageUsed+"."+d.Row].decimal()
		size, ok2 := got[hrStorageSize+"."+d.Row].decimal()
		if l, sane := filled(used*d.Unit, size*d.Unit); ok && ok2 && sane {
			h.Disks = append(h.Disks, inventory.Disk{Name: d.Name, UsedBytes: l.used, TotalBytes: l.total})
		}
	}
	if n, ok := got[dot1dStpTopChanges].number(); ok {
		changes := int64(n)
		h.TopologyChanges = &changes
		if ago, ok := got[dot1dStpTimeSinceTopologyChange].number(); ok && n > 0 {
			seconds := float64(ago) / 100
			h.TopologyChangedSeconds = &seconds
		}
	}
	return (fits || m.CPU.OID == "") && (fits2 || m.Memory.OID == "")
}

// percentOfShare is a share in percent, to a tenth.
func percentOfShare(share float64) *float64 {
	p := float64(int(share*1000+0.5)) / 10
	return &p
}

// gauge finds the gauge of a kind; one without a name where there is none.
func (l learnedGauge) gauge(all []gauge) gauge {
	for _, g := range all {
		if at, ok := g.at(l.OID); ok {
			return at
		}
	}
	return gauge{}
}

// names are the variables of a gauge's rows.
func (l learnedGauge) names(all []gauge) (names []string) {
	for _, row := range l.Rows {
		for col, oid := range l.gauge(all).oids {
			if !slices.Contains(l.Lacks, col) {
				names = append(names, oid+"."+row)
			}
		}
	}
	return names
}

// read takes the mean or the worst of the rows that make sense.
func (l learnedGauge) read(got map[string]value, all []gauge) (load, bool) {
	g := l.gauge(all)
	var loads []load
	for _, row := range l.Rows {
		cells := make([]value, len(g.oids))
		for i, oid := range g.oids {
			cells[i] = got[oid+"."+row]
		}
		if one, ok := g.measure(cells); ok {
			loads = append(loads, one)
		}
	}
	if len(loads) == 0 {
		return load{}, false
	}
	worst := slices.MaxFunc(loads, cmpShare)
	if g.mean {
		sum := 0.0
		for _, one := range loads {
			sum += one.share
		}
		worst.share = sum / float64(len(loads))
	}
	return worst, true
}
