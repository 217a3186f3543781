package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// withKinds is a bench that knows some kinds, and how people are written to.
func withKinds(t *testing.T) *bench {
	b := newBench(t).school1()
	b.options.Kinds = []inventory.Kind{inventory.KindUnknownMAC, inventory.KindSwitchDown, inventory.KindMultiMACPort}
	b.options.Manners = func() inventory.Manners {
		return inventory.UsualManners(inventory.Calendar{Days: []time.Weekday{1, 2, 3, 4, 5}, From: 7*time.Hour + 30*time.Minute, To: 16*time.Hour + 30*time.Minute})
	}
	b.handler = New(b.options)
	return b
}

var theCentre = Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}

func TestTheCentreDecidesHowFarSchoolsAre(t *testing.T) {
	b := withKinds(t)
	page := b.as(theCentre, "/rollout").Body.String()
	if !strings.Contains(page, "海燕國小") || strings.Count(page, "試行中") != 2 || !strings.Contains(page, "2 / 3") {
		t.Error("schools that nobody decided on are not shown in shadow, with two of three kinds to come")
	}
	form := url.Values{"school": {"179901", "179902"}, "live": {"on"}, "kind.multi_mac_port": {"on"}, "kind.switch_down": {""}}
	if got := b.send(theCentre, "/rollout", form); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/rollout?did=1" {
		t.Fatalf("decided: %d to %s", got.Code, got.Header().Get("Location"))
	}
	page = b.as(theCentre, "/rollout?did=1").Body.String()
	if !strings.Contains(page, "已儲存") || strings.Count(page, "已上線") != 2 || !strings.Contains(page, "3 / 3") {
		t.Error("the decision is not shown")
	}
	form = url.Values{"school": {"179901"}, "of": {"179901"}, "kind.multi_mac_port": {"default"}}
	if got := b.send(theCentre, "/rollout", form); got.Header().Get("Location") != "/schools/179901/rollout?did=1" {
		t.Errorf("from the school's own page one is led to %s", got.Header().Get("Location"))
	}
	page = b.as(coordinator, "/schools/179901/rollout").Body.String()
	for _, want := range []string{"已上線", "單埠裝置過多 → 預設", "學校上線", "centre"} {
		if !strings.Contains(page, want) {
			t.Errorf("the coordinator's page lacks %q", want)
		}
	}
	if strings.Contains(page, "<select name=\"kind.") {
		t.Error("the coordinator is offered to decide")
	}
	var row rolloutPage
	if err := json.Unmarshal(b.as(coordinator, "/api/v1/schools/179901/rollout").Body.Bytes(), &row); err != nil || len(row.History) != 2 || row.Stage != inventory.StageOn {
		t.Errorf("the twin: %+v, %v", row, err)
	}
}

func TestWhoMayDecide(t *testing.T) {
	b := withKinds(t)
	form := url.Values{"school": {"179901"}, "live": {"on"}}
	for path, want := range map[string]int{"/rollout": http.StatusForbidden, "/api/v1/rollout": http.StatusForbidden} {
		if got := b.send(coordinator, path, form); got.Code != want {
			t.Errorf("a coordinator at %s: %d, want %d", path, got.Code, want)
		}
	}
	if got := b.as(coordinator, "/rollout"); got.Code != http.StatusForbidden {
		t.Errorf("a coordinator sees every school: %d", got.Code)
	}
	if got := b.as(coordinator, "/schools/179902/rollout"); got.Code != http.StatusNotFound {
		t.Errorf("another's school: %d", got.Code)
	}
	if got := b.as(coordinator, "/api/v1/rollout").Body.String(); strings.Contains(got, "179902") {
		t.Errorf("the twin shows another's school: %s", got)
	}
	for name, form := range map[string]url.Values{"no school": {"live": {"on"}}, "no such stage": {"school": {"179901"}, "live": {"loud"}},
		"no such kind": {"school": {"179901"}, "kind.x": {"on"}}} {
		if got := b.send(theCentre, "/rollout", form); got.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
	if all, err := b.db.Rollouts(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("refusals decided %v, %v", all, err)
	}
}

// monday is a school day in the fortnight before the fixture's now, at ten.
var monday = time.Date(2026, 11, 16, 2, 0, 0, 0, time.UTC)

// past is a finding of that Monday that lasted an hour.
func (b *bench) past(kind inventory.Kind, severity inventory.Severity, subject string) {
	b.Helper()
	row := b.write(store.Batch{At: monday, Findings: []inventory.FindingRow{{State: inventory.StateOpen, Opened: monday, Seen: monday,
		Finding: inventory.Finding{Kind: kind, School: "179901", Severity: severity, Subject: subject, Switch: "hy-3f-a"}}}}).Findings[0]
	row.Resolved = monday.Add(time.Hour)
	b.write(store.Batch{At: row.Resolved, Findings: []inventory.FindingRow{row}})
}

func TestWhatWouldHaveBeenSent(t *testing.T) {
	b := withKinds(t)
	for _, subject := range []string{"a", "b", "c"} {
		b.past(inventory.KindUnknownMAC, inventory.Warning, subject)
	}
	b.past(inventory.KindMultiMACPort, inventory.Info, "p")
	b.past(inventory.KindSwitchDown, inventory.Critical, "hy-3f-a")
	var report shadowView
	ask := func(query string) shadowView {
		t.Helper()
		report = shadowView{}
		if err := json.Unmarshal(b.as(coordinator, "/api/v1/schools/179901/shadow"+query).Body.Bytes(), &report); err != nil {
			t.Fatal(err)
		}
		return report
	}
	if r := ask(""); !r.Nobody || r.Opened != 5 || r.Sent == 0 || len(r.Receivers) != 1 || r.Live {
		t.Errorf("without receivers: %+v", r)
	}
	kinds := map[inventory.Kind]shadowKind{}
	for _, k := range report.Kinds {
		kinds[k.Kind] = k
	}
	if k := kinds[inventory.KindUnknownMAC]; k.Opened != 3 || k.Resolved != 3 || k.Told != 3 || k.Messages >= 6 || k.Stage != inventory.StageOn {
		t.Errorf("three strangers of one cause: %+v; want few messages, not one each", k)
	}
	if k := kinds[inventory.KindMultiMACPort]; k.Told != 0 || k.Opened != 1 || k.Stage != inventory.StageShadow {
		t.Errorf("a kind in shadow: %+v, want it counted and not told", k)
	}
	ask("?all=1")
	if i := len(report.Kinds); i != 3 || !report.All {
		t.Errorf("as if every kind were on: %+v", report.Kinds)
	}
	for _, k := range report.Kinds {
		if k.Told == 0 {
			t.Errorf("as if every kind were on, %s is not told", k.Kind)
		}
	}
	b.options.Receivers = nil
	page := b.as(coordinator, "/schools/179901/shadow").Body.String()
	for _, want := range []string{"試算報告", "依種類", "2026-11-16", "仍在試行", "以一位收件人試算", "未登錄的裝置"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page := b.as(theCentre, "/shadow").Body.String(); !strings.Contains(page, "海燕國小") || !strings.Contains(page, "晴嵐國小") {
		t.Error("the report of the city lacks a school")
	}
	for _, query := range []string{"?from=2026-11-20&to=2026-11-10", "?from=2020-01-01", "?from=never"} {
		if got := b.as(coordinator, "/schools/179901/shadow"+query); got.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, got.Code)
		}
	}
}
