package simcity

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A Server is a virtual machine of the centre's server room, with an SNMP agent of its
// own (HOST-RESOURCES-MIB, RFC 2790).
type Server struct {
	ID    inventory.SwitchID
	Agent netip.Addr

	cpu    func(elapsed time.Duration) int64 // percent
	kib    float64                           // KiB a second, in and out together
	uptime time.Duration
}

// The size of every server: memory and disk in units of 4 KiB.
const (
	serverUnit   = 4096
	serverMemory = 2 << 20
	serverDisk   = 10 << 20
)

// servers describes the machines: one that is at work, one that is nearly too busy, and
// one that is (S82). The one that is nearly so is below the limit every 29 minutes,
// which begins the time anew.
func (c *City) servers() {
	steady := func(percent int64) func(time.Duration) int64 { return func(time.Duration) int64 { return percent } }
	nearly := func(elapsed time.Duration) int64 {
		const turn = 30 * time.Minute
		if ((elapsed%turn)+turn)%turn < 2*time.Minute {
			return 60
		}
		return 97
	}
	for i, s := range []Server{
		{ID: "web1", cpu: steady(23), kib: 4100},
		{ID: "lms1", cpu: nearly, kib: 9800},
		{ID: "media1", cpu: steady(41), kib: 24300},
	} {
		s.Agent, s.uptime = netip.AddrFrom4([4]byte{127, 1, 1, byte(200 + i)}), time.Duration(90+i)*24*time.Hour
		c.Servers = append(c.Servers, &s)
	}
}

// overloadedServer (S82): a server that sends and receives more than the machine room
// allows, and less than it suspends machines for.
func overloadedServer(*planter) Fault {
	return Fault{Note: "media1: 24,300 KB/s, above 23,040 and below 25,600"}
}

// octets is what went through its interface, in and out alike.
func (s *Server) octets(elapsed time.Duration) uint64 {
	return uint64((s.uptime + elapsed).Seconds() * s.kib * 1024 / 2)
}

// poll reads the server in process.
func (s *Server) poll(at time.Time, elapsed time.Duration) inventory.Poll {
	cpu, memory := float64(s.cpu(elapsed)), 37.5
	used, total := int64(serverMemory*serverUnit*3/8), int64(serverMemory*serverUnit)
	n := s.octets(elapsed)
	return inventory.Poll{
		Switch: s.ID, At: at.UTC(), Version: "2c", System: inventory.System{Name: string(s.ID), UptimeSeconds: (s.uptime + elapsed).Seconds()},
		Interfaces: []inventory.Interface{{Index: 2, Name: "eth0", Type: typeEthernet, Oper: "up", SpeedBPS: 1e10,
			Counters: &inventory.Counters{InOctets: n, OutOctets: n}}},
		Health: &inventory.Health{CPUPercent: &cpu, MemoryPercent: &memory, MemoryUsedBytes: &used, MemoryTotalBytes: &total,
			Disks: []inventory.Disk{{Name: "/", UsedBytes: serverDisk * serverUnit / 2, TotalBytes: serverDisk * serverUnit}}},
		Tables: map[inventory.Table]inventory.TableState{inventory.TableSystem: {Complete: true, Rows: 1},
			inventory.TableInterfaces: {Complete: true, Rows: 1}, inventory.TableHealth: {Complete: true, Rows: 3}},
	}
}

// server returns the server of a name; nil: there is none.
func (c *City) server(id inventory.SwitchID) *Server {
	for _, s := range c.Servers {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// serverAgent is the SNMP agent of a server.
func (c *City) serverAgent(s *Server) snmpsim.Config {
	mib := c.serverMIB(s)
	return snmpsim.Config{
		Address: netip.AddrPortFrom(s.Agent, c.port), Now: c.now, Versions: []snmpsim.Version{snmpsim.V2c},
		Communities: map[string]string{c.keys[credV2].community: ""},
		View:        func(string, time.Time) *snmpsim.MIB { return mib },
	}
}

// The tables of HOST-RESOURCES-MIB.
var (
	oidProcessor = snmpsim.MustOID("1.3.6.1.2.1.25.3.3.1.2")
	oidStorage   = snmpsim.MustOID("1.3.6.1.2.1.25.2.3.1")
	oidRAM       = snmpsim.MustOID("1.3.6.1.2.1.25.2.1.2")
	oidFixedDisk = snmpsim.MustOID("1.3.6.1.2.1.25.2.1.4")
)

// serverMIB is everything that a server shows.
func (c *City) serverMIB(s *Server) *snmpsim.MIB {
	g := &page{city: c}
	g.set(oidSystem, snmpsim.Text("Linux "+string(s.ID)), 1, 0)
	g.live(oidSystem, func(t time.Duration) snmpsim.Value { return snmpsim.TimeTicks(ticks(s.uptime + t)) }, 3, 0)
	g.set(oidSystem, snmpsim.Text(string(s.ID)), 5, 0)
	g.set(oidIfNumber, snmpsim.Integer(1))
	for arc, v := range map[uint32]snmpsim.Value{1: snmpsim.Integer(2), 2: snmpsim.Text("eth0"), 3: snmpsim.Integer(typeEthernet),
		5: snmpsim.Gauge32(1<<32 - 1), 6: snmpsim.OctetString([]byte{0, 0, 0x5e, 0, 0x53, 0xf0}), 7: snmpsim.Integer(1), 8: snmpsim.Integer(1)} {
		g.set(oidIfEntry, v, arc, 2)
	}
	octets := func(t time.Duration) snmpsim.Value { return snmpsim.Counter64(s.octets(t)) }
	g.set(oidIfXEntry, snmpsim.Text("eth0"), 1, 2)
	g.live(oidIfXEntry, octets, 6, 2)
	g.live(oidIfXEntry, octets, 10, 2)
	g.set(oidIfXEntry, snmpsim.Gauge32(10_000), 15, 2)
	g.live(oidProcessor, func(t time.Duration) snmpsim.Value { return snmpsim.Integer(s.cpu(t)) }, 196608)
	for n, part := range []struct {
		kind       snmpsim.OID
		name       string
		size, used int64
	}{{oidRAM, "Physical memory", serverMemory, serverMemory * 3 / 8}, {oidFixedDisk, "/", serverDisk, serverDisk / 2}} {
		i := uint32(n + 1)
		g.set(oidStorage, snmpsim.ObjectID(part.kind), 2, i)
		g.set(oidStorage, snmpsim.Text(part.name), 3, i)
		g.set(oidStorage, snmpsim.Integer(serverUnit), 4, i)
		g.set(oidStorage, snmpsim.Integer(part.size), 5, i)
		g.set(oidStorage, snmpsim.Integer(part.used), 6, i)
	}
	return snmpsim.NewMIB(g.vars)
}

// serverKeys writes the servers as YAML.
func (c *City) serverKeys() string {
	var b strings.Builder
	b.WriteString("\nservers:\n")
	for _, s := range c.Servers {
		fmt.Fprintf(&b, "  - {name: %s, address: %q, snmp: %s, watch: [cpu, disk, net]}\n", s.ID, netip.AddrPortFrom(s.Agent, c.port), credV2)
	}
	return b.String()
}
