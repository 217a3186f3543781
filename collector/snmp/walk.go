package snmp

import (
	"context"
	"errors"
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
}

// maxRescues bounds how often one poll may change its plan after a timeout.
const maxRescues = 12

// newWalker makes a walker for a session whose agent has answered.
func newWalker(s *session, mem *memory) *walker {
	overhead := 40 + len(s.cred.Community)
	if s.usm != nil {
		overhead = 120 + len(s.cred.User) + len(s.cred.Context)
	}
	return &walker{s: s, mem: mem, plan: &mem.Plan, overhead: overhead}
}

// walk reads the given groups side by side and returns their tables, in the
// same order. What went wrong stands in the tables.
func (w *walker) walk(ctx context.Context, groups ...*group) []*table {
	var open []*cursor
	tables := make([]*table, len(groups))
	for i, g := range groups {
		known := w.mem.sizes(g)
		tables[i] = newTable(g, min(known.rows(), 4096))
		if g.optional && known.empty() {
			continue
		}
		open = append(open, cursors(tables[i], known)...)
	}
	w.narrow = 0
	for len(open) > 0 && w.dead == nil {
		w.step(ctx, w.plan.choose(open, w.narrow))
		open = slices.DeleteFunc(open, func(c *cursor) bool { return c.done })
	}
	for _, c := range open {
		c.fail(w.dead)
	}
	for _, t := range tables {
		t.sort()
		w.mem.learn(t)
	}
	return tables
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
		cs = append(cs, &cursor{t: t, col: i, prefix: col.oid + ".", last: col.oid, at: -1, expect: expect, cell: cell})
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
		req.tries, req.atLeast = 1, time.Second
	}
	if w.s.codec.Version != gosnmp.Version1 && !w.plan.NoBulk && !single {
		req.pdu, req.repetitions = gosnmp.GetBulkRequest, w.plan.repetitions(chosen, w.overhead)
		if !w.plan.Bulk && !w.doubt { // it may never be answered: do not wait as long as for one that was lost
			req.tries, req.atLeast = 2, time.Second
		}
	}
	a, err := w.s.exchange(ctx, req)
	if err != nil {
		w.failed(ctx, chosen, req, asFault(err))
		return
	}
	w.doubt = false
	switch {
	case a.status != gosnmp.NoError:
		w.status(chosen, req, a)
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
	w.trial = false
	wanted := len(chosen) * int(max(req.repetitions, 1))
	for i := range a.vars[:min(len(a.vars), wanted)] {
		c := chosen[i%len(chosen)]
		if c.done {
			continue
		}
		before := len(c.t.rows)
		c.take(&a.vars[i])
		w.s.rows += len(c.t.rows) - before
	}
	if w.s.rows > w.s.target.Limits.Rows {
		w.dead = faultf(inventory.ReasonLimit, "more than %d rows", w.s.target.Limits.Rows)
	}
}

// empty handles an answer without variables: a GETBULK of which not even the
// first repetition fits (RFC 3416, 4.2.3). Fewer columns may; one alone is asked
// by GETNEXT, whose answer cannot be empty.
func (w *walker) empty(chosen []*cursor, req request) {
	switch {
	case len(chosen) > 1:
		w.narrow = (len(chosen) + 1) / 2
	case req.pdu == gosnmp.GetBulkRequest:
		w.single = true
	default:
		failAll(chosen, faultf(inventory.ReasonTruncated, "the agent answered with an empty list"))
	}
}

// failed handles a request without an answer. Silence may mean that this
// request was too much for the agent; then the plan changes and the walk goes on.
func (w *walker) failed(ctx context.Context, chosen []*cursor, req request, f *fault) {
	if f.reason != inventory.ReasonTimeout || !w.alive(ctx) {
		w.dead = f
		return
	}
	if w.rescues++; w.rescues > maxRescues {
		failAll(chosen, f)
		return
	}
	w.rescue(chosen, req, f)
}

// rescue changes the plan after silence: GETNEXT where GETBULK has never been
// answered; and where that is met with silence too, it was not GETBULK but the
// number of variables.
func (w *walker) rescue(chosen []*cursor, req request, f *fault) {
	doubted := w.doubt
	w.doubt = true
	switch {
	case req.pdu == gosnmp.GetBulkRequest && !w.plan.Bulk:
		w.plan.NoBulk = true
		return
	case doubted && w.plan.NoBulk && !w.plan.Bulk && len(chosen) > 1:
		w.plan.NoBulk = false
	}
	if !w.plan.afterSilence(len(chosen), req.repetitions) {
		failAll(chosen, f)
		w.doubt = false
	}
}

