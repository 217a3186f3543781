package rules

import (
	"slices"

	"rollcall/inventory"
)

// mutes answers, for each finding, which finding stands for it.
type mutes struct {
	stale  string                                    // subject of poll_stale
	down   map[inventory.SwitchID]bool               // switch_down
	blind  map[inventory.SwitchID]bool               // switch_down or snmp_auth_fail
	parent map[inventory.SwitchID]inventory.SwitchID // towards the core
}

func newMutes(found []inventory.Finding, s *inventory.Snapshot) mutes {
	m := mutes{down: map[inventory.SwitchID]bool{}, blind: map[inventory.SwitchID]bool{}}
	for _, f := range found {
		switch f.Kind {
		case inventory.KindPollStale:
			m.stale = f.Subject
		case inventory.KindSwitchDown:
			m.down[f.Switch], m.blind[f.Switch] = true, true
		case inventory.KindSNMPAuthFail:
			m.blind[f.Switch] = true
		}
	}
	if len(m.down) > 0 {
		m.parent = towardsCore(s)
	}
	return m
}

// of returns the subject of the finding that mutes f; empty: nothing does.
func (m mutes) of(f inventory.Finding) string {
	switch {
	case f.Kind == inventory.KindPollStale:
		return ""
	case m.stale != "":
		return m.stale
	case f.Kind == inventory.KindSwitchDown:
		return string(m.above(f.Switch))
	case f.Kind == inventory.KindSNMPAuthFail:
		if m.down[f.Switch] {
			return string(f.Switch)
		}
		return string(m.above(f.Switch))
	}
	return string(m.under(f))
}

// above returns the dead switch nearest to the core through which sw is reached.
func (m mutes) above(sw inventory.SwitchID) inventory.SwitchID {
	var top inventory.SwitchID
	for up, ok := m.parent[sw]; ok; up, ok = m.parent[up] {
		if m.down[up] {
			top = up
		}
	}
	return top
}

// under returns the unreadable switch that a finding rests on. A finding that
// stands for many places is muted only when all of its switches are unreadable.
func (m mutes) under(f inventory.Finding) inventory.SwitchID {
	if m.blind[f.Switch] {
		return f.Switch
	}
	var first inventory.SwitchID
	for _, r := range f.Rests {
		switch {
		case m.blind[r.Switch] && first == "":
			first = r.Switch
		case !m.blind[r.Switch] && f.Switch == "":
			return ""
		}
	}
	return first
}

// towardsCore gives each switch the next one on its way to the core, from the
// peers that uplinks are known to lead to.
func towardsCore(s *inventory.Snapshot) map[inventory.SwitchID]inventory.SwitchID {
	links := map[inventory.SwitchID][]inventory.SwitchID{}
	for _, v := range s.Switches {
		for _, p := range v.Ports {
			if peer := inventory.SwitchID(p.Role.Peer); peer != "" {
				links[v.Switch.ID] = append(links[v.Switch.ID], peer)
				links[peer] = append(links[peer], v.Switch.ID)
			}
		}
	}
	parent := map[inventory.SwitchID]inventory.SwitchID{}
	reached := roots(s)
	seen := map[inventory.SwitchID]bool{}
	for _, sw := range reached {
		seen[sw] = true
	}
	for len(reached) > 0 {
		sw := reached[0]
		reached = reached[1:]
		slices.Sort(links[sw])
		for _, next := range links[sw] {
			if !seen[next] {
				seen[next], parent[next] = true, sw
				reached = append(reached, next)
			}
		}
	}
	return parent
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
