package exporter

import (
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/inventory"
)

// TestRefusalsAreCounted by school and class, never by device.
func TestRefusalsAreCounted(t *testing.T) {
	e := New(Options{City: func() *inventory.City { return &inventory.City{} }, Rejects: func() []RejectCount {
		return []RejectCount{{School: "179901", Reason: inventory.RejectUnlisted, N: 12}, {Reason: inventory.RejectAccount, N: 3}}
	}})
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{`rollcall_access_rejects_total{reason="unlisted",school="179901"} 12`, `rollcall_access_rejects_total{reason="account",school=""} 3`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}
