package snmp

import "context"

// Some agents number their filtering databases by an index of their own and have
// no dot1qVlanFdbId. A private MIB may say which VLAN an index is; whether and
// how it does is measured.

// internalGroups are the tables that say so: the VLAN by an index of the agent.
func internalGroups() []*group {
	return []*group{
		// JUNIPER-L2ALD-MIB
		{name: "jnxl2ald", optional: true, columns: []column{{object: "jnxL2aldVlanTag", oid: ".1.3.6.1.4.1.2636.3.48.1.3.1.1.3"}}},
		// JUNIPER-VLAN-MIB
		{name: "jnxexvlan", optional: true, columns: []column{{object: "jnxExVlanTag", oid: ".1.3.6.1.4.1.2636.3.40.1.5.1.5.1.5"}}},
	}
}

// internalVLANs lists what filtering databases may be by those tables.
func (r *reader) internalVLANs(ctx context.Context) ([]vlanMeaning, *fault) {
	var ms []vlanMeaning
	for _, t := range r.w.walk(ctx, internalGroups()...) {
		if f := t.incomplete(); f != nil {
			return nil, dependency(f)
		}
		tags := map[int]int{}
		for _, row := range t.rows {
			if vid := row.cells[0].integer(); len(row.index) == 1 && vid > 0 && vid < 4095 {
				tags[int(row.index[0])] = vid
			}
		}
		object := t.group.columns[0].object
		if len(tags) > 0 {
			ms = append(ms, vlanMeaning{"FDB id = index by " + object, func(fid, _ int) int { return tags[fid] }},
				vlanMeaning{"FDB id = 65,536 times the index by " + object, func(fid, _ int) int { return tags[fid>>16] * exact(fid, 16) }})
		}
	}
	return ms, nil
}

// exact is 1 where the lowest bits of n are 0, else 0.
func exact(n, bits int) int {
	if n&(1<<bits-1) == 0 {
		return 1
	}
	return 0
}
