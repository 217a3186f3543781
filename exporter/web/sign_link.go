package web

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

const (
	mailPatience = 30 * time.Second // how long a mail server has for a link
	mailsAtOnce  = 64               // links that are being mailed; beyond it none is
)

// askForLink mails a one-time link to somebody, named by name or mail address.
// The answer is the same, and as fast, whether there is such a person or not.
func (s *server) askForLink(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("name")
	view := signInView{Name: name, Next: safeNext(r.PostFormValue("next"))}
	if s.SendLink == nil {
		view.Said = "sign.nomail"
		s.writeSignIn(w, r, http.StatusServiceUnavailable, view)
		return
	}
	if wait := s.throttle.link(name, sourceOf(r)); wait > 0 {
		s.signInCounted(r, "slowed", "")
		view.Said, view.Wait = "sign.slow", wait
		s.writeSignIn(w, r, http.StatusTooManyRequests, view)
		return
	}
	m, ctx := mailed{from: sourceOf(r).String(), next: view.Next}, context.WithoutCancel(r.Context())
	select {
	case s.mailing <- struct{}{}:
		go func() {
			defer func() { <-s.mailing }()
			ctx, cancel := context.WithTimeout(ctx, mailPatience)
			defer cancel()
			s.mailLinks(ctx, name, m)
		}()
	default:
		s.Log.WarnContext(r.Context(), "link not mailed: too many at the same time")
	}
	http.Redirect(w, r, "/sign-in?said=mailed", http.StatusSeeOther)
}

// A mailed link is asked for from an address, and leads on.
type mailed struct{ from, next string }

// mailLinks mails a link to everybody of a name or mail address who may sign in.
func (s *server) mailLinks(ctx context.Context, name string, m mailed) {
	for _, p := range s.reachable(ctx, name) {
		link := inventory.Pass{Kind: inventory.PassLink, Person: p.ID, Expires: s.Now().Add(mailedLink), Leads: m.next}
		secret, err := s.DB.MakePass(ctx, link, store.Event{At: s.Now(), Actor: p.Name, Action: store.ActionUserLink, Subject: p.Name, Detail: "mail " + m.from})
		if err == nil {
			err = s.SendLink(ctx, p, s.address(LinkPath(secret)))
		}
		if err != nil {
			s.Log.WarnContext(ctx, "link not mailed", "name", p.Name, "err", err)
			continue
		}
		s.Log.InfoContext(ctx, "link mailed", "name", p.Name, "from", m.from)
	}
}

// reachable are those whom a name or a mail address means, who may sign in and
// have a mail address.
func (s *server) reachable(ctx context.Context, name string) []inventory.Person {
	tidy, _ := inventory.PersonName(name)
	people, err := s.DB.PeopleByMail(ctx, strings.TrimSpace(name))
	if p, one := s.DB.PersonNamed(ctx, tidy); one == nil && len(people) == 0 {
		people = []inventory.Person{p}
	}
	if err != nil {
		s.Log.WarnContext(ctx, "nobody found to mail a link to", "err", err)
	}
	var can []inventory.Person
	for _, p := range people {
		if p.Mail != "" && p.Active(s.Now()) {
			can = append(can, p)
		}
	}
	return can
}

// address is how people reach a path of ours.
func (s *server) address(path string) string {
	return strings.TrimSuffix(s.ExternalURL, "/") + path
}

// A linkView is the page that a one-time link opens. Only its button uses the
// link up: programs that look into mails open links too.
type linkView struct {
	Key   string
	Name  string // whose it is; as typed, where the first person is made
	First bool   // it makes the first person
	Void  bool   // it cannot be used (any more)
	Said  string // the key of what is to be said first
	Least int    // characters of a password
}

