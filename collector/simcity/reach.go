package simcity

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// upstreamAgent stands for the address outside; it answers always.
var upstreamAgent = netip.MustParseAddr("127.255.255.1")

// A cut is a stretch of time in which the centre does not reach a school.
type cut struct {
	from, to time.Duration // from the start of the city
	inside   bool          // the gateway answers from inside: the circuit is cut, not the core
	says     time.Duration // when somebody at the school answers what it is
}

// cutOff returns the cut that a school is behind after some time.
func (s *School) cutOff(elapsed time.Duration) bool {
	for _, c := range s.cuts {
		if elapsed >= c.from && elapsed < c.to {
			return true
		}
	}
	return false
}

// silent says whether an agent answers nobody at the centre.
func (s *Switch) silent(elapsed time.Duration) bool {
	return s.dead(elapsed) || s.School.cutOff(elapsed)
}

// turns are the moments at which a switch begins or ceases to be silent.
func (s *Switch) turns() []time.Duration {
	var all []time.Duration
	if s.DiesAt > 0 {
		all = append(all, s.DiesAt)
	}
	for _, c := range s.School.cuts {
		all = append(all, c.from, c.to)
	}
	return all
}

// When the school of F43 is cut off, how long for, and when somebody at the school
// has found out what it is.
const (
	coreFails  = 10 * time.Minute
	lineFails  = 30 * time.Minute
	cutLasts   = 8 * time.Minute
	saysWithin = time.Minute
)

// cutSchool (F43) takes a school off the net for some minutes: its gateway, or its
// circuit.
func cutSchool(after time.Duration, inside bool) func(*planter) Fault {
	return func(p *planter) Fault {
		from := p.city.happens(after)
		c := cut{from: from, to: from + cutLasts, inside: inside, says: from + saysWithin}
		p.cuts = append(p.cuts, c)
		note := "the gateway; from inside it does not answer either"
		if inside {
			note = "the circuit; from inside the gateway answers"
		}
		return Fault{IP: p.Core.Agent.String(), After: c.from.Seconds(), Until: c.to.Seconds(), Note: note}
	}
}

// quakeOff (F02) is an earthquake PC that was switched off yesterday.
func quakeOff(p *planter) Fault {
	for _, d := range p.ofClass(inventory.ClassQuakePC) {
		f := at(d)
		d.Online, d.Port.Up, d.Left = false, false, quakeLeft
		return f
	}
	panic("simcity: school " + string(p.Code) + " has no earthquake PC")
}

// quakeLeft is how long before the city begins the earthquake PC was seen last: more
// than a day of school, in a city where each day is one.
const quakeLeft = 30 * time.Hour

// Departed returns how devices stood before the city begins, that are no longer there:
// what a daemon would have stored by then. It begins at a moment.
func (c *City) Departed(begin time.Time) []inventory.Reach {
	var all []inventory.Reach
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			if d.Left == 0 {
				continue
			}
			p := d.Port.seen()
			left := begin.Add(-d.Left)
			all = append(all, inventory.Reach{Kind: inventory.ReachDevice, School: s.Code, Address: d.IP, Name: d.Name, Class: d.Class, MAC: d.MAC,
				State: inventory.ReachDown, Since: left.Add(5 * time.Minute), Answered: left, Seen: left,
				Port: inventory.PortID{Switch: p.Switch.ID, IfName: p.Name}})
		}
	}
	return all
}

// Vantages returns what people at the schools have said of their gateways up to a
// moment.
func (c *City) Vantages(at time.Time) []inventory.Vantage {
	var all []inventory.Vantage
	for _, s := range c.Schools {
		for _, cut := range s.cuts {
			if said := c.start.Add(cut.says); !said.After(at) {
				all = append(all, inventory.Vantage{School: s.Code, At: said, By: "it@" + string(s.Code) + ".example", Inside: cut.inside})
			}
		}
	}
	slices.SortFunc(all, func(a, b inventory.Vantage) int { return a.At.Compare(b.At) })
	return all
}

// Echo answers an echo request as the network of the city would at a moment. The
// addresses of its agents cannot be made silent by themselves: the kernel answers
// for all of 127.0.0.0/8.
func (c *City) Echo(_ context.Context, address netip.Addr, at time.Time) inventory.Echo {
	e := inventory.Echo{Address: address, At: at}
	e.Answered = address == upstreamAgent || c.answers(address, c.elapsed(at))
	if e.Answered {
		e.RTT = time.Duration(500+dice(c.options.Seed, "echo", address, at.Unix()).IntN(2500)) * time.Microsecond
	}
	return e
}

// answers says whether a gateway or a device answers after some time.
func (c *City) answers(address netip.Addr, elapsed time.Duration) bool {
	for _, s := range c.Schools {
		if s.Core.Agent == address {
			return !s.Core.silent(elapsed)
		}
		if address.As4()[0] != 10 || int(address.As4()[1]) != s.X {
			continue
		}
		for _, d := range s.Devices {
			if d.IP == address && d.Online {
				return !d.Port.Switch.silent(elapsed)
			}
		}
	}
	return false
}

// otherManagement: the city's other network management has a box at the school that
// answers ARP for addresses of devices which it keeps out.
func otherManagement(p *planter) (Decoy, bool) {
	if p.Kind == inventory.KindCentre {
		return Decoy{}, false
	}
	room := "1F 機房"
	box := p.add(Device{MAC: p.macs.mac(p.r, inventory.ClassServer), IP: p.ip(vlanAdmin, 246), Name: "智慧網管", Class: inventory.ClassCityShared,
		Room: room, Port: p.socket(nil).access(vlanAdmin, room), VID: vlanAdmin, Online: true, Chatty: true, Listed: true,
		Claims: []netip.Addr{p.ip(vlanMobile+4, 251), p.ip(vlanMobile+4, 252), p.ip(vlanMobile+4, 253)}})
	d := onPort(box.Port)
	d.MAC = box.MAC.String()
	return d, true
}
