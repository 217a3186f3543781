package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A Setup is what the set-up page works with: whoever keeps the configuration
// fills it in. The page itself writes nothing.
type Setup struct {
	// Look says how far the set-up is.
	Look func(ctx context.Context, who Identity) (SetupState, error)
	// Take takes the form of a step. What a person has to put right is part of the
	// state then, and no error.
	Take func(ctx context.Context, who Identity, step string, form url.Values) error
}

// The steps of the set-up, each a form of the page.
const (
	StepCity     = "city"     // the city's name and its plan
	StepMail     = "mail"     // the mail server
	StepMailTest = "mailtest" // one message to try it
	StepSchool   = "school"   // a school, its core switch and credentials; begins a search
	StepSwitches = "switches" // which of the switches found are to be read
	StepDrop     = "drop"     // begin the school anew
)

// SetupState is how far the set-up is, as the page shows it. No secret is in it.
type SetupState struct {
	Holder string            `json:"holder,omitempty"` // somebody else who is at it
	Since  time.Time         `json:"since,omitzero"`   // ... since then
	Values map[string]string `json:"values,omitempty"` // what was typed last, by the names of the fields

	Wrong    string            `json:"wrong,omitempty"`    // the step that was not taken
	Problems []config.Sentence `json:"problems,omitempty"` // ... and why
	Said     *config.Sentence  `json:"said,omitempty"`     // what was done last

	City        string        `json:"city,omitempty"` // its name; empty: this step is open
	CityFile    string        `json:"city_file,omitempty"`
	Zones       int           `json:"zones"`
	Plans       []string      `json:"plans"`
	Mail        string        `json:"mail,omitempty"` // the server in use; empty: none
	Vars        []string      `json:"vars"`           // the variables of the plan that a school has numbers for
	Credentials []string      `json:"credentials"`    // names of those that are configured
	Secret      string        `json:"secret,omitempty"`
	Search      *SetupSearch  `json:"search,omitempty"`
	Schools     []SetupSchool `json:"schools"`
}

// Open says which step is to be taken next.
func (s SetupState) Open() string {
	switch {
	case s.Wrong != "":
		return s.Wrong
	case s.City == "":
		return StepCity
	case s.Search != nil && (s.Search.Running || len(s.Search.Found) > 0):
		return StepSwitches
	case s.Search == nil && len(s.Schools) > 0:
		return "" // all of it is done
	}
	return StepSchool
}

// A SetupSearch is a search for the switches of a school, going on or at its end.
type SetupSearch struct {
	School   string            `json:"school"` // its name
	Core     string            `json:"core"`
	Began    time.Time         `json:"began"`
	Running  bool              `json:"running"`
	Asked    int               `json:"asked"`
	Found    []SetupSwitch     `json:"found"`
	Missed   []config.Sentence `json:"missed"`
	Networks []string          `json:"networks"` // where it was allowed to ask
}

// A SetupSwitch is a switch that answered.
type SetupSwitch struct {
	Name       inventory.SwitchID   `json:"name"`
	SysName    string               `json:"sys_name,omitempty"` // as it calls itself
	Address    string               `json:"address"`
	Model      string               `json:"model,omitempty"`
	Place      string               `json:"place,omitempty"`
	Role       inventory.SwitchRole `json:"role"`
	Credential string               `json:"credential"` // that it answered to
	Tables     []SetupTable         `json:"tables"`
}

// A SetupTable is how the first reading of a table went.
type SetupTable struct {
	Table  inventory.Table  `json:"table"`
	Rows   int              `json:"rows"`
	Reason inventory.Reason `json:"reason,omitempty"` // empty: it was read completely
}

// State is the word for how a table went: read, none, or unread.
func (t SetupTable) State() string {
	switch t.Reason {
	case "":
		return "read"
	case inventory.ReasonUnsupported:
		return "none"
	}
	return "unread"
}

// A SetupSchool is a school that is configured.
type SetupSchool struct {
	Code     inventory.SchoolCode `json:"code"`
	Name     string               `json:"name"`
	Switches int                  `json:"switches"`
	Due      time.Time            `json:"due,omitzero"` // when all of it will have been read once; zero: it has been, or that is not known
}

// askSetup says how far the set-up is.
func (s *server) askSetup(r *http.Request, q ask) (any, error) {
	return s.setup(r, q)
}

func (s *server) setup(r *http.Request, q ask) (SetupState, error) {
	state, err := s.Setup.Look(r.Context(), q.Identity)
	if err != nil {
		return state, err
	}
	for _, school := range q.city.Schools {
		row := SetupSchool{Code: school.Code, Name: school.Name, Switches: len(school.Switches)}
		if b, err := s.brief(r.Context(), q, school); err == nil && b.Data.Newest.IsZero() {
			row.Due = b.Due
		}
		state.Schools = append(state.Schools, row)
	}
	return state, nil
}

// showSetup serves the page, which comes again by itself while a search goes on.
func (s *server) showSetup(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	var state SetupState
	if err == nil {
		state, err = s.setup(r, q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if state.Search != nil && state.Search.Running {
		w.Header().Set("Refresh", strconv.Itoa(searchRefresh))
	}
	s.writePage(w, r, sheet{name: "setup", status: http.StatusOK, body: state})
}

// searchRefresh is after how many seconds the page of a search comes again.
const searchRefresh = 3

// takeSetup takes a form and leads back to the page, to the step that comes next or
// has to be put right.
func (s *server) takeSetup(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err == nil {
		err = parseForm(r)
	}
	if err == nil {
		err = s.Setup.Take(r.Context(), q.Identity, r.PathValue("step"), r.PostForm)
	}
	var state SetupState
	if err == nil {
		state, err = s.setup(r, q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	section := map[string]string{StepMailTest: StepMail, StepDrop: StepSchool}
	http.Redirect(w, r, "/setup#"+cmp.Or(section[state.Open()], state.Open(), "schools"), http.StatusSeeOther)
}

// noSetup says why there is no set-up here: the configuration of a demonstration is
// written by the demonstration, and nothing takes over what a page would write.
func (s *server) noSetup(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, &usageError{http.StatusNotFound, "error.setup.none", nil})
}

// setupRoutes lists the routes of the set-up, where there is somebody to do it.
func (s *server) setupRoutes() []route {
	if s.Setup == nil {
		return []route{{pattern: "GET /setup", policy: centre(), serve: s.noSetup}}
	}
	return []route{
		{pattern: "GET /setup", policy: centre(), serve: s.showSetup},
		{pattern: "POST /setup/{step}", policy: centre(), serve: s.takeSetup},
		{pattern: "GET /api/v1/setup", policy: centre(), serve: s.asJSON(s.askSetup),
			about: "How far the set-up is, and what a search for switches has found."},
	}
}
