package snmp

import (
	"context"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

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
		failAll(chosen, faultf(inventory.ReasonTruncated, "the agent answered with an empty list").as(inventory.OddVariables))
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
	case req.pdu == gosnmp.GetBulkRequest && w.plan.Bulk && !doubted:
		return // it may all have been lost: once more the same, before the agent is taken to be weak
	case req.pdu == gosnmp.GetBulkRequest && !w.plan.Bulk:
		w.plan.NoBulk = true
		return
	case doubted && w.plan.NoBulk && !w.plan.Bulk && len(chosen) > 1:
		w.plan.NoBulk = false
	}
	w.shrinking()
	if !w.plan.afterSilence(len(chosen), req.repetitions) {
		w.restore()
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
func (w *walker) status(ctx context.Context, chosen []*cursor, req request, a answer) {
	if a.status != gosnmp.TooBig && w.blameBulk(req) {
		return
	}
	at := a.index - 1
	named := at >= 0 && at < len(chosen)
	switch {
	case a.status == gosnmp.TooBig:
		w.smaller(ctx, chosen, req)
	case a.status == gosnmp.NoSuchName && w.s.codec.Version == gosnmp.Version1 && (named || len(chosen) == 1):
		chosen[max(0, min(at, len(chosen)-1))].finish("") // the end of the MIB (RFC 1157, 4.1.3)
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

// smaller asks for less after tooBig. Where even one variable is too big, it was
// not for the size of requests, which goes back to what it was.
func (w *walker) smaller(ctx context.Context, chosen []*cursor, req request) {
	w.shrinking()
	if !w.plan.shrink(len(chosen), req.repetitions) {
		w.restore()
		w.tooBig(ctx, chosen[0])
	}
}

// shrinking remembers the size of requests before the first that was too much.
func (w *walker) shrinking() {
	if w.ample == nil {
		before := *w.plan
		w.ample = &before
	}
}

// restore goes back to that size: it was not for it that the agent failed.
func (w *walker) restore() {
	p, a := w.plan, w.ample
	p.Budget, p.Columns, p.Most, p.Growing = a.Budget, a.Columns, a.Most, a.Growing
	w.ample = nil
}

// tooBig ends a column whose next variable does not fit a message. Where a value
// of the column always fits, that variable lies behind the end of the column, if
// the agent is honest.
func (w *walker) tooBig(ctx context.Context, c *cursor) {
	col := c.t.group.columns[c.col]
	if !col.long && w.honest(ctx, c) {
		c.done = true
		return
	}
	c.fail(faultf(inventory.ReasonTruncated, "%s: a value is larger than the agent's largest answer (tooBig)", col.object))
}

// honest checks that an agent means what it says when it finds one variable too
// big: what it has just shown still fits, and what comes behind the largest
// index of the column does not.
func (w *walker) honest(ctx context.Context, c *cursor) bool {
	if c.at >= 0 {
		a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetRequest, names: []string{c.last}})
		if err != nil || a.status != gosnmp.NoError || len(a.vars) != 1 || a.vars[0].Name != c.last {
			return false
		}
	}
	a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetNextRequest, names: []string{c.prefix + "4294967295"}})
	return err == nil && a.status == gosnmp.TooBig
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
