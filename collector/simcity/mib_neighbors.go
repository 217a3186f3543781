package simcity

import (
	"net/netip"
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// Bits of LldpSystemCapabilitiesMap (IEEE 802.1AB): bit 0 is the highest.
const (
	capBridge    = 0x20
	capAP        = 0x10
	capRouter    = 0x08
	capTelephone = 0x04
)

// A neighbour is what LLDP shows at the other end of a port.
type neighbour struct {
	local    *Port
	chassis  inventory.MAC
	port     string // a name, of subtype interfaceName; empty: the chassis' MAC
	descr    string
	sysName  string
	sysDescr string
	caps     byte
	address  netip.Addr
}

// neighbours returns what a switch hears, in the order of its ports.
func (s *Switch) neighbours(ph phase) []neighbour {
	byPort := map[*Port]*Device{}
	for _, d := range s.School.Devices {
		if d.Online && d.LLDP != lldpNone {
			byPort[d.Port] = d
		}
	}
	var out []neighbour
	for _, p := range s.Ports {
		if len(p.Members) > 0 {
			continue
		}
		if p.Peer != nil {
			out = p.Peer.announce(out, p, ph)
		} else if d := byPort[p]; d != nil {
			out = append(out, d.announce(p))
		}
	}
	return out
}

// announce appends what the switch of port p says of itself to its peer.
func (p *Port) announce(out []neighbour, to *Port, ph phase) []neighbour {
	s := p.Switch
	if !s.Speaks || s.MuteLLDP || ph.dead && s.DiesAt > 0 {
		return out
	}
	n := neighbour{local: to, chassis: s.MAC, port: p.Name, descr: fill(s.Model.PortDescr, p.Unit, p.Number, 0), sysName: s.SysName,
		sysDescr: s.Model.Descr, caps: capBridge, address: s.Agent} // where it can be asked
	switch {
	case s.Role == inventory.SwitchController:
		n.caps = capAP
	case s.Role == inventory.SwitchRouter:
		n.caps = capRouter
	case s == s.School.Core:
		n.caps = capBridge | capRouter
	}
	return append(out, n)
}

// announce returns what a device says of itself.
func (d *Device) announce(to *Port) neighbour {
	n := neighbour{local: to, chassis: d.MAC, sysName: d.Name, address: d.IP}
	switch d.LLDP {
	case lldpAP:
		n.caps, n.port, n.sysDescr = capBridge|capAP, "eth0", "AP-515"
	case lldpPhone:
		n.caps, n.sysDescr = capBridge|capTelephone, "IP Phone"
	case lldpBridge:
		n.caps, n.port, n.descr, n.sysDescr = capBridge, "gigabitEthernet 1/0/8", "gigabitEthernet 1/0/8", "JetStream 8-Port Gigabit Smart Switch"
	}
	return n
}

// lldp adds the LLDP-MIB (IEEE 802.1AB-2005): the switch itself, its ports, and
// what it hears.
func (g *page) lldp() {
	s := g.sw
	g.set(oidLLDP, snmpsim.Integer(4), 3, 1, 0) // macAddress
	g.set(oidLLDP, snmpsim.OctetString(s.MAC[:]), 3, 2, 0)
	g.set(oidLLDP, snmpsim.Text(s.SysName), 3, 3, 0)
	g.set(oidLLDP, snmpsim.Text(s.Model.Descr), 3, 4, 0)
	for _, p := range s.Ports {
		if len(p.Members) > 0 {
			continue
		}
		n := p.lldpNumber()
		g.set(oidLLDP, snmpsim.Integer(5), 3, 7, 1, 2, n) // interfaceName
		g.set(oidLLDP, snmpsim.Text(p.Name), 3, 7, 1, 3, n)
		g.set(oidLLDP, snmpsim.Text(fill(s.Model.PortDescr, p.Unit, p.Number, 0)), 3, 7, 1, 4, n)
	}
	for _, n := range s.neighbours(g.ph) {
		g.heard(n)
	}
	g.live(oidLLDP, func(t time.Duration) snmpsim.Value { return snmpsim.TimeTicks(ticks(s.heardChange(t))) }, 2, 1, 0)
}

// heardChange is lldpStatsRemTablesLastChangeTime: when the last neighbour came,
// half a minute after the switch started, or went.
func (s *Switch) heardChange(elapsed time.Duration) time.Duration {
	changed := 30 * time.Second
	for _, p := range s.Ports {
		if p.Peer != nil && p.Peer.Switch.dead(elapsed) {
			changed = max(changed, s.uptime(p.Peer.Switch.DiesAt))
		}
	}
	return min(changed, s.uptime(elapsed))
}

// lldpNumber is lldpLocPortNum: the sockets counted through.
func (p *Port) lldpNumber() uint32 {
	return uint32((p.Unit-1)*p.Switch.Model.sockets() + p.Number)
}

// heard adds one row of lldpRemTable and its management address.
func (g *page) heard(n neighbour) {
	rem := func(column uint32, v snmpsim.Value) {
		g.set(oidLLDP, v, 4, 1, 1, column, 0, n.local.lldpNumber(), 1)
	}
	rem(4, snmpsim.Integer(4))
	rem(5, snmpsim.OctetString(n.chassis[:]))
	if n.port == "" {
		rem(6, snmpsim.Integer(3)) // macAddress
		rem(7, snmpsim.OctetString(n.chassis[:]))
	} else {
		rem(6, snmpsim.Integer(5))
		rem(7, snmpsim.Text(n.port))
	}
	rem(8, snmpsim.Text(n.descr))
	rem(9, snmpsim.Text(n.sysName))
	rem(10, snmpsim.Text(n.sysDescr))
	rem(11, snmpsim.OctetString([]byte{n.caps, 0}))
	rem(12, snmpsim.OctetString([]byte{n.caps, 0}))
	if !n.address.Is4() {
		return
	}
	index := append([]uint32{4, 2, 1, 3, 0, n.local.lldpNumber(), 1, 1, 4}, addrArcs(n.address)...)
	g.set(oidLLDP, snmpsim.Integer(2), index...) // ifIndex
}

// arp adds the resolved addresses: ipNetToMediaTable (RFC 1213),
// ipNetToPhysicalTable (RFC 4293), or both.
func (g *page) arp() {
	if g.sw.Model.VLAN == "" {
		return
	}
	forwarding := int64(2) // notForwarding
	if g.sw == g.sw.School.Core {
		forwarding = 1
	}
	g.set(oidForwarding, snmpsim.Integer(forwarding))
	g.neighbours6()
	for _, a := range g.city.derived[g.sw.School].arp[g.sw] {
		ifIndex, mac := uint32(g.sw.Model.VLANIfIndex+a.vid), a.holder(g.ph)
		if g.sw.Model.ARP != arpPhysical {
			index := append([]uint32{ifIndex}, addrArcs(a.ip)...)
			g.set(oidMediaARP, snmpsim.Integer(int64(ifIndex)), append([]uint32{1}, index...)...)
			g.set(oidMediaARP, snmpsim.OctetString(mac[:]), append([]uint32{2}, index...)...)
			g.set(oidMediaARP, snmpsim.IPAddress(a.ip), append([]uint32{3}, index...)...)
			g.set(oidMediaARP, snmpsim.Integer(3), append([]uint32{4}, index...)...) // dynamic
		}
		if g.sw.Model.ARP != arpMedia {
			index := append([]uint32{ifIndex, 1, 4}, addrArcs(a.ip)...)
			g.set(oidPhysicalIP, snmpsim.OctetString(mac[:]), append([]uint32{4}, index...)...)
			g.set(oidPhysicalIP, snmpsim.Integer(3), append([]uint32{6}, index...)...) // dynamic
			g.set(oidPhysicalIP, snmpsim.Integer(1), append([]uint32{7}, index...)...) // reachable
		}
	}
}

// addrArcs returns the four octets of an IPv4 address as the end of an index.
func addrArcs(ip netip.Addr) []uint32 {
	a := ip.As4()
	return []uint32{uint32(a[0]), uint32(a[1]), uint32(a[2]), uint32(a[3])}
}
