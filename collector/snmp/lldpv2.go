package snmp

import (
	"context"
	"net/netip"
	"strings"

	"rollcall/inventory"
)

// secondLLDPGroup is lldpV2RemTable (LLDP-V2-MIB, IEEE 802.1AB-2009), for agents
// that have no LLDP-MIB. Its index is lldpV2RemTimeMark, the ifIndex of the port,
// the number of the destination address, and lldpV2RemIndex. Its columns stand
// where those of lldpGroup do.
func secondLLDPGroup() *group {
	return &group{name: "lldp2", columns: []column{
		{object: "lldpV2RemChassisIdSubtype", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.5"},
		{object: "lldpV2RemChassisId", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.6", long: true},
		{object: "lldpV2RemPortIdSubtype", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.7"},
		{object: "lldpV2RemPortId", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.8", long: true},
		{object: "lldpV2RemPortDesc", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.9", long: true},
		{object: "lldpV2RemSysName", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.10", long: true},
		{object: "lldpV2RemSysDesc", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.11", long: true},
		{object: "lldpV2RemSysCapEnabled", oid: ".1.3.111.2.802.1.1.13.1.4.1.1.13"},
	}}
}

// secondAddressGroup is lldpV2RemManAddrTable, with the addresses in its index.
func secondAddressGroup() *group {
	return &group{name: "lldp2addr", columns: []column{
		{object: "lldpV2RemManAddrIfSubtype", oid: ".1.3.111.2.802.1.1.13.1.4.2.1.3"},
	}}
}

// lldpV2LocChassisId tells that an agent has the LLDP-V2-MIB, even without a neighbour.
const lldpV2LocChassisId = ".1.3.111.2.802.1.1.13.1.3.2.0"

// readSecondLLDP adds the neighbours of LLDP-V2-MIB. One that is heard by several
// destination addresses is one neighbour.
func (r *reader) readSecondLLDP(ctx context.Context) *fault {
	tables := r.w.walk(ctx, secondLLDPGroup(), secondAddressGroup())
	const parts = 4 // of the index
	addresses := addressesBy(tables[1], parts)
	seen := map[string]bool{}
	for _, row := range tables[0].rows {
		if len(row.index) != parts {
			continue
		}
		n := newNeighbor(row)
		n.LocalIfIndex, n.Addresses = int(row.index[1]), addresses[row.suffix]
		if r.ports.known[n.LocalIfIndex] == nil {
			n.LocalIfIndex, n.LocalPort = 0, portLabel("", row.index[1])
		}
		key := strings.Join([]string{portLabel("", row.index[1]), n.ChassisID, n.PortID}, "\x00")
		if !seen[key] {
			seen[key] = true
			r.poll.Neighbors = append(r.poll.Neighbors, n)
		}
	}
	return firstFault(tables[0].incomplete(), tables[1].incomplete())
}

// addressesBy reads management addresses out of the index of a table, by as many
// parts before them as name the neighbour.
func addressesBy(t *table, parts int) map[string][]netip.Addr {
	m := map[string][]netip.Addr{}
	for _, row := range t.rows {
		if len(row.index) < parts+2 {
			continue
		}
		if a, ok := managementAddress(row.index[parts:]); ok {
			key := ""
			for _, arc := range row.index[:parts] {
				key = appendArc(key, arc)
			}
			m[key] = append(m[key], a)
		}
	}
	return m
}

// neighborDialect says by which tables the neighbours were found.
func neighborDialect(first string, heard []inventory.Neighbor, second int) string {
	dialect := first
	if second > 0 {
		dialect = joinDialect(dialect, "lldpV2RemTable; port number = ifIndex")
	}
	for _, n := range heard {
		if n.Protocol == "cdp" {
			return joinDialect(dialect, "cdpCacheTable")
		}
	}
	return dialect
}
