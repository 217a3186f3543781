package web

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

func (s *server) peopleRoutes() []route {
	return []route{
		{pattern: "GET /users", policy: centre(), serve: s.page("users", s.askUsers)},
		{pattern: "POST /users", policy: centre(), serve: s.changes(s.addUser)},
		{pattern: "GET /users/{name}", policy: centre(), serve: s.page("user", s.askUser)},
		{pattern: "POST /users/{name}", policy: centre(), serve: s.changes(s.changeUser)},
		{pattern: "POST /users/{name}/disable", policy: centre(), serve: s.changes(s.disableUser)},
		{pattern: "POST /users/{name}/enable", policy: centre(), serve: s.changes(s.enableUser)},
		{pattern: "POST /users/{name}/link", policy: centre(), serve: s.changes(s.linkUser)},
		{pattern: "POST /users/{name}/rotate", policy: centre(), serve: s.changes(s.rotateUser)},
		{pattern: "POST /users/{name}/passes/{id}/end", policy: centre(), serve: s.changes(s.endPassOfUser)},
		{pattern: "GET /account", policy: reader(), serve: s.page("account", s.askAccount)},
		{pattern: "POST /account/password", policy: reader(), serve: s.changes(s.changePassword)},
		{pattern: "POST /account/language", policy: reader(), serve: s.changes(s.setMailLanguage)},
		{pattern: "POST /account/tokens", policy: reader(), serve: s.changes(s.addToken)},
		{pattern: "POST /account/passes/{id}/end", policy: reader(), serve: s.changes(s.endOwnPass)},
		{pattern: "GET /record", policy: reader(), serve: s.page("record", s.askRecord)},
		{pattern: "GET /schools/{code}/contacts", policy: reader(), serve: s.page("contacts", s.askContacts)},
		{pattern: "POST /schools/{code}/contacts", policy: editor(), serve: s.changes(s.setContact)},
		{pattern: "POST /schools/{code}/contacts/remove", policy: editor(), serve: s.changes(s.removeContact)},
		{pattern: "GET /schools/{code}/handover", policy: reader(), serve: s.page("handover", s.askHandover)},
		{pattern: "POST /schools/{code}/handover", policy: reader(), serve: s.changes(s.confirmHandover)},
		{pattern: "POST /schools/{code}/transfer", policy: centre(), serve: s.changes(s.transferSchool)},
	}
}

func (s *server) peopleAPI() []route {
	return []route{
		{pattern: "GET /api/v1/me", policy: reader(), serve: s.asJSON(s.askMe),
			about: "Who is asking: name, role, schools."},
		{pattern: "GET /api/v1/users", policy: centre(), serve: s.asJSON(s.askUsers),
			about: "Everybody who may sign in."},
		{pattern: "POST /api/v1/users", policy: centre(), serve: s.changes(s.addUser),
			about: "Adds somebody and answers with a token and a one-time link, this once; name=, role=centre|coordinator|auditor, school=, mail=, expires=7d."},
		{pattern: "POST /api/v1/users/{name}/disable", policy: centre(), serve: s.changes(s.disableUser),
			about: "Ends all rights of somebody, and every session, token and link."},
		{pattern: "POST /api/v1/users/{name}/enable", policy: centre(), serve: s.changes(s.enableUser),
			about: "Lets somebody in again."},
		{pattern: "POST /api/v1/users/{name}/link", policy: centre(), serve: s.changes(s.linkUser),
			about: "Makes a one-time link for somebody."},
		{pattern: "POST /api/v1/users/{name}/rotate", policy: centre(), serve: s.changes(s.rotateUser),
			about: "Revokes every session, token and link of somebody, and answers with a new token and link, this once."},
		{pattern: "GET /api/v1/record", policy: reader(), serve: s.asJSON(s.askRecord),
			about: "Who did what, newest first; school=, from=, to=."},
		{pattern: "GET /api/v1/schools/{code}/contacts", policy: reader(), serve: s.asJSON(s.askContacts),
			about: "Who is told about a school."},
		{pattern: "GET /api/v1/schools/{code}/handover", policy: reader(), serve: s.asJSON(s.askHandover),
			about: "What a new coordinator takes over: open findings, what cannot be seen, contacts, lists."},
		{pattern: "POST /api/v1/schools/{code}/transfer", policy: centre(), serve: s.changes(s.transferSchool),
			about: "Takes a school from its coordinators and gives it to another, with a token and a one-time link, shown this once; to=, mail=."},
	}
}

// goTo is where a person goes on to after a change.
type goTo string

// An issued secret is shown once, in the answer to what made it.
type issued struct {
	Name   string               `json:"name"`
	Role   inventory.Role       `json:"role"`
	School inventory.SchoolCode `json:"school,omitempty"` // that was handed over
	From   []string             `json:"from,omitempty"`   // who had it
	Token  string               `json:"token,omitempty"`
	Link   string               `json:"link,omitempty"`
	Until  time.Time            `json:"link_until,omitzero"`
	Mailed bool                 `json:"mailed"` // the link was mailed too
	Back   string               `json:"-"`      // where to go on to
}

