package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// by is an event of the tests.
func by(actor string, seconds int) Event { return Event{At: at(seconds), Actor: actor} }

// addPerson makes a person of the tests.
func addPerson(t *testing.T, db *DB, name string, role inventory.Role, schools ...inventory.SchoolCode) inventory.Person {
	t.Helper()
	p, err := db.AddPerson(t.Context(), inventory.Person{Name: name, Mail: name + "@179901.example", Role: role, Schools: schools}, by("centre", 1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pass makes a pass of the tests and returns its secret.
func pass(t *testing.T, db *DB, p inventory.Pass) string {
	t.Helper()
	secret, err := db.MakePass(t.Context(), p, Event{At: at(2), Actor: "centre", Action: ActionUserLink})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// actions are what was done, the oldest first, as "actor action subject".
func actions(t *testing.T, db *DB) []string {
	t.Helper()
	events, err := db.Events(t.Context(), inventory.AllSchools(), EventQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, e := range slices.Backward(events) {
		texts = append(texts, e.Actor+" "+e.Action+" "+e.Subject)
	}
	return texts
}

func TestPeopleAreKept(t *testing.T) {
	db := open(t)
	addPerson(t, db, "boss", inventory.RoleCentre)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, south, north)
	if _, err := db.AddPerson(t.Context(), inventory.Person{Name: "CHEN", Role: inventory.RoleAuditor}, by("x", 3)); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a name that is taken: %v, want fs.ErrExist", err)
	}
	got, err := db.PersonNamed(t.Context(), "Chen")
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != chen.ID || !slices.Equal(got.Schools, []inventory.SchoolCode{north, south}) || got.Password || !got.Since.Equal(at(1)) {
		t.Errorf("read %+v", got)
	}
	if _, err := db.PersonNamed(t.Context(), "nobody"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a name that nobody has: %v", err)
	}
	got.Mail, got.Schools, got.Expires = "new@179902.example", []inventory.SchoolCode{south}, at(5000)
	if err := db.ChangePerson(t.Context(), got, by("boss", 4)); err != nil {
		t.Fatal(err)
	}
	all, err := db.PeopleByMail(t.Context(), "NEW@179902.example")
	if err != nil || len(all) != 1 || !slices.Equal(all[0].Schools, []inventory.SchoolCode{south}) || !all[0].Expires.Equal(at(5000)) {
		t.Errorf("after the change: %+v, %v", all, err)
	}
	want := []string{"centre user add boss", "centre user add chen", "boss user change chen"}
	if got := actions(t, db); !slices.Equal(got, want) {
		t.Errorf("the record has %q, want %q", got, want)
	}
}

func TestSomebodyOfTheCentreStays(t *testing.T) {
	db := open(t)
	boss := addPerson(t, db, "boss", inventory.RoleCentre)
	addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	for name, f := range map[string]func() error{
		"disabled": func() error { return db.DisablePerson(t.Context(), boss.ID, by("boss", 2)) },
		"demoted": func() error {
			b := boss
			b.Role = inventory.RoleAuditor
			return db.ChangePerson(t.Context(), b, by("boss", 2))
		},
		"run out": func() error { b := boss; b.Expires = at(1); return db.ChangePerson(t.Context(), b, by("boss", 2)) },
	} {
		if err := f(); !errors.Is(err, ErrLastCentre) {
			t.Errorf("the last one of the centre %s: %v, want ErrLastCentre", name, err)
		}
	}
	if got, _ := db.PersonNamed(t.Context(), "boss"); !got.Active(at(3)) || got.Role != inventory.RoleCentre {
		t.Errorf("a refused change left %+v", got)
	}
	addPerson(t, db, "second", inventory.RoleCentre)
	if err := db.DisablePerson(t.Context(), boss.ID, by("second", 3)); err != nil {
		t.Error(err)
	}
}

func TestPassesAreStoredAsHashes(t *testing.T) {
	db := open(t)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	var secrets []string
	for _, kind := range []inventory.PassKind{inventory.PassSession, inventory.PassToken, inventory.PassLink} {
		secret := pass(t, db, inventory.Pass{Kind: kind, Person: chen.ID, Expires: at(100), Note: "n"})
		secrets = append(secrets, secret)
		got, who, err := db.Pass(t.Context(), kind, secret)
		if err != nil || who.Name != "chen" || got.Person != chen.ID || !got.Expires.Equal(at(100)) || !got.Made.Equal(at(2)) {
			t.Errorf("%s: %+v of %+v, %v", kind, got, who, err)
		}
		for _, other := range []inventory.PassKind{inventory.PassSession, inventory.PassToken, inventory.PassLink} {
			if _, _, err := db.Pass(t.Context(), other, secret); other != kind && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("a %s was taken for a %s: %v", kind, other, err)
			}
		}
	}
	if !strings.HasPrefix(secrets[1], tokenPrefix) || len(secrets[0]) < 43 {
		t.Errorf("the secrets are %q", secrets)
	}
	for _, name := range []string{db.Path(), db.Path() + "-wal"} {
		text, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		for _, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds a secret", name)
			}
		}
	}
}

