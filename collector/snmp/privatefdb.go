package snmp

import (
	"context"

	"rollcall/inventory"
)

// Some agents keep their forwarding table in a private MIB only. Where both
// standard tables are empty, the known ones are asked together; what the agent
// does not have is not asked again for some polls.

// A privateFDB is a forwarding table whose rows name the VLAN themselves, and the
// ifIndex, or a port whose meaning is measured as that of the standard tables is.
type privateFDB struct {
	group    *group
	row      func(row *row) (vid, port int, mac inventory.MAC, ok bool)
	tags     *group // where vid is an index of the agent: the VLANs by that
	measured bool   // port is no ifIndex for certain
}

func privateFDBs() []privateFDB {
	const extreme, foundry = ".1.3.6.1.4.1.1916.1.", ".1.3.6.1.4.1.1991.1.1.3.4.1.1."
	return []privateFDB{
		// HUAWEI-L2MAM-MIB; the index is the MAC, the VLAN and the name of a VSI.
		{group: &group{name: "hwfdb", optional: true, columns: []column{
			{object: "hwDynFdbPort", oid: ".1.3.6.1.4.1.2011.5.25.42.2.1.3.1.4"}}}, row: hwDynFdbRow},
		// ALCATEL-IND1-MAC-ADDRESS-MIB; the index is the domain, the kind of
		// place, the ifIndex, the VLAN, 0 and the MAC.
		{group: &group{name: "slfdb", optional: true, columns: []column{
			{object: "slMacAddressGblManagement", oid: ".1.3.6.1.4.1.6486.801.1.2.1.8.1.1.8.1.7"}}}, row: slMacAddressRow},
		// EXTREME-FDB-MIB; the index is the MAC and the ifIndex of the VLAN, whose
		// number is in EXTREME-VLAN-MIB.
		{group: &group{name: "xosfdb", optional: true, columns: []column{
			{object: "extremeFdbMacExosFdbPortIfIndex", oid: extreme + "16.4.1.3"}}}, row: hwDynFdbRow,
			tags: &group{name: "xosvlan", optional: true, columns: []column{{object: "extremeVlanIfVlanId", oid: extreme + "2.1.2.1.10"}}}},
		// IEEE8021-Q-BRIDGE-MIB; the index is the component, the FDB id and the MAC.
		{group: &group{name: "ieeefdb", optional: true, columns: []column{
			{object: "ieee8021QBridgeTpFdbPort", oid: ".1.3.111.2.802.1.1.4.1.2.2.1.2"}}}, row: ieeeFdbRow, measured: true},
		// FOUNDRY-SN-SWITCH-GROUP-MIB; the index is a number.
		{group: &group{name: "snfdb", optional: true, columns: []column{{object: "snFdbStationPort", oid: foundry + "3"},
			{object: "snFdbStationAddr", oid: foundry + "2"}, {object: "snFdbVLanId", oid: foundry + "4"}}}, row: snFdbRow, measured: true},
	}
}

func ieeeFdbRow(row *row) (vid, port int, mac inventory.MAC, ok bool) {
	if len(row.index) != 8 {
		return 0, 0, mac, false
	}
	mac, _, err := macIndex(row.index[2:])
	return int(row.index[1]), row.cells[0].integer(), mac, err == nil
}

func snFdbRow(row *row) (vid, port int, mac inventory.MAC, ok bool) {
	if len(row.cells) < 3 {
		return 0, 0, mac, false
	}
	mac, ok = row.cells[1].mac()
	return row.cells[2].integer(), row.cells[0].integer(), mac, ok
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
		p, f := known[i], t.incomplete()
		vidOf := func(vid int) int { return vid }
		if p.tags != nil {
			tags := r.w.walk(ctx, p.tags)[0]
			f, vidOf = firstFault(f, dependency(tags.incomplete())), tagOf(tags)
		}
		return p.read(t, vidOf), f, true
	}
	return reading, nil, false
}

// tagOf reads the VLANs by an index of the agent.
func tagOf(t *table) func(index int) int {
	tags := map[int]int{}
	for _, row := range t.rows {
		if len(row.index) == 1 {
			tags[int(row.index[0])] = row.cells[0].integer()
		}
	}
	return func(index int) int { return tags[index] }
}

// read takes the rows of the table.
func (p privateFDB) read(t *table, vidOf func(int) int) fdbReading {
	reading := fdbReading{table: p.group.columns[0].object, direct: !p.measured}
	for n := range t.rows {
		vid, port, mac, ok := p.row(&t.rows[n])
		if vid = vidOf(vid); !ok || vid < 1 || vid > 4094 || port == 0 {
			reading.refused++
			continue
		}
		reading.entries = append(reading.entries, fdbEntry{vid, mac, port, inventory.FDBLearned})
	}
	return reading
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
