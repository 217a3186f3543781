package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// taipei is the zone that a time without one is read in. Taiwan has had no
// summer time since 1979, so a fixed offset is exact for every time we keep.
var taipei = time.FixedZone("Asia/Taipei", 8*3600)

// momentLayouts are the spellings of ISO 8601 that people type, with a zone and without.
var momentLayouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700",
	"2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00",
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2",
}

// ParseMoment reads a moment as people write it: ISO 8601, or a year of the
// Republic (115/11/21, 115/11/21 10:00; the year is the common one less 1911).
// A date alone is its first moment; without a zone, loc is meant.
func ParseMoment(text string, loc *time.Location) (time.Time, error) {
	text = strings.Join(strings.Fields(text), " ")
	if common, ok := fromRepublic(text); ok {
		text = common
	}
	for _, layout := range momentLayouts {
		if t, err := time.ParseInLocation(layout, text, loc); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("moment %q is neither like 2026-11-21 10:00 nor like 115/11/21 10:00", text)
}

// fromRepublic rewrites a text that starts with a year of the Republic, which
// has two or three digits, to the common year.
func fromRepublic(text string) (string, bool) {
	text = strings.TrimPrefix(text, "民國")
	text = strings.NewReplacer("年", "/", "月", "/", "日", "").Replace(text)
	end := strings.IndexAny(text, "/-.")
	if end < 2 || end > 3 {
		return "", false
	}
	year, err := strconv.Atoi(text[:end])
	if err != nil || year < 1 {
		return "", false
	}
	rest := strings.NewReplacer("-", "/", ".", "/").Replace(text[end:])
	return fmt.Sprintf("%04d%s", year+1911, rest), true
}

// republicDate writes a date as paper in Taiwan does: 115/11/21.
func republicDate(t time.Time) string {
	return fmt.Sprintf("%d/%02d/%02d", t.Year()-1911, t.Month(), t.Day())
}
