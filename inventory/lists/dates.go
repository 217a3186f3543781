package lists

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// yearZero of the Republic, 民國: 112 is 2023.
const yearZero = 1911

var (
	dateParts  = regexp.MustCompile(`^(?:民國|ROC)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$`)
	dateDigits = regexp.MustCompile(`^(\d{2,4})(\d\d)(\d\d)$`)
	dateSerial = regexp.MustCompile(`^[34567]\d{4}(?:\.\d+)?$`)
	timeOfDay  = regexp.MustCompile(`(?i)[T\s]+(?:上午|下午|早上|晚上)?\s*\d{1,2}:\d\d.*$`)
	dateUS     = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	numeric    = regexp.MustCompile(`^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$`)
)

// dateOf reads a day as people and spreadsheets write it: 2026-11-21, 2026/11/21,
// 115/11/21, 民國115年11月21日, 1151121, 20261121, or the days since 1900 by which a
// spreadsheet stores it. A time of day is left out. What could be two days is none.
func dateOf(text string) (inventory.Date, bool) {
	text = strings.TrimSpace(timeOfDay.ReplaceAllString(inventory.HalfWidth(text), ""))
	if dateSerial.MatchString(text) {
		days, _, _ := strings.Cut(text, ".")
		n, err := strconv.Atoi(days)
		return inventory.Date(time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)), err == nil
	}
	m := dateParts.FindStringSubmatch(text)
	if m == nil {
		m = dateDigits.FindStringSubmatch(text)
	}
	if us := dateUS.FindStringSubmatch(text); us != nil {
		m = []string{text, us[3], us[1], us[2]}
		month, _ := strconv.Atoi(us[1])
		if day, _ := strconv.Atoi(us[2]); day <= 12 && day != month { // the day may stand first
			return "", false
		}
	}
	if m == nil {
		return "", false
	}
	return dayOf(m[1:])
}

// dayOf is the day of a year, a month and a day in digits. A year before 200 is one
// of the Republic.
func dayOf(parts []string) (inventory.Date, bool) {
	var n [3]int
	for i, p := range parts {
		n[i], _ = strconv.Atoi(p)
	}
	switch year := n[0]; {
	case year >= 80 && year < 200: // 民國80年 is 1991
		n[0] += yearZero
	case year < 1980 || year > 2120:
		return "", false
	}
	at := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if at.Day() != n[2] || int(at.Month()) != n[1] {
		return "", false
	}
	return inventory.Date(at.Format(time.DateOnly)), true
}

// isNumber says whether a spreadsheet stores a text as a number.
func isNumber(text string) bool { return numeric.MatchString(text) }

// shift1904 brings days of old Macintosh workbooks, which count from 1904, to those
// that count from 1900.
func shift1904(days string) string {
	n, err := strconv.ParseFloat(days, 64)
	if err != nil {
		return days
	}
	return strconv.FormatFloat(n+1462, 'f', -1, 64)
}

// date reads the cell of a key as a day, or refuses the row.
func (t *table) date(row Row, key string) inventory.Date {
	text := t.text(row, key)
	if text == "" {
		return ""
	}
	if day, ok := t.day(row, key); ok {
		return day
	}
	t.report.refuse(RowError{Row: row.Number, Code: CodeDate, Value: text})
	return ""
}

// day reads the cell of a key as a day: by the number that a spreadsheet stores,
// else by what it shows.
func (t *table) day(row Row, key string) (inventory.Date, bool) {
	if at := t.columns[key]; len(at) > 0 && dateSerial.MatchString(row.numbers[at[0]]) {
		return dateOf(row.numbers[at[0]])
	}
	return dateOf(t.text(row, key))
}

// dateOrText is a day where it reads as one, else what is written.
func (t *table) dateOrText(row Row, key string) string {
	if day, ok := t.day(row, key); ok {
		return string(day)
	}
	return t.text(row, key)
}
