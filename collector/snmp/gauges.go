package snmp

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// A gauge is one way in which agents tell how busy their processors are, or how
// full their memory is. Gauges are tried in order; the first that makes sense is
// remembered, and only its variables are asked for from then on.
type gauge struct {
	name    string          // as TableState.Dialect says it
	oids    []string        // columns (or scalars, whose index is 0) with one index; the first must be there
	under   []string        // instead: the ends of such OIDs below the agent's sysObjectID (see roots)
	label   string          // a column that is read only to find out which rows count; empty: all do
	keep    func(*row) bool // of rows, whose last cell is the label; nil: all of them
	mean    bool            // rows are processors of one device; else the worst of them is told
	measure func([]value) (load, bool)
}

// A load is what a gauge shows: a share from 0 to 1, and octets where they are told.
type load struct {
	share       float64
	used, total int64
}

// percent is a column with a number from 0 to 100.
func percent(cells []value) (load, bool) {
	n, ok := cells[0].decimal()
	return load{share: n / 100}, ok && n >= 0 && n <= 100
}

// idle is a column with the share of time in which there was nothing to do.
func idle(cells []value) (load, bool) {
	l, ok := percent(cells)
	return load{share: 1 - l.share}, ok
}

// minuteText is the text of Broadcom's FASTPATH: "5 Secs ( 31.1%) 60 Secs ( 16.8%) …";
// the minute is what counts.
func minuteText(cells []value) (load, bool) {
	_, rest, ok := strings.Cut(cells[0].text(), "60 Secs")
	rest, _, closed := strings.Cut(strings.TrimLeft(rest, " ("), "%")
	n, isNumber := decimal(rest)
	return load{share: n / 100}, ok && closed && isNumber && n >= 0 && n <= 100
}

// filled is a load of memory; what makes no sense is none.
func filled(used, total float64) (load, bool) {
	if total <= 0 || used < 0 || used > total {
		return load{}, false
	}
	return load{share: used / total, used: int64(math.Round(used)), total: int64(math.Round(total))}, true
}

// usedOf is a column of used and one of all memory, in units of so many octets.
func usedOf(unit float64) func([]value) (load, bool) {
	return func(cells []value) (load, bool) {
		used, ok := cells[0].decimal()
		total, ok2 := cells[1].decimal()
		l, sane := filled(used*unit, total*unit)
		return l, ok && ok2 && sane
	}
}

// freeOf is a column of all and one of free memory.
func freeOf(unit float64) func([]value) (load, bool) {
	return func(cells []value) (load, bool) {
		total, ok := cells[0].decimal()
		free, ok2 := cells[1].decimal()
		l, sane := filled((total-free)*unit, total*unit)
		return l, ok && ok2 && sane
	}
}

// usedAndFree is a column of used and one of free memory.
func usedAndFree(unit float64) func([]value) (load, bool) {
	return func(cells []value) (load, bool) {
		used, ok := cells[0].decimal()
		free, ok2 := cells[1].decimal()
		l, sane := filled(used*unit, (used+free)*unit)
		return l, ok && ok2 && sane
	}
}

// percentOf is a column of percent and one of all memory, which may be missing.
func percentOf(unit float64) func([]value) (load, bool) {
	return func(cells []value) (load, bool) {
		l, ok := percent(cells)
		if total, told := cells[1].decimal(); told && total > 0 {
			l.total = int64(total * unit)
			l.used = int64(math.Round(l.share * float64(l.total)))
		}
		return l, ok
	}
}

// linuxMemory is UCD-SNMP-MIB in KB: what buffers and caches hold is free when
// somebody wants it.
func linuxMemory(cells []value) (load, bool) {
	total, ok := cells[0].decimal()
	free, ok2 := cells[1].decimal()
	buffers, _ := cells[2].decimal()
	cached, _ := cells[3].decimal()
	used := max(total-free-buffers-cached, 0)
	l, sane := filled(used*kilo, total*kilo)
	return l, ok && ok2 && sane
}

const kilo, mega = 1 << 10, 1 << 20

// positive keeps the rows of a table of all parts that are processors: the others
// show no memory.
func positive(r *row) bool { return labelOf(r).integer() > 0 }

// named keeps the rows of parts that are called so.
func named(part string) func(*row) bool {
	return func(r *row) bool { return strings.Contains(strings.ToLower(labelOf(r).text()), part) }
}

// dram keeps the rows of D-Link's table whose index ends in dram(1); flash is no memory.
func dram(r *row) bool { return len(r.index) > 0 && r.index[len(r.index)-1] == 1 }

func labelOf(r *row) value { return r.cells[len(r.cells)-1] }

// roots are where an agent may keep what its maker puts "below sysObjectID": there,
// or at one of the two parents of it; D-Link's newer switches of model N
// (171.10.N…) keep it in 171.11.N.1000.
func roots(objectID string) []string {
	objectID = strings.Trim(objectID, ".")
	if !strings.HasPrefix(objectID, "1.3.6.1.4.1.") {
		return nil
	}
	var list []string
	arcs := strings.Split(objectID, ".")
	for n := len(arcs); n >= len(arcs)-2 && n > 8; n-- {
		list = append(list, "."+strings.Join(arcs[:n], "."))
	}
	if len(arcs) > 8 && arcs[6] == "171" && arcs[7] == "10" {
		list = append(list, ".1.3.6.1.4.1.171.11."+arcs[8]+".1000")
	}
	return list
}

// placed returns the gauge at every root it may have; itself where it has a place
// of its own.
func (g gauge) placed(roots []string) []gauge {
	if len(g.under) == 0 {
		return []gauge{g}
	}
	var list []gauge
	for _, root := range roots {
		at := g
		at.oids = nil
		for _, end := range g.under {
			at.oids = append(at.oids, root+end)
		}
		list = append(list, at)
	}
	return list
}

// place returns the gauges in the order of trying.
func place(gauges []gauge, roots []string) []gauge {
	var list []gauge
	for _, g := range gauges {
		list = append(list, g.placed(roots)...)
	}
	return list
}

// at returns the gauge whose first column has an OID.
func (g gauge) at(oid string) (gauge, bool) {
	if len(g.under) == 0 {
		return g, oid != "" && g.oids[0] == oid
	}
	root, ok := strings.CutSuffix(oid, g.under[0])
	if !ok {
		return g, false
	}
	return g.placed([]string{root})[0], true
}

// decimal returns a number that is not below zero, also where the agent writes it as text.
func (v value) decimal() (float64, bool) {
	if n, ok := v.number(); ok {
		return float64(n), true
	}
	return decimal(v.text())
}

func decimal(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "%"), 64)
	return n, err == nil && n >= 0 && n <= math.MaxInt64
}

func cmpShare(a, b load) int { return cmp.Compare(a.share, b.share) }
