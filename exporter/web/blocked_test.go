package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// blockBoth puts an address of each school on the centre's list.
func (m *matrix) blockBoth() {
	m.Helper()
	m.block("10.241.10.5 2026-11-21 09:55 own reason\n10.242.10.7 2026-11-21 09:55 " + canary + " reason\n203.0.113.9 2026-11-21 09:55 " + canary + " nobody's\n")
}

// block imports a pasted list.
func (b *bench) block(text string) {
	b.Helper()
	if got := b.post("/api/v1/import/blocklist", text); got.Code != http.StatusOK {
		b.Fatalf("the list is answered %d: %s", got.Code, got.Body)
	}
}

// blockedID is the number of the blocked address of a school, of which somebody has
// said a word.
func (m *matrix) blockedID(school inventory.SchoolCode, text string) string {
	m.Helper()
	rows, err := m.db.Blocked(m.Context(), inventory.OnlySchools(school), store.BlockedQuery{})
	if err != nil || len(rows) != 1 {
		m.Fatalf("blocked addresses of %s: %v, %v", school, rows, err)
	}
	if _, err := m.db.SetBlocked(m.Context(), inventory.AllSchools(), school, rows[0].ID, inventory.BlockStep{State: inventory.BlockFound,
		Handling: text + " handling", OSVersion: text + " OS", At: now, Actor: text + " actor"}); err != nil {
		m.Fatal(err)
	}
	return fmt.Sprint(rows[0].ID)
}

// foreignBlocked writes down the addresses that are not the own school's.
func foreignBlocked(rows []inventory.BlockedIP) string {
	text := ""
	for _, b := range rows {
		if b.School != ownSchool {
			text += fmt.Sprintln(b.ID, b.School, b.IP, b.State, b.OSVersion, b.Handling, b.HandledOn, b.By, b.LiftedAt, b.ReportedAt, b.Then.MAC)
		}
	}
	return text
}

// form posts a form as the bench's person of the centre.
func (b *bench) form(path string, form url.Values) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.RemoteAddr, r.Host = "127.0.0.1:40000", "localhost:8080"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *bench) blockedRows(path string) (rows []blockedView) {
	b.Helper()
	var page struct{ Rows []blockedView }
	got := b.get(path)
	if err := json.Unmarshal(got.Body.Bytes(), &page); err != nil {
		b.Fatalf("%s answers %d: %s", path, got.Code, got.Body)
	}
	return page.Rows
}

