package inventory

import (
	"slices"
	"time"
)

// Rehearse returns what would have been told from one moment to another, of
// findings whose life is known: what is told, to whom, and when. The Told, Today
// and Digests of the hearing, and its moment, are not used. What people have said
// of a finding counts as said from the beginning.
func (m Manners) Rehearse(h Hearing, from, to time.Time) []Message {
	r := rehearsal{Manners: m, h: h, digests: map[string]time.Time{}}
	for _, at := range m.moments(h.Findings, from, to) {
		r.step(at)
	}
	return r.messages
}

// A rehearsal is the state of the outbox in a time that is played through.
type rehearsal struct {
	Manners
	h        Hearing
	messages []Message
	told     []Telling
	digests  map[string]time.Time
}

// moments are all at which something may come to be told.
func (m Manners) moments(rows []FindingRow, from, to time.Time) []time.Time {
	var all []time.Time
	add := func(at time.Time, after ...time.Duration) {
		for _, d := range append(after, 0) {
			if t := at.Add(d).Truncate(time.Second); !t.Before(from) && t.Before(to) {
				all = append(all, t)
			}
		}
	}
	for _, f := range rows {
		add(f.Opened, m.Gather, m.Again, m.Lasting, m.Urgent, 2*m.Urgent)
		if m.Remind > 0 {
			add(m.Calendar.After(f.Opened, m.Remind), m.Gather)
		}
		if f.Due != "" { // when school begins on either day is among the moments
			remind, overdue := m.Calendar.reminders(f.Due)
			for _, day := range []Date{remind, overdue} {
				if at, err := time.ParseInLocation(time.DateOnly, string(day), taipei); err == nil {
					add(at.Add(m.Calendar.From), m.Gather)
				}
			}
		}
		if !f.Resolved.IsZero() {
			add(f.Resolved, m.Gather, m.Again)
		}
	}
	for day := Midnight(from); day.Before(to); day = day.AddDate(0, 0, 1) {
		add(day.Add(m.Calendar.From))
		add(day.Add(m.Calendar.To))
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

func (r *rehearsal) step(at time.Time) {
	h := r.h
	h.At, h.Findings, h.Told, h.Digests = at, asOf(r.h.Findings, at), r.told, r.digests
	h.Today = r.today(at)
	d := r.Decide(h)
	r.told = append(r.told, d.Held...)
	for _, m := range d.Messages {
		m.ID = int64(len(r.messages) + 1)
		r.messages = append(r.messages, m)
		if m.Event == TellDigest {
			r.digests[m.Receiver] = at
		}
		for _, t := range m.Tellings {
			t.Message, t.Digest = m.ID, m.Event == TellDigest
			r.tell(t)
		}
	}
}

// tell notes a telling, in the place of the one that was held.
func (r *rehearsal) tell(t Telling) {
	for i, old := range r.told {
		if old.Receiver == t.Receiver && old.Finding == t.Finding && old.Event == t.Event {
			r.told[i] = t
			return
		}
	}
	r.told = append(r.told, t)
}

func (r *rehearsal) today(at time.Time) map[string]int {
	n := map[string]int{}
	for _, m := range r.messages {
		if m.Event != TellDigest && DateOf(m.At) == DateOf(at) {
			n[m.Receiver]++
		}
	}
	return n
}

// asOf returns findings as they stood at a moment.
func asOf(rows []FindingRow, at time.Time) []FindingRow {
	var then []FindingRow
	for _, f := range rows {
		if f.Opened.After(at) {
			continue
		}
		if f.State == StateResolved && f.Resolved.After(at) {
			f.State, f.Resolved = StateOpen, time.Time{}
		}
		then = append(then, f)
	}
	return then
}
