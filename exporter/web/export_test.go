package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/exporter/audit"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

func TestExports(t *testing.T) {
	b := newBench(t).school1()
	b.finding(inventory.Finding{Kind: inventory.KindSwitchDown, School: "179901", Severity: inventory.Critical, Subject: "hy-kid", Switch: "hy-kid", Since: now})
	b.list(inventory.ListEntry{School: "179901", MAC: mac(7), Name: "從未上線的平板"})
	b.things(inventory.IoTItem{School: "179901", MAC: mac(8), Name: "門口攝影機", Class: inventory.ClassCamera})
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
		{"/exports/whitelist.csv?school=179901", 200, []string{"平板推車"}},
		{"/exports/whitelist.freeradius?school=179901", 200, []string{"# 179901"}},
		{"/exports/whitelist_diff.json?school=179901", 200, []string{"only_whitelist", "平板推車"}},
		{"/exports/iot.json?school=179901", 200, []string{"門口攝影機", `"device_class":"監視器"`}},
		{"/exports/iot.json?school=179901&from=2026-11-20", 200, []string{"門口攝影機", `"change":"新增"`}},
		{"/exports/ips.netbox?school=179901", 200, []string{"address,status,description", "10.241.10.5/32,active"}},
		{"/exports/ports.netbox?school=179901", 200, []string{"hy-3f-a,1/5,1000base-t"}},
		{"/exports/ports.html?school=179901", 200, []string{"<h1>海燕國小", "檔案SHA-256", "hy-3f-a"}},
		{"/exports/ports.freeradius", 404, nil},
		{"/exports/secrets.csv", 404, []string{"ports, ips, macs, whitelist, whitelist_diff, iot, findings"}},
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
	if strings.HasPrefix(got.Header().Get("Content-Type"), "text/csv") {
		if _, err := csv.NewReader(got.Body).ReadAll(); err != nil {
			t.Errorf("no CSV: %v", err)
		}
	}
}

// things puts rows into the inventory of things.
func (b *bench) things(rows ...inventory.IoTItem) {
	b.Helper()
	if _, err := b.db.ImportIoT(b.Context(), store.Import{At: now.Add(-time.Hour), Actor: "test"}, rows); err != nil {
		b.Fatal(err)
	}
}

// TestExportsStayInTheirScope asks as a coordinator of the other school.
func TestExportsStayInTheirScope(t *testing.T) {
	b := newBench(t).school1()
	b.things(inventory.IoTItem{School: "179901", MAC: mac(1), Name: "hy-camera", Class: inventory.ClassCamera})
	for _, table := range audit.Tables() {
		for _, format := range table.Formats() {
			for _, query := range []string{"", "?school=179901"} {
				got := b.getAs("/exports/"+string(table)+"."+string(format)+query, "179902")
				text := strings.ToLower(textOf(t, got))
				if strings.Contains(text, "hy-") || strings.Contains(strings.ReplaceAll(text, "-", ":"), mac(1).String()) {
					t.Errorf("%s.%s%s shows a foreign school: %s", table, format, query, text)
				}
			}
		}
	}
}

// textOf is what a download says, unpacked where it is a workbook.
func textOf(t *testing.T, got *httptest.ResponseRecorder) string {
	t.Helper()
	if got.Code != http.StatusOK || !strings.Contains(got.Header().Get("Content-Type"), "spreadsheetml") {
		return got.Body.String()
	}
	f, err := excelize.OpenReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []string
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(rows))
	}
	return strings.Join(all, "\n")
}
