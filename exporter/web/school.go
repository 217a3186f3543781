package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"rollcall/exporter/audit"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// topFindings is how many findings a school's page shows before it sends on to
// the page of findings.
const topFindings = 8

// helpDays is for how long the page of a school shows who asked for help.
const helpDays = 7

// A schoolView is the page of one school.
type schoolView struct {
	At time.Time `json:"at"`
	brief
	Top        []findingView `json:"top_findings"`
	Reach      wayView       `json:"reach"`
	SwitchList []switchRow   `json:"switch_list"`
	Servers    []serverRow   `json:"servers,omitempty"` // of the server room, at the school that looks after it
	Zones      []zoneRow     `json:"zones"`
	DHCP       dhcpPart      `json:"dhcp"`
	Coverage   []coverageRow `json:"coverage"`
	Blind      []blindKind   `json:"not_observable"`
	Lists      []listRow     `json:"lists"`
	Exports    []audit.Table `json:"-"`
	Help       []store.Event `json:"asked_for_help"` // of the last week
	Unlisted   []deviceRow   `json:"unlisted"`       // devices that no list knows, where the plan wants to hear of them
}

// A switchRow is one switch where pages list several.
type switchRow struct {
	Switch   inventory.SwitchID   `json:"switch"`
	Role     inventory.SwitchRole `json:"role"`
	Place    string               `json:"place,omitempty"`
	Model    string               `json:"model,omitempty"`
	State    string               `json:"state"` // up late auth down unread
	Reason   inventory.Reason     `json:"reason,omitempty"`
	Answered time.Time            `json:"answered,omitzero"`
	Ports    int                  `json:"ports"`
	PortsUp  int                  `json:"ports_up"`
	Devices  int                  `json:"devices"`
	Missing  []inventory.Table    `json:"missing,omitempty"` // tables that an answering switch does not tell completely
}

// Troubled says whether somebody should look at the switch: such come first.
func (s switchRow) Troubled() bool { return s.State != switchUp || len(s.Missing) > 0 }

// A zoneRow counts the devices of one zone.
type zoneRow struct {
	ID   string `json:"zone"`
	Name string `json:"name"`
	Expr string `json:"expr"`
	VLAN int    `json:"vlan,omitempty"`
	SSID string `json:"ssid,omitempty"`
	Mute bool   `json:"unknown_ignored,omitempty"` // personal devices: unknown ones are no news here
	stateCount
}

// A coverageRow says how completely one table of all switches is read.
type coverageRow struct {
	Table    inventory.Table `json:"table"`
	Complete int             `json:"complete"` // switches
	Total    int             `json:"total"`    // switches
	Oldest   time.Time       `json:"oldest,omitzero"`
}

// A listRow says which list the school keeps and how old it is.
type listRow struct {
	List string    `json:"list"` // whitelist devices ports
	Rows int       `json:"rows"`
	At   time.Time `json:"at,omitzero"`
}

// askSchool answers for one school.
func (s *server) askSchool(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	findings, err := s.schoolFindings(r.Context(), q, findingFilter{School: snap.School.Code, State: inventory.StateOpen})
	if err == nil {
		findings, err = s.toldTo(r.Context(), q, findings)
	}
	if err != nil {
		return nil, err
	}
	roll := s.rollOf(q, snap)
	view := roll.schoolView(q)
	view.Findings = countFindings(findings)
	if view.Data.Newest.IsZero() {
		view.Due = s.firstDue(snap.School)
	}
	causes := slices.DeleteFunc(findings, func(f inventory.FindingRow) bool { return f.Muted != "" || putAway(f) })
	view.Top = findingViews(q, firstFindings(causes, topFindings))
	view.Blind = s.blind(snap)
	if view.Reach, err = s.wayOf(r, q, snap); err != nil {
		return nil, err
	}
	view.Help, err = s.DB.Events(r.Context(), q.Scope, store.EventQuery{School: snap.School.Code, Action: store.ActionHelp,
		From: q.at.AddDate(0, 0, -helpDays), To: q.at.Add(time.Second), Limit: maxPlaces})
	return view, err
}

