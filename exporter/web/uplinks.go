package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"rollcall/inventory"
)

// An uplinksView is how full the circuits of the schools are, the fullest first.
type uplinksView struct {
	At        time.Time    `json:"at"`
	Threshold float64      `json:"threshold_percent"`
	Days      int          `json:"school_days"`
	Share     float64      `json:"share_of_hours"`
	Upgrade   []circuitRow `json:"upgrade"` // full too often: what more speed would help
	Others    []circuitRow `json:"others"`
	Unknown   []circuitRow `json:"not_measured"`
}

// A circuitRow is one direction of a circuit.
type circuitRow struct {
	Rank       int                  `json:"rank,omitempty"` // from 1, of those that are full too often
	School     inventory.SchoolCode `json:"school"`
	SchoolName string               `json:"school_name"`
	Circuit    string               `json:"circuit_name,omitempty"`
	Direction  string               `json:"direction"`
	Mbps       float64              `json:"circuit"`
	P95        float64              `json:"p95"`
	Ratio      float64              `json:"p95_ratio"`
	Over       float64              `json:"share_over"`
	Hours      float64              `json:"hours_over_80"`
	Days       int                  `json:"days"`
	Switch     inventory.SwitchID   `json:"switch,omitempty"`
	Port       string               `json:"port,omitempty"`
}

// askUplinks answers which circuits are full.
func (s *server) askUplinks(r *http.Request, q ask) (any, error) {
	limits := q.city.Thresholds.Windows.Filled()
	view := uplinksView{At: q.at, Threshold: limits.UplinkPercent, Days: limits.UplinkDays, Share: limits.UplinkShare,
		Upgrade: []circuitRow{}, Others: []circuitRow{}, Unknown: []circuitRow{}}
	for _, school := range q.city.Schools {
		if !q.Scope.Sees(school.Code) {
			continue
		}
		uses, err := s.circuits(r.Context(), q, school)
		if err != nil {
			return nil, err
		}
		for _, u := range uses {
			view.add(school, u, limits)
		}
	}
	fuller := func(a, b circuitRow) int { // a kindergarten's line is not what the school's is upgraded for
		return cmp.Or(falseFirst(a.Circuit != "", b.Circuit != ""), cmp.Compare(b.Over, a.Over), cmp.Compare(b.Ratio, a.Ratio), cmp.Compare(a.School, b.School))
	}
	slices.SortStableFunc(view.Upgrade, fuller)
	slices.SortStableFunc(view.Others, fuller)
	for i := range view.Upgrade {
		view.Upgrade[i].Rank = i + 1
	}
	return view, nil
}

// add puts a circuit where it belongs: nothing is said of one that is not measured for
// three quarters of the days.
func (v *uplinksView) add(school inventory.School, u inventory.CircuitUse, limits inventory.WindowLimits) {
	row := circuitRow{School: school.Code, SchoolName: school.Name, Circuit: u.Name, Direction: u.Direction, Mbps: u.Mbps, P95: u.P95Mbps,
		Ratio: u.Ratio(), Over: u.Over, Hours: u.Over * float64(u.Samples) / 12, Days: u.Days, Switch: u.Switch, Port: u.Port}
	switch {
	case u.Samples == 0:
		v.Unknown = append(v.Unknown, row)
	case 4*u.Days >= 3*limits.UplinkDays && u.Over >= limits.UplinkShare:
		v.Upgrade = append(v.Upgrade, row)
	default:
		v.Others = append(v.Others, row)
	}
}

// circuits are those of one school: as they stand, or as they stood by what is stored.
func (s *server) circuits(ctx context.Context, q ask, school inventory.School) ([]inventory.CircuitUse, error) {
	if s.Circuits != nil && !q.past {
		return s.Circuits(school.Code), nil
	}
	from := q.city.Calendar.Back(q.at, q.city.Thresholds.Windows.Filled().UplinkDays)
	return s.circuitsOf(ctx, q, school, from)
}

func (s *server) circuitsOf(ctx context.Context, q ask, school inventory.School, from time.Time) ([]inventory.CircuitUse, error) {
	if !q.Scope.Sees(school.Code) {
		return nil, nil
	}
	samples, err := s.DB.CircuitSamples(ctx, inventory.OnlySchools(school.Code), from, q.at)
	return inventory.CircuitsOf(&school, samples, q.city.Thresholds.Windows), err
}

// circuitRecord is what a record of circuits is made from: of its window, or of the
// school days up to its moment.
func (s *server) circuitRecord(ctx context.Context, q ask, e exportQuery, snap *inventory.Snapshot) ([]inventory.CircuitUse, error) {
	if e.from.IsZero() {
		return s.circuits(ctx, q, snap.School)
	}
	return s.circuitsOf(ctx, q, snap.School, e.from)
}

// A serverRow is one machine of the server room, on the page of the school that looks
// after it.
type serverRow struct {
	Server   inventory.SwitchID `json:"server"`
	Address  string             `json:"address"`
	Answered time.Time          `json:"answered,omitzero"`
	CPU      *float64           `json:"cpu_percent,omitempty"`
	Memory   *float64           `json:"memory_percent,omitempty"`
	KiB      *float64           `json:"net_kib_per_s,omitempty"`
	Mbps     *float64           `json:"net_mbps,omitempty"`
	Disks    []inventory.Disk   `json:"disks,omitempty"`
	Over     []serverRule       `json:"over,omitempty"` // rules whose threshold it is at or over
}

// A serverRule is a rule of the machine room that a server comes near to breaking, or
// breaks.
type serverRule struct {
	What    string    `json:"what"`
	AtLeast float64   `json:"ge"`
	Since   time.Time `json:"since"`
	Broken  bool      `json:"broken"` // for as long as the rule wants
	Action  string    `json:"action"`
}

// serverRows are the servers of a snapshot.
func serverRows(s *inventory.Snapshot) []serverRow {
	var rows []serverRow
	for _, m := range s.Windows.Machines {
		row := serverRow{Server: m.Server, Address: m.Address, Answered: m.Answered}
		if h := m.Health; h != nil {
			row.CPU, row.Memory, row.Disks = h.CPUPercent, h.MemoryPercent, h.Disks
		}
		if m.NetKiB >= 0 {
			kib, mbps := m.NetKiB, m.NetKiB*1024*8/1e6
			row.KiB, row.Mbps = &kib, &mbps
		}
		for _, w := range s.Windows.Servers {
			if w.Server == m.Server && !w.Since.IsZero() {
				row.Over = append(row.Over, serverRule{w.What, w.AtMost, w.Since, w.Lasted() >= w.For, w.Action})
			}
		}
		rows = append(rows, row)
	}
	return rows
}
