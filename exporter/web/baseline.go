package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// leastHours is for how long a device must have been seen to be drafted, where
// nobody says; mostHours is the longest that can be asked for.
const (
	leastHours = 1
	mostHours  = 24 * 30
)

// A baselineView is the page on which what is seen at a school is reviewed, and
// taken for right.
type baselineView struct {
	At      time.Time               `json:"at"`
	School  inventory.SchoolCode    `json:"school"`
	Name    string                  `json:"school_name"`
	Draft   inventory.BaselineDraft `json:"draft"`
	LeftOut []leftOut               `json:"left_out_by_reason"`
	History []inventory.Baseline    `json:"history"`
	Hours   int                     `json:"hours"`
	Master  store.Version           `json:"-"`
	Ports   store.Version           `json:"-"`
	May     bool                    `json:"-"`
	Done    string                  `json:"-"`
	Wrong   string                  `json:"-"` // the key of why nothing was written
}

// A leftOut says what is not drafted for one reason.
type leftOut struct {
	Why     inventory.SkipWhy     `json:"why"`
	Devices []inventory.DraftSkip `json:"devices"`
}

// Classes are those that a device may be given.
func (v baselineView) Classes() []string { return inventory.Classes() }

// Holds returns the baseline that holds; nil where there is none.
func (v baselineView) Holds() *inventory.Baseline {
	for i := range v.History {
		if v.History[i].Undone.IsZero() {
			return &v.History[i]
		}
	}
	return nil
}

// Unread names the switches whose devices are not in the draft.
func (v baselineView) Unread() string {
	var names []string
	for _, id := range v.Draft.Unread {
		names = append(names, string(id))
	}
	return strings.Join(names, ", ")
}

// askBaseline answers with the draft of a baseline.
func (s *server) askBaseline(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	view, err := s.baselineView(r, q, *school)
	form := r.URL.Query()
	if did := form.Get("did"); did == "taken" || did == "undone" {
		view.Done = say(q.lang, didBaseline(did), "n", cmp.Or(form.Get("n"), "0"))
	}
	return view, err
}

func didBaseline(did string) string { return "baseline.did." + did }

func (s *server) baselineView(r *http.Request, q ask, school inventory.School) (baselineView, error) {
	view := baselineView{At: q.now, School: school.Code, Name: school.Name, May: q.Role.May(inventory.RightEdit) && !q.past,
		Hours: leastHours}
	if hours, err := strconv.Atoi(r.FormValue("hours")); err == nil && hours >= 0 && hours <= mostHours {
		view.Hours = hours
	}
	var err error
	if view.Draft, err = s.draft(r, q, school.Code, view.Hours); err != nil {
		return view, err
	}
	for _, why := range inventory.SkipWhys() {
		devices := slices.DeleteFunc(slices.Clone(view.Draft.LeftOut), func(d inventory.DraftSkip) bool { return d.Why != why })
		if len(devices) > 0 {
			view.LeftOut = append(view.LeftOut, leftOut{why, devices})
		}
	}
	if view.Master, err = s.DB.ListVersion(r.Context(), q.Scope, school.Code, store.ListMaster); err != nil {
		return view, err
	}
	if view.Ports, err = s.DB.ListVersion(r.Context(), q.Scope, school.Code, store.ListPorts); err != nil {
		return view, err
	}
	view.History, err = s.DB.Baselines(r.Context(), q.Scope, school.Code)
	return view, err
}

// draft is what a baseline would be. It is drawn from the store, so that the draft
// of a moment is the same whenever it is asked for.
func (s *server) draft(r *http.Request, q ask, code inventory.SchoolCode, hours int) (inventory.BaselineDraft, error) {
	if s.Draft == nil {
		return inventory.BaselineDraft{School: code, At: q.now}, nil
	}
	snap, err := s.DB.Snapshot(r.Context(), q.Scope, q.city, code, q.at)
	if err != nil {
		return inventory.BaselineDraft{}, err
	}
	return s.Draft(snap, time.Duration(hours)*time.Hour), nil
}

