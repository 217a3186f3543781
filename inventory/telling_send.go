package inventory

import (
	"slices"
	"time"
)

// mostUrgent is how many urgent messages a person gets within the pause between
// two of them. What is more, as when a city's power fails, comes in one.
const mostUrgent = 5

// sendUrgent makes the messages of urgent causes whose time has come: at once, not
// soon after another one of the same cause.
func (d *teller) sendUrgent() {
	var due []cause
	for _, c := range d.causes {
		if c.urgent && (d.r.Program || !d.soonAfter(c, d.Urgent)) {
			due = append(due, c)
		}
	}
	left := mostUrgent - d.urgentLately()
	switch {
	case d.r.Program || len(due) <= left:
		for _, c := range due {
			d.message(c)
		}
	case left > 0:
		all := cause{event: due[0].event}
		for _, c := range due {
			all.tellings = append(all.tellings, c.tellings...)
		}
		d.message(all)
	}
}

// urgentLately counts the critical messages within the last pause.
func (d *teller) urgentLately() int {
	var ids []int64
	for _, t := range d.recent {
		if t.Severity == Critical && !t.Digest && t.Message != 0 && d.At.Sub(t.At) < d.Urgent && !slices.Contains(ids, t.Message) {
			ids = append(ids, t.Message)
		}
	}
	return len(ids)
}

// send makes the message of a cause that is not urgent when it was gathered, unless
// the budget of the day is used up.
func (d *teller) send(c cause) {
	switch {
	case d.At.Sub(c.since) < d.Gather || d.soonAfter(c, d.Again):
	case d.left <= 0:
		d.out.Held = append(d.out.Held, c.tellings...)
	default:
		d.message(c)
	}
}

// message makes the message of a cause.
func (d *teller) message(c cause) {
	d.left--
	d.out.Messages = append(d.out.Messages, Message{Receiver: d.r.ID, Event: c.event, School: c.school, Kind: c.kind,
		Severity: worst(c.tellings), At: d.At, Tellings: c.tellings})
}

// soonAfter says whether the receiver was written to of a cause a short while ago.
func (d *teller) soonAfter(c cause, pause time.Duration) bool {
	last := d.lastOf(c)
	return !last.IsZero() && d.At.Sub(last) < pause
}

// lastOf is when the receiver was last written to of a cause.
func (d *teller) lastOf(c cause) (last time.Time) {
	for _, t := range d.recent {
		same := t.Event == c.event || t.Event == TellWorse && c.event == TellOpened
		if same && t.Message != 0 && t.School == c.school && t.Kind == c.kind && t.At.After(last) {
			last = t.At
		}
	}
	return last
}

func worst(tellings []Telling) Severity {
	worst := Info
	for _, t := range tellings {
		if severityRank(t.Severity) > severityRank(worst) {
			worst = t.Severity
		}
	}
	return worst
}

// digest makes the one message of the day about what was held: when school
// begins, or as soon afterwards as somebody asks.
func (d *teller) digest() {
	opens, school := d.Calendar.Opens(d.At)
	if !school || !d.Calendar.InHours(d.At) || !d.Digests[d.r.ID].Before(opens) {
		return
	}
	due := false
	var rows []Telling
	byID := map[int64]FindingRow{}
	for _, f := range d.Findings {
		byID[f.ID] = f
	}
	for _, t := range d.held {
		f := byID[t.Finding]
		if !d.concerns(f) || f.State != StateOpen && f.State != StateResolved {
			continue
		}
		due = due || t.At.Before(opens)
		rows = append(rows, t)
		_, over := d.told[f.ID][TellResolved]
		if f.State == StateResolved && !over && t.Event != TellResolved {
			rows = append(rows, d.telling(f, TellResolved))
		}
	}
	if due {
		d.out.Messages = append(d.out.Messages, Message{Receiver: d.r.ID, Event: TellDigest, Severity: worst(rows), At: d.At, Tellings: rows})
	}
}
