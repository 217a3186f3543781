package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

func TestOneTimeLinks(t *testing.T) {
	d := newDoor(t)
	d.somebody(inventory.Person{Name: "boss", Role: inventory.RoleCentre})
	d.person(inventory.Person{Name: "chen", Mail: "chen@179901.example", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	boss := d.browser()
	boss.signIn("boss", goodPassword)
	made := boss.post("/users/chen/link")
	status(t, made, http.StatusOK)
	link := linkIn(t, made.Body.String())
	if got := <-d.mails; got != "chen http://localhost:8080"+link {
		t.Errorf("mailed %q", got)
	}
	b := d.browser()
	for range 3 { // as programs that look into mails do
		status(t, b.get(link), http.StatusOK)
	}
	leads(t, b.post("/sign-in/once", "key", keyOf(link)), "/")
	status(t, b.get("/schools/179901"), http.StatusOK)
	again := d.browser()
	status(t, again.get(link), http.StatusGone)
	status(t, again.post("/sign-in/once", "key", keyOf(link)), http.StatusGone)
	status(t, again.post("/sign-in/once", "key", "made up"), http.StatusGone)
	leads(t, again.get("/"), "/sign-in")

	late := linkIn(t, boss.post("/users/chen/link").Body.String())
	d.wait(issuedLink)
	status(t, again.post("/sign-in/once", "key", keyOf(late)), http.StatusGone)
}

// TestALinkSetsAPassword holds that who came by a link needs no old password, and
// others do.
func TestALinkSetsAPassword(t *testing.T) {
	d := newDoor(t)
	chen := d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	secret, err := d.db.MakePass(t.Context(), inventory.Pass{Kind: inventory.PassLink, Person: chen.ID, Expires: now.Add(time.Hour)}, store.Event{At: now, Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	other, b := d.browser(), d.browser()
	leads(t, other.signIn("chen", goodPassword), "/")
	leads(t, b.post("/sign-in/once", "key", secret), "/")
	for _, tt := range [][2]string{{"short", "short"}, {"long enough now", "differs from it"}, {"aaaaaaaaaaaa", "aaaaaaaaaaaa"}} {
		status(t, b.post("/account/password", "password", tt[0], "again", tt[1]), http.StatusUnprocessableEntity)
	}
	status(t, other.post("/account/password", "password", "stolen session", "again", "stolen session"), http.StatusUnprocessableEntity)
	leads(t, b.post("/account/password", "password", "a new password", "again", "a new password"), "/account?said=password")
	status(t, b.get("/account"), http.StatusOK)
	leads(t, other.get("/account"), "/sign-in?next=%2Faccount") // its session has ended
	status(t, d.browser().signIn("chen", goodPassword), http.StatusUnauthorized)
	third := d.browser()
	leads(t, third.signIn("chen", "a new password"), "/")
	leads(t, third.post("/account/password", "old", "a new password", "password", "another one here", "again", "another one here"), "/account?said=password")
}

// TestMailedLinksTellNothing holds that known and unknown names are answered alike.
func TestMailedLinksTellNothing(t *testing.T) {
	d := newDoor(t)
	d.person(inventory.Person{Name: "chen", Mail: "chen@179901.example", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	d.person(inventory.Person{Name: "mute", Role: inventory.RoleCoordinator})
	for _, name := range []string{"nobody", "mute", "nobody@179901.example", "chen", "chen@179901.example"} {
		leads(t, d.browser().post("/sign-in/link", "name", name, "next", "/record"), "/sign-in?said=mailed")
	}
	for range 2 {
		mail := <-d.mails
		if !strings.HasPrefix(mail, "chen http://localhost:8080/sign-in/once?key=") {
			t.Errorf("mailed %q", mail)
		}
		leads(t, d.browser().post("/sign-in/once", "key", keyOf(mail)), "/record")
	}
	d.options.SendLink = nil
	d.rebuild()
	got := d.browser().post("/sign-in/link", "name", "chen")
	status(t, got, http.StatusServiceUnavailable)
	if !strings.Contains(d.browser().get("/sign-in").Body.String(), "還沒有設定寄信") {
		t.Error("the page does not say that no mail is set up")
	}
	select {
	case mail := <-d.mails:
		t.Errorf("mailed %q", mail)
	default:
	}
}

func TestTheFirstPersonOfTheCentre(t *testing.T) {
	d := newDoor(t)
	d.emptied()
	if page := d.browser().get("/sign-in").Body.String(); !strings.Contains(page, "還沒有任何使用者") {
		t.Error("the page does not say that there is nobody yet")
	}
	secret, err := d.db.MakeFirstLink(t.Context(), now, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	b := d.browser()
	status(t, b.get(LinkPath(secret)), http.StatusOK)
	status(t, b.post("/sign-in/once", "key", secret, "name", "boss", "password", "x", "again", "x"), http.StatusUnprocessableEntity)
	status(t, b.post("/sign-in/once", "key", secret, "name", "a/b", "password", goodPassword, "again", goodPassword), http.StatusUnprocessableEntity)
	leads(t, b.post("/sign-in/once", "key", secret, "name", "boss", "mail", "boss@179900.example", "password", goodPassword, "again", goodPassword), "/")
	status(t, b.get("/users"), http.StatusOK)
	status(t, d.browser().post("/sign-in/once", "key", secret, "name", "evil", "password", goodPassword, "again", goodPassword), http.StatusGone)
	people, err := d.db.People(t.Context())
	if err != nil || len(people) != 1 || people[0].Role != inventory.RoleCentre {
		t.Errorf("the people are %+v, %v", people, err)
	}
	leads(t, d.browser().signIn("boss", goodPassword), "/")
	d.city.Schools = nil
	leads(t, d.browser().signIn("boss", goodPassword), "/setup")
}

// emptied is a bench without anybody.
func (d *door) emptied() {
	d.Helper()
	db, err := store.Open(d.Context(), d.TempDir()+"/rollcall.db", store.Options{})
	if err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() { _ = db.Close() })
	d.db, d.options.DB = db, db
	d.rebuild()
}
