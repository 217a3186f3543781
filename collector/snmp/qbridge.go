package snmp

import (
	"context"
	"fmt"
	"slices"

	"rollcall/inventory"
)

// The columns of vlanGroup, by position.
const (
	colFdbID = iota
	colEgress
	colUntagged
)

// The groups whose index begins with dot1qVlanTimeMark.
const (
	vlanKey = "vlan"
	fidKey  = "fid"
)

// vlanGroup is dot1qVlanCurrentTable (Q-BRIDGE-MIB, RFC 4363): what is in force.
// Its index is dot1qVlanTimeMark and the VLAN.
func vlanGroup() *group {
	return &group{name: vlanKey, still: vlanStill(), columns: []column{
		{object: "dot1qVlanFdbId", oid: ".1.3.6.1.2.1.17.7.1.4.2.1.3"},
		{object: "dot1qVlanCurrentEgressPorts", oid: ".1.3.6.1.2.1.17.7.1.4.2.1.4", long: true},
		{object: "dot1qVlanCurrentUntaggedPorts", oid: ".1.3.6.1.2.1.17.7.1.4.2.1.5", long: true},
	}}
}

// fidGroup is what the forwarding table needs of vlanGroup.
func fidGroup() *group { return &group{name: fidKey, columns: vlanGroup().columns[:1]} }

// vlanNameGroup is the names in dot1qVlanStaticTable, whose index is the VLAN.
func vlanNameGroup() *group {
	return &group{name: "vlanname", still: &stillness{rows: rowsLike}, columns: []column{{object: "dot1qVlanStaticName", oid: ".1.3.6.1.2.1.17.7.1.4.3.1.1", long: true}}}
}

// vlanStaticGroup is the membership in dot1qVlanStaticTable: what is configured.
// It counts only where the agent does not tell what is in force. Its columns
// stand where those of vlanGroup do, but for the first.
func vlanStaticGroup() *group {
	return &group{name: "vlanstatic", columns: []column{
		{object: "dot1qVlanStaticRowStatus", oid: ".1.3.6.1.2.1.17.7.1.4.3.1.5"},
		{object: "dot1qVlanStaticEgressPorts", oid: ".1.3.6.1.2.1.17.7.1.4.3.1.2", long: true},
		{object: "dot1qVlanStaticUntaggedPorts", oid: ".1.3.6.1.2.1.17.7.1.4.3.1.4", long: true},
	}}
}

// dot1qNumVlans tells that an agent has the Q-BRIDGE-MIB, even without a VLAN.
const dot1qNumVlans = ".1.3.6.1.2.1.17.7.1.1.4.0"

// readVLANs fills in the VLANs and the membership of every port.
func (r *reader) readVLANs(ctx context.Context, current, names *table) {
	f := firstFault(current.incomplete(), names.incomplete(), r.ports.pvids, dependency(firstFault(r.ports.fault, r.names)))
	members, dialect := current, "dot1qVlanCurrentTable"
	if f == nil && len(memberships(current)) == 0 {
		members, dialect = r.w.walk(ctx, vlanStaticGroup())[0], "dot1qVlanStaticTable"
		f = members.incomplete()
	}
	r.poll.VLANs = vlanList(current, names, members)
	if f == nil && len(r.poll.VLANs) == 0 {
		state, f := r.otherVLANs(ctx)
		r.members = f == nil && state.Score > plausible
		r.state(inventory.TableVLANs, f, state)
		return
	}
	state := inventory.TableState{Rows: len(r.poll.VLANs)}
	if state.Rows > 0 {
		r.assignLists(memberships(members), dialect, &state)
	}
	f = firstFault(f, r.membersLost(memberships(members)))
	r.members = f == nil && state.Score > plausible
	r.state(inventory.TableVLANs, f, state)
}

// assignLists writes the members of the VLANs to the interfaces, in the reading of
// the lists that fits best.
func (r *reader) assignLists(ms []membership, table string, state *inventory.TableState) {
	lists, v := r.mem.bestPortLists(ms, r.ports)
	assign(r.poll.Interfaces, lists)
	state.Dialect, state.Score = joinDialect(table, v.Name, r.ports.pvidBy), v.Score
	state.RunnerUp, state.RunnerUpScore = v.Second, v.SecondScore
	outside := ""
	if n := r.ports.outside(ms, v.Name); n > 0 {
		outside = fmt.Sprintf("%d members of VLANs are no interface", n)
	}
	state.Detail = joinWords(v.because("PortList as bits of base ports"), outside)
}

