package config

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"

	"rollcall/inventory"
)

// longestHoliday bounds a range of days: a longer one is a slip in the year.
const longestHoliday = 100

// checkHolidays reads the file of holidays: a day, or two with ~ between, and what
// it is. The office calendar of the government is read as it comes (西元日期,星期,
// 是否放假,備註): there 2 is a day off and 0 is not.
func (c *checker) checkHolidays(t text) {
	path := c.existing(t)
	if path == "" {
		return
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return // existing has said why
	}
	c.City.Calendar.Off, c.City.Calendar.On = map[inventory.Date]string{}, map[inventory.Date]string{}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
	r.FieldsPerRecord, r.Comment, r.TrimLeadingSpace = -1, '#', true
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			c.errorf(pos{file: path}, "無法讀取假日檔（%v）", "the file of holidays cannot be read: %v", err)
			return
		}
		line, _ := r.FieldPos(0)
		c.holiday(pos{path, line}, row)
	}
}

// holiday takes one row. The first may be a head.
func (c *checker) holiday(at pos, row []string) {
	first, last, err := days(row[0])
	switch {
	case err != nil && at.line == 1 && strings.IndexFunc(row[0], unicode.IsDigit) < 0:
	case err != nil:
		c.errorf(at, "「%s」不是日期；請寫成 2027-01-01、116/1/1 或 2027-01-21~2027-02-10 的樣子", "%q is no date; write it like 2027-01-01, 116/1/1 or 2027-01-21~2027-02-10", row[0])
	case last.Before(first) || last.Sub(first) > longestHoliday*24*time.Hour:
		c.errorf(at, "「%s」不是一段假期；請核對開始與結束", "%q is no holiday; check where it begins and ends", row[0])
	default:
		c.markDays(first, last, row)
	}
}

func (c *checker) markDays(first, last time.Time, row []string) {
	name, off := "", true
	switch {
	case len(row) >= 4: // the office calendar
		name, off = row[3], strings.TrimSpace(row[2]) != "0"
	case len(row) > 1:
		name = row[1]
	}
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		date := inventory.Date(day.Format(time.DateOnly))
		switch weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday; {
		case off:
			c.City.Calendar.Off[date] = name
		case weekend: // a day of work that was moved here
			c.City.Calendar.On[date] = name
		}
	}
}

// days reads a day, or a range of days.
func days(text string) (first, last time.Time, err error) {
	from, to, isRange := strings.Cut(width.Narrow.String(strings.TrimSpace(text)), "~")
	if first, err = day(from); err != nil || !isRange {
		return first, first, err
	}
	last, err = day(to)
	return first, last, err
}

// day reads a date as offices in Taiwan write it: 2027-01-01, 2027/1/1, 20270101,
// and by the year of the republic 116/1/1 or 116.1.1.
func day(text string) (time.Time, error) {
	text = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(strings.TrimSpace(text))
	if at, err := time.Parse("20060102", text); err == nil {
		return at, nil
	}
	year, rest, _ := strings.Cut(text, "-")
	if n, err := strconv.Atoi(year); err == nil && n > 0 && n < 1000 {
		text = strconv.Itoa(n+1911) + "-" + rest
	}
	return time.Parse("2006-1-2", text)
}
