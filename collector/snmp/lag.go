package snmp

import (
	"context"
	"strconv"

	"rollcall/inventory"
)

// Types of interfaces that may be aggregates (IANAifType).
const (
	propVirtual    = 53 // which VLAN interfaces are as well
	propMultiplex  = 54
	ieee8023adLAG  = 161
	mostAggregates = 32 // that are asked for
)

// ifStackStatus is ifStackTable (RFC 2863, section 6), whose index is the higher
// and the lower interface.
const ifStackStatus = ".1.3.6.1.2.1.31.1.2.1.3"

// readAggregates finds the members of aggregates by ifStackTable where the agent has
// none of IEEE8023-LAG-MIB: of Cisco's channels without LACP, of Huawei's and of
// Arista's. Some agents stack every VLAN on every port, so that only those interfaces
// are asked for that may be aggregates, and the table is never walked.
func (r *reader) readAggregates(ctx context.Context) {
	maybe := mayAggregate(r.poll.Interfaces)
	if len(maybe) == 0 {
		return
	}
	t := r.w.walk(ctx, stackGroup(maybe))[0]
	members := make([][]*inventory.Interface, len(maybe))
	claims := map[int]int{} // on each member
	for col, at := range maybe {
		list := r.lowers(t, col)
		if !isAggregate(at, list) {
			continue
		}
		members[col] = list
		for _, m := range list {
			claims[m.Index]++
		}
	}
	for col, list := range members {
		for _, m := range list {
			if claims[m.Index] == 1 { // else it is no aggregate's: a port is a member of one
				m.LAGIfIndex = maybe[col].Index
			}
		}
	}
}

// mayAggregate lists the interfaces that may be aggregates; none where the agent has
// told its aggregates.
func mayAggregate(ifs []inventory.Interface) (maybe []*inventory.Interface) {
	for i := range ifs {
		at := &ifs[i]
		virtual := (at.Type == propVirtual || at.Type == propMultiplex) && at.SpeedBPS > 0
		switch {
		case at.LAGIfIndex != 0:
			return nil
		case at.Oper == "up" && (at.Type == ieee8023adLAG || virtual) && len(maybe) < mostAggregates:
			maybe = append(maybe, at)
		}
	}
	return maybe
}

// stackGroup is the lower interfaces of each of some: a column for each, with the
// lower interface as index. What is learned of their sizes holds for these only.
func stackGroup(higher []*inventory.Interface) *group {
	g := &group{name: "stack", optional: true}
	for _, at := range higher {
		index := strconv.Itoa(at.Index)
		g.name += " " + index
		g.columns = append(g.columns, column{object: "ifStackStatus", oid: ifStackStatus + "." + index})
	}
	return g
}

// lowers are the Ethernet ports below one of the columns.
func (r *reader) lowers(t *table, col int) (list []*inventory.Interface) {
	for _, row := range t.rows {
		if len(row.index) != 1 || !row.cells[col].present() {
			continue
		}
		if at := r.ports.known[int(row.index[0])]; at != nil && isEthernet(at.Type) {
			list = append(list, at)
		}
	}
	return list
}

// isAggregate says whether an interface is its members together. One that is not an
// aggregate by its type has several, and the speed of all that are up: a lone one
// below it is a port that it is a unit of.
func isAggregate(at *inventory.Interface, members []*inventory.Interface) bool {
	if at == nil || len(members) == 0 {
		return false
	}
	if at.Type == ieee8023adLAG {
		return true
	}
	sum := int64(0)
	for _, m := range members {
		if m.Oper == "up" {
			sum += m.SpeedBPS
		}
	}
	return len(members) > 1 && sum == at.SpeedBPS
}
