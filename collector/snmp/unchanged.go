package snmp

import (
	"slices"

	"rollcall/inventory"
)

// lldpStatsRemTablesLastChangeTime is the sysUpTime at which a neighbour was last
// added, changed or removed (LLDP-MIB). While it stands still, the neighbours of
// the poll before are those of this one, and their tables need not be walked.
const lldpStatsRemTablesLastChangeTime = ".1.0.8802.1.1.2.1.2.1.0"

// mostReuses is how many polls in a row neighbours are taken over before the
// tables are walked anyway, which finds out an agent whose time stands still for ever.
const mostReuses = 5

// heard is the neighbours of the last walk, with the agent's word on when they changed.
type heard struct {
	Change    uint64               `json:"change,omitempty"`
	Neighbors []inventory.Neighbor `json:"neighbors,omitempty"`
	State     inventory.TableState `json:"state,omitzero"`
	Reused    int                  `json:"reused,omitempty"`
	Lies      bool                 `json:"lies,omitempty"` // they have changed though the time stood still
}

// noChangeTime is what the memory says of an agent without that variable.
const noChangeTime = "none"

// asksChange says whether the first request asks for the time of the last change.
func (r *reader) asksChange() bool {
	return r.wants(inventory.TableNeighbors) && !r.mem.Heard.Lies && r.mem.Dialect["lldpchange"] != noChangeTime
}

// heardChange takes notice of that time; 0, which agents without it also give,
// says nothing.
func (r *reader) heardChange(got map[string]value) {
	if !r.asksChange() {
		return
	}
	if r.change, _ = got[lldpStatsRemTablesLastChangeTime].number(); r.change == 0 {
		r.mem.Dialect["lldpchange"] = noChangeTime
	}
}

// reuseNeighbors takes the neighbours of the last walk over, where the agent says
// that nothing has changed and their interfaces are still there.
func (r *reader) reuseNeighbors() bool {
	h := &r.mem.Heard
	gone := func(n inventory.Neighbor) bool { return n.LocalIfIndex > 0 && r.ports.known[n.LocalIfIndex] == nil }
	if r.w.whole || r.change == 0 || r.change != h.Change || h.Reused >= mostReuses || slices.ContainsFunc(h.Neighbors, gone) ||
		firstFault(r.ports.fault, r.names) != nil {
		return false
	}
	h.Reused++
	r.poll.Neighbors = slices.Clone(h.Neighbors)
	s := h.State
	s.Detail = "unchanged since the last walk (lldpStatsRemTablesLastChangeTime)"
	r.poll.Tables[inventory.TableNeighbors] = s
	return true
}

// keepNeighbors remembers the neighbours of a walk for the next polls. Those of
// CDP have no such time. An agent whose neighbours changed under a time that
// stood still is not believed again.
func (r *reader) keepNeighbors() {
	before, s := r.mem.Heard, r.poll.Tables[inventory.TableNeighbors]
	if before.Change > 0 && before.Change == r.change && s.Complete && !sameNeighbors(before.Neighbors, r.poll.Neighbors) {
		r.mem.Heard = heard{Lies: true}
		return
	}
	r.mem.Heard = heard{Lies: before.Lies}
	cdp := func(n inventory.Neighbor) bool { return n.Protocol != "lldp" }
	if s.Complete && r.change > 0 && !slices.ContainsFunc(r.poll.Neighbors, cdp) {
		r.mem.Heard = heard{Change: r.change, Neighbors: r.poll.Neighbors, State: s}
	}
}

func sameNeighbors(a, b []inventory.Neighbor) bool {
	return slices.EqualFunc(a, b, func(a, b inventory.Neighbor) bool {
		return a.LocalIfIndex == b.LocalIfIndex && a.LocalPort == b.LocalPort && a.ChassisID == b.ChassisID && a.PortID == b.PortID &&
			a.PortDescr == b.PortDescr && a.SysName == b.SysName && a.SysDescr == b.SysDescr &&
			slices.Equal(a.Capabilities, b.Capabilities) && slices.Equal(a.Addresses, b.Addresses)
	})
}
