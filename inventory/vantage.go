package inventory

import (
	"fmt"
	"strings"
	"time"
)

// An Outlook is what all views of a school's way to the world say together: whose
// matter it is that something does not answer.
type Outlook string

// The outlooks.
const (
	OutlookFine      Outlook = "fine"      // the gateway answers
	OutlookUnknown   Outlook = "unknown"   // nothing is measured that could tell
	OutlookInside    Outlook = "inside"    // the gateway answers from here and not from within: a cable or switch in between
	OutlookOutside   Outlook = "outside"   // the school is reached; what lies outside the city is not
	OutlookGateway   Outlook = "gateway"   // the gateway itself: cable and power of the core
	OutlookLine      Outlook = "line"      // the gateway is well, the circuit is cut: the carrier
	OutlookUndecided Outlook = "undecided" // gateway or line: only somebody at the school can tell
	OutlookDeaf      Outlook = "deaf"      // the gateway does not answer echo requests, but what lies behind it is reached
	OutlookCity      Outlook = "city"      // several schools at once: the city's matter
)

// An InsideAnswer is a person's word on whether the gateway answers from inside.
type InsideAnswer string

// The answers.
const (
	InsideUnasked InsideAnswer = "none" // nobody was asked, or it is too long ago
	InsideYes     InsideAnswer = "yes"
	InsideNo      InsideAnswer = "no"
)

// Views are what is seen of a school's way to the world, and from where.
type Views struct {
	Gateway  ReachState   // from the centre
	Switches ReachState   // whether the school's switches answer SNMP from the centre, since the gateway does not
	Upstream ReachState   // the address outside, from the centre
	Several  bool         // other schools' gateways fell silent at the same time
	Inside   InsideAnswer // a person's word
}

// A VantageRow is a row of the truth table: what each view must be, and what that
// means. A zero value stands for whatever is seen.
type VantageRow struct {
	Gateway, Switches, Upstream ReachState
	Several                     string // yes, or empty
	Inside                      InsideAnswer
	Outlook                     Outlook
}

// VantageTable is the truth table. The first row that fits holds; the last one
// fits always. docs/reachability.md shows it to people.
func VantageTable() []VantageRow {
	return []VantageRow{
		{Gateway: ReachUp, Inside: InsideNo, Outlook: OutlookInside},
		{Gateway: ReachUp, Upstream: ReachDown, Outlook: OutlookOutside},
		{Gateway: ReachUp, Outlook: OutlookFine},
		{Gateway: ReachDown, Inside: InsideNo, Outlook: OutlookGateway},
		{Gateway: ReachDown, Switches: ReachUp, Outlook: OutlookDeaf},
		{Gateway: ReachDown, Several: "yes", Outlook: OutlookCity},
		{Gateway: ReachDown, Inside: InsideYes, Outlook: OutlookLine},
		{Gateway: ReachDown, Outlook: OutlookUndecided},
		{Switches: ReachDown, Inside: InsideNo, Outlook: OutlookGateway},
		{Switches: ReachDown, Several: "yes", Outlook: OutlookCity},
		{Switches: ReachDown, Inside: InsideYes, Outlook: OutlookLine},
		{Outlook: OutlookUnknown},
	}
}

// Outlook looks the views up in the truth table.
func (v Views) Outlook() Outlook {
	for _, row := range VantageTable() {
		if row.fits(v) {
			return row.Outlook
		}
	}
	return OutlookUnknown
}

// fits says whether a row is about what is seen.
func (r VantageRow) fits(v Views) bool {
	return (r.Gateway == "" || r.Gateway == v.Gateway) &&
		(r.Switches == "" || r.Switches == v.Switches) &&
		(r.Upstream == "" || r.Upstream == v.Upstream) &&
		(r.Several == "" || v.Several) &&
		(r.Inside == "" || r.Inside == v.Inside)
}

// Markdown is the row as docs/reachability.md has it, of which the last column is
// a person's.
func (r VantageRow) Markdown() string {
	cells := []string{string(r.Gateway), string(r.Switches), string(r.Upstream), r.Several, string(r.Inside), string(r.Outlook)}
	for i, c := range cells {
		if c == "" {
			cells[i] = "·"
		}
	}
	return fmt.Sprintf("| %s |", strings.Join(cells, " | "))
}

// earlyAnswer is how long before the first request without an answer a person may
// have found out already.
const earlyAnswer = 5 * time.Minute

// Views returns what is seen of a school's way to the world.
func (s *Snapshot) Views() Views {
	r := s.Reach
	v := Views{Gateway: known(r.Gateway.State), Upstream: known(r.Upstream.State), Inside: InsideUnasked,
		Switches: s.switchesSeen(), Several: several(r.NeighboursDown, r.Neighbours)}
	if a := r.Inside; a != nil && (r.Gateway.State != ReachDown || !a.At.Before(r.Gateway.Since.Add(-earlyAnswer))) {
		v.Inside = InsideNo
		if a.Inside {
			v.Inside = InsideYes
		}
	}
	return v
}

// known folds the states that tell nothing into one.
func known(s ReachState) ReachState {
	if !s.Measured() {
		return ReachUnmeasured
	}
	return s
}

// several says whether so many other schools of those measured are more than
// chance: two, or one where that makes half of all.
func several(others, measured int) bool {
	return others >= 2 || others == 1 && measured <= 3
}

// switchesSeen says whether anything behind the gateway is reached. A switch
// counts that has answered after the gateway was found down.
func (s *Snapshot) switchesSeen() ReachState {
	found := s.Reach.Gateway.Since.Add((settled - 3) * s.Reach.Gateway.Every)
	silent := len(s.Switches) > 0
	for i := range s.Switches {
		v := &s.Switches[i]
		switch {
		case s.Reach.Gateway.State == ReachDown && v.Answered.After(found):
			return ReachUp
		case s.Reach.Gateway.State != ReachDown && v.Silent == 0 && !v.Answered.IsZero():
			return ReachUp
		}
		silent = silent && v.Silent >= max(1, s.Thresholds.DownAfter) && v.Reason != ReasonAuth
	}
	if silent {
		return ReachDown
	}
	return ReachUnmeasured
}
