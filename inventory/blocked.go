package inventory

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A BlockState is how far a school is with an address on the centre's list.
type BlockState string

// The states, in their order: 找到 → 還原 → 申請 → 解鎖.
const (
	BlockListed   BlockState = "listed"   // on the list; the device has not been confirmed by anybody
	BlockFound    BlockState = "found"    // 找到
	BlockRestored BlockState = "restored" // 還原
	BlockAsked    BlockState = "asked"    // 申請
	BlockLifted   BlockState = "lifted"   // 解鎖
)

// BlockStates lists the states in their order.
func BlockStates() []BlockState {
	return []BlockState{BlockListed, BlockFound, BlockRestored, BlockAsked, BlockLifted}
}

// The sources of a blocked address.
const (
	BlockWeekly = "weekly" // the centre's weekly list
	BlockMOE    = "moe"    // an incident of the Ministry of Education: to be reported within the hour
)

// ReportWithin is how long a school has to report an incident of the ministry.
const ReportWithin = time.Hour

// A BlockExact says how exactly a list tells when an address was blocked.
type BlockExact string

// The degrees of it.
const (
	BlockMoment BlockExact = ""     // to the minute or better
	BlockDay    BlockExact = "day"  // the day
	BlockWeek   BlockExact = "week" // only the list's own date: some time in the week before it
)

// A BlockEntry is one row of the centre's list, as it is imported.
type BlockEntry struct {
	School   SchoolCode `json:"school,omitempty"` // whose X the address has; empty: no school's
	IP       netip.Addr `json:"ip"`
	At       time.Time  `json:"at"` // of an entry that names no moment: when its day, or that of the list, began
	Exact    BlockExact `json:"exact,omitempty"`
	ListDate Date       `json:"list_date"`
	Reason   string     `json:"reason,omitempty"`
	Source   string     `json:"source"`
	Drill    bool       `json:"drill,omitempty"`
	Row      int        `json:"row,omitempty"` // in the file it came with
}

// Key names the entry within the list. One that tells no moment goes by its address
// alone: as long as it is listed, week after week, it is the same.
func (e BlockEntry) Key() string {
	when := fmt.Sprint(e.At.Unix())
	if e.Exact == BlockWeek {
		when = ""
	}
	return strings.Join([]string{e.IP.String(), when, e.Source}, "\n")
}

// A BlockedIP is one row of the centre's list of blocked addresses, with what the
// school has done about it.
type BlockedIP struct {
	ID        int64
	School    SchoolCode // whose X the address has; empty: no school's
	IP        netip.Addr
	BlockedAt time.Time
	Exact     BlockExact // how exactly BlockedAt is known
	ListDate  Date       // of the newest list that names it
	Listed    time.Time  // when the list that first named it was imported
	Reason    string     // as the list says
	Source    string     // weekly moe: an incident that must be reported within the hour
	Drill     bool       // an exercise: not in statistics

	State      BlockState
	OSVersion  string // of the restored device, by the coordinator
	Handling   string // what was done
	HandledOn  Date
	LiftedAt   time.Time
	ReportedAt time.Time // of an incident: when it was reported
	By         string    // who changed the row last
	ChangedAt  time.Time

	Located time.Time // when it was looked up who held the address; zero: not yet
	Then    Holder    // who held the address when it was blocked
	More    []Holder  // others who held it then, where several did
	Now     Holder    // who holds it at the moment of the Snapshot; told in snapshots of now only
	NAT     bool      // it hides devices behind it: a router or access point
	NATWhy  string    // what says so: one of the NAT… constants
}

// Open says whether the address is still blocked.
func (b BlockedIP) Open() bool { return b.State != BlockLifted }

// Incident says whether the address must be reported within the hour.
func (b BlockedIP) Incident() bool { return b.Source == BlockMOE }

// Window returns the time in which a device must have held the address to be the
// one that was blocked for it: the day before the moment that the list names, that
// day, or the week up to the list. What has not come yet is no part of it.
func (b BlockedIP) Window(now time.Time) (from, to time.Time) {
	switch b.Exact {
	case BlockDay:
		from, to = b.BlockedAt, b.BlockedAt.AddDate(0, 0, 1)
	case BlockWeek:
		from, to = b.BlockedAt.AddDate(0, 0, -7), b.BlockedAt.AddDate(0, 0, 1)
	default:
		from, to = b.BlockedAt.AddDate(0, 0, -1), b.BlockedAt
	}
	if to.After(now) {
		to = now
	}
	return earlier(from, to), to
}