func TestALinkIsUsedOnce(t *testing.T) {
	db := open(t)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	secret := pass(t, db, inventory.Pass{Kind: inventory.PassLink, Person: chen.ID, Expires: at(100), Leads: "/x"})
	late := pass(t, db, inventory.Pass{Kind: inventory.PassLink, Person: chen.ID, Expires: at(9)})
	before := db.PeopleVersion()
	entry, err := db.UseLink(t.Context(), secret, inventory.Pass{Note: "link"}, by("192.0.2.1", 10))
	if err != nil || entry.Person.Name != "chen" || entry.Leads != "/x" {
		t.Fatalf("the link gave %+v, %v", entry, err)
	}
	if db.PeopleVersion() == before {
		t.Error("the version did not change")
	}
	if s, _, err := db.Pass(t.Context(), inventory.PassSession, entry.Session); err != nil || s.Note != "link" || !s.Used.Equal(at(10)) {
		t.Errorf("the session is %+v, %v", s, err)
	}
	for name, secret := range map[string]string{"used": secret, "run out": late, "made up": "x", "a session's": entry.Session} {
		if _, err := db.UseLink(t.Context(), secret, inventory.Pass{}, by("x", 11)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a link that is %s: %v, want fs.ErrNotExist", name, err)
		}
	}
	if got := actions(t, db); got[len(got)-1] != "chen sign in chen" {
		t.Errorf("the record ends with %q", got[len(got)-1])
	}
}

func TestTheFirstPersonIsMadeOnce(t *testing.T) {
	db := open(t)
	void, err := db.MakeFirstLink(t.Context(), at(0), at(100))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := db.MakeFirstLink(t.Context(), at(1), at(100))
	if err != nil {
		t.Fatal(err)
	}
	first := inventory.Person{Name: "boss", Role: inventory.RoleAuditor}
	if _, err := db.UseFirstLink(t.Context(), void, first, "$h", inventory.Pass{}, by("", 2)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a link that was replaced: %v", err)
	}
	entry, err := db.UseFirstLink(t.Context(), secret, first, "$h", inventory.Pass{}, by("192.0.2.1", 2))
	if err != nil || entry.Person.Role != inventory.RoleCentre {
		t.Fatalf("the first person is %+v, %v", entry, err)
	}
	if _, hash, err := db.PasswordOf(t.Context(), "boss"); hash != "$h" || err != nil {
		t.Errorf("the hash is %q, %v", hash, err)
	}
	if _, err := db.UseFirstLink(t.Context(), secret, inventory.Person{Name: "evil"}, "$h", inventory.Pass{}, by("", 3)); !errors.Is(err, ErrNotFirst) {
		t.Errorf("a second first person: %v", err)
	}
	if _, err := db.MakeFirstLink(t.Context(), at(4), at(100)); !errors.Is(err, ErrNotFirst) {
		t.Errorf("a first link beside people: %v", err)
	}
}

