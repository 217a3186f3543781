package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// How long a shadow report looks back where nobody says, how long it may, and how
// many findings of one school it plays through.
const (
	shadowDays     = 14
	shadowDaysMost = 92
	shadowFindings = 600
)

// A shadowView says what would have been sent about one school in a time: its
// findings as they were, told as they would be told today.
type shadowView struct {
	At        time.Time            `json:"at"`
	School    inventory.SchoolCode `json:"school"`
	Name      string               `json:"school_name"`
	From      time.Time            `json:"from"`
	To        time.Time            `json:"to"`
	All       bool                 `json:"all_kinds"` // as if every kind were on
	Live      bool                 `json:"live"`
	Nobody    bool                 `json:"no_receivers"`  // nobody is named: one person is supposed
	Cut       int                  `json:"cut,omitempty"` // findings beyond those that were played through
	Kinds     []shadowKind         `json:"kinds"`
	Days      []shadowDay          `json:"days,omitempty"`
	Receivers []shadowReceiver     `json:"receivers"`
	Sent      int                  `json:"sent"` // messages and digests, to all receivers
	Messages  []shadowMessage      `json:"messages,omitempty"`
	Opened    int                  `json:"opened"`
	Budget    int                  `json:"budget"` // messages a day and person
}

// A shadowKind is one kind of it.
type shadowKind struct {
	Kind     inventory.Kind  `json:"kind"`
	Stage    inventory.Stage `json:"stage"`
	Opened   int             `json:"opened"`
	Resolved int             `json:"resolved"`
	Mistaken int             `json:"dismissed"` // of them people have said that they are none
	Lasting  int             `json:"lasting"`   // that had begun before
	Told     int             `json:"told"`      // findings that would have been told, each counted once
	Messages int             `json:"messages"`  // of their own, to all receivers
}

// A shadowDay is one day of it.
type shadowDay struct {
	Day      inventory.Date `json:"day"`
	School   bool           `json:"school_day"`
	Opened   int            `json:"opened"`
	Messages int            `json:"messages"`
	Digests  int            `json:"digests"`
}

// A shadowReceiver is somebody who would have been written to.
type shadowReceiver struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Messages int    `json:"messages"`
	Digests  int    `json:"digests"`
	Most     int    `json:"most_a_day"`
}

// A shadowMessage is one message that would have been sent.
type shadowMessage struct {
	At       time.Time           `json:"at"`
	To       string              `json:"to"`
	Event    inventory.TellEvent `json:"event"`
	Kind     inventory.Kind      `json:"kind,omitempty"`
	Severity inventory.Severity  `json:"severity"`
	Findings []int64             `json:"findings"`
}

// Length says how long the report is, in whole days.
func (v shadowView) Length() int { return int(v.To.Sub(v.From).Round(24*time.Hour) / (24 * time.Hour)) }

// Most is the most messages that anybody would have got on one day.
func (v shadowView) Most() (most int) {
	for _, r := range v.Receivers {
		most = max(most, r.Most)
	}
	return most
}

// shadowWindow reads the days of a report: a fortnight up to now, unless the
// request says otherwise.
func shadowWindow(r *http.Request, q ask) (from, to time.Time, err error) {
	to = q.now
	read := func(name string, into *time.Time) {
		if text := r.URL.Query().Get(name); text != "" && err == nil {
			if *into, err = ParseMoment(text, location(q.city)); err != nil {
				err = badRequest("error.at", "text", text)
			}
		}
	}
	read("to", &to)
	from = dayAfter(to, -shadowDays)
	read("from", &from)
	if to.After(q.now) {
		to = q.now
	}
	if err == nil && (!from.Before(to) || to.Sub(from) > shadowDaysMost*24*time.Hour) {
		err = badRequest("error.shadow.window", "n", shadowDaysMost)
	}
	return from, to, err
}

// askShadow answers for one school.
func (s *server) askShadow(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	from, to, err := shadowWindow(r, q)
	if err != nil {
		return nil, err
	}
	stage, err := s.shadowStage(r, from, to)
	if err != nil {
		return nil, err
	}
	return s.shadowOf(r.Context(), q, *school, stage)
}

// A shadowStage is what the reports of all schools share.
type shadowStage struct {
	from, to  time.Time
	all       bool
	manners   inventory.Manners
	receivers []inventory.Receiver
	rollouts  stages
}

func (s *server) shadowStage(r *http.Request, from, to time.Time) (st shadowStage, err error) {
	st = shadowStage{from: from, to: to, all: isSet(r.URL.Query().Get("all"))}
	if s.Manners != nil {
		st.manners = s.Manners()
	}
	if s.Receivers != nil {
		if st.receivers, err = s.Receivers(r.Context()); err != nil {
			return st, err
		}
	}
	st.rollouts, err = s.stages(r.Context())
	return st, err
}

// rolloutOf is how far a school would have been: live from the beginning of the
// time, where it is not yet.
func (st shadowStage) rolloutOf(code inventory.SchoolCode, kinds []inventory.Kind) inventory.Rollout {
	r := st.rollouts[code]
	if r.Live.IsZero() || r.Live.After(st.from) {
		r.Live = st.from
	}
	r.Since = st.from
	if st.all {
		r.Kinds = map[inventory.Kind]inventory.Stage{}
		for _, kind := range kinds {
			r.Kinds[kind] = inventory.StageOn
		}
	}
	return r
}

// receiversOf are the people and channels that would be told of a school. Where
// nobody is named, one person is supposed.
func (st shadowStage) receiversOf(code inventory.SchoolCode, lang Lang) (all []inventory.Receiver, nobody bool) {
	for _, r := range st.receivers {
		if r.Scope.Sees(code) && !r.Program {
			all = append(all, r)
		}
	}
	if !slices.ContainsFunc(all, func(r inventory.Receiver) bool { return !r.Centre }) {
		all, nobody = append(all, inventory.Receiver{ID: "mail:", Name: say(lang, "shadow.somebody"), Scope: inventory.OnlySchools(code)}), true
	}
	return all, nobody
}

// shadowOf plays the findings of a school through.
func (s *server) shadowOf(ctx context.Context, q ask, school inventory.School, st shadowStage) (shadowView, error) {
	rollout := st.rollouts[school.Code]
	view := shadowView{At: q.now, School: school.Code, Name: school.Name, From: st.from, To: st.to, All: st.all,
		Live: !rollout.Live.IsZero(), Kinds: []shadowKind{}, Days: []shadowDay{}, Receivers: []shadowReceiver{},
		Messages: []shadowMessage{}, Budget: st.manners.Budget}
	rows, err := s.DB.Findings(ctx, inventory.OnlySchools(school.Code), store.FindingQuery{School: school.Code, From: st.from, To: st.to, Limit: maxRows})
	if err != nil {
		return view, err
	}
	receivers, nobody := st.receiversOf(school.Code, q.lang)
	view.Nobody = nobody
	as := st.rolloutOf(school.Code, s.Kinds)
	played := rows[:min(len(rows), shadowFindings)]
	view.Cut = len(rows) - len(played)
	told := st.manners.Rehearse(inventory.Hearing{Receivers: receivers, Findings: played,
		Rollouts: map[inventory.SchoolCode]inventory.Rollout{school.Code: as}}, st.from, st.to)
	view.Sent = len(told)
	view.countKinds(rows, told, as)
	view.countDays(rows, told, st.manners.Calendar)
	view.countReceivers(told, receivers)
	return view, nil
}
