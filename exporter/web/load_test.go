package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestTheLoadStandsOnThePage shows what reading a switch costs it, that it is asked
// more slowly, and a table that it cannot bear.
func TestTheLoadStandsOnThePage(t *testing.T) {
	b := newBench(t).school1()
	b.options.Load = func(id inventory.SwitchID) (inventory.Cost, time.Time, bool) {
		return inventory.Cost{Requests: 600, VarBinds: 9000, BytesIn: 1 << 20, DurationSeconds: 12.5, RateFactor: 0.25}, now.Add(-time.Hour), id == "hy-3f-a"
	}
	b.handler = New(b.options)
	for path, want := range map[string][]string{
		"/schools/179901/switches/hy-3f-a":         {"本系統對此設備造成的負載", "共 600 個請求（平均每分鐘 10.0 個）、9000 個變數", "1/4"},
		"/schools/179901/switches/hy-3f-a?lang=en": {"The load that rollcall causes here", "600 requests (10.0 a minute)", "1/4 of its budget"},
		"/schools/179901/switches/hy-kid":          {"逾時未回應"},
	} {
		got := b.get(path)
		if got.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, got.Code)
		}
		for _, text := range want {
			if !strings.Contains(got.Body.String(), text) {
				t.Errorf("%s lacks %q", path, text)
			}
		}
	}
}
