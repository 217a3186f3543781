package snmp

import (
	"context"
	"slices"

	"rollcall/inventory"
)

// A vlanMeaning is one way to find the VLAN of a row: by its filtering database,
// or by the interface that it lies on.
type vlanMeaning struct {
	name string
	vid  func(fid, ifIndex int) int // 0: not known
}

// The names of the meanings that people read.
const (
	byFdbID       = "FDB id by dot1qVlanFdbId"
	byIdentity    = "FDB id = VLAN id"
	byAccessPorts = "FDB id = VLAN of the access ports that learned into it"
	byOnlyVLAN    = "one FDB for all, VLAN = the only one of the port"
	byNoVLAN      = "FDB id that leads to no VLAN"
)

// A vlanView is what is known of the VLANs while the forwarding table is read.
type vlanView struct {
	byFID  map[int][]int // VLANs by filtering database (dot1qVlanFdbId)
	have   map[int]bool  // VLANs of the switch; empty: not known
	known  map[int]*inventory.Interface
	member bool        // the interfaces say which VLANs they carry
	only   map[int]int // by ifIndex, the VLAN of ports that carry one only
}

// vlanView gathers it, where VLANs were not asked for from the memory.
func (r *reader) vlanView() *vlanView {
	v := &vlanView{byFID: fidVLANs(r.fids), have: map[int]bool{}, known: r.ports.known, member: r.members, only: r.mem.Only}
	if r.poll.Complete(inventory.TableVLANs) {
		r.mem.VIDs = nil
		for _, vlan := range r.poll.VLANs {
			r.mem.VIDs = append(r.mem.VIDs, vlan.VID)
		}
	}
	if r.members {
		v.only = onlyVLANs(r.poll.Interfaces)
	}
	for _, vid := range r.mem.VIDs {
		v.have[vid] = true
	}
	return v
}

// onlyVLANs are the VLANs of the ports that carry a single one.
func onlyVLANs(ifs []inventory.Interface) map[int]int {
	only := map[int]int{}
	for _, i := range ifs {
		if all := slices.Concat(i.Untagged, i.Tagged); len(all) == 1 {
			only[i.Index] = all[0]
		}
	}
	return only
}

// strict is the meaning of the MIB: dot1qVlanFdbId where the agent has it, else the
// identifier itself. One that several VLANs share says nothing about the VLAN,
// unless the port has only one of them; nor does one that is in no row and no VLAN.
func (v *vlanView) strict(pvids map[int]int) vlanMeaning {
	if len(v.byFID) == 0 {
		return v.identity()
	}
	listed := map[int]bool{}
	for _, vs := range v.byFID {
		for _, vid := range vs {
			listed[vid] = true
		}
	}
	for _, vid := range pvids {
		listed[vid] = true
	}
	return vlanMeaning{byFdbID, func(fid, ifIndex int) int {
		switch vs := v.byFID[fid]; {
		case len(vs) == 1:
			return vs[0]
		case len(vs) > 1 && slices.Contains(vs, v.only[ifIndex]):
			return v.only[ifIndex]
		case len(vs) == 0 && fid >= 1 && fid <= 4094 && listed[fid]:
			return fid
		}
		return 0
	}}
}

// identity takes the identifier for the VLAN.
func (v *vlanView) identity() vlanMeaning {
	return vlanMeaning{byIdentity, func(fid, _ int) int {
		if fid >= 1 && fid <= 4094 {
			return fid
		}
		return 0
	}}
}

// accessPorts takes a filtering database for that of the VLAN which all access
// ports have that learned into it. Two databases are never one VLAN, nor is one
// that dot1qVlanFdbId gives another; a single database may be that of all VLANs.
func (v *vlanView) accessPorts(entries []fdbEntry, how portMeaning) vlanMeaning {
	byFID, owner := map[int]int{}, map[int]int{}
	for _, e := range entries {
		vid := v.only[how.ifIndex(e.port)]
		switch have, ok := byFID[e.fid]; {
		case vid == 0 || e.fid < 0:
		case ok && have != vid:
			byFID[e.fid] = ambiguous
		default:
			byFID[e.fid] = vid
		}
	}
	for fid, vids := range v.byFID {
		for _, vid := range vids {
			owner[vid] = fid
		}
	}
	for fid, vid := range byFID {
		if _, taken := owner[vid]; taken {
			fid = ambiguous
		}
		owner[vid] = fid
	}
	return vlanMeaning{byAccessPorts, func(fid, _ int) int {
		if vid := byFID[fid]; len(byFID) > 1 && vid > 0 && owner[vid] == fid {
			return vid
		}
		return 0
	}}
}

// port takes the only VLAN of the port, for a switch whose rows are all of one
// filtering database though its ports have several VLANs.
func (v *vlanView) port(entries []fdbEntry, how portMeaning) vlanMeaning {
	fids, vids := map[int]bool{}, map[int]bool{}
	for _, e := range entries {
		fids[e.fid] = true
		if vid := v.only[how.ifIndex(e.port)]; vid > 0 {
			vids[vid] = true
		}
	}
	return vlanMeaning{byOnlyVLAN, func(_, ifIndex int) int {
		if len(fids) == 1 && len(vids) > 1 {
			return v.only[ifIndex]
		}
		return 0
	}}
}

