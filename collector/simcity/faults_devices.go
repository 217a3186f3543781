package simcity

import (
	"net/netip"

	"rollcall/inventory"
)

// reservedTaken (F01): an office PC with an address that is a card reader's.
func reservedTaken(p *planter) Fault {
	d := p.devices(officePC)[0]
	d.IP = p.ip(vlanAdmin, 243)
	f := at(d)
	f.Note = "全誼卡機"
	return f
}

// publicAddress (F07): a server that was never moved off its public address; the
// documentation range (RFC 5737) stands for it.
func publicAddress(p *planter) Fault {
	room := "1F 機房"
	d := p.add(Device{MAC: p.macs.mac(p.r, inventory.ClassServer), IP: netip.MustParseAddr("203.0.113.20"), Name: "舊網頁伺服器",
		Class: inventory.ClassServer, Room: room, Port: p.socket(nil).access(vlanAdmin, room), VID: vlanAdmin, Online: true, Chatty: true})
	return at(d)
}

// add puts a device into the school.
func (p *planter) add(d Device) *Device {
	d.School = p.School
	p.Devices = append(p.Devices, &d)
	return &d
}

// foreignSchool (F09): an office PC that kept the address of another school.
func foreignSchool(p *planter) Fault {
	other := p.city.Schools[0]
	if other == p.School {
		other = p.city.Schools[1]
	}
	d := p.devices(officePC)[0]
	d.IP = other.ip(vlanAdmin, strayHost)
	f := at(d)
	f.Note = "address of school " + string(other.Code)
	return f
}

// unknownTablet (F16): a tablet that no list has. KL-mobile admits it because the
// authenticator works from a list that has drifted from the school's.
func unknownTablet(p *planter) Fault {
	d := p.stranger(p.macs.mac(p.r, "ipad"), 210)
	f := at(d)
	f.Note = driftNote
	return f
}

// driftNote says why a MAC that no list has can be seen on KL-mobile at all.
const driftNote = "the Wi-Fi authenticator's own list has this MAC; the school's whitelist and MAC list do not"

// stranger puts an unlisted tablet on KL-mobile.
func (p *planter) stranger(mac inventory.MAC, last int) *Device {
	ap := pick(p.r, p.aps())
	p.offList = append(p.offList, mac)
	return p.add(Device{MAC: mac, IP: p.ip(vlanMobile+4, last), Name: "unlisted", Class: inventory.ClassTablet, Platform: "iPadOS",
		Room: ap.Room, Port: ap.Port, VID: vlanMobile, Online: true, Chatty: true})
}

// randomTablets (F17): six of the school's iPads with a private Wi-Fi address, so
// that their listed addresses are not on the network.
func randomTablets(p *planter) Fault {
	var f Fault
	for i := range 6 {
		d := p.stranger(p.macs.random(p.r), 240+i)
		f.MACs, f.Ports = append(f.MACs, d.MAC.String()), append(f.Ports, d.Port.seen().path())
	}
	f.Note = driftNote
	return f
}

// clonedMAC (F24): the address of a PC is live on a second access switch too.
func clonedMAC(p *planter) Fault {
	d := p.devices(func(d *Device) bool { return officePC(d) && d.Port.Switch.Role == inventory.SwitchAccess })[0]
	to := p.socket(d.Port.Switch).access(d.VID, "圖書館")
	clone := p.add(Device{MAC: d.MAC, Name: "clone of " + d.Name, Class: inventory.ClassPC,
		Room: to.Room, Port: to, VID: d.VID, Online: true, Chatty: true, Blind: true})
	d.Chatty, d.Blind = true, true
	f := at(d)
	f.Ports = []string{d.Port.seen().path(), clone.Port.seen().path()}
	return f
}

// dumbHub (F29): nine office PCs on one socket by way of a hub.
func dumbHub(p *planter) Fault {
	to := p.socket(nil).access(vlanAdmin, "教師休息室")
	to.Speed = 1e8
	f := Fault{Switch: to.Switch.ID, Port: to.Name, Room: to.Room}
	for _, d := range p.devices(officePC)[:9] {
		p.move(d, to)
		f.MACs = append(f.MACs, d.MAC.String())
	}
	return f
}

// driftedPort (F30): port 17 is written down as 行政 and is in the teaching VLAN
// now, with a teacher's PC on it.
func driftedPort(p *planter) Fault {
	sw := p.accessSwitch()
	port := sw.Ports[16]
	if port.Use != useFree {
		p.relocate(port)
	}
	room := "2F 教師辦公室"
	port.access(vlanTeaching, room).recorded = vlanAdmin
	d := p.devices(func(d *Device) bool { return d.Class == inventory.ClassPC && d.VID == vlanTeaching })[0]
	p.move(d, port)
	f := at(d)
	f.Note = "written as 行政 (VLAN 10), PVID is 30"
	return f
}

// relocate moves everything that hangs on a port to another free socket.
func (p *planter) relocate(from *Port) {
	to := p.socket(from.Switch)
	to.Use, to.PVID, to.Tagged, to.Up, to.Speed, to.Room, to.Peer = from.Use, from.PVID, from.Tagged, from.Up, from.Speed, from.Room, from.Peer
	if to.Peer != nil {
		to.Peer.Peer = to
	}
	for _, d := range p.Devices {
		if d.Port == from {
			d.Port = to
		}
		if d.Roams == from {
			d.Roams = to
		}
	}
	from.Use, from.Up, from.Peer, from.Tagged, from.Room = useFree, false, nil, nil, ""
}
