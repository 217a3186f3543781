package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// How long one-time links are good for.
const (
	mailedLink = time.Hour          // one that somebody asked for
	issuedLink = 7 * 24 * time.Hour // one that the centre hands out
)

// Bounds on a password, in characters.
const (
	shortestPassword = 10
	longestPassword  = 200
)

func (s *server) signRoutes() []route {
	return []route{
		{pattern: "GET /sign-in", policy: public(), serve: s.signInPage},
		{pattern: "POST /sign-in", policy: public(), serve: s.signIn},
		{pattern: "POST /sign-in/link", policy: public(), serve: s.askForLink},
		{pattern: "GET /sign-in/once", policy: public(), serve: s.linkPage},
		{pattern: "POST /sign-in/once", policy: public(), serve: s.useLink},
		{pattern: "GET /sign-in/openid", policy: public(), serve: s.toOpenID},
		{pattern: "GET /sign-in/openid/callback", policy: public(), serve: s.fromOpenID},
		{pattern: "POST /sign-out", policy: public(), serve: s.signOut},
	}
}

// LinkPath is the path of a page under which a one-time link's secret is used.
func LinkPath(secret string) string {
	return "/sign-in/once?key=" + url.QueryEscape(secret)
}

// Landing is the first page of somebody who has signed in: where the link or the
// page before wanted to lead, else a school that was just taken over, else the
// set-up of a city without schools, else the first page.
func Landing(city *inventory.City, who inventory.Person, wanted ...string) string {
	for _, path := range wanted {
		if path != "" && path != "/" {
			return path
		}
	}
	switch {
	case len(who.Handover) > 0:
		return schoolPath(who.Handover[0]) + "/handover"
	case who.Role == inventory.RoleCentre && len(city.Schools) == 0:
		return "/setup"
	}
	return "/"
}

// safeNext returns a path of ours to go on to, and nothing where a text would lead
// elsewhere.
func safeNext(text string) string {
	u, err := url.Parse(text)
	odd := func(r rune) bool { return r == '\\' || unicode.IsControl(r) || unicode.IsSpace(r) }
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" || u.Fragment != "" || strings.ContainsFunc(text, odd) ||
		strings.ContainsFunc(u.Path, odd) {
		return ""
	}
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.HasPrefix(u.Path, "//") || strings.HasPrefix(u.Path, "/sign-") {
		return ""
	}
	return u.RequestURI()
}

// refuse answers somebody who may not use a route: people who are not signed in
// are led to where they can, programs are told.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, errUnknown) {
		s.fail(w, r, err)
		return
	}
	program := isAPI(r) || r.Header.Get("Authorization") != "" || strings.Contains(r.Header.Get("Accept"), "application/json") ||
		strings.HasPrefix(r.URL.Path, "/metrics") || strings.HasPrefix(r.URL.Path, "/sd/") || strings.HasPrefix(r.URL.Path, "/-/")
	if program {
		w.Header().Set("WWW-Authenticate", `Bearer realm="rollcall"`)
		s.fail(w, r, &usageError{http.StatusUnauthorized, "error.unknown", nil})
		return
	}
	target := "/sign-in"
	if next := safeNext(r.URL.RequestURI()); r.Method == http.MethodGet && next != "" && next != "/" {
		target += "?next=" + url.QueryEscape(next)
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// A signInView is the page on which people sign in.
type signInView struct {
	Name    string // as typed
	Next    string
	Said    string // the key of what is to be said first
	Wait    time.Duration
	Mail    bool   // one-time links are mailed
	OpenID  string // the name of the other way in; empty: there is none
	Nobody  bool   // there is nobody yet who could sign in
	Contact string // whom to ask
}

// writeSignIn shows the page, with what is to be said first.
func (s *server) writeSignIn(w http.ResponseWriter, r *http.Request, status int, view signInView) {
	any, err := s.DB.AnyPeople(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view.Nobody, view.Mail, view.Contact = !any, s.SendLink != nil, s.City().Contact
	if s.OpenID != nil {
		view.OpenID = s.OpenID.Name
	}
	s.writePage(w, r, sheet{name: "sign_in", status: status, body: view})
}

// signInPage shows where to sign in; who has done so goes on.
func (s *server) signInPage(w http.ResponseWriter, r *http.Request) {
	next := safeNext(r.URL.Query().Get("next"))
	if who := whoOf(r); who.Person != 0 {
		http.Redirect(w, r, Landing(s.City(), inventory.Person{Role: who.Role}, next), http.StatusSeeOther)
		return
	}
	said := ""
	if key := "sign.said." + r.URL.Query().Get("said"); r.URL.Query().Has("said") && saysPage(key) {
		said = key
	}
	s.writeSignIn(w, r, http.StatusOK, signInView{Next: next, Said: said})
}

// signIn takes a name and a password. Who is unknown, has no password or is
// disabled is told the same, after the same work, as somebody whose password is wrong.
func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	view := signInView{Name: r.PostFormValue("name"), Next: safeNext(r.PostFormValue("next"))}
	from := sourceOf(r)
	if wait := s.throttle.attempt(view.Name, from); wait > 0 {
		s.signInCounted(r, "slowed", "")
		view.Said, view.Wait = "sign.slow", wait
		w.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())))
		s.writeSignIn(w, r, http.StatusTooManyRequests, view)
		return
	}
	p, err := s.checkPassword(r.Context(), view.Name, r.PostFormValue("password"))
	switch {
	case errors.Is(err, errBusy):
		view.Said = "sign.busy"
		s.writeSignIn(w, r, http.StatusServiceUnavailable, view)
	case errors.Is(err, fs.ErrNotExist):
		s.signInCounted(r, "wrong", p.Name)
		view.Said = "sign.wrong"
		s.writeSignIn(w, r, http.StatusUnauthorized, view)
	case err != nil:
		s.fail(w, r, err)
	default:
		s.throttle.succeeded(view.Name, from)
		s.begin(w, r, p, entrance{how: "password", next: view.Next})
	}
}

