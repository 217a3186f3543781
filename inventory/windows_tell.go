package inventory

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Tell returns the windows of a school at the moment of its snapshot, which says what
// the ports are called and what they are for. servers are those that the school looks
// after. How long a sum has been high counts from the first telling that showed it.
func (m *Meter) Tell(s *Snapshot, servers []Server) Windows {
	w := Windows{Ports: make(map[PortID]PortWindow), CPU: make(map[SwitchID]Sustained),
		Neighbours: make(map[SwitchID]NeighbourTrend), Since: make(map[SwitchID]time.Time), Compared: make(map[SwitchID]bool)}
	w.Circuits = m.Circuits(&s.School, s.At)
	sums := make(map[sumKey]BroadcastSum)
	for i := range s.Switches {
		m.tellSwitch(&s.Switches[i], s.At, &w, sums)
	}
	w.Broadcasts = m.tellSums(s, sums)
	w.Servers, w.Machines = m.serverWindows(servers)
	return w
}

// Circuits tells how full the circuits of a school were in the school days up to a
// moment, per direction.
func (m *Meter) Circuits(s *School, at time.Time) (uses []CircuitUse) {
	for _, c := range s.Circuits() {
		l := m.lines[lineKey{s.Code, c.Name}]
		for _, direction := range []string{DirectionDown, DirectionUp} {
			if l != nil && c.Mbps(direction) > 0 {
				uses = append(uses, l.tell(direction, at, m.calendar, m.limits))
			}
		}
	}
	return uses
}

// tellSwitch tells one switch, as far as it has been measured lately.
func (m *Meter) tellSwitch(v *SwitchView, at time.Time, w *Windows, sums map[sumKey]BroadcastSum) {
	id := v.Switch.ID
	s := m.switches[id]
	if s == nil {
		return
	}
	if s.cpu != nil && at.Sub(s.told.time()) <= m.gap {
		w.CPU[id] = *s.cpu
	}
	if len(s.caches) > 0 {
		w.Neighbours[id] = s.trend()
	}
	if s.at == 0 || at.Sub(s.at.time()) > m.gap {
		return
	}
	w.Since[id], w.Compared[id] = s.first.time(), s.fdb.time().Sub(s.fdbs.time()) >= comparedAfter
	s.tellPorts(v, w, sums)
	for _, p := range s.moves {
		s.tellMoves(id, p, w)
	}
}

// tellPorts tells the ports that have something to tell, and adds up broadcasts. A
// member of an aggregate is counted there, and what is no bridge port is counted where
// it came in.
func (s *metered) tellPorts(v *SwitchView, w *Windows, sums map[sumKey]BroadcastSum) {
	core := v.Switch.Role == SwitchCore
	for i := range v.Ports {
		p := &v.Ports[i]
		meter, ok := portOf(s.ports, int32(p.Config.IfIndex))
		if !ok {
			continue
		}
		if note := s.notes[meter.ifIndex]; note != nil {
			w.Ports[p.Port] = note.window(meter.pps, s.at)
		}
		if meter.pps < 0 || !p.Config.Bridge {
			continue
		}
		if core {
			addTo(sums, sumKey{v.Switch.School, v.Switch.ID, 0}, meter.pps)
		}
		if p.Role.Role != RoleUplink && p.Config.PVID > 0 {
			addTo(sums, sumKey{v.Switch.School, "", p.Config.PVID}, meter.pps)
		}
	}
}

// tellMoves puts moves of MACs beside the two ports.
func (s *metered) tellMoves(id SwitchID, p pairMoves, w *Windows) {
	for _, end := range [][2]string{{p.a, p.b}, {p.b, p.a}} {
		port := PortID{id, end[0]}
		told, ok := w.Ports[port]
		if !ok {
			told.BroadcastPPS = -1
		}
		if p.moved > told.Moved {
			told.Moved, told.MovesPerSec, told.MovesTo = p.moved, float64(p.moved)/p.seconds, end[1]
		}
		w.Ports[port] = told
	}
}

// A sumKey names what broadcasts are added up for.
type sumKey struct {
	school SchoolCode
	sw     SwitchID
	vid    int
}

func addTo(sums map[sumKey]BroadcastSum, key sumKey, pps float32) {
	b := sums[key]
	b.Switch, b.VID = key.sw, key.vid
	b.PPS += float64(pps)
	b.Ports++
	sums[key] = b
}

// tellSums says since when each sum is over the threshold.
func (m *Meter) tellSums(s *Snapshot, sums map[sumKey]BroadcastSum) []BroadcastSum {
	maps.DeleteFunc(m.sums, func(k sumKey, _ Sustained) bool {
		return k.school == s.School.Code && sums[k].PPS < m.limits.SumWarn
	})
	var all []BroadcastSum
	for key, b := range sums {
		if b.PPS >= m.limits.SumWarn {
			span, ok := m.sums[key]
			if !ok {
				span.Since = s.At
			}
			span.Last, span.Value = s.At, b.PPS
			m.sums[key], b.Since = span, span.Since
		}
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b BroadcastSum) int {
		if a.Switch != b.Switch {
			return cmp.Compare(a.Switch, b.Switch)
		}
		return a.VID - b.VID
	})
	return all
}
