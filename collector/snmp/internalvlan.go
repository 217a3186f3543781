package snmp

import (
	"context"

	"rollcall/inventory"
)

// Some agents number their filtering databases by an index of their own and have
// no dot1qVlanFdbId. A private MIB may say which VLAN an index is; whether and
// how it does is measured: nearly every row has to find its VLAN.

// internalGroups are the tables that say so: the VLAN by an index of the agent.
func internalGroups() []*group {
	return []*group{
		// JUNIPER-L2ALD-MIB
		{name: "jnxl2ald", optional: true, columns: []column{{object: "jnxL2aldVlanTag", oid: ".1.3.6.1.4.1.2636.3.48.1.3.1.1.3"}}},
		// JUNIPER-VLAN-MIB
		{name: "jnxexvlan", optional: true, columns: []column{{object: "jnxExVlanTag", oid: ".1.3.6.1.4.1.2636.3.40.1.5.1.5.1.5"}}},
	}
}

// internalVLANs finds the VLANs of filtering databases that m does not explain.
// Where it cannot, m stays as it is.
func (r *reader) internalVLANs(ctx context.Context, reading fdbReading, m vlanMeaning) (vlanMeaning, *fault) {
	if reading.table != "dot1qTpFdb" || !unexplained(reading.entries, m, fidVLANs(r.fids)) {
		return m, nil
	}
	for _, t := range r.w.walk(ctx, internalGroups()...) {
		if f := t.incomplete(); f != nil {
			return m, dependency(f)
		}
		tags := map[int]int{}
		for _, row := range t.rows {
			if vid := row.cells[0].integer(); len(row.index) == 1 && vid > 0 && vid < 4095 {
				tags[int(row.index[0])] = vid
			}
		}
		object := t.group.columns[0].object
		for _, c := range []vlanMeaning{
			{"FDB id = index by " + object, func(fid int) int { return tags[fid] }},
			{"FDB id = 65,536 times the index by " + object, func(fid int) int { return tags[fid>>16] * exact(fid, 16) }},
		} {
			if explains(reading.entries, c, r.poll.VLANs) {
				return c, nil
			}
		}
	}
	return m, nil
}

// exact is 1 where the lowest bits of n are 0, else 0.
func exact(n, bits int) int {
	if n&(1<<bits-1) == 0 {
		return 1
	}
	return 0
}

// unexplained says whether a row has no VLAN, though its database is not one
// that several VLANs share.
func unexplained(entries []fdbEntry, m vlanMeaning, byFID map[int][]int) bool {
	for _, e := range entries {
		if m.vid(e.fid) == 0 && len(byFID[e.fid]) == 0 {
			return true
		}
	}
	return false
}

// explains says whether nearly every row finds a VLAN, one that the switch has. A
// VLAN that has just been made may be in one table and not yet in the other.
func explains(entries []fdbEntry, m vlanMeaning, vlans []inventory.VLAN) bool {
	have := map[int]bool{}
	for _, v := range vlans {
		have[v.VID] = true
	}
	found := 0
	for _, e := range entries {
		if vid := m.vid(e.fid); vid > 0 && (len(have) == 0 || have[vid]) {
			found++
		}
	}
	return found > 0 && share(found, len(entries)) > 0.9
}
