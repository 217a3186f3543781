package web

import (
	"fmt"
	"net/http"
	"slices"

	"rollcall/inventory"
)

// A handoverView is what somebody takes over with a school: the records, what is
// open, what nobody has been able to check, whom to ask, and how old the lists are.
type handoverView struct {
	schoolView
	Contacts []contactView `json:"contacts"`
	People   []string      `json:"coordinators"` // who looks after the school
	Doubtful []switchRow   `json:"unverified"`   // switches of which not everything is known
	Mine     bool          `json:"-"`            // the person has yet to confirm it
	Manage   bool          `json:"-"`            // may hand the school over
}

// askHandover answers with what is handed over of a school.
func (s *server) askHandover(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	asked, err := s.askSchool(r, q)
	if err != nil {
		return nil, err
	}
	view := handoverView{Doubtful: []switchRow{}, Manage: q.Scope.All() && q.Role.May(inventory.RightManage)}
	var ok bool
	if view.schoolView, ok = asked.(schoolView); !ok {
		return nil, fmt.Errorf("the page of a school is a %T", asked)
	}
	for _, sw := range view.SwitchList {
		if sw.Troubled() {
			view.Doubtful = append(view.Doubtful, sw)
		}
	}
	if view.Contacts, err = s.contactsOf(r, q, school); err != nil {
		return nil, err
	}
	return view, s.handoverPeople(r, q, &view)
}

// handoverPeople names the coordinators of a school.
func (s *server) handoverPeople(r *http.Request, q ask, view *handoverView) error {
	people, err := s.DB.People(r.Context())
	view.People = []string{}
	for _, p := range people {
		if p.Role != inventory.RoleCoordinator || !p.Active(q.now) || !slices.Contains(p.Schools, view.Code) {
			continue
		}
		view.People = append(view.People, p.Name)
		view.Mine = view.Mine || p.ID == q.Person && slices.Contains(p.Handover, view.Code)
	}
	return err
}

// confirmHandover records that whoever asks has taken the school over.
func (s *server) confirmHandover(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	if q.Person == 0 {
		return nil, unprocessable("people.machine")
	}
	return goTo(schoolPath(school.Code)), s.DB.ConfirmHandover(r.Context(), q.Person, school.Code, q.event())
}
