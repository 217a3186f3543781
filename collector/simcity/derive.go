package simcity

import (
	"bytes"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// An entry is one row of a switch's forwarding table.
type entry struct {
	vid   int
	mac   inventory.MAC
	port  *Port // nil: the switch itself
	round bool  // it goes round in a loop, between port and away
	away  *Port // where it is in every second stretch of roaming; nil: it stays
	lost  bool  // what it names falls silent when the dead switch dies
}

// A resolved is one row of an ARP table.
type resolved struct {
	ip  netip.Addr
	mac inventory.MAC
	vid int
	by  inventory.MAC // who has the address later, see swappedAfter; zero: nobody else
}

// holder is who has the address in a phase.
func (a resolved) holder(ph phase) inventory.MAC {
	if ph.swapped && !a.by.IsZero() {
		return a.by
	}
	return a.mac
}

// derived is what a school's topology makes of its devices.
type derived struct {
	fdb map[*Switch][]entry // by VLAN and MAC
	arp map[*Switch][]resolved
}

// derive works out every table of every switch.
func (c *City) derive() {
	c.derived = map[*School]*derived{}
	for _, s := range c.Schools {
		d := &derived{fdb: map[*Switch][]entry{}, arp: map[*Switch][]resolved{}}
		for _, sw := range s.Switches {
			if sw.Bridges() {
				d.fdb[sw] = s.forwarding(sw)
			}
			if sw.Speaks {
				d.arp[sw] = s.resolutions(sw)
			}
		}
		c.derived[s] = d
	}
}

// forwarding returns what a switch has learned: of devices that broadcast and
// of all whose way to the gateway leads through it.
func (s *School) forwarding(sw *Switch) []entry {
	t := table{sw: sw, rows: map[key]entry{}}
	for _, st := range s.stations {
		t.add(entry{vid: st.vid, mac: st.mac, port: st.at.towards(sw), lost: st.at.DiesAt > 0}, true)
		if st.at == sw {
			t.rows[key{st.vid, st.mac}] = entry{vid: st.vid, mac: st.mac}
		}
	}
	for _, d := range s.Devices {
		if !d.Online {
			continue
		}
		e := entry{vid: d.VID, mac: d.MAC, port: d.Port.from(sw), lost: d.Port.Switch.DiesAt > 0}
		if d.Roams != nil {
			e.away = d.Roams.from(sw)
		}
		t.add(e, d.Chatty)
	}
	if sw.loop != nil {
		sw.loop.carry(&t)
	}
	return t.sorted()
}

type key struct {
	vid int
	mac inventory.MAC
}

// A table collects a switch's entries.
type table struct {
	sw   *Switch
	rows map[key]entry
}

// add learns an entry, if its frames come by the switch. One that is seen on a
// port for devices wins over the same address on a trunk.
func (t *table) add(e entry, chatty bool) {
	if e.port == nil || !slices.Contains(t.sw.VLANs, e.vid) {
		return
	}
	if e.port == t.sw.Uplink && !chatty {
		return
	}
	k := key{e.vid, e.mac}
	if old, ok := t.rows[k]; ok && (old.port == nil || old.port.Use != useTrunk || e.port.Use == useTrunk) {
		return
	}
	t.rows[k] = e
}

func (t *table) sorted() []entry {
	out := make([]entry, 0, len(t.rows))
	for _, e := range t.rows {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b entry) int {
		if a.vid != b.vid {
			return a.vid - b.vid
		}
		return bytes.Compare(a.mac[:], b.mac[:])
	})
	return out
}

// from returns the port on which a switch sees what hangs on p.
func (p *Port) from(sw *Switch) *Port {
	for {
		if p.LAG != nil {
			p = p.LAG
		}
		if p.Switch == sw {
			return p
		}
		if p.Switch.Uplink == nil {
			return sw.Uplink
		}
		p = p.Switch.Uplink.Peer
	}
}

// towards returns the port on which another switch sees s itself; nil where they are one.
func (s *Switch) towards(other *Switch) *Port {
	switch {
	case s == other:
		return nil
	case s.Uplink == nil:
		return other.Uplink
	}
	return s.Uplink.Peer.from(other)
}

// resolutions returns a switch's ARP table: on the core that of the school, else
// the way to the gateway.
func (s *School) resolutions(sw *Switch) []resolved {
	var out []resolved
	for _, st := range s.stations {
		if st.at == sw || !st.ip.IsValid() || sw.Model.VLAN == "" {
			continue
		}
		if sw == s.Core || st.vid == vlanMgmt && st.ip == s.gateway(vlanMgmt) {
			out = append(out, resolved{ip: st.ip, mac: st.mac, vid: st.vid})
		}
	}
	if sw == s.Core {
		for _, d := range s.Devices {
			if d.Online && d.IP.IsValid() {
				row := resolved{ip: d.IP, mac: d.MAC, vid: d.VID}
				if d.swaps != nil {
					row.by = d.swaps.MAC
				}
				out = append(out, row)
			}
			for _, ip := range d.Claims {
				out = append(out, resolved{ip: ip, mac: d.MAC, vid: vlanMobile})
			}
		}
	}
	slices.SortFunc(out, func(a, b resolved) int {
		if a.vid != b.vid {
			return a.vid - b.vid
		}
		return a.ip.Compare(b.ip)
	})
	return out
}

// roamEvery is how long a roaming tablet stays at an access point.
const roamEvery = 45 * time.Second

// A phase is what has happened so far, as far as it changes tables.
type phase struct {
	dead  bool // the dead switch has died
	away  bool // the roaming tablets are at their second access point
	round int  // of what goes round in a loop

	swapped bool // the PCs that exchange their addresses have done so
}

// phase returns what has happened at a switch's school after some time.
func (s *School) phase(elapsed time.Duration) phase {
	ph := phase{away: int(elapsed/roamEvery)%2 == 1}
	ph.swapped = s.swapAfter > 0 && elapsed >= s.swapAfter
	for _, sw := range s.Switches {
		ph.dead = ph.dead || sw.dead(elapsed)
	}
	return ph
}

// dead says whether a switch has died.
func (s *Switch) dead(elapsed time.Duration) bool { return s.DiesAt > 0 && elapsed >= s.DiesAt }

// at returns where an entry is in a phase; ok is false where it is gone.
func (e entry) at(ph phase) (port *Port, ok bool) {
	if e.lost && ph.dead {
		return nil, false
	}
	if e.round {
		if e.other(ph) {
			return e.away, true
		}
		return e.port, true
	}
	if e.away != nil && ph.away {
		return e.away, true
	}
	return e.port, true
}

// uptime returns how long a switch has been running.
func (s *Switch) uptime(elapsed time.Duration) time.Duration {
	if s.RebootAt > 0 && elapsed >= s.RebootAt {
		return elapsed - s.RebootAt
	}
	return s.Uptime + elapsed
}

// operUp says whether a port has a link: not when the switch behind it is dead.
func (p *Port) operUp(elapsed time.Duration) bool {
	if p.Peer != nil && p.Peer.Switch.dead(elapsed) {
		return false
	}
	if p.Flaps {
		up, _ := flapped(elapsed)
		return up
	}
	return p.Up
}
