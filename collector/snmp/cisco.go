package snmp

import (
	"context"
	"slices"

	"rollcall/inventory"
)

// Cisco IOS without Q-BRIDGE-MIB: VLANs are in CISCO-VTP-MIB, access ports in
// CISCO-VLAN-MEMBERSHIP-MIB, and BRIDGE-MIB shows one VLAN at a time, chosen by
// the community "public@10" or the SNMPv3 context "vlan-10".

// colVTPName is the only column of vtpGroup.
const colVTPName = 0

// vtpGroup is vtpVlanTable; its index is the management domain and the VLAN.
func vtpGroup() *group {
	return &group{name: "vtp", columns: []column{
		{object: "vtpVlanName", oid: ".1.3.6.1.4.1.9.9.46.1.3.1.1.4", long: true},
	}}
}

// The columns of accessGroup, by position.
const (
	colAccessVLAN = iota
	colNativeVLAN
	colTrunking
	colVoiceVLAN
	colTrunkVLANs // and three more, for 1,024 VLANs each
)

// accessGroup is the VLANs of ports, with the index ifIndex: vmMembershipTable,
// vmVoiceVlanTable and vlanTrunkPortTable.
func accessGroup() *group {
	return &group{name: "access", columns: []column{
		{object: "vmVlan", oid: ".1.3.6.1.4.1.9.9.68.1.2.2.1.2"},
		{object: "vlanTrunkPortNativeVlan", oid: ".1.3.6.1.4.1.9.9.46.1.6.1.1.5"},
		{object: "vlanTrunkPortDynamicStatus", oid: ".1.3.6.1.4.1.9.9.46.1.6.1.1.14"},
		{object: "vmVoiceVlanId", oid: ".1.3.6.1.4.1.9.9.68.1.5.1.1.1"},
		{object: "vlanTrunkPortVlansEnabled", oid: ".1.3.6.1.4.1.9.9.46.1.6.1.1.4", long: true},
		{object: "vlanTrunkPortVlansEnabled2k", oid: ".1.3.6.1.4.1.9.9.46.1.6.1.1.17", long: true},
		{object: "vlanTrunkPortVlansEnabled3k", oid: ".1.3.6.1.4.1.9.9.46.1.6.1.1.18", long: true},
		{object: "vlanTrunkPortVlansEnabled4k", oid: ".1.3.6.1.4.1.9.9.46.1.6.1.1.19", long: true},
	}}
}

// vtpVLANs lists the VLANs of CISCO-VTP-MIB.
func vtpVLANs(t *table) []inventory.VLAN {
	var vlans []inventory.VLAN
	for _, row := range t.rows {
		if len(row.index) == 2 && row.index[1] >= 1 && row.index[1] <= 4094 {
			vlans = append(vlans, inventory.VLAN{VID: int(row.index[1]), Name: row.cells[colVTPName].text()})
		}
	}
	return vlans
}

// readVTP fills in VLANs and the membership of ports. It returns false where the
// agent has none of these tables.
func (r *reader) readVTP(ctx context.Context) (*fault, bool) {
	if r.mem.Dialect["vtp"] == "none" {
		return nil, false
	}
	tables := r.w.walk(ctx, vtpGroup(), accessGroup())
	f := firstFault(tables[0].incomplete(), tables[1].incomplete())
	if f == nil && len(tables[0].rows) == 0 {
		r.mem.Dialect["vtp"] = "none"
		return nil, false
	}
	r.vtp = tables[0]
	r.poll.VLANs = vtpVLANs(tables[0])
	for _, row := range tables[1].rows {
		if len(row.index) == 1 {
			membership := r.ports.known[int(row.index[0])]
			if membership != nil {
				joinVLANs(membership, &row, r.poll.VLANs)
			}
		}
	}
	r.mem.InUse = nil
	if f == nil && trunksKnown(tables[1]) {
		r.mem.InUse = vlansInUse(r.poll.Interfaces)
	}
	return f, true
}

// joinVLANs writes the VLANs of one port: a trunk carries the native VLAN
// without a tag and the enabled others with one; an access port has one VLAN,
// and perhaps another with a tag for a telephone.
func joinVLANs(i *inventory.Interface, row *row, vlans []inventory.VLAN) {
	if row.cells[colTrunking].integer() != 1 { // not trunking(1)
		if vid := row.cells[colAccessVLAN].integer(); vid > 0 && vid < 4095 {
			i.PVID, i.Untagged = vid, []int{vid}
		}
		if vid := row.cells[colVoiceVLAN].integer(); vid > 0 && vid < 4095 && vid != i.PVID {
			i.Tagged = []int{vid}
		}
		return
	}
	native := row.cells[colNativeVLAN].integer()
	i.PVID = native
	for _, v := range vlans {
		switch on := trunkCarries(row, v.VID); {
		case on && v.VID == native:
			i.Untagged = append(i.Untagged, v.VID)
		case on:
			i.Tagged = append(i.Tagged, v.VID)
		}
	}
}

// trunkCarries says whether a VLAN is enabled on a trunk. Each of the four lists
// has 1,024 VLANs; the first bit of the first is VLAN 0.
func trunkCarries(row *row, vid int) bool {
	enabled := row.cells[colTrunkVLANs+vid/1024].octets()
	vid %= 1024
	return vid/8 < len(enabled) && enabled[vid/8]&(0x80>>(vid%8)) != 0
}

// trunksKnown says whether the agent tells of every port if it is a trunk, and of
// every trunk what it carries. Without that a VLAN may be in use unseen.
func trunksKnown(t *table) bool {
	for i := range t.rows {
		cells := t.rows[i].cells
		trunk := cells[colTrunking]
		if cells[colNativeVLAN].present() && !trunk.present() || trunk.integer() == 1 && !cells[colTrunkVLANs].present() {
			return false
		}
	}
	return t.count[colTrunking] > 0
}

// vlansInUse are the VLANs that a port has. Only those can have learned a MAC,
// and only they have a context worth asking.
func vlansInUse(ifs []inventory.Interface) []int {
	var vids []int
	for _, i := range ifs {
		vids = append(append(vids, i.Untagged...), i.Tagged...)
	}
	slices.Sort(vids)
	return slices.Compact(vids)
}
