package web

import (
	"cmp"
	"context"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/audit"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// How much of a long record the inbox reads, and how much of it one page shows.
const (
	inboxDepth = 5000
	inboxShown = 200
)

// The states of the inbox beside those of a finding.
const (
	stateLasting = "lasting" // whatever is not resolved
	stateAll     = "all"
)

// inboxTabs are the states that the inbox leads to, in their order.
func inboxTabs() []string {
	return []string{inventory.StateOpen, inventory.StateAcknowledged, inventory.StateAccepted,
		inventory.StateDismissed, inventory.StateResolved, stateAll}
}

// An inboxFilter says which findings are wanted. Empty fields want all.
type inboxFilter struct {
	School   inventory.SchoolCode
	State    string
	Kind     inventory.Kind
	Severity inventory.Severity
	Stage    inventory.Stage
	Text     string
	Wide     bool // the page is that of several schools
}

// inboxFilterOf reads a filter from an address or a form. School is that of the
// path, or empty on the page of several.
func inboxFilterOf(form url.Values, school inventory.SchoolCode) (inboxFilter, error) {
	f := inboxFilter{School: school, State: cmp.Or(form.Get("state"), inventory.StateOpen), Kind: inventory.Kind(form.Get("kind")),
		Severity: inventory.Severity(form.Get("severity")), Stage: inventory.Stage(form.Get("stage")),
		Text: strings.TrimSpace(form.Get("text")), Wide: school == ""}
	if f.Wide {
		f.School = inventory.SchoolCode(form.Get("school"))
	}
	if f.State != stateLasting && !slices.Contains(inboxTabs(), f.State) {
		return f, badRequest("error.state", "state", f.State)
	}
	return f, nil
}

// values are the filter as it stands in an address: fields at their default are
// left out.
func (f inboxFilter) values() url.Values {
	form := url.Values{}
	for name, value := range map[string]string{"kind": string(f.Kind), "severity": string(f.Severity),
		"stage": string(f.Stage), "text": f.Text} {
		if value != "" {
			form.Set(name, value)
		}
	}
	if f.State != inventory.StateOpen {
		form.Set("state", f.State)
	}
	if f.Wide && f.School != "" {
		form.Set("school", string(f.School))
	}
	return form
}

// Path is the address of the page without its filter.
func (f inboxFilter) Path() string {
	if f.Wide {
		return "/findings"
	}
	return schoolPath(f.School) + "/findings"
}

// With is the address of the page with one field of the filter changed.
func (f inboxFilter) With(name, value string) string {
	form := f.values()
	form.Del(name)
	if value != "" {
		form.Set(name, value)
	}
	if len(form) == 0 {
		return f.Path()
	}
	return f.Path() + "?" + form.Encode()
}

// Here is the address of the page with its filter.
func (f inboxFilter) Here() string { return f.With("", "") }

// Fields are the filter as the hidden fields of a form.
func (f inboxFilter) Fields() url.Values { return f.values() }

// stages knows how far the schools are.
type stages map[inventory.SchoolCode]inventory.Rollout

func (s *server) stages(ctx context.Context) (stages, error) { return s.DB.Rollouts(ctx) }

func (st stages) of(f inventory.FindingRow) inventory.Stage { return st[f.School].StageOf(f.Kind) }

// toldTo leaves the findings that a person's first pages show and count: what is
// in shadow is for the centre alone.
func (s *server) toldTo(ctx context.Context, q ask, rows []inventory.FindingRow) ([]inventory.FindingRow, error) {
	if q.Role == inventory.RoleCentre || len(rows) == 0 {
		return rows, nil
	}
	st, err := s.stages(ctx)
	return slices.DeleteFunc(rows, func(f inventory.FindingRow) bool { return st.of(f) == inventory.StageShadow }), err
}

// putAway says whether people have said that a finding is not to be dealt with now.
func putAway(f inventory.FindingRow) bool {
	return f.State == inventory.StateDismissed || f.State == inventory.StateAccepted
}

// inState says whether a finding belongs under a tab.
func inState(f inventory.FindingRow, state string) bool {
	switch state {
	case stateAll:
		return true
	case stateLasting:
		return f.State != inventory.StateResolved
	}
	return f.State == state
}

// wants says whether a filter lets a finding through, its state and kind aside.
func (f inboxFilter) wants(q ask, st stages, row inventory.FindingRow) bool {
	return (f.School == "" || f.School == row.School) && (f.Severity == "" || f.Severity == row.Severity) &&
		(f.Stage == "" || f.Stage == st.of(row)) && (f.Text == "" || f.mentions(q, row))
}

// mentions says whether a finding has the text of the filter anywhere in its
// words, or a MAC in any notation.
func (f inboxFilter) mentions(q ask, row inventory.FindingRow) bool {
	school, _ := q.city.School(row.School)
	m := wording.Finding(q.lang, row, school, q.at)
	words := strings.ToLower(strings.Join([]string{m.Ref, m.Title, m.What, m.Where, m.Evidence, row.Subject, string(row.School),
		row.Port, row.IP.String(), row.Note, row.Actor}, "\n"))
	part := macPart(f.Text)
	return strings.Contains(words, strings.ToLower(f.Text)) ||
		part != "" && !row.MAC.IsZero() && strings.Contains(hexOf(row.MAC), part)
}

// inboxRows reads what lasts and, where the filter asks for it, what is over.
func (s *server) inboxRows(ctx context.Context, q ask, f inboxFilter) ([]inventory.FindingRow, error) {
	query := store.FindingQuery{School: f.School, Limit: maxRows}
	if q.past {
		query.At = q.at
		return s.DB.Findings(ctx, q.Scope, query)
	}
	rows, err := s.DB.Findings(ctx, q.Scope, query)
	if err != nil || f.State != inventory.StateResolved && f.State != stateAll {
		return rows, err
	}
	query.States, query.Limit = []string{inventory.StateResolved}, inboxDepth
	over, err := s.DB.Findings(ctx, q.Scope, query)
	return append(rows, over...), err
}

// askFindings answers for the findings of a school: those that nobody has said a
// word on yet, unless the request names another state.
func (s *server) askFindings(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	f, err := inboxFilterOf(r.URL.Query(), snap.School.Code)
	if err != nil {
		return nil, err
	}
	view, err := s.inbox(r, q, f)
	view.At, view.School, view.Name = snap.At, snap.School.Code, snap.School.Name
	view.Blind, view.Data, view.Due = s.blind(snap), dataAge(snap), s.dueOf(snap)
	return view, err
}

// askCityFindings answers for the findings of every school that one may see.
func (s *server) askCityFindings(r *http.Request, q ask) (any, error) {
	f, err := inboxFilterOf(r.URL.Query(), "")
	if err != nil {
		return nil, err
	}
	if f.School != "" && !slices.ContainsFunc(q.schools(), func(s inventory.School) bool { return s.Code == f.School }) {
		return nil, fs.ErrNotExist
	}
	view, err := s.inbox(r, q, f)
	view.At, view.School, view.Name = q.at, f.School, q.city.Name
	return view, err
}

// inbox fills what the page of one school and that of several share.
func (s *server) inbox(r *http.Request, q ask, f inboxFilter) (findingsView, error) {
	view := findingsView{inboxFilter: f, State: f.State, Kind: f.Kind, Blind: []blindKind{},
		May: q.Role.May(inventory.RightAct) && !q.past, Edits: q.Role.May(inventory.RightEdit), Plain: q.Role != inventory.RoleCentre}
	rows, err := s.inboxRows(r.Context(), q, f)
	if err != nil {
		return view, err
	}
	st, err := s.stages(r.Context())
	if err != nil {
		return view, err
	}
	view.Rollout = st[f.School]
	rows = slices.DeleteFunc(rows, func(row inventory.FindingRow) bool { return !f.wants(q, st, row) })
	view.Tabs, view.Schools = countTabs(rows), s.countSchools(q, f, rows)
	if !q.past {
		rows = slices.DeleteFunc(rows, func(row inventory.FindingRow) bool { return !inState(row, f.State) })
	}
	view.Kinds = countKinds(rows)
	rows = ofKind(rows, f.Kind)
	sortFindings(rows)
	view.Total = len(rows)
	for _, row := range rows[:min(len(rows), inboxShown)] {
		v := findingViewOf(q, row)
		v.Stage, v.Tick = st.of(row), view.May && v.Open()
		view.Findings = append(view.Findings, v)
	}
	view.Done = doneOf(q, r.URL.Query())
	return view, nil
}

// A tabCount says how many findings are in a state.
type tabCount struct {
	State string `json:"state"`
	Count int    `json:"count"`
}

// countTabs counts what lasts by its state.
func countTabs(rows []inventory.FindingRow) []tabCount {
	tabs := []tabCount{}
	for _, state := range inboxTabs() {
		n := 0
		for _, f := range rows {
			if f.State == state {
				n++
			}
		}
		tabs = append(tabs, tabCount{state, n})
	}
	return tabs
}

// A schoolCount says how many findings of a school are in the chosen state.
type schoolCount struct {
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	Count  int                  `json:"count"`
}

// countSchools counts for the page of several schools, those with most first.
func (s *server) countSchools(q ask, f inboxFilter, rows []inventory.FindingRow) []schoolCount {
	counts := map[inventory.SchoolCode]int{}
	for _, row := range rows {
		if q.past || inState(row, f.State) {
			counts[row.School]++
		}
	}
	list := []schoolCount{}
	for _, school := range q.schools() {
		if n := counts[school.Code]; f.Wide && (n > 0 || school.Code == f.School) {
			list = append(list, schoolCount{school.Code, school.Name, n})
		}
	}
	slices.SortStableFunc(list, func(a, b schoolCount) int { return b.Count - a.Count })
	return list
}

// YearAgo is where the downloaded record of findings begins.
func (v findingsView) YearAgo() time.Time { return v.At.AddDate(-1, 0, 0) }

// Table is the record of findings.
func (findingsView) Table() audit.Table { return audit.Findings }
