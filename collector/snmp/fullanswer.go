package snmp

import (
	"context"
	"slices"

	"github.com/gosnmp/gosnmp"
)

// ask makes one exchange for the chosen columns. An agent may leave variables out
// at the end of an answer to GETBULK, for want of room (RFC 3416, 4.2.3). Where
// there was room, it is asked once more: an agent that answers alike has the habit
// of sending less.
func (w *walker) ask(ctx context.Context, chosen []*cursor, req request) (answer, error) {
	a, err := w.s.exchange(ctx, req)
	if err != nil || req.pdu != gosnmp.GetBulkRequest || a.status != gosnmp.NoError {
		return a, err
	}
	if !w.wantsMore(chosen, req, a) {
		w.plan.Full = max(w.plan.Full, min(a.size, frame))
		return a, nil
	}
	again, err := w.s.exchange(ctx, req)
	if err == nil && len(again.vars) <= len(a.vars) {
		w.plan.Short = true
	}
	return again, err
}

// wantsMore says whether an answer has fewer variables than were asked for though
// one or two more would have fitted, by the largest answer that the agent has sent.
func (w *walker) wantsMore(chosen []*cursor, req request, a answer) bool {
	n := len(a.vars)
	if n == 0 || n >= len(chosen)*int(req.repetitions) || w.plan.Short {
		return false
	}
	if slices.ContainsFunc(chosen, func(c *cursor) bool { return c.t.group.columns[c.col].long }) {
		return false // the next value may be of any size
	}
	if slices.ContainsFunc(a.vars, func(v gosnmp.SnmpPDU) bool { return v.Type == gosnmp.EndOfMibView }) {
		return false // an agent may stop there
	}
	return 2*(w.plan.Full-a.size) > 3*a.size/n
}
