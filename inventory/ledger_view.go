package inventory

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// View returns the switch as a Snapshot of a moment shows it, from what the
// ledger holds open. known are the own addresses of the city's switches.
func (l *Ledger) View(at time.Time, known map[MAC]SwitchID) SwitchView {
	v := l.openRows().View(at, known)
	l.addPresent(&v)
	return v
}

// Bindings returns the open bindings that the switch is a source of.
func (l *Ledger) Bindings() []Binding {
	var open []Binding
	for _, e := range l.bindings.open {
		open = append(open, l.binding(e, 0))
	}
	slices.SortFunc(open, compareBindings)
	return open
}

// View assembles the switch at a moment from rows: those that are open, or, for
// a moment that is past, those that a store found to hold then ([StateAt]).
// Rows that do not hold at the moment are left out.
func (s State) View(at time.Time, known map[MAC]SwitchID) SwitchView {
	v := SwitchView{
		Switch: s.Switch, Asked: s.State.Asked, Answered: s.State.Answered,
		Silent: s.State.Silent, Reason: s.State.Reason, Cost: s.State.Cost,
		Coverage: make(map[Table]CoverageView, len(s.State.Tables)), Health: s.State.Health,
	}
	for t, p := range s.State.Tables {
		v.Coverage[t] = p.view(at)
		v.odd(p.Oddities)
	}
	ports := s.attributes(at, &v)
	s.place(at, known, ports, &v)
	v.Ports = inPortOrder(ports)
	return v
}

// inPortOrder lists the ports that have a configuration, by ifIndex. A daemon
// keeps many such lists, so none has more room than it needs.
func inPortOrder(ports map[string]*portParts) []PortView {
	parts := slices.SortedFunc(maps.Values(ports), func(a, b *portParts) int {
		return cmp.Or(cmp.Compare(a.config.IfIndex, b.config.IfIndex), cmp.Compare(a.port.Port.IfName, b.port.Port.IfName))
	})
	parts = slices.DeleteFunc(parts, func(p *portParts) bool { return p.config.IfIndex == 0 })
	list := make([]PortView, len(parts))
	for i, p := range parts {
		list[i] = p.port
	}
	return list
}

// view says how a table stood at a moment: it is fresh while its coverage goes
// on, and for as long after as a coverage survives reads left out.
func (p TableProgress) view(at time.Time) CoverageView {
	fresh := !p.Last.IsZero() && !at.Before(p.First) && at.Sub(p.Last) <= gapPeriods*p.Every
	return CoverageView{State: p.State, Last: p.Last, Every: p.Every, Fresh: fresh}
}

// portParts are a port in the making, from its attributes.
type portParts struct {
	port   PortView
	config PortConfig
	vlans  *PortConfig
	uplink bool
}

// attributes fills in what attributes tell and returns the ports by name.
func (s State) attributes(at time.Time, v *SwitchView) map[string]*portParts {
	ports, memo := make(map[string]*portParts), newMemo()
	for _, a := range s.Attributes {
		if a.Aspect == AspectBoot {
			v.boot(at, a)
		}
		if !a.Holds(at) {
			continue
		}
		if a.Port == "" {
			v.Facts.add(a)
			continue
		}
		p := ports[a.Port]
		if p == nil {
			p = &portParts{port: PortView{Port: PortID{s.Switch.ID, a.Port}}}
			ports[a.Port] = p
		}
		p.add(at, a, memo)
	}
	for _, p := range ports {
		p.join()
	}
	slices.SortFunc(v.Reboots, time.Time.Compare)
	return ports
}

// boot notes one boot: the current one, and restarts of the last day.
func (v *SwitchView) boot(at time.Time, a Attribute) {
	if a.Holds(at) {
		v.Booted = a.Ref
	}
	if a.Value == BootAgain && !a.First.After(at) && at.Sub(a.First) <= RebootsKept {
		v.Reboots = append(v.Reboots, a.Ref)
	}
}

// add takes in one aspect of the switch as a whole.
func (f *SwitchFacts) add(a Attribute) {
	switch a.Aspect {
	case AspectSystem:
		s := decode[SwitchFacts](a.Value)
		f.Name, f.Descr, f.ObjectID, f.Location, f.BridgeMAC = s.Name, s.Descr, s.ObjectID, s.Location, s.BridgeMAC
	case AspectHardware:
		s := decode[SwitchFacts](a.Value)
		f.Model, f.Serial = s.Model, s.Serial
	case AspectVLANs:
		f.VLANs = decode[[]VLAN](a.Value)
	}
}

// add takes in one aspect of a port.
func (p *portParts) add(at time.Time, a Attribute, m *memo) {
	switch a.Aspect {
	case AspectPort:
		p.config, p.port.Missed = decode[PortConfig](a.Value), a.Misses > 0
		if p.vlans == nil {
			p.port.ConfigSince = a.First
		}
	case AspectPortVLANs:
		vlans := recall(m.vlans, a.Value)
		p.vlans, p.port.ConfigSince = &vlans, a.First
	case AspectLink:
		p.port.Link, p.port.LinkSince, p.port.LastUp = recall(m.links, a.Value), a.First, a.Ref
		if p.port.Link.Oper == operUp {
			p.port.LastUp = at
		}
	case AspectNeighbors:
		p.port.Neighbors = decode[[]Neighbor](a.Value)
	case AspectRole:
		p.port.Role = recall(m.roles, a.Value)
		p.uplink = p.port.Role.Role == RoleUplink && p.port.Role.Sure
	}
}

// A memo keeps what values say, for most ports of a switch are alike.
type memo struct {
	vlans map[string]PortConfig
	links map[string]LinkState
	roles map[string]PortRole
}

func newMemo() *memo {
	return &memo{vlans: make(map[string]PortConfig), links: make(map[string]LinkState), roles: make(map[string]PortRole)}
}

func recall[T any](known map[string]T, value string) T {
	v, ok := known[value]
	if !ok {
		v = decode[T](value)
		known[value] = v
	}
	return v
}

// join puts the two halves of a port's configuration together.
func (p *portParts) join() {
	p.port.Config = p.config
	if p.vlans != nil {
		p.port.Config.PVID, p.port.Config.Untagged, p.port.Config.Tagged = p.vlans.PVID, p.vlans.Untagged, p.vlans.Tagged
	}
}

// place puts the sightings of the moment into the view, and beside each port the
// switches whose own addresses are seen there.
func (s State) place(at time.Time, known map[MAC]SwitchID, ports map[string]*portParts, v *SwitchView) {
	v.Sightings = make([]Sighting, 0, len(s.Sightings))
	for _, seen := range s.Sightings {
		if !seen.Holds(at) {
			continue
		}
		p := ports[seen.Port.IfName]
		if sw, ours := known[seen.MAC]; ours && p != nil && sw != s.Switch.ID && !slices.Contains(p.port.Switches, sw) {
			p.port.Switches = append(p.port.Switches, sw)
		}
		if p == nil || !p.uplink {
			v.Sightings = append(v.Sightings, seen)
		}
	}
	for _, p := range ports {
		slices.Sort(p.port.Switches)
	}
}
