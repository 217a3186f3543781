package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/inventory"
)

func (b *bench) post(path, body string) *httptest.ResponseRecorder {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, path, strings.NewReader(body))
	r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
	return b.do(r)
}

func (b *bench) whitelist() []inventory.ListEntry {
	b.Helper()
	l, err := b.db.Lists(b.Context(), inventory.AllSchools(), "179901", now)
	if err != nil {
		b.Fatal(err)
	}
	return l.Whitelist
}

func TestImport(t *testing.T) {
	b := newBench(t)
	var told []inventory.SchoolCode
	b.options.Changed = func(code inventory.SchoolCode) { told = append(told, code) }
	b.handler = New(b.options)
	file := "MAC位址,裝置名稱\n00:00:5E:00:53:01,平板1\n0000.5e00.5302,平板2\n"

	if got := b.post("/api/v1/import/whitelist?school=179901&dry-run=true", file); got.Code != 200 || len(b.whitelist()) != 0 || len(told) != 0 {
		t.Fatalf("dry run: %d %s, stored %d, told %v", got.Code, got.Body, len(b.whitelist()), told)
	}
	got := b.post("/api/v1/import/whitelist?school=179901", file)
	var answer importAnswer
	if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil || got.Code != 200 {
		t.Fatalf("import: %d %s %v", got.Code, got.Body, err)
	}
	if answer.Rows != 2 || answer.Added != 2 || len(b.whitelist()) != 2 || len(told) != 1 {
		t.Errorf("import: %+v, stored %d, told %v", answer, len(b.whitelist()), told)
	}
	b.post("/api/v1/import/whitelist?school=179901&replace=true", "MAC\n00:00:5e:00:53:03\n")
	if left := b.whitelist(); len(left) != 1 || left[0].MAC != mac(3) {
		t.Errorf("after replacing: %v, want only %v", left, mac(3))
	}
}

// TestImportTakesAllOrNothing holds that one bad row refuses the file and that
// every bad row is named.
func TestImportTakesAllOrNothing(t *testing.T) {
	b := newBench(t)
	got := b.post("/api/v1/import/whitelist?school=179901&lang=en", "MAC,name\n00:00:5e:00:53:01,good\n00:00:5e:00:53:O2,letter\n,empty\n00:00:5e,short\n")
	var answer struct {
		Error   string
		Errors  []string
		Refused []refusedRow
	}
	if err := json.Unmarshal(got.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if got.Code != http.StatusUnprocessableEntity || len(b.whitelist()) != 0 {
		t.Fatalf("status %d, stored %d rows, want 422 and none", got.Code, len(b.whitelist()))
	}
	if len(answer.Refused) != 3 || answer.Refused[0].Row != 3 || answer.Refused[1].Row != 4 || answer.Refused[2].Row != 5 {
		t.Errorf("refused %+v, want rows 3, 4 and 5", answer.Refused)
	}
	if len(answer.Errors) != 3 || !strings.HasPrefix(answer.Errors[0], "row 3: ") || answer.Error == "" {
		t.Errorf("told %q %q", answer.Error, answer.Errors)
	}
}

func TestImportRefusesWhatIsNotYours(t *testing.T) {
	b := newBench(t)
	for _, tt := range []struct{ name, path, body string }{
		{"a school that is not configured", "/api/v1/import/devices?school=123456", "MAC\n00:00:5e:00:53:01\n"},
		{"a school of somebody else", "/api/v1/import/devices?school=179901", "MAC\n00:00:5e:00:53:01\n"},
		{"a row of somebody else's school", "/api/v1/import/devices?school=179902", "學校代碼,MAC\n179901,00:00:5e:00:53:01\n"},
	} {
		r := httptest.NewRequest(http.MethodPost, tt.path, strings.NewReader(tt.body))
		got := b.do(r.WithContext(WithIdentity(r.Context(), Identity{Actor: "c", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")})))
		if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "不屬於您") {
			t.Errorf("%s: %d %s", tt.name, got.Code, got.Body)
		}
	}
}

func TestImportOfNothingChangesNothing(t *testing.T) {
	b := newBench(t)
	b.list(inventory.ListEntry{School: "179901", MAC: mac(1)})
	for _, body := range []string{"MAC,name\n", ""} {
		got := b.post("/api/v1/import/devices?school=179901&replace=true", body)
		l, err := b.db.Lists(t.Context(), inventory.AllSchools(), "179901", now)
		if err != nil || len(l.Master) != 1 {
			t.Errorf("after importing %q (%d): %d rows, %v; want the one that was there", body, got.Code, len(l.Master), err)
		}
	}
	if got := b.post("/api/v1/import/no-such-list", "x"); got.Code != http.StatusBadRequest {
		t.Errorf("an unknown list: status %d, want 400", got.Code)
	}
}

func TestImportOfPortRecords(t *testing.T) {
	b := newBench(t).school1()
	got := b.post("/api/v1/import/ports?school=179901", "交換器名稱,埠號(面板),書面紀錄網段,連接地點/資訊孔\nhy-3f-a,1/5,電腦教室網段,三年二班\nhy-3f-a,1/4,10,\n")
	if got.Code != 200 {
		t.Fatalf("status %d: %s", got.Code, got.Body)
	}
	page := b.get("/schools/179901/switches/hy-3f-a").Body.String()
	for _, want := range []string{"不符：紀錄為「電腦教室網段」", "三年二班", "相符"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the switch lacks %q", want)
		}
	}
}
