package web

import (
	"cmp"
	"context"
	"io/fs"
	"net/http"
	"net/netip"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// How many events pages show: on the page of a switch, beside one port, on their
// own page. What is beyond is asked for by time.
const (
	eventsOnSwitch = 20
	eventsOnPort   = 5
	eventsOnPage   = 500
)

// An eventView is one thing that a switch said of itself.
type eventView struct {
	ID     int64               `json:"id"`
	At     time.Time           `json:"at"`
	Kind   inventory.EventKind `json:"kind"`
	Port   string              `json:"port,omitempty"`
	MAC    *inventory.MAC      `json:"mac,omitempty"`
	VID    int                 `json:"vid,omitempty"`
	User   string              `json:"user,omitempty"`
	Text   string              `json:"text,omitempty"`
	Count  int                 `json:"count"`
	Source string              `json:"source"`
	From   netip.Addr          `json:"from,omitzero"`
}

// An eventsPage is the time line of a switch.
type eventsPage struct {
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	Switch inventory.SwitchID   `json:"switch"`
	Port   string               `json:"port,omitempty"`
	Kind   inventory.EventKind  `json:"kind,omitempty"`
	Cut    bool                 `json:"cut"` // there are more
	Events []eventView          `json:"events"`
}

// askEvents answers with the time line of a switch.
func (s *server) askEvents(r *http.Request, q ask) (any, error) {
	code, id := inventory.SchoolCode(r.PathValue("code")), inventory.SwitchID(r.PathValue("switch"))
	school, known := q.city.School(code)
	sw, configured := q.city.Switch(id)
	if !known || !configured || sw.School != code || !q.Scope.Sees(code) {
		return nil, fs.ErrNotExist
	}
	form := r.URL.Query()
	page := eventsPage{School: code, Name: school.Name, Switch: id, Port: form.Get("port"), Kind: inventory.EventKind(form.Get("kind"))}
	query := store.SwitchEventQuery{School: code, Switch: id, Port: page.Port, Kind: page.Kind, To: q.at.Add(time.Second), Limit: eventsOnPage + 1}
	for name, into := range map[string]*time.Time{"from": &query.From, "to": &query.To} {
		if text := form.Get(name); text != "" {
			at, err := ParseMoment(text, location(q.city))
			if err != nil {
				return nil, badRequest("error.at", "text", text)
			}
			*into = at
		}
	}
	events, err := s.events(r.Context(), q, query)
	page.Events, page.Cut = events[:min(len(events), eventsOnPage)], len(events) > eventsOnPage
	return page, err
}

// addEvents puts the newest events on the page of a switch and beside its ports.
func (s *server) addEvents(ctx context.Context, q ask, page *switchPage) error {
	events, err := s.events(ctx, q, store.SwitchEventQuery{School: page.School, Switch: page.Switch, To: q.at.Add(time.Second), Limit: eventsOnPage})
	page.Events = events[:min(len(events), eventsOnSwitch)]
	onPort := make(map[string][]eventView)
	for _, e := range events {
		if e.Port != "" && len(onPort[e.Port]) < eventsOnPort {
			onPort[e.Port] = append(onPort[e.Port], e)
		}
	}
	for i, p := range page.PortList {
		page.PortList[i].Events = onPort[p.Port]
		if was := onPort[p.Formerly]; p.Formerly != "" && len(was) > 0 { // older than those by the present name
			both := append(page.PortList[i].Events, was...)
			page.PortList[i].Events = both[:min(len(both), eventsOnPort)]
		}
	}
	return err
}

// events asks the store; what has none is an empty list.
func (s *server) events(ctx context.Context, q ask, query store.SwitchEventQuery) ([]eventView, error) {
	found, err := s.DB.SwitchEvents(ctx, q.Scope, query)
	views := make([]eventView, 0, len(found))
	for _, e := range found {
		views = append(views, eventView{ID: e.ID, At: e.At, Kind: e.Kind, Port: e.Port, MAC: e.MAC, VID: e.VID,
			User: e.User, Text: cmp.Or(e.Text, wording.Rekey(q.lang, e.Rekey)), Count: e.Count, Source: e.Source, From: e.From})
	}
	return views, err
}
