package snmp

import (
	"slices"
	"strings"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

// oddStatus counts an error-status that an agent has no need of: GETBULK has no
// use for tooBig (RFC 3416, 4.2.3), and noSuchName is of version 1 only.
func (s *session) oddStatus(status gosnmp.SNMPError) {
	switch {
	case status == gosnmp.TooBig:
		s.odd(inventory.OddTooBig)
	case status == gosnmp.NoSuchName && s.codec.Version == gosnmp.Version1,
		status == gosnmp.AuthorizationError, status == gosnmp.NoAccess:
	default:
		s.odd(inventory.OddError)
	}
}

// refusesAll is the fault of an agent that answered every variable of the first
// request with an error: there is no use in asking it for tables.
func (r *reader) refusesAll(got map[string]value) *fault {
	odd := r.s.oddities
	switch {
	case len(got) > 0:
		return nil
	case odd[inventory.OddTooBig] > 0:
		return faultf(inventory.ReasonTruncated, "the agent finds even a single variable of the system group too big to answer (tooBig)")
	case odd[inventory.OddError] > 0:
		return faultf(inventory.ReasonGarbage, "the agent answers every variable of the system group with an error")
	case odd[inventory.OddType] > 0:
		return faultf(inventory.ReasonGarbage, "the agent answers every variable of the system group with NULL")
	}
	return nil
}

// oddSystem counts what is odd about the system group.
func (r *reader) oddSystem(got map[string]value) {
	if _, ok := got[sysUpTime].number(); !ok && got[sysUpTime].present() {
		r.s.odd(inventory.OddType)
	}
	for _, name := range []string{sysDescr, sysContact, sysName, sysLocation} {
		v := got[name]
		b := v.octets()
		switch {
		case b == nil && v.present():
			r.s.odd(inventory.OddType)
		case len(b) > maxText:
			r.s.odd(inventory.OddLong)
		case unreadable(b):
			r.s.odd(inventory.OddText)
		}
	}
}

// unreadable says whether octets are a text that a person could not read as it
// came: in no known encoding, or with control characters other than line breaks
// and the NUL that some agents end texts with.
func unreadable(b []byte) bool {
	whole := strings.TrimRight(string(b), "\x00")
	clean := cleanText(b)
	if strings.HasPrefix(clean, "hex:") && !strings.HasPrefix(whole, "hex:") {
		return true
	}
	return strings.ContainsFunc(whole, func(r rune) bool { return isControl(r) && blankControl(r) != ' ' })
}

// renumbered is the fault of an agent whose ifTable and ifXTable each list
// interfaces that the other lacks: they number them differently, and no name
// belongs to its interface.
func (r *reader) renumbered(cols ifColumns) *fault {
	oneOnly, twoOnly := 0, 0
	for i := range r.ifs.rows {
		row := &r.ifs.rows[i]
		one, two := cols.cell(row, colType).present() || cols.cell(row, colDescr).present(), cols.cell(row, colName).present()
		switch {
		case one && !two:
			oneOnly++
		case two && !one:
			twoOnly++
		}
	}
	if oneOnly == 0 || twoOnly == 0 || r.ifs.incomplete() != nil {
		return nil
	}
	r.s.odd(inventory.OddNumbering)
	return faultf(inventory.ReasonGarbage, "ifTable has %d interfaces that ifXTable lacks, and ifXTable has %d that ifTable lacks", oneOnly, twoOnly)
}

// lostPorts counts a base-port map that names interfaces which there are not. If
// it names no others, nothing is known of which interface is a port.
func (r *reader) lostPorts() *fault {
	lost, all := 0, len(r.ports.ifIndex)
	for _, index := range r.ports.ifIndex {
		if r.ports.known[index] == nil {
			lost++
		}
	}
	if lost <= all/2 || len(r.ports.known) == 0 {
		return nil
	}
	r.s.odd(inventory.OddNumbering)
	if lost < all {
		return nil
	}
	return faultf(inventory.ReasonDependency, "all %d bridge ports are of interfaces that there are not (dot1dBasePortIfIndex)", all)
}

// membersLost is the fault of VLANs whose members are known by bridge ports that
// lead to no interface, one and all: a port without VLANs would be a false fact.
func (r *reader) membersLost(ms []membership) *fault {
	member := func(octet byte) bool { return octet != 0 }
	members := slices.ContainsFunc(ms, func(m membership) bool { return slices.ContainsFunc(m.egress, member) })
	placed := func(i inventory.Interface) bool { return len(i.Untagged)+len(i.Tagged) > 0 }
	if !members || len(r.ports.ifIndex) == 0 || len(r.poll.Interfaces) == 0 || slices.ContainsFunc(r.poll.Interfaces, placed) {
		return nil
	}
	return faultf(inventory.ReasonDependency, "none of the %d bridge ports leads to an interface (dot1dBasePortIfIndex)", len(r.ports.ifIndex))
}

// fdbDoubt says why a forwarding table that was read to its end is not to be
// believed: rows whose index is no MAC, or learned addresses on no port, which
// there cannot be (RFC 4188, dot1dTpFdbPort: 0 means that it was not learned).
func (r *reader) fdbDoubt(reading fdbReading) *fault {
	learned, nowhere := 0, 0
	for _, e := range reading.entries {
		if e.status != inventory.FDBLearned {
			continue
		}
		if learned++; e.port == 0 {
			nowhere++
		}
	}
	r.s.oddly(inventory.OddIndex, reading.refused)
	r.s.oddly(inventory.OddPort, nowhere)
	switch {
	case reading.refused > 0 && len(reading.entries) > 0 && !reading.direct:
		return faultf(inventory.ReasonGarbage, "%s: %d of %d rows have no MAC in their index", reading.table, reading.refused, reading.refused+len(reading.entries))
	case 4*nowhere > learned:
		return faultf(inventory.ReasonGarbage, "%s: %d of %d learned addresses are on port 0, which is no port", reading.table, nowhere, learned)
	}
	return nil
}

// arpDoubt is the fault of an ARP table with hardware addresses of a length that
// no medium has: a binding that is left out for it would seem to be gone.
func (r *reader) arpDoubt(tables ...*table) *fault {
	bad, rows := 0, 0
	for _, t := range tables {
		if t == nil {
			continue
		}
		rows += len(t.rows)
		for _, row := range t.rows {
			if row.cells[1].integer() != typeInvalid && !hardwareLength(len(row.cells[0].octets())) {
				bad++
			}
		}
	}
	if bad == 0 {
		return nil
	}
	r.s.oddly(inventory.OddIndex, bad)
	return faultf(inventory.ReasonGarbage, "%d of %d rows have a hardware address of a length that there is not", bad, rows)
}

// hardwareLength says whether an address may have so many octets: none while it
// is being asked for, 6 of Ethernet, 8 of FireWire, 20 of InfiniBand.
func hardwareLength(n int) bool { return n == 0 || n == 6 || n == 8 || n == 20 }
