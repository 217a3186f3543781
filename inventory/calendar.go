package inventory

import (
	"slices"
	"time"
)

// A Calendar says when schools are at work. What is not seen counts school days,
// and nobody is written to outside of school hours without need.
type Calendar struct {
	Days     []time.Weekday
	From, To time.Duration   // since midnight in Taipei; To may be 24 h
	Off      map[Date]string // days without school on a weekday of school, and what they are
	On       map[Date]string // days with school on another weekday: what was moved there
}

// SchoolDay says whether there is school on the day of a moment.
func (c Calendar) SchoolDay(at time.Time) bool {
	day := DateOf(at)
	if _, on := c.On[day]; on {
		return true
	}
	_, off := c.Off[day]
	return !off && slices.Contains(c.Days, at.In(taipei).Weekday())
}

// InHours says whether a moment lies in school hours.
func (c Calendar) InHours(at time.Time) bool {
	since := at.Sub(Midnight(at))
	return c.SchoolDay(at) && since >= c.From && since < c.To
}

// Opens is when school begins on the day of a moment; false where there is none.
func (c Calendar) Opens(at time.Time) (time.Time, bool) {
	return Midnight(at).Add(c.From), c.SchoolDay(at)
}

// farthest is how many days a calendar is looked ahead: longer than any holidays.
const farthest = 100

// After returns the moment that is so many school days later, at the same time of
// day. Where a calendar has too few of them, it is as many days of any kind.
func (c Calendar) After(at time.Time, schoolDays int) time.Time {
	next, left := at, schoolDays
	for range farthest {
		if left == 0 {
			return next
		}
		if next = next.AddDate(0, 0, 1); c.SchoolDay(next) {
			left--
		}
	}
	return at.AddDate(0, 0, schoolDays)
}

// Midnight is when the day of a moment began in Taipei.
func Midnight(at time.Time) time.Time {
	local := at.In(taipei)
	return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, taipei)
}
