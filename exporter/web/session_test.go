package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// logged is a log that can be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// TestRightsAreThoseOfNow holds that what is taken away is gone with the next
// request.
func TestRightsAreThoseOfNow(t *testing.T) {
	own := []inventory.SchoolCode{"179901"}
	for name, tt := range map[string]struct {
		change func(*door, inventory.Person) error
		want   int
	}{
		"disabled": {func(d *door, p inventory.Person) error {
			return d.db.DisablePerson(t.Context(), p.ID, store.Event{At: now, Actor: "boss"})
		}, 303},
		"another school": {func(d *door, p inventory.Person) error {
			p.Schools = []inventory.SchoolCode{"179902"}
			return d.db.ChangePerson(t.Context(), p, store.Event{At: now, Actor: "boss"})
		}, 404},
		"run out": {func(d *door, p inventory.Person) error {
			p.Expires = now.Add(time.Minute)
			err := d.db.ChangePerson(t.Context(), p, store.Event{At: now, Actor: "boss"})
			d.wait(time.Minute)
			return err
		}, 303},
		"transferred": {func(d *door, p inventory.Person) error {
			_, err := d.db.TransferSchool(t.Context(), store.Transfer{School: "179901", To: inventory.Person{Name: "wang"}}, store.Event{At: now, Actor: "boss"})
			return err
		}, 303},
		"rotated": {func(d *door, p inventory.Person) error {
			_, _, err := d.db.Rotate(t.Context(), p.ID, inventory.Pass{Kind: inventory.PassToken}, inventory.Pass{Kind: inventory.PassLink}, store.Event{At: now, Actor: "boss"})
			return err
		}, 303},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			p := d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: own})
			b := d.browser()
			b.signIn("chen", goodPassword)
			status(t, b.get("/schools/179901"), http.StatusOK)
			if err := tt.change(d, p); err != nil {
				t.Fatal(err)
			}
			status(t, b.get("/schools/179901"), tt.want)
		})
	}
}

// TestARunningDownloadIsCut takes the rights of somebody away in the middle of an
// answer, over a real connection.
func TestARunningDownloadIsCut(t *testing.T) {
	d := newDoor(t)
	p := d.person(inventory.Person{Name: "chen", Role: inventory.RoleAuditor, Schools: []inventory.SchoolCode{"179901"}})
	token := d.pass(inventory.PassToken, p)
	d.server.gate.recheck = 10 * time.Millisecond
	begun, ended := make(chan struct{}), make(chan error, 1)
	endless := route{pattern: "GET /endless", policy: exporter(), serve: func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "the first half")
		_ = http.NewResponseController(w).Flush()
		close(begun)
		<-r.Context().Done()
		ended <- context.Cause(r.Context())
	}}
	server := httptest.NewServer(d.server.guard(d.server.admit(endless)))
	t.Cleanup(server.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/endless", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	<-begun
	time.Sleep(50 * time.Millisecond) // several looks that change nothing
	select {
	case err := <-ended:
		t.Fatalf("the download ended by itself: %v", err)
	default:
	}
	if err := d.db.DisablePerson(t.Context(), p.ID, store.Event{At: now, Actor: "boss"}); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, errWithdrawn) {
		t.Errorf("the handler's context ended with %v", err)
	}
	if text, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("the answer %q looks whole", text)
	}
}

// TestSessionsEnd holds that a session lasts as long as it is said to, by the
// clock that cannot be set.
func TestSessionsEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		do   func(*door, *browser)
		want bool // still signed in
	}{
		"at once":            {func(*door, *browser) {}, true},
		"rested a while":     {func(d *door, _ *browser) { d.wait(sessionIdle - time.Minute) }, true},
		"rested too long":    {func(d *door, _ *browser) { d.wait(sessionIdle) }, false},
		"used, not too long": {func(d *door, b *browser) { d.use(b, sessionLife-time.Hour) }, true},
		"used, but too long": {func(d *door, b *browser) { d.use(b, sessionLife+time.Hour) }, false},
		"ten years ahead":    {func(d *door, _ *browser) { d.at = d.at.AddDate(10, 0, 0) }, true},
		"ten years behind":   {func(d *door, _ *browser) { d.at = d.at.AddDate(-10, 0, 0) }, true},
		"an hour behind":     {func(d *door, _ *browser) { d.at = d.at.Add(-time.Hour) }, true},
		"behind, but for long": {func(d *door, b *browser) {
			d.at = d.at.AddDate(-10, 0, 0)
			d.use(b, sessionLife)
		}, false},
		"a clock that stands": {func(d *door, b *browser) {
			d.steady += sessionIdle
		}, false},
		"a restart":                {func(d *door, _ *browser) { d.wait(time.Hour); d.rebuild() }, true},
		"a restart after a rest":   {func(d *door, _ *browser) { d.wait(sessionIdle); d.rebuild() }, false},
		"a restart after its life": {func(d *door, b *browser) { d.use(b, sessionLife-time.Hour); d.wait(time.Hour); d.rebuild() }, false},
		"a restart an hour behind": {func(d *door, _ *browser) { d.at = d.at.Add(-time.Hour); d.rebuild() }, true},
		"a restart, the clock right again": {func(d *door, b *browser) {
			d.at = d.at.AddDate(10, 0, 0)
			d.wait(touchEvery)
			status(t, b.get("/account"), http.StatusOK)
			d.at = now.Add(touchEvery)
			d.rebuild()
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t)
			d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
			b := d.browser()
			b.signIn("chen", goodPassword)
			status(t, b.get("/account"), http.StatusOK)
			tt.do(d, b)
			if got := b.get("/account").Code == http.StatusOK; got != tt.want {
				t.Errorf("still signed in: %v, want %v", got, tt.want)
			}
		})
	}
}

// use lets time pass with a request every six hours.
func (d *door) use(b *browser, span time.Duration) {
	for ; span > 0; span -= 6 * time.Hour {
		d.wait(min(span, 6*time.Hour))
		b.get("/account")
	}
}

// TestAWrongClockAtTheStartEndsNothing: a session seems to be made in the future
// until the clock is right.
func TestAWrongClockAtTheStartEndsNothing(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
	b := d.browser()
	b.signIn("chen", goodPassword)
	kept := *b.cookies[plainCookie]
	d.at = now.AddDate(-10, 0, 0)
	d.rebuild()
	leads(t, b.get("/account"), "/sign-in?next=%2Faccount")
	d.at = now.Add(time.Minute)
	b.cookies[plainCookie] = &kept
	status(t, b.get("/account"), http.StatusOK)
}

func TestTheUseOfASessionIsWrittenSeldom(t *testing.T) {
	d := newDoor(t)
	p := d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
	b := d.browser()
	b.signIn("chen", goodPassword)
	used := func() []time.Time {
		passes, err := d.db.Passes(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		var at []time.Time
		for _, p := range passes {
			at = append(at, p.Used)
		}
		return at
	}
	b.get("/account")
	first := used()
	for range 4 {
		d.wait(time.Minute)
		b.get("/account")
	}
	if got := used(); !slices.EqualFunc(got, first, time.Time.Equal) {
		t.Errorf("written after 4 minutes: %v, was %v", got, first)
	}
	d.wait(time.Minute)
	b.get("/account")
	if got := used(); len(got) != 1 || !got[0].Equal(now.Add(5*time.Minute)) {
		t.Errorf("after 5 minutes %v is written", got)
	}
}
