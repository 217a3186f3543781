package inventory

import "slices"

// Counts says whether an entry holds on a day: not before its first, not after
// its last.
func (e ListEntry) Counts(on Date) bool {
	return !on.Before(e.From) && !e.Until.Before(on)
}

// On returns the lists with those entries only that count on a day. The lists
// themselves are left as they are.
func (l Lists) On(day Date) Lists {
	l.Whitelist, l.Master = CountingOn(l.Whitelist, day), CountingOn(l.Master, day)
	return l
}

// CountingOn returns the entries that count on a day; all of them where all do.
func CountingOn(entries []ListEntry, day Date) []ListEntry {
	idle := func(e ListEntry) bool { return !e.Counts(day) }
	if !slices.ContainsFunc(entries, idle) {
		return entries
	}
	return slices.DeleteFunc(slices.Clone(entries), idle)
}
