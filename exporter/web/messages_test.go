package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

const secretBody = "全文 of 179902"

// messaging adds receivers and messages of both schools, one of which was refused.
func (b *bench) messaging() (woken *int) {
	b.Helper()
	receivers := []inventory.Receiver{
		{ID: "webhook:soc", Name: "soc", Scope: inventory.AllSchools(), Program: true},
		{ID: "mail:it@179901.example", Name: "資訊組長", Scope: inventory.OnlySchools("179901")},
		{ID: "mail:it@179902.example", Name: "林老師", Scope: inventory.OnlySchools("179902")},
		{ID: "mail:centre@city.example", Name: "示範市", Scope: inventory.AllSchools(), Centre: true},
		{ID: "line:room", Name: "room", Scope: inventory.OnlySchools("179901"), Summary: true, Least: inventory.Critical},
	}
	woken = new(int)
	b.options.Kinds = []inventory.Kind{inventory.KindSwitchDown, inventory.KindRandomMAC}
	b.options.Messages = &Messages{Receivers: func(context.Context) ([]inventory.Receiver, error) { return receivers, nil },
		Wake: func() { *woken++ }, Mail: true, Budget: 10, Bounces: "bounces@city.example", Monthly: map[string]int{"line:room": 200}}
	b.handler = New(b.options)
	if _, err := b.db.SetRollout(b.Context(), inventory.AllSchools(), store.RolloutChange{At: now, Actor: "test", Schools: []inventory.SchoolCode{"179901"}, Live: inventory.StageOn}); err != nil {
		b.Fatal(err)
	}
	var d inventory.Decision
	for i, school := range []inventory.SchoolCode{"179901", "179902", ""} {
		event := inventory.TellOpened
		if school == "" {
			event = inventory.TellDigest
		}
		f := b.finding(inventory.Finding{Kind: inventory.KindSwitchDown, School: "179902", Severity: inventory.Critical, Subject: fmt.Sprint(i)})
		to := receivers[1+min(i, 1)].ID
		d.Messages = append(d.Messages, inventory.Message{Receiver: to, Event: event, School: school, Kind: inventory.KindSwitchDown, Severity: inventory.Critical, At: now,
			Tellings: []inventory.Telling{{Receiver: to, Finding: f.ID, Event: inventory.TellOpened, School: f.School, Kind: f.Kind, Severity: f.Severity, At: now}}})
	}
	told, err := b.db.Tell(b.Context(), now, d)
	if err != nil {
		b.Fatal(err)
	}
	for i, delivery := range []store.Delivery{{State: store.MessageRefused, Answer: "550 5.1.1 no such user"},
		{State: store.MessageSent, Subject: "[rollcall] 晴嵐國小", Body: secretBody}, {State: store.MessageSent, Subject: "digest", Body: secretBody}} {
		delivery.Message, delivery.At = told[i].ID, now
		if err := b.db.Delivered(b.Context(), delivery); err != nil {
			b.Fatal(err)
		}
	}
	return woken
}

func TestThePageOfMessages(t *testing.T) {
	b := newBench(t)
	b.messaging()
	for path, want := range map[string][]string{
		"/messages":                {"資訊組長", "林老師", "示範市", "soc", "退信", "550 5.1.1 no such user", secretBody, "全部學校", "bounces@city.example", "本月 0 / 200 則"},
		"/schools/179901/messages": {"資訊組長", "示範市", "soc", "room", "退信", "目前會寄的種類", "交換器無回應", "只送「緊急」以上"},
		"/schools/179902/messages": {"林老師", "本校還在試行"},
	} {
		got := b.get(path)
		for _, text := range want {
			if got.Code != http.StatusOK || !strings.Contains(got.Body.String(), text) {
				t.Errorf("%s (%d) does not say %q:\n%s", path, got.Code, text, got.Body)
			}
		}
	}
}

// A coordinator sees their own school's messages alone: no digest, which may speak
// of others, no other school, no button of the centre's.
func TestMessagesOfOneSchool(t *testing.T) {
	b := newBench(t)
	b.messaging()
	got := b.getAs("/schools/179901/messages", "179901")
	for _, secret := range []string{secretBody, "林老師", "digest", "179902", "name=\"to\" value=\"contacts\""} {
		if strings.Contains(got.Body.String(), secret) {
			t.Errorf("shown %q:\n%s", secret, got.Body)
		}
	}
	if !strings.Contains(got.Body.String(), "寄測試信給我") || !strings.Contains(got.Body.String(), "550 5.1.1") {
		t.Errorf("their own are not shown:\n%s", got.Body)
	}
	for _, path := range []string{"/messages", "/api/v1/messages"} {
		if got := b.getAs(path, "179901"); got.Code != http.StatusForbidden {
			t.Errorf("%s answers %d to a coordinator", path, got.Code)
		}
	}
	if got := b.getAs("/schools/179902/messages", "179901"); got.Code != http.StatusNotFound {
		t.Errorf("another school's answers %d", got.Code)
	}
}

