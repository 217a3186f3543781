package inventory

import (
	"maps"
	"slices"
	"strings"
)

// A wiring is what is known of how the switches of a school hang together. In a
// network without loops one port of a switch leads to each other switch; here is
// which, as far as anything tells.
type wiring struct {
	*Snapshot
	views  map[SwitchID]*SwitchView
	ids    []SwitchID // of views, in order
	ports  map[PortID]*PortView
	group  map[PortID]PortID     // members of an aggregate, to the aggregate
	heard  map[PortID][]SwitchID // by LLDP or CDP
	toward map[pair]hop
	placed map[MAC][]Sighting // every open sighting of a MAC that no switch owns
	macs   map[MAC]SwitchID   // own addresses of the school's switches; City has those of all
	names  map[string]SwitchID
}

// A pair is a question: which port of one switch leads to the other?
type pair struct{ from, to SwitchID }

// A hop is the answer, with what it rests on.
type hop struct {
	port PortID
	by   evidence
}

// An evidence is what an answer rests on; the smaller the better.
type evidence int

const (
	byNeighbor evidence = iota // LLDP or CDP names the other switch
	byMAC                      // the other switch's own address is seen on this port and on no other
	bySpread                   // devices behind the port are spread over several ports of the other switch
	byTree                     // a third switch lies between the two
)

func newWiring(s *Snapshot) *wiring {
	w := &wiring{Snapshot: s, views: make(map[SwitchID]*SwitchView), ports: make(map[PortID]*PortView),
		group: make(map[PortID]PortID), heard: make(map[PortID][]SwitchID), toward: make(map[pair]hop),
		placed: make(map[MAC][]Sighting), macs: SwitchMACs(s.Switches, s.Bindings...),
		names: SwitchNames(&City{Schools: []School{s.School}}, s.Switches)}
	for i := range s.Switches {
		w.addView(&s.Switches[i])
	}
	w.ids = slices.Sorted(maps.Keys(w.views))
	for id, v := range w.views {
		w.hear(id, v)
	}
	for id, v := range w.views {
		w.seeOwn(id, v)
	}
	w.spread()
	return w
}

func (w *wiring) addView(v *SwitchView) {
	w.views[v.Switch.ID] = v
	for i := range v.Ports {
		p := &v.Ports[i]
		w.ports[p.Port] = p
		if p.Config.LAG != "" && p.Config.LAG != p.Port.IfName {
			w.group[p.Port] = PortID{v.Switch.ID, p.Config.LAG}
		}
	}
	for _, seen := range v.Sightings {
		if _, ours := w.ownerOf(seen.MAC); !ours {
			w.placed[seen.MAC] = append(w.placed[seen.MAC], seen)
		}
	}
}

// isController says whether a switch is a wireless controller, as configured.
func (w *wiring) isController(id SwitchID) bool {
	v := w.views[id]
	return v != nil && v.Switch.Role == SwitchController
}

// whole returns the aggregate of a member, and every other port itself.
func (w *wiring) whole(p PortID) PortID {
	if g, ok := w.group[p]; ok {
		return g
	}
	return p
}

// hear notes which switches announce themselves on which ports.
func (w *wiring) hear(id SwitchID, v *SwitchView) {
	at := make(map[SwitchID][]PortID)
	for _, p := range v.Ports {
		whole := w.whole(p.Port)
		for _, n := range p.Neighbors {
			peer, ok := w.switchOf(n)
			if !ok || peer == id || slices.Contains(w.heard[whole], peer) {
				continue
			}
			w.heard[whole] = append(w.heard[whole], peer)
			at[peer] = append(at[peer], whole)
		}
	}
	w.learn(id, at, byNeighbor)
}

// seeOwn notes on which ports the own addresses of other switches are seen.
func (w *wiring) seeOwn(id SwitchID, v *SwitchView) {
	at := make(map[SwitchID][]PortID)
	for _, p := range v.Ports {
		for _, peer := range p.Switches {
			if whole := w.whole(p.Port); peer != id && !slices.Contains(at[peer], whole) {
				at[peer] = append(at[peer], whole)
			}
		}
	}
	w.learn(id, at, byMAC)
}

// learn takes the ports that lead to other switches, where one port alone does
// and nothing better is known.
func (w *wiring) learn(from SwitchID, at map[SwitchID][]PortID, by evidence) {
	for to, ports := range at {
		q := pair{from, to}
		if _, known := w.toward[q]; !known && len(ports) == 1 {
			w.toward[q] = hop{ports[0], by}
		}
	}
}

