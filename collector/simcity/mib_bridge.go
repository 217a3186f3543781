package simcity

import (
	"slices"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// The states of a forwarding row (dot1dTpFdbStatus, RFC 4188).
const (
	statusLearned = 3
	statusSelf    = 4
)

// bridge adds the bridge's address and its ports (RFC 4188, dot1dBase).
func (g *page) bridge() {
	g.set(oidBridge, snmpsim.OctetString(g.sw.MAC[:]), 1, 0)
	ports := g.sw.bridgePorts()
	g.set(oidBridge, snmpsim.Integer(int64(len(ports))), 2, 0)
	g.set(oidBridge, snmpsim.Integer(2), 3, 0)
	for _, p := range ports {
		g.set(oidBridge, snmpsim.Integer(int64(p.Bridge)), 4, 1, 1, uint32(p.Bridge))
		g.set(oidBridge, snmpsim.Integer(int64(p.IfIndex)), 4, 1, 2, uint32(p.Bridge))
	}
}

// bridgePorts returns the ports that the bridge has.
func (s *Switch) bridgePorts() []*Port {
	var out []*Port
	for _, p := range s.Ports {
		if p.Bridge > 0 {
			out = append(out, p)
		}
	}
	return out
}

// A learned is one row of a forwarding table as the switch counts it.
type learned struct {
	entry
	port, status uint32
}

// learned returns the rows of the forwarding table in the page's phase.
func (g *page) learned() []learned { return g.city.learned(g.sw, g.ph) }

func (c *City) learned(sw *Switch, ph phase) []learned {
	var out []learned
	for _, e := range c.derived[sw.School].fdb[sw] {
		port, ok := e.at(ph)
		switch {
		case !ok:
		case port == nil:
			out = append(out, learned{e, 0, statusSelf})
		default:
			out = append(out, learned{e, uint32(port.Bridge), statusLearned})
		}
	}
	return out
}

// forwarding adds dot1dTpFdbTable (RFC 4188). It has no VLAN: an address that is
// learned in several has one row.
func (g *page) forwarding(root snmpsim.OID) {
	if g.sw.Model.FDB != fdbBridge {
		return
	}
	for _, l := range g.learned() {
		g.row(root, l)
	}
}

// row adds a row of dot1dTpFdbTable.
func (g *page) row(root snmpsim.OID, l learned) {
	i := macArcs(l.mac)
	g.set(root, snmpsim.OctetString(l.mac[:]), append([]uint32{1}, i...)...)
	g.set(root, snmpsim.Integer(int64(l.port)), append([]uint32{2}, i...)...)
	g.set(root, snmpsim.Integer(int64(l.status)), append([]uint32{3}, i...)...)
}

// context returns what a Cisco shows to the community of one VLAN: that VLAN's
// ports and forwarding table.
func (c *City) context(sw *Switch, ph phase, vid int) *snmpsim.MIB {
	g := &page{city: c, sw: sw, ph: ph}
	g.system()
	g.bridge()
	for _, l := range g.learned() {
		if l.vid == vid {
			g.row(oidBridgeFDB, l)
		}
	}
	return snmpsim.NewMIB(g.vars)
}

// qForwarding adds dot1qTpFdbTable (RFC 4363) in the model's dialect.
func (g *page) qForwarding() {
	for _, l := range g.learned() {
		index := append([]uint32{g.sw.filtering(l.vid)}, macArcs(l.mac)...)
		if g.sw.Model.FDB == fdbQLength {
			index = slices.Insert(index, 1, 6)
		}
		g.set(oidQBridge, snmpsim.Integer(int64(l.port)), append([]uint32{2, 2, 1, 2}, index...)...)
		g.set(oidQBridge, snmpsim.Integer(int64(l.status)), append([]uint32{2, 2, 1, 3}, index...)...)
	}
}

// filtering returns the number of a VLAN's filtering database: the VLAN's own,
// or its place in the order of VLANs.
func (s *Switch) filtering(vid int) uint32 {
	if s.Model.FDB == fdbQByFID {
		return uint32(2 + slices.Index(s.VLANs, vid))
	}
	return uint32(vid)
}

// vlans adds the VLANs, their ports and the PVIDs (RFC 4363).
func (g *page) vlans() {
	ports := g.sw.bridgePorts()
	for _, v := range g.sw.vlanTable() {
		vid := uint32(v.VID)
		fid := vid
		if v.VID != 1 {
			fid = g.sw.filtering(v.VID)
		}
		egress, untagged := portList(ports, v.VID)
		g.set(oidQBridge, snmpsim.Gauge32(fid), 4, 2, 1, 3, 0, vid)
		g.set(oidQBridge, snmpsim.OctetString(egress), 4, 2, 1, 4, 0, vid)
		g.set(oidQBridge, snmpsim.OctetString(untagged), 4, 2, 1, 5, 0, vid)
		g.set(oidQBridge, snmpsim.Integer(2), 4, 2, 1, 6, 0, vid) // permanent
		g.set(oidQBridge, snmpsim.Text(v.Name), 4, 3, 1, 1, vid)
		g.set(oidQBridge, snmpsim.OctetString(egress), 4, 3, 1, 2, vid)
		g.set(oidQBridge, snmpsim.OctetString(make([]byte, len(egress))), 4, 3, 1, 3, vid)
		g.set(oidQBridge, snmpsim.OctetString(untagged), 4, 3, 1, 4, vid)
		g.set(oidQBridge, snmpsim.Integer(1), 4, 3, 1, 5, vid) // active
	}
	for _, p := range ports {
		g.set(oidQBridge, snmpsim.Gauge32(uint32(p.PVID)), 4, 5, 1, 1, uint32(p.Bridge))
	}
}

// vlanTable returns the VLANs of a switch by number, VLAN 1 among them.
func (s *Switch) vlanTable() []inventory.VLAN {
	out := []inventory.VLAN{{VID: 1, Name: vlanNames[1]}}
	for _, vid := range s.VLANs {
		out = append(out, inventory.VLAN{VID: vid, Name: vlanNames[vid]})
	}
	return out
}

// portList returns the egress and untagged ports of a VLAN as PortList octets
// (RFC 4363): port 1 is the highest bit of the first octet.
func portList(ports []*Port, vid int) (egress, untagged []byte) {
	highest := 0
	for _, p := range ports {
		highest = max(highest, p.Bridge)
	}
	egress, untagged = make([]byte, (highest+7)/8), make([]byte, (highest+7)/8)
	for _, p := range ports {
		octet, bit := (p.Bridge-1)/8, byte(0x80)>>((p.Bridge-1)%8)
		if p.PVID == vid {
			egress[octet] |= bit
			untagged[octet] |= bit
		}
		if slices.Contains(p.Tagged, vid) {
			egress[octet] |= bit
		}
	}
	return egress, untagged
}

// macArcs returns the six octets of an address as the end of an index.
func macArcs(m inventory.MAC) []uint32 {
	return []uint32{uint32(m[0]), uint32(m[1]), uint32(m[2]), uint32(m[3]), uint32(m[4]), uint32(m[5])}
}
