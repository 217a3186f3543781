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

// meanings lists the ways in order of trust: what the agent calls the port, and
// then what the bare number may be, the bridge port first.
func (lp *localPorts) meanings() []portMeaning {
	return []portMeaning{
		{"port by lldpLocPortId", func(n int) int { return lp.byID(uint32(n)) }},
		{"port by lldpLocPortDesc", func(n int) int { return lp.byDescr(uint32(n)) }},
		{"port number = base port", func(n int) int { return lp.ports.ifIndex[n] }},
		{"port number = ifIndex", func(n int) int {
			if i := lp.ports.known[n]; i != nil {
				return n
			}
			return 0
		}},
	}
}

// ordinal is a guess for agents that tell nothing about their numbers.
func (lp *localPorts) ordinal() portMeaning {
	ordinal := lp.ports.ordinals()
	return portMeaning{"port number = " + byOrdinal, func(n int) int { return ordinal[n] }}
}

// A hearing is a neighbour's local port number, and the interfaces on which the
// switch has learned its MAC.
type hearing struct {
	num  int
	seen []int
}

// best picks the way that fits the neighbours best: it leads to a port that is up,
// and to the one on which the forwarding table has the neighbour's MAC, where it does.
func (lp *localPorts) best(m *memory, heard []hearing) (portMeaning, verdict) {
	var numbers []int
	for _, h := range heard {
		numbers = append(numbers, h.num)
	}
	var ms []portMeaning
	var rs []reading
	for _, m := range differing(lp.meanings(), numbers) {
		if fit := lp.fit(m, heard); fit > 0 {
			ms, rs = append(ms, m), append(rs, reading{m.name, fit})
		}
	}
	if guess := lp.ordinal(); len(ms) == 0 && len(lp.ports.ifIndex) == 0 && lp.fit(guess, heard) > plausible {
		ms, rs = append(ms, guess), append(rs, reading{guess.name, lp.fit(guess, heard)})
	}
	if len(ms) == 0 {
		unknown := portMeaning{"port as the agent numbers it", func(int) int { return 0 }}
		return unknown, verdict{Name: unknown.name}
	}
	n, v := m.prefer("lldp ports", rs, len(heard))
	return ms[n], v
}

// fit is the mean over the neighbours of how plausible their interfaces are.
func (lp *localPorts) fit(m portMeaning, heard []hearing) float64 {
	sum := 0.0
	for _, h := range heard {
		index := m.ifIndex(h.num)
		fit := portFit(index, lp.ports)
		if i := lp.ports.known[index]; i != nil && len(h.seen) > 0 && !slices.Contains(h.seen, index) && !slices.Contains(h.seen, i.LAGIfIndex) {
			fit /= 2
		}
		sum += fit
	}
	return sum / float64(max(len(heard), 1))
}

// unresolved says whether lldpLocPortId leaves a neighbour without an interface.
func (lp *localPorts) unresolved(heard []hearing) bool {
	return slices.ContainsFunc(heard, func(h hearing) bool { return lp.byID(uint32(h.num)) == 0 && lp.ports.ifIndex[h.num] == 0 })
}

// resolve finds the interface of a neighbour by the best way, or else by what the
// agent calls the port; that serves for a label where there is none.
func (lp *localPorts) resolve(m portMeaning, num uint32) (ifIndex int, label string) {
	for _, way := range append([]portMeaning{m}, lp.meanings()[:2]...) {
		if i := way.ifIndex(int(num)); i > 0 {
			return i, ""
		}
	}
	return 0, portLabel(lp.id[num].text(), num)
}
