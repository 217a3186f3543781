package inventory

import "time"

// A Date is a day in the calendar of Taipei, "2006-01-02", so that dates compare
// as texts do. Empty: none is named.
type Date string

// taipei has no daylight saving time since 1979.
var taipei = time.FixedZone("Asia/Taipei", 8*3600)

// DateOf returns the day of a moment.
func DateOf(at time.Time) Date { return Date(at.In(taipei).Format(time.DateOnly)) }

// Valid says whether the date is a day that exists, or none.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return d == "" || err == nil
}

// Before says whether a day comes before another; both must be named.
func (d Date) Before(other Date) bool { return d != "" && other != "" && d < other }
