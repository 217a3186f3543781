package simcity

import (
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// interfaces adds ifTable and ifXTable (RFC 2863) and the duplex status (RFC 3635).
func (g *page) interfaces() {
	all := g.sw.interfaces()
	g.set(oidIfNumber, snmpsim.Integer(int64(len(all))))
	for _, i := range all {
		g.identity(i)
		g.state(i)
		if i.port != nil {
			g.traffic(i.port)
		}
	}
}

// identity adds what of an interface never changes.
func (g *page) identity(i iface) {
	n := uint32(i.index)
	speed := i.speed()
	g.set(oidIfEntry, snmpsim.Integer(int64(i.index)), 1, n)
	g.set(oidIfEntry, snmpsim.Text(i.descr), 2, n)
	g.set(oidIfEntry, snmpsim.Integer(int64(i.kind)), 3, n)
	g.set(oidIfEntry, snmpsim.Integer(1500), 4, n)
	g.set(oidIfEntry, snmpsim.Gauge32(uint32(min(speed, 1<<32-1))), 5, n)
	g.set(oidIfEntry, snmpsim.OctetString(i.mac[:]), 6, n)
	g.set(oidIfEntry, snmpsim.Integer(1), 7, n)
	g.set(oidIfXEntry, snmpsim.Text(i.name), 1, n)
	g.set(oidIfXEntry, snmpsim.Gauge32(uint32(speed/1e6)), 15, n)
	g.set(oidIfXEntry, snmpsim.Text(i.alias), 18, n)
	if i.kind == typeEthernet {
		g.set(oidDuplex, snmpsim.Integer(i.duplex()), n)
	}
}

// speed returns the bits per second of an interface.
func (i iface) speed() int64 {
	if i.port == nil {
		return 1e9
	}
	return i.port.Speed
}

// duplex returns dot3StatsDuplexStatus: halfDuplex(2) or fullDuplex(3) with a link, else unknown(1).
func (i iface) duplex() int64 {
	switch {
	case i.port.Up && i.port.Half:
		return 2
	case i.port.Up:
		return 3
	}
	return 1
}

// state adds whether the interface has a link and since when.
func (g *page) state(i iface) {
	n := uint32(i.index)
	if i.port == nil {
		g.set(oidIfEntry, snmpsim.Integer(1), 8, n)
		g.set(oidIfEntry, snmpsim.TimeTicks(0), 9, n)
		return
	}
	oper := func(t time.Duration) snmpsim.Value { return snmpsim.Integer(i.port.oper(t)) }
	changed := func(t time.Duration) snmpsim.Value { return snmpsim.TimeTicks(ticks(i.port.lastChange(t))) }
	g.moving(i.port.changes(), oidIfEntry, oper, 8, n)
	g.moving(i.port.changes(), oidIfEntry, changed, 9, n)
}

// changes says whether the port's link can change while the city runs.
func (p *Port) changes() bool {
	return p.Flaps || p.Switch.RebootAt > 0 || p.Peer != nil && p.Peer.Switch.DiesAt > 0
}

// oper returns ifOperStatus: up(1) or down(2).
func (p *Port) oper(elapsed time.Duration) int64 {
	if p.operUp(elapsed) {
		return 1
	}
	return 2
}

// traffic adds the counters of a port: of 32 bits, and of 64 where the model has them.
func (g *page) traffic(p *Port) {
	for _, c := range counterColumns {
		narrow := func(t time.Duration) snmpsim.Value {
			start := p.counters(wrapAfter)
			now := p.counters(t)
			return snmpsim.Counter32(p.narrow(c.of(&now), c.of(&start)))
		}
		g.moving(p.Up, c.narrow, narrow, uint32(p.IfIndex))
		if c.wide == nil || g.sw.Model.Narrow {
			continue
		}
		wide := func(t time.Duration) snmpsim.Value {
			now := p.counters(t)
			return snmpsim.Counter64(c.of(&now))
		}
		g.moving(p.Up, c.wide, wide, uint32(p.IfIndex))
	}
}

// A counterColumn is one counter: its columns of 32 and of 64 bits (RFC 2863).
type counterColumn struct {
	narrow, wide snmpsim.OID
	of           func(*inventory.Counters) uint64
}

var counterColumns = []counterColumn{
	{oidIfEntry.Append(10), oidIfXEntry.Append(6), func(c *inventory.Counters) uint64 { return c.InOctets }},
	{oidIfEntry.Append(11), oidIfXEntry.Append(7), func(c *inventory.Counters) uint64 { return c.InUcast }},
	{oidIfEntry.Append(13), nil, func(c *inventory.Counters) uint64 { return c.InDiscards }},
	{oidIfEntry.Append(14), nil, func(c *inventory.Counters) uint64 { return c.InErrors }},
	{oidIfEntry.Append(16), oidIfXEntry.Append(10), func(c *inventory.Counters) uint64 { return c.OutOctets }},
	{oidIfEntry.Append(17), oidIfXEntry.Append(11), func(c *inventory.Counters) uint64 { return c.OutUcast }},
	{oidIfEntry.Append(19), nil, func(c *inventory.Counters) uint64 { return c.OutDiscards }},
	{oidIfEntry.Append(20), nil, func(c *inventory.Counters) uint64 { return c.OutErrors }},
	{oidIfXEntry.Append(3), oidIfXEntry.Append(9), func(c *inventory.Counters) uint64 { return c.InBroadcast }},
	{oidIfXEntry.Append(5), oidIfXEntry.Append(13), func(c *inventory.Counters) uint64 { return c.OutBroadcast }},
}

// aggregates adds which ports are members of which aggregate: dot3adAggPortTable
// (IEEE8023-LAG-MIB) and ifStackTable (RFC 2863).
func (g *page) aggregates() {
	for _, p := range g.sw.Ports {
		if p.LAG == nil {
			continue
		}
		g.set(oidAggPort, snmpsim.Integer(int64(p.LAG.IfIndex)), uint32(p.IfIndex))
		g.set(oidIfStack, snmpsim.Integer(1), uint32(p.LAG.IfIndex), uint32(p.IfIndex))
	}
}
