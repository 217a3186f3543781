package inventory

import "time"

// Holds says whether a moment lies in the coverage: what was open of its table
// then held then.
func (c Coverage) Holds(at time.Time) bool {
	return !at.Before(c.First) && !at.After(c.Last)
}

// StateAt returns the row of a switch as of a moment, from the row of now and
// the coverages that gaps have ended. Of a moment before the last poll it tells
// what was covered, and no more: how a missing read failed is not kept. Inside a
// coverage its last read counts as of the moment itself.
func StateAt(at time.Time, now SwitchState, ended []Coverage) SwitchState {
	if !at.Before(now.Asked) {
		return now
	}
	past := SwitchState{Number: now.Number, Tables: make(map[Table]TableProgress, len(now.Tables))}
	for t, p := range now.Tables {
		c := coverageAt(at, Coverage{Table: t, First: p.First, Last: p.Last}, ended)
		if c.First.IsZero() {
			continue
		}
		if c.Last.After(at) {
			c.Last = at
		}
		state := TableState{Complete: at.Sub(c.Last) <= gapPeriods*p.Every}
		past.Tables[t] = TableProgress{State: state, Asked: c.Last, First: c.First, Last: c.Last, Every: p.Every}
		if c.Last.After(past.Answered) {
			past.Answered, past.Asked = c.Last, c.Last
		}
	}
	return past
}

// coverageAt returns the last coverage of a table that began at or before a
// moment; the zero Coverage where there is none.
func coverageAt(at time.Time, open Coverage, ended []Coverage) Coverage {
	var best Coverage
	if !open.First.IsZero() && !open.First.After(at) {
		best = open
	}
	for _, c := range ended {
		if c.Table == open.Table && !c.First.After(at) && c.First.After(best.First) {
			best = c
		}
	}
	return best
}

// An Answer says what is known about a port at a moment.
type Answer string

// The answers to "who was on this port at this time?".
const (
	AnswerSeen        Answer = "seen"         // these devices were
	AnswerNobody      Answer = "nobody"       // it was looked at, and nobody was there
	AnswerNotObserved Answer = "not observed" // nobody looked; the devices are those whose spans go on across the moment
	AnswerNotKept     Answer = "not kept"     // it was surely an uplink, whose devices are not recorded
)

// PortHistory is what is recorded of one port.
type PortHistory struct {
	Sightings []Sighting  // on this port
	Coverage  []Coverage  // of the forwarding table of its switch, the open one too
	Roles     []Attribute // AspectRole of this port
}

// Who answers who was on the port at a moment.
func (h PortHistory) Who(at time.Time) (Answer, []Sighting) {
	for _, a := range h.Roles {
		if role := decode[PortRole](a.Value); a.Holds(at) && role.Role == RoleUplink && role.Sure {
			return AnswerNotKept, nil
		}
	}
	var there []Sighting
	for _, s := range h.Sightings {
		if s.Holds(at) {
			there = append(there, s)
		}
	}
	for _, c := range h.Coverage {
		if !c.Holds(at) {
			continue
		}
		if there == nil {
			return AnswerNobody, nil
		}
		return AnswerSeen, there
	}
	return AnswerNotObserved, there
}