// otherVLANs reads the VLANs of an agent that has none in the Q-BRIDGE-MIB.
func (r *reader) otherVLANs(ctx context.Context) (inventory.TableState, *fault) {
	if f, ok := r.readVTP(ctx); ok {
		return inventory.TableState{Rows: len(r.poll.VLANs), Dialect: "CISCO-VTP-MIB", Score: 1}, f
	}
	if state, f := r.readPrivateVLANs(ctx); state.Rows > 0 || f != nil {
		return state, f
	}
	return inventory.TableState{}, r.vlansAbsent(ctx)
}

// vlansAbsent tells an agent without VLANs from one without the table. Only the
// first may be taken at its word.
func (r *reader) vlansAbsent(ctx context.Context) *fault {
	got, err := r.w.usually(ctx, dot1qNumVlans)
	switch {
	case err != nil:
		return asFault(err)
	case got[dot1qNumVlans].present():
		return nil
	}
	return faultf(inventory.ReasonUnsupported, "the agent has no Q-BRIDGE-MIB: dot1qVlanCurrentTable and dot1qVlanStaticTable are both empty")
}

// dependency is the fault of a table for whose meaning another is missing.
func dependency(f *fault) *fault {
	if f == nil {
		return nil
	}
	return faultf(inventory.ReasonDependency, "a table that gives the rows their meaning is not whole: %v", f)
}

// firstFault returns the first that is one.
func firstFault(fs ...*fault) *fault {
	for _, f := range fs {
		if f != nil {
			return f
		}
	}
	return nil
}

// vlanID is the VLAN at the end of an index, if it is one (IEEE 802.1Q, 9.6).
// The index of dot1qVlanCurrentTable has two parts; firmware that leaves out
// dot1qVlanTimeMark has been seen to number rows there, not VLANs.
func vlanID(t *table, index []uint32) (int, bool) {
	want := 1
	if t.group.name == vlanKey || t.group.name == fidKey {
		want = 2
	}
	if len(index) != want {
		return 0, false
	}
	vid := index[want-1]
	return int(vid), vid >= 1 && vid <= 4094
}

// vlanList lists the VLANs of all tables in order.
func vlanList(current, names, members *table) []inventory.VLAN {
	byID := map[int]string{}
	for _, t := range []*table{current, members} {
		for _, row := range t.rows {
			if vid, ok := vlanID(t, row.index); ok {
				byID[vid] = ""
			}
		}
	}
	for _, row := range names.rows {
		if vid, ok := vlanID(names, row.index); ok {
			byID[vid] = row.cells[0].text()
		}
	}
	vlans := make([]inventory.VLAN, 0, len(byID))
	for vid, name := range byID {
		vlans = append(vlans, inventory.VLAN{VID: vid, Name: name})
	}
	slices.SortFunc(vlans, func(a, b inventory.VLAN) int { return a.VID - b.VID })
	return vlans
}

// A membership is the PortLists of one VLAN as the agent gives them.
type membership struct {
	vid              int
	egress, untagged []byte
}

func memberships(t *table) []membership {
	var ms []membership
	for _, row := range t.rows {
		if vid, ok := vlanID(t, row.index); ok && row.cells[colEgress].present() {
			ms = append(ms, membership{vid, row.cells[colEgress].octets(), row.cells[colUntagged].octets()})
		}
	}
	return ms
}

// assign writes the VLANs of every port to its interface. A port in the egress
// list and not in the untagged one sends the VLAN with a tag.
func assign(ifs []inventory.Interface, lists []portLists) {
	at := make(map[int]*inventory.Interface, len(ifs))
	for i := range ifs {
		at[ifs[i].Index] = &ifs[i]
	}
	for _, l := range lists {
		for _, index := range l.egress {
			i := at[index]
			if i == nil {
				continue
			}
			if _, untagged := slices.BinarySearch(l.untagged, index); untagged {
				i.Untagged = append(i.Untagged, l.vid)
			} else {
				i.Tagged = append(i.Tagged, l.vid)
			}
		}
	}
}

// fidVLANs maps each filtering database to the VLANs that learn into it
// (RFC 4363, dot1qVlanFdbId).
func fidVLANs(t *table) map[int][]int {
	m := map[int][]int{}
	if t == nil {
		return m
	}
	for _, row := range t.rows {
		vid, ok := vlanID(t, row.index)
		if fid, has := row.cells[colFdbID].number(); ok && has {
			m[int(fid)] = append(m[int(fid)], vid)
		}
	}
	return m
}
