package snmp

import (
	"context"

	"rollcall/inventory"
)

// counters reads the traffic counters, where the agent has 64-bit ones.
func counters(get func(int) value) *inventory.Counters {
	octets, ok := get(colInOctets).number()
	if !ok {
		return nil
	}
	n := func(col int) uint64 { v, _ := get(col).number(); return v }
	return &inventory.Counters{InOctets: octets, OutOctets: n(colOutOctets), InUcast: n(colInUcast), OutUcast: n(colOutUcast),
		InBroadcast: n(colInBroadcast), OutBroadcast: n(colOutBroadcast), InErrors: n(colInErrors), OutErrors: n(colOutErrors),
		InDiscards: n(colInDiscards), OutDiscards: n(colOutDiscards), NoBroadcast: !get(colInBroadcast).present()}
}

// The columns of smallGroup, by position.
const (
	col32InOctets = iota
	col32InUcast
	col32OutOctets
	col32OutUcast
	col32InBroadcast
	col32OutBroadcast
)

// smallGroup is the 32-bit counters (IF-MIB, RFC 2863), with the index ifIndex.
func smallGroup() *group {
	return &group{name: "if32", optional: true, still: smallStill(), columns: []column{
		{object: "ifInOctets", oid: ".1.3.6.1.2.1.2.2.1.10"},
		{object: "ifInUcastPkts", oid: ".1.3.6.1.2.1.2.2.1.11"},
		{object: "ifOutOctets", oid: ".1.3.6.1.2.1.2.2.1.16"},
		{object: "ifOutUcastPkts", oid: ".1.3.6.1.2.1.2.2.1.17"},
		{object: "ifInBroadcastPkts", oid: ".1.3.6.1.2.1.31.1.1.1.3"},
		{object: "ifOutBroadcastPkts", oid: ".1.3.6.1.2.1.31.1.1.1.5"},
	}}
}

// smallCounters fills in 32-bit counters where a port has no 64-bit ones: an old
// agent, a slow port (RFC 2863, 3.1.6), or version 1, which cannot carry them.
func (r *reader) smallCounters(ctx context.Context, cols ifColumns) {
	if r.ifs.incomplete() != nil || !lacksCounters(r.poll.Interfaces) {
		return
	}
	t := r.w.walk(ctx, smallGroup())[0]
	r.small = t.incomplete()
	for i := range r.poll.Interfaces {
		at := &r.poll.Interfaces[i]
		whole, ok := r.ifs.find(at.Index)
		small, ok32 := t.find(at.Index)
		if at.Counters == nil && ok && ok32 {
			at.Counters = counters32(small, func(col int) value { return cols.cell(whole, col) })
		}
	}
}

// lacksCounters says whether a port that can carry traffic has no counters.
// Interfaces of software often have none of any width.
func lacksCounters(ifs []inventory.Interface) bool {
	for _, i := range ifs {
		if i.Counters == nil && isEthernet(i.Type) {
			return true
		}
	}
	return false
}

// isEthernet says whether an interface is an Ethernet port by its IANAifType:
// ethernetCsmacd, or one of those that RFC 3635 made obsolete.
func isEthernet(ifType int) bool {
	switch ifType {
	case 6, 62, 69, 117:
		return true
	}
	return false
}

// counters32 reads one row of smallGroup, and of ifGroup what is in 32 bits anyway.
func counters32(small *row, whole func(int) value) *inventory.Counters {
	octets, ok := small.cells[col32InOctets].number()
	if !ok {
		return nil
	}
	n := func(v value) uint64 { number, _ := v.number(); return number }
	at := func(col int) uint64 { return n(small.cells[col]) }
	return &inventory.Counters{Bits32: true, NoBroadcast: !small.cells[col32InBroadcast].present(),
		InOctets: octets, OutOctets: at(col32OutOctets), InUcast: at(col32InUcast), OutUcast: at(col32OutUcast),
		InBroadcast: at(col32InBroadcast), OutBroadcast: at(col32OutBroadcast),
		InErrors: n(whole(colInErrors)), OutErrors: n(whole(colOutErrors)),
		InDiscards: n(whole(colInDiscards)), OutDiscards: n(whole(colOutDiscards))}
}

// find returns the row whose index is one number.
func (t *table) find(index int) (*row, bool) {
	i, ok := t.byKey[appendArc("", uint32(index))]
	if !ok {
		return nil, false
	}
	return &t.rows[i], true
}
