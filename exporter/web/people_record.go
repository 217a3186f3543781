package web

import (
	"net/http"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// mostActions is how many actions the record shows; earlier ones are asked for by time.
const mostActions = 500

// A recordView is who did what.
type recordView struct {
	School inventory.SchoolCode `json:"school,omitempty"`
	From   time.Time            `json:"from,omitzero"`
	To     time.Time            `json:"to,omitzero"`
	Cut    bool                 `json:"cut"` // there are more
	Events []store.Event        `json:"events"`
}

// askRecord answers with what people, and rollcall itself, did: all of it for the
// centre, what concerns their schools for everybody else.
func (s *server) askRecord(r *http.Request, q ask) (any, error) {
	form := r.URL.Query()
	view := recordView{School: inventory.SchoolCode(form.Get("school")), Events: []store.Event{}}
	for name, into := range map[string]*time.Time{"from": &view.From, "to": &view.To} {
		if text := form.Get(name); text != "" {
			at, err := ParseMoment(text, location(q.city))
			if err != nil {
				return nil, badRequest("error.at", "text", text)
			}
			*into = at
		}
	}
	events, err := s.DB.Events(r.Context(), q.Scope, store.EventQuery{School: view.School, From: view.From, To: view.To, Limit: mostActions + 1})
	view.Cut = len(events) > mostActions
	view.Events = append(view.Events, events[:min(len(events), mostActions)]...)
	return view, err
}
