package web

import (
	"testing"
	"time"
)

func TestParseMoment(t *testing.T) {
	day := func(h, m, s int) time.Time { return time.Date(2026, 11, 21, h, m, s, 0, taipei) }
	for _, tt := range []struct {
		text string
		want time.Time
	}{
		{"2026-11-21", day(0, 0, 0)},
		{"2026-11-21 10:00", day(10, 0, 0)},
		{"2026-11-21T10:00:05", day(10, 0, 5)},
		{"2026-11-21T02:00:00Z", day(10, 0, 0)},
		{"2026-11-21T11:00+09:00", day(10, 0, 0)},
		{"2026/11/21 10:00", day(10, 0, 0)},
		{"115/11/21", day(0, 0, 0)},
		{"115/11/21 10:00", day(10, 0, 0)},
		{"115-11-21 10:00", day(10, 0, 0)},
		{"115.11.21", day(0, 0, 0)},
		{"民國115/11/21 10:00", day(10, 0, 0)},
		{"民國115年11月21日 10:00", day(10, 0, 0)},
		{"  115/11/21   10:00  ", day(10, 0, 0)},
		{"99/1/2", time.Date(2010, 1, 2, 0, 0, 0, 0, taipei)},
	} {
		got, err := ParseMoment(tt.text, taipei)
		if err != nil || !got.Equal(tt.want) {
			t.Errorf("ParseMoment(%q) = %v, %v, want %v", tt.text, got, err, tt.want)
		}
	}
}

func TestParseMomentRefuses(t *testing.T) {
	for _, text := range []string{"", "yesterday", "115/13/01", "115/11/31", "11/21", "5/11/21", "2026-11-21 25:00", "0/1/1", "115/11/21 10:00 foo"} {
		if got, err := ParseMoment(text, taipei); err == nil {
			t.Errorf("ParseMoment(%q) = %v, want an error", text, got)
		}
	}
}

func TestRepublicDateIsWrittenAsItIsRead(t *testing.T) {
	for _, at := range []time.Time{time.Date(2026, 11, 21, 0, 0, 0, 0, taipei), time.Date(2010, 1, 2, 0, 0, 0, 0, taipei)} {
		got, err := ParseMoment(republicDate(at), taipei)
		if err != nil || !got.Equal(at) {
			t.Errorf("%v was written %q and read %v, %v", at, republicDate(at), got, err)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, seed := range []string{"115/11/21 10:00", "2026-11-21", "民國", "-/-", "115/", "９９/1/1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := ParseMoment(text, taipei)
		if err == nil && at.IsZero() {
			t.Errorf("ParseMoment(%q) is the zero time without an error", text)
		}
	})
}
