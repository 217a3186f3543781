package web

import (
	"io/fs"
	"net/http"
	"strconv"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// addUser adds somebody, and answers with a token and a one-time link.
func (s *server) addUser(r *http.Request, q ask) (any, error) {
	name, ok := inventory.PersonName(r.FormValue("name"))
	if !ok {
		return nil, unprocessable("people.name.bad")
	}
	p, err := q.personOf(r)
	if err != nil {
		return nil, err
	}
	p.Name = name
	if p, err = s.DB.AddPerson(r.Context(), p, q.event()); err != nil {
		return nil, peopleError(err)
	}
	out, err := s.issueBoth(r, q, p)
	return out, peopleError(err)
}

// issueBoth gives somebody a new token and a new link, in place of all there was.
func (s *server) issueBoth(r *http.Request, q ask, p inventory.Person) (issued, error) {
	token, link := s.newPasses(q, p, "")
	out := issued{Name: p.Name, Role: p.Role, Until: link.Expires, Back: userPath(p.Name)}
	var secret string
	var err error
	if out.Token, secret, err = s.DB.Rotate(r.Context(), p.ID, token, link, q.event()); err != nil {
		return issued{}, err
	}
	out.Link = s.address(LinkPath(secret))
	out.Mailed = s.mailIssued(r, p, out.Link)
	return out, nil
}

// newPasses are the token and the link of somebody who is new.
func (s *server) newPasses(q ask, p inventory.Person, leads string) (token, link inventory.Pass) {
	return inventory.Pass{Kind: inventory.PassToken, Expires: p.Expires},
		inventory.Pass{Kind: inventory.PassLink, Expires: q.now.Add(issuedLink), Leads: leads}
}

// mailIssued mails a link that is also shown, and says whether that was done.
func (s *server) mailIssued(r *http.Request, p inventory.Person, link string) bool {
	if s.SendLink == nil || p.Mail == "" {
		return false
	}
	if err := s.SendLink(r.Context(), p, link); err != nil {
		s.Log.WarnContext(r.Context(), "link not mailed", "name", p.Name, "err", err)
		return false
	}
	return true
}

// changeUser changes mail address, role, schools and end.
func (s *server) changeUser(r *http.Request, q ask) (any, error) {
	old, err := s.named(r)
	if err != nil {
		return nil, err
	}
	p, err := q.personOf(r)
	if err != nil {
		return nil, err
	}
	p.ID = old.ID
	return goTo(userPath(old.Name)), peopleError(s.DB.ChangePerson(r.Context(), p, q.event()))
}

func (s *server) disableUser(r *http.Request, q ask) (any, error) {
	p, err := s.named(r)
	if err != nil {
		return nil, err
	}
	return goTo(userPath(p.Name)), peopleError(s.DB.DisablePerson(r.Context(), p.ID, q.event()))
}

func (s *server) enableUser(r *http.Request, q ask) (any, error) {
	p, err := s.named(r)
	if err != nil {
		return nil, err
	}
	return goTo(userPath(p.Name)), peopleError(s.DB.EnablePerson(r.Context(), p.ID, q.event()))
}

// activeNamed is the person of a path, who must be one that may sign in.
func (s *server) activeNamed(r *http.Request, q ask) (inventory.Person, error) {
	p, err := s.named(r)
	if err == nil && !p.Active(q.now) {
		err = unprocessable("people.inactive")
	}
	return p, err
}

// linkUser makes a one-time link.
func (s *server) linkUser(r *http.Request, q ask) (any, error) {
	p, err := s.activeNamed(r, q)
	if err != nil {
		return nil, err
	}
	_, link := s.newPasses(q, p, "")
	link.Person = p.ID
	e := q.event()
	e.Action, e.Subject = store.ActionUserLink, p.Name
	secret, err := s.DB.MakePass(r.Context(), link, e)
	if err != nil {
		return nil, storeBusy(err)
	}
	out := issued{Name: p.Name, Role: p.Role, Link: s.address(LinkPath(secret)), Until: link.Expires, Back: userPath(p.Name)}
	out.Mailed = s.mailIssued(r, p, out.Link)
	return out, nil
}

// rotateUser revokes everything that lets somebody in and issues it anew.
func (s *server) rotateUser(r *http.Request, q ask) (any, error) {
	p, err := s.activeNamed(r, q)
	if err != nil {
		return nil, err
	}
	out, err := s.issueBoth(r, q, p)
	return out, peopleError(err)
}

// endPassOfUser ends one session, token or link of somebody.
func (s *server) endPassOfUser(r *http.Request, q ask) (any, error) {
	p, err := s.named(r)
	if err != nil {
		return nil, err
	}
	return goTo(userPath(p.Name)), s.endPass(r, q, p)
}

func (s *server) endPass(r *http.Request, q ask, p inventory.Person) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return fs.ErrNotExist
	}
	e := q.event()
	e.Action, e.Subject = store.ActionPassEnd, p.Name
	err = s.DB.EndPass(r.Context(), p.ID, id, e)
	s.gate.forget(id)
	return storeBusy(err)
}

// transferSchool gives a school to another coordinator.
func (s *server) transferSchool(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	name, ok := inventory.PersonName(r.FormValue("to"))
	if !ok {
		return nil, unprocessable("people.name.bad")
	}
	address, ok := mailAddress(r.FormValue("mail"))
	if !ok {
		return nil, unprocessable("people.mail.bad")
	}
	tr := store.Transfer{School: school.Code, To: inventory.Person{Name: name, Mail: address}}
	tr.Token, tr.Link = s.newPasses(q, tr.To, schoolPath(school.Code)+"/handover")
	done, err := s.DB.TransferSchool(r.Context(), tr, q.event())
	if err != nil {
		return nil, peopleError(err)
	}
	out := issued{Name: done.To.Name, Role: done.To.Role, School: school.Code, Token: done.Token,
		Link: s.address(LinkPath(done.Link)), Until: tr.Link.Expires, Back: userPath(done.To.Name)}
	for _, p := range done.From {
		out.From = append(out.From, p.Name)
	}
	out.Mailed = s.mailIssued(r, done.To, out.Link)
	return out, nil
}
