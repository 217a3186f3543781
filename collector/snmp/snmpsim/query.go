package snmpsim

// A query is the making of one answer's variable bindings.
type query struct {
	agent  *Agent
	req    *Request
	mib    *MIB
	room   int // octets that the bindings may take
	list   []byte
	count  int
	status ErrorStatus
	index  int32
}

// run answers the request into q.
func (q *query) run() {
	switch q.req.PDU {
	case Get:
		q.each(q.get)
	case GetNext:
		q.each(func(oid encodedOID) bool { return q.step(&column{last: oid}) })
	case GetBulk:
		q.bulk()
	case Set: // nothing can be written here; v1 has no better word (RFC 3584, 4.3)
		q.fail(NoAccess, 1)
	}
	if q.req.Version == V1 && (q.status == NoAccess || q.status == AuthorizationError) {
		q.status = NoSuchName
	}
}

// fail gives the answer an error about the index-th variable, and the request's
// variables; tooBig has none (RFC 3416, 4.2.1), but in v1 it has (RFC 1157, 4.1.2).
func (q *query) fail(status ErrorStatus, index int32) {
	q.status, q.index, q.count = status, index, 0
	q.list = append(q.list[:0], q.req.list...)
	if status == TooBig {
		q.index = 0
		if q.req.Version != V1 {
			q.list = q.list[:0]
		}
	}
}

// each answers GET and GETNEXT: all variables or an error.
func (q *query) each(answer func(encodedOID) bool) {
	for i, oid := range q.req.oids {
		found := answer(oid)
		if !found && q.req.Version == V1 {
			q.fail(NoSuchName, int32(i+1))
			return
		}
		if len(q.list) > q.room {
			q.fail(TooBig, 0)
			return
		}
		q.count++
	}
}

// get appends the variable oid, or the exception of SNMPv2 that there is none.
func (q *query) get(oid encodedOID) bool {
	start := len(q.list)
	t, i := q.mib.get(oid)
	if t == nil {
		q.list = appendVarbind(q.list, oid, Value{Tag: q.mib.missing(oid)})
	} else {
		q.list = t.appendRow(q.list, i, q.req.At)
	}
	q.edit(start)
	return t != nil && !q.unspeakable(start)
}

// missing returns noSuchInstance where there are variables of the object that oid
// belongs to, else noSuchObject (RFC 3416, 4.2.1). The MIB does not know where an
// object's name ends; ten arcs are a column of most tables.
func (m *MIB) missing(oid encodedOID) byte {
	name := oid
	if arcs := oid.decode(); len(arcs) > 10 {
		name = arcs[:10].encode()
	} else if len(arcs) > 2 {
		name = arcs[:len(arcs)-1].encode()
	}
	c := m.after(name)
	if t, i := c.next(); t != nil && t.oid(i).hasPrefix(name) {
		return TagNoSuchInstance
	}
	return TagNoSuchObject
}

// A column is a walk through the MIB, one step for each repetition.
type column struct {
	last   encodedOID // the variable returned last; at first the name asked for
	cursor cursor
	begun  bool
	ended  bool
}

// step appends the variable behind c.last, or endOfMibView under its name, and
// says whether there was one.
func (q *query) step(c *column) bool {
	start := len(q.list)
	for !c.ended {
		q.list = q.list[:start]
		if !q.lie(c) {
			q.next(c)
		}
		if c.ended || !q.unspeakable(start) {
			break
		}
	}
	if c.ended {
		q.list = appendVarbind(q.list[:start], c.last, Value{Tag: TagEndOfMIBView})
	}
	q.edit(start)
	return !c.ended
}

// next appends what the MIB has behind c.last.
func (q *query) next(c *column) {
	if !c.begun {
		c.cursor, c.begun = q.mib.after(c.last), true
	}
	t, i := c.cursor.next()
	if t == nil {
		c.ended = true
		return
	}
	c.last = t.oid(i)
	q.list = t.appendRow(q.list, i, q.req.At)
}

// lie appends what a quirk says comes behind c.last, if one does.
func (q *query) lie(c *column) bool {
	for _, quirk := range q.agent.quirks() {
		if quirk.Next == nil {
			continue
		}
		v, ok := quirk.Next(q.mib, c.last.decode())
		if !ok {
			continue
		}
		c.last, c.begun = v.OID.encode(), false
		q.list = appendVarbind(q.list, c.last, v.Value.At(q.req.At))
		return true
	}
	return false
}

// unspeakable says whether the binding at start has a type that the request's
// version lacks: SNMPv1 has no Counter64 (RFC 3584, 4.2.2.1).
func (q *query) unspeakable(start int) bool {
	if q.req.Version != V1 || start >= len(q.list) {
		return false
	}
	_, v := splitVarbind(q.list[start:])
	return v.Tag == TagCounter64
}

// edit lets the quirks change the binding at start.
func (q *query) edit(start int) {
	for _, quirk := range q.agent.quirks() {
		if quirk.Var == nil {
			continue
		}
		oid, v := splitVarbind(q.list[start:])
		changed := quirk.Var(q.req, Var{OID: oid.decode(), Value: v})
		q.list = appendVarbind(q.list[:start:start], changed.OID.encode(), changed.Value.At(q.req.At))
	}
}

// bulk answers GETBULK (RFC 3416, 4.2.3): the non-repeaters once, then row after
// row of the repeaters, until max-repetitions, the size of a message, or a row
// in which nothing is left to show. What does not fit is left out; that is no error.
func (q *query) bulk() {
	columns := make([]column, len(q.req.oids))
	for i, oid := range q.req.oids {
		columns[i].last = oid
	}
	n := min(q.req.NonRepeaters, len(columns))
	if _, full := q.row(columns[:n]); full {
		return
	}
	repeaters := columns[n:]
	if len(repeaters) == 0 {
		return
	}
	for range q.req.MaxRepetitions {
		if alive, full := q.row(repeaters); full || !alive {
			return
		}
	}
}

// row appends one step of every column. It says whether any column had a variable,
// and whether the answer is full.
func (q *query) row(columns []column) (alive, full bool) {
	for i := range columns {
		start := len(q.list)
		alive = q.step(&columns[i]) || alive
		if len(q.list) > q.room {
			q.list = q.list[:start]
			return alive, true
		}
		q.count++
	}
	return alive, false
}
