package snmp

import (
	"fmt"
	"slices"

	"rollcall/inventory"
)

// A portMeaning is one way to understand a number that names a port: in the
// forwarding table, in a PortList, or in LLDP.
type portMeaning struct {
	name    string
	ifIndex func(port int) int // 0: not known
}

// The names of the meanings that people read.
const (
	byBasePort = "base port"
	byIfIndex  = "ifIndex"
	byOrdinal  = "number of the Ethernet port"
	byNothing  = "bridge port, which nothing maps to an interface"
)

// meanings lists what a port's number may be, the MIB's own meaning first: a
// bridge port of dot1dBasePortTable, an ifIndex, or the number on the front.
func (p ports) meanings() []portMeaning {
	ms := []portMeaning{
		{byBasePort, func(port int) int { return p.ifIndex[port] }},
		{byIfIndex, p.asIfIndex},
	}
	if front := p.front(); len(front) > 0 {
		ms = append(ms, portMeaning{byOrdinal, func(port int) int {
			if port < 1 || port > len(front) {
				return 0
			}
			return front[port-1]
		}})
	}
	return ms
}

// asIfIndex takes a port's number for an ifIndex.
func (p ports) asIfIndex(port int) int {
	if i := p.known[port]; i != nil && canBridge(i) {
		return port
	}
	return 0
}

// offsetName is how people read a constant offset.
func offsetName(offset int) string { return fmt.Sprintf("ifIndex = port%+d", offset) }

// front is the longest run of ifIndexes of Ethernet interfaces (ifType 6, and the
// older 62 and 117) that follow one another: aggregates and VLANs have runs of
// their own.
func (p ports) front() []int {
	var ether, best []int
	for _, i := range p.ifs {
		if slices.Contains([]int{6, 62, 117}, i.Type) {
			ether = append(ether, i.Index)
		}
	}
	slices.Sort(ether)
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
	return best
}

// ordinals numbers the Ethernet ports as they stand on the front, from 1 on.
func (p ports) ordinals() map[int]int {
	m := map[int]int{}
	for n, index := range p.front() {
		m[n+1] = index
	}
	return m
}

// mostVotes bounds the work of finding an offset on very large switches, and
// fewestPorts is how many ports it must explain.
const (
	mostVotes   = 100_000
	fewestPorts = 4
)

// fewestOwn is on how many ports a switch has to list MACs of its own before it is
// taken for one that lists those of every port, as Linux and what is built on it do.
const fewestOwn = 3

// ownPorts are the ports on which the switch lists a MAC that one of its Ethernet
// interfaces has and no other: that is the interface. It is nil for other switches.
func (p ports) ownPorts(entries []fdbEntry) map[int]int {
	owner, at := map[inventory.MAC]int{}, map[int]int{}
	for _, i := range p.ifs {
		if i.MAC != nil && slices.Contains([]int{6, 62, 71, 117}, i.Type) {
			enter(owner, *i.MAC, i.Index)
		}
	}
	for _, e := range entries {
		if index := owner[e.mac]; e.port > 0 && index > 0 {
			enter(at, e.port, index)
		}
	}
	if len(at) < fewestOwn {
		return nil
	}
	return at
}

// offset finds the one constant that leads from nearly every number to a port that
// is up. Where two constants do so about as well, none is found.
func (p ports) offset(numbers []int) (portMeaning, bool) {
	votes := map[int]int{}
	for _, i := range p.ifs {
		if !canBridge(&i) || i.Oper != "up" || len(numbers)*len(p.ifs) > mostVotes {
			continue
		}
		for _, n := range numbers {
			votes[i.Index-n]++
		}
	}
	best, most, second := 0, 0, 0
	for offset, n := range votes {
		switch {
		case n > most || n == most && offset < best:
			best, most, second = offset, n, max(most, second)
		default:
			second = max(second, n)
		}
	}
	ok := len(numbers) >= fewestPorts && share(most, len(numbers)) > plausible && share(most-second, len(numbers)) > margin
	return portMeaning{offsetName(best), func(port int) int { return p.asIfIndex(port + best) }}, ok
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
