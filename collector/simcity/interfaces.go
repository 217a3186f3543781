package simcity

import (
	"hash/fnv"
	"slices"
	"time"

	"rollcall/inventory"
)

// IANAifType of the interfaces that switches here have.
const (
	typeEthernet = 6   // ethernetCsmacd
	typeLAG      = 161 // ieee8023adLag
	typeVLAN     = 136 // l3ipvlan
)

// An iface is one row of ifTable: a port, or a switch's own interface in a VLAN.
type iface struct {
	sw    *Switch
	port  *Port // nil: a VLAN interface
	index int
	name  string
	descr string
	alias string
	kind  int
	mac   inventory.MAC
}

// interfaces returns the rows of a switch's ifTable in the order of ifIndex.
func (s *Switch) interfaces() []iface {
	var out []iface
	for _, p := range s.Ports {
		i := iface{sw: s, port: p, index: p.IfIndex, name: p.Name, kind: typeEthernet, mac: p.mac(),
			descr: fill(s.Model.PortDescr, p.Unit, p.Number, 0), alias: p.alias()}
		if len(p.Members) > 0 {
			i.kind, i.descr = typeLAG, p.Name
		}
		out = append(out, i)
	}
	for _, vid := range s.routed() {
		name := fill(s.Model.VLAN, 1, 1, vid)
		out = append(out, iface{sw: s, index: s.Model.VLANIfIndex + vid, name: name, descr: name, kind: typeVLAN, mac: s.Own()})
	}
	slices.SortFunc(out, func(a, b iface) int { return a.index - b.index })
	return out
}

// routed returns the VLANs that the switch has an interface in.
func (s *Switch) routed() []int {
	switch {
	case s.Model.VLAN == "":
		return nil
	case s == s.School.Core:
		return s.VLANs
	}
	return []int{vlanMgmt}
}

// mac returns the port's own address.
func (p *Port) mac() inventory.MAC {
	if len(p.Members) > 0 {
		return p.Members[0].mac()
	}
	return offset(p.Switch.MAC, (p.Unit-1)*p.Switch.Model.sockets()+p.Number)
}

// alias returns ifAlias: what the firmware writes, or what somebody wrote.
func (p *Port) alias() string {
	if p.Switch.Model.Alias != "" {
		return fill(p.Switch.Model.Alias, p.Unit, p.Number, 0)
	}
	switch p.Use {
	case useTrunk:
		return "uplink " + string(p.Peer.Switch.ID)
	case useLine:
		return "circuit"
	case useAP:
		return "AP " + p.Room
	case useClassroom:
		return p.Room
	}
	return ""
}

// ticks turns a time into hundredths of a second, as TimeTicks wrap.
func ticks(d time.Duration) uint32 { return uint32(d / (10 * time.Millisecond)) }

// lastChange returns ifLastChange: sysUpTime when the port came to its state.
func (p *Port) lastChange(elapsed time.Duration) time.Duration {
	s := p.Switch
	if p.Flaps {
		_, since := flapped(elapsed)
		return s.uptime(elapsed) - since
	}
	if p.Peer != nil && p.Peer.Switch.dead(elapsed) {
		return s.uptime(p.Peer.Switch.DiesAt)
	}
	if s.RebootAt > 0 && elapsed >= s.RebootAt {
		return min(3*time.Second, elapsed-s.RebootAt)
	}
	return s.Uptime * time.Duration(p.share(7)) / 8
}

// share returns a number below n that stays the same for a port.
func (p *Port) share(n uint64) uint64 {
	h := fnv.New64a()
	h.Write([]byte(p.path()))
	return h.Sum64() % n
}

// counters returns a port's counters: they grow evenly with the uptime.
func (p *Port) counters(elapsed time.Duration) inventory.Counters {
	if !p.Up {
		return inventory.Counters{}
	}
	rate := float64(2000 + p.share(60000)) // octets a second
	if p.Use == useTrunk {
		rate *= 40
	}
	t := p.Switch.ran(elapsed)
	if p.Peer != nil && p.Peer.Switch.dead(elapsed) {
		t = p.Switch.uptime(p.Peer.Switch.DiesAt)
	}
	seconds := t.Seconds()
	broadcasts := p.Broadcasts
	if broadcasts == 0 {
		broadcasts = 0.1 + float64(p.share(20))/10
	}
	grown := func(perSecond float64) uint64 { return uint64(perSecond * seconds) }
	c := inventory.Counters{InOctets: grown(rate), OutOctets: grown(rate * 4), InUcast: grown(rate / 300), OutUcast: grown(rate / 250),
		InBroadcast: grown(broadcasts), OutBroadcast: grown(broadcasts * 9), InErrors: grown(rate / 5e8), InDiscards: grown(rate / 4e8)}
	if p.line != nil {
		c.InOctets, c.OutOctets = p.line.grown(t)
		c.InUcast, c.OutUcast = c.InOctets/900, c.OutOctets/900
	}
	if p.Errors > 0 {
		c.InErrors = uint64(float64(c.InUcast+c.InBroadcast) * p.Errors / (1 - p.Errors))
	}
	return c
}

// wrapAfter is how long after the start the narrow counters wrap.
const wrapAfter = 40 * time.Second

// narrow returns a counter as a switch with 32-bit counters shows it, shifted so
// that it wraps soon after the start.
func (p *Port) narrow(now, atWrap uint64) uint32 {
	if !p.Switch.Model.Narrow {
		return uint32(now)
	}
	return uint32(now - atWrap)
}
