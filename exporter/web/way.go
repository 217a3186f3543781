package web

import (
	"net/http"
	"strconv"
	"time"

	"rollcall/inventory"
)

// wayRoutes are those of what answers, and of a person's word on it.
func (s *server) wayRoutes() []route {
	return []route{
		{pattern: "GET /schools/{code}/inside", policy: reader(), serve: s.page("way", s.askWay)},
		{pattern: "POST /schools/{code}/inside", policy: judge(), serve: s.sayInside},
		{pattern: "GET /api/v1/schools/{code}/reach", policy: reader(), serve: s.asJSON(s.askWay),
			about: "What answers of a school: gateway, the address outside, always-on devices, and whose matter it is that something does not."},
		{pattern: "POST /api/v1/schools/{code}/reach", policy: judge(), serve: s.sayInsideJSON, form: true,
			about: "Notes whether the gateway answers from inside the school; a form with inside=yes|no."},
	}
}

// A wayView is what answers of one school.
type wayView struct {
	At       time.Time            `json:"at"`
	School   inventory.SchoolCode `json:"school"`
	Name     string               `json:"school_name"`
	Outlook  inventory.Outlook    `json:"outlook"`
	Gateway  inventory.Reach      `json:"gateway"`
	Upstream inventory.Reach      `json:"upstream"`
	Devices  []wayDevice          `json:"devices"`
	Others   int                  `json:"neighbours_down"`
	Measured int                  `json:"neighbours_measured"`
	Inside   *inventory.Vantage   `json:"inside,omitempty"` // of the last hours
	Until    time.Time            `json:"inside_until,omitzero"`
	May      bool                 `json:"-"` // whoever looks at it may answer
	Past     bool                 `json:"-"` // nothing is told of times past
	Done     string               `json:"-"`
}

// A wayDevice is an always-on device.
type wayDevice struct {
	inventory.Reach
	Presence inventory.Presence `json:"presence"`
}

// Open says whether the page is to ask at once whether the gateway answers from
// inside: something does not answer.
func (v wayView) Open() bool {
	return v.Outlook != inventory.OutlookFine && v.Outlook != inventory.OutlookUnknown && v.Outlook != inventory.OutlookOutside
}

// Targets are gateway and address outside, for a table.
func (v wayView) Targets() []inventory.Reach { return []inventory.Reach{v.Gateway, v.Upstream} }

// askWay answers with what answers.
func (s *server) askWay(r *http.Request, q ask) (any, error) {
	snap, err := s.snapshot(r.Context(), q, inventory.SchoolCode(r.PathValue("code")))
	if err != nil {
		return nil, err
	}
	view, err := s.wayOf(r, q, snap)
	if r.URL.Query().Get("did") != "" {
		view.Done = say(q.lang, "way.did")
	}
	return view, err
}

// wayOf is what a snapshot tells, and people.
func (s *server) wayOf(r *http.Request, q ask, snap *inventory.Snapshot) (wayView, error) {
	code, lasts := snap.School.Code, q.city.Reach.AnswerFor
	view := wayView{At: snap.At, School: code, Name: snap.School.Name, Outlook: snap.Views().Outlook(), Gateway: told(snap.Reach.Gateway, inventory.ReachGateway),
		Upstream: told(snap.Reach.Upstream, inventory.ReachUpstream), Devices: []wayDevice{}, Others: snap.Reach.NeighboursDown, Measured: snap.Reach.Neighbours,
		May: q.Role.May(inventory.RightAct) && !q.past, Past: q.past}
	for _, d := range snap.Reach.Devices {
		view.Devices = append(view.Devices, wayDevice{d, snap.Presence(d)})
	}
	if q.past {
		return view, nil
	}
	said, err := s.DB.Vantages(r.Context(), q.Scope, q.now.Add(-lasts))
	if a, ok := said[code]; ok {
		view.Inside, view.Until = &a, a.At.Add(lasts)
	}
	return view, err
}

// told is a target as it is shown where nobody measures: not measured.
func told(r inventory.Reach, kind inventory.ReachKind) inventory.Reach {
	if r.State == "" {
		return inventory.Reach{Kind: kind, State: inventory.ReachUnmeasured, Why: inventory.WhyNotYet}
	}
	return r
}

// sayInside notes a person's answer, and leads back to the page.
func (s *server) sayInside(w http.ResponseWriter, r *http.Request) {
	v, err := s.readInside(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, schoolPath(v.School)+"/inside?did=1", http.StatusSeeOther)
}

// sayInsideJSON does the same for programs.
func (s *server) sayInsideJSON(w http.ResponseWriter, r *http.Request) {
	v, err := s.readInside(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, v)
}

// readInside stores the answer that a form gives.
func (s *server) readInside(r *http.Request) (v inventory.Vantage, err error) {
	q, err := s.read(r)
	if err != nil {
		return v, err
	}
	if err = parseForm(r); err != nil {
		return v, err
	}
	school, err := seenSchool(r, q)
	if err != nil {
		return v, err
	}
	inside := r.PostForm.Get("inside")
	if inside != "yes" && inside != "no" {
		return v, badRequest("error.way.answer")
	}
	v = inventory.Vantage{School: school.Code, At: q.now, By: q.Actor, Inside: inside == "yes"}
	if err = s.DB.SaveVantage(r.Context(), q.Scope, v); err != nil {
		return v, storeBusy(err)
	}
	s.city.forget(school.Code)
	if s.Answered != nil {
		s.Answered(v)
	}
	return v, nil
}

// A wayBrief is what the page of all schools says of the way to one.
type wayBrief struct {
	State   inventory.ReachState `json:"gateway"`
	Outlook inventory.Outlook    `json:"outlook"`
	RTT     time.Duration        `json:"rtt_ns,omitempty"` // median
}

func wayBriefOf(snap *inventory.Snapshot) wayBrief {
	return wayBrief{State: snap.Reach.Gateway.State, Outlook: snap.Views().Outlook(), RTT: snap.Reach.Gateway.RTT.P50}
}

// Pill is the class in which a state is shown.
func (b wayBrief) Pill() string { return reachPill(b.State) }

func reachPill(s inventory.ReachState) string {
	switch s {
	case inventory.ReachUp, inventory.ReachDown:
		return string(s)
	}
	return "unread"
}

// millis writes a time for people: 0.4, 12.
func millis(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	if ms >= 10 {
		return strconv.FormatFloat(ms, 'f', 0, 64)
	}
	return strconv.FormatFloat(ms, 'f', 1, 64)
}
