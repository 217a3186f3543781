package simcity

import (
	"fmt"
	"net/netip"

	"rollcall/inventory"
)

// buildCentre describes the education network centre: a router, two switches, a
// wireless controller, two access points and four virtual machines on two hosts.
func buildCentre(seed int64, macs *registry) *School {
	p := centre()
	b := &builder{School: &School{Code: p.code, Name: p.name, X: p.x, VLANs: schoolVLANs, profile: p, Kind: inventory.KindCentre},
		p: p, seed: seed, macs: macs, spaces: map[int][]netip.Addr{}}
	b.switches(0)
	b.line()
	b.Core.ID, b.Core.SysName, b.Core.Role = "nc-router", "nc-router", inventory.SwitchRouter
	b.sockets()
	b.accessPoints()
	for host := 1; host <= 2; host++ {
		name := fmt.Sprintf("nc-host%d", host)
		d := b.wired(Device{Class: inventory.ClassServer, Name: name, IP: b.ip(vlanAdmin, 11*host), VID: vlanAdmin, Room: "機房", Chatty: true})
		d.Listed = false
		b.virtualMachines(d, 2)
	}
	b.centreController()
	b.gateways()
	return b.School
}

// virtualMachines puts guests behind a host's port. Their addresses are locally
// administered, and yet nobody made them up at random.
func (b *builder) virtualMachines(host *Device, n int) {
	r := b.dice("vm/" + host.Name)
	for i := range n {
		b.add(Device{MAC: b.macs.mac(r, "vm"), IP: b.address(vlanAdmin, 1, 229), Name: fmt.Sprintf("%s-vm%d", host.Name, i+1),
			Class: inventory.ClassServer, Room: host.Room, Port: host.Port, VID: vlanAdmin, Online: true, Chatty: true})
	}
}

// centreController hangs the centre's own controller on its first switch.
func (b *builder) centreController() {
	sw := b.addSwitch("nc-wlc", "wlc2504", inventory.SwitchController, 1)
	sw.Address, sw.Agent, sw.Room = b.ip(vlanMgmt, 5), controllerAgent(b.Core.Agent), "機房"
	b.uplink(sw, b.Switches[1], 1)
}
