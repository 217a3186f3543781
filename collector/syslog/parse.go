package syslog

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Severities (RFC 5424, 6.2.1).
const (
	warning = 4
	notice  = 5
)

// maxText bounds the text of an event, in characters.
const maxText = 300

// A line is one message of syslog, its frame taken off.
type line struct {
	severity int // 0 emergency to 7 debug
	text     string
}

// parse takes the frame off a message. One that has no priority counts as a
// notice (RFC 3164, 4.3.3).
func parse(octets []byte) line {
	text := clean(octets)
	l := line{severity: notice, text: text}
	if pri, rest, ok := priority(text); ok {
		l.severity, l.text = pri%8, rest
	}
	if rest, ok := strings.CutPrefix(l.text, "1 "); ok {
		l.text = afterHeader(rest)
	} else {
		l.text = afterTime(l.text)
	}
	return l
}

// priority reads <PRI> at the beginning.
func priority(s string) (pri int, rest string, ok bool) {
	digits, rest, found := strings.Cut(strings.TrimPrefix(s, "<"), ">")
	if !found || !strings.HasPrefix(s, "<") || len(digits) > 3 {
		return 0, s, false
	}
	pri, err := strconv.Atoi(digits)
	if err != nil || pri < 0 || pri > 191 {
		return 0, s, false
	}
	return pri, rest, true
}

// afterHeader is the message behind the header of RFC 5424, section 6: timestamp,
// host, application, process, message id, structured data.
func afterHeader(s string) string {
	rest := s
	for range 5 {
		_, after, ok := strings.Cut(rest, " ")
		if !ok {
			return s
		}
		rest = after
	}
	if after, ok := strings.CutPrefix(rest, "-"); ok {
		return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(after), "\ufeff"))
	}
	for strings.HasPrefix(rest, "[") {
		end := endOfElement(rest)
		if end < 0 {
			return rest
		}
		rest = rest[end+1:]
	}
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), "\ufeff"))
}

// endOfElement finds the bracket that ends an element of structured data; those
// within quotes are escaped (RFC 5424, 6.3.3).
func endOfElement(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ']':
			return i
		}
	}
	return -1
}

// timestamp is what stands before a message of RFC 3164, as the RFC and as makers
// write it: a sequence number, "*" or "." for a clock that is not set, year or
// fractions of a second or zone.
var timestamp = regexp.MustCompile(`^(?:\d+: )?(?:[*.]?[A-Z][a-z]{2} +\d{1,2} (?:\d{4} )?\d{1,2}:\d\d:\d\d(?:[.:]\d+)?(?: [A-Z]{2,5})?(?: \d{4})?|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)[: ]+`)

// afterTime is the message behind a timestamp, which is the sender's; the moment
// that counts is when the message came.
func afterTime(s string) string { return strings.TrimSpace(s[len(timestamp.FindString(s)):]) }

// clean makes octets from the network fit to be stored and shown: one line of
// valid UTF-8, no control characters, of bounded length.
func clean(octets []byte) string {
	const most = 4096 // what a pattern has to look through
	s := strings.ToValidUTF8(string(octets[:min(len(octets), most)]), "\ufffd")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\ufeff' || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// clip shortens a text to what an event may hold.
func clip(s string, most int) string {
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i]
		}
	}
	return s
}
