package web

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// resetWithin is how long after signing in by a link a password may be set
// without the old one.
const resetWithin = time.Hour

// An accountView is somebody's own page.
type accountView struct {
	userView
	Passes  []inventory.Pass
	Own     int64 // the session that is looked at
	Old     bool  // the old password is asked for
	Least   int   // characters of a password
	Link    string
	Said    string
	Machine bool // not a person: the command line

	MailLang string // in which one is written to
}

// self is who asks, as a person; a program of the machine is none.
func (s *server) self(ctx context.Context, q ask) (inventory.Person, error) {
	if q.Person == 0 {
		return inventory.Person{}, unprocessable("people.machine")
	}
	return s.DB.PersonNamed(ctx, q.Actor)
}

func (s *server) askAccount(r *http.Request, q ask) (any, error) {
	p, err := s.self(r.Context(), q)
	if err != nil {
		return nil, err
	}
	v, passes, err := s.userView(r, p)
	view := accountView{userView: v, Passes: passes, Own: q.pass.ID, Old: q.mustKnowOld(p), Least: shortestPassword}
	if s.OpenID != nil {
		view.Link = s.OpenID.Name
	}
	langs, err2 := s.DB.MailLanguages(r.Context())
	view.MailLang = cmp.Or(langs[strings.ToLower(p.Mail)], inventory.LangZhTW)
	err = errors.Join(err, err2)
	if key := "account.said." + r.URL.Query().Get("said"); saysPage(key) {
		view.Said = key
	}
	return view, err
}

// mustKnowOld says whether a new password needs the old one: not where there is
// none, nor right after a one-time link.
func (q ask) mustKnowOld(p inventory.Person) bool {
	byLink := q.pass.Note == "link" && q.now.Sub(q.pass.Made) < resetWithin
	return p.Password && !byLink
}

// changePassword sets one's own password and ends one's other sessions.
func (s *server) changePassword(r *http.Request, q ask) (any, error) {
	p, err := s.self(r.Context(), q)
	if err != nil {
		return nil, err
	}
	if q.pass.Kind != inventory.PassSession {
		return nil, errRefused
	}
	if q.mustKnowOld(p) {
		if err := s.knowsOld(r, p); err != nil {
			return nil, err
		}
	}
	password, wrong := newPassword(r, p.Name)
	if wrong != "" {
		return nil, unprocessable(wrong, "n", shortestPassword)
	}
	hash, err := s.hasher.hash(r.Context(), password)
	if err != nil {
		return nil, busyHashing(err)
	}
	err = s.DB.SetPassword(r.Context(), p.ID, hash, q.pass.ID, q.event())
	return goTo("/account?said=password"), peopleError(err)
}

// knowsOld checks the old password, under the same throttle as signing in.
func (s *server) knowsOld(r *http.Request, p inventory.Person) error {
	if wait := s.throttle.attempt(p.Name, sourceOf(r)); wait > 0 {
		return &usageError{http.StatusTooManyRequests, "sign.slow", nil}
	}
	_, err := s.checkPassword(r.Context(), p.Name, r.PostFormValue("old"))
	if errors.Is(err, fs.ErrNotExist) {
		return unprocessable("people.password.old.bad")
	}
	if err == nil {
		s.throttle.succeeded(p.Name, sourceOf(r))
	}
	return busyHashing(err)
}

func busyHashing(err error) error {
	if errors.Is(err, errBusy) {
		return &usageError{http.StatusServiceUnavailable, "sign.busy", nil}
	}
	return err
}

// endOwnPass ends one of one's own sessions or tokens.
func (s *server) endOwnPass(r *http.Request, q ask) (any, error) {
	p, err := s.self(r.Context(), q)
	if err != nil {
		return nil, err
	}
	return goTo("/account"), s.endPass(r, q, p)
}

// longestNote is how many characters the purpose of a token may have.
const longestNote = 64

// addToken makes a token for a program of one's own. It can do what its owner
// can, and ends with that one.
func (s *server) addToken(r *http.Request, q ask) (any, error) {
	p, err := s.self(r.Context(), q)
	if err != nil {
		return nil, err
	}
	if q.pass.Kind != inventory.PassSession {
		return nil, errRefused
	}
	note, ok := inventory.PersonName(r.PostFormValue("note"))
	if !ok {
		return nil, unprocessable("people.note.bad", "n", longestNote)
	}
	expires, err := q.endOf(r.PostFormValue("expires"), "")
	if err != nil {
		return nil, err
	}
	e := q.event()
	e.Action, e.Subject, e.Detail = store.ActionUserToken, p.Name, note
	token, err := s.DB.MakePass(r.Context(), inventory.Pass{Kind: inventory.PassToken, Person: p.ID, Expires: expires, Note: note}, e)
	return issued{Name: p.Name, Role: p.Role, Token: token, Back: "/account"}, storeBusy(err)
}
