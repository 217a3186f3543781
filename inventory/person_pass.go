package inventory

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A PassKind says what a pass is good for.
type PassKind string

// The kinds of Pass.
const (
	PassSession PassKind = "session" // a browser in which somebody has signed in
	PassToken   PassKind = "token"   // a program: Authorization: Bearer (RFC 6750)
	PassLink    PassKind = "link"    // signs one person in, once
	PassFirst   PassKind = "first"   // makes the first person of the centre, once
)

// A Pass is what somebody shows to be let in. Its secret is known to the holder
// alone; the store has a hash of it.
type Pass struct {
	ID      int64
	Kind    PassKind
	Person  int64 // Person.ID; 0: of a PassFirst
	Made    time.Time
	Expires time.Time // zero: never
	Used    time.Time // of a session or token: about when last; of a link: when it was used up
	Note    string    // what a token is for; how a session began
	Leads   string    // of a link: the path of the first page; empty: the usual one
}

// Valid says whether a pass has not run out at a moment, and is not a link that
// was used.
func (p Pass) Valid(at time.Time) bool {
	once := p.Kind == PassLink || p.Kind == PassFirst
	return (p.Expires.IsZero() || at.Before(p.Expires)) && (!once || p.Used.IsZero())
}

// longestName is how many characters a person's name may have.
const longestName = 64

// PersonName tidies what was typed as somebody's name, and says whether it can be
// one: printable, in one line, and usable as one part of an address.
func PersonName(text string) (string, bool) {
	name := strings.Join(strings.Fields(text), " ")
	odd := func(r rune) bool { return r == '/' || r == '\\' || r != ' ' && !unicode.IsGraphic(r) }
	ok := name != "" && strings.Trim(name, ".") != "" && utf8.ValidString(name) &&
		utf8.RuneCountInString(name) <= longestName && !strings.ContainsFunc(name, odd)
	return name, ok
}
