package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// records puts rows into the written record of ports.
func (b *bench) records(rows ...inventory.PortRecord) {
	b.Helper()
	if _, err := b.db.ImportPortRecords(b.Context(), store.Import{At: now, Actor: "test"}, rows); err != nil {
		b.Fatal(err)
	}
}

// TestAnExactHitLeadsStraightToItsPage asks the one search box.
func TestAnExactHitLeadsStraightToItsPage(t *testing.T) {
	b := newBench(t).school1()
	b.records(inventory.PortRecord{School: "179901", Switch: "hy-3f-a", Port: "1/7", Zone: "mobile", Outlet: "三年二班", Row: 2},
		inventory.PortRecord{School: "179901", Switch: "hy-3f-a", Port: "1/8", Zone: "mobile", Outlet: "三年三班", Row: 3})
	b.list(inventory.ListEntry{School: "179901", MAC: mac(5), Name: "同名"}, inventory.ListEntry{School: "179901", MAC: mac(6), Name: "同名"},
		inventory.ListEntry{School: "179901", MAC: mac(1), Name: "教務處桌機"})
	device := "/schools/179901/devices/" + mac(1).String()
	for _, tt := range []struct{ query, at, page string }{
		{"00:00:5e:00:53:01", "", device},
		{"0000.5E00.5301", "", device},
		{"００００５ｅ００５３０１", "", device},
		{"10.241.10.5", "", device},
		{"教務處桌機", "", device},
		{"教務處桌機", "115/11/21 09:50", device + "?at=2026-11-21T09%3A50%3A00%2B08%3A00"},
		{"hy-3f-a", "", "/schools/179901/switches/hy-3f-a"},
		{"HY-3F-A 1/5", "", "/schools/179901/switches/hy-3f-a/ports/1%2F5"},
		{"hy-3f-a:1/1", "", "/schools/179901/switches/hy-3f-a/ports/1%2F1"},
		{"三年二班", "", "/schools/179901/switches/hy-3f-a/ports/1%2F7"},
		{"179901", "", "/schools/179901"},
		{"晴嵐國小", "", "/schools/179902"},
		{"同名", "", ""},
		{"三年", "", ""},
		{"國小", "", ""},
		{"5e:00", "", ""},
		{"10.241.10", "", ""},
		{"3f-a", "", ""},
		{"", "", ""},
	} {
		got := b.get("/search?q=" + url.QueryEscape(tt.query) + "&at=" + url.QueryEscape(tt.at))
		if tt.page == "" {
			if got.Code != http.StatusOK {
				t.Errorf("%q leads to %d %s, want the list", tt.query, got.Code, got.Header().Get("Location"))
			}
			continue
		}
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != tt.page {
			t.Errorf("%q leads to %d %q, want %q", tt.query, got.Code, got.Header().Get("Location"), tt.page)
		}
	}
	if body := b.get("/search?q=" + url.QueryEscape("三年")).Body.String(); !strings.Contains(body, "三年三班") || !strings.Contains(body, "/ports/1%2F8") {
		t.Error("a part of a room's name does not list the rooms")
	}
}

// TestSearchKeepsToTheScope looks for a foreign room and a foreign school.
func TestSearchKeepsToTheScope(t *testing.T) {
	b := newBench(t).school1()
	b.records(inventory.PortRecord{School: "179901", Switch: "hy-3f-a", Port: "1/7", Zone: "mobile", Outlet: "CANARY", Row: 2})
	for _, q := range []string{"CANARY", "CANAR", "海燕國小", "179901", "hy-3f-a", "hy-3f-a 1/7", mac(2).String(), "10.241.10.5"} {
		got := b.getAs("/search?q="+url.QueryEscape(q), "179902")
		if got.Code != http.StatusOK || strings.Contains(got.Body.String(), "/ports/") || !strings.Contains(got.Body.String(), "沒有找到") {
			t.Errorf("%q, asked by another school, is answered with %d %s", q, got.Code, got.Header().Get("Location"))
		}
	}
}
