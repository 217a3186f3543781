package simcity

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// A builder describes one school.
type builder struct {
	*School
	p      profile
	seed   int64
	macs   *registry
	pool   []*Port              // free sockets of access switches, in the order in which they are given away
	kid    []*Port              // those of the kindergarten's switch
	spaces map[int][]netip.Addr // addresses that nobody has yet
	mobile int                  // addresses of KL-mobile given away
}

// build describes a school.
func build(seed int64, macs *registry, number int, p profile) *School {
	b := &builder{School: &School{Code: p.code, Name: p.name, X: p.x, VLANs: schoolVLANs, profile: p, relay: relay{delay: usualDelay}}, p: p, seed: seed,
		macs: macs, spaces: map[int][]netip.Addr{}}
	b.switches(number)
	b.line()
	b.sockets()
	b.labs()
	b.classrooms(number)
	b.accessPoints()
	b.offices()
	b.wireless()
	b.oddities()
	b.gateways()
	return b.School
}

// dice returns the random numbers of one purpose at this school.
func (b *builder) dice(purpose string) *rand.Rand { return dice(b.seed, b.Code, purpose) }

// switches describes core and access switches and their uplinks.
func (b *builder) switches(number int) {
	b.Core = b.addSwitch(b.p.prefix+"-core", b.p.core, inventory.SwitchCore, b.p.units)
	b.Core.Address = b.ip(vlanMgmt, 254)
	b.Core.Room = "1F 機房"
	for i, model := range b.p.access {
		name := fmt.Sprintf("%s-%df-%c", b.p.prefix, i/4+1, 'a'+i%4)
		if b.p.kid && i == len(b.p.access)-1 {
			name = b.p.prefix + "-kid"
		}
		sw := b.addSwitch(name, model, inventory.SwitchAccess, 1)
		sw.Address = b.ip(vlanMgmt, 11+i)
		sw.Room = fmt.Sprintf("%dF 弱電間", i/4+1)
		links := 1
		if i < b.p.lags {
			links = 2
		}
		b.uplink(sw, b.parent(i), links)
	}
	for i, sw := range b.Switches {
		sw.Agent = netip.AddrFrom4([4]byte{127, byte(1 + number/200), byte(1 + number%200), byte(1 + i)})
	}
}

// parent returns what an access switch hangs on: the core; at the centre, whose
// core is a router, the second switch hangs on the first.
func (b *builder) parent(i int) *Switch {
	if b.Kind == inventory.KindCentre && i > 0 {
		return b.Switches[1]
	}
	return b.Core
}

// addSwitch describes a switch without links.
func (b *builder) addSwitch(name, model string, role inventory.SwitchRole, units int) *Switch {
	r := b.dice("switch/" + name)
	m := models[model]
	sw := &Switch{ID: inventory.SwitchID(name), School: b.School, Model: m, Role: role, Units: units, VLANs: b.VLANs,
		MAC: b.macs.block(r, m.Vendor), SysName: name, Speaks: true, Configured: true, Credential: b.p.credential,
		Serial: fmt.Sprintf("%s%07d", m.Vendor[:1], r.IntN(1e7)),
		age:    time.Duration(3+r.IntN(90*24)) * time.Hour}
	for unit := 1; unit <= units; unit++ {
		for n := 1; n <= m.sockets(); n++ {
			sw.addPort(unit, n)
		}
	}
	b.Switches = append(b.Switches, sw)
	return sw
}

// addPort gives the switch a socket.
func (s *Switch) addPort(unit, n int) {
	m := s.Model
	p := &Port{Switch: s, Unit: unit, Number: n, Name: fill(m.Port, unit, n, 0), PVID: 1, Speed: 1e9,
		IfIndex: m.IfOffset + n + (unit-1)*m.UnitStep, Bridge: (unit-1)*m.sockets() + n}
	if m.BridgeIsIfIndex {
		p.Bridge = p.IfIndex
	}
	if n > m.Copper && m.Fibre == 4 {
		p.Speed = 1e10
	}
	s.Ports = append(s.Ports, p)
}

// uplink links a switch to its parent with one cable, or with several that are one aggregate.
func (b *builder) uplink(child, parent *Switch, links int) {
	down, up := parent.linkPorts(links), child.linkPorts(links)
	for i := range links {
		down[i].Peer, up[i].Peer = up[i], down[i]
		speed := min(down[i].Speed, up[i].Speed)
		for _, p := range []*Port{down[i], up[i]} {
			p.Use, p.Up, p.Speed = useTrunk, true, speed
			p.PVID, p.Tagged = 1, slices.Clone(b.VLANs)
		}
	}
	child.Uplink = up[0]
	if links > 1 {
		child.Uplink = child.aggregate(up)
		below := parent.aggregate(down)
		child.Uplink.Peer, below.Peer = below, child.Uplink
	}
}

