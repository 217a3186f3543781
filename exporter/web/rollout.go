package web

import (
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A rolloutView is the page on which the centre sees and decides how far each
// school is.
type rolloutView struct {
	At      time.Time        `json:"at"`
	Schools []rolloutRow     `json:"schools"`
	Kinds   []inventory.Kind `json:"kinds"`
	Done    string           `json:"-"`
	May     bool             `json:"-"`
}

// A rolloutRow is one school of it.
type rolloutRow struct {
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	Stage  inventory.Stage      `json:"stage"` // on: live; shadow
	Live   time.Time            `json:"live,omitzero"`
	Since  time.Time            `json:"since,omitzero"`
	Actor  string               `json:"actor,omitempty"`
	On     []inventory.Kind     `json:"on"`      // kinds that are told, once the school is live
	Set    []kindStage          `json:"decided"` // kinds of which somebody decided
}

// A kindStage is the stage of one kind at one school, once that is live.
type kindStage struct {
	Kind    inventory.Kind  `json:"kind"`
	Stage   inventory.Stage `json:"stage"`
	Decided bool            `json:"decided"` // else it is the stage that the kind starts with
}

// A rolloutPage is how far one school is, and how it came there.
type rolloutPage struct {
	At time.Time `json:"at"`
	rolloutRow
	Kinds   []kindStage         `json:"kinds"`
	History []rolloutChange     `json:"history"`
	Done    string              `json:"-"`
	May     bool                `json:"-"`
	Base    *inventory.Baseline `json:"baseline,omitempty"`
}

// A rolloutChange is one decision, against the one before.
type rolloutChange struct {
	At    time.Time       `json:"at"`
	Actor string          `json:"actor"`
	Live  inventory.Stage `json:"live,omitempty"` // what became of the school as a whole; absent: nothing
	Kinds []kindStage     `json:"kinds"`          // of which the decision was another than before
}

// askRollout answers for every school that one may see.
func (s *server) askRollout(r *http.Request, q ask) (any, error) {
	all, err := s.DB.Rollouts(r.Context())
	if err != nil {
		return nil, err
	}
	view := rolloutView{At: q.now, Schools: []rolloutRow{}, Kinds: s.Kinds, May: q.Role.May(inventory.RightManage),
		Done: rolloutDone(q, r.URL.Query())}
	for _, school := range q.schools() {
		view.Schools = append(view.Schools, s.rolloutRow(school, all[school.Code]))
	}
	return view, nil
}

func (s *server) rolloutRow(school inventory.School, r inventory.Rollout) rolloutRow {
	row := rolloutRow{School: school.Code, Name: school.Name, Stage: inventory.StageShadow, Live: r.Live, Since: r.Since,
		Actor: r.Actor, On: []inventory.Kind{}, Set: []kindStage{}}
	if !r.Live.IsZero() {
		row.Stage = inventory.StageOn
	}
	for _, k := range s.kindStages(r) {
		if k.Stage == inventory.StageOn {
			row.On = append(row.On, k.Kind)
		}
		if k.Decided {
			row.Set = append(row.Set, k)
		}
	}
	return row
}

// kindStages are the stages of all kinds, in the order in which people read them.
func (s *server) kindStages(r inventory.Rollout) []kindStage {
	kinds := make([]kindStage, 0, len(s.Kinds))
	for _, kind := range s.Kinds {
		_, decided := r.Kinds[kind]
		kinds = append(kinds, kindStage{kind, r.Stage(kind), decided})
	}
	return kinds
}

// askSchoolRollout answers for one school.
func (s *server) askSchoolRollout(r *http.Request, q ask) (any, error) {
	school, known := q.city.School(inventory.SchoolCode(r.PathValue("code")))
	if !known || !q.Scope.Sees(school.Code) {
		return nil, fs.ErrNotExist
	}
	history, err := s.DB.RolloutHistory(r.Context(), q.Scope, school.Code)
	if err != nil {
		return nil, err
	}
	now := inventory.Rollout{School: school.Code}
	if len(history) > 0 {
		now = history[0]
	}
	page := rolloutPage{At: q.now, rolloutRow: s.rolloutRow(school, now), Kinds: s.kindStages(now), History: changesOf(history),
		May: q.Role.May(inventory.RightManage) && q.Scope.All(), Done: rolloutDone(q, r.URL.Query())}
	bases, err := s.DB.Baselines(r.Context(), q.Scope, school.Code)
	if len(bases) > 0 && bases[0].Undone.IsZero() {
		page.Base = &bases[0]
	}
	return page, err
}

// changesOf compares each decision with the one before it. The newest comes first.
func changesOf(history []inventory.Rollout) []rolloutChange {
	changes := []rolloutChange{}
	for i, r := range history {
		was := inventory.Rollout{}
		if i+1 < len(history) {
			was = history[i+1]
		}
		changes = append(changes, changeOf(was, r))
	}
	return changes
}

func changeOf(was, r inventory.Rollout) rolloutChange {
	c := rolloutChange{At: r.Since, Actor: r.Actor, Kinds: []kindStage{}}
	switch {
	case was.Live.IsZero() && !r.Live.IsZero():
		c.Live = inventory.StageOn
	case !was.Live.IsZero() && r.Live.IsZero():
		c.Live = inventory.StageShadow
	}
	for kind := range r.Kinds {
		if was.Kinds[kind] != r.Kinds[kind] {
			c.Kinds = append(c.Kinds, kindStage{kind, r.Kinds[kind], true})
		}
	}
	for kind := range was.Kinds {
		if _, still := r.Kinds[kind]; !still {
			c.Kinds = append(c.Kinds, kindStage{kind, inventory.DefaultStage(kind), false})
		}
	}
	slices.SortFunc(c.Kinds, func(a, b kindStage) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	return c
}

// setRollout does what the form of either page says, and leads back to it.
func (s *server) setRollout(w http.ResponseWriter, r *http.Request) {
	q, c, err := s.readRollout(r)
	if err == nil {
		_, err = s.decide(r, q, c)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	to := "/rollout"
	if len(c.Schools) == 1 && r.PostForm.Get("of") != "" {
		to = schoolPath(c.Schools[0]) + "/rollout"
	}
	http.Redirect(w, r, to+"?did=1", http.StatusSeeOther)
}

// setRolloutJSON does the same for programs.
func (s *server) setRolloutJSON(w http.ResponseWriter, r *http.Request) {
	q, c, err := s.readRollout(r)
	var rows []rolloutRow
	if err == nil {
		rows, err = s.decide(r, q, c)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, rows)
}

// readRollout reads a decision from a form: school= (several), live=on|shadow or
// nothing, and for each kind kind.NAME=on|shadow|default or nothing.
func (s *server) readRollout(r *http.Request) (q ask, c store.RolloutChange, err error) {
	if q, err = s.read(r); err != nil {
		return q, c, err
	}
	if err = parseForm(r); err != nil {
		return q, c, err
	}
	form := r.PostForm
	c = store.RolloutChange{At: q.now, Actor: q.Actor, Live: inventory.Stage(form.Get("live")), Kinds: map[inventory.Kind]inventory.Stage{}}
	for _, code := range form["school"] {
		if _, known := q.city.School(inventory.SchoolCode(code)); !known {
			return q, c, fs.ErrNotExist
		}
		c.Schools = append(c.Schools, inventory.SchoolCode(code))
	}
	if len(c.Schools) == 0 {
		return q, c, badRequest("error.rollout.none")
	}
	return q, c, s.readKinds(form, &c)
}

func (s *server) readKinds(form url.Values, c *store.RolloutChange) error {
	if c.Live != "" && !c.Live.Known() {
		return badRequest("error.rollout.stage", "stage", c.Live)
	}
	for name := range form {
		kind, isKind := strings.CutPrefix(name, "kind.")
		stage := inventory.Stage(form.Get(name))
		switch {
		case !isKind || stage == "":
			continue
		case !slices.Contains(s.Kinds, inventory.Kind(kind)):
			return badRequest("error.rollout.kind", "kind", kind)
		case stage == "default":
			stage = ""
		case !stage.Known():
			return badRequest("error.rollout.stage", "stage", stage)
		}
		c.Kinds[inventory.Kind(kind)] = stage
	}
	return nil
}

// decide writes a decision down and has its schools told anew.
func (s *server) decide(r *http.Request, q ask, c store.RolloutChange) ([]rolloutRow, error) {
	all, err := s.DB.SetRollout(r.Context(), q.Scope, c)
	if err != nil {
		return nil, storeBusy(err)
	}
	rows := []rolloutRow{}
	for _, now := range all {
		school, _ := q.city.School(now.School)
		rows = append(rows, s.rolloutRow(school, now))
		s.said(now.School)
	}
	return rows, nil
}

func rolloutDone(q ask, form url.Values) string {
	if form.Get("did") == "" {
		return ""
	}
	return say(q.lang, "rollout.did")
}
