package web

import (
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// auditorDays is how long an auditor may look where nobody says: a visit.
const auditorDays = 30

// mostDays bounds an end that is given in days.
const mostDays = 3660

// longestMail is how many octets a mail address may have (RFC 5321, 4.5.3.1.3,
// less its angle brackets).
const longestMail = 254

// mailAddress returns the address that somebody typed (RFC 5322, addr-spec); none
// is fine.
func mailAddress(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", true
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > longestMail {
		return "", false
	}
	return text, true
}

// personOf reads a person's mail address, role, schools and end from a form. Who is
// of the centre has no schools, everybody else has some.
func (q ask) personOf(r *http.Request) (inventory.Person, error) {
	p := inventory.Person{Role: inventory.Role(r.FormValue("role"))}
	var ok bool
	if p.Mail, ok = mailAddress(r.FormValue("mail")); !ok {
		return p, unprocessable("people.mail.bad")
	}
	if !slices.Contains(inventory.PersonRoles(), p.Role) {
		return p, unprocessable("people.role.bad")
	}
	for _, text := range r.Form["school"] {
		for _, code := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,、，;", r) }) {
			if _, known := q.city.School(inventory.SchoolCode(code)); !known {
				return p, unprocessable("error.school.none", "code", code)
			}
			p.Schools = append(p.Schools, inventory.SchoolCode(code))
		}
	}
	slices.Sort(p.Schools)
	p.Schools = slices.Compact(p.Schools)
	if p.Role == inventory.RoleCentre {
		p.Schools = nil
	} else if len(p.Schools) == 0 {
		return p, unprocessable("people.schools.none")
	}
	var err error
	p.Expires, err = q.endOf(r.FormValue("expires"), p.Role)
	return p, err
}

// endOf reads when somebody's rights end: in so many days (7d) or at the end of a
// date. Who says nothing means never, but for an auditor.
func (q ask) endOf(text string, role inventory.Role) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" && role == inventory.RoleAuditor {
		text = strconv.Itoa(auditorDays) + "d"
	}
	if text == "" {
		return time.Time{}, nil
	}
	if digits, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > mostDays {
			return time.Time{}, unprocessable("people.expires.bad", "text", text)
		}
		return q.now.AddDate(0, 0, n), nil
	}
	day, err := ParseMoment(text, location(q.city))
	if err == nil && !strings.Contains(text, ":") {
		day = day.AddDate(0, 0, 1)
	}
	if err != nil || !day.After(q.now) {
		return time.Time{}, unprocessable("people.expires.bad", "text", text)
	}
	return day, nil
}

// untilDate writes the end of somebody's rights as endOf reads it.
func untilDate(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return stamp(at)
}
