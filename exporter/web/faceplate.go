package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A faceplate is the front of a switch, as far as the names of its ports tell it:
// which of them stand in one row of numbers, and on which member of a stack. It
// is a picture to find a port by; it claims nothing about sockets.
type faceplate struct {
	Units []plateUnit
	Loose []*portRow // ports that stand in no row of numbers: management, named ones
}

// A plateUnit is a stack member or a module.
type plateUnit struct {
	Name   string // as the ports' names have it; empty where there is only one
	Flat   bool   // small switches have one row of ports instead of two
	Blocks []plateBlock
}

// A plateBlock is a run of ports whose names differ in their last number only.
type plateBlock struct {
	Prefix string // what the names begin with
	Groups [][]jack
}

// A jack is one place in a row of the panel; one without a port is a gap.
type jack struct {
	Number int
	*portRow
}

// Gap says whether no port has the number.
func (j jack) Gap() bool { return j.portRow == nil }

// Limits of what is taken for a panel.
const (
	flatPanel  = 10 // up to so many ports stand in one row
	groupPorts = 12 // ports that stand close together on a panel
	looseShare = 2  // one in so many ports without a number, and the names tell no panel
)

// plateOf derives the front of a switch; nil where the names do not tell it.
func plateOf(ports []portRow) *faceplate {
	runs, loose := jackRuns(ports)
	if len(runs) == 0 || len(loose)*looseShare > len(ports) {
		return nil
	}
	plate := &faceplate{Loose: loose}
	for _, run := range runs {
		i := slices.IndexFunc(plate.Units, func(u plateUnit) bool { return u.Name == run.unit })
		if i < 0 {
			i = len(plate.Units)
			plate.Units = append(plate.Units, plateUnit{Name: run.unit})
		}
		plate.Units[i].Blocks = append(plate.Units[i].Blocks, run.block())
	}
	slices.SortStableFunc(plate.Units, func(a, b plateUnit) int {
		return cmp.Or(falseFirst(a.Name == "", b.Name == ""), comparePorts(a.Name, b.Name))
	})
	for i := range plate.Units {
		plate.Units[i].layOut()
	}
	if len(plate.Units) == 1 {
		plate.Units[0].Name = ""
	}
	return plate
}

// A jackRun is ports with one beginning and different numbers.
type jackRun struct {
	unit, prefix string
	jacks        []jack
}

// jackRuns sorts ports into runs of at least two, and the rest.
func jackRuns(ports []portRow) (runs []*jackRun, loose []*portRow) {
	byName := map[string]*jackRun{}
	for i := range ports {
		n, ok := readJack(ports[i].Port)
		if !ok {
			loose = append(loose, &ports[i])
			continue
		}
		run := byName[n.key]
		if run == nil {
			run = &jackRun{unit: n.unit, prefix: n.prefix}
			byName[n.key] = run
			runs = append(runs, run)
		}
		run.jacks = append(run.jacks, jack{n.number, &ports[i]})
	}
	runs = slices.DeleteFunc(runs, func(r *jackRun) bool {
		if len(r.jacks) > 1 {
			return false
		}
		loose = append(loose, r.jacks[0].portRow)
		return true
	})
	for _, r := range runs {
		slices.SortStableFunc(r.jacks, func(a, b jack) int { return cmp.Compare(a.Number, b.Number) })
	}
	return runs, loose
}

// block makes a run a block of one group; layOut takes it apart.
func (r *jackRun) block() plateBlock { return plateBlock{Prefix: r.prefix, Groups: [][]jack{r.jacks}} }

// layOut puts the ports of a unit where they stand: odd numbers above even ones,
// counted from nought where the unit does so, and those at the end apart.
func (u *plateUnit) layOut() {
	total, base := 0, 1
	for _, b := range u.Blocks {
		total += len(b.Groups[0])
		base = min(base, b.Groups[0][0].Number)
	}
	u.Flat = total <= flatPanel
	if len(u.Blocks) == 1 {
		u.Blocks = u.Blocks[0].setApart()
	}
	slices.SortStableFunc(u.Blocks, func(a, b plateBlock) int { return cmp.Compare(a.Groups[0][0].Number, b.Groups[0][0].Number) })
	for i := range u.Blocks {
		b := &u.Blocks[i]
		row := withGaps(b.Groups[0])
		if first := row[0].Number; !u.Flat && (first-base)%2 != 0 {
			row = slices.Insert(row, 0, jack{Number: first - 1})
		}
		b.Groups = slices.Collect(slices.Chunk(row, groupSize(len(row))))
	}
}