// alive asks for sysUpTime, which every agent can bear.
func (w *walker) alive(ctx context.Context) bool {
	_, err := w.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: []string{sysUpTime}})
	return err == nil
}

// status handles an answer with an error-status.
func (w *walker) status(chosen []*cursor, req request, a answer) {
	if a.status != gosnmp.TooBig && w.blameBulk(req) {
		return
	}
	at := a.index - 1
	named := at >= 0 && at < len(chosen)
	switch {
	case a.status == gosnmp.TooBig:
		if !w.plan.shrink(len(chosen), req.repetitions) {
			tooBig(chosen[0])
		}
	case a.status == gosnmp.NoSuchName && w.s.codec.Version == gosnmp.Version1 && (named || len(chosen) == 1):
		chosen[max(0, min(at, len(chosen)-1))].done = true // the end of the MIB (RFC 1157, 4.1.3)
	case len(chosen) > 1: // which column it is about is not to be trusted: find out
		w.narrow = (len(chosen) + 1) / 2
	default:
		chosen[0].fail(statusFault(chosen[0], a.status))
		w.narrow = 0
	}
}

// blameBulk takes an error for the sign of an agent that does not know GETBULK,
// once: where GETNEXT is met with an error too, that was not the reason.
func (w *walker) blameBulk(req request) bool {
	switch {
	case req.pdu == gosnmp.GetBulkRequest && !w.plan.Bulk && !w.blamed:
		w.plan.NoBulk, w.blamed, w.trial = true, true, true
		return true
	case req.pdu == gosnmp.GetNextRequest && w.trial:
		w.plan.NoBulk, w.trial = false, false
		return true
	}
	return false
}

// tooBig ends a column whose next variable does not fit a message. Where a value
// of the column always fits, that variable lies behind its end.
func tooBig(c *cursor) {
	col := c.t.group.columns[c.col]
	if col.long {
		c.fail(faultf(inventory.ReasonTruncated, "%s: a value is larger than the agent's largest answer (tooBig)", col.object))
		return
	}
	c.done = true
}

// statusFault says what an error-status of one column means.
func statusFault(c *cursor, status gosnmp.SNMPError) *fault {
	object := c.t.group.columns[c.col].object
	switch {
	case status == gosnmp.AuthorizationError || status == gosnmp.NoAccess:
		return faultf(inventory.ReasonAuth, "the agent's view does not let us read %s", object)
	case status == gosnmp.NoSuchName && c.t.count[c.col] == 0:
		return faultf(inventory.ReasonUnsupported, "the agent has no %s", object)
	}
	return faultf(inventory.ReasonTruncated, "%s: the agent answered %s after %d rows", object, status, c.t.count[c.col])
}

func failAll(cs []*cursor, f *fault) {
	for _, c := range cs {
		c.fail(f)
	}
}

// get asks for single variables. A version 1 agent refuses the whole request for
// one variable it lacks, so that one is left out and the rest asked again.
func (w *walker) get(ctx context.Context, names ...string) (map[string]value, error) {
	got := make(map[string]value, len(names))
	names = slices.Clone(names)
	for len(names) > 0 {
		part := names[:min(len(names), w.plan.columns())]
		a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: part})
		switch {
		case err != nil:
			return got, err
		case a.status == gosnmp.TooBig && len(part) > 1:
			w.plan.Columns = (len(part) + 1) / 2
			continue
		case a.status == gosnmp.AuthorizationError || a.status == gosnmp.NoAccess:
			return got, w.s.refused("the switch knows it but lets it read nothing: its view or its security level on the switch does not fit")
		case a.status != gosnmp.NoError:
			at := max(0, min(a.index-1, len(part)-1))
			names = slices.Delete(names, at, at+1)
			continue
		}
		if err := keep(got, part, a.vars); err != nil {
			return got, err
		}
		names = names[len(part):]
	}
	return got, nil
}

// errOther marks an answer about something else than what was asked.
var errOther = errors.New("the answer is about other variables than the request")

// keep checks that an answer to GET is about the variables asked for.
func keep(got map[string]value, names []string, vars []gosnmp.SnmpPDU) error {
	if len(vars) != len(names) {
		return &fault{reason: inventory.ReasonGarbage, detail: errOther.Error()}
	}
	for i, v := range vars {
		if v.Name != names[i] {
			return &fault{reason: inventory.ReasonGarbage, detail: errOther.Error()}
		}
		if val := (value{kind: v.Type, any: v.Value}); val.present() {
			got[v.Name] = val
		}
	}
	return nil
}
