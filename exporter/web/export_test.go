package web

import (
	"encoding/csv"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/exporter/audit"
	"rollcall/inventory"
)

func TestExports(t *testing.T) {
	b := newBench(t).school1()
	b.finding(inventory.Finding{Kind: inventory.KindSwitchDown, School: "179901", Severity: inventory.Critical, Subject: "hy-kid", Switch: "hy-kid", Since: now})
	b.list(inventory.ListEntry{School: "179901", MAC: mac(7), Name: "從未上線的平板"})
	for _, tt := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/exports/ports.json?school=179901", 200, []string{`"switch_name":"hy-3f-a"`, `"port_label":"1/5"`, `"header":{`, "hy-kid"}},
		{"/exports/ports.csv?school=179901", 200, []string{"\ufeff學校代碼", "hy-3f-a"}},
		{"/exports/ports.plain?school=179901", 200, []string{"hy-3f-a"}},
		{"/exports/ips.json?school=179901", 200, []string{"10.241.10.5", "00:00:5e:00:53:01"}},
		{"/exports/macs.json?school=179901", 200, []string{"教務處桌機", "從未上線的平板"}},
		{"/exports/findings.json?school=179901", 200, []string{"switch_down"}},
		{"/exports/findings.json?from=2026-11-20&to=2026-11-22&school=179901", 200, []string{"switch_down", "2026-11-20"}},
		{"/exports/findings.json?from=114/01/01&to=114/02/01&school=179901", 200, []string{`"rows":[]`}},
		{"/exports/findings.json?school=179901&at=2026-11-20", 200, []string{`"rows":[]`}},
		{"/exports/ports.json", 200, []string{"179901", "179902"}},
		{"/api/v1/exports/ports.json?school=179901", 200, []string{"hy-3f-a"}},
		{"/exports/secrets.csv", 404, []string{"ports, ips, macs, findings"}},
		{"/exports/ports.exe", 404, nil},
		{"/exports/ports.json?school=999999", 404, nil},
		{"/exports/ports.json?from=2026-11-22&to=2026-11-21", 400, nil},
		{"/exports/ports.json?from=2026-11-20&at=2026-11-21", 400, nil},
		{"/exports/ports.json?from=someday", 400, []string{"someday"}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			got := b.get(tt.path)
			if got.Code != tt.status {
				t.Fatalf("status %d, want %d: %s", got.Code, tt.status, got.Body)
			}
			for _, want := range tt.want {
				if !strings.Contains(got.Body.String(), want) {
					t.Errorf("lacks %q:\n%.2000s", want, got.Body)
				}
			}
			if got.Code == 200 {
				readsAsWhatItSays(t, got)
			}
		})
	}
}

// readsAsWhatItSays parses a download as its content type promises.
func readsAsWhatItSays(t *testing.T, got *httptest.ResponseRecorder) {
	t.Helper()
	if name := got.Header().Get("Content-Disposition"); !strings.HasPrefix(name, `attachment; filename="`) {
		t.Errorf("Content-Disposition is %q", name)
	}
	if strings.HasPrefix(got.Header().Get("Content-Type"), "application/json") {
		if !json.Valid(got.Body.Bytes()) {
			t.Errorf("no JSON: %s", got.Body)
		}
		return
	}
	if _, err := csv.NewReader(got.Body).ReadAll(); err != nil {
		t.Errorf("no CSV: %v", err)
	}
}

// TestExportsStayInTheirScope asks as a coordinator of the other school.
func TestExportsStayInTheirScope(t *testing.T) {
	b := newBench(t).school1()
	for _, table := range audit.Tables() {
		for _, query := range []string{"", "?school=179901"} {
			r := httptest.NewRequest("GET", "/exports/"+string(table)+".json"+query, nil)
			got := b.do(r.WithContext(WithIdentity(r.Context(), Identity{Actor: "c", Role: inventory.RoleCoordinator, Scope: inventory.OnlySchools("179902")})))
			if strings.Contains(got.Body.String(), "hy-") || strings.Contains(got.Body.String(), mac(1).String()) {
				t.Errorf("%s%s shows a foreign school: %s", table, query, got.Body)
			}
		}
	}
}
