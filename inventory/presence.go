package inventory

import (
	"net/netip"
	"slices"
)

// alwaysOn are the classes of device that are on by day and by night.
func alwaysOn() []string {
	return []string{ClassQuakePC, ClassQuakeSensor, ClassCardReader, ClassServer}
}

// mostWatched is how many devices of a school are watched at most.
const mostWatched = 64

// AlwaysOn lists the devices of a school that are to be on all the time: those
// that the plan gives an address of their own, and those that the lists name with
// the address at which they are. One of the lists that has no address right now
// comes without.
func (s *Snapshot) AlwaysOn() []Reach {
	var all []Reach
	listed := s.listedAlwaysOn()
	for _, z := range s.Plan.Zones {
		if class := s.keptFor(z); class != "" {
			all = append(all, s.inReserved(z, class, listed))
		}
	}
	for _, e := range listed {
		if slices.ContainsFunc(all, func(r Reach) bool { return r.MAC == e.MAC }) {
			continue
		}
		r := Reach{Kind: ReachDevice, School: s.School.Code, Name: e.Name, Class: e.Class, MAC: e.MAC}
		r.Address = s.addressOf(e.MAC)
		if len(all) < mostWatched {
			all = append(all, r)
		}
	}
	return all
}

// keptFor is the class of the one always-on device whose address a zone is at this
// school; empty: it is no such zone.
func (s *Snapshot) keptFor(z SchoolZone) string {
	due := z.MustBePresent && z.OnlyIf == "" || z.OnlyIf == "quake_sensor" && s.School.QuakeSensor
	if !due || s.School.Kind == KindCentre || z.From != z.To || len(z.Classes) != 1 || !slices.Contains(alwaysOn(), z.Classes[0]) {
		return ""
	}
	return z.Classes[0]
}

// inReserved is the device of a zone of one address: who has it now, unless the
// lists say that that is something else; else the one device of the class.
func (s *Snapshot) inReserved(z SchoolZone, class string, listed []ListEntry) Reach {
	r := Reach{Kind: ReachDevice, School: s.School.Code, Address: z.From, Name: z.Name, Class: class}
	of := slices.DeleteFunc(slices.Clone(listed), func(e ListEntry) bool { return e.Class != class })
	if len(of) == 1 {
		r.MAC = of[0].MAC
		return r
	}
	for _, b := range s.Bindings {
		if b.IP == z.From && b.Misses == 0 {
			r.MAC = b.MAC
		}
	}
	return r
}

// listedAlwaysOn are the entries of the lists for always-on devices, each once.
func (s *Snapshot) listedAlwaysOn() []ListEntry {
	var all []ListEntry
	lists := s.Lists.On(DateOf(s.At))
	for _, e := range slices.Concat(lists.Master, lists.Whitelist) {
		once := !slices.ContainsFunc(all, func(o ListEntry) bool { return o.MAC == e.MAC })
		if slices.Contains(alwaysOn(), e.Class) && once {
			all = append(all, e)
		}
	}
	return all
}

// addressOf is the IPv4 address of the school's plan that a MAC has; zero: none.
func (s *Snapshot) addressOf(mac MAC) netip.Addr {
	for _, b := range s.Bindings {
		if b.MAC == mac && b.IP.Is4() && s.Plan.Owns(b.IP) {
			return b.IP
		}
	}
	return netip.Addr{}
}

// A Presence is whether a device is on the network at the moment of a Snapshot.
type Presence string

// The presences.
const (
	PresenceHere    Presence = "here"
	PresenceGone    Presence = "gone"
	PresenceUnknown Presence = "unknown" // what would show it is not read, or not measured
)

// Presence says whether an always-on device is there: it answers, its MAC is on a
// port, or an ARP table has its address. Many answer no echo requests, and an ARP
// table keeps what is gone for hours: so silence counts only of a device that has
// answered before, and an ARP table that shows it counts unless such a device is
// silent and on no port.
func (s *Snapshot) Presence(r Reach) Presence {
	onPort, portsRead := s.onPort(r.MAC)
	inARP, arpRead := s.inARP(r)
	fell := r.State == ReachDown && !r.Answered.IsZero()
	switch {
	case r.State == ReachUp || onPort:
		return PresenceHere
	case s.Reach.Gateway.State == ReachDown:
		return PresenceUnknown // whatever is behind it seems gone
	case inARP && fell && portsRead && !r.MAC.IsZero():
		return PresenceGone
	case inARP && fell:
		return PresenceUnknown
	case inARP:
		return PresenceHere
	case fell || arpRead:
		return PresenceGone
	}
	return PresenceUnknown
}

// onPort says whether a forwarding table shows a MAC, and whether all that have
// ever been read are known right now.
func (s *Snapshot) onPort(mac MAC) (shown, read bool) {
	for i := range s.Switches {
		c := s.Switches[i].Coverage[TableFDB]
		if c.Last.IsZero() {
			continue
		}
		if !c.Fresh {
			return false, false
		}
		read = true
		for _, sg := range s.Switches[i].Sightings {
			shown = shown || sg.MAC == mac && sg.Misses == 0
		}
	}
	return shown && !mac.IsZero(), read
}

// inARP says whether an ARP table shows a device at its address, and whether any
// that is known right now could have: one that shows others of its network.
func (s *Snapshot) inARP(r Reach) (shown, read bool) {
	fresh := map[SwitchID]bool{}
	for i := range s.Switches {
		fresh[s.Switches[i].Switch.ID] = s.Switches[i].Coverage[TableARP].Fresh
	}
	for ref, c := range s.Elsewhere {
		fresh[ref.Switch] = c.Fresh
	}
	for _, b := range s.Bindings {
		if !fresh[b.Source] || b.Misses > 0 || !nearby(b.IP, r.Address) {
			continue
		}
		read = true
		shown = shown || b.IP == r.Address && (r.MAC.IsZero() || b.MAC == r.MAC)
	}
	return shown, read
}

// nearby says whether two addresses are of one network of a school: the plan's are
// no smaller than 256 addresses.
func nearby(a, b netip.Addr) bool {
	net, err := a.Prefix(24)
	return err == nil && a.Is4() && net.Contains(b)
}

// Shows says whether a table shows a device at the moment, other than by an answer
// of its own, and on which port, as far as one does.
func (s *Snapshot) Shows(r Reach) (port PortID, shown bool) {
	inARP, _ := s.inARP(r)
	fell := r.State == ReachDown && !r.Answered.IsZero()
	for i := range s.Switches {
		v := &s.Switches[i]
		for _, sg := range v.Sightings {
			if sg.MAC != r.MAC || r.MAC.IsZero() || sg.Misses > 0 {
				continue
			}
			if shown = v.Coverage[TableFDB].Fresh; shown && v.edge(sg.Port) {
				return sg.Port, true
			}
			port = sg.Port
		}
	}
	return port, shown || inARP && !fell
}

// edge says whether a port is one that devices are plugged into.
func (v *SwitchView) edge(port PortID) bool {
	for _, p := range v.Ports {
		if p.Port == port {
			return p.Role.Role == RoleEdge
		}
	}
	return false
}