// TestABlockedAddressFromListToMail pastes a list and goes the way of a school: the
// device is there, with its port; the mail is not, until it can be written.
func TestABlockedAddressFromListToMail(t *testing.T) {
	b := newBench(t).school1()
	b.options.CentreMail = []string{"centre@demo.example"}
	b.handler = New(b.options)
	b.block("本週封鎖清單 115/11/21\n1. 10[.]241.10.5　115/11/21 09:55　對外掃描\n")
	rows := b.blockedRows("/api/v1/blocked")
	if len(rows) != 1 || rows[0].Then.MAC != mac(1) || rows[0].Then.Switch != "hy-3f-a" || rows[0].Then.Port != "1/5" || rows[0].Then.Name != "教務處桌機" ||
		rows[0].Then.Verdict != inventory.HeldThen || rows[0].School != "179901" || rows[0].Due != "2026-11-25" || rows[0].Reason != "對外掃描" {
		t.Fatalf("rows %+v", rows)
	}
	path := rows[0].Path()
	page := b.get(path + "?lang=zh-TW").Body.String()
	for _, want := range []string{"10.241.10.5", mac(1).String(), "hy-3f-a 1/5", "封鎖當下就是這台裝置", "還不能產生信件：請先在上面填寫OS版本、處理狀態、處理日期。"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if got := b.form(path, url.Values{"state": {"asked"}, "os_version": {"Windows 11"}}); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("asked with empty fields: %d", got.Code)
	}
	got := b.form(path, url.Values{"state": {"restored"}, "os_version": {"Windows 11 23H2"}, "handling": {"已重灌 & 更新"}, "handled_on": {"115/11/21"}})
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != path+"?did=restored" {
		t.Fatalf("restored: %d to %s: %s", got.Code, got.Header().Get("Location"), got.Body)
	}
	var one blockedIPPage
	if err := json.Unmarshal(b.get("/api/v1"+path+"?lang=zh-TW").Body.Bytes(), &one); err != nil || one.Mail == nil {
		t.Fatalf("%+v, %v", one, err)
	}
	for _, want := range []string{"OS版本：Windows 11 23H2", "處理狀態：已重灌 & 更新", "處理日期：2026-11-21", "10.241.10.5", mac(1).String(), "hy-3f-a 第 1/5 埠"} {
		if !strings.Contains(one.Mail.Body, want) {
			t.Errorf("the mail lacks %q:\n%s", want, one.Mail.Body)
		}
	}
	if link := one.Mail.Link(); !strings.HasPrefix(link, "mailto:centre@demo.example?subject=") || strings.Contains(link, "+") || !strings.Contains(link, "%0D%0A") {
		t.Errorf("the link is %s", link)
	}
	if page := b.get(path).Body.String(); !strings.Contains(page, "mailto:centre@demo.example") {
		t.Error("the page has no link to the mail")
	}
	if got := b.form("/api/v1"+path, url.Values{"state": {"asked"}}); got.Code != http.StatusOK {
		t.Errorf("asked: %d %s", got.Code, got.Body)
	}
	b.form(path, url.Values{"state": {"lifted"}})
	if open := b.blockedRows("/api/v1/schools/179901/blocked"); len(open) != 0 {
		t.Errorf("still blocked: %+v", open)
	}
	if all := b.blockedRows("/api/v1/schools/179901/blocked?state=all"); len(all) != 1 || all[0].State != inventory.BlockLifted || all[0].Lifted.IsZero() {
		t.Errorf("all: %+v", all)
	}
	if got := b.get("/exports/blocked.csv?school=179901").Body.String(); !strings.Contains(got, "2026-11-21,10.241.10.5,2026-11-21T09:55:00+08:00,00:00:5e:00:53:01,教務處桌機,hy-3f-a,1/5,") {
		t.Errorf("the record:\n%s", got)
	}
}

