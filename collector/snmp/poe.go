package snmp

import (
	"strconv"
	"strings"

	"rollcall/inventory"
)

// The columns of powerGroup, by position.
const (
	colDetection = iota
	colPowerClass
)

// powerGroup is pethPsePortTable (POWER-ETHERNET-MIB, RFC 3621). Its index is a
// group, most often the unit of a stack, and a port, which the MIB leaves to the agent.
func powerGroup() *group {
	return &group{name: "poe", optional: true, still: powerStill(), columns: []column{
		{object: "pethPsePortDetectionStatus", oid: ".1.3.6.1.2.1.105.1.1.1.6"},
		{object: "pethPsePortPowerClassifications", oid: ".1.3.6.1.2.1.105.1.1.1.10"},
	}}
}

// A powerPort is one row of powerGroup.
type powerPort struct {
	group, port int
	delivers    bool
	class       int // IEEE 802.3, 33.2.6
}

// deliveringPower is the pethPsePortDetectionStatus of a port that feeds a device.
const deliveringPower = 3

func powerPorts(t *table) []powerPort {
	var list []powerPort
	for _, row := range t.rows {
		if len(row.index) != 2 {
			continue
		}
		class := max(0, row.cells[colPowerClass].integer()-1) // class0(1)
		list = append(list, powerPort{int(row.index[0]), int(row.index[1]),
			row.cells[colDetection].integer() == deliveringPower, class})
	}
	return list
}

// readPower writes the class of the device that a port feeds to its interface.
// What the agent's port numbers mean is measured: a port that feeds a device is
// most often up, and every one is an Ethernet port.
func (r *reader) readPower(t *table) {
	list := powerPorts(t)
	numbers := portNumbers(r.poll.Interfaces)
	ordinal := r.ports.ordinals()
	best, score := (func(powerPort) int)(nil), 0.5
	for _, meaning := range []func(powerPort) int{
		func(p powerPort) int { return max(numbers[[2]int{p.group, p.port}], 0) },
		func(p powerPort) int { return r.ports.ifIndex[p.port] },
		func(p powerPort) int { return p.port },
		func(p powerPort) int { return ordinal[p.port] },
	} {
		if s := r.scorePower(list, meaning); s > score {
			best, score = meaning, s
		}
	}
	for _, p := range list {
		if best == nil || !p.delivers {
			continue
		}
		if i := r.ports.known[best(p)]; i != nil {
			i.PoEClass = p.class
		}
	}
}

// scorePower says how well a meaning of the port numbers fits, from 0 to 1.
func (r *reader) scorePower(list []powerPort, meaning func(powerPort) int) float64 {
	sum, taken := 0.0, map[int]bool{}
	for _, p := range list {
		i := r.ports.known[meaning(p)]
		switch {
		case i == nil || !isEthernet(i.Type) || taken[i.Index]:
			continue
		case p.delivers && i.Oper != "up":
			sum += 0.5
		default:
			sum++
		}
		taken[i.Index] = true
	}
	return sum / float64(max(len(list), 1))
}

// portNumbers finds Ethernet ports by the numbers in their names: the last is the
// port, and the first the unit where there are several. A name with one number is
// of unit 1. Numbers that two ports share stand for none.
func portNumbers(ifs []inventory.Interface) map[[2]int]int {
	m := map[[2]int]int{}
	for _, i := range ifs {
		numbers := digits(i.Name)
		if !isEthernet(i.Type) || len(numbers) == 0 {
			continue
		}
		unit := 1
		if len(numbers) > 1 {
			unit = max(numbers[0], 1)
		}
		enter(m, [2]int{unit, numbers[len(numbers)-1]}, i.Index)
	}
	return m
}

// digits lists the numbers in a text.
func digits(s string) []int {
	var list []int
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(part); err == nil {
			list = append(list, n)
		}
	}
	return list
}
