package web

import (
	"cmp"
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

// A findingsView is the inbox of a school, or of several.
type findingsView struct {
	inboxFilter `json:"-"`
	At          time.Time            `json:"at"`
	School      inventory.SchoolCode `json:"school,omitempty"` // empty: all that one may see
	Name        string               `json:"school_name"`      // of the city where there is no school
	State       string               `json:"state"`
	Kind        inventory.Kind       `json:"kind,omitempty"`
	Tabs        []tabCount           `json:"states"`
	Kinds       []kindCount          `json:"kinds"`
	Schools     []schoolCount        `json:"schools,omitempty"`
	Total       int                  `json:"total"` // that the filter lets through; the findings are the first of them
	Findings    []findingView        `json:"findings"`
	Rollout     inventory.Rollout    `json:"-"`
	Blind       []blindKind          `json:"not_observable"`
	Data        age                  `json:"data"`
	Due         time.Time            `json:"first_read_due,omitzero"`
	May         bool                 `json:"-"` // the person may say a word
	Edits       bool                 `json:"-"` // ... and change the lists
	Plain       bool                 `json:"-"` // what is in shadow is folded away
	Done        string               `json:"-"` // what was just done
}

// A kindCount says how many findings of a kind there are in the chosen state.
type kindCount struct {
	Kind  inventory.Kind `json:"kind"`
	Count int            `json:"count"`
}

// A findingView is one finding with its sentences.
type findingView struct {
	ID       int64                `json:"id"`
	Ref      string               `json:"ref"`
	Kind     inventory.Kind       `json:"kind"`
	Severity inventory.Severity   `json:"severity"`
	State    string               `json:"state"`
	Stage    inventory.Stage      `json:"stage,omitempty"` // shadow: nobody is told of it
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
	Until    time.Time            `json:"until,omitzero"` // of an accepted one; absent: for good
	Title    string               `json:"title"`
	What     string               `json:"what"`
	Where    string               `json:"where,omitempty"`
	Evidence string               `json:"evidence,omitempty"`
	Next     string               `json:"next,omitempty"`
	Fixed    string               `json:"fixed,omitempty"`

	Tick   bool          `json:"-"` // it can be ticked for an action
	Folded []findingView `json:"-"` // that it stands for
}

// Open says whether the finding lasts.
func (f findingView) Open() bool { return f.State != inventory.StateResolved }

// Shadow says whether nobody is told of it.
func (f findingView) Shadow() bool { return f.Stage == inventory.StageShadow }

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

// sortFindings puts what matters first: lasting before resolved, by severity,
// muted ones after their cause, new before old.
func sortFindings(rows []inventory.FindingRow) {
	slices.SortStableFunc(rows, func(a, b inventory.FindingRow) int {
		return cmp.Or(falseFirst(!a.Resolved.IsZero(), !b.Resolved.IsZero()), falseFirst(a.Muted != "", b.Muted != ""),
			rank(b.Severity)-rank(a.Severity), b.Opened.Compare(a.Opened))
	})
}

// findingViews puts findings into words, in their order.
func findingViews(q ask, rows []inventory.FindingRow) []findingView {
	rows = slices.Clone(rows)
	sortFindings(rows)
	views := make([]findingView, 0, len(rows))
	for _, f := range rows {
		views = append(views, findingViewOf(q, f))
	}
	return views
}

// firstFindings are those that stand first.
func firstFindings(rows []inventory.FindingRow, n int) []inventory.FindingRow {
	rows = slices.Clone(rows)
	sortFindings(rows)
	return rows[:min(n, len(rows))]
}

func findingViewOf(q ask, f inventory.FindingRow) findingView {
	school, _ := q.city.School(f.School)
	m := wording.Finding(q.lang, f, school, q.at)
	v := findingView{ID: f.ID, Ref: m.Ref, Title: m.Title, Kind: f.Kind, Severity: f.Severity, State: f.State,
		School: f.School, Subject: f.Subject, Switch: f.Switch, Port: f.Port, IP: f.IP, VID: f.VID, Room: f.Room,
		Since: f.Since, Opened: f.Opened, Seen: f.Seen, Resolved: f.Resolved, MutedBy: f.Muted, Actor: f.Actor,
		Note: f.Note, Until: f.Until, What: m.What, Where: m.Where, Evidence: m.Evidence, Next: m.Next, Fixed: m.Fixed}
	if !f.MAC.IsZero() {
		v.MAC = &f.MAC
	}
	return v
}

// foldFindings puts findings under the one that stands for them, where it is
// among them, and leaves the others in their order.
func foldFindings(views []findingView) []findingView {
	causes := map[string]int{} // school and subject of what mutes others
	var top []findingView
	for _, v := range views {
		if v.MutedBy == "" {
			top = append(top, v)
			if v.Open() && mutesOthers(v.Kind) {
				causes[string(v.School)+"\n"+v.Subject] = len(top) - 1
			}
		}
	}
	for _, v := range views {
		if v.MutedBy == "" {
			continue
		}
		if i, shown := causes[string(v.School)+"\n"+v.MutedBy]; shown {
			top[i].Folded = append(top[i].Folded, v)
		} else {
			top = append(top, v)
		}
	}
	return top
}

// mutesOthers says whether findings of a kind stand for others.
func mutesOthers(kind inventory.Kind) bool {
	return slices.Contains([]inventory.Kind{inventory.KindGatewayDown, inventory.KindUpstreamDown, inventory.KindSwitchDown,
		inventory.KindSNMPAuthFail, inventory.KindPollStale}, kind)
}

// Told are the findings of the page, those below their cause folded. Where what is
// in shadow is folded away, it is not among them.
func (v findingsView) Told() []findingView { return foldFindings(v.staged(false)) }

// Shadowed are the findings that are folded away because nobody is told of them.
func (v findingsView) Shadowed() []findingView {
	if !v.Plain {
		return nil
	}
	return foldFindings(v.staged(true))
}

func (v findingsView) staged(shadow bool) []findingView {
	var views []findingView
	for _, f := range v.Findings {
		if !v.Plain || f.Shadow() == shadow {
			views = append(views, f)
		}
	}
	return views
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
