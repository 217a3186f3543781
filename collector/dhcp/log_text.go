package dhcp

import (
	"strings"
	"time"
	"unicode"

	"rollcall/inventory"
)

// maxText bounds what a client says of itself, in characters.
const maxTold = 255

// tidy makes text of the network fit to be stored and shown.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	n := 0
	for i := range s {
		if n++; n > maxTold {
			return s[:i]
		}
	}
	return strings.TrimSpace(s)
}

// plausible says whether unix seconds are a moment at which a lease may have been
// given: between 2000 and 2100.
func plausible(unix int64) bool { return unix > 946_684_800 && unix < 4_102_444_800 }

// forGood is a lease without end (RFC 2131, 3.3; RFC 8415, 7.7).
const forGood = 1<<32 - 1

// seconds is the length of a lease; one for good is a hundred years.
func seconds(n int64) time.Duration {
	return time.Duration(min(max(n, 0), 100*365*86400)) * time.Second
}

// stampForms are the ways in which logs write a time at the beginning of a line:
// RFC 3339 as rsyslog writes it, Kea's, and that of RFC 3164, which has no year.
var stampForms = []struct {
	form string
	zone bool // it says its zone
}{
	{"2006-01-02T15:04:05.999999999Z07:00", true},
	{"2006-01-02 15:04:05.999999999", false},
	{"2006-01-02T15:04:05.999999999", false},
	{time.Stamp, false},
	{"Jan 02 15:04:05", false},
}

// stamp reads the time at the beginning of a line and returns the rest of it.
func (f LogFile) stamp(line string) (at time.Time, rest string, err error) {
	line = strings.TrimSpace(line)
	for _, form := range stampForms {
		words := 1 + strings.Count(form.form, " ")
		head, rest := cutWords(line, words)
		at, err := time.ParseInLocation(form.form, head, f.zone())
		if err != nil {
			continue
		}
		if at.Year() == 0 {
			at = f.thisYear(at)
		}
		if !plausible(at.Unix()) {
			return at, rest, RefusedTime
		}
		return at, rest, nil
	}
	return at, line, RefusedTime
}

func (f LogFile) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}

// thisYear puts the year to a time that is written without: the last that does not
// lie in the future, but for a clock that goes ahead a little.
func (f LogFile) thisYear(at time.Time) time.Time {
	now := time.Now
	if f.Now != nil {
		now = f.Now
	}
	latest := now().Add(24 * time.Hour)
	with := func(year int) time.Time {
		return time.Date(year, at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, at.Location())
	}
	if this := with(latest.Year()); !this.After(latest) {
		return this
	}
	return with(latest.Year() - 1)
}

// cutWords splits off the first so many words; a day of one digit has two blanks
// before it, which are one in what is returned.
func cutWords(line string, n int) (head, rest string) {
	words := make([]string, 0, n)
	rest = line
	for range n {
		var word string
		word, rest, _ = strings.Cut(strings.TrimLeft(rest, " "), " ")
		words = append(words, word)
	}
	return strings.Join(words, " "), rest
}

// kinds are the types of messages by their names in logs.
var kinds = map[string]inventory.DHCPType{
	"DISCOVER": inventory.DHCPDiscover, "OFFER": inventory.DHCPOffer, "REQUEST": inventory.DHCPRequest, "ACK": inventory.DHCPAck,
	"NAK": inventory.DHCPNak, "DECLINE": inventory.DHCPDecline, "RELEASE": inventory.DHCPRelease, "INFORM": inventory.DHCPInform,
	"SOLICIT": "solicit", "ADVERTISE": "advertise", "CONFIRM": "confirm", "RENEW": "renew", "REBIND": "rebind", "REPLY": "reply",
}
