package notify

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// digest tells everything that was held, or much that came at once: school by school, what lasts before what
// is over, the worst first, each with the link to its page.
func (c Composer) digest(l *Letter, at time.Time) {
	slices.SortStableFunc(l.Rows, func(a, b inventory.FindingRow) int {
		return cmp.Or(cmp.Compare(a.School, b.School), lastingFirst(a, b), rank(b.Severity)-rank(a.Severity),
			cmp.Compare(a.Kind, b.Kind), a.Opened.Compare(b.Opened))
	})
	schools := 0
	for i, f := range l.Rows {
		if i == 0 || f.School != l.Rows[i-1].School {
			schools++
		}
	}
	name := c.say("mail.digest.schools", wording.Args{"n": strconv.Itoa(schools)})
	if schools == 1 {
		l.Where, _ = c.City.School(l.Rows[0].School)
		name = l.Where.Name
	}
	key, lead := "mail.digest.subject", "mail.lead.digest"
	if l.Event != inventory.TellDigest && l.Event != inventory.TellAgain {
		key, lead = "mail.flood.subject", "mail.lead.flood"
	}
	l.Subject = c.say(key, wording.Args{"school": name, "n": strconv.Itoa(len(l.Rows)), "day": string(inventory.DateOf(at)), "severity": string(l.Severity)})
	l.Lead = []string{c.say(lead, nil)}
	for rest := l.Rows; len(rest) > 0; {
		n := sameSection(rest)
		l.Sections = append(l.Sections, c.digestSection(l, rest[:n], at, schools > 1))
		rest = rest[n:]
	}
}

func lastingFirst(a, b inventory.FindingRow) int {
	over := func(f inventory.FindingRow) int {
		if f.State == inventory.StateResolved {
			return 1
		}
		return 0
	}
	return over(a) - over(b)
}

// sameSection is how many of the first rows are of one school, and all last or
// all are over.
func sameSection(rows []inventory.FindingRow) int {
	n := slices.IndexFunc(rows, func(f inventory.FindingRow) bool {
		return f.School != rows[0].School || lastingFirst(rows[0], f) != 0
	})
	if n < 0 {
		return len(rows)
	}
	return n
}

func (c Composer) digestSection(l *Letter, rows []inventory.FindingRow, at time.Time, named bool) Section {
	key := "mail.lasting"
	if rows[0].State == inventory.StateResolved {
		key = "mail.past"
	}
	s := Section{Title: c.say(key, wording.Args{"n": strconv.Itoa(len(rows))})}
	if named {
		school, _ := c.City.School(rows[0].School)
		s.Title = wording.Clean(school.Name) + c.say("list.place", nil) + s.Title
	}
	for _, f := range rows {
		i := c.item(l, f, at)
		i.Title = wording.Severity(c.Lang, f.Severity)
		s.Items = append(s.Items, i)
	}
	return s
}
