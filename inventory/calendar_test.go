package inventory

import (
	"testing"
	"time"
)

// weekdays is the calendar of a school in Taiwan with one holiday and one Saturday
// of school.
func weekdays() Calendar {
	return Calendar{
		Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		From: 7*time.Hour + 30*time.Minute, To: 16*time.Hour + 30*time.Minute,
		Off: map[Date]string{"2026-11-25": "校慶補假"}, On: map[Date]string{"2026-11-28": "校慶"},
	}
}

func TestSchoolHours(t *testing.T) {
	tests := []struct {
		name, at string
		in       bool
	}{
		{"Monday morning", "2026-11-23T07:30:00+08:00", true},
		{"before", "2026-11-23T07:29:59+08:00", false},
		{"the end is not in", "2026-11-23T16:30:00+08:00", false},
		{"a moment before it is", "2026-11-23T16:29:59+08:00", true},
		{"Taipei decides the day", "2026-11-22T23:45:00Z", true},
		{"Sunday", "2026-11-22T10:00:00+08:00", false},
		{"a holiday", "2026-11-25T10:00:00+08:00", false},
		{"a Saturday of school", "2026-11-28T10:00:00+08:00", true},
	}
	for _, tt := range tests {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := weekdays().InHours(at); got != tt.in {
			t.Errorf("%s: %s in school hours %v, want %v", tt.name, tt.at, got, tt.in)
		}
	}
}

func TestSchoolDaysLater(t *testing.T) {
	friday := time.Date(2026, 11, 20, 10, 0, 0, 0, taipei)
	for days, want := range map[int]Date{0: "2026-11-20", 1: "2026-11-23", 3: "2026-11-26", 5: "2026-11-28"} {
		got := weekdays().After(friday, days)
		if DateOf(got) != want || got.In(taipei).Hour() != 10 {
			t.Errorf("%d school days after Friday is %s, want %s at ten", days, got, want)
		}
	}
	if got := (Calendar{}).After(friday, 3); DateOf(got) != "2026-11-23" {
		t.Errorf("without any school day, three days later is %s", got)
	}
}

func TestAllDayIsSchoolHours(t *testing.T) {
	c := Calendar{Days: []time.Weekday{time.Sunday}, To: 24 * time.Hour}
	if last := time.Date(2026, 11, 22, 23, 59, 59, 0, taipei); !c.InHours(last) {
		t.Errorf("%s is not in school hours of a whole day", last)
	}
}
