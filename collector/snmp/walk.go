package snmp

import (
	"context"
	"slices"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// A walker reads tables of one agent within one poll.
type walker struct {
	s        *session
	mem      *memory
	plan     *plan
	rescues  int // how often a walk went on after a timeout
	dead     *fault
	overhead int // octets of an answer that are not variables

	narrow int  // columns in one request of this walk; 0: as planned
	single bool // the next request is a GETNEXT
	blamed bool // GETBULK has been suspected once in this poll
	trial  bool // the next answer to GETNEXT says whether rightly
	doubt  bool // the last request was met with silence though the agent is alive

	ample *plan // while answers are too big: the plan before the first that was

	seen     []extent // what this poll has shown, in order
	trueEnds int      // columns whose end nothing belies

	said map[string]int // how many rows the agent says that its tables have

	whole  bool              // take nothing over from the polls before
	gates  map[string]string // what the scalars say that tell of changes
	like   []string          // which rows the table had that was walked before
	lively map[string]bool   // interfaces that are up, or were with the last poll; nil: not known
	proof  proof
	ahead  map[string]value // told before it was asked for
	usual  []string         // what this poll asked for beside tables
}

// maxRescues bounds how often one poll may change its plan after a timeout.
const maxRescues = 12

// newWalker makes a walker for a session whose agent has answered.
func newWalker(s *session, mem *memory) *walker {
	overhead := communityFrame + len(s.cred.Community)
	if s.usm != nil {
		overhead = 120 + len(s.cred.User) + len(s.cred.Context)
	}
	return &walker{s: s, mem: mem, plan: &mem.Plan, overhead: overhead}
}

// walk reads the given groups side by side and returns their tables, in the
// same order. What went wrong stands in the tables.
//
// What is held of them from the polls before, and cannot have changed since, is
// not asked for again (see stillness).
func (w *walker) walk(ctx context.Context, groups ...*group) []*table {
	now := time.Now()
	tables := w.renew(ctx, groups, now)
	var open []*cursor
	var walked []*table
	before := map[*table]*held{}
	for i, g := range groups {
		if tables[i] != nil {
			continue
		}
		known := w.mem.sizes(g)
		t := newTable(g, min(known.rows(), 4096))
		tables[i], walked = t, append(walked, t)
		if g.optional && known.empty() && !w.mem.Seen[g.name] {
			continue
		}
		cs, h := w.begin(t, known, now)
		w.leap(ctx, cs, h)
		open, before[t] = append(open, cs...), h
	}
	w.read(ctx, slices.Clone(open))
	w.prove(ctx, open, slices.DeleteFunc(slices.Clone(walked), func(t *table) bool { return t.group.isLike() && before[t] != nil }))
	for i, t := range walked {
		if i > 0 && t.group.isLike() {
			w.like = likeness(walked[i-1])
		}
		if h := before[t]; h != nil {
			late := w.complete(ctx, t, h)
			if open = append(open, late...); len(late) > 0 {
				delete(before, t) // all of it was walked
			}
		}
	}
	w.examine(open, walked)
	for _, t := range walked {
		t.sort()
		w.tally(t)
		w.mem.learn(t)
		w.hold(t, before[t], now)
		if t.group.optional && len(t.rows) > 0 {
			w.mem.Seen[t.group.name] = true
		}
	}
	return tables
}

// read asks for what the given columns still lack.
func (w *walker) read(ctx context.Context, open []*cursor) {
	w.narrow = 0
	open = slices.DeleteFunc(open, func(c *cursor) bool { return c.done })
	for len(open) > 0 && w.dead == nil {
		w.step(ctx, w.plan.choose(open, w.narrow))
		open = slices.DeleteFunc(open, func(c *cursor) bool { return c.done })
	}
	for _, c := range open {
		c.fail(w.dead)
	}
}

// cursors opens the columns of a table, but for those that the agent is known not to have.
func cursors(t *table, known sizes) []*cursor {
	var cs []*cursor
	for i, col := range t.group.columns {
		expect, cell := known.column(i)
		if expect == absent {
			continue
		}
		t.asked[i] = true
		cs = append(cs, &cursor{t: t, col: i, prefix: col.oid + ".", oidSize: columnSize(col.oid), last: col.oid, at: -1, expect: expect, cell: cell})
	}
	return cs
}

// step makes one exchange for the chosen columns.
func (w *walker) step(ctx context.Context, chosen []*cursor) {
	req := request{pdu: gosnmp.GetNextRequest, names: make([]string, len(chosen))}
	for i, c := range chosen {
		req.names[i] = c.last
	}
	single := w.single
	w.single = false
	if w.doubt {
		req.tries, req.atLeast = 2, time.Second
	}
	if w.s.codec.Version != gosnmp.Version1 && !w.plan.NoBulk && !single {
		req.pdu, req.repetitions = gosnmp.GetBulkRequest, w.plan.repetitions(chosen, w.overhead)
		if !w.plan.Bulk && !w.doubt { // it may never be answered: do not wait as long as for one that was lost
			req.tries, req.atLeast = 3, time.Second
		}
	}
	a, err := w.ask(ctx, chosen, req)
	if err != nil {
		w.failed(ctx, chosen, req, asFault(err))
		return
	}
	w.doubt = false
	switch {
	case a.status != gosnmp.NoError:
		w.s.oddStatus(a.status)
		w.status(ctx, chosen, req, a)
	case len(a.vars) == 0:
		w.empty(chosen, req)
	default:
		w.distribute(chosen, req, a)
	}
}

// distribute hands the variables of an answer to the columns they belong to: in
// every repetition one for each, in the order of the request (RFC 3416, 4.2.3).
func (w *walker) distribute(chosen []*cursor, req request, a answer) {
	if req.pdu == gosnmp.GetBulkRequest {
		w.plan.learn(a, req.repetitions)
	}
	w.trial, w.ample = false, nil
	wanted := len(chosen) * int(max(req.repetitions, 1))
	if len(a.vars) > wanted {
		w.s.odd(inventory.OddVariables)
	}
	for i := range a.vars[:min(len(a.vars), wanted)] {
		c := chosen[i%len(chosen)]
		if c.done {
			continue
		}
		c.answer = a.id
		before := len(c.t.rows)
		c.take(&a.vars[i])
		c.follow()
		w.s.rows += len(c.t.rows) - before
	}
	if w.s.rows > w.s.target.Limits.Rows {
		w.dead = faultf(inventory.ReasonLimit, "more than %d rows", w.s.target.Limits.Rows)
	}
}
