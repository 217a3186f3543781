package inventory

import (
	"bytes"
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// RejectsFor is how far back refusals are told of in a Snapshot.
const RejectsFor = 7 * 24 * time.Hour

// Bounds, so that somebody who makes MACs up fills neither memory nor disk.
const (
	mostRefused   = 2000 // devices and places of a school that a book holds
	mostInARow    = 500  // new rows of a school in one slot
	mostSlotsKept = 8    // of which that is remembered
)

// A RejectBook holds what MAC authentication refused lately: a row for each device
// and place, with how often. What is to be stored comes out of Gather, in rows of
// one slot; what was stored goes in by Add. Its zero value is empty.
type RejectBook struct {
	schools map[SchoolCode]map[rejectPlace]AccessReject
	slots   map[rejectSlot]map[rejectBurst]bool
}

// rejectPlace is a device and where it was refused.
type rejectPlace struct {
	mac      MAC
	ssid, ap string
	nas      netip.Addr
}

// rejectBurst is what makes a row of its own within a slot.
type rejectBurst struct {
	place          rejectPlace
	reason, source string
}

type rejectSlot struct {
	school SchoolCode
	number int64
}

func placeOf(r AccessReject) rejectPlace { return rejectPlace{r.MAC, r.SSID, r.AP, r.NAS} }

// Gather puts refusals of one device, place, reason and slot together. Those of
// accounts are left out, and so are, beyond what a school may have in a slot, those
// of new devices: more says how many of each school.
func (b *RejectBook) Gather(rejects []AccessReject) (rows []AccessReject, more map[SchoolCode]int) {
	more = map[SchoolCode]int{}
	at := map[rejectSlot]map[rejectBurst]int{}
	for _, r := range rejects {
		if r.Account || r.MAC.IsZero() || r.MAC.IsGroup() {
			continue
		}
		slot := rejectSlot{r.School, r.At.Unix() / int64(RejectSlot/time.Second)}
		burst := rejectBurst{placeOf(r), r.Reason, r.Source}
		if !b.room(slot, burst) {
			more[r.School] += r.Times()
			continue
		}
		if at[slot] == nil {
			at[slot] = map[rejectBurst]int{}
		}
		i, known := at[slot][burst]
		if !known {
			r.Last, r.Count = r.Until(), r.Times()
			at[slot][burst] = len(rows)
			rows = append(rows, r)
			continue
		}
		rows[i] = joined(rows[i], r)
	}
	return rows, more
}

// joined is one row of two.
func joined(a, b AccessReject) AccessReject {
	a.Count = a.Times() + b.Times()
	if b.At.Before(a.At) {
		a.At = b.At
	}
	if a.Last = a.Until(); b.Until().After(a.Last) {
		a.Last, a.Reason, a.Source, a.Class = b.Until(), b.Reason, b.Source, b.Class
	}
	return a
}

// room says whether a row may still be made in a slot, or is there already.
func (b *RejectBook) room(slot rejectSlot, burst rejectBurst) bool {
	if b.slots == nil {
		b.slots = map[rejectSlot]map[rejectBurst]bool{}
	}
	rows := b.slots[slot]
	if rows[burst] {
		return true
	}
	if len(rows) >= mostInARow {
		return false
	}
	if rows == nil {
		rows = map[rejectBurst]bool{}
		b.slots[slot] = rows
		b.forgetSlots(slot.school)
	}
	rows[burst] = true
	return true
}

// forgetSlots forgets the oldest slots of a school.
func (b *RejectBook) forgetSlots(school SchoolCode) {
	var numbers []int64
	for slot := range b.slots {
		if slot.school == school {
			numbers = append(numbers, slot.number)
		}
	}
	slices.Sort(numbers)
	for len(numbers) > mostSlotsKept {
		delete(b.slots, rejectSlot{school, numbers[0]})
		numbers = numbers[1:]
	}
}

// Add takes in rows that are stored.
func (b *RejectBook) Add(rows []AccessReject) {
	if b.schools == nil {
		b.schools = map[SchoolCode]map[rejectPlace]AccessReject{}
	}
	for _, r := range rows {
		places := b.schools[r.School]
		if places == nil {
			places = map[rejectPlace]AccessReject{}
			b.schools[r.School] = places
		}
		if before, ok := places[placeOf(r)]; ok {
			r = joined(before, r)
		} else if len(places) >= mostRefused {
			forgetOldest(places)
		}
		places[placeOf(r)] = r
	}
}

// forgetOldest makes room: for a tenth of what there is, as it has to look at all.
func forgetOldest(places map[rejectPlace]AccessReject) {
	oldest := slices.SortedFunc(maps.Keys(places), func(a, b rejectPlace) int { return places[a].Until().Compare(places[b].Until()) })
	for _, p := range oldest[:mostRefused/10] {
		delete(places, p)
	}
}

// Of returns what was refused at a school in the time before a moment, newest first,
// and forgets what is older.
func (b *RejectBook) Of(school SchoolCode, at time.Time) []AccessReject {
	var rows []AccessReject
	for p, r := range b.schools[school] {
		if at.Sub(r.Until()) > RejectsFor {
			delete(b.schools[school], p)
			continue
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y AccessReject) int {
		return cmp.Or(y.Until().Compare(x.Until()), bytes.Compare(x.MAC[:], y.MAC[:]), cmp.Compare(x.AP, y.AP), cmp.Compare(x.SSID, y.SSID))
	})
	return rows
}
