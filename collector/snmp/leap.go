package snmp

import (
	"context"

	"github.com/gosnmp/gosnmp"
)

// An agent without GETBULK is asked for one row after the other, which takes as
// many requests as there are rows. Where the rows of the poll before are known,
// one request asks what follows each of many: where every row is followed by the
// one that followed it before, the table has the same rows, and no other between.

// leap asks what follows each known row of the columns, and lets the columns go on
// as far as that leads. Rows that are new are walked from there as usual.
func (w *walker) leap(ctx context.Context, columns []*cursor, h *held) {
	if h == nil || !w.plan.NoBulk && w.s.codec.Version != gosnmp.Version1 {
		return
	}
	for _, c := range columns {
		starts := []string{c.last}
		for _, suffix := range h.rows {
			starts = append(starts, c.prefix+suffix)
		}
		c.follows = w.followers(ctx, starts)
		c.follow()
	}
}

// followers asks what follows each of the variables, as far as the agent answers.
func (w *walker) followers(ctx context.Context, starts []string) map[string]gosnmp.SnmpPDU {
	all := make(map[string]gosnmp.SnmpPDU, len(starts))
	for len(starts) > 1 && w.dead == nil {
		part := starts[:min(len(starts), w.plan.columns())]
		a, err := w.s.exchange(ctx, request{pdu: gosnmp.GetNextRequest, names: part})
		switch {
		case err != nil && !w.alive(ctx):
			w.dead = asFault(err)
			return nil
		case err != nil || a.status == gosnmp.TooBig:
			w.plan.Columns = max(1, len(part)/2)
			return all
		case a.status != gosnmp.NoError || len(a.vars) != len(part):
			return all
		}
		for i, v := range a.vars {
			all[part[i]] = v
		}
		starts = starts[len(part):]
	}
	return all
}

// follow takes what is known to come next, until that is not known.
func (c *cursor) follow() {
	for !c.done {
		v, ok := c.follows[c.last]
		if !ok {
			return
		}
		delete(c.follows, c.last) // an agent that goes round in a circle comes here once
		c.take(&v)
	}
}
