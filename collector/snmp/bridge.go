package snmp

import (
	"context"
	"slices"

	"rollcall/inventory"
)

// The columns of portGroup, by position.
const (
	colBaseIfIndex = iota
	colPVID
)

// portGroup is everything with a bridge port as index: the base-port map
// (BRIDGE-MIB, RFC 4188) and the PVID (Q-BRIDGE-MIB, RFC 4363).
func portGroup() *group {
	return &group{name: "port", still: &stillness{gates: portGates()}, columns: []column{
		{object: "dot1dBasePortIfIndex", oid: ".1.3.6.1.2.1.17.1.4.1.2"},
		{object: "dot1qPvid", oid: ".1.3.6.1.2.1.17.7.1.4.5.1.1"},
	}}
}

// ports knows which bridge port is which interface.
type ports struct {
	ifIndex map[int]int // by bridge port, where dot1dBasePortIfIndex says so
	pvid    map[int]int // by bridge port
	pvidAt  map[int]int // the same by ifIndex
	pvidBy  string      // what the index of dot1qPvid is, where it is no bridge port
	known   map[int]*inventory.Interface
	ifs     []inventory.Interface
	fault   *fault // why the map is not whole
	pvids   *fault // why the PVIDs are not
}

// newPorts reads the base-port map and writes bridge port and PVID to the
// interfaces. Ports that a former poll learned from contexts are added to it.
func newPorts(t *table, ifs []inventory.Interface, learned map[int]int) ports {
	p := ports{ifIndex: basePorts(t), pvid: make(map[int]int, len(t.rows)),
		known: make(map[int]*inventory.Interface, len(ifs)), ifs: ifs, fault: t.fault[colBaseIfIndex], pvids: t.fault[colPVID]}
	for i := range ifs {
		p.known[ifs[i].Index] = &ifs[i]
	}
	for _, row := range t.rows {
		if len(row.index) != 1 {
			continue
		}
		if v := row.cells[colPVID].integer(); v > 0 && v < 4095 {
			p.pvid[int(row.index[0])] = v
		}
	}
	for port, index := range learned {
		if _, ok := p.ifIndex[port]; !ok {
			p.ifIndex[port] = index
		}
	}
	for port, index := range p.ifIndex {
		if i := p.known[index]; i != nil && (i.BridgePort == 0 || port < i.BridgePort) {
			i.BridgePort = port
		}
	}
	p.placePVIDs()
	return p
}

// placePVIDs writes the PVIDs to the interfaces. The index of dot1qPvid is a bridge
// port, unless most of its rows name none and nearly all are an ifIndex.
func (p *ports) placePVIDs() {
	base, index := 0, 0
	for n := range p.pvid {
		if _, ok := p.ifIndex[n]; ok {
			base++
		}
		if p.asIfIndex(n) > 0 {
			index++
		}
	}
	p.pvidAt = make(map[int]int, len(p.pvid))
	byIndex := share(base, len(p.pvid)) < 0.5 && share(index, len(p.pvid)) > plausible
	for n, vid := range p.pvid {
		if byIndex {
			p.pvidAt[n] = vid
		} else if at, ok := p.ifIndex[n]; ok {
			p.pvidAt[at] = vid
		}
	}
	if byIndex {
		p.pvidBy = "dot1qPvid by ifIndex"
	}
	for i := range p.ifs {
		at := &p.ifs[i]
		at.PVID = p.pvidAt[at.Index]
	}
}

// basePorts maps bridge ports to interfaces by dot1dBasePortIfIndex.
func basePorts(t *table) map[int]int {
	m := make(map[int]int, len(t.rows))
	for _, row := range t.rows {
		if i := row.cells[colBaseIfIndex].integer(); len(row.index) == 1 && i > 0 {
			m[int(row.index[0])] = i
		}
	}
	return m
}

// readTopology reads VLANs and neighbours together: their tables are small.
func (r *reader) readTopology(ctx context.Context) {
	var groups []*group
	vlans := r.wants(inventory.TableVLANs)
	neighbors := r.wants(inventory.TableNeighbors) && !r.reuseNeighbors()
	switch {
	case vlans:
		groups = append(groups, vlanGroup(), vlanNameGroup())
	case r.wants(inventory.TableFDB):
		groups = append(groups, fidGroup())
	}
	if neighbors {
		groups = append(groups, lldpGroup(), lldpAddressGroup(), lldpPortGroup(), cdpGroup())
	}
	if len(groups) == 0 {
		return
	}
	tables := r.w.walk(ctx, groups...)
	if vlans || !neighbors || len(groups) > 4 {
		r.fids = tables[0]
	}
	if vlans {
		r.readVLANs(ctx, tables[0], tables[1])
	}
	if !neighbors {
		return
	}
	r.lldp = tables[len(tables)-4:] // understood once the forwarding table is there
	if slices.ContainsFunc(r.lldp, func(t *table) bool { return t.incomplete() != nil }) {
		r.readHeard(ctx)
	}
}
