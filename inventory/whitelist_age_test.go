package inventory_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

func TestWhitelistUnusable(t *testing.T) {
	now := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, tt := range []struct {
		name  string
		at    time.Time
		limit time.Duration
		want  string
		days  string
	}{
		{"never imported", time.Time{}, 0, "unobservable.whitelist", ""},
		{"of today", now, 0, "", ""},
		{"a month old", now.Add(-30 * day), 0, "", ""},
		{"older than a month", now.Add(-30*day - time.Second), 0, "unobservable.whitelist_old", "30"},
		{"older than the city wants", now.Add(-8 * day), 7 * day, "unobservable.whitelist_old", "7"},
		{"a year, where the city allows it", now.Add(-365 * day), 400 * day, "", ""},
	} {
		s := inventory.Snapshot{At: now, Thresholds: inventory.Thresholds{WhitelistMaxAge: tt.limit}, Lists: inventory.Lists{WhitelistAt: tt.at}}
		if got := s.WhitelistUnusable(); got.Key != tt.want || got.Args["days"] != tt.days {
			t.Errorf("%s: %+v, want %q after %q days", tt.name, got, tt.want, tt.days)
		}
	}
}