func TestRevokingEndsPasses(t *testing.T) {
	for name, f := range map[string]struct {
		do   func(*DB, int64, int64) error
		left int // passes of chen after it
	}{
		"disable": {func(db *DB, id, _ int64) error { return db.DisablePerson(t.Context(), id, by("boss", 9)) }, 0},
		"rotate": {func(db *DB, id, _ int64) error {
			_, _, err := db.Rotate(t.Context(), id, inventory.Pass{Kind: inventory.PassToken}, inventory.Pass{Kind: inventory.PassLink}, by("boss", 9))
			return err
		}, 2},
		"password": {func(db *DB, id, keep int64) error { return db.SetPassword(t.Context(), id, "$h", keep, by("chen", 9)) }, 2}, // the kept session, the token
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
			other := addPerson(t, db, "lin", inventory.RoleCoordinator, south)
			session := inventory.Pass{Kind: inventory.PassSession, Person: chen.ID}
			secret := pass(t, db, session)
			pass(t, db, session)
			pass(t, db, inventory.Pass{Kind: inventory.PassToken, Person: chen.ID})
			pass(t, db, inventory.Pass{Kind: inventory.PassLink, Person: chen.ID})
			pass(t, db, inventory.Pass{Kind: inventory.PassSession, Person: other.ID})
			kept, _, err := db.Pass(t.Context(), inventory.PassSession, secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.do(db, chen.ID, kept.ID); err != nil {
				t.Fatal(err)
			}
			if got, err := db.Passes(t.Context(), chen.ID); len(got) != f.left || err != nil {
				t.Errorf("%d passes are left, want %d: %+v, %v", len(got), f.left, got, err)
			}
			if got, _ := db.Passes(t.Context(), other.ID); len(got) != 1 {
				t.Error("somebody else's pass was ended")
			}
			if got, err := db.People(t.Context()); err != nil || got[0].Active(at(10)) == (name == "disable") {
				t.Errorf("after %s: %+v, %v", name, got[0], err)
			}
		})
	}
}

func TestSessionsOfOnePersonAreBounded(t *testing.T) {
	db := open(t)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	first := pass(t, db, inventory.Pass{Kind: inventory.PassSession, Person: chen.ID, Used: at(0)})
	for i := range sessionsKept + 3 {
		pass(t, db, inventory.Pass{Kind: inventory.PassSession, Person: chen.ID, Used: at(i + 1)})
	}
	if got, _ := db.Passes(t.Context(), chen.ID); len(got) != sessionsKept {
		t.Errorf("%d sessions, want %d", len(got), sessionsKept)
	}
	if _, _, err := db.Pass(t.Context(), inventory.PassSession, first); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the oldest session is still there: %v", err)
	}
}

