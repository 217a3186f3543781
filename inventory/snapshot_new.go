package inventory

import (
	"slices"
	"time"
)

// SnapshotParts are what a Snapshot is put together from.
type SnapshotParts struct {
	At         time.Time
	School     School
	Plan       SchoolPlan
	Views      []SwitchView // of the school's switches
	Bindings   []Binding    // of any source; the snapshot takes what is this school's
	Lists      Lists
	City       *CityIndex
	Thresholds Thresholds
	Calendar   Calendar
	Elsewhere  map[TableRef]CoverageView
}

// AddLeases adds the leases of the school that hold at the moment of the snapshot
// to its bindings, as open ones.
func (s *Snapshot) AddLeases(leases []Lease) {
	if len(leases) == 0 {
		return
	}
	all := slices.Grow(s.Bindings, len(leases))
	for i := range leases {
		b := leases[i].Binding()
		b.Gone = time.Time{}
		all = append(all, b)
	}
	s.Bindings = all
}

// NewSnapshot puts a school's snapshot together. An address belongs to the
// school of its X: a source elsewhere (a gateway that serves many schools) adds
// the addresses of this school's plan. What the school's own sources see is this
// school's, whosever address it is.
func NewSnapshot(p SnapshotParts) *Snapshot {
	s := &Snapshot{At: p.At, School: p.School, Plan: p.Plan, Switches: p.Views, Lists: p.Lists,
		City: p.City, Thresholds: p.Thresholds, Calendar: p.Calendar, Elsewhere: p.Elsewhere}
	own := make(map[SwitchID]bool)
	for _, v := range p.Views {
		own[v.Switch.ID] = true
	}
	s.Bindings = slices.Grow(s.Bindings, len(p.Bindings))
	for _, b := range p.Bindings {
		if own[b.Source] || p.Plan.Owns(b.IP) {
			s.Bindings = append(s.Bindings, b)
		}
	}
	s.Bindings = append(make([]Binding, 0, len(s.Bindings)), s.Bindings...) // many are kept: none too big
	slices.SortFunc(s.Bindings, compareBindings)
	return s
}
