package web

import (
	"context"
	"net/http"
	"strconv"

	"rollcall/inventory"
)

// A cityPlan is the plan as the city wrote it, and how far each school uses it.
type cityPlan struct {
	Written []writtenZone   `json:"zones"`
	Schools []schoolPlanRow `json:"schools"`
}

// A writtenZone is a line of the plan as the configuration has it.
type writtenZone struct {
	ID   string `json:"zone"`
	Name string `json:"name"`
	Expr string `json:"expr"`
	VLAN int    `json:"vlan,omitempty"`
	DHCP string `json:"dhcp,omitempty"`
	SSID string `json:"ssid,omitempty"`
}

// A schoolPlanRow is one school in one row: how many addresses of each zone are in use.
type schoolPlanRow struct {
	Code     inventory.SchoolCode `json:"school"`
	Name     string               `json:"school_name"`
	Known    bool                 `json:"arp_observed"` // else nothing is known of its addresses
	Used     map[string]int       `json:"used"`         // by zone; absent: its gateway is not being read
	Conflict int                  `json:"conflicts"`
	Gap      int                  `json:"unallocated"`
}

// plan leads somebody with one school to its plan, and shows the city's to others.
func (s *server) plan(w http.ResponseWriter, r *http.Request) {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	if own, one := onlySchool(who.Scope); one {
		http.Redirect(w, r, schoolPath(own)+"/plan", http.StatusSeeOther)
		return
	}
	s.page("plan_city", s.askCityPlan)(w, r)
}

// askCityPlan answers for the plan of the city.
func (s *server) askCityPlan(r *http.Request, q ask) (any, error) {
	view := cityPlan{Written: []writtenZone{}}
	for _, z := range q.city.Plan.Zones {
		view.Written = append(view.Written, writtenZone{z.ID, z.Name, z.Expr, z.VLAN, z.DHCP, z.SSID})
	}
	var err error
	view.Schools, err = s.planRows(r.Context(), q)
	return view, err
}

// planRows sums up the plan of every school that may be seen.
func (s *server) planRows(ctx context.Context, q ask) ([]schoolPlanRow, error) {
	return eachSchool(ctx, q, func(ctx context.Context, school inventory.School) (schoolPlanRow, error) {
		snap, err := s.snapshot(ctx, q, school.Code)
		if err != nil {
			return schoolPlanRow{}, err
		}
		return planRowOf(s.rollOf(q, snap).planView()), nil
	})
}

// Of says how many addresses of a zone are in use, where that is known.
func (r schoolPlanRow) Of(zone string) string {
	if n, known := r.Used[zone]; known && r.Known {
		return strconv.Itoa(n)
	}
	return "–"
}

func planRowOf(v planView) schoolPlanRow {
	row := schoolPlanRow{Code: v.School, Name: v.Name, Known: len(v.Sources) > 0, Used: map[string]int{}, Gap: len(v.Gap)}
	for _, z := range v.Zones {
		if z.Used > 0 || z.Stale == 0 {
			row.Used[z.ID] = z.Used
		}
		row.Conflict += z.Conflict
	}
	return row
}
