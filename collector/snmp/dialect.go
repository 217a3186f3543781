package snmp

import (
	"slices"

	"rollcall/inventory"
)

// A portMeaning is one way to understand the port column of a forwarding table.
type portMeaning struct {
	name    string
	ifIndex func(port int) int // 0: not known
	score   float64
}

// margin is by how much another reading must beat the one of the MIB. Tables
// that agree on little must not tip the choice back and forth.
const margin = 0.2

// bestPortMeaning reads the ports in every plausible way, scores each against
// the interfaces, and takes the best. The MIB's own meaning, a bridge port of
// dot1dBasePortTable, wins unless it is clearly worse.
func bestPortMeaning(entries []fdbEntry, p ports) portMeaning {
	byBase := portMeaning{name: "base port", ifIndex: func(port int) int { return p.ifIndex[port] }}
	byIndex := portMeaning{name: "ifIndex", ifIndex: func(port int) int {
		if i := p.known[port]; i != nil && canBridge(i) {
			return port
		}
		return 0
	}}
	ordinal := p.ordinals()
	byOrder := portMeaning{name: "number of the Ethernet port", ifIndex: func(port int) int { return ordinal[port] }}
	best := byBase
	best.score = scorePorts(entries, best, p)
	for _, m := range []portMeaning{byIndex, byOrder} {
		m.score = scorePorts(entries, m, p)
		if m.score > best.score+margin && m.score > 0.8 {
			best = m
		}
	}
	if best.score == 0 && len(entries) > 0 {
		best.name = "bridge port, which nothing maps to an interface"
	}
	return best
}

// scorePorts says how well a meaning fits: 1 where every learned row lies on a
// port that is up and can bridge.
func scorePorts(entries []fdbEntry, m portMeaning, p ports) float64 {
	sum, n := 0.0, 0
	seen := make(map[int]float64)
	for _, e := range entries {
		if e.port == 0 || e.status != inventory.FDBLearned {
			continue
		}
		fit, ok := seen[e.port]
		if !ok {
			fit = portFit(m.ifIndex(e.port), p)
			seen[e.port] = fit
		}
		sum, n = sum+fit, n+1
	}
	if n == 0 {
		return share(len(p.ifIndex), len(p.ifIndex))
	}
	return sum / float64(n)
}

// portFit says how plausible it is that a MAC was learned on an interface.
func portFit(ifIndex int, p ports) float64 {
	i := p.known[ifIndex]
	switch {
	case ifIndex == 0:
		return 0
	case i == nil: // the base-port map names an interface that ifTable lacks
		return 0.4
	case !canBridge(i):
		return 0.3
	case i.Oper == "up" || i.Oper == "":
		return 1
	case i.LAGIfIndex != 0:
		return 0.9
	}
	return 0.7 // it may just have gone down
}

// canBridge says whether frames can be learned on an interface of its type
// (IANAifType): not on a loopback (24), a routed VLAN interface (135, 136) or a tunnel (131).
func canBridge(i *inventory.Interface) bool {
	return !slices.Contains([]int{24, 131, 135, 136}, i.Type)
}

// ordinals numbers the physical Ethernet ports as they stand on the front: the
// interfaces of type ethernetCsmacd in the order of ifIndex, of the largest run
// of numbers, because aggregates and VLANs have runs of their own.
func (p ports) ordinals() map[int]int {
	var ether []int
	for _, i := range p.ifs {
		if i.Type == 6 {
			ether = append(ether, i.Index)
		}
	}
	slices.Sort(ether)
	var best []int
	for start := 0; start < len(ether); {
		end := start + 1
		for end < len(ether) && ether[end] == ether[end-1]+1 {
			end++
		}
		if end-start > len(best) {
			best = ether[start:end]
		}
		start = end
	}
	m := make(map[int]int, len(best))
	for n, index := range best {
		m[n+1] = index
	}
	return m
}

// A vlanMeaning is how filtering databases map to VLANs.
type vlanMeaning struct {
	name string
	vid  func(fid int) int // 0: not known
}

// vlanMeaning maps by dot1qVlanFdbId where the agent has it, and takes the
// identifier itself for the VLAN where it has not. One that several VLANs share
// says nothing about the VLAN; nor does one that is in no row and no VLAN.
func (r *reader) vlanMeaning(reading fdbReading) vlanMeaning {
	if reading.table != "dot1qTpFdb" {
		return vlanMeaning{vid: func(int) int { return 0 }}
	}
	byFID := fidVLANs(r.fids)
	vids := map[int]bool{}
	for _, vs := range byFID {
		for _, v := range vs {
			vids[v] = true
		}
	}
	for _, v := range r.ports.pvid {
		vids[v] = true
	}
	m := vlanMeaning{name: "FDB id by dot1qVlanFdbId"}
	if len(byFID) == 0 {
		m.name = "FDB id = VLAN id"
	}
	m.vid = func(fid int) int {
		switch vs := byFID[fid]; {
		case len(vs) == 1:
			return vs[0]
		case len(vs) > 1:
			return 0
		case fid >= 1 && fid <= 4094 && (len(byFID) == 0 || vids[fid]):
			return fid
		}
		return 0
	}
	return m
}
