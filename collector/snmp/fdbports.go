package snmp

import (
	"context"
	"slices"

	"rollcall/inventory"
)

// portNumberGroup is dot1dBasePort, the number of a port in its own column. It
// equals the index where firmware follows RFC 4188; FortiSwitch has the ifIndex
// for an index, and in the column the number that the forwarding table uses.
func portNumberGroup() *group {
	return &group{name: "baseport", optional: true, columns: []column{{object: "dot1dBasePort", oid: ".1.3.6.1.2.1.17.1.4.1.1"}}}
}

// choosePorts finds out what the ports of the rows mean. Where no meaning explains
// them, the switch is asked for dot1dBasePort too.
func (r *reader) choosePorts(ctx context.Context, rows fdbReading, view *vlanView) (portMeaning, verdict, *fault) {
	numbers := r.learnedPorts(rows.entries)
	ms := r.ports.meanings()
	ms[0] = r.ports.orAggregate()
	if own := r.ports.ownPorts(rows.entries); own != nil {
		ms = append(ms, portMeaning{"port with the interface's own MAC", func(port int) int { return max(own[port], 0) }})
	}
	if m, ok := r.ports.offset(numbers); ok {
		ms = append(ms, m)
	}
	ms = differing(ms, numbers)
	readings := r.portReadings(rows.entries, ms, view)
	var f *fault
	if len(numbers) > 0 && !slices.ContainsFunc(readings, func(rd reading) bool { return rd.fit > plausible }) {
		t := r.w.walk(ctx, portNumberGroup())[0]
		f, ms = dependency(t.incomplete()), differing(append(ms, r.ports.numbered(t)...), numbers)
		readings = r.portReadings(rows.entries, ms, view)
	}
	n, v := r.mem.decide("fdb ports", readings, len(numbers))
	switch {
	case len(numbers) == 0:
		v = verdict{Name: ms[n].name} // no row lies on a port
	case v.Score == 0:
		v.Name = byNothing
	}
	return ms[n], v, f
}

// differing leaves out meanings that come to the same as one before, for all of the
// numbers that there are.
func differing(ms []portMeaning, numbers []int) []portMeaning {
	var kept []portMeaning
	for _, m := range ms {
		same := func(k portMeaning) bool {
			return !slices.ContainsFunc(numbers, func(n int) bool { return k.ifIndex(n) != m.ifIndex(n) })
		}
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, m)
		}
	}
	return kept
}

// learnedPorts are the numbers of the ports that have learned something, in order.
// Agents without a status column list their own MACs too, on ports that are down.
func (r *reader) learnedPorts(entries []fdbEntry) []int {
	var numbers []int
	for _, e := range entries {
		if e.port > 0 && e.status == inventory.FDBLearned && !r.own[e.mac] {
			numbers = append(numbers, e.port)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// orAggregate is the meaning of the MIB, and for numbers beyond all bridge ports
// the ifIndex of an interface that is up and is no bridge port: firmware lists
// aggregates so.
func (p ports) orAggregate() portMeaning {
	last := 0
	for port := range p.ifIndex {
		last = max(last, port)
	}
	return portMeaning{byBasePort, func(port int) int {
		if index, ok := p.ifIndex[port]; ok || port <= last || last == 0 {
			return index
		}
		if i := p.known[port]; i != nil && canBridge(i) && i.BridgePort == 0 && i.Oper == "up" {
			return port
		}
		return 0
	}}
}

// numbered finds ports by dot1dBasePort: its index is an ifIndex, or that of
// dot1dBasePortIfIndex.
func (p ports) numbered(t *table) []portMeaning {
	at := map[int]int{}
	for _, row := range t.rows {
		if n := row.cells[0].integer(); n > 0 && len(row.index) == 1 {
			at[n] = int(row.index[0])
		}
	}
	if len(at) == 0 {
		return nil
	}
	return []portMeaning{
		{"dot1dBasePort, its index = ifIndex", func(port int) int { return p.asIfIndex(at[port]) }},
		{"dot1dBasePort, its index by dot1dBasePortIfIndex", func(port int) int { return p.ifIndex[at[port]] }},
	}
}

// portReadings scores the meanings: 1 where every port that has learned something
// is up and can bridge, and carries the VLANs of its rows as far as those are known.
// Where the switch lists MACs of its own, that share of them which lies rightly counts.
func (r *reader) portReadings(entries []fdbEntry, ms []portMeaning, view *vlanView) []reading {
	rs, agree, own := make([]reading, len(ms)), make([]float64, len(ms)), r.ports.ownPorts(entries)
	vlans := view.strict(r.ports.pvid)
	for i, m := range ms {
		rs[i].name = m.name
		rs[i].fit, agree[i] = r.portsFit(entries, m, vlans, view)
		rs[i].fit *= m.agrees(own)
	}
	if most := slices.Max(agree); view.member && most > plausible { // the VLANs are understood, and tell readings apart
		for i := range rs {
			rs[i].fit *= (1 + agree[i]) / 2
		}
	}
	return rs
}

// agrees is the share of known ports that the meaning leads to their interface.
func (m portMeaning) agrees(known map[int]int) float64 {
	n := 0
	for port, index := range known {
		if m.ifIndex(port) == index {
			n++
		}
	}
	return share(n, len(known))
}

// portsFit scores one meaning by the state of the ports, each counted once, and
// says for which share of the rows the port carries the VLAN.
func (r *reader) portsFit(entries []fdbEntry, m portMeaning, vlans vlanMeaning, view *vlanView) (fit, agree float64) {
	seen, carried, all := map[int]bool{}, 0, 0
	for _, e := range entries {
		if e.port == 0 || e.status != inventory.FDBLearned || r.own[e.mac] {
			continue
		}
		ifIndex := m.ifIndex(e.port)
		if !seen[e.port] {
			seen[e.port] = true
			fit += portFit(ifIndex, r.ports)
		}
		if vid := vlans.vid(e.fid, ifIndex); vid > 0 && ifIndex > 0 {
			all++
			if view.carries(ifIndex, vid) {
				carried++
			}
		}
	}
	return fit / float64(max(len(seen), 1)), share(carried, all)
}
