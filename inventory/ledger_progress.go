package inventory

import (
	"slices"
	"time"
	"unique"
)

// progresses are how the reading of each table of a switch goes on. A city has one
// of every table of every switch, and most are alike: a list of small ones takes a
// tenth of the room of a map of TableProgress.
type progresses []progress

// A progress is a TableProgress in little room.
type progress struct {
	table              Table
	state              unique.Handle[TableState]
	asked, first, last stamp
	every              time.Duration
	oddities           map[Oddity]int
}

// of says how the reading of a table goes on; it is zero where the table was never
// asked for.
func (ps progresses) of(t Table) TableProgress {
	for i := range ps {
		if ps[i].table == t {
			return ps[i].unpack()
		}
	}
	return TableProgress{}
}

func (p *progress) unpack() TableProgress {
	return TableProgress{State: p.state.Value(), Asked: p.asked.time(), First: p.first.time(), Last: p.last.time(),
		Every: p.every, Oddities: p.oddities}
}

// set notes how it goes on from now.
func (ps *progresses) set(t Table, p TableProgress) {
	packed := progress{table: t, state: unique.Make(p.State), asked: stampOf(p.Asked), first: stampOf(p.First), last: stampOf(p.Last),
		every: p.Every, oddities: p.Oddities}
	i := slices.IndexFunc(*ps, func(p progress) bool { return p.table == t })
	if i < 0 {
		*ps = append(*ps, packed)
		return
	}
	(*ps)[i] = packed
}

// unpack returns them all by table.
func (ps progresses) unpack() map[Table]TableProgress {
	all := make(map[Table]TableProgress, len(ps))
	for i := range ps {
		all[ps[i].table] = ps[i].unpack()
	}
	return all
}

// pack is the inverse of unpack.
func packProgresses(all map[Table]TableProgress) progresses {
	ps := make(progresses, 0, max(len(all), len(Tables())))
	for t, p := range all {
		ps.set(t, p)
	}
	return ps
}
