package web

import (
	"cmp"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A findingFilter says which findings of a school are wanted. An empty State or
// Kind means all of them.
type findingFilter struct {
	School inventory.SchoolCode
	State  string
	Kind   inventory.Kind
}

// A findingsView is the page of a school's findings.
type findingsView struct {
	At       time.Time            `json:"at"`
	School   inventory.SchoolCode `json:"school"`
	Name     string               `json:"school_name"`
	State    string               `json:"state"` // open resolved all
	Kind     inventory.Kind       `json:"kind,omitempty"`
	Kinds    []kindCount          `json:"kinds"`
	Findings []findingView        `json:"findings"`
	Blind    []blindKind          `json:"not_observable"`
	Data     age                  `json:"data"`
	Due      time.Time            `json:"first_read_due,omitzero"`
}

// A kindCount says how many findings of a kind there are in the chosen state.
type kindCount struct {
	Kind  inventory.Kind `json:"kind"`
	Count int            `json:"count"`
}

// A findingView is one finding with its sentences.
type findingView struct {
	Ref      string               `json:"ref"`
	Kind     inventory.Kind       `json:"kind"`
	Severity inventory.Severity   `json:"severity"`
	State    string               `json:"state"`
	School   inventory.SchoolCode `json:"school"`
	Subject  string               `json:"subject"`
	Switch   inventory.SwitchID   `json:"switch,omitempty"`
	Port     string               `json:"port,omitempty"`
	MAC      *inventory.MAC       `json:"mac,omitempty"`
	IP       netip.Addr           `json:"ip,omitzero"`
	VID      int                  `json:"vid,omitempty"`
	Room     string               `json:"room,omitempty"`
	Since    time.Time            `json:"since,omitzero"`
	Opened   time.Time            `json:"opened"`
	Seen     time.Time            `json:"seen,omitzero"`
	Resolved time.Time            `json:"resolved,omitzero"`
	MutedBy  string               `json:"muted_by,omitempty"`
	Actor    string               `json:"actor,omitempty"`
	Note     string               `json:"note,omitempty"`
	Title    string               `json:"title"`
	What     string               `json:"what"`
	Where    string               `json:"where,omitempty"`
	Evidence string               `json:"evidence,omitempty"`
	Next     string               `json:"next,omitempty"`
	Fixed    string               `json:"fixed,omitempty"`
}

// Open says whether the finding lasts.
func (f findingView) Open() bool { return f.State != inventory.StateResolved }

// askFindings answers for the findings of a school: open ones unless the
// request names another state.
func (s *server) askFindings(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	view := findingsView{At: snap.At, School: snap.School.Code, Name: snap.School.Name, Blind: s.blind(snap),
		Data: dataAge(snap), Due: s.dueOf(snap),
		State: cmp.Or(r.URL.Query().Get("state"), inventory.StateOpen), Kind: inventory.Kind(r.URL.Query().Get("kind"))}
	filter := findingFilter{School: view.School}
	switch view.State {
	case "all":
	case inventory.StateOpen, inventory.StateResolved:
		filter.State = view.State
	default:
		return nil, badRequest("error.state", "state", view.State)
	}
	rows, err := s.schoolFindings(r.Context(), q, filter)
	if err != nil {
		return nil, err
	}
	view.Kinds = countKinds(rows)
	view.Findings = findingViews(q, ofKind(rows, view.Kind))
	return view, nil
}

func ofKind(rows []inventory.FindingRow, kind inventory.Kind) []inventory.FindingRow {
	if kind == "" {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(f inventory.FindingRow) bool { return f.Kind != kind })
}

func countKinds(rows []inventory.FindingRow) []kindCount {
	counts := map[inventory.Kind]int{}
	for _, f := range rows {
		counts[f.Kind]++
	}
	kinds := []kindCount{}
	for kind, n := range counts {
		kinds = append(kinds, kindCount{kind, n})
	}
	slices.SortFunc(kinds, func(a, b kindCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind))
	})
	return kinds
}

// findingViews puts findings into words, what matters first: lasting before
// resolved, by severity, muted ones after their cause, new before old.
func findingViews(q ask, rows []inventory.FindingRow) []findingView {
	views := make([]findingView, 0, len(rows))
	for _, f := range rows {
		views = append(views, findingViewOf(q, f))
	}
	slices.SortStableFunc(views, func(a, b findingView) int {
		return cmp.Or(falseFirst(!a.Open(), !b.Open()), falseFirst(a.MutedBy != "", b.MutedBy != ""),
			rank(b.Severity)-rank(a.Severity), b.Opened.Compare(a.Opened))
	})
	return views
}

func firstFindings(views []findingView, n int) []findingView { return views[:min(n, len(views))] }

func findingViewOf(q ask, f inventory.FindingRow) findingView {
	school, _ := q.city.School(f.School)
	m := wording.Finding(q.lang, f, school, q.at)
	v := findingView{Ref: m.Ref, Title: m.Title, Kind: f.Kind, Severity: f.Severity, State: f.State,
		School: f.School, Subject: f.Subject, Switch: f.Switch, Port: f.Port, IP: f.IP, VID: f.VID, Room: f.Room,
		Since: f.Since, Opened: f.Opened, Seen: f.Seen, Resolved: f.Resolved, MutedBy: f.Muted, Actor: f.Actor,
		Note: f.Note, What: m.What, Where: m.Where, Evidence: m.Evidence, Next: m.Next, Fixed: m.Fixed}
	if !f.MAC.IsZero() {
		v.MAC = &f.MAC
	}
	return v
}

func rank(s inventory.Severity) int {
	return slices.Index([]inventory.Severity{inventory.Info, inventory.Warning, inventory.Critical}, s)
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// YearAgo is where the downloaded record of findings begins.
func (v findingsView) YearAgo() time.Time { return v.At.AddDate(-1, 0, 0) }

// Path is the address of the page, to which its filters are added.
func (v findingsView) Path() string { return schoolPath(v.School) + "/findings" }
