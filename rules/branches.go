package rules

import (
	"slices"

	"rollcall/inventory"
)

// branches say which switches hang under each switch, seen from the core: they are
// reached through it, and fall silent with it.
type branches map[inventory.SwitchID][]inventory.SwitchID

// newBranches reads the tree from the ports: behind each port are the peer that it
// leads to and the switches whose own addresses it shows. One port of a switch
// leads up, that with the core behind it; what is behind the others hangs under it.
func newBranches(s *inventory.Snapshot) branches {
	b := branches{}
	tops := roots(s)
	up := towardsCore(s, tops)
	for _, v := range s.Switches {
		id := v.Switch.ID
		for _, p := range v.Ports {
			behind := slices.Concat(p.Switches, peerOf(p))
			leadsUp := slices.ContainsFunc(behind, func(x inventory.SwitchID) bool {
				return x == up[id] || slices.Contains(tops, x)
			})
			if !leadsUp || slices.Contains(tops, id) {
				b[id] = append(b[id], behind...)
			}
		}
	}
	for child, parent := range up {
		b[parent] = append(b[parent], child)
	}
	return b
}

// reach says whether a switch hangs under another, and not the other way round.
func (b branches) reach(from, to inventory.SwitchID) bool {
	return b.walk(from, to) && !b.walk(to, from)
}

// walk looks for a switch under another, switch by switch.
func (b branches) walk(from, to inventory.SwitchID) bool {
	seen := map[inventory.SwitchID]bool{from: true}
	for queue := []inventory.SwitchID{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range b[queue[0]] {
			if next == to {
				return true
			}
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// peerOf is the switch at the other end of a port, as a list of one or none.
func peerOf(p inventory.PortView) []inventory.SwitchID {
	if p.Role.Role != inventory.RoleUplink || p.Role.Peer == "" {
		return nil
	}
	return []inventory.SwitchID{inventory.SwitchID(p.Role.Peer)}
}

// towardsCore gives each switch the next one on its way to the core, from the
// peers that uplinks are known to lead to.
func towardsCore(s *inventory.Snapshot, tops []inventory.SwitchID) map[inventory.SwitchID]inventory.SwitchID {
	links := map[inventory.SwitchID][]inventory.SwitchID{}
	for _, v := range s.Switches {
		for _, p := range v.Ports {
			for _, peer := range peerOf(p) {
				links[v.Switch.ID] = append(links[v.Switch.ID], peer)
				links[peer] = append(links[peer], v.Switch.ID)
			}
		}
	}
	up := map[inventory.SwitchID]inventory.SwitchID{}
	for queue := slices.Clone(tops); len(queue) > 0; queue = queue[1:] {
		for _, next := range slices.Sorted(slices.Values(links[queue[0]])) {
			if _, known := up[next]; !known && !slices.Contains(tops, next) {
				up[next] = queue[0]
				queue = append(queue, next)
			}
		}
	}
	return up
}

// roots are the switches that the school is reached through: routers, else cores.
func roots(s *inventory.Snapshot) []inventory.SwitchID {
	for _, role := range []inventory.SwitchRole{inventory.SwitchRouter, inventory.SwitchCore} {
		var ids []inventory.SwitchID
		for _, v := range s.Switches {
			if v.Switch.Role == role {
				ids = append(ids, v.Switch.ID)
			}
		}
		if len(ids) > 0 {
			return ids
		}
	}
	return nil
}
