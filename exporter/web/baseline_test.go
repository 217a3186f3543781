package web

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// drafting is a bench whose draft is one PC, one port and two that are left out.
func drafting(t *testing.T) *bench {
	b := newBench(t).school1()
	b.options.Draft = func(s *inventory.Snapshot, least time.Duration) inventory.BaselineDraft {
		port := inventory.PortID{Switch: "hy-3f-a", IfName: "1/7"}
		return inventory.BaselineDraft{School: s.School.Code, At: s.At, Listed: 1, Least: int(least.Seconds()),
			Devices: []inventory.DraftDevice{{Entry: inventory.ListEntry{School: "179901", MAC: mac(2), Name: "hy-3f-a 1/7"}, Port: port, Zone: "教學網段", Since: now.Add(-time.Hour)},
				{Entry: inventory.ListEntry{School: "179901", MAC: mac(3), Name: "hy-3f-a 1/8"}, Port: port, Zone: "教學網段", Since: now.Add(-time.Hour)}},
			Ports:   []inventory.PortRecord{{School: "179901", Switch: "hy-3f-a", Port: "1/7", Zone: "教學網段"}},
			LeftOut: []inventory.DraftSkip{{MAC: randomMAC(1), Port: port, Why: inventory.SkipRandom, Since: now}},
			Unread:  []inventory.SwitchID{"hy-kid"}}
	}
	b.handler = New(b.options)
	return b
}

// formOf reads the hidden fields of a page's form, as a browser sends them.
func formOf(page string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Add(m[1], html.UnescapeString(m[2]))
	}
	form.Del("do")
	return form
}

func TestABaselineIsReviewedTakenAndTakenBack(t *testing.T) {
	b := drafting(t)
	page := b.as(coordinator, "/schools/179901/baseline?hours=2").Body.String()
	for _, want := range []string{mac(2).String(), mac(3).String(), "要登錄的裝置（2 台）", "隨機MAC，下次會再換：1", "hy-kid", "已在名單中的 1 台", "寫入名單"} {
		if !strings.Contains(page, want) {
			t.Errorf("the draft lacks %q", want)
		}
	}
	if l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now); err != nil || len(l.Master) != 1 || !l.BaselineAt.IsZero() {
		t.Errorf("looking at the draft wrote %+v, %v", l, err)
	}
	form := formOf(page)
	form["mac"] = []string{mac(2).String()} // the other one is unticked
	form.Set("name."+mac(2).String(), "三年二班教師機")
	form.Set("class."+mac(2).String(), inventory.ClassPC)
	form.Set("ports", "1")
	got := b.send(coordinator, "/schools/179901/baseline", form)
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/schools/179901/baseline?did=taken&n=1" {
		t.Fatalf("taken: %d to %s", got.Code, got.Header().Get("Location"))
	}
	l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now)
	if err != nil || len(l.Master) != 2 || len(l.PortRecord) != 1 || len(l.Baseline) != 1 || l.Baseline[0] != mac(2) {
		t.Fatalf("written: %+v, %v", l, err)
	}
	if e := l.Master[len(l.Master)-1]; e.MAC == mac(2) && (e.Name != "三年二班教師機" || e.Class != inventory.ClassPC || e.By != "teacher") {
		t.Errorf("the entry is %+v", e)
	}
	if again := b.send(coordinator, "/schools/179901/baseline", form); again.Code != http.StatusConflict || !strings.Contains(again.Body.String(), "名單在這段時間被別人改過") {
		t.Errorf("the same form sent twice: %d", again.Code)
	}
	undo := b.send(coordinator, "/schools/179901/baseline", url.Values{"do": {"undo"}})
	if undo.Header().Get("Location") != "/schools/179901/baseline?did=undone&n=0" {
		t.Errorf("taken back: %d to %s", undo.Code, undo.Header().Get("Location"))
	}
	if l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now); err != nil || len(l.Master) != 1 || len(l.PortRecord) != 0 || !l.BaselineAt.IsZero() {
		t.Errorf("after that: %+v, %v", l, err)
	}
	if undo := b.send(coordinator, "/schools/179901/baseline", url.Values{"do": {"undo"}}); undo.Code != http.StatusConflict {
		t.Errorf("taken back twice: %d", undo.Code)
	}
}

func TestWhoMayTakeABaseline(t *testing.T) {
	b := drafting(t)
	auditor := Identity{Actor: "auditor", Role: inventory.RoleAuditor, Scope: inventory.OnlySchools("179901")}
	if got := b.send(auditor, "/schools/179901/baseline", url.Values{"hours": {"1"}}); got.Code != http.StatusForbidden {
		t.Errorf("an auditor: %d", got.Code)
	}
	if page := b.as(auditor, "/schools/179901/baseline").Body.String(); strings.Contains(page, `method="post"`) || !strings.Contains(page, mac(2).String()) {
		t.Error("an auditor does not see the draft, or is offered to take it")
	}
	other := Identity{Actor: "other", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}
	if got := b.send(other, "/schools/179901/baseline", url.Values{"hours": {"1"}}); got.Code != http.StatusNotFound {
		t.Errorf("the coordinator of another school: %d", got.Code)
	}
	var twin baselineView
	if err := json.Unmarshal(b.as(coordinator, "/api/v1/schools/179901/baseline").Body.Bytes(), &twin); err != nil || len(twin.Draft.Devices) != 2 || len(twin.LeftOut) != 1 {
		t.Errorf("the twin: %+v, %v", twin, err)
	}
}
