package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

func TestSigningInByPassword(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	b := d.browser()
	leads(t, b.get("/schools/179901?lang=zh-TW"), "/sign-in?next=%2Fschools%2F179901%3Flang%3Dzh-TW")
	page := b.get("/sign-in?next=%2Fschools%2F179901")
	if !strings.Contains(page.Body.String(), `name="next" value="/schools/179901"`) {
		t.Error("the page forgot where to go on to")
	}
	leads(t, b.post("/sign-in", "name", "CHEN", "password", goodPassword, "next", "/schools/179901"), "/schools/179901")
	status(t, b.get("/schools/179901"), http.StatusOK)
	status(t, b.get("/schools/179902"), http.StatusNotFound)
	status(t, b.get("/users"), http.StatusForbidden)
	c := b.cookies[plainCookie]
	if c == nil || !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %+v", c)
	}
	kept := *c
	leads(t, b.post("/sign-out"), "/sign-in?said=out")
	if b.cookies[plainCookie] != nil {
		t.Error("signing out left the cookie")
	}
	b.cookies[plainCookie] = &kept
	leads(t, b.get("/"), "/sign-in")
}

func TestTheCookieIsSecureUnderHTTPS(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
	d.options.ExternalURL, d.options.Hosts = "https://rollcall.example", []string{"rollcall.example"}
	d.rebuild()
	b := d.browser()
	b.host = "rollcall.example"
	leads(t, b.signIn("chen", goodPassword), "/")
	c := b.cookies[secureCookie]
	if c == nil || !c.HttpOnly || !c.Secure || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
		t.Fatalf("the cookie is %+v", c)
	}
	status(t, b.get("/users"), http.StatusOK)
	b.cookies = map[string]*http.Cookie{plainCookie: {Name: plainCookie, Value: c.Value}}
	leads(t, b.get("/users"), "/sign-in?next=%2Fusers")
}

