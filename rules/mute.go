package rules

import (
	"maps"
	"slices"

	"rollcall/inventory"
)

// mutes answers, for each finding, which finding stands for it.
type mutes struct {
	stale string                      // subject of poll_stale
	down  map[inventory.SwitchID]bool // switch_down
	blind map[inventory.SwitchID]bool // switch_down or snmp_auth_fail
	below branches
	way   wayMute
}

func newMutes(found []inventory.Finding, s *inventory.Snapshot) mutes {
	m := mutes{down: map[inventory.SwitchID]bool{}, blind: map[inventory.SwitchID]bool{}, way: newWayMute(s)}
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
		m.below = newBranches(s)
	}
	return m
}

// of returns the subject of the finding that mutes f; empty: nothing does.
func (m mutes) of(f inventory.Finding) string {
	if parent, decided := m.way.of(f); decided {
		return parent
	}
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
	for _, up := range slices.Sorted(maps.Keys(m.down)) {
		if m.below.reach(up, sw) && (top == "" || m.below.reach(up, top)) {
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
