package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many characters of one argument a message shows: a sysDescr or an
// LLDP name may be 255 octets of anything (RFC 3418; IEEE 802.1AB, 9.5.6).
const longest = 120

// Clean makes a string from outside fit to stand in a sentence: one line, no
// control or direction characters, no invalid UTF-8, not longer than a person reads.
func Clean(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.TrimSpace(s) {
		if n == longest {
			b.WriteRune('…')
			break
		}
		b.WriteRune(tame(r))
		n++
	}
	return b.String()
}

// whole is Clean for what must not be cut: the name of a file, an error of ours.
func whole(s string) string { return strings.Map(tame, strings.TrimSpace(s)) }

// tame maps what must not reach a terminal, a mail or a page to a blank.
func tame(r rune) rune {
	switch {
	case r == utf8.RuneError:
		return '\ufffd'
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return ' '
	}
	return r
}