// TestNobodyIsTold holds that every way not to come in gets the same answer.
func TestNobodyIsTold(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	gone := d.somebody(inventory.Person{Name: "gone", Role: inventory.RoleCoordinator})
	if err := d.db.DisablePerson(t.Context(), gone.ID, store.Event{At: now, Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	d.somebody(inventory.Person{Name: "late", Role: inventory.RoleAuditor, Expires: now})
	d.person(inventory.Person{Name: "bare", Role: inventory.RoleCoordinator})
	var said []string
	for _, try := range [][2]string{{"chen", "wrong password"}, {"nobody", goodPassword}, {"gone", goodPassword}, {"late", goodPassword}, {"bare", goodPassword}, {"bare", ""},
		{"chen", strings.Repeat("x", longestPassword+1)}, {"", goodPassword}} {
		b := d.browser()
		got := b.signIn(try[0], try[1])
		status(t, got, http.StatusUnauthorized)
		if len(b.cookies) > 0 {
			t.Errorf("%q got a cookie", try)
		}
		said = append(said, strings.ReplaceAll(got.Body.String(), `value="`+try[0]+`"`, `value=""`))
	}
	for i := range said {
		if said[i] != said[0] {
			t.Errorf("attempt %d is answered otherwise:\n%s\n%s", i, said[0], said[i])
		}
	}
}

// TestASessionIsNew holds that signing in takes no session that was there.
func TestASessionIsNew(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
	b := d.browser()
	b.cookies[plainCookie] = &http.Cookie{Name: plainCookie, Value: "planted"}
	leads(t, b.signIn("chen", goodPassword), "/")
	first := b.cookies[plainCookie].Value
	if first == "planted" {
		t.Fatal("the planted session was taken")
	}
	leads(t, b.signIn("chen", goodPassword), "/")
	if b.cookies[plainCookie].Value == first {
		t.Error("signing in again kept the session")
	}
	old := d.browser()
	old.cookies[plainCookie] = &http.Cookie{Name: plainCookie, Value: first}
	leads(t, old.get("/"), "/sign-in")
	status(t, b.get("/"), http.StatusOK)
}

func TestFormsOfOtherSitesDoNotSignIn(t *testing.T) {
	d := newDoor(t)
	chen := d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
	b := d.browser()
	b.signIn("chen", goodPassword)
	for _, path := range []string{"/sign-in", "/sign-out", "/sign-in/link", "/sign-in/once", "/users", "/users/chen/disable", "/account/password", "/schools/179901/transfer"} {
		for name, change := range map[string]func(http.Header){
			"another site":   func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
			"another origin": func(h http.Header) { h.Set("Origin", "http://attacker.example") },
		} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(url.Values{"name": {"chen"}, "password": {goodPassword}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			change(r.Header)
			if got := b.ask(r); got.Code != http.StatusForbidden {
				t.Errorf("%s posted to %s: %d", name, path, got.Code)
			}
		}
	}
	if p, err := d.db.PersonNamed(t.Context(), "chen"); err != nil || !p.Active(now) || p.ID != chen.ID {
		t.Errorf("a foreign form changed %+v, %v", p, err)
	}
}

func TestNextLeadsNowhereElse(t *testing.T) {
	for text, want := range map[string]string{
		"/": "/", "/schools/179901?at=115/11/21": "/schools/179901?at=115/11/21", "/users/%E9%99%B3": "/users/%E9%99%B3", "/search?q=a%20b": "/search?q=a%20b",
		"": "", "//attacker.example": "", "///attacker.example": "", `/\attacker.example`: "", `\\attacker.example`: "", "/%5Cattacker.example": "", "/%2F/attacker.example": "",
		"http://attacker.example": "", "HTTPS:attacker.example": "", "javascript:alert(1)": "", "data:text/html,x": "", "mailto:a@b.example": "",
		"attacker.example": "", "./x": "", "?x": "", "#x": "", "/x#y": "", "/\t/attacker.example": "", "/\nLocation: x": "", " /x": "", "/x y": "", "/%0d%0aX:y": "", "/%00": "",
		"/sign-in": "", "/sign-in?next=/": "", "/sign-out": "", "http:///x": "", "//": "", "/@attacker.example": "/@attacker.example", "/x://y": "/x://y",
	} {
		if got := safeNext(text); got != want {
			t.Errorf("safeNext(%q) = %q, want %q", text, got, want)
		}
	}
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCentre})
	b := d.browser()
	leads(t, b.post("/sign-in", "name", "chen", "password", goodPassword, "next", "//attacker.example"), "/")
	leads(t, b.get("/sign-in?next=//attacker.example"), "/")
	leads(t, b.get("/sign-in?next=/users"), "/users")
}

func FuzzNextStaysHere(f *testing.F) {
	for _, s := range []string{"/", "//a", `/\a`, "http://a", "/a?b=c", "/%2f%2fa"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := safeNext(s)
		if got == "" {
			return
		}
		base := &url.URL{Scheme: "http", Host: "localhost:8080", Path: "/sign-in"}
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("safeNext(%q) = %q, which leads to %v, %v", s, got, u, err)
		}
	})
}

