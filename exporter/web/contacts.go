package web

import (
	"cmp"
	"io/fs"
	"net/http"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A Receiver is somebody, or something, that gets messages about a school.
type Receiver struct {
	Name string `json:"name"`
	Mail string `json:"mail,omitempty"` // or the name of a webhook
	What string `json:"what"`           // which messages, as a sentence in the language of the page
	Why  string `json:"why,omitempty"`  // when none come: bounced, on leave
}

// A contactView is somebody who is told about a school.
type contactView struct {
	Name   string `json:"name"`
	Mail   string `json:"mail"`
	Lang   string `json:"lang"`        // in which one is written to
	Config bool   `json:"from_config"` // stands in the configuration, and is changed there
}

// A contactsView is the page of a school's contacts.
type contactsView struct {
	School    inventory.SchoolCode `json:"school"`
	Name      string               `json:"school_name"`
	Contacts  []contactView        `json:"contacts"`
	Receivers []Receiver           `json:"receivers"`
	May       bool                 `json:"-"` // may change them
}

// askContacts answers with the contacts of a school and who gets which message.
func (s *server) askContacts(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	view := contactsView{School: school.Code, Name: school.Name, Receivers: []Receiver{}, May: q.Role.May(inventory.RightEdit)}
	if view.Contacts, err = s.contactsOf(r, q, school); err != nil {
		return nil, err
	}
	if s.Told != nil {
		view.Receivers = append(view.Receivers, s.Told(q.lang, school.Code)...)
	}
	return view, nil
}

// contactsOf lists the contacts of a school: those of the configuration first.
func (s *server) contactsOf(r *http.Request, q ask, school *inventory.School) ([]contactView, error) {
	langs, err := s.DB.MailLanguages(r.Context())
	if err != nil {
		return nil, err
	}
	list := []contactView{}
	add := func(name, mail, lang string, config bool) {
		list = append(list, contactView{name, mail, cmp.Or(langs[strings.ToLower(mail)], lang, inventory.LangZhTW), config})
	}
	for _, c := range school.Contacts {
		add(c.Name, c.Mail, c.Lang, true)
	}
	added, err := s.DB.Contacts(r.Context(), q.Scope, school.Code)
	for _, c := range added {
		add(c.Name, c.Mail, "", false)
	}
	return list, err
}

// seenSchool is the school of a path, if it may be seen.
func seenSchool(r *http.Request, q ask) (*inventory.School, error) {
	code := inventory.SchoolCode(r.PathValue("code"))
	school, known := q.city.School(code)
	if !known || !q.Scope.Sees(code) {
		return nil, fs.ErrNotExist
	}
	return &school, nil
}

// setContact adds a contact, or renames the one with the same mail address.
func (s *server) setContact(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	name, ok := inventory.PersonName(r.FormValue("name"))
	if !ok {
		return nil, unprocessable("people.name.bad")
	}
	address, ok := mailAddress(r.FormValue("mail"))
	if !ok || address == "" {
		return nil, unprocessable("people.mail.bad")
	}
	c := store.Contact{School: school.Code, Name: name, Mail: address}
	if err := s.DB.SetContact(r.Context(), c, q.event()); err != nil {
		return nil, storeBusy(err)
	}
	if lang := r.FormValue("lang"); isMailLang(lang) {
		if err := s.DB.SetMailLanguage(r.Context(), address, lang, q.event()); err != nil {
			return nil, storeBusy(err)
		}
	}
	return goTo(schoolPath(school.Code) + "/contacts"), nil
}

// removeContact removes one that a page had added.
func (s *server) removeContact(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	c := store.Contact{School: school.Code, Mail: strings.TrimSpace(r.FormValue("mail"))}
	if err := s.DB.RemoveContact(r.Context(), c, q.event()); err != nil {
		return nil, storeBusy(err)
	}
	return goTo(schoolPath(school.Code) + "/contacts"), nil
}

// isMailLang says whether people can be written to in a language.
func isMailLang(lang string) bool { return lang == inventory.LangZhTW || lang == inventory.LangEn }

// setMailLanguage says in which language one is written to oneself.
func (s *server) setMailLanguage(r *http.Request, q ask) (any, error) {
	p, err := s.self(r.Context(), q)
	if err != nil {
		return nil, err
	}
	lang := r.PostFormValue("lang")
	if p.Mail == "" || !isMailLang(lang) {
		return nil, unprocessable("people.mail.bad")
	}
	return goTo("/account?said=lang"), storeBusy(s.DB.SetMailLanguage(r.Context(), p.Mail, lang, q.event()))
}
