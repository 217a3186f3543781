package snmpsim

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"time"
)

// The measures of the switch that BenchSwitch describes.
const (
	benchPorts     = 52 // 48 to devices, 4 up
	benchUp        = 4
	benchMACs      = 200
	benchVLANs     = 20
	benchNeighbors = 8
	benchARP       = 20
)

// BenchSwitch describes the switch that the project's figures are taken from: 48
// and 4 ports, 200 forwarding entries in 20 VLANs (BRIDGE-MIB and Q-BRIDGE-MIB), 8
// LLDP neighbours, 20 ARP rows; sysUpTime and the counters move. No two of
// different n are alike.
func BenchSwitch(n int) *MIB {
	b := newBench(n, benchPorts)
	b.shared()
	b.own(benchMACs)
	return NewMIB(b.vars)
}

// benchFleet returns what describes the switches of a fleet, with so many ports and
// forwarding entries each. They share what is alike in all, so that thousands
// fit into a process. Their neighbours are access points, for nobody would know
// so many switches.
func benchFleet(ports, macs int) func(n int) *MIB {
	b := newBench(0, ports)
	b.shared()
	shared := NewMIB(b.vars)
	return func(n int) *MIB {
		b := newBench(n, ports)
		b.neighbor = accessPoint
		b.own(macs)
		return shared.With(b.vars...)
	}
}

// A bench is the description while it is written.
type bench struct {
	n        int
	ports    int
	booted   time.Time
	neighbor byte // lldpRemSysCapEnabled of the neighbours
	vars     []Var
}

// Capabilities that LLDP tells (IEEE 802.1AB, 8.5.8).
const (
	bridge      = 0x20
	accessPoint = 0x10
)

func newBench(n, ports int) *bench {
	return &bench{n: n, ports: ports, neighbor: bridge, booted: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)}
}

// shared is what all switches of the kind have alike.
func (b *bench) shared() {
	b.system()
	for port := 1; port <= b.ports; port++ {
		b.ifTable(uint32(port))
		b.ifXTable(uint32(port))
		b.bridgePort(uint32(port))
	}
	b.vlans()
}

// own is what tells one switch from the others.
func (b *bench) own(macs int) {
	b.add("1.3.6.1.2.1.1.5.0", Text(fmt.Sprintf("bench-%d", b.n)))
	b.add("1.3.6.1.2.1.17.1.1.0", OctetString(b.mac(0)))
	b.add("1.3.6.1.2.1.47.1.1.1.1.11", Text(fmt.Sprintf("SN%06d", b.n)), 1)
	for port := 1; port <= b.ports; port++ {
		b.add("1.3.6.1.2.1.2.2.1.6", OctetString(b.mac(port)), uint32(port))
	}
	b.forwarding(macs)
	b.neighbors()
	b.arp()
}

func (b *bench) add(column string, v Value, index ...uint32) {
	b.vars = append(b.vars, Var{OID: MustOID(column).Append(index...), Value: v})
}

// mac returns the i-th address of the switch's world, locally administered.
func (b *bench) mac(i int) []byte {
	m := binary.BigEndian.AppendUint16([]byte{0x02, 0x53}, uint16(b.n))
	return binary.BigEndian.AppendUint16(m, uint16(i))
}

// uptime returns the hundredths of a second since the switch started.
func (b *bench) uptime(at time.Time) Value {
	return TimeTicks(uint32(at.Sub(b.booted) / (10 * time.Millisecond)))
}

// moving is a counter that grows by so much a second.
func (b *bench) moving(start, perSecond uint64) func(at time.Time) uint64 {
	return func(at time.Time) uint64 {
		return start + perSecond*uint64(max(at.Sub(b.booted), 0)/time.Millisecond)/1000
	}
}

func (b *bench) counter32(start, perSecond uint64) Value {
	f := b.moving(start, perSecond)
	return Live(func(at time.Time) Value { return Counter32(uint32(f(at))) })
}

func (b *bench) counter64(start, perSecond uint64) Value {
	f := b.moving(start, perSecond)
	return Live(func(at time.Time) Value { return Counter64(f(at)) })
}

