package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A replaceView is the page on which devices that were replaced are retired, and those
// in their places listed, with one confirmation (S67).
type replaceView struct {
	At     time.Time            `json:"at"`
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	Swaps  []inventory.Swap     `json:"swaps"`
	May    bool                 `json:"-"`
	Wrong  string               `json:"-"` // the key of why nothing was written
}

// formerly is how many devices of a port's past are looked at.
const formerly = 8

// askReplace answers with the devices that are there in the places of others.
func (s *server) askReplace(r *http.Request, q ask) (any, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return nil, err
	}
	return s.replaceView(r, q, school)
}

func (s *server) replaceView(r *http.Request, q ask, school inventory.School) (replaceView, error) {
	view := replaceView{At: q.now, School: school.Code, Name: school.Name, Swaps: []inventory.Swap{}, May: q.mayEdit() && !q.past}
	snap, err := s.snapshot(r.Context(), q, school.Code)
	if err != nil {
		return view, err
	}
	swaps, err := inventory.Swaps(snap, inventory.Locate(snap), func(port inventory.PortID, to time.Time) ([]inventory.Sighting, error) {
		return s.DB.Sightings(r.Context(), inventory.OnlySchools(school.Code), store.SightingQuery{Port: port, To: to.Add(time.Second), Limit: formerly})
	})
	view.Swaps = append(view.Swaps, swaps...)
	return view, err
}

// takeReplace retires and lists what was ticked, and leads to the list, where it can
// be undone.
func (s *server) takeReplace(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	var school inventory.School
	if err == nil {
		school, err = q.ownSchool(r)
	}
	if err == nil {
		err = parseForm(r)
	}
	var view replaceView
	if err == nil {
		view, err = s.replaceView(r, q, school)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if view.Wrong, err = s.replace(r, q, view); err != nil {
		s.fail(w, r, storeBusy(err))
		return
	}
	if view.Wrong != "" {
		s.writePage(w, r, sheet{name: "replace", status: http.StatusConflict, body: view})
		return
	}
	http.Redirect(w, r, schoolPath(school.Code)+"/lists/devices?did=replace", http.StatusSeeOther)
}

// replace writes the ticked swaps that still stand; wrong is the key of why not.
func (s *server) replace(r *http.Request, q ask, view replaceView) (wrong string, err error) {
	ticked := r.PostForm["swap"]
	swaps := slices.DeleteFunc(slices.Clone(view.Swaps), func(sw inventory.Swap) bool { return !slices.Contains(ticked, sw.Key()) })
	switch {
	case len(ticked) == 0:
		return "replace.none.ticked", nil
	case len(swaps) != len(ticked):
		return "replace.changed", nil
	}
	_, err = s.DB.Replace(r.Context(), q.Scope, store.Replacing{At: q.now, Actor: q.Actor, School: view.School,
		What: say(q.lang, "replace.file", "n", strconv.Itoa(len(swaps))), Swaps: swaps})
	if errors.Is(err, store.ErrEntryChanged) || errors.Is(err, store.ErrAlreadyListed) {
		return "replace.changed", nil
	}
	if err == nil {
		s.changed([]inventory.SchoolCode{view.School})
	}
	return "", err
}
