package wording

import "time"

// A Lang is a language that rollcall speaks, as a BCP 47 tag.
type Lang string

// The languages, the first of the house first.
const (
	ZhTW Lang = "zh-TW"
	En   Lang = "en"
)

// Langs lists the languages in the order in which people are offered them.
func Langs() []Lang { return []Lang{ZhTW, En} }

// taipei is UTC+8 all year since 1980; a fixed zone needs no tzdata on the machine.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// Time writes a moment in the time of Taipei; the zero time is "not known".
func Time(lang Lang, at time.Time) string {
	switch {
	case at.IsZero():
		return Text(lang, "unknown", nil)
	case lang == En:
		return at.In(taipei).Format("2006-01-02 15:04 -07:00")
	}
	return at.In(taipei).Format("2006-01-02 15:04")
}

// Duration writes a stretch of time in its two biggest units, as people say it.
func Duration(lang Lang, d time.Duration) string {
	d = max(d, 0)
	minutes := int64(d / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	switch {
	case days > 0 && hours > 0:
		return count(lang, "duration.day", days) + " " + count(lang, "duration.hour", hours)
	case days > 0:
		return count(lang, "duration.day", days)
	case hours > 0 && minutes > 0:
		return count(lang, "duration.hour", hours) + " " + count(lang, "duration.minute", minutes)
	case hours > 0:
		return count(lang, "duration.hour", hours)
	case minutes > 0:
		return count(lang, "duration.minute", minutes)
	}
	return count(lang, "duration.second", int64(d/time.Second))
}

// joint stands between two sentences that follow each other: English has a blank.
func joint(lang Lang) string {
	if lang == En {
		return " "
	}
	return ""
}
