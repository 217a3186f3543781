package inventory_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

func TestTheDayBeginsInTaipei(t *testing.T) {
	midnight := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	if got := inventory.DateOf(midnight); got != "2026-11-21" {
		t.Errorf("DateOf(%v) = %s, want 2026-11-21", midnight, got)
	}
	if got := inventory.DateOf(midnight.Add(-time.Second)); got != "2026-11-20" {
		t.Errorf("a second earlier it is %s, want 2026-11-20", got)
	}
}

func TestValidDates(t *testing.T) {
	for date, want := range map[inventory.Date]bool{"": true, "2026-02-28": true, "2026-02-29": false, "2028-02-29": true, "26-1-1": false, "115/09/01": false} {
		if got := date.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", date, got, want)
		}
	}
}

// TestEntriesCountWithinTheirDates holds that both ends are days on which an entry
// counts, and that an entry without dates always does.
func TestEntriesCountWithinTheirDates(t *testing.T) {
	for _, tt := range []struct {
		from, until, day inventory.Date
		want             bool
	}{
		{"", "", "2026-11-21", true},
		{"2026-11-21", "2026-11-21", "2026-11-21", true},
		{"2026-11-22", "", "2026-11-21", false},
		{"", "2026-11-20", "2026-11-21", false},
		{"2026-09-01", "2027-01-31", "2026-11-21", true},
	} {
		e := inventory.ListEntry{From: tt.from, Until: tt.until}
		if got := e.Counts(tt.day); got != tt.want {
			t.Errorf("an entry from %q until %q counts on %s: %v, want %v", tt.from, tt.until, tt.day, got, tt.want)
		}
	}
}

func TestListsOnADay(t *testing.T) {
	l := inventory.Lists{
		Whitelist: []inventory.ListEntry{{Name: "a"}, {Name: "b", Until: "2026-11-20"}},
		Master:    []inventory.ListEntry{{Name: "c", From: "2026-11-22"}, {Name: "d"}},
	}
	got := l.On("2026-11-21")
	if len(got.Whitelist) != 1 || got.Whitelist[0].Name != "a" || len(got.Master) != 1 || got.Master[0].Name != "d" {
		t.Errorf("on the day: %+v", got)
	}
	if len(l.Whitelist) != 2 || len(l.Master) != 2 {
		t.Error("the lists themselves were changed")
	}
}
