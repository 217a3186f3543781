package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// said stores what hy-3f-a said: a changed configuration, a port that flaps, a
// device, and something that wants to be more than text.
func (b *bench) said() *bench {
	b.Helper()
	m := mac(2)
	event := func(ago time.Duration, e inventory.SwitchEvent) inventory.SwitchEvent {
		e.At, e.School, e.Switch, e.From = now.Add(-ago), "179901", "hy-3f-a", netip.MustParseAddr("10.241.254.11")
		return e
	}
	events := []inventory.SwitchEvent{
		event(15*time.Minute, inventory.SwitchEvent{Kind: inventory.EventColdStart, Source: "inform"}),
		event(9*time.Minute, inventory.SwitchEvent{Kind: inventory.EventConfigChanged, User: "admin<b>", Source: "syslog", Text: "Configured from console by admin<b>"}),
		event(8*time.Minute, inventory.SwitchEvent{Kind: inventory.EventLinkDown, Port: "1/7", Source: "trap", Count: 3}),
		event(7*time.Minute, inventory.SwitchEvent{Kind: inventory.EventMACLearned, Port: "1/7", Source: "trap", MAC: &m, VID: 208}),
		event(6*time.Minute, inventory.SwitchEvent{Kind: inventory.EventOther, Source: "syslog", Text: "<script>alert(1)</script> \u202eevil"}),
	}
	if _, err := b.db.WriteEvents(b.Context(), now, events); err != nil {
		b.Fatal(err)
	}
	return b
}

func TestTheTimeLineOfASwitch(t *testing.T) {
	b := newBench(t).school1().said()
	const page = "/schools/179901/switches/hy-3f-a"
	for _, tt := range []struct {
		path       string
		want, lack []string
	}{
		{page, []string{"事件", "設定已變更", "變更者：admin&lt;b&gt;", "埠斷線", "×3", mac(2).String(), "這個埠的事件", "交換器開機", "未經證實"}, []string{"<script>alert", "\u202e"}},
		{page + "?lang=en", []string{"Events", "configuration changed", "by admin&lt;b&gt;", "link down", "Events of this port"}, nil},
		{page + "?at=115/11/21+09:50", []string{"交換器開機"}, []string{"設定已變更"}},
		{page + "/events", []string{"hy-3f-a 的事件", "2026-11-21 09:52:00", "設定已變更", "&lt;script&gt;"}, []string{"<script>alert", "\u202e"}},
		{page + "/events?port=1/7", []string{"埠斷線", "出現裝置"}, []string{"設定已變更"}},
		{page + "/events?kind=config_changed", []string{"設定已變更"}, []string{"埠斷線"}},
		{"/schools/179901/switches/hy-core", []string{"沒有收到事件"}, []string{"設定已變更"}},
		{"/schools/179901/switches/hy-core/events", []string{"沒有收到事件"}, nil},
	} {
		got := b.get(tt.path)
		if got.Code != http.StatusOK {
			t.Fatalf("%s: %d\n%s", tt.path, got.Code, got.Body)
		}
		for _, want := range tt.want {
			if !strings.Contains(got.Body.String(), want) {
				t.Errorf("%s lacks %q", tt.path, want)
			}
		}
		for _, lack := range tt.lack {
			if strings.Contains(got.Body.String(), lack) {
				t.Errorf("%s has %q", tt.path, lack)
			}
		}
	}
}

func TestTheTimeLineInJSON(t *testing.T) {
	b := newBench(t).school1().said()
	var page struct {
		Events   []eventView
		PortList []struct {
			Port   string
			Events []eventView
		} `json:"port_list"`
	}
	for path, want := range map[string]int{
		"/api/v1/schools/179901/switches/hy-3f-a":                                                            5,
		"/api/v1/schools/179901/switches/hy-3f-a/events":                                                     5,
		"/api/v1/schools/179901/switches/hy-3f-a/events?port=1/7":                                            2,
		"/api/v1/schools/179901/switches/hy-3f-a/events?from=2026-11-21T09:50:00%2B08:00&to=115/11/21+09:53": 2,
	} {
		page.Events = nil
		if err := json.Unmarshal(b.get(path).Body.Bytes(), &page); err != nil || len(page.Events) != want {
			t.Errorf("%s: %d events, %v, want %d", path, len(page.Events), err, want)
		}
	}
	json.Unmarshal(b.get("/api/v1/schools/179901/switches/hy-3f-a").Body.Bytes(), &page)
	for _, p := range page.PortList {
		if want := map[string]int{"1/7": 2}[p.Port]; len(p.Events) != want {
			t.Errorf("port %s has %d events, want %d", p.Port, len(p.Events), want)
		}
	}
	if got := b.get("/api/v1/schools/179901/switches/hy-3f-a/events?from=someday"); got.Code != http.StatusBadRequest {
		t.Errorf("an unreadable time is answered with %d", got.Code)
	}
	if got := b.get("/api/v1/openapi.json").Body.String(); !strings.Contains(got, "/switches/{switch}/events") {
		t.Error("the description of the API lacks the events")
	}
}

// TestEventsAreTheSchools asks for a foreign and a missing switch, and walks all
// links that the time line has.
func TestEventsAreTheSchools(t *testing.T) {
	b := newBench(t).school1().said()
	foreign := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}
	ask := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		return b.do(r.WithContext(WithIdentity(r.Context(), foreign)))
	}
	theirs, none := ask("/api/v1/schools/179901/switches/hy-3f-a/events"), ask("/api/v1/schools/179902/switches/none/events")
	if theirs.Code != http.StatusNotFound || none.Code != http.StatusNotFound || theirs.Body.String() != none.Body.String() {
		t.Errorf("a foreign switch: %d %s, none: %d %s", theirs.Code, theirs.Body, none.Code, none.Body)
	}
	if got := ask("/api/v1/schools/179902/switches/hy-3f-a/events"); got.Code != http.StatusNotFound {
		t.Errorf("another school's switch under one's own school: %d", got.Code)
	}
	bodies := b.crawl(Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()})
	if _, ok := bodies["/schools/179901/switches/hy-3f-a/events"]; !ok {
		t.Error("no link leads to the time line")
	}
}

func TestALongTimeLineIsCut(t *testing.T) {
	b := newBench(t).school1()
	var events []inventory.SwitchEvent
	for i := range eventsOnPage + 1 {
		events = append(events, inventory.SwitchEvent{At: now.Add(-time.Duration(i) * time.Second), School: "179901", Switch: "hy-3f-a",
			Kind: inventory.EventOther, Source: "syslog", Text: fmt.Sprint("message ", i)})
	}
	if _, err := b.db.WriteEvents(t.Context(), now, events); err != nil {
		t.Fatal(err)
	}
	if body := b.get("/schools/179901/switches/hy-3f-a/events").Body.String(); !strings.Contains(body, "只列出最近 500 筆") {
		t.Error("the page does not say that it is cut")
	}
	if body := b.get("/schools/179901/switches/hy-3f-a").Body.String(); strings.Contains(body, "message 20") || !strings.Contains(body, "message 19") {
		t.Errorf("the page of the switch does not show the newest %d", eventsOnSwitch)
	}
}
