package web

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// anAuditor may read and take away, and say nothing.
var anAuditor = Identity{Actor: "auditor", Role: inventory.RoleAuditor, Scope: inventory.OnlySchools("179901")}

// cutOff has the gateway of 179901 silent, an earthquake PC that is not measured and
// no address outside.
func cutOff(b *bench) {
	b.city.Reach.AnswerFor = 4 * time.Hour
	b.options.Live = func(code inventory.SchoolCode) (*inventory.Snapshot, bool) {
		s, err := b.db.Snapshot(b.Context(), inventory.AllSchools(), b.city, code, now)
		if err != nil || code != "179901" {
			return s, err == nil
		}
		s.Reach.Gateway = inventory.Reach{Kind: inventory.ReachGateway, School: code, Address: netip.MustParseAddr("10.241.254.254"),
			State: inventory.ReachDown, Since: now.Add(-time.Hour), Every: time.Minute, Sent: 20, Lost: 20}
		s.Reach.Upstream = inventory.Reach{Kind: inventory.ReachUpstream, State: inventory.ReachUnset, Why: inventory.WhyUnset}
		s.Reach.Devices = []inventory.Reach{{Kind: inventory.ReachDevice, School: code, Address: netip.MustParseAddr("10.241.10.252"), Name: "地震警報PC",
			Class: inventory.ClassQuakePC, State: inventory.ReachUnmeasured, Why: inventory.WhyNotPermitted,
			Port: inventory.PortID{Switch: "hy-3f-a", IfName: "1/7"}}}
		return s, true
	}
}

// TestAnAnswerFromInside asks the page, answers, and wants the answer on it, on
// record, and told to whoever judges.
func TestAnAnswerFromInside(t *testing.T) {
	b := newBench(t).school1()
	cutOff(b)
	var heard []inventory.Vantage
	b.options.Answered = func(v inventory.Vantage) { heard = append(heard, v) }
	b.handler = New(b.options)
	for _, path := range []string{"/schools/179901", "/schools/179901/inside"} {
		page := b.as(coordinator, path).Body.String()
		for _, want := range []string{"ping 10.241.254.254", "未設定", "無回應", "有回應</button>", `action="/schools/179901/inside"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
	if page := b.as(coordinator, "/schools/179901/inside").Body.String(); !strings.Contains(page, "CAP_NET_RAW") || !strings.Contains(page, "地震警報PC") {
		t.Error("the page does not say why devices are not measured")
	}
	if page := b.as(anAuditor, "/schools/179901/inside").Body.String(); strings.Contains(page, "<button name=\"inside\"") {
		t.Error("an auditor is offered to answer")
	}
	got := b.send(coordinator, "/schools/179901/inside", url.Values{"inside": {"yes"}})
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/schools/179901/inside?did=1" {
		t.Fatalf("answering: %d to %s", got.Code, got.Header().Get("Location"))
	}
	if len(heard) != 1 || !heard[0].Inside || heard[0].School != "179901" || heard[0].By == "" {
		t.Fatalf("heard %+v", heard)
	}
	var view wayView
	if err := json.Unmarshal(b.as(coordinator, "/api/v1/schools/179901/reach").Body.Bytes(), &view); err != nil || view.Inside == nil || !view.Inside.Inside || !view.Until.Equal(view.Inside.At.Add(4*time.Hour)) {
		t.Errorf("the answer is %+v, %v", view.Inside, err)
	}
	events, err := b.db.Events(t.Context(), inventory.AllSchools(), store.EventQuery{Action: store.ActionVantage})
	if err != nil || len(events) != 1 || events[0].Actor != heard[0].By {
		t.Errorf("on record: %+v, %v", events, err)
	}
}

func TestAnAnswerIsRefused(t *testing.T) {
	b := newBench(t).school1()
	b.city.Reach.AnswerFor = time.Hour
	for name, c := range map[string]struct {
		who  Identity
		path string
		form url.Values
		want int
	}{
		"nothing said":      {coordinator, "/schools/179901/inside", url.Values{}, http.StatusBadRequest},
		"something else":    {coordinator, "/schools/179901/inside", url.Values{"inside": {"perhaps"}}, http.StatusBadRequest},
		"a foreign school":  {coordinator, "/schools/179902/inside", url.Values{"inside": {"yes"}}, http.StatusNotFound},
		"a missing school":  {coordinator, "/schools/179999/inside", url.Values{"inside": {"yes"}}, http.StatusNotFound},
		"who may only read": {anAuditor, "/schools/179901/inside", url.Values{"inside": {"yes"}}, http.StatusForbidden},
	} {
		if got := b.send(c.who, c.path, c.form); got.Code != c.want {
			t.Errorf("%s: %d, want %d", name, got.Code, c.want)
		}
	}
	if said, err := b.db.Vantages(t.Context(), inventory.AllSchools(), time.Unix(0, 0)); err != nil || len(said) != 0 {
		t.Errorf("noted all the same: %v, %v", said, err)
	}
}

func TestMillis(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0.0", 432 * time.Microsecond: "0.4", 12345 * time.Microsecond: "12"} {
		if got := millis(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}
