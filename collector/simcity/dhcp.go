package simcity

import (
	"hash/fnv"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// dhcpServer is the city's DHCP server, at the centre.
var dhcpServer = netip.AddrFrom4([4]byte{10, 240, vlanAdmin, 53})

// A relay is how the core of a school passes DHCP on.
type relay struct {
	delay time.Duration // that it adds to each answer
	loss  int           // percent of requests that it loses
	drops span          // when it passes on nothing at all
}

// A span is a stretch of time from the start of the city.
type span struct{ from, to time.Duration }

func (s span) holds(at time.Duration) bool { return at >= s.from && at < s.to }

// usualDelay is what a relay that is well adds: a tenth of a second is no fault.
const usualDelay = 100 * time.Millisecond

// leaseOf is for how long addresses of a VLAN are given.
func leaseOf(vid int) time.Duration {
	if vid == vlanMobile || vid == vlanBox {
		return 8 * time.Hour
	}
	return time.Hour
}

// rhythm is how often devices join: at the beginning all of them one after the
// other, and from then on again and again, as lessons and screens go on and off.
func (c *City) rhythm() (first, every time.Duration) {
	if c.options.Daily {
		return 20 * time.Minute, 20 * time.Minute
	}
	return time.Minute, 8 * time.Minute
}

// longestWait is how long a device may go on asking: no exchange that began before
// then still sends.
const longestWait = 15 * time.Minute

// DHCP returns what a mirror port of each school sees of DHCP in a stretch of time,
// in order. The same stretch gives the same messages, and stretches that meet leave
// nothing out and tell nothing twice.
func (c *City) DHCP(from, to time.Time) []inventory.DHCPMessage {
	var all []inventory.DHCPMessage
	for _, s := range c.Schools {
		if s.Kind == inventory.KindCentre {
			continue
		}
		p := &dhcpPlay{city: c, school: s, from: c.elapsed(from), to: c.elapsed(to)}
		if from.Before(c.start) {
			p.from = 0
		}
		for _, d := range s.Devices {
			p.device(d)
		}
		for _, d := range s.cart {
			p.join(d, c.happens(cartWakes)+p.within(d, 20*time.Second), 1)
		}
		all = append(all, p.out...)
	}
	slices.SortStableFunc(all, func(a, b inventory.DHCPMessage) int { return a.At.Compare(b.At) })
	return all
}

// A dhcpPlay plays the DHCP of one school in a stretch of time.
type dhcpPlay struct {
	city     *City
	school   *School
	from, to time.Duration
	out      []inventory.DHCPMessage
}

// device plays all that a device asks for in the stretch.
func (p *dhcpPlay) device(d *Device) {
	if !d.Online || !d.asks() {
		return
	}
	first, every := p.city.rhythm()
	every += p.within(d, every) // from once to twice as often
	at := p.within(d, first)
	if early := p.from - longestWait; early > at {
		at += (early - at) / every * every
	}
	for round := int(at / every); at < p.to; round++ {
		if p.school.alive(d, at) {
			p.join(d, at, uint32(round))
		}
		at += every
	}
	p.renewals(d)
}

// asks says whether a device gets its address by DHCP.
func (d *Device) asks() bool {
	switch d.VID {
	case vlanMobile, vlanRoam, vlanEduroam, vlanBox:
		return d.lease().IsValid() || d.Deaf
	}
	return d.Asks
}

// lease is the address that the city's server gives a device: its own, if that is
// of its VLAN.
func (d *Device) lease() netip.Addr {
	if !d.IP.Is4() || d.IP.As4()[0] != 10 || int(d.IP.As4()[1]) != d.School.X {
		return netip.Addr{}
	}
	third := int(d.IP.As4()[2])
	if third == d.VID || d.VID == vlanMobile && third >= vlanMobile && third < vlanMobile+5 {
		return d.IP
	}
	return netip.Addr{}
}

// alive says whether the switch that a device hangs on lives.
func (s *School) alive(d *Device, at time.Duration) bool { return !d.Port.seen().Switch.dead(at) }

// within is a moment of a stretch that is a device's own.
func (p *dhcpPlay) within(d *Device, stretch time.Duration) time.Duration {
	return time.Duration(hash(d.MAC, 0) % uint64(stretch))
}

func hash(mac inventory.MAC, n uint32) uint64 {
	h := fnv.New64a()
	h.Write(mac[:])
	h.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
	return h.Sum64() >> 8
}

// backOff is when a client asks again that is not answered (RFC 2131, 4.1), and
// tryAgain when it begins anew.
var backOff = []time.Duration{0, 4 * time.Second, 12 * time.Second, 28 * time.Second}

const tryAgain = time.Minute

// join plays one device that joins: it asks until it is answered.
func (p *dhcpPlay) join(d *Device, at time.Duration, round uint32) {
	xid := uint32(hash(d.MAC, round))
	if r := d.Rogue; r != nil {
		p.exchange(d, at, xid, answer{server: r.gives.server, from: r.MAC, ip: r.gives.to(d), after: 20 * time.Millisecond, lease: 2 * time.Hour})
		return
	}
	for began := at; at < began+longestWait-tryAgain; at, xid = at+tryAgain, xid+1 {
		if !d.Deaf && !p.school.relay.drops.holds(at) && !p.lost(xid) {
			after := p.school.relay.delay + time.Duration(xid%60)*time.Millisecond
			p.exchange(d, at, xid, answer{server: dhcpServer, relay: p.school.gateway(d.VID), ip: d.lease(), after: after, lease: leaseOf(d.VID)})
			return
		}
		for _, wait := range backOff {
			p.say(d, at+wait, xid, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) { m.Secs = uint16(wait / time.Second) })
		}
		if d.Deaf {
			return
		}
	}
}

