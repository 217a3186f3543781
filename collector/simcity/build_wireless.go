package simcity

import (
	"fmt"
	"net/netip"
	"slices"

	"rollcall/inventory"
)

// accessPoints hangs the APs on ports of their own: management untagged, and,
// where clients are switched at the AP, their VLANs tagged.
func (b *builder) accessPoints() {
	rooms := shuffled(b.dice("ap-rooms"), b.p.rooms())
	for i := range b.p.aps {
		r := b.dice(fmt.Sprint("ap/", i))
		room := fmt.Sprintf("專科教室 %d", i+1)
		if i < len(rooms) {
			room = rooms[i]
		}
		from := &b.pool
		if b.p.kid && i >= b.p.aps-2 {
			from, room = &b.kid, fmt.Sprintf("幼兒園 %d", i)
		}
		p := b.take(from).access(vlanMgmt, room)
		p.Use = useAP
		if !b.p.central {
			p.Tagged = slices.Clone(wirelessVLANs)
		}
		b.add(Device{MAC: b.macs.mac(r, inventory.ClassAP), IP: b.address(vlanMgmt, 101, 200), Name: fmt.Sprintf("%s-ap%02d", b.p.prefix, i+1),
			Class: inventory.ClassAP, Room: room, Port: p, VID: vlanMgmt, Online: true, Chatty: true, LLDP: lldpAP})
	}
}

// aps returns the access points, in the order of their names.
func (s *School) aps() []*Device { return s.ofClass(inventory.ClassAP) }

// ofClass returns the devices of one class, in order.
func (s *School) ofClass(class string) []*Device {
	var out []*Device
	for _, d := range s.Devices {
		if d.Class == class {
			out = append(out, d)
		}
	}
	return out
}

// wireless describes what joins the SSIDs: the school's tablets, and people's own devices.
func (b *builder) wireless() {
	if b.p.central {
		b.controller()
	}
	b.tablets()
	b.personal()
	b.crowd()
	b.roaming()
}

// controller describes the wireless controller that all wireless traffic goes through.
func (b *builder) controller() {
	sw := b.addSwitch(b.p.prefix+"-wlc", "wlc2504", inventory.SwitchController, 1)
	sw.Address, sw.Agent, sw.Room, sw.Credential = b.ip(vlanMgmt, 5), controllerAgent(b.Core.Agent), "1F 機房", credV2
	b.uplink(sw, b.Core, 2)
	for _, p := range []*Port{sw.Uplink, sw.Uplink.Peer} {
		p.Use = useController
		for _, m := range p.Members {
			m.Use = useController
		}
	}
}

// joins gives a wireless device its access point: the port where its frames
// enter the wired network.
func (b *builder) joins(d Device, ap *Device) *Device {
	d.Port, d.Room, d.AP = ap.Port, ap.Room, ap
	if b.p.central {
		d.Port, d.Blind = b.controllerPort(), true
	}
	return b.add(d)
}

// controllerPort returns the core's port towards the controller.
func (b *builder) controllerPort() *Port {
	for _, p := range b.Core.Ports {
		if p.Use == useController && p.LAG == nil {
			return p
		}
	}
	panic("simcity: a school with central Wi-Fi has no controller")
}

// tablets describes the school's own tablets; all are listed, a good half is out of
// its cart.
func (b *builder) tablets() {
	r := b.dice("tablets")
	for i := range b.p.ipads + b.p.chromebooks {
		sort, platform := "ipad", "iPadOS"
		if i >= b.p.ipads {
			sort, platform = "chromebook", "ChromeOS"
		}
		d := b.joins(Device{MAC: b.macs.mac(r, sort), Name: fmt.Sprintf("%s-%03d", platform, i+1), Class: inventory.ClassTablet,
			Platform: platform, VID: vlanMobile, Online: chance(r, 57), Chatty: chance(r, 35), Listed: true, KLMobile: true,
			Serial: serial(r.Uint32())}, pick(r, b.aps()))
		if d.Online {
			d.IP = b.mobileAddress()
		}
	}
}

// mobileAddress takes an address of the KL-mobile pool.
func (b *builder) mobileAddress() netip.Addr {
	b.mobile++
	return b.address(vlanMobile+b.mobile%5, 1, 200)
}

// classPersonal is the class of what people bring along; no list knows it.
const classPersonal = "personal"

// personal describes what pupils and teachers bring: 20 to 60 for 100 pupils, in
// KL-roam and eduroam, half of it with a random MAC.
func (b *builder) personal() {
	r := b.dice("personal")
	pupils := b.p.classes * 25
	n := min(pupils*(38+r.IntN(23))/100, 2*200) // four fifths of the pools of DHCP
	for i := range n {
		vid := []int{vlanRoam, vlanEduroam}[i%2]
		d := Device{Name: fmt.Sprintf("personal-%03d", i+1), Class: classPersonal, VID: vid, IP: b.address(vid, 1, 250),
			Online: true, Chatty: chance(r, 20)}
		if chance(r, 50) {
			d.MAC = b.macs.random(r)
		} else {
			d.MAC = b.macs.mac(r, "personal")
		}
		b.joins(d, pick(r, b.aps()))
	}
}

// crowded is how many clients the busiest access point has.
const crowded = 30

// crowd moves tablets to one access point until it is crowded.
func (b *builder) crowd() {
	aps := b.aps()
	if b.p.central || b.p.ipads < 2*crowded {
		return
	}
	ap := pick(b.dice("crowd"), aps)
	n := len(b.onlineAt(ap.Port))
	for _, d := range b.ofClass(inventory.ClassTablet) {
		if n > crowded {
			return
		}
		if d.Online && d.Port != ap.Port {
			d.Port, d.Room = ap.Port, ap.Room
			n++
		}
	}
}

// onlineAt returns the devices that are online at a port.
func (s *School) onlineAt(p *Port) []*Device {
	var out []*Device
	for _, d := range s.Devices {
		if d.Online && d.Port == p {
			out = append(out, d)
		}
	}
	return out
}

// roamers is how many tablets of a school wander between two access points.
const roamers = 4

// roaming gives a few tablets a second access point.
func (b *builder) roaming() {
	r := b.dice("roaming")
	if b.p.central || len(b.aps()) < 2 {
		return
	}
	n := 0
	for _, d := range shuffled(r, b.ofClass(inventory.ClassTablet)) {
		other := pick(r, b.aps()).Port
		if !d.Online || other == d.Port || n == roamers {
			continue
		}
		d.Roams, d.Chatty, d.Blind = other, true, true
		n++
	}
}
