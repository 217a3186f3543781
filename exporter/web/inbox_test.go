package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

var coordinator = Identity{Actor: "teacher", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179901")}

// send sends a form as somebody.
func (b *bench) send(who Identity, path string, form url.Values) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r.WithContext(WithIdentity(b.Context(), who)))
}

func (b *bench) as(who Identity, path string) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	return b.do(r.WithContext(WithIdentity(b.Context(), who)))
}

// stranger opens the finding of an unknown MAC.
func (b *bench) stranger(n byte) inventory.FindingRow {
	return b.finding(inventory.Finding{Kind: inventory.KindUnknownMAC, School: "179901", Severity: inventory.Warning,
		Subject: mac(n).String(), MAC: mac(n), Switch: "hy-3f-a", Port: "1/7", Since: now, Args: map[string]string{"ssid": "KL-mobile"}})
}

// goLive has a school told of its kinds.
func (b *bench) goLive(kinds ...inventory.Kind) *bench {
	b.Helper()
	c := store.RolloutChange{At: now.Add(-time.Hour), Actor: "centre", Schools: []inventory.SchoolCode{"179901"}, Live: inventory.StageOn,
		Kinds: map[inventory.Kind]inventory.Stage{}}
	for _, k := range kinds {
		c.Kinds[k] = inventory.StageOn
	}
	if _, err := b.db.SetRollout(b.Context(), inventory.AllSchools(), c); err != nil {
		b.Fatal(err)
	}
	return b
}

func (b *bench) row(id int64) inventory.FindingRow {
	b.Helper()
	f, err := b.db.Finding(b.Context(), inventory.AllSchools(), id)
	if err != nil {
		b.Fatal(err)
	}
	return f
}

func idForm(do string, rows ...inventory.FindingRow) url.Values {
	form := url.Values{"do": {do}}
	for _, f := range rows {
		form.Add("id", strconv.FormatInt(f.ID, 10))
	}
	return form
}

func TestSeveralFindingsAreDismissedAtOnce(t *testing.T) {
	b := newBench(t).school1().goLive()
	var spoken []inventory.SchoolCode
	b.options.Said = func(code inventory.SchoolCode) { spoken = append(spoken, code) }
	b.handler = New(b.options)
	one, two := b.stranger(2), b.stranger(3)
	form := idForm("dismiss", one, two)
	form.Set("of", "179901")
	ask := b.as(coordinator, "/findings/act?"+form.Encode())
	for _, want := range []string{"2 筆告警標為誤判？", fmt.Sprintf("#A-%d", one.ID), fmt.Sprintf("#A-%d", two.ID), `name="note"`, "required"} {
		if !strings.Contains(ask.Body.String(), want) {
			t.Errorf("the page that asks lacks %q", want)
		}
	}
	if got := b.send(coordinator, "/findings/act", form); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "請寫下理由") {
		t.Errorf("without a reason: %d", got.Code)
	}
	if b.row(one.ID).State != inventory.StateOpen {
		t.Error("a refusal changed a finding")
	}
	form.Set("note", "教務處新購")
	done := b.send(coordinator, "/findings/act", form)
	if to := done.Header().Get("Location"); done.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/schools/179901/findings?did=dismiss&n=2") {
		t.Fatalf("with one: %d to %q", done.Code, to)
	}
	for _, f := range []inventory.FindingRow{one, two} {
		if now := b.row(f.ID); now.State != inventory.StateDismissed || now.Actor != "teacher" || now.Note != "教務處新購" {
			t.Errorf("finding %d is %s by %q: %q", f.ID, now.State, now.Actor, now.Note)
		}
	}
	if !slices.Contains(spoken, "179901") {
		t.Error("nobody was told to judge the school again")
	}
	page := b.as(coordinator, done.Header().Get("Location")).Body.String()
	if !strings.Contains(page, "已將 2 筆標為誤判") || !strings.Contains(page, "目前沒有未結案的告警") {
		t.Error("the inbox does not say what was done, or still shows them")
	}
	if page := b.as(coordinator, "/schools/179901/findings?state=dismissed").Body.String(); !strings.Contains(page, "教務處新購") {
		t.Error("the dismissed ones and their reason are not found again")
	}
}

