package simcity

import (
	"bytes"
	"cmp"
	"net/netip"
	"slices"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// The tables of AIRESPACE-WIRELESS-MIB: bsnMobileStationTable and bsnAPTable.
var (
	oidStation = snmpsim.MustOID("1.3.6.1.4.1.14179.2.1.4.1")
	oidAP      = snmpsim.MustOID("1.3.6.1.4.1.14179.2.2.1.1")
)

// controls says whether the switch is the wireless controller of its school, which
// all wireless traffic goes through.
func (s *Switch) controls() bool {
	return s.Role == inventory.SwitchController && s.School.profile.central
}

// clients are the devices on the air of a controller, by MAC.
func (s *Switch) clients() []*Device {
	var out []*Device
	for _, d := range s.School.Devices {
		if s.controls() && d.AP != nil && d.Online {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *Device) int { return cmp.Or(bytes.Compare(a.MAC[:], b.MAC[:]), cmp.Compare(a.Name, b.Name)) })
	return slices.CompactFunc(out, func(a, b *Device) bool { return a.MAC == b.MAC })
}

// wireless adds the clients and the access points of a controller.
func (g *page) wireless() {
	if !g.sw.controls() {
		return
	}
	for _, ap := range g.sw.School.aps() {
		g.set(oidAP, snmpsim.Text(ap.Name), append([]uint32{3}, macArcs(ap.MAC)...)...)
	}
	for _, d := range g.sw.clients() {
		i := macArcs(d.MAC)
		ip := d.IP
		if !ip.IsValid() {
			ip = netip.IPv4Unspecified()
		}
		g.set(oidStation, snmpsim.IPAddress(ip), append([]uint32{2}, i...)...)
		g.set(oidStation, snmpsim.OctetString(d.AP.MAC[:]), append([]uint32{4}, i...)...)
		g.set(oidStation, snmpsim.Text(vlanNames[d.VID]), append([]uint32{7}, i...)...)
	}
}

// wireless fills in the clients of a controller.
func (r *reading) wireless() {
	if !r.sw.controls() {
		r.state(inventory.TableWireless, 0, inventory.ReasonUnsupported)
		return
	}
	for _, d := range r.sw.clients() {
		r.poll.Wireless = append(r.poll.Wireless, inventory.WirelessClient{MAC: d.MAC, SSID: vlanNames[d.VID], AP: d.AP.Name, IP: d.IP})
	}
	r.state(inventory.TableWireless, len(r.poll.Wireless), "")
}
