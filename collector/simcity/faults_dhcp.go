package simcity

import (
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A rogue is what a strange DHCP server gives, and who it says to be.
type rogue struct{ server netip.Addr }

// to returns the address that it gives a device.
func (r rogue) to(d *Device) netip.Addr {
	a := r.server.As4()
	a[3] = 100 + d.MAC[5]%50
	return netip.AddrFrom4(a)
}

// When the relay of a school passes nothing on, and a cart of tablets wakes up.
const (
	relayDrops    = 30 * time.Second
	relayDropsFor = 10 * time.Minute
	cartWakes     = 90 * time.Second
	cartSize      = 30
)

// rogueServer (F10): a teacher's own access point gives addresses to the PCs of its
// VLAN that ask.
func rogueServer(p *planter) Fault {
	room := "2F 教師辦公室"
	box := p.add(Device{MAC: p.macs.mac(p.r, "router"), Name: "private router", Class: inventory.ClassRouter, Room: room,
		Port: p.socket(nil).access(vlanTeaching, room), VID: vlanTeaching, Online: true, Chatty: true})
	box.gives = rogue{netip.MustParseAddr("192.168.0.1")}
	for _, d := range p.devices(func(d *Device) bool { return d.Class == inventory.ClassPC && d.VID == vlanTeaching && d.lasts() })[:2] {
		d.Asks, d.Rogue = true, box
	}
	f := at(box)
	f.IP = box.gives.server.String()
	f.Note = "it gives 192.168.0.x in VLAN 30"
	return f
}

// forbiddenRelay (F11): the relay is switched on for the computer room.
func forbiddenRelay(p *planter) Fault {
	for _, d := range p.devices(func(d *Device) bool { return d.Class == inventory.ClassPC && d.VID == vlanLab && d.lasts() })[:3] {
		d.Asks = true
	}
	return Fault{IP: dhcpServer.String(), Note: "VLAN 20"}
}

// slowRelay (F12): each answer takes 4 s more.
func slowRelay(p *planter) Fault {
	p.relay.delay = 4 * time.Second
	return Fault{Note: "the relay adds 4 s to each answer, in every VLAN that it serves"}
}

// deafRelay (F13): for ten minutes nothing is passed on.
func deafRelay(p *planter) Fault {
	from := p.city.happens(relayDrops)
	p.relay.drops = span{from, from + relayDropsFor}
	return Fault{After: from.Seconds(), Until: (from + relayDropsFor).Seconds(), Note: "in every VLAN that the relay serves"}
}

// fullPool (F14): of the pool of KL-roam 97 % are given, mostly to random MACs.
func fullPool(p *planter) Fault {
	const pool = 250
	taken := map[netip.Addr]bool{}
	for _, d := range p.Devices {
		if d.VID == vlanRoam && d.IP.IsValid() {
			taken[d.IP] = true
		}
	}
	for last := 1; last <= pool && len(taken)*100 < 97*pool; last++ {
		ip := p.ip(vlanRoam, last)
		if taken[ip] {
			continue
		}
		taken[ip] = true
		ap := pick(p.r, p.aps())
		p.add(Device{MAC: p.macs.random(p.r), IP: ip, Name: "guest", Class: "guest", Room: ap.Room, Port: ap.Port, AP: ap,
			VID: vlanRoam, Online: true})
	}
	return Fault{Note: "KL-roam"}
}

// ownAddresses (F15): a tablet that is given no address, and takes one of its own.
func ownAddresses(p *planter) Fault {
	d := p.devices(func(d *Device) bool { return d.KLMobile && d.lasts() && d.Roams == nil && !d.Blind })[0]
	d.Deaf, d.IP = true, netip.AddrFrom4([4]byte{169, 254, d.MAC[4], max(1, d.MAC[5])})
	f := at(d)
	f.IP = ""
	return f
}

// cartSchools chooses a school with tablets enough whose relay is well.
func cartSchools(c *City) []*School {
	var fit []*School
	for _, s := range c.Schools {
		if s.profile.ipads >= 3*cartSize && s.relay.delay == usualDelay && s.relay.drops == (span{}) {
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return []*School{pick(dice(c.options.Seed, "D08"), fit)}
}

// wakingCart (D08): 30 tablets of a charging cart wake up within 20 s.
func wakingCart(p *planter) (Decoy, bool) {
	tablets := p.devices(func(d *Device) bool { return d.Class == inventory.ClassTablet && d.lasts() && d.lease().IsValid() })
	if len(tablets) < cartSize {
		return Decoy{}, false
	}
	p.cart = tablets[:cartSize]
	return Decoy{MACs: texts(p.cart), Note: "30 exchanges in 20 s"}, true
}

// usualRelay (D16): a relay that takes a tenth of a second.
func usualRelay(p *planter) (Decoy, bool) {
	return Decoy{Note: usualDelay.String()}, p.Kind == inventory.KindSchool && p.relay.delay == usualDelay
}
