package snmpsim

import (
	"bytes"
	"time"
)

// v3Lies are about the security of SNMPv3 (RFC 3414).
func v3Lies() []Lie {
	lie := func(name, words string, quirk func() Quirk) Lie {
		return Lie{Name: name, Words: words, V3: true, play: func(c *Config) {
			c.Engine.Clock = func(at time.Time) (boots, seconds uint32) { return 5, uint32(at.Unix() % 1_000_000) }
			c.Quirks = append(c.Quirks, quirk())
		}}
	}
	return []Lie{
		lie("v3-report-storm", "answers every request with the report that our clock is wrong", func() Quirk { return reports(notInTimeWindows) }),
		lie("v3-unknown-user", "reports that it has never heard of our user", func() Quirk { return reports(unknownUserNames) }),
		lie("v3-old-clock", "answers with an engine time of an hour ago", func() Quirk {
			return clocks(func(c *engineClock) { c.seconds -= min(c.seconds, 3600) })
		}),
		lie("v3-old-boots", "answers with fewer boots than it had", func() Quirk { return clocks(func(c *engineClock) { c.boots-- }) }),
		lie("v3-message-id", "answers under another msgID", func() Quirk {
			return Quirk{Name: "false msgID", Answer: func(_ *Request, ans *Answer) { ans.MessageID++ }}
		}),
		lie("v3-digest", "answers with one bit of the message changed", func() Quirk {
			return Mangle("changed message", func(b []byte) []byte {
				b[len(b)-1] ^= 1
				return b
			})
		}),
		lie("v3-plaintext", "answers without the authentication and privacy that were asked for", func() Quirk {
			return Quirk{Name: "no security", Answer: plain}
		}),
		lie("v3-replay", "sends its first report again, before every answer", replay),
	}
}

// reports answers everything with a report.
func reports(counter string) Quirk {
	n := uint32(0)
	return Quirk{Name: "report", Answer: func(r *Request, ans *Answer) {
		if r.v3 != nil && ans.PDU != Report {
			n++
			ans.PDU, ans.ErrorStatus, ans.ErrorIndex = Report, NoError, 0
			ans.list = appendVarbind(nil, MustOID(counter).encode(), Counter32(n))
		}
	}}
}

// clocks falsifies the clock of answers, but not that of reports, from which the
// asker learns it.
func clocks(change func(*engineClock)) Quirk {
	return Quirk{Name: "false clock", Answer: func(r *Request, ans *Answer) {
		if r.v3 != nil && ans.PDU != Report {
			change(&r.v3.now)
		}
	}}
}

// replay sends the first report that there was before every other answer.
func replay() Quirk {
	var first []byte
	report := false
	return Quirk{Name: "replay",
		Answer: func(_ *Request, ans *Answer) { report = ans.PDU == Report },
		Send: func(_ *Request, d Datagram) []Datagram {
			if report && first == nil {
				first = bytes.Clone(d.Octets)
			}
			if report || first == nil {
				return []Datagram{d}
			}
			return []Datagram{{Octets: first}, d}
		}}
}

// plain takes the security off an answer.
func plain(r *Request, _ *Answer) {
	if r.v3 != nil {
		r.v3.level = 0
	}
}
