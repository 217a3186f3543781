package simcity

import (
	"cmp"
	"net/netip"
	"slices"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// neighbours6 are the IPv6 neighbours of a core whose cache fills up: several addresses
// of each of the school's devices.
func (c *City) neighbours6(sw *Switch, n int) []resolved {
	known := c.derived[sw.School].arp[sw]
	if sw.FillsAt == 0 || len(known) == 0 {
		return nil
	}
	out := make([]resolved, n)
	for i := range out {
		of := known[i%len(known)]
		ip := [16]byte{0x20, 0x01, 0x0d, 0xb8, byte(sw.School.X), byte(of.vid), 15: byte(i), 14: byte(i >> 8), 8: 0x02}
		out[i] = resolved{ip: netip.AddrFrom16(ip), mac: of.mac, vid: of.vid}
	}
	return out
}

// neighbours6 adds them to ipNetToPhysicalTable (RFC 4293): those that are there before
// the cache is full.
func (g *page) neighbours6() {
	for _, a := range g.city.neighbours6(g.sw, seenNeighbours) {
		index := []uint32{uint32(g.sw.Model.VLANIfIndex + a.vid), 2, 16}
		for _, octet := range a.ip.As16() {
			index = append(index, uint32(octet))
		}
		g.set(oidPhysicalIP, snmpsim.OctetString(a.mac[:]), append([]uint32{4}, index...)...)
		g.set(oidPhysicalIP, snmpsim.Integer(3), append([]uint32{6}, index...)...) // dynamic
	}
}

// neighbours6 adds them to a poll, as long as the core bears being asked for them.
func (r *reading) neighbours6() {
	if r.sw.FillsAt == 0 && r.sw.CPU == 0 {
		return
	}
	if r.sw.CPU > 0 || r.elapsed >= r.sw.FillsAt { // it is too busy, or too full
		s := r.poll.Tables[inventory.TableARP]
		s.Only = inventory.OnlyIPv4
		r.poll.Tables[inventory.TableARP] = s
		return
	}
	for _, a := range r.city.neighbours6(r.sw, seenNeighbours) {
		r.poll.ARP = append(r.poll.ARP, inventory.ARPRow{IP: a.ip, MAC: a.mac, IfIndex: r.sw.Model.VLANIfIndex + a.vid})
	}
	slices.SortFunc(r.poll.ARP, func(a, b inventory.ARPRow) int { // as the table has them: by interface, family and address
		return cmp.Or(a.IfIndex-b.IfIndex, a.IP.Compare(b.IP))
	})
	r.state(inventory.TableARP, len(r.poll.ARP), "")
}
