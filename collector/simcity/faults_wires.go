package simcity

import (
	"time"

	"rollcall/inventory"
)

// oldBoxes (F25): five smart boxes with old firmware, which send about 300 broadcasts a
// second each.
func oldBoxes(p *planter) Fault {
	var f Fault
	boxes := p.devices(func(d *Device) bool {
		return d.Class == inventory.ClassSmartBox && d.lasts() && !p.spoiled(d.Port.seen().Switch) && !d.Port.Switch.Model.V1Only
	})
	for i, box := range boxes[:5] {
		pps := float64(290 + i*2)
		box.Port.Broadcasts, box.Port.seen().Broadcasts = pps, pps
		f.MACs = append(f.MACs, box.MAC.String())
		f.Ports = append(f.Ports, box.Port.seen().path())
	}
	f.Note = "about 300 broadcasts a second each"
	p.noisy(f.Ports)
	return f
}

// noisy has the last hour of some ports' switches played before the city begins.
func (p *planter) noisy(ports []string) {
	for _, sw := range p.Switches {
		for _, port := range sw.Ports {
			for _, path := range ports {
				sw.Past = sw.Past || port.path() == path
			}
		}
	}
}

// looped are how many devices a loop is seen to carry to and fro.
const looped = 12

// patchedSockets (F26): two wall sockets of one switch, patched together. What is
// broadcast in the VLAN comes back by both, and the switch learns devices there in turn.
func patchedSockets(p *planter) Fault {
	sw := p.accessSwitch()
	for len(sw.freeSockets()) < 2 {
		sw = p.accessSwitch()
	}
	free := shuffled(p.r, sw.freeSockets())
	a, b := free[0].access(vlanTeaching, "2F 走廊"), free[1].access(vlanTeaching, "2F 會議室")
	a.Broadcasts, b.Broadcasts = 1830, 1790
	l := &loop{a: a, b: b, macs: map[inventory.MAC]bool{}}
	for _, d := range p.devices(func(d *Device) bool {
		return d.Class == inventory.ClassPC && d.VID == vlanTeaching && !d.Blind && d.Roams == nil && d.Port.from(sw) == sw.Uplink
	})[:looped] {
		d.Chatty, d.Blind = true, true
		l.macs[d.MAC] = true
	}
	sw.loop, sw.Past = l, true
	return Fault{Switch: sw.ID, Port: a.Name, Ports: []string{a.path(), b.path()}, Room: a.Room}
}

// A loop is a cable between two sockets of one switch.
type loop struct {
	a, b *Port
	macs map[inventory.MAC]bool // of the devices that are seen at either end in turn
}

// carry has the devices of a loop learned at its ends.
func (l *loop) carry(t *table) {
	for k, e := range t.rows {
		if l.macs[k.mac] {
			e.port, e.away, e.lost, e.round = l.a, l.b, false, true // what goes round does not end with who sent it
			t.rows[k] = e
		}
	}
}

// What goes round in a loop is learned at another end every now and then.
const (
	roundEvery = 20 * time.Second
	rounds     = 8 // that differ
)

// phase is that of the school, and which round of a loop it is.
func (s *Switch) phase(elapsed time.Duration) phase {
	ph := s.School.phase(elapsed)
	if s.loop != nil {
		ph.round = (int(elapsed/roundEvery)%rounds + rounds) % rounds
	}
	return ph
}

// other says whether an address that goes round is at the other end of the loop.
func (e entry) other(ph phase) bool {
	n := uint(e.mac[5]) ^ uint(e.mac[4])<<3
	return n>>ph.round&1 == 1
}

// slowAP (F31): the cable of an access point has a broken pair; its link came up at 100
// Mbit/s in half duplex.
func slowAP(p *planter) Fault {
	for _, ap := range shuffled(p.r, p.aps()) {
		port := ap.Port.seen()
		if p.spoiled(port.Switch) || !ap.lasts() || port != ap.Port {
			continue
		}
		port.Speed, port.Half = 1e8, true
		f := at(ap)
		f.IP = ""
		return f
	}
	panic("simcity: school " + string(p.Code) + " has no access point that no fault is at")
}

// How often a link with a loose plug is lost, and for how long.
const (
	flapEvery = 90 * time.Second // 40 times an hour
	flapFor   = 6 * time.Second
)

// loosePlug (F32): a link that is lost 40 times an hour.
func loosePlug(p *planter) Fault {
	port := p.socket(nil).access(vlanAdmin, "體育器材室")
	port.Flaps, port.Switch.Past = true, true
	return Fault{Switch: port.Switch.ID, Port: port.Name, Room: port.Room, Note: "40 times an hour"}
}

// flapped returns how far a flapping link is in its turn: up at first, then down for a
// moment; it came to this state since ago.
func flapped(elapsed time.Duration) (up bool, since time.Duration) {
	in := ((elapsed % flapEvery) + flapEvery) % flapEvery
	if down := flapEvery - flapFor; in >= down {
		return false, in - down
	}
	return true, in
}

// brokenFrames (F33): a cable that breaks two of a hundred packets.
func brokenFrames(p *planter) Fault {
	d := p.devices(func(d *Device) bool { return officePC(d) })[0]
	d.Port.Errors, d.Port.Switch.Past = 0.02, true
	f := at(d)
	f.MAC, f.IP = "", ""
	return f
}

// publicCommunity (F38): a switch answers to the community that all switches come with.
func publicCommunity(p *planter) Fault {
	sw := p.accessSwitch()
	sw.Public = true
	return Fault{Switch: sw.ID}
}

// A full neighbour cache: how many the core was seen to hold, and when it was full.
const (
	seenNeighbours = 4000
	fillsAfter     = 50 * time.Second
)

// fullCache (F39): probes of a scanner have filled the core's cache of IPv6 neighbours,
// and its memory. How many there are is seen as long as it bears being asked.
func fullCache(p *planter) Fault {
	p.Core.FillsAt = p.city.happens(fillsAfter)
	return Fault{Switch: p.Core.ID, After: p.Core.FillsAt.Seconds(),
		Note: "4,000 neighbours when they could be walked last, 5,800 and 93 % of the memory since"}
}

// busyCore (F40): the processor of the core is at 96 percent, and has been for long.
func busyCore(p *planter) Fault {
	p.Core.CPU, p.Core.Past = 96, true
	return Fault{Switch: p.Core.ID, Note: "96 % for longer than 35 minutes"}
}

// AnswersPublic says whether a switch answers to the community "public".
func (c *City) AnswersPublic(id inventory.SwitchID) bool {
	sw := c.Switch(id)
	return sw != nil && (sw.Public || sw.Secret.community == "public")
}