// system is the system group (RFC 3418), ENTITY-MIB's chassis (RFC 6933) and the
// scalars of other groups.
func (b *bench) system() {
	b.add("1.3.6.1.2.1.1.1.0", Text("Bench switch, 48 and 4 ports, simulated"))
	b.add("1.3.6.1.2.1.1.2.0", ObjectID(MustOID("1.3.6.1.4.1.32473.1.52")))
	b.add("1.3.6.1.2.1.1.3.0", Live(b.uptime))
	b.add("1.3.6.1.2.1.1.4.0", Text("noc@example.net"))
	b.add("1.3.6.1.2.1.1.6.0", Text("Room 101"))
	b.add("1.3.6.1.2.1.1.7.0", Integer(2))
	b.add("1.3.6.1.2.1.2.1.0", Integer(int64(b.ports)))
	b.add("1.3.6.1.2.1.31.1.5.0", TimeTicks(1200))
	b.add("1.3.6.1.2.1.17.1.2.0", Integer(int64(b.ports)))
	b.add("1.3.6.1.2.1.17.1.3.0", Integer(2))
	b.add("1.3.6.1.2.1.47.1.1.1.1.2", Text("Bench switch"), 1)
	b.add("1.3.6.1.2.1.47.1.1.1.1.5", Integer(3), 1)
	b.add("1.3.6.1.2.1.47.1.1.1.1.7", Text("Chassis"), 1)
	b.add("1.3.6.1.2.1.47.1.1.1.1.13", Text("BENCH-52"), 1)
}

// ifTable is a row of ifTable (RFC 2863).
func (b *bench) ifTable(port uint32) {
	const entry = "1.3.6.1.2.1.2.2.1."
	start, rate := uint64(port)*1_000_003, uint64(port)*811
	b.add(entry+"1", Integer(int64(port)), port)
	b.add(entry+"2", Text(fmt.Sprintf("GigabitEthernet1/0/%d", port)), port)
	b.add(entry+"3", Integer(6), port)
	b.add(entry+"4", Integer(1500), port)
	b.add(entry+"5", Gauge32(1_000_000_000), port)
	b.add(entry+"7", Integer(1), port)
	b.add(entry+"8", Integer(1+int64(port%4/3)), port)
	b.add(entry+"9", TimeTicks(uint32(port)*700), port)
	for column := uint64(10); column <= 20; column++ {
		errors := column >= 13 && column <= 15 || column >= 19
		if errors {
			b.add(fmt.Sprint(entry, column), b.counter32(column, 0), port)
			continue
		}
		b.add(fmt.Sprint(entry, column), b.counter32(start*column, rate*column), port)
	}
	b.add(entry+"21", Gauge32(0), port)
	b.add(entry+"22", ObjectID(OID{0, 0}), port)
}

// ifXTable is a row of ifXTable (RFC 2863).
func (b *bench) ifXTable(port uint32) {
	const entry = "1.3.6.1.2.1.31.1.1.1."
	start, rate := uint64(port)*10_000_000_019, uint64(port)*10_007
	b.add(entry+"1", Text(fmt.Sprintf("Gi1/0/%d", port)), port)
	for column := uint64(2); column <= 5; column++ {
		b.add(fmt.Sprint(entry, column), b.counter32(start/1000*column, column), port)
	}
	for column := uint64(6); column <= 13; column++ {
		b.add(fmt.Sprint(entry, column), b.counter64(start*column, rate*column), port)
	}
	b.add(entry+"14", Integer(1), port)
	b.add(entry+"15", Gauge32(1000), port)
	b.add(entry+"16", Integer(2), port)
	b.add(entry+"17", Integer(1), port)
	b.add(entry+"18", Text(fmt.Sprintf("room %d", 100+port)), port)
	b.add(entry+"19", TimeTicks(0), port)
}

// bridgePort is a row of dot1dBasePortTable (RFC 4188), dot1qPortVlanTable (RFC
// 4363) and lldpLocPortTable (IEEE 802.1AB-2005).
func (b *bench) bridgePort(port uint32) {
	const base, pvid, lldp = "1.3.6.1.2.1.17.1.4.1.", "1.3.6.1.2.1.17.7.1.4.5.1.", "1.0.8802.1.1.2.1.3.7.1."
	b.add(base+"1", Integer(int64(port)), port)
	b.add(base+"2", Integer(int64(port)), port)
	b.add(base+"3", ObjectID(OID{0, 0}), port)
	b.add(base+"4", Counter32(0), port)
	b.add(base+"5", Counter32(0), port)
	b.add(pvid+"1", Gauge32(b.vid(int(port))), port)
	b.add(pvid+"2", Integer(1), port)
	b.add(pvid+"3", Integer(1), port)
	b.add(lldp+"2", Integer(5), port) // interfaceName
	b.add(lldp+"3", Text(fmt.Sprintf("Gi1/0/%d", port)), port)
	b.add(lldp+"4", Text(fmt.Sprintf("GigabitEthernet1/0/%d", port)), port)
}

// vid returns the VLAN of the i-th thing: 10, 20, … 200.
func (b *bench) vid(i int) uint32 { return uint32(i%benchVLANs+1) * 10 }