func TestProgramsSignInByToken(t *testing.T) {
	d := newDoor(t)
	chen := d.person(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	token := d.pass(inventory.PassToken, chen)
	ask := func(path, authorization string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Authorization", authorization)
		return d.browser().ask(r)
	}
	status(t, ask("/api/v1/schools/179901", "Bearer "+token), http.StatusOK)
	status(t, ask("/api/v1/schools/179902", "Bearer "+token), http.StatusNotFound)
	status(t, ask("/sd/switches", "Bearer "+token), http.StatusForbidden)
	status(t, ask("/sd/switches", "Bearer "+d.token), http.StatusOK)
	for _, bad := range []string{"Bearer x", "Bearer ", token, "Basic " + token, "Bearer " + token + "x"} {
		got := ask("/api/v1/schools/179901", bad)
		status(t, got, http.StatusUnauthorized)
		if got.Header().Get("WWW-Authenticate") == "" || !strings.Contains(got.Body.String(), `"error"`) {
			t.Errorf("%q is answered %v %s", bad, got.Header(), got.Body)
		}
	}
	session := d.browser()
	session.cookies[plainCookie] = &http.Cookie{Name: plainCookie, Value: token}
	leads(t, session.get("/"), "/sign-in") // a token is no session
	if err := d.db.DisablePerson(t.Context(), chen.ID, store.Event{At: now, Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	status(t, ask("/api/v1/schools/179901", "Bearer "+token), http.StatusUnauthorized)
}

// TestWhoMayDoWhatWithPeople asks as every role.
func TestWhoMayDoWhatWithPeople(t *testing.T) {
	d := newDoor(t)
	own := []inventory.SchoolCode{"179901"}
	for _, p := range []inventory.Person{{Name: "boss", Role: inventory.RoleCentre}, {Name: "chen", Role: inventory.RoleCoordinator, Schools: own},
		{Name: "watcher", Role: inventory.RoleAuditor, Schools: own, Expires: now.Add(time.Hour)}} {
		d.somebody(p)
	}
	for _, tt := range []struct {
		path                string
		boss, chen, watcher int
		nobody              int
		form                []string
	}{
		{path: "GET /users", boss: 200, chen: 403, watcher: 403, nobody: 303},
		{path: "GET /users/chen", boss: 200, chen: 403, watcher: 403, nobody: 303},
		{path: "GET /users/none", boss: 404, chen: 403, watcher: 403, nobody: 303},
		{path: "GET /account", boss: 200, chen: 200, watcher: 200, nobody: 303},
		{path: "GET /record", boss: 200, chen: 200, watcher: 200, nobody: 303},
		{path: "GET /schools/179901/contacts", boss: 200, chen: 200, watcher: 200, nobody: 303},
		{path: "GET /schools/179902/contacts", boss: 200, chen: 404, watcher: 404, nobody: 303},
		{path: "GET /schools/179999/contacts", boss: 404, chen: 404, watcher: 404, nobody: 303},
		{path: "GET /schools/179901/handover", boss: 200, chen: 200, watcher: 200, nobody: 303},
		{path: "GET /schools/179902/handover", boss: 200, chen: 404, watcher: 404, nobody: 303},
		{path: "GET /api/v1/me", boss: 200, chen: 200, watcher: 200, nobody: 401},
		{path: "GET /api/v1/users", boss: 200, chen: 403, watcher: 403, nobody: 401},
		{path: "POST /schools/179901/contacts", boss: 303, chen: 303, watcher: 403, nobody: 303, form: []string{"name", "a", "mail", "a@179901.example"}},
		{path: "POST /schools/179902/contacts", boss: 303, chen: 404, watcher: 403, nobody: 303, form: []string{"name", "a", "mail", "a@179902.example"}},
		{path: "POST /users", boss: 422, chen: 403, watcher: 403, nobody: 303, form: []string{"name", "boss", "role", "centre"}},
		{path: "POST /users/none/rotate", boss: 404, chen: 403, watcher: 403, nobody: 303},
		{path: "POST /schools/179901/transfer", boss: 422, chen: 403, watcher: 403, nobody: 303},
		{path: "POST /schools/179902/handover", boss: 404, chen: 404, watcher: 404, nobody: 303},
		{path: "POST /account/tokens", boss: 200, chen: 200, watcher: 200, nobody: 303, form: []string{"note", "a program"}},
	} {
		method, path, _ := strings.Cut(tt.path, " ")
		for name, want := range map[string]int{"boss": tt.boss, "chen": tt.chen, "watcher": tt.watcher, "": tt.nobody} {
			b := d.browser()
			if name != "" {
				b.signIn(name, goodPassword)
			}
			got := b.get
			if method == http.MethodPost {
				got = func(path string) *httptest.ResponseRecorder { return b.post(path, tt.form...) }
			}
			if got := got(path); got.Code != want {
				t.Errorf("%s as %q: %d, want %d", tt.path, name, got.Code, want)
			}
			d.steady += time.Hour // no throttle
			d.at = d.at.Add(time.Second)
		}
	}
}

func TestAddingSomebody(t *testing.T) {
	d := newDoor(t)
	boss := d.browser()
	d.somebody(inventory.Person{Name: "boss", Role: inventory.RoleCentre})
	boss.signIn("boss", goodPassword)
	for _, tt := range []struct {
		form []string
		want int
	}{
		{[]string{"name", "chen", "role", "coordinator", "school", "179901", "school", "179902", "mail", "chen@179901.example"}, 200},
		{[]string{"name", "Chen", "role", "auditor", "school", "179901"}, 422},                                                    // taken
		{[]string{"name", "a", "role", "coordinator"}, 422},                                                                       // no school
		{[]string{"name", "a", "role", "coordinator", "school", "179999"}, 422},                                                   // no such school
		{[]string{"name", "a", "role", "admin", "school", "179901"}, 422},                                                         // no such role
		{[]string{"name", "a/b", "role", "centre"}, 422},                                                                          // no name
		{[]string{"name", "a", "role", "centre", "mail", "a b"}, 422},                                                             // no mail address
		{[]string{"name", "a", "role", "auditor", "school", "179901", "expires", "yesterday"}, 422},                               // no day
		{[]string{"name", "a", "role", "auditor", "school", "179901", "expires", "2020-01-01"}, 422},                              // past
		{[]string{"name", "watcher", "role", "auditor", "school", "179901"}, 200},                                                 // 30 days
		{[]string{"name", "visitor", "role", "auditor", "school", "179901", "expires", "115/12/31"}, 200},                         // to the end of that day
		{[]string{"name", "week", "role", "auditor", "school", "179901 179902", "expires", "7d", "id", "1", "disabled", ""}, 200}, // what nobody asked for is ignored
	} {
		if got := boss.post("/users", tt.form...); got.Code != tt.want {
			t.Errorf("%q: %d, want %d\n%.300s", tt.form, got.Code, tt.want, got.Body)
		}
	}
	for name, want := range map[string]time.Time{"chen": {}, "watcher": now.AddDate(0, 0, 30), "week": now.AddDate(0, 0, 7),
		"visitor": time.Date(2027, 1, 1, 0, 0, 0, 0, taipei)} {
		if p, err := d.db.PersonNamed(t.Context(), name); err != nil || !p.Expires.Equal(want) {
			t.Errorf("%s ends %v, want %v (%v)", name, p.Expires, want, err)
		}
	}
	got := boss.post("/users/chen/rotate").Body.String()
	token := regexp.MustCompile(`rollcall_[A-Za-z0-9_-]{43}`).FindString(got)
	r := httptest.NewRequest(http.MethodGet, "/api/v1/me", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	if me := d.browser().ask(r).Body.String(); !strings.Contains(me, `"name":"chen"`) {
		t.Errorf("the token says %s", me)
	}
	if page := boss.get("/users/chen").Body.String(); strings.Contains(page, token) {
		t.Error("the token is shown a second time")
	}
}

// TestEveryAttemptIsCountedAndLogged holds that no secret, and no name that nobody
// has, comes into the log.
func TestEveryAttemptIsCountedAndLogged(t *testing.T) {
	d := newDoor(t)
	var counted []string
	log := &logged{}
	d.options.SignedIn = func(result string) { counted = append(counted, result) }
	d.options.Log = log.logger()
	d.rebuild()
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	d.browser().signIn("chen", "a wrong secret")
	d.browser().signIn("pa55word typed here", "x")
	b := d.browser()
	b.signIn("chen", goodPassword)
	b.get("/users")
	if want := []string{"wrong", "wrong", "password"}; !slices.Equal(counted, want) {
		t.Errorf("counted %q, want %q", counted, want)
	}
	text := log.String()
	for _, want := range []string{"result=wrong name=chen from=192.0.2.10", "result=wrong name=(nobody)", "result=password name=chen", "request refused"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %q:\n%s", want, text)
		}
	}
	for _, secret := range []string{"a wrong secret", "pa55word", goodPassword, b.cookies[plainCookie].Value} {
		if strings.Contains(text, secret) {
			t.Errorf("the log has %q:\n%s", secret, text)
		}
	}
	record := fmt.Sprint(d.events())
	if !strings.Contains(record, "sign in") || strings.Contains(record, goodPassword) {
		t.Errorf("the record is %s", record)
	}
}

func (d *door) events() []store.Event {
	d.Helper()
	events, err := d.db.Events(d.Context(), inventory.AllSchools(), store.EventQuery{})
	if err != nil {
		d.Fatal(err)
	}
	return events
}