func TestNothingIsChangedWhereOneWasResolvedMeanwhile(t *testing.T) {
	b := newBench(t).school1()
	one, two := b.stranger(2), b.stranger(3)
	two.Resolved = now
	b.write(store.Batch{At: now, Findings: []inventory.FindingRow{two}})
	centre := Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
	got := b.send(centre, "/findings/act", idForm("ack", one, two))
	if got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), "尚未變更任何一筆") || b.row(one.ID).State != inventory.StateOpen {
		t.Errorf("status %d, the other is %s", got.Code, b.row(one.ID).State)
	}
	if strings.Contains(got.Body.String(), fmt.Sprintf(`name="id" value="%d"`, two.ID)) {
		t.Error("the page would send the resolved one again")
	}
	api := b.send(centre, "/api/v1/findings", idForm("ack", one, two))
	if api.Code != http.StatusConflict || !strings.Contains(api.Body.String(), strconv.FormatInt(two.ID, 10)) {
		t.Errorf("a program is told %d %s", api.Code, api.Body)
	}
	if api := b.send(centre, "/api/v1/findings", idForm("ack", one)); api.Code != http.StatusOK || b.row(one.ID).State != inventory.StateAcknowledged {
		t.Errorf("the other by itself: %d %s", api.Code, api.Body)
	}
}