// fit says how well a meaning fits the rows: 1 where each finds a VLAN that the
// switch has and the port carries. What dot1qVlanFdbId says is taken at its word.
func (v *vlanView) fit(m vlanMeaning, entries []fdbEntry, how portMeaning) float64 {
	sum, n := 0.0, 0
	for _, e := range entries {
		if e.fid < 0 || e.status != inventory.FDBLearned {
			continue
		}
		ifIndex := how.ifIndex(e.port)
		if m.name == byOnlyVLAN && v.only[ifIndex] == 0 {
			continue // that of a port with several VLANs stays open
		}
		n++
		switch vid := m.vid(e.fid, ifIndex); {
		case m.name == byFdbID && (vid > 0 || len(v.byFID[e.fid]) > 1):
			sum++
		case vid == 0:
		case len(v.have) > 0 && !v.have[vid]:
			sum += 0.2
		case !v.carries(ifIndex, vid):
			sum += 0.6
		default:
			sum++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// carries says whether a port may have learned a MAC in a VLAN, as far as known.
func (v *vlanView) carries(ifIndex, vid int) bool {
	i := v.known[ifIndex]
	if !v.member || i == nil || len(i.Untagged)+len(i.Tagged) == 0 {
		return true
	}
	return slices.Contains(i.Untagged, vid) || slices.Contains(i.Tagged, vid)
}

// contradicted is the score of a reading that the members of nearly all ports contradict.
const contradicted = 0.65

// chooseVLANs finds the VLANs of the rows. Tables of private MIBs are asked where
// the meaning of the MIB does not explain the rows, and the ports where those do not.
func (r *reader) chooseVLANs(ctx context.Context, rows fdbReading, how portMeaning, view *vlanView) (vlanMeaning, verdict, *fault) {
	none := vlanMeaning{vid: func(int, int) int { return 0 }}
	if !rows.hasFIDs() {
		return none, verdict{}, nil
	}
	candidates := []vlanMeaning{view.strict(r.ports.pvid)}
	if len(view.byFID) > 0 {
		candidates = append(candidates, view.identity())
	}
	if view.fit(candidates[0], rows.entries, how) <= plausible {
		internal, f := r.internalVLANs(ctx)
		if f != nil {
			return none, verdict{}, f
		}
		candidates = slices.Concat(candidates, internal, []vlanMeaning{view.accessPorts(rows.entries, how), view.port(rows.entries, how)})
	}
	candidates = view.differing(candidates, rows.entries, how)
	before, weight := r.mem.Readings["fdb vlans"], view.weight(rows.entries)
	n, v := r.mem.decide("fdb vlans", view.readings(candidates, rows.entries, how), weight)
	if v.Name == before.Name && weight < before.Weight {
		v.Score = min(v.Score, before.Score) // what the members have shown stands while they are not asked for
	}
	r.keepOnly(view, candidates[n])
	if v.Name == byIdentity && (v.Score <= contradicted || view.strange(rows.entries)) && weight > 0 && len(view.have) > 0 {
		return none, verdict{Name: byNoVLAN, Score: v.Score, Second: v.Second, SecondScore: v.SecondScore}, nil
	}
	return candidates[n], v, nil
}

// keepOnly remembers which VLAN a port has where the rows of the next poll may
// rest on it, which may not ask for VLANs.
func (r *reader) keepOnly(view *vlanView, m vlanMeaning) {
	if r.mem.Only = nil; m.name == byOnlyVLAN || m.name == byAccessPorts || m.name == byFdbID && view.shares() {
		r.mem.Only = view.only
	}
}

// strange says whether more than a few rows lie in filtering databases that are no
// VLAN of the switch: then the others need not be the VLANs of their numbers either.
func (v *vlanView) strange(entries []fdbEntry) bool {
	known, all := 0, 0
	for _, e := range entries {
		if e.fid >= 0 && e.status == inventory.FDBLearned {
			if all++; v.have[e.fid] {
				known++
			}
		}
	}
	return share(known, all) < plausible
}

// shares says whether several VLANs learn into one filtering database.
func (v *vlanView) shares() bool {
	for _, vs := range v.byFID {
		if len(vs) > 1 {
			return true
		}
	}
	return false
}

// differing leaves out meanings that come to the same as one before, for all rows.
func (v *vlanView) differing(ms []vlanMeaning, entries []fdbEntry, how portMeaning) []vlanMeaning {
	var kept []vlanMeaning
	for _, m := range ms {
		same := func(k vlanMeaning) bool {
			return !slices.ContainsFunc(entries, func(e fdbEntry) bool {
				at := how.ifIndex(e.port)
				return k.vid(e.fid, at) != m.vid(e.fid, at)
			})
		}
		if !slices.ContainsFunc(kept, same) {
			kept = append(kept, m)
		}
	}
	return kept
}

// readings scores the meanings.
func (v *vlanView) readings(ms []vlanMeaning, entries []fdbEntry, how portMeaning) []reading {
	rs := make([]reading, len(ms))
	for i, m := range ms {
		rs[i] = reading{m.name, v.fit(m, entries, how)}
	}
	return rs
}

// weight counts the filtering databases, and the ports too where their VLANs are known.
func (v *vlanView) weight(entries []fdbEntry) int {
	fids, ports := map[int]bool{}, map[int]bool{}
	for _, e := range entries {
		if e.status == inventory.FDBLearned && e.fid >= 0 {
			fids[e.fid], ports[e.port] = true, true
		}
	}
	if v.member {
		return len(fids) + len(ports)
	}
	return len(fids)
}
