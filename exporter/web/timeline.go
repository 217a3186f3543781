package web

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// The kinds of what stands on a time line.
const (
	lineLink    = "link"    // a port's link became what Text says
	lineVLANs   = "vlans"   // its VLANs
	lineConfig  = "config"  // its name, its aggregate
	lineRole    = "role"    // what it is for
	linePeer    = "peer"    // who is at the other end, by LLDP or CDP
	lineStay    = "stay"    // a device on a port, from At to Until
	lineAddress = "address" // an address of a device, from At to Until
	lineFinding = "finding"
	lineEvent   = "event" // what the switch said of itself
	lineGap     = "gap"   // from At to Until nobody looked: nothing is known
)

// A lineItem is one thing on a time line.
type lineItem struct {
	At    time.Time `json:"at"`
	Until time.Time `json:"until,omitzero"` // of what is over; zero: it lasts, or it has no length
	Kind  string    `json:"kind"`
	Text  string    `json:"text"`
	Lasts bool      `json:"lasts,omitempty"` // it goes on at the moment asked about

	School inventory.SchoolCode `json:"school,omitempty"`
	Switch inventory.SwitchID   `json:"switch,omitempty"`
	Port   string               `json:"port,omitempty"`
	MAC    *inventory.MAC       `json:"mac,omitempty"`
	IP     netip.Addr           `json:"ip,omitzero"`
}

// Long says whether an item has a length.
func (i lineItem) Long() bool { return i.Lasts || !i.Until.IsZero() }

// A lineDay is what a time line shows under one date.
type lineDay struct {
	Day   time.Time
	Items []lineItem
}

// newestFirst orders a time line and keeps at most n items. cut says that there
// were more.
func newestFirst(items []lineItem, n int) (kept []lineItem, cut bool) {
	slices.SortStableFunc(items, func(a, b lineItem) int {
		return cmp.Or(b.At.Compare(a.At), falseFirst(a.Kind == lineGap, b.Kind == lineGap))
	})
	return items[:min(n, len(items))], len(items) > n
}

// daysOf puts items under the dates of Taipei, in their order.
func daysOf(items []lineItem) []lineDay {
	var days []lineDay
	for _, i := range items {
		day := i.At.In(taipei)
		if n := len(days); n > 0 && stampDay(days[n-1].Day) == stampDay(day) {
			days[n-1].Items = append(days[n-1].Items, i)
			continue
		}
		days = append(days, lineDay{day, []lineItem{i}})
	}
	return days
}

// A stretch is time in which something held.
type stretch struct{ from, until time.Time }

// gapsOf returns the time between coverages, and from the last one to the end
// where it is over by then. Coverages are of one table, in any order.
func gapsOf(coverages []inventory.Coverage, end time.Time) []stretch {
	ordered := slices.SortedFunc(slices.Values(coverages), func(a, b inventory.Coverage) int { return a.First.Compare(b.First) })
	var gaps []stretch
	for i, c := range ordered {
		next := end
		if i+1 < len(ordered) {
			next = ordered[i+1].First
		}
		if next.After(c.Last) {
			gaps = append(gaps, stretch{c.Last, next})
		}
	}
	return gaps
}

// overlapping joins stretches that share a moment, or touch.
func overlapping(stretches []stretch) []stretch {
	slices.SortFunc(stretches, func(a, b stretch) int { return a.from.Compare(b.from) })
	var joined []stretch
	for _, s := range stretches {
		if n := len(joined); n > 0 && !s.from.After(joined[n-1].until) {
			if s.until.After(joined[n-1].until) {
				joined[n-1].until = s.until
			}
			continue
		}
		joined = append(joined, s)
	}
	return joined
}