func TestWhoMaySayAWord(t *testing.T) {
	b := newBench(t).school1()
	f := b.stranger(2)
	for _, tt := range []struct {
		name string
		who  Identity
		want int
	}{
		{"an auditor", Identity{Actor: "auditor", Role: inventory.RoleAuditor, Scope: inventory.OnlySchools("179901")}, http.StatusForbidden},
		{"the coordinator of another school", Identity{Actor: "other", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")}, http.StatusNotFound},
		{"the coordinator", coordinator, http.StatusSeeOther},
	} {
		for _, path := range []string{"/findings/act", fmt.Sprintf("/schools/179901/findings/%d", f.ID)} {
			if got := b.send(tt.who, path, idForm("ack", f)); got.Code != tt.want {
				t.Errorf("%s at %s: %d, want %d", tt.name, path, got.Code, tt.want)
			}
		}
	}
	if body := b.as(Identity{Actor: "auditor", Role: inventory.RoleAuditor, Scope: inventory.OnlySchools("179901")}, "/schools/179901/findings").Body.String(); strings.Contains(body, `type="checkbox"`) {
		t.Error("an auditor is offered to tick findings")
	}
}

func TestAnActionOnAllThatTheFilterLetsThrough(t *testing.T) {
	b := newBench(t).school1()
	one := b.stranger(2)
	b.finding(inventory.Finding{Kind: inventory.KindSwitchDown, School: "179901", Severity: inventory.Critical, Subject: "hy-kid", Switch: "hy-kid"})
	body := b.as(coordinator, "/findings/act?of=179901&do=accept&all=1&kind=wl_unknown_mac").Body.String()
	if !strings.Contains(body, fmt.Sprintf(`name="id" value="%d"`, one.ID)) || strings.Contains(body, "hy-kid") || !strings.Contains(body, `name="until"`) {
		t.Error("all of a kind are not those of the kind")
	}
	form := idForm("accept", one)
	form.Set("until", "2026-11-20")
	if got := b.send(coordinator, "/findings/act", form); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("accepted until yesterday: %d", got.Code)
	}
	form.Set("until", "115/11/30")
	if got := b.send(coordinator, "/findings/act", form); got.Code != http.StatusSeeOther {
		t.Errorf("accepted until the end of a day: %d", got.Code)
	}
	if until, want := b.row(one.ID).Until, time.Date(2026, 12, 1, 0, 0, 0, 0, taipei); !until.Equal(want) {
		t.Errorf("accepted until %v, want %v", until, want)
	}
	for path, want := range map[string]int{"/findings/act?do=ack": 400, "/findings/act?do=burn&id=1": 400, "/findings/act?do=ack&id=x": 400, "/findings/act?do=ack&id=99999": 404} {
		if got := b.as(coordinator, path); got.Code != want {
			t.Errorf("%s: %d, want %d", path, got.Code, want)
		}
	}
}

func TestTheInboxOfACoordinatorFoldsWhatIsInShadow(t *testing.T) {
	b := newBench(t).school1().goLive()
	b.stranger(2)
	b.finding(inventory.Finding{Kind: inventory.KindMultiMACPort, School: "179901", Severity: inventory.Info, Subject: "hy-3f-a 1/9", Switch: "hy-3f-a", Port: "1/9"})
	page := b.as(coordinator, "/schools/179901/findings").Body.String()
	told, folded, ok := strings.Cut(page, "試行中的項目 1 筆")
	if !ok || !strings.Contains(told, "未登錄的裝置") || strings.Contains(told, "1/9 埠") || !strings.Contains(folded, "1/9 埠") {
		t.Error("what is in shadow is not folded away from a coordinator")
	}
	if !strings.Contains(folded, "照樣判斷並記錄，但不寄通知給任何人") {
		t.Error("nothing says what shadow means")
	}
	page = b.get("/schools/179901/findings").Body.String()
	if strings.Contains(page, "試行中的項目") || !strings.Contains(page, `<span class="pill shadow">試行</span>`) {
		t.Error("the centre does not see what is in shadow among the others, marked")
	}
	var twin findingsView
	if err := json.Unmarshal(b.get("/api/v1/schools/179901/findings?stage=shadow").Body.Bytes(), &twin); err != nil || len(twin.Findings) != 1 || twin.Findings[0].Stage != inventory.StageShadow {
		t.Errorf("the twin by stage: %+v, %v", twin.Findings, err)
	}
}

func TestTheInboxIsSortedFoldedAndFiltered(t *testing.T) {
	b := newBench(t).school1()
	b.stranger(2)
	down := b.finding(inventory.Finding{Kind: inventory.KindSwitchDown, School: "179901", Severity: inventory.Critical, Subject: "hy-kid", Switch: "hy-kid"})
	child := inventory.FindingRow{State: inventory.StateOpen, Opened: now, Seen: now, Muted: "hy-kid", Finding: inventory.Finding{
		Kind: inventory.KindPortRecordDrift, School: "179901", Severity: inventory.Warning, Subject: "hy-kid 3", Switch: "hy-kid", Port: "3"}}
	b.write(store.Batch{At: now, Findings: []inventory.FindingRow{child}})
	b.finding(inventory.Finding{Kind: inventory.KindSwitchReboot, School: "179902", Severity: inventory.Info, Subject: "ql-core", Switch: "ql-core"})
	page := b.get("/schools/179901/findings").Body.String()
	if cause, mac := strings.Index(page, fmt.Sprintf("#A-%d", down.ID)), strings.Index(page, mac(2).String()); cause < 0 || cause > mac {
		t.Error("what is critical does not come first")
	}
	if !strings.Contains(page, "併入這項的 1 筆") {
		t.Error("what a dead switch stands for is not folded into it")
	}
	for query, want := range map[string]int{"": 4, "?severity=info": 1, "?school=179902": 1, "?text=5E00-5302": 1, "?text=HY-KID": 2,
		"?kind=switch_down": 1, "?state=resolved": 0, "?state=lasting": 4, "?text=nothing": 0} {
		var twin findingsView
		if err := json.Unmarshal(b.get("/api/v1/findings"+query).Body.Bytes(), &twin); err != nil || twin.Total != want || len(twin.Findings) != want {
			t.Errorf("/findings%s: %d findings, %v; want %d", query, twin.Total, err, want)
		}
	}
	if got := b.as(coordinator, "/api/v1/findings?school=179902"); got.Code != http.StatusNotFound {
		t.Errorf("another's school: %d", got.Code)
	}
	if body := b.as(coordinator, "/findings").Body.String(); strings.Contains(body, "ql-core") || strings.Contains(body, "晴嵐") {
		t.Error("the inbox of several schools shows one that is not the person's")
	}
}

func TestACoordinatorsFirstPageCountsWhatIsTold(t *testing.T) {
	b := newBench(t).school1()
	b.stranger(2)
	b.finding(inventory.Finding{Kind: inventory.KindMultiMACPort, School: "179901", Severity: inventory.Info, Subject: "hy-3f-a 1/9", Switch: "hy-3f-a", Port: "1/9"})
	count := func(who Identity) severityCount {
		t.Helper()
		var view schoolView
		if err := json.Unmarshal(b.as(who, "/api/v1/schools/179901").Body.Bytes(), &view); err != nil {
			t.Fatal(err)
		}
		if len(view.Top) != view.Findings.Total() {
			t.Errorf("%d findings at the top, %d counted", len(view.Top), view.Findings.Total())
		}
		return view.Findings
	}
	if got := count(coordinator).Total(); got != 0 {
		t.Errorf("a school in shadow shows its coordinator %d", got)
	}
	b.goLive()
	if got := count(coordinator).Total(); got != 1 {
		t.Errorf("a live school shows its coordinator %d, want the one kind that is on", got)
	}
	centre := Identity{Actor: "centre", Role: inventory.RoleCentre, Scope: inventory.AllSchools()}
	if got := count(centre).Total(); got != 2 {
		t.Errorf("the centre sees %d, want both", got)
	}
}

func TestABatchOfNewDevicesIsListedByOneConfirmation(t *testing.T) {
	b := newBench(t).school1().goLive()
	one, two := b.stranger(2), b.stranger(3)
	other := b.finding(inventory.Finding{Kind: inventory.KindSwitchReboot, School: "179901", Severity: inventory.Info, Subject: "hy-core", Switch: "hy-core"})
	if page := b.as(coordinator, "/schools/179901/findings").Body.String(); !strings.Contains(page, "這批是新設備") {
		t.Error("the inbox does not offer to list new devices")
	}
	ask := b.as(coordinator, "/findings/act?"+idForm("enlist", one, two, other).Encode()).Body.String()
	if !strings.Contains(ask, "把這 2 台登錄") || !strings.Contains(ask, `name="name.`+mac(2).String()) || !strings.Contains(ask, "不能這樣登錄（1 筆）") {
		t.Error("the page that asks does not list the two devices with their names, and the other apart")
	}
	if got := b.send(coordinator, "/findings/act", idForm("enlist", one, two, other)); got.Code != http.StatusBadRequest {
		t.Errorf("with one that is no device: %d", got.Code)
	}
	form := idForm("enlist", one, two)
	form.Set("name."+mac(2).String(), "電腦教室 01")
	if got := b.send(coordinator, "/findings/act", form); got.Code != http.StatusSeeOther {
		t.Fatalf("confirmed: %d", got.Code)
	}
	l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now)
	if err != nil || len(l.Master) != 3 {
		t.Fatalf("the list has %d rows, %v; want the one and two new", len(l.Master), err)
	}
	names := map[inventory.MAC]string{}
	for _, e := range l.Master {
		names[e.MAC] = e.Name
	}
	if names[mac(2)] != "電腦教室 01" || names[mac(3)] != "hy-3f-a 1/7" {
		t.Errorf("they are called %q", names)
	}
	if f := b.row(one.ID); f.State != inventory.StateAcknowledged || !f.Resolved.IsZero() {
		t.Errorf("the finding is %s, resolved %v; only a reading ends it", f.State, f.Resolved)
	}
	two = b.row(two.ID)
	two.Resolved = now
	b.write(store.Batch{At: now, Findings: []inventory.FindingRow{two}})
	third := b.stranger(4)
	if got := b.send(coordinator, "/findings/act", idForm("enlist", two, third)); got.Code != http.StatusConflict {
		t.Errorf("with one resolved meanwhile: %d", got.Code)
	}
	if l, _ := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now); len(l.Master) != 3 {
		t.Error("a refusal listed a device")
	}
}
