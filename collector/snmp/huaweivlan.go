package snmp

import (
	"slices"

	"rollcall/inventory"
)

// huaweiGroups are the VLANs of Huawei's private MIBs: hwL2VlanMIBTable
// (HUAWEI-L2VLAN-MIB), whose index is the VLAN, and three tables of
// HUAWEI-L2IF-MIB with the number of a port as index: the port itself, the VLANs
// that it passes as a trunk, and those that it tags as a hybrid port.
func huaweiGroups() []*group {
	const l2if = ".1.3.6.1.4.1.2011.5.25.42.1.1.1."
	return []*group{
		{name: "hwvlan", optional: true, columns: []column{
			{object: "hwL2VlanDescr", oid: ".1.3.6.1.4.1.2011.5.25.42.3.1.1.1.1.2", long: true}}},
		{name: "hwport", optional: true, columns: []column{
			{object: "hwL2IfPortIfIndex", oid: l2if + "3.1.2"}, {object: "hwL2IfPVID", oid: l2if + "3.1.4"}}},
		{name: "hwtrunk", optional: true, columns: []column{
			{object: "hwL2IfTrunkAllowPassVlanListLow", oid: l2if + "9.1.2", long: true},
			{object: "hwL2IfTrunkAllowPassVlanListHigh", oid: l2if + "9.1.3", long: true}}},
		{name: "hwhybrid", optional: true, columns: []column{
			{object: "hwL2IfHybridTaggedVlanListLow", oid: l2if + "10.1.2", long: true},
			{object: "hwL2IfHybridTaggedVlanListHigh", oid: l2if + "10.1.3", long: true}}},
	}
}

// joinHuawei writes the VLANs of huaweiGroups to the ports: the PVID goes without
// a tag, all else in a port's lists with one.
func (r *reader) joinHuawei(t []*table) (score float64) {
	for _, row := range t[0].rows {
		if vid, ok := vlanID(t[0], row.index); ok {
			r.poll.VLANs = append(r.poll.VLANs, inventory.VLAN{VID: vid, Name: row.cells[0].text()})
		}
	}
	known := 0
	for _, row := range t[1].rows {
		i := r.ports.known[row.cells[0].integer()]
		if i == nil {
			continue
		}
		known++
		if pvid := row.cells[1].integer(); pvid > 0 && pvid < 4095 {
			i.PVID, i.Untagged = pvid, []int{pvid}
		}
		for _, lists := range t[2:] {
			if n, ok := lists.byKey[row.suffix]; ok {
				i.Tagged = append(i.Tagged, r.listed(&lists.rows[n], i.PVID)...)
			}
		}
		slices.Sort(i.Tagged)
		i.Tagged = slices.Compact(i.Tagged)
	}
	return share(known, len(t[1].rows))
}

// listed are the VLANs of the switch, but for one, in two lists of 2,048 bits:
// the first bit of the first is VLAN 0.
func (r *reader) listed(row *row, but int) []int {
	var vids []int
	for _, v := range r.poll.VLANs {
		list, bit := row.cells[v.VID/2048].octets(), v.VID%2048
		if v.VID != but && bit/8 < len(list) && list[bit/8]&(0x80>>(bit%8)) != 0 {
			vids = append(vids, v.VID)
		}
	}
	return vids
}
