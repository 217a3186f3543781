package web

import (
	"net/http/httptest"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestVIDRanges(t *testing.T) {
	for _, tt := range []struct {
		vids []int
		want string
	}{
		{nil, ""}, {[]int{1}, "1"}, {[]int{10, 20}, "10, 20"}, {[]int{10, 11}, "10, 11"}, {[]int{10, 11, 12}, "10–12"},
		{[]int{230, 10, 11, 12, 13, 208, 12}, "10–13, 208, 230"},
	} {
		if got := vidRanges(tt.vids); got != tt.want {
			t.Errorf("vidRanges(%v) = %q, want %q", tt.vids, got, tt.want)
		}
	}
}

func TestSpeed(t *testing.T) {
	for bps, want := range map[int64]string{0: "", -1: "", 10e6: "10M", 100e6: "100M", 1e9: "1G", 2.5e9: "2.5G", 10e9: "10G"} {
		if got := speed(bps); got != want {
			t.Errorf("speed(%d) = %q, want %q", bps, got, want)
		}
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 40111: "39.2 KiB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

// TestPortIDsAreApart holds that different ports have different anchors, whatever
// their names.
func TestPortIDsAreApart(t *testing.T) {
	seen := map[string]string{}
	for _, port := range []string{"1/1", "1:1", "1 1", "11", "Gi1/0/1", "gi1/0/1", "埠1", "<1>", "", "_2f"} {
		id := portID(port)
		if other, twice := seen[id]; twice {
			t.Errorf("%q and %q are both %q", port, other, id)
		}
		seen[id] = port
	}
}

func TestLinksIntoThePast(t *testing.T) {
	l := links{at: time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)}
	if got, want := l.port("179901", "hy/1", "1/2"), "/schools/179901/switches/hy%2F1/ports/1%2F2?at=2026-11-21T10%3A00%3A00%2B08%3A00"; got != want {
		t.Errorf("the port's address is %q, want %q", got, want)
	}
	if got, want := (links{}).home(), "/"; got != want {
		t.Errorf("home is %q, want %q", got, want)
	}
}

func TestChooseLang(t *testing.T) {
	for _, tt := range []struct {
		name, path, cookie, header string
		want                       Lang
	}{
		{"nothing said", "/", "", "", ZhTW},
		{"the address", "/?lang=en", "", "", En},
		{"the address, in full", "/?lang=en-GB", "zh-TW", "", En},
		{"a cookie", "/", "en", "", En},
		{"a cookie of nonsense", "/", "xx", "", ZhTW},
		{"a browser's header is not a choice", "/", "", "en-US,en;q=0.9", ZhTW},
		{"a program's header is", "/api/v1/city", "", "en-US,en;q=0.9", En},
		{"an unknown language", "/api/v1/city?lang=de", "", "fr", ZhTW},
	} {
		r := httptest.NewRequest("GET", tt.path, nil)
		r.Header.Set("Accept-Language", tt.header)
		if tt.cookie != "" {
			r.Header.Set("Cookie", langCookie+"="+tt.cookie)
		}
		if got := chooseLang(r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestStateOfASwitch(t *testing.T) {
	for _, tt := range []struct {
		name string
		view inventory.SwitchView
		want string
	}{
		{"never asked", inventory.SwitchView{}, switchUnread},
		{"answering", inventory.SwitchView{Asked: now, Answered: now}, switchUp},
		{"one miss", inventory.SwitchView{Asked: now, Silent: 1, Reason: inventory.ReasonTimeout}, switchLate},
		{"three misses", inventory.SwitchView{Asked: now, Silent: 3, Reason: inventory.ReasonTimeout}, switchDown},
		{"it refuses us", inventory.SwitchView{Asked: now, Silent: 1, Reason: inventory.ReasonAuth}, switchAuth},
	} {
		if got := stateOf(&tt.view, 3); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCountFindings(t *testing.T) {
	row := func(s inventory.Severity, state, muted string) inventory.FindingRow {
		return inventory.FindingRow{State: state, Muted: muted, Finding: inventory.Finding{Severity: s}}
	}
	got := countFindings([]inventory.FindingRow{
		row(inventory.Critical, inventory.StateOpen, ""), row(inventory.Critical, inventory.StateOpen, "hy-core"),
		row(inventory.Warning, inventory.StateOpen, ""), row(inventory.Warning, inventory.StateDismissed, ""),
		row(inventory.Info, inventory.StateOpen, ""), row(inventory.Info, inventory.StateResolved, ""),
	})
	if want := (severityCount{Critical: 1, Warning: 1, Info: 1, Muted: 1}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
}

func TestWorstSchoolsComeFirst(t *testing.T) {
	v := cityView{Schools: []brief{
		{Code: "1", Findings: severityCount{Info: 9}}, {Code: "2", Findings: severityCount{Warning: 5}},
		{Code: "3", Findings: severityCount{Critical: 1}}, {Code: "4"}, {Code: "5", Switches: switchCount{Silent: 1}},
	}}
	order := func() (codes string) {
		for _, b := range v.Schools {
			codes += string(b.Code)
		}
		return codes
	}
	if v.sort(""); order() != "32514" {
		t.Errorf("by need: %s, want 32514", order())
	}
	if v.sort("code"); order() != "12345" {
		t.Errorf("by code: %s, want 12345", order())
	}
}