// takeBaseline writes what was reviewed.
func (s *server) takeBaseline(w http.ResponseWriter, r *http.Request) {
	q, school, err := s.readBaseline(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.PostForm.Get("do") == "undo" {
		s.undoBaseline(w, r, q, school)
		return
	}
	taking, err := s.reviewed(r, q, school.Code)
	if err == nil {
		_, err = s.DB.TakeBaseline(r.Context(), q.Scope, taking)
	}
	s.baselineDone(w, r, q, baselineOutcome{school, "taken", len(taking.Devices), err})
}

func (s *server) undoBaseline(w http.ResponseWriter, r *http.Request, q ask, school inventory.School) {
	_, err := s.DB.UndoBaseline(r.Context(), q.Scope, store.Undo{At: q.now, Actor: q.Actor, School: school.Code})
	s.baselineDone(w, r, q, baselineOutcome{school, "undone", 0, err})
}

// A baselineOutcome is what came of a form.
type baselineOutcome struct {
	school inventory.School
	did    string
	n      int
	err    error
}

// baselineDone leads back to the page; where the lists have changed meanwhile it
// is shown once more, with what they hold now.
func (s *server) baselineDone(w http.ResponseWriter, r *http.Request, q ask, o baselineOutcome) {
	wrong := baselineWrong(o.err)
	switch {
	case o.err == nil:
		s.changed([]inventory.SchoolCode{o.school.Code})
		http.Redirect(w, r, schoolPath(o.school.Code)+"/baseline?did="+o.did+"&n="+strconv.Itoa(o.n), http.StatusSeeOther)
		return
	case wrong == "":
		s.fail(w, r, storeBusy(o.err))
		return
	}
	q.at = q.now
	view, err := s.baselineView(r, q, o.school)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view.Wrong = wrong
	s.writePage(w, r, sheet{name: "baseline", status: http.StatusConflict, body: view})
}

// baselineWrong is the key of the sentence for a refusal that the person can mend.
func baselineWrong(err error) string {
	var since *store.ChangedSinceError
	switch {
	case errors.Is(err, store.ErrListChanged):
		return "baseline.wrong.changed"
	case errors.As(err, &since):
		return "baseline.wrong.since"
	case errors.Is(err, store.ErrNoBaseline):
		return "baseline.wrong.none"
	}
	return ""
}

// readBaseline reads a form. The moment that was reviewed is the one asked about.
func (s *server) readBaseline(r *http.Request) (q ask, school inventory.School, err error) {
	if q, err = s.read(r); err != nil {
		return q, school, err
	}
	seen, err := seenSchool(r, q)
	if err != nil {
		return q, school, err
	}
	if err = parseForm(r); err != nil {
		return q, school, err
	}
	if at, err := time.Parse(time.RFC3339, r.PostForm.Get("at")); err == nil && !at.After(q.now) {
		q.at = at.UTC()
	}
	return q, *seen, nil
}

// reviewed is what a person has left ticked of the draft, with the names and
// classes that were given.
func (s *server) reviewed(r *http.Request, q ask, code inventory.SchoolCode) (store.Taking, error) {
	form := r.PostForm
	hours, err := strconv.Atoi(form.Get("hours"))
	if err != nil || hours < 0 || hours > mostHours {
		return store.Taking{}, badRequest("error.form")
	}
	draft, err := s.draft(r, q, code, hours)
	if err != nil {
		return store.Taking{}, err
	}
	taking := store.Taking{At: q.now, Actor: q.Actor, School: code, SeenMaster: versionOf(form, "master"), SeenPorts: versionOf(form, "ports_seen")}
	for _, d := range draft.Devices {
		mac := d.Entry.MAC.String()
		if !slices.Contains(form["mac"], mac) {
			continue
		}
		d.Entry.Name = cmp.Or(short(form.Get("name."+mac)), d.Entry.Name)
		if class := form.Get("class." + mac); slices.Contains(inventory.Classes(), class) || class == "" {
			d.Entry.Class = class
		}
		d.Entry.By = q.Actor
		taking.Devices, taking.MACs = append(taking.Devices, d.Entry), append(taking.MACs, d.Entry.MAC)
	}
	if isSet(form.Get("ports")) {
		taking.Ports = draft.Ports
	}
	return taking, nil
}

func versionOf(form url.Values, name string) store.Version {
	n, err := strconv.ParseInt(form.Get(name), 10, 64)
	if err != nil {
		return 0
	}
	return store.Version(n)
}

// mostName is how long the name of a device may be, in characters.
const mostName = 100

// short is a text without blanks around it, cut at mostName.
func short(text string) string {
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), mostName)])
}
