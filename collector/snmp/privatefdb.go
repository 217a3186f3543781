package snmp

import (
	"context"

	"rollcall/inventory"
)

// Some agents keep their forwarding table in a private MIB only. Where both
// standard tables are empty, the known ones are asked together; what the agent
// does not have is not asked again for some polls.

// A privateFDB is a forwarding table whose rows name VLAN and ifIndex themselves.
type privateFDB struct {
	group *group
	row   func(row *row) (vid, ifIndex int, mac inventory.MAC, ok bool)
}

func privateFDBs() []privateFDB {
	return []privateFDB{
		// HUAWEI-L2MAM-MIB; the index is the MAC, the VLAN and the name of a VSI.
		{&group{name: "hwfdb", optional: true, columns: []column{
			{object: "hwDynFdbPort", oid: ".1.3.6.1.4.1.2011.5.25.42.2.1.3.1.4"}}}, hwDynFdbRow},
		// ALCATEL-IND1-MAC-ADDRESS-MIB; the index is the domain, the kind of
		// place, the ifIndex, the VLAN, 0 and the MAC.
		{&group{name: "slfdb", optional: true, columns: []column{
			{object: "slMacAddressGblManagement", oid: ".1.3.6.1.4.1.6486.801.1.2.1.8.1.1.8.1.7"}}}, slMacAddressRow},
	}
}

func hwDynFdbRow(row *row) (vid, ifIndex int, mac inventory.MAC, ok bool) {
	if len(row.index) < 7 {
		return 0, 0, mac, false
	}
	mac, _, err := macIndex(row.index[:6])
	return int(row.index[6]), row.cells[0].integer(), mac, err == nil
}

func slMacAddressRow(row *row) (vid, ifIndex int, mac inventory.MAC, ok bool) {
	const domainVLAN = 1
	if len(row.index) != 11 || row.index[0] != domainVLAN {
		return 0, 0, mac, false
	}
	mac, _, err := macIndex(row.index[5:])
	return int(row.index[3]), int(row.index[2]), mac, err == nil
}

// readPrivateFDB reads the forwarding table of a private MIB; ok says that the
// agent has one.
func (r *reader) readPrivateFDB(ctx context.Context) (reading fdbReading, f *fault, ok bool) {
	known := privateFDBs()
	groups := make([]*group, len(known))
	for i, p := range known {
		groups[i] = p.group
	}
	for i, t := range r.w.walk(ctx, groups...) {
		if len(t.rows) == 0 && t.incomplete() == nil {
			continue
		}
		reading = fdbReading{table: known[i].group.columns[0].object, direct: true}
		for n := range t.rows {
			vid, ifIndex, mac, ok := known[i].row(&t.rows[n])
			if !ok || vid < 1 || vid > 4094 || ifIndex == 0 {
				reading.refused++
				continue
			}
			reading.entries = append(reading.entries, fdbEntry{vid, mac, ifIndex, inventory.FDBLearned})
		}
		return reading, t.incomplete(), true
	}
	return reading, nil, false
}

// understandDirect fills in rows that name VLAN and ifIndex. Where no bridge port
// belongs to an interface, its ifIndex stands for one.
func (r *reader) understandDirect(reading fdbReading) (rows []inventory.FDBRow, score float64) {
	sum := 0.0
	for _, e := range reading.entries {
		port := e.port
		if i := r.ports.known[e.port]; i != nil && i.BridgePort > 0 {
			port = i.BridgePort
		}
		sum += portFit(e.port, r.ports)
		rows = append(rows, inventory.FDBRow{VID: e.fid, MAC: e.mac, BridgePort: port, IfIndex: e.port, Status: e.status})
	}
	return rows, sum / float64(max(len(rows), 1))
}
