package simcity

import (
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// The tables of a switch, by the root of their subtree.
var (
	oidSystem     = snmpsim.MustOID("1.3.6.1.2.1.1")
	oidIfNumber   = snmpsim.MustOID("1.3.6.1.2.1.2.1.0")
	oidIfEntry    = snmpsim.MustOID("1.3.6.1.2.1.2.2.1")
	oidIfXEntry   = snmpsim.MustOID("1.3.6.1.2.1.31.1.1.1")
	oidIfStack    = snmpsim.MustOID("1.3.6.1.2.1.31.1.2.1.3")
	oidDuplex     = snmpsim.MustOID("1.3.6.1.2.1.10.7.2.1.19")
	oidAggPort    = snmpsim.MustOID("1.2.840.10006.300.43.1.2.1.1.13")
	oidBridge     = snmpsim.MustOID("1.3.6.1.2.1.17.1")
	oidSTP        = snmpsim.MustOID("1.3.6.1.2.1.17.2")
	oidBridgeFDB  = snmpsim.MustOID("1.3.6.1.2.1.17.4.3.1")
	oidQBridge    = snmpsim.MustOID("1.3.6.1.2.1.17.7.1")
	oidLLDP       = snmpsim.MustOID("1.0.8802.1.1.2.1")
	oidForwarding = snmpsim.MustOID("1.3.6.1.2.1.4.1.0")
	oidMediaARP   = snmpsim.MustOID("1.3.6.1.2.1.4.22.1")
	oidPhysicalIP = snmpsim.MustOID("1.3.6.1.2.1.4.35.1")
	oidEntity     = snmpsim.MustOID("1.3.6.1.2.1.47.1.1.1.1")
)

// A page collects the variables of one switch in one phase.
type page struct {
	city *City
	sw   *Switch
	ph   phase
	vars []snmpsim.Var
}

// set adds a variable.
func (g *page) set(root snmpsim.OID, v snmpsim.Value, arcs ...uint32) {
	g.vars = append(g.vars, snmpsim.Var{OID: root.Append(arcs...), Value: v})
}

// live adds a variable that changes with time.
func (g *page) live(root snmpsim.OID, f func(elapsed time.Duration) snmpsim.Value, arcs ...uint32) {
	g.set(root, snmpsim.Live(func(at time.Time) snmpsim.Value { return f(g.city.elapsed(at)) }), arcs...)
}

// moving adds a variable that changes with time, if it does at all: constants
// take less room.
func (g *page) moving(moves bool, root snmpsim.OID, f func(elapsed time.Duration) snmpsim.Value, arcs ...uint32) {
	if moves {
		g.live(root, f, arcs...)
		return
	}
	g.set(root, f(0), arcs...)
}

// mib returns everything that a switch shows in a phase.
func (c *City) mib(sw *Switch, ph phase) *snmpsim.MIB {
	g := &page{city: c, sw: sw, ph: ph}
	g.system()
	g.interfaces()
	g.aggregates()
	if sw.Model.FDB != fdbNone {
		g.bridge()
		g.forwarding(oidBridgeFDB)
	}
	hidden := c.options.ContextsOnly && sw.Model.FDB == fdbContexts
	if sw.Model.speaksQ() && !hidden {
		g.vlans()
		g.qForwarding()
	}
	if !sw.MuteLLDP {
		g.lldp()
	}
	g.arp()
	g.health()
	g.wireless()
	if !sw.Model.NoEntities {
		g.entities()
	}
	return snmpsim.NewMIB(g.vars)
}

// system adds the system group (RFC 3418, section 2).
func (g *page) system() {
	m := g.sw.Model
	g.set(oidSystem, snmpsim.Text(m.Descr), 1, 0)
	g.set(oidSystem, snmpsim.ObjectID(snmpsim.MustOID(m.ObjectID)), 2, 0)
	g.live(oidSystem, func(t time.Duration) snmpsim.Value { return snmpsim.TimeTicks(ticks(g.sw.uptime(t))) }, 3, 0)
	g.set(oidSystem, snmpsim.Text(""), 4, 0)
	g.set(oidSystem, snmpsim.Text(g.sw.SysName), 5, 0)
	g.set(oidSystem, snmpsim.Text(g.sw.location()), 6, 0)
	g.set(oidSystem, snmpsim.Integer(g.sw.services()), 7, 0)
}

// location is sysLocation.
func (s *Switch) location() string { return s.School.Name + " " + s.Room }

// services is sysServices: layer 2, and 3 where the switch routes.
func (s *Switch) services() int64 {
	if s == s.School.Core {
		return 2 + 4
	}
	return 2
}

// entities adds the physical parts (RFC 6933): a chassis, or a stack of several.
func (g *page) entities() {
	for _, e := range g.sw.entities() {
		i := uint32(e.Index)
		class := int64(3) // chassis
		if e.Class == "stack" {
			class = 11
		}
		g.set(oidEntity, snmpsim.Text(e.Descr), 2, i)
		g.set(oidEntity, snmpsim.Integer(class), 5, i)
		g.set(oidEntity, snmpsim.Text(e.Name), 7, i)
		g.set(oidEntity, snmpsim.Text(e.Serial), 11, i)
		g.set(oidEntity, snmpsim.Text(g.sw.Model.Vendor), 12, i)
		g.set(oidEntity, snmpsim.Text(e.Model), 13, i)
	}
}

// entities returns a switch's chassis, below a stack where there are several.
func (s *Switch) entities() []inventory.Entity {
	chassis := func(index int, name, serial string) inventory.Entity {
		return inventory.Entity{Index: index, Class: "chassis", Name: name, Descr: s.Model.Name, Model: s.Model.Name, Serial: serial}
	}
	if s.Units == 1 {
		return []inventory.Entity{chassis(1, "Switch 1", s.Serial)}
	}
	out := []inventory.Entity{{Index: 1, Class: "stack", Name: "Stack", Descr: "Stack"}}
	for unit := 1; unit <= s.Units; unit++ {
		out = append(out, chassis(1000*unit, "Switch "+string(rune('0'+unit)), s.Serial+"-"+string(rune('0'+unit))))
	}
	return out
}