// linkPage asks whether to sign in.
func (s *server) linkPage(w http.ResponseWriter, r *http.Request) {
	view, err := s.linkFor(r.Context(), r.URL.Query().Get("key"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeLink(w, r, view)
}

func (s *server) writeLink(w http.ResponseWriter, r *http.Request, view linkView) {
	status := http.StatusOK
	switch {
	case view.Void:
		status = http.StatusGone
	case view.Said != "":
		status = http.StatusUnprocessableEntity
	}
	view.Least = shortestPassword
	s.writePage(w, r, sheet{name: "link", status: status, body: view})
}

// linkFor says what a link's secret is good for.
func (s *server) linkFor(ctx context.Context, key string) (linkView, error) {
	at := s.Now()
	link, who, err := s.DB.Pass(ctx, inventory.PassLink, key)
	if err == nil {
		return linkView{Key: key, Name: who.Name, Void: !link.Valid(at) || !who.Active(at)}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return linkView{}, err
	}
	first, _, err := s.DB.Pass(ctx, inventory.PassFirst, key)
	if errors.Is(err, fs.ErrNotExist) {
		return linkView{Void: true}, nil
	}
	return linkView{Key: key, First: true, Void: !first.Valid(at)}, err
}

// useLink uses a link up and signs in.
func (s *server) useLink(w http.ResponseWriter, r *http.Request) {
	view, err := s.linkFor(r.Context(), r.PostFormValue("key"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if view.Void {
		s.signInCounted(r, "void_link", "")
		s.writeLink(w, r, view)
		return
	}
	event := store.Event{At: s.Now(), Actor: "link", Detail: "link " + sourceOf(r).String()}
	var entry store.Entry
	if view.First {
		if entry, view.Said, err = s.useFirst(r, view, event); view.Said != "" {
			view.Name = r.PostFormValue("name")
			s.writeLink(w, r, view)
			return
		}
	} else {
		entry, err = s.DB.UseLink(r.Context(), view.Key, s.newSession(0, "link"), event)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, store.ErrNotFirst):
		s.signInCounted(r, "void_link", "")
		s.writeLink(w, r, linkView{Void: true})
	case err != nil:
		s.fail(w, r, storeBusy(err))
	default:
		s.entered(w, r, entry)
	}
}

// entered leads somebody on whose session began with a link.
func (s *server) entered(w http.ResponseWriter, r *http.Request, entry store.Entry) {
	s.endShown(r)
	s.signInCounted(r, "link", entry.Person.Name)
	s.setSession(w, r, entry.Session)
	http.Redirect(w, r, Landing(s.City(), entry.Person, safeNext(entry.Leads)), http.StatusSeeOther)
}

// useFirst makes the first person of the centre. What is wrong with the name or
// the password is said by a key.
func (s *server) useFirst(r *http.Request, view linkView, e store.Event) (entry store.Entry, wrong string, err error) {
	name, ok := inventory.PersonName(r.PostFormValue("name"))
	if !ok {
		return entry, "people.name.bad", nil
	}
	mail, ok := mailAddress(r.PostFormValue("mail"))
	if !ok {
		return entry, "people.mail.bad", nil
	}
	password, wrong := newPassword(r, name)
	if wrong != "" {
		return entry, wrong, nil
	}
	hash, err := s.hasher.hash(r.Context(), password)
	if err != nil {
		return entry, "", err
	}
	entry, err = s.DB.UseFirstLink(r.Context(), view.Key, inventory.Person{Name: name, Mail: mail}, hash, s.newSession(0, "link"), e)
	return entry, "", err
}

// newPassword returns the password that a form sets for somebody, or the key of
// what is wrong with it.
func newPassword(r *http.Request, name string) (password, wrong string) {
	password = r.PostFormValue("password")
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return "", "people.password.short"
	case n > longestPassword || !utf8.ValidString(password):
		return "", "people.password.long"
	case password != r.PostFormValue("again"):
		return "", "people.password.differs"
	case strings.EqualFold(password, name), strings.Trim(password, password[:utf8.RuneLen([]rune(password)[0])]) == "":
		return "", "people.password.easy"
	}
	return password, ""
}