// forwarding is dot1dTpFdbTable (RFC 4188) and dot1qTpFdbTable (RFC 4363), with
// FdbId equal to VID.
func (b *bench) forwarding(macs int) {
	const plain, tagged = "1.3.6.1.2.1.17.4.3.1.", "1.3.6.1.2.1.17.7.1.2.2.1."
	for i := range macs {
		mac := b.mac(1000 + i)
		index, port := arcs(mac), Integer(int64(i%(b.ports-benchUp)+1))
		b.add(plain+"1", OctetString(mac), index...)
		b.add(plain+"2", port, index...)
		b.add(plain+"3", Integer(3), index...)
		index = append(OID{b.vid(i)}, index...)
		b.add(tagged+"2", port, index...)
		b.add(tagged+"3", Integer(3), index...)
	}
}

// arcs returns octets as the arcs of an index.
func arcs(octets []byte) OID {
	out := make(OID, len(octets))
	for i, octet := range octets {
		out[i] = uint32(octet)
	}
	return out
}

// vlans is dot1qVlanCurrentTable and dot1qVlanStaticTable (RFC 4363).
func (b *bench) vlans() {
	const current, static = "1.3.6.1.2.1.17.7.1.4.2.1.", "1.3.6.1.2.1.17.7.1.4.3.1."
	for i := range benchVLANs {
		vid := b.vid(i)
		untagged, egress := make([]byte, 7), make([]byte, 7)
		for up := b.ports - benchUp; up < b.ports; up++ {
			egress[up/8] |= 0x80 >> (up % 8)
		}
		for port := 1; port <= b.ports; port++ {
			if b.vid(port) == vid {
				untagged[(port-1)/8] |= 0x80 >> ((port - 1) % 8)
			}
		}
		for j := range egress {
			egress[j] |= untagged[j]
		}
		b.add(current+"3", Gauge32(vid), 0, vid)
		b.add(current+"4", OctetString(egress), 0, vid)
		b.add(current+"5", OctetString(untagged), 0, vid)
		b.add(current+"6", Integer(2), 0, vid)
		b.add(current+"7", TimeTicks(0), 0, vid)
		b.add(static+"1", Text(fmt.Sprintf("vlan-%d", vid)), vid)
		b.add(static+"2", OctetString(egress), vid)
		b.add(static+"3", OctetString(make([]byte, 7)), vid)
		b.add(static+"4", OctetString(untagged), vid)
		b.add(static+"5", Integer(1), vid)
	}
}

// neighbors is lldpRemTable (IEEE 802.1AB-2005).
func (b *bench) neighbors() {
	const entry = "1.0.8802.1.1.2.1.4.1.1."
	b.add("1.0.8802.1.1.2.1.2.1.0", TimeTicks(1200)) // lldpStatsRemTablesLastChangeTime
	for i := range benchNeighbors {
		index := []uint32{0, uint32(b.ports - benchNeighbors + 1 + i), 1}
		b.add(entry+"4", Integer(4), index...)
		b.add(entry+"5", OctetString(b.mac(9000+i)), index...)
		b.add(entry+"6", Integer(5), index...)
		b.add(entry+"7", Text("Gi1/0/49"), index...)
		b.add(entry+"8", Text("GigabitEthernet1/0/49"), index...)
		b.add(entry+"9", Text(fmt.Sprintf("bench-%d-%d", b.n, i)), index...)
		b.add(entry+"10", Text("Bench switch"), index...)
		b.add(entry+"11", OctetString([]byte{0x28}), index...)
		b.add(entry+"12", OctetString([]byte{b.neighbor}), index...)
	}
}

// arp is ipNetToMediaTable and ipNetToPhysicalTable (RFC 4293).
func (b *bench) arp() {
	const media, physical = "1.3.6.1.2.1.4.22.1.", "1.3.6.1.2.1.4.35.1."
	for i := range benchARP {
		addr := netip.AddrFrom4([4]byte{192, 0, 2, byte(10 + i)})
		index := append(OID{uint32(b.ports)}, arcs(addr.AsSlice())...)
		mac := OctetString(b.mac(1000 + i))
		b.add(media+"1", Integer(int64(b.ports)), index...)
		b.add(media+"2", mac, index...)
		b.add(media+"3", IPAddress(addr), index...)
		b.add(media+"4", Integer(3), index...)
		index = append(OID{uint32(b.ports), 1, 4}, arcs(addr.AsSlice())...)
		b.add(physical+"4", mac, index...)
		b.add(physical+"5", TimeTicks(0), index...)
		b.add(physical+"6", Integer(3), index...)
		b.add(physical+"7", Integer(1), index...)
		b.add(physical+"8", Integer(1), index...)
	}
}