// schoolView builds everything of the page that a Snapshot alone tells.
func (r *roll) schoolView(q ask) schoolView {
	devices := r.devices(q.lang)
	view := schoolView{At: r.snap.At, brief: r.briefOf(q.city.Thresholds.DownAfter),
		Servers: serverRows(r.snap), Zones: r.zoneRows(devices), DHCP: r.dhcpPart(), Coverage: r.coverage(), Lists: r.listRows(),
		Exports: q.exportTables(r.snap.School.Code), Unlisted: r.strangers(devices)}
	perSwitch := map[inventory.SwitchID]int{}
	for _, d := range devices {
		perSwitch[d.Switch]++
	}
	for i := range r.snap.Switches {
		v := &r.snap.Switches[i]
		row := switchRowOf(v, q.city.Thresholds.DownAfter)
		row.Devices = perSwitch[v.Switch.ID]
		view.SwitchList = append(view.SwitchList, row)
	}
	slices.SortStableFunc(view.SwitchList, func(a, b switchRow) int { return falseFirst(!a.Troubled(), !b.Troubled()) })
	return view
}

func switchRowOf(v *inventory.SwitchView, downAfter int) switchRow {
	row := switchRow{Switch: v.Switch.ID, Role: v.Switch.Role, Place: cmp.Or(v.Switch.Place, v.Facts.Location),
		Model: v.Facts.Model, State: stateOf(v, downAfter), Reason: v.Reason, Answered: v.Answered}
	for _, p := range v.Ports {
		if !p.IsSocket() {
			continue
		}
		row.Ports++
		if p.Link.Oper == "up" {
			row.PortsUp++
		}
	}
	if row.State == switchUp {
		row.Missing = missingTables(v)
	}
	return row
}

// missingTables are what an answering switch did not tell completely; of one
// that does not answer, that is everything.
func missingTables(v *inventory.SwitchView) []inventory.Table {
	var missing []inventory.Table
	for _, t := range inventory.Tables() {
		if c, asked := v.Coverage[t]; asked && !c.State.Complete && c.State.Reason != inventory.ReasonUnsupported {
			missing = append(missing, t)
		}
	}
	return missing
}

// zoneRows counts devices by zone, in the order of the plan; zones without any
// device are left out, devices without a zone come last.
func (r *roll) zoneRows(devices []deviceRow) []zoneRow {
	counts := map[string]*stateCount{}
	for _, d := range devices {
		if counts[d.Zone] == nil {
			counts[d.Zone] = &stateCount{}
		}
		counts[d.Zone].add(d.State)
	}
	rows := []zoneRow{}
	for _, z := range r.snap.Plan.Zones {
		if c := counts[z.ID]; c != nil {
			rows = append(rows, zoneRow{ID: z.ID, Name: z.Name, Expr: z.Expr, VLAN: z.VLAN, SSID: z.SSID,
				Mute: z.Unknown == "ignore", stateCount: *c})
		}
	}
	if c := counts[""]; c != nil {
		rows = append(rows, zoneRow{stateCount: *c})
	}
	return rows
}

// strangers are the devices that no list of the city knows, in zones whose plan
// says that unknown devices are news.
func (r *roll) strangers(devices []deviceRow) []deviceRow {
	rows := []deviceRow{}
	for _, d := range devices {
		z, ok := r.snap.Plan.ByID(d.Zone)
		if ok && z.Unknown == "alert" && (d.State == inventory.DeviceUnlisted || d.State == inventory.DeviceRandom) {
			rows = append(rows, d)
		}
	}
	slices.SortStableFunc(rows, func(a, b deviceRow) int { return cmp.Compare(a.State, b.State) })
	return rows
}

// coverage counts for each table the switches on which it is known right now.
func (r *roll) coverage() []coverageRow {
	rows := []coverageRow{}
	for _, t := range inventory.Tables() {
		row := coverageRow{Table: t}
		for i := range r.snap.Switches {
			row.count(r.snap.Switches[i].Coverage, t)
		}
		if row.Total > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func (row *coverageRow) count(c map[inventory.Table]inventory.CoverageView, t inventory.Table) {
	state, asked := c[t]
	if !asked || state.State.Reason == inventory.ReasonUnsupported {
		return
	}
	row.Total++
	if state.Fresh {
		row.Complete++
	}
	if !state.Last.IsZero() && (row.Oldest.IsZero() || state.Last.Before(row.Oldest)) {
		row.Oldest = state.Last
	}
}

func (r *roll) listRows() []listRow {
	l := r.snap.Lists
	return []listRow{
		{"whitelist", len(l.Whitelist), l.WhitelistAt},
		{"devices", len(l.Master), l.MasterAt},
		{"ports", len(l.PortRecord), l.PortAt},
	}
}
