package simcity

import (
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A load is how busy a switch is and how full its memory, in percent. Memory has
// so many KB that every percent of it is a whole number of them.
type load struct{ cpu, memory int64 }

const memoryKB = 256_000

// load stays the same while the city runs, but for a cache that fills the memory.
func (s *Switch) load(elapsed time.Duration) load {
	h := int64(0)
	for _, b := range s.MAC {
		h = h*31 + int64(b)
	}
	l := load{cpu: 6 + h%21, memory: 38 + h%27}
	if s.CPU > 0 {
		l.cpu = s.CPU
	}
	switch {
	case s.FillsAt > 0 && elapsed >= s.FillsAt:
		l.memory = 93
	case s.FillsAt > 0:
		l.memory = 82
	}
	return l
}

func (l load) usedKB() int64 { return memoryKB / 100 * l.memory }

// A gauge is a variable in which a model tells its load.
type gauge struct {
	column string
	index  []uint32
	value  snmpsim.Value
}

// gauges are where a switch tells its load: each maker has a place of its own.
func (s *Switch) gauges(elapsed time.Duration) []gauge {
	l := s.load(elapsed)
	number := func(column string, n int64, index ...uint32) gauge {
		return gauge{column, index, snmpsim.Gauge32(uint32(n))}
	}
	switch {
	case s.Model.Name == "AIR-CT2504-K9":
		return []gauge{number("1.3.6.1.4.1.14179.1.1.5.1", l.cpu, 0), number("1.3.6.1.4.1.14179.1.1.5.2", memoryKB, 0),
			number("1.3.6.1.4.1.14179.1.1.5.3", memoryKB-l.usedKB(), 0)}
	case s.Model.Vendor == "Aruba": // by HOST-RESOURCES-MIB (RFC 2790)
		return []gauge{{"1.3.6.1.2.1.25.3.3.1.2", []uint32{1}, snmpsim.Integer(l.cpu)},
			{"1.3.6.1.2.1.25.2.3.1.2", []uint32{1}, snmpsim.ObjectID(oidRAM)}, {"1.3.6.1.2.1.25.2.3.1.3", []uint32{1}, snmpsim.Text("Physical memory")},
			{"1.3.6.1.2.1.25.2.3.1.4", []uint32{1}, snmpsim.Integer(1024)}, {"1.3.6.1.2.1.25.2.3.1.5", []uint32{1}, snmpsim.Integer(memoryKB)},
			{"1.3.6.1.2.1.25.2.3.1.6", []uint32{1}, snmpsim.Integer(l.usedKB())}}
	case s.Model.Vendor == "Cisco":
		return []gauge{number("1.3.6.1.4.1.9.9.109.1.1.1.1.7", l.cpu, 1), {"1.3.6.1.4.1.9.9.48.1.1.1.2", []uint32{1}, snmpsim.Text("Processor")},
			number("1.3.6.1.4.1.9.9.48.1.1.1.5", l.usedKB()<<10, 1), number("1.3.6.1.4.1.9.9.48.1.1.1.6", (memoryKB-l.usedKB())<<10, 1)}
	case s.Model.Vendor == "D-Link":
		return []gauge{number("1.3.6.1.4.1.171.12.1.1.6.1", min(l.cpu+3, 100), 0), number("1.3.6.1.4.1.171.12.1.1.6.2", l.cpu, 0),
			number("1.3.6.1.4.1.171.12.1.1.9.1.2", memoryKB, 1), number("1.3.6.1.4.1.171.12.1.1.9.1.4", l.memory, 1)}
	case s.Model.Vendor == "Edgecore":
		return []gauge{number("1.3.6.1.4.1.259.10.1.45.1.39.2.1", l.cpu, 0), number("1.3.6.1.4.1.259.10.1.45.1.39.3.1", memoryKB<<10, 0),
			number("1.3.6.1.4.1.259.10.1.45.1.39.3.3", (memoryKB-l.usedKB())<<10, 0)}
	case s.Model.Vendor == "HP":
		return []gauge{number("1.3.6.1.4.1.11.2.14.11.5.1.9.6.1", l.cpu, 0), number("1.3.6.1.4.1.11.2.14.11.5.1.1.2.1.1.1.5", memoryKB<<10, 1),
			number("1.3.6.1.4.1.11.2.14.11.5.1.1.2.1.1.1.6", (memoryKB-l.usedKB())<<10, 1)}
	case s.Model.Vendor == "Zyxel":
		return []gauge{number("1.3.6.1.4.1.890.1.15.3.2.8", l.cpu, 0), number("1.3.6.1.4.1.890.1.15.3.2.5", l.memory, 0)}
	}
	return nil
}

// tellsBytes says whether the model tells its memory in octets, not in percent alone.
func (m *Model) tellsBytes() bool { return m.Vendor != "Zyxel" }

// health adds the gauges of the switch, and what its spanning tree counts.
func (g *page) health() {
	for n, v := range g.sw.gauges(0) {
		now := func(t time.Duration) snmpsim.Value { return g.sw.gauges(t)[n].value }
		g.moving(g.sw.FillsAt > 0, snmpsim.MustOID(v.column), now, v.index...)
	}
	if g.sw.Model.FDB == fdbNone {
		return
	}
	since := func(t time.Duration) snmpsim.Value { return snmpsim.TimeTicks(ticks(g.sw.sinceTopologyChange(t))) }
	g.live(oidSTP, since, 3, 0)
	g.set(oidSTP, snmpsim.Counter32(uint32(g.sw.topologyChanges())), 4, 0)
	for _, p := range g.sw.bridgePorts() {
		state := func(t time.Duration) snmpsim.Value { return snmpsim.Integer(p.portState(t)) }
		g.moving(p.changes(), oidSTP, state, 15, 1, 3, uint32(p.Bridge))
	}
}

// sinceTopologyChange: the tree settled half a minute after the start.
func (s *Switch) sinceTopologyChange(elapsed time.Duration) time.Duration {
	return max(s.uptime(elapsed)-30*time.Second, 0)
}

func (s *Switch) topologyChanges() int64 { return 1 + int64(s.MAC[5])%5 }

// The states of a port in the spanning tree (RFC 4188, dot1dStpPortState).
const (
	portDisabled   = 1
	portForwarding = 5
)

func (p *Port) portState(elapsed time.Duration) int64 {
	if p.operUp(elapsed) {
		return portForwarding
	}
	return portDisabled
}

// health fills in how the switch bears its load.
func (r *reading) health() {
	h, l := inventory.Health{}, r.sw.load(r.elapsed)
	rows := 0
	if r.sw.gauges(r.elapsed) != nil {
		cpu, memory := float64(l.cpu), float64(l.memory)
		h.CPUPercent, h.MemoryPercent = &cpu, &memory
		rows += 2
		if r.sw.Model.tellsBytes() {
			used, total := l.usedKB()<<10, int64(memoryKB)<<10
			h.MemoryUsedBytes, h.MemoryTotalBytes = &used, &total
		}
	}
	if r.sw.Model.FDB != fdbNone {
		changes, ago := r.sw.topologyChanges(), float64(ticks(r.sw.sinceTopologyChange(r.elapsed)))/100
		h.TopologyChanges, h.TopologyChangedSeconds = &changes, &ago
		rows++
	}
	if r.sw.FillsAt > 0 {
		n := seenNeighbours
		h.IPv6Neighbors = &n
	}
	if rows == 0 {
		r.state(inventory.TableHealth, 0, inventory.ReasonUnsupported)
		return
	}
	r.poll.Health = &h
	r.state(inventory.TableHealth, rows, "")
}