// checkPassword returns whose name and password these are; [fs.ErrNotExist]:
// nobody's who may sign in. The person is named even then, for the log.
func (s *server) checkPassword(ctx context.Context, name, password string) (inventory.Person, error) {
	tidy, _ := inventory.PersonName(name)
	p, stored, err := s.DB.PasswordOf(ctx, tidy)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return p, err
	}
	if utf8.RuneCountInString(password) > longestPassword {
		password = ""
	}
	same, err := s.hasher.matches(ctx, stored, password)
	if err == nil && (!same || !p.Active(s.Now())) {
		err = fs.ErrNotExist
	}
	return p, err
}

// An entrance is how somebody came in and where that one goes on to.
type entrance struct{ how, next string }

// begin begins a session, with an id of its own, and leads on.
func (s *server) begin(w http.ResponseWriter, r *http.Request, p inventory.Person, in entrance) {
	secret, err := s.DB.MakePass(r.Context(), s.newSession(p.ID, in.how), store.Event{
		At: s.Now(), Actor: p.Name, Action: store.ActionSignIn, Subject: p.Name, Detail: in.how + " " + sourceOf(r).String()})
	if err != nil {
		s.fail(w, r, storeBusy(err))
		return
	}
	s.endShown(r)
	s.signInCounted(r, in.how, p.Name)
	s.setSession(w, r, secret)
	http.Redirect(w, r, Landing(s.City(), p, in.next), http.StatusSeeOther)
}

// newSession is a session that begins now. The store ends it where no process
// has seen its whole life.
func (s *server) newSession(person int64, how string) inventory.Pass {
	return inventory.Pass{Kind: inventory.PassSession, Person: person, Used: s.Now(), Note: how}
}

// endShown ends the session that a request shows, if it has one: signing in
// replaces it.
func (s *server) endShown(r *http.Request) {
	who := whoOf(r)
	if who.pass.Kind != inventory.PassSession {
		return
	}
	err := s.DB.EndPass(r.Context(), who.Person, who.pass.ID, store.Event{At: s.Now(), Actor: who.Actor, Action: store.ActionSignOut, Subject: who.Actor})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Log.WarnContext(r.Context(), "session not ended", "name", who.Actor, "err", err)
	}
	s.gate.forget(who.pass.ID)
}

// signOut ends the session.
func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	s.endShown(r)
	s.setSession(w, r, "")
	http.Redirect(w, r, "/sign-in?said=out", http.StatusSeeOther)
}

// signInCounted logs and counts an attempt to sign in. A name that nobody has is
// not logged: people type passwords into the wrong field.
func (s *server) signInCounted(r *http.Request, result, name string) {
	if s.SignedIn != nil {
		s.SignedIn(result)
	}
	if name == "" {
		name = "(nobody)"
	}
	s.Log.InfoContext(r.Context(), "sign-in", "result", result, "name", name, "from", sourceOf(r))
}

// whoOf is who asks, as the policy of the route left it.
func whoOf(r *http.Request) Identity {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	return who
}
