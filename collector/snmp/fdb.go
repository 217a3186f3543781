package snmp

import (
	"context"
	"fmt"

	"rollcall/inventory"
)

// The columns of the two forwarding tables, by position.
const (
	colFdbPort = iota
	colFdbStatus
)

// vlanFDBGroup is dot1qTpFdbTable (Q-BRIDGE-MIB, RFC 4363, section 5).
func vlanFDBGroup() *group {
	return &group{name: "qfdb", columns: []column{
		{object: "dot1qTpFdbPort", oid: ".1.3.6.1.2.1.17.7.1.2.2.1.2"},
		{object: "dot1qTpFdbStatus", oid: ".1.3.6.1.2.1.17.7.1.2.2.1.3"},
	}}
}

// plainFDBGroup is dot1dTpFdbTable (BRIDGE-MIB, RFC 4188, section 4), which knows no VLAN.
func plainFDBGroup() *group {
	return &group{name: "dfdb", columns: []column{
		{object: "dot1dTpFdbPort", oid: ".1.3.6.1.2.1.17.4.3.1.2"},
		{object: "dot1dTpFdbStatus", oid: ".1.3.6.1.2.1.17.4.3.1.3"},
	}}
}

// fdbAddressGroup is the address of a row, which equals its index where
// firmware follows RFC 4188.
func fdbAddressGroup() *group {
	return &group{name: "dfdbaddr", columns: []column{{object: "dot1dTpFdbAddress", oid: ".1.3.6.1.2.1.17.4.3.1.1"}}}
}

// Variables that an agent with a forwarding table has, even while that is empty.
const (
	dot1dTpLearnedEntryDiscards = ".1.3.6.1.2.1.17.4.1.0"
	dot1dTpAgingTime            = ".1.3.6.1.2.1.17.4.2.0"
)

// An fdbEntry is one row of a forwarding table before it is understood.
type fdbEntry struct {
	fid    int // filtering database; -1: the table has none
	mac    inventory.MAC
	port   int
	status string
}

// A fdbReading is a forwarding table with what is odd about its form.
type fdbReading struct {
	entries []fdbEntry
	table   string // dot1qTpFdb or dot1dTpFdb
	form    string // empty: as the MIB has it
	refused int    // rows without a MAC
	direct  bool   // of a private table: fid is the VLAN, port is the ifIndex
}

// readFDB reads the forwarding table, the one with VLANs where it has rows.
func (r *reader) readFDB(ctx context.Context) {
	tables := r.walkFDB(ctx)
	f := tables[0].incomplete()
	reading := parseVLANFDB(tables[0])
	if len(tables[0].rows) == 0 && len(tables) > 1 {
		r.plainFDB = true
		f = firstFault(f, tables[1].incomplete())
		reading = parsePlainFDB(tables[1])
		if reading.refused > 0 && f == nil {
			addresses := r.w.walk(ctx, fdbAddressGroup())[0]
			f, reading = addresses.incomplete(), parseAddressedFDB(tables[1], addresses)
		}
	}
	if f == nil && len(reading.entries) == 0 {
		if private, broken, ok := r.readPrivateFDB(ctx); ok {
			r.plainFDB, f, reading = false, broken, private
		}
	}
	if f == nil {
		f = firstFault(r.fdbDoubt(reading), r.fdbDependency(reading))
	}
	if f == nil && len(reading.entries) == 0 {
		f = r.fdbAbsent(ctx, reading)
	}
	vlans, broken := r.internalVLANs(ctx, reading, r.vlanMeaning(reading))
	r.understandFDB(reading, vlans, firstFault(f, broken))
}

// walkFDB walks the table with VLANs, and the plain one where the first is empty.
func (r *reader) walkFDB(ctx context.Context) []*table {
	if r.mem.Dialect["fdb"] == "plain" {
		return r.w.walk(ctx, vlanFDBGroup(), plainFDBGroup())
	}
	tables := r.w.walk(ctx, vlanFDBGroup())
	if len(tables[0].rows) == 0 && tables[0].incomplete() == nil {
		tables = append(tables, r.w.walk(ctx, plainFDBGroup())...)
		if len(tables[1].rows) > 0 {
			r.mem.Dialect["fdb"] = "plain"
		}
	}
	return tables
}

// fdbDependency says whether a table is missing that gives the rows their meaning.
func (r *reader) fdbDependency(reading fdbReading) *fault {
	f := firstFault(r.ports.fault, r.names)
	if f == nil && r.fids != nil && reading.table == "dot1qTpFdb" {
		f = r.fids.fault[colFdbID]
	}
	return dependency(f)
}

// fdbAbsent tells an empty forwarding table from an agent without one. A switch
// that answers us has learned at least the address our request came from, so
// silence alone proves nothing: the table is taken for empty only where its
// group shows that it exists, or where it has had rows before.
func (r *reader) fdbAbsent(ctx context.Context, reading fdbReading) *fault {
	if reading.refused > 0 {
		return faultf(inventory.ReasonGarbage, "%s has %d rows and not one with a MAC", reading.table, reading.refused)
	}
	if r.mem.Seen["fdb"] {
		return nil
	}
	got, err := r.w.get(ctx, dot1dTpAgingTime, dot1dTpLearnedEntryDiscards)
	switch {
	case err != nil:
		return asFault(err)
	case len(got) > 0:
		return nil
	}
	return faultf(inventory.ReasonUnsupported, "dot1qTpFdbTable and dot1dTpFdbTable are both empty, and nothing shows that the agent has them")
}

