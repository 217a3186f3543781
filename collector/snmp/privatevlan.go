package snmp

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// Some agents keep VLANs and their ports in a private MIB only. Where neither the
// Q-BRIDGE-MIB nor Cisco's tables have any, the known ones are asked together;
// what the agent does not have is not asked again for some polls.

// The columns of tplinkGroup, by position.
const (
	colTPName = iota
	colTPTagged
	colTPUntagged
)

// tplinkGroup is vlanConfigTable of TP-Link's TPLINK-DOT1Q-VLAN-MIB, whose index
// is the VLAN. Its ports are text, "1/0/1-4,1/0/28", in the names of tplinkPortGroup.
func tplinkGroup() *group {
	return &group{name: "tpvlan", optional: true, columns: []column{
		{object: "dot1qVlanDescription", oid: ".1.3.6.1.4.1.11863.6.14.1.2.1.1.2", long: true},
		{object: "vlanTagPortMemberAdd", oid: ".1.3.6.1.4.1.11863.6.14.1.2.1.1.3", long: true},
		{object: "vlanUntagPortMemberAdd", oid: ".1.3.6.1.4.1.11863.6.14.1.2.1.1.4", long: true},
	}}
}

// tplinkPortGroup is vlanPortConfigTable of the same MIB, with the index ifIndex.
func tplinkPortGroup() *group {
	return &group{name: "tpport", optional: true, columns: []column{
		{object: "vlanPortNumber", oid: ".1.3.6.1.4.1.11863.6.14.1.1.1.1.1", long: true},
		{object: "vlanPortPvid", oid: ".1.3.6.1.4.1.11863.6.14.1.1.1.1.2"},
	}}
}

// alcatelGroup is vlanTable of ALCATEL-IND1-VLAN-MGR-MIB, whose index is the VLAN;
// alcatelPortGroup is vpaTable, whose index is the VLAN and the ifIndex.
func alcatelGroup() *group {
	return &group{name: "alavlan", optional: true, columns: []column{
		{object: "vlanDescription", oid: ".1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.2", long: true},
	}}
}

func alcatelPortGroup() *group {
	return &group{name: "alavpa", optional: true, columns: []column{
		{object: "vpaType", oid: ".1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3"},
	}}
}

// readPrivateVLANs fills in VLANs and the membership of ports from a private MIB.
// The score is the share of its ports that are interfaces.
func (r *reader) readPrivateVLANs(ctx context.Context) (inventory.TableState, *fault) {
	t := r.w.walk(ctx, slices.Concat([]*group{tplinkGroup(), tplinkPortGroup(), alcatelGroup(), alcatelPortGroup()}, huaweiGroups(), ieeeGroups())...)
	var f *fault
	for _, t := range t {
		f = firstFault(f, t.incomplete())
	}
	var s inventory.TableState
	switch {
	case len(t[0].rows) > 0:
		s.Dialect, s.Score = "vlanConfigTable; ports by their names", r.joinTPLink(t[0], t[1])
	case len(t[2].rows) > 0:
		s.Dialect, s.Score = "vpaTable; port = ifIndex", r.joinAlcatel(t[2], t[3])
	case len(t[4].rows) > 0 && len(t[5].rows) > 0:
		s.Dialect, s.Score = "hwL2VlanMIBTable; ports by hwL2IfPortIfIndex", r.joinHuawei(t[4:])
	case len(t[8].rows) > 0:
		r.joinIEEE(t[8], t[9], &s)
	}
	s.Rows = len(r.poll.VLANs)
	return s, f
}

// joinTPLink writes the VLANs of vlanConfigTable to the ports that it names.
func (r *reader) joinTPLink(vlans, ports *table) (score float64) {
	byName := map[string]*inventory.Interface{}
	for _, row := range ports.rows {
		if len(row.index) != 1 {
			continue
		}
		if i := r.ports.known[int(row.index[0])]; i != nil {
			byName[row.cells[0].text()], i.PVID = i, row.cells[1].integer()
		}
	}
	known, all := 0, 0
	each := func(list value, join func(*inventory.Interface)) {
		for _, name := range portRange(list.text()) {
			all++
			if i := byName[name]; i != nil {
				known++
				join(i)
			}
		}
	}
	for _, row := range vlans.rows {
		vid, ok := vlanID(vlans, row.index)
		if !ok {
			continue
		}
		r.poll.VLANs = append(r.poll.VLANs, inventory.VLAN{VID: vid, Name: row.cells[colTPName].text()})
		each(row.cells[colTPTagged], func(i *inventory.Interface) { i.Tagged = append(i.Tagged, vid) })
		each(row.cells[colTPUntagged], func(i *inventory.Interface) { i.Untagged = append(i.Untagged, vid) })
	}
	return share(known, all)
}

// portRange lists the ports of "1/0/1-4,1/0/28,LAG1-2". What is no range stays one
// name. No switch has more than maxPort ports; what a text names beyond that is left out.
func portRange(s string) []string {
	var names []string
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		first, last, _ := strings.Cut(part, "-")
		prefix := strings.TrimRight(first, "0123456789")
		from, err1 := strconv.Atoi(first[len(prefix):])
		to, err2 := strconv.Atoi(last)
		switch {
		case len(names) > maxPort:
			return names
		case part == "":
		case err1 != nil || err2 != nil || to < from || to-from > maxPort:
			names = append(names, part)
		default:
			for n := from; n <= to; n++ {
				names = append(names, prefix+strconv.Itoa(n))
			}
		}
	}
	return names
}

// joinAlcatel writes the VLANs of vpaTable: cfgDefault(1) is the VLAN without a
// tag, qTagged(2) is one with.
func (r *reader) joinAlcatel(vlans, members *table) (score float64) {
	for _, row := range vlans.rows {
		if vid, ok := vlanID(vlans, row.index); ok {
			r.poll.VLANs = append(r.poll.VLANs, inventory.VLAN{VID: vid, Name: row.cells[0].text()})
		}
	}
	known := 0
	for _, row := range members.rows {
		if len(row.index) != 2 || row.index[0] < 1 || row.index[0] > 4094 {
			continue
		}
		vid, i := int(row.index[0]), r.ports.known[int(row.index[1])]
		if i == nil {
			continue
		}
		known++
		switch row.cells[0].integer() {
		case 1:
			i.PVID, i.Untagged = vid, append(i.Untagged, vid)
		case 2:
			i.Tagged = append(i.Tagged, vid)
		}
	}
	return share(known, len(members.rows))
}
