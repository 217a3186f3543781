package inventory_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
)

// A fact is one thing that a reading can show: a key, and for attributes a value.
type fact struct{ key, value string }

// A reading is one complete reading of one table.
type reading struct {
	at    time.Time
	facts map[string]string // value by key
}

// A stretch is one span of a fact, as the oracle and the fake store write it.
type stretch struct {
	fact
	first, gone time.Time
	misses      int
}

func (s stretch) String() string {
	return fmt.Sprintf("%s = %s %s..%s misses %d", s.key, s.value, clock(s.first), clock(s.gone), s.misses)
}

// An oracle knows the whole history and works out every span anew from it: the
// readings of a fact written as a row of ones and noughts, cut where three
// noughts stand together. It shares no arithmetic with the ledger.
type oracle struct {
	polls []inventory.Poll // in the order in which they were applied
}

var visit = regexp.MustCompile(`1(?:0{0,2}1)*`)

// accept says whether a poll counts, and remembers it.
func (o *oracle) accept(p inventory.Poll) bool {
	if p.Number < 1 {
		return false
	}
	if n := len(o.polls); n > 0 {
		last := o.polls[n-1]
		if p.Number <= last.Number || p.At.Unix() < last.At.Unix() {
			return false
		}
	}
	o.polls = append(o.polls, p)
	return true
}

// readings lists the complete readings of what show tells of a poll; nil where
// the poll has none that counts.
func (o *oracle) readings(t inventory.Table, show func(p inventory.Poll, names map[int]string) map[string]string) []reading {
	var list []reading
	var names map[int]string
	var named, booted time.Time
	for i, p := range o.polls {
		if at, ok := o.started(i); ok {
			booted = at
		}
		if p.Complete(inventory.TableInterfaces) && p.At.After(named) {
			names, named = inventory.PortNames(p.Interfaces), p.At
		}
		now, stale := names, names == nil || named.Before(booted)
		if len(p.Interfaces) > 0 && (!p.Asked(inventory.TableInterfaces) || p.Complete(inventory.TableInterfaces)) {
			now, stale = inventory.PortNames(p.Interfaces), false
		}
		needsNames := t == inventory.TableFDB || t == inventory.TableVLANs
		if !p.Complete(t) || needsNames && stale {
			continue
		}
		if t == inventory.TableFDB && len(p.FDB) > 0 && len(showFDB(p, now)) == 0 {
			continue // misread
		}
		if n := len(list); n > 0 && !p.At.After(list[n-1].at) {
			continue
		}
		list = append(list, reading{p.At, show(p, now)})
	}
	return list
}

// started says from when on names of ports must be read that poll i may use, if
// it tells that the switch started: when that was noticed, or, of the first
// uptime ever told, when it was. The histories keep their clocks exact.
func (o *oracle) started(i int) (time.Time, bool) {
	if o.polls[i].System.UptimeSeconds == 0 {
		return time.Time{}, false
	}
	for j := i - 1; j >= 0; j-- {
		if o.polls[j].System.UptimeSeconds != 0 {
			return o.polls[i].At, bootOf(o.polls[i]).After(bootOf(o.polls[j]))
		}
	}
	return bootOf(o.polls[i]), true
}

func bootOf(p inventory.Poll) time.Time {
	return p.At.Add(-time.Duration(p.System.UptimeSeconds) * time.Second)
}

// stretches works out the spans of every key in the readings.
func stretches(list []reading) []stretch {
	keys := make(map[string]bool)
	for _, r := range list {
		for key := range r.facts {
			keys[key] = true
		}
	}
	var all []stretch
	for key := range keys {
		for from := 0; from < len(list); {
			group := groupFrom(list[from:], key)
			all = append(all, spansOf(list[from:], group, key)...)
			from += group
		}
	}
	slices.SortFunc(all, func(a, b stretch) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// groupFrom returns how many readings go by before key has a second value.
func groupFrom(list []reading, key string) int {
	value := ""
	for i, r := range list {
		now, there := r.facts[key]
		switch {
		case there && value == "":
			value = now
		case there && now != value:
			return i
		}
	}
	return len(list)
}

// spansOf cuts the first n readings, in which key has one value or none, into spans.
func spansOf(list []reading, n int, key string) []stretch {
	var row strings.Builder
	value := ""
	for _, r := range list[:n] {
		now, there := r.facts[key]
		if there {
			value = now
		}
		row.WriteString(map[bool]string{true: "1", false: "0"}[there])
	}
	var all []stretch
	for _, m := range visit.FindAllStringIndex(row.String(), -1) {
		s := stretch{fact: fact{key, value}, first: list[m[0]].at}
		missing := row.Len() - m[1]
		switch {
		case strings.Contains(row.String()[m[1]:], "1") || missing >= 3:
			s.gone = list[m[1]].at
		case n < len(list): // another value follows
			s.gone = list[m[1]].at
		default:
			s.misses = missing
		}
		all = append(all, s)
	}
	return all
}