func (p *dhcpPlay) lost(xid uint32) bool { return int(xid/7%100) < p.school.relay.loss }

// An answer is what a server does with a request.
type answer struct {
	server netip.Addr
	relay  netip.Addr    // zero: it hears the client itself
	from   inventory.MAC // who sends its frames
	ip     netip.Addr
	after  time.Duration
	lease  time.Duration
}

// exchange plays DISCOVER, OFFER, REQUEST and ACK. A client that waits for longer
// than a server should take asks again meanwhile.
func (p *dhcpPlay) exchange(d *Device, at time.Duration, xid uint32, a answer) {
	told := func(m *inventory.DHCPMessage) {
		m.Server, m.YourIP, m.Gateway, m.FromMAC, m.Lease = a.server, a.ip, a.relay, a.from, a.lease
		m.From, m.Parameters, m.HostName, m.VendorClass = a.server, nil, "", ""
	}
	for _, wait := range backOff {
		if wait < a.after {
			p.say(d, at+wait, xid, inventory.DHCPDiscover, func(m *inventory.DHCPMessage) { m.Secs, m.Gateway = uint16(wait/time.Second), a.relay })
		}
	}
	p.say(d, at+a.after, xid, inventory.DHCPOffer, told)
	const thinks = 5 * time.Millisecond
	p.say(d, at+a.after+thinks, xid, inventory.DHCPRequest, func(m *inventory.DHCPMessage) {
		m.Server, m.Wanted, m.Gateway = a.server, a.ip, a.relay
	})
	p.say(d, at+2*a.after+thinks, xid, inventory.DHCPAck, told)
}

// renewals plays the renewals of a device at half of its lease, which go past the
// relay (RFC 2131, 4.4.5).
func (p *dhcpPlay) renewals(d *Device) {
	half := leaseOf(d.VID) / 2
	if d.Rogue != nil || d.Deaf || !d.lease().IsValid() {
		return
	}
	first, _ := p.city.rhythm()
	at := p.within(d, first) + half
	if early := p.from - time.Second; early > at {
		at += (early - at) / half * half
	}
	for round := uint32(at/half) | 1<<31; at < p.to; round++ {
		xid := uint32(hash(d.MAC, round))
		if p.school.alive(d, at) {
			p.say(d, at, xid, inventory.DHCPRequest, func(m *inventory.DHCPMessage) { m.ClientIP = d.lease() })
			p.say(d, at+15*time.Millisecond, xid, inventory.DHCPAck, func(m *inventory.DHCPMessage) {
				m.ClientIP, m.YourIP, m.Server, m.From, m.Lease = d.lease(), d.lease(), dhcpServer, dhcpServer, leaseOf(d.VID)
			})
		}
		at += half
	}
}

// say adds a message, if it falls into the stretch.
func (p *dhcpPlay) say(d *Device, at time.Duration, xid uint32, what inventory.DHCPType, change func(*inventory.DHCPMessage)) {
	if at < p.from || at >= p.to {
		return
	}
	m := inventory.DHCPMessage{At: p.city.start.Add(at), Via: inventory.ViaCapture, Source: "mirror-" + string(p.school.Code), Version: 4,
		Type: what, XID: xid, MAC: d.MAC, FromMAC: d.MAC, VID: d.VID, School: p.school.Code}
	if d.School.relays(d) {
		m.Hops = 1
		m.Gateway = p.school.gateway(d.VID)
	}
	m.VendorClass, m.Parameters = d.says()
	if change(&m); m.ClientIP.IsValid() {
		m.Gateway, m.Hops = netip.Addr{}, 0
	}
	p.out = append(p.out, m)
}

// relays says whether the relay of the core serves the VLAN of a device.
func (s *School) relays(d *Device) bool { return d.Rogue == nil }

// says is what a device's requests tell of it: vendor class and option 55.
func (d *Device) says() (string, []uint8) {
	switch d.Platform {
	case "iPadOS":
		return "", []uint8{1, 121, 3, 6, 15, 108, 114, 119, 252}
	case "ChromeOS":
		return "", []uint8{1, 3, 6, 12, 15, 26, 28, 33, 51, 54, 58, 59, 119, 121, 252}
	}
	switch d.Class {
	case inventory.ClassPC:
		return "MSFT 5.0", []uint8{1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252}
	case inventory.ClassSmartBox:
		return "udhcp 1.24.1", []uint8{1, 3, 6, 12, 15, 28, 42}
	}
	return "android-dhcp-13", []uint8{1, 3, 6, 15, 26, 28, 51, 58, 59, 43}
}