// switchOf says which switch of the city a neighbour is: by the address that is
// its chassis, by its name, with or without a domain, or by where it is managed.
func (w *wiring) switchOf(n Neighbor) (SwitchID, bool) {
	if mac, err := ParseMAC(n.ChassisID); err == nil {
		if id, ok := w.ownerOf(mac); ok {
			return id, true
		}
	}
	for _, name := range []string{n.SysName, n.ChassisID} {
		name = strings.ToLower(name)
		host, _, _ := strings.Cut(name, ".")
		for _, try := range []string{name, host} {
			if id, ok := w.named(try); ok {
				return id, true
			}
		}
	}
	for _, sw := range w.School.Switches {
		if ip := sw.Address.Addr(); ip.IsValid() && !ip.IsLoopback() && slices.Contains(n.Addresses, ip) {
			return sw.ID, true
		}
	}
	return "", false
}

// ownerOf says whose own address a MAC is: of a switch of this school, or else
// of the city.
func (w *wiring) ownerOf(mac MAC) (SwitchID, bool) {
	id, ok := w.macs[mac]
	if !ok && w.City != nil {
		id, ok = w.City.SwitchMACs[mac]
	}
	return id, ok
}

// named says which switch has a name, in lower case, as ownerOf does.
func (w *wiring) named(name string) (SwitchID, bool) {
	id, ok := w.names[name]
	if !ok && w.City != nil {
		id, ok = w.City.SwitchNames[name]
	}
	return id, ok && name != ""
}

// spread finds ports that must lead to another switch, although nothing names
// it: were the switch not behind the port, it would see all that is behind the
// port on one port of its own. Devices that roam or are copied can break that,
// so several must say so, and of two ports one must have it far better.
func (w *wiring) spread() {
	best := make(map[pair]spreading)
	for port, macs := range w.behind() {
		for to, counts := range w.seenElsewhere(port, macs) {
			q := pair{port.Switch, to}
			best[q] = best[q].with(port, strays(counts))
		}
	}
	for q, s := range best {
		if _, known := w.toward[q]; !known && s.clear() {
			w.toward[q] = hop{s.port, bySpread}
		}
	}
}

// behind lists the devices behind every port that has several.
func (w *wiring) behind() map[PortID][]MAC {
	behind := make(map[PortID][]MAC)
	for mac, seen := range w.placed {
		for _, s := range seen {
			if whole := w.whole(s.Port); s.Misses == 0 && !slices.Contains(behind[whole], mac) {
				behind[whole] = append(behind[whole], mac)
			}
		}
	}
	maps.DeleteFunc(behind, func(_ PortID, macs []MAC) bool { return len(macs) < 3 })
	return behind
}

// A spreading is how well one port, and the next best, fit the part of the one
// that leads to a certain switch.
type spreading struct {
	port         PortID
	strays, next int
}

func (s spreading) with(port PortID, strays int) spreading {
	if strays > s.strays {
		return spreading{port, strays, s.strays}
	}
	s.next = max(s.next, strays)
	return s
}

func (s spreading) clear() bool { return s.strays >= 2 && s.strays >= 3*s.next }

// seenElsewhere counts the given devices per port of every other switch.
func (w *wiring) seenElsewhere(port PortID, macs []MAC) map[SwitchID]map[PortID]int {
	counts := make(map[SwitchID]map[PortID]int)
	for _, mac := range macs {
		for _, s := range w.placed[mac] {
			if s.Port.Switch == port.Switch || s.Misses > 0 {
				continue
			}
			if counts[s.Port.Switch] == nil {
				counts[s.Port.Switch] = make(map[PortID]int)
			}
			counts[s.Port.Switch][w.whole(s.Port)]++
		}
	}
	return counts
}

// strays counts the devices that are not on the port where most are.
func strays(counts map[PortID]int) int {
	most, all := 0, 0
	for _, n := range counts {
		most, all = max(most, n), all+n
	}
	return all - most
}

// treeDepth bounds how often tree draws conclusions from conclusions: from a
// switch in a classroom over access and core to another classroom.
const treeDepth = 4

// tree adds what follows: from A the way to B is the way to C, if C reaches A
// and B by different ports.
func (w *wiring) tree() {
	for range treeDepth {
		if more := w.follows(w.matrix()); !more {
			return
		}
	}
}

// matrix holds the names of the ports of toward by the places of both switches
// in ids; empty where none is known.
func (w *wiring) matrix() [][]string {
	m := make([][]string, len(w.ids))
	for i, from := range w.ids {
		m[i] = make([]string, len(w.ids))
		for j, to := range w.ids {
			m[i][j] = w.toward[pair{from, to}].port.IfName
		}
	}
	return m
}

// follows draws the conclusions of one step from a matrix.
func (w *wiring) follows(known [][]string) (more bool) {
	for a, from := range known {
		for c, via := range from {
			back := known[c][a]
			if via == "" || back == "" {
				continue
			}
			for b, on := range known[c] {
				if on == "" || from[b] != "" || a == b || on == back {
					continue
				}
				w.toward[pair{w.ids[a], w.ids[b]}] = hop{PortID{w.ids[a], via}, byTree}
				more = true
			}
		}
	}
	return more
}