// linkPorts returns free ports for links between switches: from the highest
// number down, on different units of a stack.
func (s *Switch) linkPorts(n int) []*Port {
	var out []*Port
	for unit := s.Units; len(out) < n; unit-- {
		if unit == 0 {
			unit = s.Units
		}
		for _, p := range slices.Backward(s.Ports) {
			if p.Use == useFree && p.Unit == unit && len(p.Members) == 0 && !slices.Contains(out, p) {
				out = append(out, p)
				break
			}
		}
	}
	return out
}

// aggregate joins ports to one (IEEE 802.1AX).
func (s *Switch) aggregate(members []*Port) *Port {
	n := 1
	for _, p := range s.Ports {
		if len(p.Members) > 0 {
			n++
		}
	}
	first := members[0]
	lag := &Port{Switch: s, Unit: 1, Number: n, Name: fill(s.Model.LAG, 1, n, 0), IfIndex: s.Model.LAGIfIndex + n,
		PVID: first.PVID, Tagged: first.Tagged, Up: true, Speed: first.Speed * int64(len(members)), Use: first.Use, Members: members}
	lag.Bridge = len(s.Ports) + 100
	if s.Model.BridgeIsIfIndex {
		lag.Bridge = lag.IfIndex
	}
	for _, m := range members {
		m.LAG = lag
		if s.Model.MembersAreGone {
			m.Bridge = 0
		}
	}
	s.Ports = append(s.Ports, lag)
	return lag
}

// sockets puts the free sockets into the order in which devices get them. The
// core gives some of its own where the access switches have too few.
func (b *builder) sockets() {
	r := b.dice("sockets")
	for _, sw := range b.Switches {
		free := sw.freeSockets()
		switch {
		case !sw.Bridges():
			continue // a router's ports lead elsewhere
		case sw.Role == inventory.SwitchCore:
			free = free[:min(len(free), 12)]
		case string(sw.ID) == b.p.prefix+"-kid":
			b.kid = shuffled(r, free)
			continue
		}
		b.pool = append(b.pool, free...)
	}
	b.pool = shuffled(r, b.pool)
}

// freeSockets returns the copper ports that nothing hangs on.
func (s *Switch) freeSockets() []*Port {
	var out []*Port
	for _, p := range s.Ports {
		if p.Use == useFree && p.Number <= s.Model.Copper && len(p.Members) == 0 {
			out = append(out, p)
		}
	}
	return out
}

// take gives a socket away. It panics where the profile asks for more than its
// switches have.
func (b *builder) take(from *[]*Port) *Port {
	for len(*from) > 0 {
		p := (*from)[0]
		*from = (*from)[1:]
		if p.Use == useFree {
			return p
		}
	}
	panic(fmt.Sprintf("simcity: school %s has no socket left", b.Code))
}

// address takes an address of 10.X.third.first-last that nobody has, in no order.
func (b *builder) address(third, first, last int) netip.Addr {
	key := third<<16 | first<<8 | last
	if _, ok := b.spaces[key]; !ok {
		for n := first; n <= last; n++ {
			if third != vlanAdmin || n != strayHost {
				b.spaces[key] = append(b.spaces[key], b.ip(third, n))
			}
		}
		b.spaces[key] = shuffled(b.dice(fmt.Sprint("addresses", key)), b.spaces[key])
	}
	ip := b.spaces[key][0]
	b.spaces[key] = b.spaces[key][1:]
	return ip
}

// strayHost is the last octet that a device carries into another school (F09);
// nobody has it at home.
const strayHost = 20

// gateways describes the addresses of the switches themselves: each in the
// management VLAN, the core in every VLAN, under a virtual address
// where the school has such.
func (b *builder) gateways() {
	for _, sw := range b.Switches {
		vid := vlanMgmt
		if !slices.Contains(sw.VLANs, vid) {
			vid = vlanTeaching
		}
		if sw.Speaks && sw != b.Core {
			b.stations = append(b.stations, station{sw.Own(), vid, sw, sw.Address})
		}
	}
	for i, vid := range b.VLANs {
		own := b.Core.Own()
		mac := virtualRouter(b.p.virtual, own, i+1)
		if mac != own {
			b.stations = append(b.stations, station{own, vid, b.Core, b.ip(vid, 253)})
		}
		b.stations = append(b.stations, station{mac, vid, b.Core, b.gateway(vid)})
	}
}

// virtualRouter returns the address of a gateway: its own, or that of a group of
// VRRP (RFC 5798, 7.3) or HSRP (RFC 2281, 5.2), which is the same in every network.
func virtualRouter(protocol string, own inventory.MAC, group int) inventory.MAC {
	switch protocol {
	case "vrrp":
		return inventory.MAC{0x00, 0x00, 0x5e, 0x00, 0x01, byte(group)}
	case "hsrp":
		return inventory.MAC{0x00, 0x00, 0x0c, 0x07, 0xac, byte(group)}
	}
	return own
}