func TestTestMessages(t *testing.T) {
	b := newBench(t)
	woken := b.messaging()
	p := b.person(inventory.Person{Name: "chen", Mail: "Chen@179901.example", Role: inventory.RoleCoordinator, Schools: []inventory.SchoolCode{"179901"}})
	chen := visitor{b, Identity{Actor: "chen", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179901"), Person: p.ID}}
	boss := visitor{b, Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}}
	tests := []struct {
		name   string
		who    visitor
		path   string
		to     string
		status int
		due    string // receivers that get one
	}{
		{"to oneself", chen, "/schools/179901/messages/test", "me", http.StatusSeeOther, "mail:chen@179901.example"},
		{"to the contacts, by a coordinator", chen, "/schools/179901/messages/test", "contacts", http.StatusForbidden, ""},
		{"to somebody, by a coordinator", chen, "/schools/179901/messages/test", "mail:it@179901.example", http.StatusForbidden, ""},
		{"at another school", chen, "/schools/179902/messages/test", "me", http.StatusNotFound, ""},
		{"in the city, by a coordinator", chen, "/messages/test", "me", http.StatusForbidden, ""},
		{"to the contacts", boss, "/schools/179901/messages/test", "contacts", http.StatusSeeOther, "mail:it@179901.example"},
		{"to a webhook", boss, "/messages/test", "webhook:soc", http.StatusSeeOther, "webhook:soc"},
		{"to whom nobody knows", boss, "/messages/test", "mail:everybody@elsewhere.example", http.StatusUnprocessableEntity, ""},
		{"to oneself without an address", boss, "/messages/test", "me", http.StatusUnprocessableEntity, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := *woken
			got := tt.who.send(tt.path, url.Values{"to": {tt.to}})
			if got.Code != tt.status || (*woken > before) != (tt.status == http.StatusSeeOther) {
				t.Fatalf("answers %d, woken %d times: %s", got.Code, *woken-before, got.Body)
			}
			due, err := b.db.DueMessages(t.Context(), now, "*", 10)
			var to []string
			for _, o := range due {
				to = append(to, o.Receiver)
				if err := b.db.Delivered(t.Context(), store.Delivery{Message: o.ID, At: now, State: store.MessageSent}); err != nil {
					t.Fatal(err)
				}
			}
			if err != nil || strings.Join(to, " ") != tt.due {
				t.Errorf("due to %v, %v, want %q", to, err, tt.due)
			}
		})
	}
}

func TestAMessageIsSentAgain(t *testing.T) {
	b := newBench(t)
	b.messaging()
	own := b.coordinator("179901")
	rows, err := b.db.Messages(t.Context(), inventory.AllSchools(), store.MessageQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		want := http.StatusNotFound
		if m.School == "179901" {
			want = http.StatusSeeOther
		}
		if got := own.send(fmt.Sprintf("/schools/179901/messages/%d/again", m.ID), nil); got.Code != want {
			t.Errorf("message %d of %q answers %d, want %d", m.ID, m.School, got.Code, want)
		}
	}
	if got := own.send("/schools/179901/messages/x/again", nil); got.Code != http.StatusNotFound {
		t.Errorf("no number answers %d", got.Code)
	}
	if n, _, err := b.db.DueCount(t.Context()); n != 1 || err != nil {
		t.Errorf("%d are due, %v", n, err)
	}
}

func TestContactsSayWhoIsTold(t *testing.T) {
	b := newBench(t)
	b.messaging()
	if got := b.get("/schools/179901/contacts"); !strings.Contains(got.Body.String(), "it@179901.example") || !strings.Contains(got.Body.String(), "退信") || strings.Contains(got.Body.String(), "林老師") {
		t.Errorf("the page of contacts says\n%s", got.Body)
	}
}

func TestWithoutMessagesThePageSaysSo(t *testing.T) {
	b := newBench(t)
	if got := b.get("/messages"); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "還沒有設定郵件伺服器") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}