func TestASchoolIsTransferred(t *testing.T) {
	db := open(t)
	addPerson(t, db, "boss", inventory.RoleCentre)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	lin := addPerson(t, db, "lin", inventory.RoleCoordinator, north, south)
	watcher := addPerson(t, db, "watcher", inventory.RoleAuditor, north)
	for _, p := range []inventory.Person{chen, lin, watcher} {
		pass(t, db, inventory.Pass{Kind: inventory.PassToken, Person: p.ID})
	}
	tr := Transfer{School: north, To: inventory.Person{Name: "wang", Mail: "wang@179901.example"},
		Link: inventory.Pass{Kind: inventory.PassLink, Leads: "/h"}, Token: inventory.Pass{Kind: inventory.PassToken}}
	done, err := db.TransferSchool(t.Context(), tr, by("boss", 9))
	if err != nil {
		t.Fatal(err)
	}
	if len(done.From) != 2 || done.To.Role != inventory.RoleCoordinator || !slices.Equal(done.To.Handover, []inventory.SchoolCode{north}) {
		t.Errorf("the transfer did %+v", done)
	}
	for name, want := range map[string]struct {
		active bool
		passes int
		sees   bool
	}{"chen": {false, 0, false}, "lin": {true, 0, false}, "watcher": {true, 1, true}, "wang": {true, 2, true}} {
		p, err := db.PersonNamed(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		passes, _ := db.Passes(t.Context(), p.ID)
		if p.Active(at(10)) != want.active || len(passes) != want.passes || p.Scope(at(10)).Sees(north) != want.sees {
			t.Errorf("%s: active %v, %d passes, sees the school %v; want %+v", name, p.Active(at(10)), len(passes), p.Scope(at(10)).Sees(north), want)
		}
	}
	if entry, err := db.UseLink(t.Context(), done.Link, inventory.Pass{}, by("", 10)); err != nil || entry.Leads != "/h" {
		t.Errorf("the link gave %+v, %v", entry, err)
	}
	if err := db.ConfirmHandover(t.Context(), done.To.ID, north, by("wang", 11)); err != nil {
		t.Error(err)
	}
	if got, _ := db.PersonNamed(t.Context(), "wang"); len(got.Handover) != 0 {
		t.Errorf("after the confirmation %v is to be confirmed", got.Handover)
	}
	seen, err := db.Events(t.Context(), inventory.OnlySchools(north), EventQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range seen {
		said = append(said, e.Action+" "+e.Subject)
	}
	if want := []string{"handover wang", "school transfer wang", "school revoke lin", "school revoke chen"}; !slices.Equal(said, want) {
		t.Errorf("the school's record has %q, want %q", said, want)
	}
	tr.To.Name = "boss"
	if _, err := db.TransferSchool(t.Context(), tr, by("boss", 12)); !errors.Is(err, ErrWrongRole) {
		t.Errorf("a transfer to the centre: %v, want ErrWrongRole", err)
	}
}

func TestAnOpenIDBelongsToOne(t *testing.T) {
	db := open(t)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	lin := addPerson(t, db, "lin", inventory.RoleCoordinator, south)
	const subject = "https://id.example 42"
	if err := db.BindSubject(t.Context(), chen.ID, subject, by("chen", 3)); err != nil {
		t.Fatal(err)
	}
	if err := db.BindSubject(t.Context(), lin.ID, subject, by("lin", 4)); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the same account for somebody else: %v", err)
	}
	if p, err := db.PersonBySubject(t.Context(), subject); err != nil || p.Name != "chen" {
		t.Errorf("the account is %+v's, %v", p, err)
	}
	if _, err := db.PersonBySubject(t.Context(), ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nobody's account is somebody's: %v", err)
	}
}

func TestContactsOfPages(t *testing.T) {
	db := open(t)
	c := Contact{School: north, Name: "資訊組長", Mail: "it@179901.example"}
	if err := db.SetContact(t.Context(), c, by("chen", 1)); err != nil {
		t.Fatal(err)
	}
	c.Name, c.Mail = "代理人", "IT@179901.example"
	if err := db.SetContact(t.Context(), c, by("chen", 2)); err != nil {
		t.Fatal(err)
	}
	got, err := db.Contacts(t.Context(), inventory.OnlySchools(north), "")
	if err != nil || len(got) != 1 || got[0].Name != "代理人" || !got[0].Since.Equal(at(1)) {
		t.Errorf("the contacts are %+v, %v", got, err)
	}
	if got, _ := db.Contacts(t.Context(), inventory.OnlySchools(south), north); len(got) != 0 {
		t.Errorf("a foreign scope sees %+v", got)
	}
	if err := db.RemoveContact(t.Context(), c, by("chen", 3)); err != nil {
		t.Error(err)
	}
	if err := db.RemoveContact(t.Context(), c, by("chen", 4)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a contact that is gone: %v", err)
	}
}

func TestTouchingAPassIsNoEvent(t *testing.T) {
	db := open(t)
	chen := addPerson(t, db, "chen", inventory.RoleCoordinator, north)
	secret := pass(t, db, inventory.Pass{Kind: inventory.PassSession, Person: chen.ID})
	p, _, err := db.Pass(t.Context(), inventory.PassSession, secret)
	if err != nil {
		t.Fatal(err)
	}
	n, version := len(actions(t, db)), db.PeopleVersion()
	if err := db.TouchPass(t.Context(), p.ID, at(50)); err != nil {
		t.Fatal(err)
	}
	if p, _, _ := db.Pass(t.Context(), inventory.PassSession, secret); !p.Used.Equal(at(50)) {
		t.Errorf("last used %v", p.Used)
	}
	if len(actions(t, db)) != n || db.PeopleVersion() != version {
		t.Error("using a session is in the record, or forgets what is cached")
	}
	if err := db.EndPass(t.Context(), chen.ID+1, p.ID, by("lin", 51)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("somebody else's session was ended: %v", err)
	}
	if err := db.EndPass(t.Context(), chen.ID, p.ID, Event{At: at(51).Add(time.Second), Actor: "chen", Action: ActionSignOut}); err != nil {
		t.Error(err)
	}
}

func TestLanguagesOfMails(t *testing.T) {
	db := open(t)
	e := Event{At: at(0), Actor: "chen"}
	for _, lang := range []string{inventory.LangZhTW, inventory.LangEn} {
		if err := db.SetMailLanguage(t.Context(), "It@179901.example", lang, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SetMailLanguage(t.Context(), "it@179901.example", "fr", e); err == nil {
		t.Error("somebody is written to in French")
	}
	got, err := db.MailLanguages(t.Context())
	if err != nil || len(got) != 1 || got["it@179901.example"] != inventory.LangEn {
		t.Errorf("languages %v: %v", got, err)
	}
}