// groupSize is how many ports stand close together in a row of n.
func groupSize(n int) int {
	if n == 16 {
		return 8
	}
	return groupPorts
}

// mainPorts says of switches whose ports are numbered through how many come
// before those for fibre and uplinks: 24 of 26, 28 or 30, as sold everywhere.
var mainPorts = map[int]int{10: 8, 18: 16, 20: 16, 26: 24, 28: 24, 30: 24, 50: 48, 52: 48, 54: 48, 56: 48}

// setApart cuts the last ports of a block off where the count tells that they
// stand apart.
func (b plateBlock) setApart() []plateBlock {
	row := b.Groups[0]
	n, known := mainPorts[len(row)]
	if !known || row[len(row)-1].Number-row[0].Number != len(row)-1 {
		return []plateBlock{b}
	}
	return []plateBlock{{b.Prefix, [][]jack{row[:n]}}, {b.Prefix, [][]jack{row[n:]}}}
}

// withGaps fills numbers that no port has, unless there are more gaps than ports.
func withGaps(row []jack) []jack {
	first, last := row[0].Number, row[len(row)-1].Number
	if last-first+1 > 2*len(row) {
		return slices.Clone(row)
	}
	full := make([]jack, 0, last-first+1)
	for next := first; len(row) > 0; {
		if row[0].Number > next {
			full = append(full, jack{Number: next})
			next++
			continue
		}
		full, next, row = append(full, row[0]), row[0].Number+1, row[1:]
	}
	return full
}

// A jackName is a port's name, read: Gi1/0/5 is port 5 of unit 1.
type jackName struct {
	key    string // what ports of one run share
	unit   string
	prefix string
	number int
}

// aggregates are what names of ports taken together begin with, where an agent
// calls them Ethernet: they are no places on a panel.
var aggregates = []string{"po", "ch", "lag", "trk", "trunk", "eth-trunk", "port-channel", "vlan-interface", "bridge-aggregation"}

// maxJack is the highest number that a socket is given.
const maxJack = 999

// readJack reads a port's name. Nothing is known of who wrote it: one without a
// number at its end is none.
func readJack(name string) (jackName, bool) {
	name, again, _ := strings.Cut(name, "#") // the second port of this name
	name = outOfParens(name)
	prefix := strings.TrimRight(name, "0123456789")
	number, err := strconv.Atoi(name[len(prefix):])
	if err != nil || number > maxJack || slices.Contains(aggregates, strings.ToLower(strings.TrimSpace(prefix))) {
		return jackName{}, false
	}
	return jackName{key: prefix + "#" + again, unit: unitOf(prefix), prefix: strings.TrimSpace(prefix), number: number}, true
}

// outOfParens reads "Eth6/3(Port1)" as Port1, and "GE-25 (10 gigabit)" as GE-25.
func outOfParens(name string) string {
	before, inside, ok := strings.Cut(strings.TrimSuffix(name, ")"), "(")
	if !ok || !strings.HasSuffix(name, ")") {
		return name
	}
	letters := strings.TrimRight(inside, "0123456789")
	if letters != inside && strings.Trim(letters, "0123456789/") == letters {
		return inside
	}
	return strings.TrimSpace(before)
}

// unitOf is the first part of a path: 1 of "gigabitEthernet 1/0/", empty where
// there is no path.
func unitOf(prefix string) string {
	first, _, path := strings.Cut(prefix, "/")
	if !path {
		return ""
	}
	digits := first[len(strings.TrimRight(first, "0123456789")):]
	if strings.Contains(first, ":") { // a stack member called by its MAC
		return first
	}
	return cmp.Or(digits, first)
}
