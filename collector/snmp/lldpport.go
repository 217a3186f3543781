package snmp

import (
	"cmp"
	"slices"
	"strconv"

	"rollcall/inventory"
)

// localPorts knows how the agent calls the ports that lldpRemLocalPortNum
// numbers, and what else the numbers may mean. LLDP-MIB leaves that to the agent.
type localPorts struct {
	ports   ports
	kind    map[uint32]int
	id      map[uint32]value
	descr   map[uint32]string
	byName  map[string]int // ifName, ifDescr, where they name one interface only
	byAlias map[string]int
	byMAC   map[inventory.MAC]int
}

// ambiguous marks a name that several interfaces have.
const ambiguous = -1

func newLocalPorts(t *table, p ports) *localPorts {
	lp := &localPorts{ports: p, kind: map[uint32]int{}, id: map[uint32]value{}, descr: map[uint32]string{},
		byName: map[string]int{}, byAlias: map[string]int{}, byMAC: map[inventory.MAC]int{}}
	for _, row := range t.rows {
		if len(row.index) == 1 {
			lp.kind[row.index[0]], lp.id[row.index[0]] = row.cells[colLocalType].integer(), row.cells[colLocalID]
		}
	}
	for _, i := range p.ifs {
		enter(lp.byName, i.Name, i.Index)
		enter(lp.byName, i.Descr, i.Index)
		enter(lp.byAlias, i.Alias, i.Index)
		if i.MAC != nil {
			enter(lp.byMAC, *i.MAC, i.Index)
		}
	}
	return lp
}

// enter notes what a name stands for, or that it stands for several things.
func enter[K comparable](m map[K]int, key K, index int) {
	var zero K
	if have, ok := m[key]; ok && have != index {
		index = ambiguous
	}
	if key != zero {
		m[key] = index
	}
}

// describe adds lldpLocPortDesc.
func (lp *localPorts) describe(t *table) {
	for _, row := range t.rows {
		if len(row.index) == 1 {
			lp.descr[row.index[0]] = row.cells[0].text()
		}
	}
}

// byID finds the interface by what lldpLocPortId says (LldpPortIdSubtype: 1
// ifAlias, 3 MAC, 5 ifName, 7 local, which is most often the ifIndex).
func (lp *localPorts) byID(num uint32) int {
	id := lp.id[num]
	text := id.text()
	switch lp.kind[num] {
	case 1:
		return max(lp.byAlias[text], 0)
	case 3:
		if m, ok := id.mac(); ok && lp.byMAC[m] > 0 {
			return lp.byMAC[m]
		}
		return 0
	case 5:
		return max(lp.byName[text], 0)
	}
	if i := lp.byName[text]; i > 0 && lp.kind[num] != 7 {
		return i
	}
	if n, err := strconv.Atoi(text); err == nil && lp.kind[num] == 7 && lp.ports.known[n] != nil {
		return n
	}
	return max(lp.byName[text], 0)
}

// byDescr finds the interface by lldpLocPortDesc.
func (lp *localPorts) byDescr(num uint32) int {
	d := lp.descr[num]
	return max(cmp.Or(max(lp.byName[d], 0), max(lp.byAlias[d], 0)), 0)
}

// A localMeaning is one way to find the interface of a neighbour.
type localMeaning struct {
	name  string
	find  func(num uint32) int
	score float64
	lp    *localPorts
}

// meanings lists the ways in order of trust: what the agent calls the port, and
// then what the bare number may be.
func (lp *localPorts) meanings() []localMeaning {
	return []localMeaning{
		{name: "port by lldpLocPortId", find: lp.byID, lp: lp},
		{name: "port by lldpLocPortDesc", find: lp.byDescr, lp: lp},
		{name: "port number = base port", find: func(n uint32) int { return lp.ports.ifIndex[int(n)] }, lp: lp},
		{name: "port number = ifIndex", find: func(n uint32) int {
			if i := lp.ports.known[int(n)]; i != nil {
				return i.Index
			}
			return 0
		}, lp: lp},
	}
}

// best picks the way that resolves the neighbours best; the first of equals.
func (lp *localPorts) best(nums []uint32) localMeaning {
	best := localMeaning{name: "port as the agent numbers it", find: func(uint32) int { return 0 }, lp: lp}
	for _, m := range lp.meanings() {
		sum := 0.0
		for _, n := range nums {
			sum += lp.fit(m.find(n))
		}
		if m.score = sum / float64(max(len(nums), 1)); m.score > best.score+0.01 {
			best = m
		}
	}
	return best
}

// fit says how plausible it is that a neighbour is heard on an interface: it has
// to be up, and LLDP runs on ports, not on VLANs or loopbacks.
func (lp *localPorts) fit(ifIndex int) float64 { return portFit(ifIndex, lp.ports) }

// unresolved says whether lldpLocPortId leaves a neighbour without an interface.
func (lp *localPorts) unresolved(nums []uint32) bool {
	return slices.ContainsFunc(nums, func(n uint32) bool { return lp.byID(n) == 0 && lp.ports.ifIndex[int(n)] == 0 })
}

// resolve finds the interface of a neighbour by the best way, or else by any
// other; the agent's own name for the port serves where there is none.
func (m localMeaning) resolve(num uint32) (ifIndex int, label string) {
	if i := m.find(num); i > 0 {
		return i, ""
	}
	for _, other := range m.lp.meanings()[:2] {
		if i := other.find(num); i > 0 {
			return i, ""
		}
	}
	return 0, portLabel(m.lp.id[num].text(), num)
}
