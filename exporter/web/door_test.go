package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// cheap is a hash that costs nothing.
func cheap() cost { return cost{memory: 8, passes: 1, lanes: 1} }

const goodPassword = "correct horse battery"

// A door is a bench at which people sign in: hashes are cheap, and both clocks are
// set by hand.
type door struct {
	*bench
	server *server
	at     time.Time     // the wall clock
	steady time.Duration // ... and the one that cannot be set
	mails  chan string   // links that were mailed
}

func newDoor(t *testing.T) *door {
	t.Helper()
	d := &door{bench: newBench(t), at: now, mails: make(chan string, 100)}
	d.options.Now = func() time.Time { return d.at }
	d.options.Steady = func() time.Duration { return d.steady }
	d.options.ExternalURL = "http://localhost:8080"
	d.options.SendLink = func(_ context.Context, who inventory.Person, link string) error {
		d.mails <- who.Name + " " + link
		return nil
	}
	d.rebuild()
	return d
}

// rebuild makes the handler anew, as a start of the process does.
func (d *door) rebuild() {
	d.server = newServer(d.options)
	d.server.hasher = newHasher(cheap())
	d.handler = d.server.handler()
}

// pass moves both clocks.
func (d *door) wait(span time.Duration) { d.at, d.steady = d.at.Add(span), d.steady+span }

// somebody makes a person with a password.
func (d *door) somebody(p inventory.Person) inventory.Person {
	d.Helper()
	p = d.person(p)
	hash, err := d.server.hasher.hash(d.Context(), goodPassword)
	if err != nil {
		d.Fatal(err)
	}
	if err := d.db.SetPassword(d.Context(), p.ID, hash, 0, store.Event{At: now.Add(-time.Hour), Actor: "test"}); err != nil {
		d.Fatal(err)
	}
	return p
}

// A browser keeps cookies and does not follow redirects.
type browser struct {
	d       *door
	host    string
	from    string
	cookies map[string]*http.Cookie
}

func (d *door) browser() *browser {
	return &browser{d: d, host: "localhost:8080", from: "192.0.2.10:4000", cookies: map[string]*http.Cookie{}}
}

func (b *browser) ask(r *http.Request) *httptest.ResponseRecorder {
	r.Host, r.RemoteAddr = b.host, b.from
	for _, c := range b.cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	w := httptest.NewRecorder()
	b.d.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form of names and values in turn.
func (b *browser) post(path string, form ...string) *httptest.ResponseRecorder {
	values := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.ask(r)
}

func (b *browser) signIn(name, password string) *httptest.ResponseRecorder {
	return b.post("/sign-in", "name", name, "password", password)
}

// leads fails where an answer does not lead to a path.
func leads(t *testing.T, got *httptest.ResponseRecorder, path string) {
	t.Helper()
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != path {
		t.Errorf("answered %d to %q, want 303 to %q\n%.600s", got.Code, got.Header().Get("Location"), path, got.Body)
	}
}

func status(t *testing.T, got *httptest.ResponseRecorder, want int) {
	t.Helper()
	if got.Code != want {
		t.Errorf("answered %d to %q, want %d\n%.600s", got.Code, got.Header().Get("Location"), want, got.Body)
	}
}

// linkIn finds a one-time link in an answer and returns its path and query.
func linkIn(t *testing.T, text string) string {
	t.Helper()
	link := regexp.MustCompile(`/sign-in/once\?key=[A-Za-z0-9_-]+`).FindString(text)
	if link == "" {
		t.Fatalf("there is no link in %.600s", text)
	}
	return link
}

func keyOf(link string) string { _, key, _ := strings.Cut(link, "key="); return key }