// Due returns the day by which the school is to have asked for the block to be
// lifted: Wednesday of the first week that begins on or after the day of the list,
// so that there is a Monday before it, or the next school day. Empty: it has asked.
func (b BlockedIP) Due(c Calendar) Date {
	day, err := time.ParseInLocation(time.DateOnly, string(b.ListDate), taipei)
	if err != nil || b.State == BlockAsked || b.State == BlockLifted {
		return ""
	}
	for day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, 1)
	}
	return DateOf(c.firstFrom(day.AddDate(0, 0, 2)))
}

// firstFrom returns the first school day from a day on; where there is none for
// long, the day itself.
func (c Calendar) firstFrom(day time.Time) time.Time {
	for n := range farthest {
		if next := day.AddDate(0, 0, n); c.SchoolDay(next) {
			return next
		}
	}
	return day
}

// ReportDue returns until when an incident must be reported: an hour after the
// ministry has made it known, or, where the list tells no moment, after it was
// imported. Zero: it need not be.
func (b BlockedIP) ReportDue() time.Time {
	switch {
	case !b.Incident():
		return time.Time{}
	case b.Exact != BlockMoment:
		return b.Listed.Add(ReportWithin)
	}
	return b.BlockedAt.Add(ReportWithin)
}

// The fields without which nobody asks the centre to lift a block: keys of
// exporter/wording, too.
const (
	BlockFieldOS       = "os_version"
	BlockFieldHandling = "handling"
	BlockFieldDate     = "handled_on"
)

// Missing names the fields that are still empty and must not be when the centre is
// asked to lift the block.
func (b BlockedIP) Missing() []string {
	var missing []string
	for _, f := range []struct{ name, value string }{
		{BlockFieldOS, b.OSVersion}, {BlockFieldHandling, b.Handling}, {BlockFieldDate, string(b.HandledOn)},
	} {
		if strings.TrimSpace(f.value) == "" {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// A BlockStep is what somebody says of a blocked address.
type BlockStep struct {
	State     BlockState // empty: as it is
	OSVersion string
	Handling  string
	HandledOn Date
	Reported  bool // the incident has been reported
	At        time.Time
	Actor     string
}

// A BlockMissingError refuses to ask for a block to be lifted while fields are empty.
type BlockMissingError struct{ Fields []string }

// Error names the fields.
func (e *BlockMissingError) Error() string { return "empty: " + strings.Join(e.Fields, ", ") }

// After returns what becomes of a blocked address by somebody's word. People may go
// on, skip a step or take one back; to ask needs what the centre will ask for.
func (b BlockedIP) After(s BlockStep) (BlockedIP, error) {
	next := b
	next.OSVersion, next.Handling, next.HandledOn = strings.TrimSpace(s.OSVersion), strings.TrimSpace(s.Handling), s.HandledOn
	if s.State != "" {
		next.State = s.State
	}
	switch {
	case !slices.Contains(BlockStates(), next.State):
		return b, fmt.Errorf("state %q of a blocked address is not known", s.State)
	case !next.HandledOn.Valid():
		return b, fmt.Errorf("%q is not a day", s.HandledOn)
	case next.State == BlockAsked && len(next.Missing()) > 0:
		return b, &BlockMissingError{next.Missing()}
	}
	switch {
	case next.Open():
		next.LiftedAt = time.Time{}
	case b.Open():
		next.LiftedAt = s.At
	}
	if s.Reported && next.ReportedAt.IsZero() {
		next.ReportedAt = s.At
	}
	next.By, next.ChangedAt = s.Actor, s.At
	return next, nil
}

// BlockCounts counts blocked addresses by their state; exercises do not count.
func BlockCounts(rows []BlockedIP) map[BlockState]int {
	counts := map[BlockState]int{}
	for _, b := range rows {
		if !b.Drill {
			counts[b.State]++
		}
	}
	return counts
}
