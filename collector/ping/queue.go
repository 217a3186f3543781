package ping

import (
	"hash/fnv"
	"net/netip"
	"time"
)

// A Target is an address and how often it is asked.
type Target struct {
	Address netip.Addr
	Every   time.Duration
}

// A Queue says which address is asked next. Each comes once in its period, always
// at the same place in it, so that requests are spread out; and never two closer
// together than Gap. It knows no clock and is not safe for concurrent use.
type Queue struct {
	Gap time.Duration

	items map[netip.Addr]*item
	free  time.Time // before that nothing is asked
}

type item struct {
	Target
	due time.Time
}

// Set makes the targets those that are given. One that stays keeps its place; an
// address that is given twice is asked at the shorter period.
func (q *Queue) Set(at time.Time, targets []Target) {
	items := make(map[netip.Addr]*item, len(targets))
	for _, t := range targets {
		if have := items[t.Address]; have != nil {
			have.Every = min(have.Every, t.Every)
			continue
		}
		items[t.Address] = &item{Target: t}
	}
	for address, i := range items {
		if old := q.items[address]; old != nil && old.Every == i.Every {
			i.due = old.due
			continue
		}
		i.due = at.Add(i.phase())
	}
	q.items = items
}

// phase spreads targets over their period.
func (t Target) phase() time.Duration {
	if t.Every <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write(t.Address.AsSlice())
	return time.Duration(h.Sum64() % uint64(t.Every))
}

// Next returns an address that is due at a moment; where ok is false, none is
// before next. A zero next means that there are no targets.
func (q *Queue) Next(at time.Time) (address netip.Addr, next time.Time, ok bool) {
	var first *item
	for _, i := range q.items {
		if first == nil || i.due.Before(first.due) || i.due.Equal(first.due) && i.Address.Less(first.Address) {
			first = i
		}
	}
	if first == nil {
		return netip.Addr{}, time.Time{}, false
	}
	if due := later(first.due, q.free); due.After(at) {
		return netip.Addr{}, due, false
	}
	first.due = first.after(at)
	q.free = at.Add(q.Gap)
	return first.Address, time.Time{}, true
}

// after is the next moment in step with the period: what was missed is not made
// up for.
func (i *item) after(at time.Time) time.Time {
	every := max(i.Every, time.Second)
	if late := at.Sub(i.due); late > 0 {
		return i.due.Add((late/every + 1) * every)
	}
	return i.due.Add(every)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
