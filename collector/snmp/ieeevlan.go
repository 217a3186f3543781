package snmp

import "rollcall/inventory"

// The columns of the first of ieeeGroups stand where those of vlanStaticGroup do,
// with the name in place of the row status.
const colIEEEName = 0

// ieeeGroups are ieee8021QBridgeVlanStaticTable and ieee8021QBridgePortVlanTable
// (IEEE8021-Q-BRIDGE-MIB, IEEE 802.1Q), which stand for the Q-BRIDGE-MIB of RFC 4363
// in newer firmware. Their indexes begin with the number of a component.
func ieeeGroups() []*group {
	const mib = ".1.3.111.2.802.1.1.4.1.4."
	return []*group{
		{name: "ieeevlan", optional: true, columns: []column{
			{object: "ieee8021QBridgeVlanStaticName", oid: mib + "3.1.3", long: true},
			{object: "ieee8021QBridgeVlanStaticEgressPorts", oid: mib + "3.1.4", long: true},
			{object: "ieee8021QBridgeVlanStaticUntaggedPorts", oid: mib + "3.1.6", long: true}}},
		{name: "ieeepvid", optional: true, columns: []column{{object: "ieee8021QBridgePvid", oid: mib + "5.1.1"}}},
	}
}

// joinIEEE writes the VLANs of those tables to the ports. PVIDs are taken from the
// second where dot1qPvid has none.
func (r *reader) joinIEEE(vlans, pvids *table, s *inventory.TableState) {
	if len(r.ports.pvid) == 0 {
		for _, row := range pvids.rows {
			if vid := row.cells[0].integer(); len(row.index) == 2 && vid > 0 && vid < 4095 {
				r.ports.pvid[int(row.index[1])] = vid
			}
		}
		r.ports.placePVIDs()
	}
	var ms []membership
	for _, row := range vlans.rows {
		if len(row.index) != 2 || row.index[1] < 1 || row.index[1] > 4094 {
			continue
		}
		vid := int(row.index[1])
		r.poll.VLANs = append(r.poll.VLANs, inventory.VLAN{VID: vid, Name: row.cells[colIEEEName].text()})
		ms = append(ms, membership{vid, row.cells[colEgress].octets(), row.cells[colUntagged].octets()})
	}
	if len(ms) > 0 {
		r.assignLists(ms, "ieee8021QBridgeVlanStaticTable", s)
	}
}
