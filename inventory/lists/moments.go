package lists

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

var (
	taipei = time.FixedZone("Asia/Taipei", 8*3600)

	dayIn     = regexp.MustCompile(`(?:民國|ROC)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?`)
	digitsIn  = regexp.MustCompile(`\b(\d{3,4})(\d\d)(\d\d)\b`)
	monthDay  = regexp.MustCompile(`\b(\d{1,2})\s*[/月]\s*(\d{1,2})\s*日?`)
	weekdayIn = regexp.MustCompile(`[(\[]?(?:星期|週|周)[一二三四五六日天][)\]]?|[(\[][一二三四五六日][)\]]`)
	clock     = regexp.MustCompile(`(?i)(上午|下午|早上|中午|晚上|凌晨|[ap]\.?m\.?\s)?\s*(\d{1,2})\s*(?::|時|點)\s*(?:(\d{1,2})(?:\s*[:分]\s*(\d{1,2}))?)?(?:\.\d+)?\s*[分秒]?\s*([ap]\.?m\.?\b)?`)
	zoned     = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)\b`)
)

// A when reads when an address was blocked. Without a zone a time is that of Taipei.
type when struct {
	list inventory.Date // what a time without a day, or nothing at all, refers to
	now  time.Time      // zero: nothing is in the future

	at    time.Time
	exact inventory.BlockExact
}

// read reads a text and returns why it cannot: CodeDate or CodeFuture.
func (w *when) read(text string) string {
	text = strings.TrimSpace(inventory.HalfWidth(text))
	switch day, rest, ok := w.day(text); {
	case text == "":
		w.at, w.exact = dayStart(w.list), inventory.BlockWeek
	case w.serial(text) || w.zoned(text):
	case ok && w.clock(day, rest):
	case ok && strings.TrimSpace(rest) == "":
		w.at, w.exact = day, inventory.BlockDay
	case !ok && w.clock(dayStart(w.list), text):
	default:
		return CodeDate
	}
	if !w.now.IsZero() && w.at.After(w.now.Add(time.Hour)) {
		return CodeFuture
	}
	return ""
}

func dayStart(day inventory.Date) time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, string(day), taipei)
	return at
}

// serial reads the days since 1900 by which a spreadsheet stores a moment.
func (w *when) serial(text string) bool {
	if !dateSerial.MatchString(text) {
		return false
	}
	days, err := strconv.ParseFloat(text, 64)
	whole, part := math.Modf(days)
	w.at = time.Date(1899, 12, 30+int(whole), 0, 0, 0, 0, taipei).Add(time.Duration(math.Round(part*86400)) * time.Second)
	if w.exact = inventory.BlockMoment; part == 0 {
		w.exact = inventory.BlockDay
	}
	return err == nil
}

// zoned reads a moment that says its zone (RFC 3339).
func (w *when) zoned(text string) bool {
	match := zoned.FindString(text)
	if match == "" || strings.TrimSpace(strings.Replace(text, match, "", 1)) != "" {
		return false
	}
	match = strings.ReplaceAll(strings.Replace(match, " ", "T", 1), " ", "")
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, match); err == nil {
			w.at, w.exact = at, inventory.BlockMoment
			return true
		}
	}
	return false
}

// day finds the first day in a text and returns what is left of the text.
func (w *when) day(text string) (at time.Time, rest string, ok bool) {
	text = weekdayIn.ReplaceAllString(inventory.HalfWidth(text), " ")
	for _, re := range []*regexp.Regexp{dayIn, digitsIn} {
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if day, ok := dayOf(m[1:4]); ok {
			return dayStart(day), strings.Replace(text, m[0], " ", 1), true
		}
	}
	m := monthDay.FindStringSubmatch(text)
	if m == nil {
		return at, text, false
	}
	day, ok := w.nearest(m[1], m[2])
	return dayStart(day), strings.Replace(text, m[0], " ", 1), ok
}

// nearest is the last day of a month and a day that is no more than a day ahead.
func (w *when) nearest(month, day string) (inventory.Date, bool) {
	latest := w.now
	if latest.IsZero() {
		latest = dayStart(w.list)
	}
	if latest.IsZero() || latest.Year() < yearZero {
		return "", false
	}
	for year := latest.In(taipei).Year() + 1; year > latest.Year()-2; year-- {
		d, ok := dayOf([]string{strconv.Itoa(year), month, day})
		if ok && !dayStart(d).After(latest.AddDate(0, 0, 1)) {
			return d, true
		}
	}
	return "", false
}

// clock reads a text that is nothing but the time of a day.
func (w *when) clock(day time.Time, text string) bool {
	m := clock.FindStringSubmatch(text)
	if m == nil || strings.Trim(strings.Replace(text, m[0], "", 1), " T,") != "" {
		return false
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[2+i])
	}
	half := strings.ToLower(strings.TrimSpace(m[1] + m[5]))
	switch {
	case strings.HasPrefix(half, "p") || half == "下午" || half == "晚上" || half == "中午" && n[0] < 11:
		if n[0] < 12 {
			n[0] += 12
		}
	case n[0] == 12 && (strings.HasPrefix(half, "a") || half == "凌晨" || half == "上午"):
		n[0] = 0
	}
	if n[0] > 23 || n[1] > 59 || n[2] > 59 {
		return false
	}
	w.at = day.Add(time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute + time.Duration(n[2])*time.Second)
	w.exact = inventory.BlockMoment
	return true
}

// cut takes the moment out of a line and returns both parts.
func (w *when) cut(line string) (moment, rest string) {
	if z := zoned.FindString(line); z != "" {
		return z, strings.Replace(line, z, " ", 1)
	}
	text := weekdayIn.ReplaceAllString(inventory.HalfWidth(line), " ")
	for _, re := range []*regexp.Regexp{dayIn, digitsIn, monthDay} {
		if m := re.FindString(text); m != "" && isDay(m, re) {
			moment, text = strings.TrimSpace(m), strings.Replace(text, m, " ", 1)
			break
		}
	}
	if m := clock.FindString(text); m != "" {
		moment, text = strings.TrimSpace(moment+" "+strings.TrimSpace(m)), strings.Replace(text, m, " ", 1)
	}
	return moment, text
}

// isDay says whether what a pattern has found is a day that exists.
func isDay(text string, re *regexp.Regexp) bool {
	if re == monthDay {
		m := re.FindStringSubmatch(text)
		_, ok := dayOf([]string{"2024", m[1], m[2]})
		return ok
	}
	_, ok := dayOf(re.FindStringSubmatch(text)[1:4])
	return ok
}
