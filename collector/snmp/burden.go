package snmp

import (
	"context"
	"slices"
	"time"

	"rollcall/inventory"
)

// A table that an agent cannot bear is left alone: asked for no more for a long
// while, and said so. The system group and the interfaces never are, for nothing
// can be understood without them.
const (
	strikesOut  = 3                // bad readings in a row
	mostAgent   = 20 * time.Second // of the agent's own time that one reading of a table may take
	leaveAlone  = 24 * time.Hour   // the first time; twice as long with each time after
	mostDoubled = 3                // 8 days
)

// A burden is how an agent bears one table. A good reading ends it.
type burden struct {
	Strikes int    `json:"strikes,omitempty"` // bad readings in a row
	Until   int64  `json:"until,omitempty"`   // unix seconds; 0: it is read
	Times   int    `json:"times,omitempty"`   // how often it was left alone
	Why     string `json:"why,omitempty"`
}

type burdens map[inventory.Table]burden

// strike counts a bad reading. One that ends a pause with a bad reading begins
// the next at once.
func (b burden) strike(now time.Time, why string) burden {
	b.Strikes, b.Until, b.Why = b.Strikes+1, 0, why
	if b.Strikes >= strikesOut || b.Times > 0 {
		b.Until = now.Add(leaveAlone << min(b.Times, mostDoubled)).Unix()
		b.Strikes, b.Times = 0, b.Times+1
	}
	return b
}

// alone says whether the table is left alone at a moment.
func (b burden) alone(now time.Time) bool { return now.Unix() < b.Until }

// spare takes the tables that are left alone off what is asked.
func (r *reader) spare(now time.Time) {
	spared := func(t inventory.Table) bool { return r.mem.Burdens[t].alone(now) }
	if !slices.ContainsFunc(r.asked, spared) {
		return
	}
	for _, t := range r.asked {
		if spared(t) {
			r.spared = append(r.spared, t)
		}
	}
	r.asked = slices.DeleteFunc(slices.Clone(r.asked), spared)
}

// saySpared says of the tables left alone that they were, why, and until when.
func (r *reader) saySpared() {
	for _, t := range r.spared {
		b := r.mem.Burdens[t]
		r.poll.Tables[t] = inventory.TableState{Reason: inventory.ReasonLeftAlone, Again: time.Unix(b.Until, 0).UTC(),
			Detail: "not read, because the agent does not bear it: " + b.Why}
	}
}

// carefully reads tables and judges afterwards how the agent bore each. Tables
// that are read side by side are read one by one where one of them is a burden.
func (r *reader) carefully(ctx context.Context, read func(context.Context), tables ...inventory.Table) {
	wanted := slices.DeleteFunc(tables, func(t inventory.Table) bool { return !r.wants(t) })
	heavy := func(t inventory.Table) bool { return r.mem.Burdens[t] != burden{} }
	if len(wanted) < 2 || !slices.ContainsFunc(wanted, heavy) {
		r.watch(ctx, read, wanted)
		return
	}
	asked := r.asked
	for _, t := range wanted {
		others := func(o inventory.Table) bool { return o != t && slices.Contains(wanted, o) }
		r.asked = slices.DeleteFunc(slices.Clone(asked), others)
		r.watch(ctx, read, []inventory.Table{t})
	}
	r.asked = asked
}

// watch reads tables and keeps what was bad about it.
func (r *reader) watch(ctx context.Context, read func(context.Context), tables []inventory.Table) {
	dead, busy, retries, rescues := r.w.dead, r.s.answers.busy, r.s.cost.Retries, r.w.rescues
	read(ctx)
	for _, t := range tables {
		state := r.poll.Tables[t]
		switch {
		case dead != nil: // it was so before
		case r.w.dead != nil && r.w.dead.reason == inventory.ReasonTimeout && !state.Complete:
			r.bad[t] = "it fell silent altogether while this was read"
		case state.Reason == inventory.ReasonTimeout && r.w.rescues > rescues: // not of contexts alone
			r.bad[t] = "it does not answer when this is asked for"
		case r.s.answers.busy-busy > mostAgent && len(tables) == 1:
			r.bad[t] = "it takes too long over it"
		case r.s.answers.busy-busy > mostAgent:
			r.bad[t] = "it takes too long over this and what is read with it"
		case r.s.cost.Retries > retries:
			r.shaken = append(r.shaken, t)
		}
	}
}

// judgeBurdens counts the bad readings of this poll. Where the agent restarted
// meanwhile, those that it was slow to answer are taken for the cause.
func (r *reader) judgeBurdens(now time.Time, restarted bool) {
	if restarted {
		for _, t := range r.shaken {
			r.bad[t] = "it restarted while this was read"
		}
	}
	for _, t := range r.asked {
		why, bad := r.bad[t]
		switch {
		case bad:
			if r.mem.Burdens == nil {
				r.mem.Burdens = make(burdens)
			}
			r.mem.Burdens[t] = r.mem.Burdens[t].strike(now, why)
		case r.poll.Complete(t):
			delete(r.mem.Burdens, t)
		}
	}
}
