package snmp

import (
	"context"

	"rollcall/inventory"
)

// The columns of ifGroup, by position.
const (
	colDescr = iota
	colType
	colSpeed
	colPhysAddress
	colAdmin
	colOper
	colLastChange
	colInDiscards
	colInErrors
	colOutDiscards
	colOutErrors
	colName
	colInOctets
	colInUcast
	colInBroadcast
	colOutOctets
	colOutUcast
	colOutBroadcast
	colHighSpeed
	colAlias
	colDuplex
	colAggregate
)

// ifGroup is everything with the index ifIndex: ifTable and ifXTable (IF-MIB,
// RFC 2863), duplex (EtherLike-MIB, RFC 3635) and link aggregation (IEEE8023-LAG-MIB).
func ifGroup() *group {
	return &group{name: "if", still: ifStill(), columns: []column{
		{object: "ifDescr", oid: ".1.3.6.1.2.1.2.2.1.2", long: true},
		{object: "ifType", oid: ".1.3.6.1.2.1.2.2.1.3"},
		{object: "ifSpeed", oid: ".1.3.6.1.2.1.2.2.1.5"},
		{object: "ifPhysAddress", oid: ".1.3.6.1.2.1.2.2.1.6"},
		{object: "ifAdminStatus", oid: ".1.3.6.1.2.1.2.2.1.7"},
		{object: "ifOperStatus", oid: ".1.3.6.1.2.1.2.2.1.8"},
		{object: "ifLastChange", oid: ".1.3.6.1.2.1.2.2.1.9"},
		{object: "ifInDiscards", oid: ".1.3.6.1.2.1.2.2.1.13"},
		{object: "ifInErrors", oid: ".1.3.6.1.2.1.2.2.1.14"},
		{object: "ifOutDiscards", oid: ".1.3.6.1.2.1.2.2.1.19"},
		{object: "ifOutErrors", oid: ".1.3.6.1.2.1.2.2.1.20"},
		{object: "ifName", oid: ".1.3.6.1.2.1.31.1.1.1.1", long: true},
		{object: "ifHCInOctets", oid: ".1.3.6.1.2.1.31.1.1.1.6"},
		{object: "ifHCInUcastPkts", oid: ".1.3.6.1.2.1.31.1.1.1.7"},
		{object: "ifHCInBroadcastPkts", oid: ".1.3.6.1.2.1.31.1.1.1.9"},
		{object: "ifHCOutOctets", oid: ".1.3.6.1.2.1.31.1.1.1.10"},
		{object: "ifHCOutUcastPkts", oid: ".1.3.6.1.2.1.31.1.1.1.11"},
		{object: "ifHCOutBroadcastPkts", oid: ".1.3.6.1.2.1.31.1.1.1.13"},
		{object: "ifHighSpeed", oid: ".1.3.6.1.2.1.31.1.1.1.15"},
		{object: "ifAlias", oid: ".1.3.6.1.2.1.31.1.1.1.18", long: true},
		{object: "dot3StatsDuplexStatus", oid: ".1.3.6.1.2.1.10.7.2.1.19"},
		{object: "dot3adAggPortAttachedAggID", oid: ".1.2.840.10006.300.43.1.2.1.1.13"},
	}}
}

// nameGroup is what naming a port needs where interfaces are not asked for. Its
// columns stand in the places of ifGroup, so both are read alike.
func nameGroup() *group {
	all := ifGroup().columns
	return &group{name: "ifnames", still: &stillness{of: "if", gates: ifGates(), keep: map[string]keeping{"ifOperStatus": fresh}}, columns: []column{all[colDescr], all[colType], all[colOper], all[colName]}}
}

// ifColumns finds the columns of ifGroup in a table by their objects: cell(col)
// of a column that was not read is absent.
type ifColumns struct{ at [colAggregate + 1]int }

func columnsOf(g *group) ifColumns {
	var c ifColumns
	for i, want := range ifGroup().columns {
		c.at[i] = -1
		for j, have := range g.columns {
			if have.object == want.object {
				c.at[i] = j
			}
		}
	}
	return c
}

func (c ifColumns) cell(r *row, col int) value {
	if i := c.at[col]; i >= 0 {
		return r.cells[i]
	}
	return value{}
}

