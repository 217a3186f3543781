package inventory

import (
	"slices"
	"time"
)

// Decide says who is told what at a moment. It compares what is with what was told,
// so that nothing depends on having been asked at the right time.
func (m Manners) Decide(h Hearing) Decision {
	var all Decision
	told := map[string][]Telling{}
	for _, t := range h.Told {
		told[t.Receiver] = append(told[t.Receiver], t)
	}
	for _, r := range h.Receivers {
		d := teller{Manners: m, Hearing: &h, r: r, told: map[int64]map[TellEvent]Telling{}, lately: map[thing]int64{}, left: m.Budget - h.Today[r.ID]}
		for _, t := range told[r.ID] {
			d.remember(t)
		}
		d.decide()
		all.Messages = append(all.Messages, d.out.Messages...)
		all.Held = append(all.Held, d.out.Held...)
	}
	return all
}

// A teller decides for one receiver.
type teller struct {
	Manners
	*Hearing
	r      Receiver
	told   map[int64]map[TellEvent]Telling
	recent []Telling       // what it was told, or will be in a digest, not long ago
	lately map[thing]int64 // the first finding of a thing that it has heard of within the calm
	held   []Telling
	left   int // of today's budget
	causes []cause
	out    Decision
}

// A thing is what findings are about that follow each other.
type thing struct {
	school  SchoolCode
	kind    Kind
	subject string
}

// A cause is what goes into one message: one kind at one school, begun or over.
type cause struct {
	school   SchoolCode
	kind     Kind
	event    TellEvent
	urgent   bool
	since    time.Time // of the first
	tellings []Telling
}

func (d *teller) remember(t Telling) {
	if d.told[t.Finding] == nil {
		d.told[t.Finding] = map[TellEvent]Telling{}
	}
	d.told[t.Finding][t.Event] = t
	if d.At.Sub(t.At) < max(d.Calm, d.Again) {
		d.recent = append(d.recent, t)
	}
	if t.Held() {
		d.held = append(d.held, t)
	}
	about := thing{t.School, t.Kind, t.Subject}
	if first, known := d.lately[about]; t.Event == TellOpened && d.At.Sub(t.At) < d.Calm && (!known || t.Finding < first) {
		d.lately[about] = t.Finding
	}
}

func (d *teller) decide() {
	for _, f := range d.Findings {
		if !d.concerns(f) {
			continue
		}
		switch f.State {
		case StateOpen:
			d.lasting(f)
		case StateResolved:
			d.over(f)
		case StateDismissed, StateAccepted:
			d.drop(f)
		}
	}
	slices.SortStableFunc(d.causes, func(a, b cause) int { return a.since.Compare(b.since) })
	d.sendUrgent() // first: it is told whatever is left of the budget
	for _, c := range d.causes {
		if !c.urgent {
			d.send(c)
		}
	}
	d.digest()
}

// concerns says whether a finding is told to the receiver at all.
func (d *teller) concerns(f FindingRow) bool {
	return f.Muted == "" && d.Rollouts[f.School].Tells(f.Kind) && d.r.Hears(f.School, f.Kind, f.Severity)
}

// lasting decides on a finding that is open.
func (d *teller) lasting(f FindingRow) {
	opened, told := d.told[f.ID][TellOpened]
	critical := f.Severity == Critical
	switch {
	case told:
		d.more(f, opened)
	case critical && d.recurring(f) && d.At.Sub(f.Opened) < d.Lasting && !d.r.Program:
		// It comes and goes: wait whether it stays.
	case critical || d.r.Program:
		d.own(f, TellOpened, f.Opened, true)
	case f.Severity == Info || d.r.Summary || d.At.Sub(f.Opened) > d.Old || d.recurring(f) || !d.Calendar.InHours(d.At):
		d.hold(f, TellOpened)
	default:
		d.own(f, TellOpened, f.Opened, false)
	}
}

// more decides whether there is more to be told of what was told.
func (d *teller) more(f FindingRow, opened Telling) {
	_, worse := d.told[f.ID][TellWorse]
	_, reminded := d.told[f.ID][TellReminded]
	switch {
	case f.Severity == Critical && opened.Severity != Critical && !worse:
		d.own(f, TellWorse, d.At, true)
	case f.Due != "":
		d.nudge(f, opened)
	case d.r.Program || d.r.Summary || d.Remind == 0 || reminded || opened.Held() || !d.Calendar.InHours(d.At):
	case !d.At.Before(d.Calendar.After(opened.At, d.Remind)):
		d.own(f, TellReminded, d.At.Add(-d.Gather), false)
	}
}

// over decides on a finding that is resolved.
func (d *teller) over(f FindingRow) {
	was := d.told[f.ID]
	opened, told := was[TellOpened]
	_, over := was[TellResolved]
	_, dropped := was[TellDropped]
	rollout := d.Rollouts[f.School]
	switch {
	case !told && f.Actor == "" && f.Resolved.After(latest(rollout.Live, rollout.Since)) && d.At.Sub(f.Resolved) < d.Old && !d.r.Program:
		d.hold(f, TellOpened) // it came and went: the digest tells of it
	case !told || over || dropped || opened.Held():
	case d.r.Program:
		d.own(f, TellResolved, f.Resolved, true)
	case opened.Digest || d.r.Summary || d.recurring(f) || f.Severity != Critical && !d.Calendar.InHours(d.At):
		d.hold(f, TellResolved)
	default:
		d.own(f, TellResolved, f.Resolved, f.Severity == Critical)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// drop notes that people have put away what the receiver was told.
func (d *teller) drop(f FindingRow) {
	was := d.told[f.ID]
	if opened, told := was[TellOpened]; !told || opened.Held() {
		return
	}
	if _, dropped := was[TellDropped]; !dropped {
		d.out.Held = append(d.out.Held, d.telling(f, TellDropped))
	}
}

// recurring says whether the receiver has lately heard of the same thing as of
// another finding: one that comes back is a finding of its own.
func (d *teller) recurring(f FindingRow) bool {
	first, known := d.lately[thing{f.School, f.Kind, f.Subject}]
	return known && first < f.ID
}

func (d *teller) telling(f FindingRow, event TellEvent) Telling {
	return Telling{Receiver: d.r.ID, Finding: f.ID, Event: event, School: f.School, Kind: f.Kind, Subject: f.Subject,
		Severity: f.Severity, At: d.At}
}

func (d *teller) hold(f FindingRow, event TellEvent) {
	t := d.telling(f, event)
	d.out.Held = append(d.out.Held, t)
}

// own puts a finding into the message of its cause.
func (d *teller) own(f FindingRow, event TellEvent, since time.Time, urgent bool) {
	group := event
	if event == TellWorse {
		group = TellOpened
	}
	i := slices.IndexFunc(d.causes, func(c cause) bool { return c.school == f.School && c.kind == f.Kind && c.event == group })
	if i < 0 {
		d.causes = append(d.causes, cause{school: f.School, kind: f.Kind, event: group, since: since})
		i = len(d.causes) - 1
	}
	c := &d.causes[i]
	c.urgent = c.urgent || urgent
	c.tellings = append(c.tellings, d.telling(f, event))
	if since.Before(c.since) {
		c.since = since
	}
}
