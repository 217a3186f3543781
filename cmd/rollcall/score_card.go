package main

import (
	"slices"
	"strings"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// A scorecard compares what was found with what was planted.
type scorecard struct {
	Found       int                       `json:"found"`     // planted faults that have a finding
	Planted     int                       `json:"planted"`   // faults
	Precision   float64                   `json:"precision"` // share of the findings that are of a planted fault
	FalseAlarms int                       `json:"false_alarms"`
	ByKind      map[inventory.Kind]*tally `json:"by_kind"`
}

// A tally is the score of one kind of finding.
type tally struct {
	Planted int `json:"planted"`
	Found   int `json:"found"`
	False   int `json:"false"`
}

// scoreOf scores every finding that was ever opened. One that is muted under
// another is its child: it alarms nobody, and counts neither way.
func scoreOf(faults []simcity.Fault, rows []inventory.FindingRow) scorecard {
	s := scorecard{Planted: len(faults), Precision: 1, ByKind: map[inventory.Kind]*tally{}}
	for _, f := range faults {
		of := s.of(f.Kind)
		of.Planted++
		if slices.ContainsFunc(rows, func(r inventory.FindingRow) bool { return shows(r, f) }) {
			of.Found++
			s.Found++
		}
	}
	right := 0
	for _, r := range rows {
		switch {
		case slices.ContainsFunc(faults, func(f simcity.Fault) bool { return shows(r, f) }):
			right++
		case r.Muted == "":
			s.of(r.Kind).False++
			s.FalseAlarms++
		}
	}
	if raised := right + s.FalseAlarms; raised > 0 {
		s.Precision = float64(right) / float64(raised)
	}
	return s
}

func (s *scorecard) of(kind inventory.Kind) *tally {
	if s.ByKind[kind] == nil {
		s.ByKind[kind] = &tally{}
	}
	return s.ByKind[kind]
}

// shows says whether a finding is that of a planted fault: it is at the place that
// the truth names, and about the same MAC and address where it is about one.
func shows(r inventory.FindingRow, f simcity.Fault) bool {
	place := string(r.Switch) + "/" + r.Port
	switch {
	case r.Kind != f.Kind || r.School != f.School:
		return false
	case f.Switch != "" && r.Switch != f.Switch && !slices.Contains(f.Ports, place),
		f.Port != "" && r.Port != f.Port && !slices.Contains(f.Ports, place),
		f.MAC != "" && !r.MAC.IsZero() && r.MAC.String() != f.MAC,
		f.IP != "" && r.IP.IsValid() && r.IP.String() != f.IP:
		return false
	}
	macs := r.Args["macs"]
	return len(f.MACs) == 0 || macs == "" || sameSet(strings.Split(macs, "\n"), f.MACs)
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
