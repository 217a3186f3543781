package radius

import (
	"strconv"
	"strings"
	"time"
)

// stampForms are the times that lines begin with: FreeRADIUS' own, RFC 3339, a plain
// one as tables have it, and that of RFC 3164, which has no year.
var stampForms = []string{time.ANSIC, "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006/01/02 15:04:05",
	"2006/1/2 15:04:05", "2006-01-02 15:04", "2006/1/2 15:04", time.Stamp}

// stampAt reads the time that a line begins with, or seconds since 1970.
func stampAt(line string, zone *time.Location, now time.Time) (time.Time, error) {
	words := strings.Fields(line)
	for _, form := range stampForms {
		n := len(strings.Fields(form))
		if len(words) < n {
			continue
		}
		at, err := time.ParseInLocation(form, joinDay(words[:n], form), zone)
		if err != nil {
			continue
		}
		if at.Year() == 0 {
			at = lastOf(at, now)
		}
		if !plausible(at) {
			return at, RefusedTime
		}
		return at, nil
	}
	if len(words) > 0 {
		if unix, err := strconv.ParseInt(words[0], 10, 64); err == nil && plausible(time.Unix(unix, 0)) {
			return time.Unix(unix, 0), nil
		}
	}
	return time.Time{}, RefusedTime
}

// joinDay puts words together as a form has them: it may want a day of one digit to
// have a blank before it.
func joinDay(words []string, form string) string {
	joined := strings.Join(words, " ")
	if !strings.Contains(form, "_2") {
		return joined
	}
	for i, w := range words {
		if len(w) == 1 && i > 0 {
			return strings.Join(words[:i], " ") + "  " + strings.Join(words[i:], " ")
		}
	}
	return joined
}

// lastOf is the last time of a year that does not lie in the future, but for a clock
// that goes ahead a little.
func lastOf(at, now time.Time) time.Time {
	latest := now.Add(24 * time.Hour)
	with := func(year int) time.Time {
		return time.Date(year, at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, at.Location())
	}
	if this := with(latest.Year()); !this.After(latest) {
		return this
	}
	return with(latest.Year() - 1)
}