// understandFDB gives ports and VLANs their meaning and fills in the rows.
func (r *reader) understandFDB(reading fdbReading, vlans vlanMeaning, f *fault) {
	var how portMeaning
	if reading.direct {
		how.name = "ifIndex"
		r.poll.FDB, how.score = r.understandDirect(reading)
	} else {
		how = bestPortMeaning(reading.entries, r.ports)
		r.poll.FDB = make([]inventory.FDBRow, len(reading.entries))
		for i, e := range reading.entries {
			r.poll.FDB[i] = inventory.FDBRow{VID: vlans.vid(e.fid), MAC: e.mac, BridgePort: e.port, IfIndex: how.ifIndex(e.port), Status: e.status}
		}
	}
	state := inventory.TableState{Rows: len(r.poll.FDB)}
	if state.Rows > 0 {
		r.mem.Seen["fdb"] = true
		state.Dialect, state.Score = joinDialect(reading.table, reading.form, how.name, vlans.name), how.score
	}
	r.state(inventory.TableFDB, f, state)
}

// joinDialect is how the rows were understood, in one line.
func joinDialect(parts ...string) string {
	s := ""
	for _, p := range parts {
		switch {
		case p == "":
		case s == "":
			s = p
		default:
			s += "; " + p
		}
	}
	return s
}

// parseVLANFDB reads dot1qTpFdbTable.
func parseVLANFDB(t *table) fdbReading {
	r := fdbReading{table: "dot1qTpFdb", entries: make([]fdbEntry, 0, len(t.rows))}
	for _, row := range t.rows {
		fid, mac, odd, err := vlanFDBIndex(row.index)
		if err != nil {
			r.refused++
			continue
		}
		if odd {
			r.form = "index with a length octet"
		}
		r.add(&row, fid, mac)
	}
	return r
}

// parsePlainFDB reads dot1dTpFdbTable.
func parsePlainFDB(t *table) fdbReading {
	r := fdbReading{table: "dot1dTpFdb", entries: make([]fdbEntry, 0, len(t.rows))}
	for _, row := range t.rows {
		mac, odd, err := macIndex(row.index)
		if err != nil {
			r.refused++
			continue
		}
		if odd {
			r.form = "index with a length octet"
		}
		r.add(&row, -1, mac)
	}
	return r
}

// parseAddressedFDB reads dot1dTpFdbTable of firmware that numbers its rows: the
// MAC is in dot1dTpFdbAddress only.
func parseAddressedFDB(t, addresses *table) fdbReading {
	r := fdbReading{table: "dot1dTpFdb", form: "MAC from dot1dTpFdbAddress"}
	for _, row := range t.rows {
		i, ok := addresses.byKey[row.suffix]
		if !ok {
			r.refused++
			continue
		}
		mac, ok := addresses.rows[i].cells[0].mac()
		if !ok {
			r.refused++
			continue
		}
		r.add(&row, -1, mac)
	}
	return r
}

// add appends a row. A row without a port is one whose port is not known, 0.
func (r *fdbReading) add(row *row, fid int, mac inventory.MAC) {
	p := row.cells[colFdbPort].integer()
	r.entries = append(r.entries, fdbEntry{fid, mac, p, fdbStatus(row.cells[colFdbStatus], p)})
}

// fdbStatus names dot1qTpFdbStatus. Where an agent leaves it out, a row with a
// port was learned, and port 0 means that the port is not known (RFC 4188).
func fdbStatus(v value, port int) string {
	switch v.integer() {
	case 1:
		return inventory.FDBOther
	case 2:
		return inventory.FDBInvalid
	case 3:
		return inventory.FDBLearned
	case 4:
		return inventory.FDBSelf
	case 5:
		return inventory.FDBMgmt
	}
	if port == 0 {
		return inventory.FDBOther
	}
	return inventory.FDBLearned
}

// vlanFDBIndex splits the index of dot1qTpFdbTable (RFC 4363, section 5): the
// filtering database identifier, then the six octets of the MAC. Some firmware
// (Zyxel GS1900) puts the length 6 between the two; odd says so.
func vlanFDBIndex(index []uint32) (fid int, mac inventory.MAC, odd bool, err error) {
	if len(index) < 2 {
		return 0, mac, false, fmt.Errorf("dot1qTpFdbTable index has %d parts, want 7", len(index))
	}
	mac, odd, err = macIndex(index[1:])
	return int(index[0]), mac, odd, err
}

// macIndex reads an index of six octets, or of the length 6 and six octets.
func macIndex(index []uint32) (mac inventory.MAC, odd bool, err error) {
	if len(index) == 7 && index[0] == 6 {
		index, odd = index[1:], true
	}
	if len(index) != 6 {
		return mac, odd, fmt.Errorf("index of a MAC has %d parts, want 6", len(index))
	}
	for i, octet := range index {
		if octet > 255 {
			return inventory.MAC{}, odd, fmt.Errorf("index of a MAC has a part %d above 255", octet)
		}
		mac[i] = byte(octet)
	}
	return mac, odd, nil
}