// TestAPastedListIsPreviewedAndTakenBack goes the way that all lists go.
func TestAPastedListIsPreviewedAndTakenBack(t *testing.T) {
	b := newBench(t).school1()
	got := b.form("/blocked", url.Values{"text": {"10.241.10.5\n203.0.113.9\n"}, "list-date": {"2026-11-18"}, "source": {"moe"}})
	preview := got.Header().Get("Location")
	if got.Code != http.StatusSeeOther || !strings.HasPrefix(preview, "/blocked/uploads/") {
		t.Fatalf("pasted: %d to %s: %s", got.Code, preview, got.Body)
	}
	page := b.get(preview + "&lang=en").Body.String()
	for _, want := range []string{"203.0.113.9 is in no school&#39;s plan", `name="list-date" value="2026-11-18"`, `name="source" value="moe"`, `name="version" value="1"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	if rows := b.blockedRows("/api/v1/blocked"); len(rows) != 0 {
		t.Errorf("a preview blocks %+v", rows)
	}
	path, _, _ := strings.Cut(preview, "?")
	got = b.form(path, url.Values{"version": {"1"}, "list-date": {"2026-11-18"}, "source": {"moe"}})
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/blocked?did=import" {
		t.Fatalf("confirmed: %d to %s: %s", got.Code, got.Header().Get("Location"), got.Body)
	}
	rows := b.blockedRows("/api/v1/blocked")
	if len(rows) != 2 || rows[0].Source != inventory.BlockMOE || rows[0].ListDate != "2026-11-18" || rows[0].Exact != inventory.BlockWeek || rows[0].Left == nil || *rows[0].Left != 3600 {
		t.Fatalf("rows %+v", rows)
	}
	if page := b.get("/blocked?lang=en").Body.String(); !strings.Contains(page, "1 h left") || !strings.Contains(page, "/blocked/undo") {
		t.Error("the page of all shows neither the hour nor a way back")
	}
	history, err := b.db.Imports(t.Context(), inventory.AllSchools(), "", store.ListBlocked)
	if err != nil || len(history) != 1 {
		t.Fatalf("%v, %v", history, err)
	}
	if got := b.form("/blocked/undo", url.Values{"import": {fmt.Sprint(history[0].ID)}}); got.Code != http.StatusSeeOther {
		t.Errorf("taken back: %d %s", got.Code, got.Body)
	}
	if rows := b.blockedRows("/api/v1/blocked?state=all"); len(rows) != 0 {
		t.Errorf("what was taken back is %+v", rows)
	}
}

// TestTheHourOfAnIncident runs from when the ministry made it known, and ends with a
// word.
func TestTheHourOfAnIncident(t *testing.T) {
	b := newBench(t).school1()
	at := now
	b.options.Now = func() time.Time { return at }
	b.handler = New(b.options)
	if got := b.post("/api/v1/import/blocklist?source=moe", "10.241.10.5 115/11/21 09:40\n"); got.Code != http.StatusOK {
		t.Fatal(got.Body)
	}
	left := func() *int64 { return b.blockedRows("/api/v1/schools/179901/blocked")[0].Left }
	if l := left(); l == nil || *l != 40*60 {
		t.Fatalf("left %v, want 40 minutes", l)
	}
	at = now.Add(time.Hour)
	if l := left(); l == nil || *l != -20*60 {
		t.Fatalf("left %v, want 20 minutes over", l)
	}
	if page := b.get("/schools/179901/blocked?lang=zh-TW").Body.String(); !strings.Contains(page, "已超過 20 分鐘") {
		t.Error("the page does not say that the hour is over")
	}
	b.form(b.blockedRows("/api/v1/blocked")[0].Path(), url.Values{"reported": {"true"}})
	if row := b.blockedRows("/api/v1/blocked")[0]; row.Left != nil || row.Reported.IsZero() || row.State != inventory.BlockListed {
		t.Errorf("reported: %+v", row)
	}
}

// TestExercisesDoNotCount in the figures of the page.
func TestExercisesDoNotCount(t *testing.T) {
	b := newBench(t).school1()
	b.post("/api/v1/import/blocklist?drill=true", "10.241.10.5 115/11/21 09:40\n")
	var page blockedPage
	if err := json.Unmarshal(b.get("/api/v1/schools/179901/blocked").Body.Bytes(), &page); err != nil || len(page.Rows) != 1 || !page.Rows[0].Drill {
		t.Fatalf("%+v, %v", page, err)
	}
	for _, c := range page.Counts {
		if c.Count != 0 {
			t.Errorf("%d are %s", c.Count, c.State)
		}
	}
}

// TestOnlyTheCentreBlocks holds that a school's people can import nothing into the
// list, not even of their own addresses.
func TestOnlyTheCentreBlocks(t *testing.T) {
	b := newBench(t).school1()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/import/blocklist", strings.NewReader("10.241.10.5\n"))
	who := Identity{Actor: "coordinator", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179901")}
	if got := b.do(r.WithContext(WithIdentity(r.Context(), who))); got.Code == http.StatusOK {
		t.Errorf("imported: %s", got.Body)
	}
	for _, path := range []string{"/schools/179901/lists/blocklist", "/schools//lists/blocklist"} {
		if got := b.get(path); got.Code == http.StatusOK {
			t.Errorf("%s answers %d", path, got.Code)
		}
	}
}