// changes serves what somebody changes: people are led on to a page, or shown
// once what is shown once; programs get an object.
func (s *server) changes(f answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, body, ok := s.answered(w, r, f)
		if !ok {
			return
		}
		next, leads := body.(goTo)
		switch {
		case isAPI(r) && leads:
			s.writeJSON(w, r, http.StatusOK, map[string]bool{"done": true})
		case isAPI(r):
			s.writeJSON(w, r, http.StatusOK, body)
		case leads:
			http.Redirect(w, r, string(next), http.StatusSeeOther)
		default:
			s.writePage(w, r, sheet{name: "issued", status: http.StatusOK, body: body})
		}
	}
}

// event is what an ask does, for the record.
func (q ask) event() store.Event { return store.Event{At: q.now, Actor: q.Actor} }

func unprocessable(key string, args ...any) error {
	return &usageError{http.StatusUnprocessableEntity, key, args}
}

func userPath(name string) string { return "/users/" + url.PathEscape(name) }

// A userView is somebody as the centre sees them.
type userView struct {
	Name     string                 `json:"name"`
	Mail     string                 `json:"mail,omitempty"`
	Role     inventory.Role         `json:"role"`
	Schools  []inventory.SchoolCode `json:"schools"`
	Since    time.Time              `json:"since"`
	Expires  time.Time              `json:"expires,omitzero"`
	Disabled time.Time              `json:"disabled,omitzero"`
	Seen     time.Time              `json:"seen,omitzero"` // about when last
	Password bool                   `json:"password"`
	OpenID   bool                   `json:"openid"`
	Sessions int                    `json:"sessions"`
	Tokens   int                    `json:"tokens"`
	Active   bool                   `json:"active"`
}

// A usersView is the page of everybody.
type usersView struct {
	Users   []userView         `json:"users"`
	Schools []inventory.School `json:"-"` // to choose from
	Mail    bool               `json:"-"` // links are mailed
}

func (s *server) userView(r *http.Request, p inventory.Person) (userView, []inventory.Pass, error) {
	v := userView{Name: p.Name, Mail: p.Mail, Role: p.Role, Schools: append([]inventory.SchoolCode{}, p.Schools...), Since: p.Since, Expires: p.Expires,
		Disabled: p.Disabled, Password: p.Password, OpenID: p.Subject != "", Active: p.Active(s.Now())}
	passes, err := s.DB.Passes(r.Context(), p.ID)
	for i, pass := range passes {
		switch pass.Kind {
		case inventory.PassSession:
			v.Sessions++
			passes[i].Expires = pass.Made.Add(sessionLife) // at the latest
		case inventory.PassToken:
			v.Tokens++
		}
		if pass.Used.After(v.Seen) {
			v.Seen = pass.Used
		}
	}
	return v, passes, err
}

// askUsers answers with everybody.
func (s *server) askUsers(r *http.Request, q ask) (any, error) {
	people, err := s.DB.People(r.Context())
	if err != nil {
		return nil, err
	}
	view := usersView{Users: []userView{}, Schools: q.city.Schools, Mail: s.SendLink != nil}
	for _, p := range people {
		v, _, err := s.userView(r, p)
		if err != nil {
			return nil, err
		}
		view.Users = append(view.Users, v)
	}
	return view, nil
}

// askMe answers with who asks.
func (s *server) askMe(_ *http.Request, q ask) (any, error) {
	return struct {
		Name    string                 `json:"name"`
		Role    inventory.Role         `json:"role"`
		All     bool                   `json:"all_schools"`
		Schools []inventory.SchoolCode `json:"schools"`
	}{q.Actor, q.Role, q.Scope.All(), append([]inventory.SchoolCode{}, q.Scope.Schools()...)}, nil
}

// named is the person of a path.
func (s *server) named(r *http.Request) (inventory.Person, error) {
	return s.DB.PersonNamed(r.Context(), r.PathValue("name"))
}

// A personView is the page of one person.
type personView struct {
	userView
	Passes  []inventory.Pass
	Choices []inventory.School // schools to choose from
	Mailing bool
	Events  []store.Event
}

// Has says whether a school is one of the person's.
func (v personView) Has(code inventory.SchoolCode) bool {
	for _, own := range v.Schools {
		if own == code {
			return true
		}
	}
	return false
}

func (s *server) askUser(r *http.Request, q ask) (any, error) {
	p, err := s.named(r)
	if err != nil {
		return nil, err
	}
	v, passes, err := s.userView(r, p)
	return personView{userView: v, Passes: passes, Choices: q.city.Schools, Mailing: s.SendLink != nil}, err
}

// peopleError puts what the store refuses into words.
func peopleError(err error) error {
	switch {
	case errors.Is(err, fs.ErrExist):
		return unprocessable("people.taken")
	case errors.Is(err, store.ErrLastCentre):
		return unprocessable("people.last")
	case errors.Is(err, store.ErrWrongRole):
		return unprocessable("people.role.transfer")
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return err
	}
	return storeBusy(err)
}
