package web

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// TestASchoolIsHandedOver follows a school from one coordinator to the next.
func TestASchoolIsHandedOver(t *testing.T) {
	d := newDoor(t)
	d.school1()
	d.finding(inventory.Finding{School: "179901", Kind: inventory.KindSwitchDown, Severity: inventory.Critical, Subject: "hy-kid", Switch: "hy-kid"})
	d.goLive(inventory.KindSwitchDown)
	d.somebody(inventory.Person{Name: "boss", Role: inventory.RoleCentre})
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	boss, chen := d.browser(), d.browser()
	boss.signIn("boss", goodPassword)
	chen.signIn("chen", goodPassword)
	status(t, chen.get("/schools/179901"), http.StatusOK)
	done := boss.post("/schools/179901/transfer", "to", "王老師", "mail", "wang@179901.example")
	status(t, done, http.StatusOK)
	leads(t, chen.get("/schools/179901"), "/sign-in?next=%2Fschools%2F179901")

	wang := d.browser()
	leads(t, wang.post("/sign-in/once", "key", keyOf(linkIn(t, done.Body.String()))), "/schools/179901/handover")
	page := wang.get("/schools/179901/handover")
	status(t, page, http.StatusOK)
	for _, want := range []string{"/exports/ports.csv?school=179901", "/exports/ips.csv", "/exports/macs.csv", "hy-kid", "交換器無回應", "無法確認的地方", "校內設備MAC總表", "聯絡人", "王老師", "我已接手"} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the page of the handover lacks %q", want)
		}
	}
	if strings.Contains(page.Body.String(), "/transfer") {
		t.Error("a coordinator is offered to hand the school on")
	}
	leads(t, wang.post("/account/password", "password", goodPassword, "again", goodPassword), "/account?said=password")
	leads(t, d.browser().signIn("王老師", goodPassword), "/schools/179901/handover") // until it is confirmed
	leads(t, wang.post("/schools/179901/handover"), "/schools/179901")
	leads(t, d.browser().signIn("王老師", goodPassword), "/")
	record := wang.get("/record").Body.String()
	for _, want := range []string{"接手學校", "收回學校", "確認接手"} {
		if !strings.Contains(record, want) {
			t.Errorf("the school's record lacks %q", want)
		}
	}
	if strings.Contains(record, "wang@179901") || strings.Contains(record, "新增使用者") {
		t.Error("a coordinator's record has what is the centre's")
	}
}

func TestContactsAndWhoIsTold(t *testing.T) {
	d := newDoor(t)
	d.city.Schools[0].Contacts = []inventory.Contact{{Name: "資訊組長", Mail: "it@179901.example"}}
	d.options.Told = func(l Lang, code inventory.SchoolCode) []Receiver {
		return []Receiver{{Name: "資訊組長", Mail: "it@179901.example", What: "what " + string(l) + " " + string(code)}}
	}
	d.rebuild()
	d.somebody(inventory.Person{Name: "chen", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	b := d.browser()
	b.signIn("chen", goodPassword)
	status(t, b.post("/schools/179901/contacts", "name", "代理人", "mail", "not an address"), http.StatusUnprocessableEntity)
	leads(t, b.post("/schools/179901/contacts", "name", "代理人<b>", "mail", "deputy@179901.example", "lang", "en"), "/schools/179901/contacts")
	if langs, err := d.db.MailLanguages(t.Context()); err != nil || langs["deputy@179901.example"] != inventory.LangEn {
		t.Errorf("languages %v: %v", langs, err)
	}
	page := b.get("/schools/179901/contacts").Body.String()
	for _, want := range []string{"it@179901.example", "寫在設定檔裡", "deputy@179901.example", "代理人&lt;b&gt;", "英文", "what zh-TW 179901"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	leads(t, b.post("/schools/179901/contacts/remove", "mail", "deputy@179901.example"), "/schools/179901/contacts")
	status(t, b.post("/schools/179901/contacts/remove", "mail", "it@179901.example"), http.StatusNotFound) // stands in the configuration
	if page := b.get("/schools/179901/contacts").Body.String(); strings.Contains(page, "deputy@") {
		t.Error("the contact is still there")
	}
}

// TestWhatIsTheLastOfTheCentre cannot be taken away in the page.
func TestTheLastOfTheCentreStays(t *testing.T) {
	d := newDoor(t)
	d.emptied()
	d.somebody(inventory.Person{Name: "boss", Role: inventory.RoleCentre})
	b := d.browser()
	b.signIn("boss", goodPassword)
	for _, try := range [][]string{{"/users/boss/disable"}, {"/users/boss", "role", "auditor", "school", "179901"}, {"/users/boss", "role", "centre", "expires", "1d"}} {
		got := b.post(try[0], try[1:]...)
		if want := http.StatusUnprocessableEntity; got.Code != want && try[len(try)-1] != "1d" {
			t.Errorf("%q: %d, want %d", try, got.Code, want)
		}
	}
	status(t, b.get("/users"), http.StatusOK)
}

// TestEveryActionHasAWord reads the actions of the store from its sources.
func TestEveryActionHasAWord(t *testing.T) {
	action := regexp.MustCompile(`\bAction[A-Z][A-Za-z]*\s+= "([a-z ]+)"`)
	n := 0
	entries, err := os.ReadDir("../../inventory/store")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		text, err := os.ReadFile("../../inventory/store/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range action.FindAllStringSubmatch(string(text), -1) {
			n++
			if !wording.Has("action." + m[1]) {
				t.Errorf("%s has the action %q, which has no word", e.Name(), m[1])
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d actions found; the pattern no longer fits", n)
	}
}
