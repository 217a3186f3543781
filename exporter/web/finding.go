package web

import (
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A findingPage is one finding with all that is known of it.
type findingPage struct {
	At      time.Time           `json:"at"`
	Name    string              `json:"school_name"`
	Finding findingView         `json:"finding"`
	Rests   []restRow           `json:"rests"`
	Words   []store.FindingWord `json:"words"`
	Cause   *findingView        `json:"cause,omitempty"`   // that stands for it
	Folded  []findingView       `json:"folded"`            // that it stands for
	Before  []findingView       `json:"before"`            // the same, earlier
	Related []findingView       `json:"related"`           // others of the same device or port that last
	Stage   inventory.Stage     `json:"stage"`             // shadow: nobody is told of it
	Lists   string              `json:"listing,omitempty"` // how its device stands against the lists

	May     bool      `json:"-"`
	Do      string    `json:"-"` // what the person is asked to confirm
	Done    string    `json:"-"`
	Missing string    `json:"-"`
	Note    string    `json:"-"`
	Until   time.Time `json:"-"`
}

// A restRow is a table that a finding rests on: all must be read completely after
// it was last seen before it can close.
type restRow struct {
	Switch inventory.SwitchID `json:"switch,omitempty"`
	Table  inventory.Table    `json:"table,omitempty"`
	Last   time.Time          `json:"last,omitzero"` // complete reading; absent: never
	Fresh  bool               `json:"fresh"`
}

// Path is the address of the page.
func (p findingPage) Path() string { return findingPath(p.Finding.School, p.Finding.ID) }

// Acts are the actions that make sense for the finding as it stands.
func (p findingPage) Acts() []string {
	if !p.May || !p.Finding.Open() {
		return nil
	}
	var acts []string
	if p.Finding.MAC != nil && p.Lists != "" && p.Lists != string(inventory.DeviceListed) {
		acts = append(acts, doListed)
	}
	for _, do := range []string{"ack", "accept", "dismiss", "open"} {
		if actions()[do] != p.Finding.State {
			acts = append(acts, do)
		}
	}
	return acts
}

func findingPath(school inventory.SchoolCode, id int64) string {
	return schoolPath(school) + "/findings/" + strconv.FormatInt(id, 10)
}

// askFinding answers for one finding.
func (s *server) askFinding(r *http.Request, q ask) (any, error) {
	row, err := s.findingRow(r, q)
	if err != nil {
		return nil, err
	}
	page, err := s.findingPage(r, q, row)
	form := r.URL.Query()
	page.Done = findingDone(q, form)
	if do := form.Get("do"); page.May && page.Finding.Open() && (do == doListed || actions()[do] != "") {
		page.Do = do
	}
	return page, err
}

// findingRow reads the finding of an address. One of another school is none.
func (s *server) findingRow(r *http.Request, q ask) (inventory.FindingRow, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return inventory.FindingRow{}, fs.ErrNotExist
	}
	row, err := s.DB.Finding(r.Context(), q.Scope, id)
	if err == nil && row.School != inventory.SchoolCode(r.PathValue("code")) {
		err = fs.ErrNotExist
	}
	return row, err
}

func (s *server) findingPage(r *http.Request, q ask, row inventory.FindingRow) (findingPage, error) {
	snap, err := s.snapshot(r.Context(), q, row.School)
	if err != nil {
		return findingPage{}, err
	}
	rollout, err := s.DB.Rollout(r.Context(), row.School)
	if err != nil {
		return findingPage{}, err
	}
	words, err := s.DB.FindingWords(r.Context(), q.Scope, row.ID)
	if err != nil {
		return findingPage{}, err
	}
	page := findingPage{At: q.at, Name: snap.School.Name, Finding: findingViewOf(q, row), Rests: restRows(snap, row), Words: words,
		Stage: rollout.StageOf(row.Kind), May: q.Role.May(inventory.RightAct) && !q.past, Until: dayAfter(q.now, acceptedFor)}
	page.Finding.Stage = page.Stage
	if !row.MAC.IsZero() {
		page.Lists = string(inventory.NewListing(snap).State(row.MAC))
	}
	return page, s.addKin(r, q, row, &page)
}

// addKin adds the findings that have to do with one: its cause, what it stands for,
// the same one earlier, others of the same device or port.
func (s *server) addKin(r *http.Request, q ask, row inventory.FindingRow, page *findingPage) error {
	lasting, err := s.DB.Findings(r.Context(), q.Scope, store.FindingQuery{School: row.School})
	if err != nil {
		return err
	}
	same, err := s.DB.Findings(r.Context(), q.Scope, store.FindingQuery{School: row.School, Kinds: []inventory.Kind{row.Kind},
		Subject: row.Subject, From: time.Unix(0, 0), Limit: 20})
	if err != nil {
		return err
	}
	page.Before = findingViews(q, slices.DeleteFunc(same, func(f inventory.FindingRow) bool { return f.ID >= row.ID }))
	var folded, related []inventory.FindingRow
	for _, f := range lasting {
		switch {
		case f.ID == row.ID:
		case row.Muted != "" && f.Muted == "" && f.Subject == row.Muted && mutesOthers(f.Kind):
			cause := findingViewOf(q, f)
			page.Cause = &cause
		case row.Resolved.IsZero() && mutesOthers(row.Kind) && f.Muted == row.Subject:
			folded = append(folded, f)
		case !f.MAC.IsZero() && f.MAC == row.MAC, f.Port != "" && f.Port == row.Port && f.Switch == row.Switch:
			related = append(related, f)
		}
	}
	page.Folded, page.Related = findingViews(q, folded), findingViews(q, related)
	return nil
}

// restRows says how each table stands that a finding rests on.
func restRows(snap *inventory.Snapshot, row inventory.FindingRow) []restRow {
	rows := []restRow{}
	views := map[inventory.SwitchID]*inventory.SwitchView{}
	for i := range snap.Switches {
		views[snap.Switches[i].Switch.ID] = &snap.Switches[i]
	}
	for _, t := range row.Rests {
		rest := restRow{Switch: t.Switch, Table: t.Table}
		v := views[t.Switch]
		switch {
		case v != nil && t.Table != "":
			rest.Last, rest.Fresh = v.Coverage[t.Table].Last, v.Coverage[t.Table].Fresh
		case v != nil:
			rest.Last, rest.Fresh = v.Answered, v.Silent == 0
		default:
			rest.Last, rest.Fresh = snap.Elsewhere[t].Last, snap.Elsewhere[t].Fresh
		}
		rows = append(rows, rest)
	}
	return rows
}