// readInterfaces reads interfaces, or only their names, and the bridge ports.
func (r *reader) readInterfaces(ctx context.Context) {
	groups := r.interfaceGroups()
	g, tables := groups[0], r.w.walk(ctx, groups...)
	r.ifs = tables[0]
	cols := columnsOf(g)
	for i := range r.ifs.rows {
		if row := &r.ifs.rows[i]; len(row.index) == 1 {
			r.poll.Interfaces = append(r.poll.Interfaces, newInterface(row, cols))
		}
	}
	r.names = firstFault(nameFault(r.ifs, cols), r.renumbered(cols))
	r.ports = newPorts(tables[1], r.poll.Interfaces, r.mem.Ports)
	if r.wants(inventory.TableInterfaces) {
		r.smallCounters(ctx, cols)
		r.readPower(tables[2])
		r.readPortStates(tables[3])
		r.readAggregates(ctx)
	}
	f := firstFault(r.ifs.incomplete(), r.names, r.small, dependency(r.ports.fault), r.lostPorts()) // rows say which is a bridge port
	if f == nil && len(r.poll.Interfaces) == 0 {
		f = faultf(inventory.ReasonUnsupported, "the agent has no interfaces")
	}
	r.state(inventory.TableInterfaces, f, inventory.TableState{Rows: len(r.poll.Interfaces)})
}

// interfaceGroups are the groups that are read for interfaces, or for their names.
func (r *reader) interfaceGroups() []*group {
	groups := []*group{ifGroup(), portGroup(), powerGroup(), stateGroup()}
	if !r.wants(inventory.TableInterfaces) {
		groups = []*group{nameGroup(), portGroup()}
	}
	if r.wants(inventory.TableVLANs) {
		groups[1].still.keep = map[string]keeping{"dot1qPvid": fresh}
	}
	return groups
}

// nameFault says why interfaces cannot be named: by ifName, or by ifDescr where
// the agent has no ifName.
func nameFault(t *table, cols ifColumns) *fault {
	name, descr := cols.at[colName], cols.at[colDescr]
	if t.fault[name] == nil && t.count[name] > 0 {
		return nil
	}
	return firstFault(t.fault[name], t.fault[descr])
}

// newInterface reads one row of ifGroup.
func newInterface(row *row, cols ifColumns) inventory.Interface {
	get := func(col int) value { return cols.cell(row, col) }
	i := inventory.Interface{
		Index: int(row.index[0]), Name: get(colName).text(), Descr: get(colDescr).text(), Alias: get(colAlias).text(),
		Type: get(colType).integer(), Admin: operName(get(colAdmin).integer()), Oper: operName(get(colOper).integer()),
		SpeedBPS: speed(get(colHighSpeed), get(colSpeed)), Duplex: duplexName(get(colDuplex).integer()),
		LAGIfIndex: get(colAggregate).integer(),
	}
	if i.Name == "" {
		i.Name = i.Descr
	}
	if m, ok := get(colPhysAddress).mac(); ok && !m.IsZero() {
		i.MAC = &m
	}
	if n, ok := get(colLastChange).number(); ok {
		i.LastChangeSeconds = float64(n) / 100
	}
	if i.LAGIfIndex == i.Index {
		i.LAGIfIndex = 0 // an individual link names itself
	}
	i.Counters = counters(get)
	return i
}

// speed is ifHighSpeed in Mbit/s where that is known, else ifSpeed in bit/s,
// which cannot say more than 4.29 Gbit/s (RFC 2863, 3.1.8). Where both say the
// same, ifSpeed is the finer of the two.
func speed(high, low value) int64 {
	mbps, _ := high.number()
	bps, _ := low.number()
	const most = 1 << 32
	switch {
	case mbps == 0 && bps < most-1:
		return int64(bps)
	case mbps > 10_000_000: // ten terabit: some agents give bit/s here
		return int64(mbps)
	case bps/1_000_000 == mbps:
		return int64(bps)
	}
	return int64(mbps) * 1_000_000
}

// operName names ifOperStatus and ifAdminStatus.
func operName(n int) string {
	names := [...]string{"", "up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"}
	if n < 0 || n >= len(names) {
		return ""
	}
	return names[n]
}

// duplexName names dot3StatsDuplexStatus; unknown(1) says nothing.
func duplexName(n int) string {
	switch n {
	case 2:
		return "half"
	case 3:
		return "full"
	}
	return ""
}
