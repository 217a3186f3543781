package snmp

import (
	"context"

	"rollcall/inventory"
)

// The columns of the two forwarding tables, by position.
const (
	colFdbPort = iota
	colFdbStatus
)

// vlanFDBGroup is dot1qTpFdbTable (Q-BRIDGE-MIB, RFC 4363, section 5).
func vlanFDBGroup() *group {
	return &group{name: "qfdb", still: factStill("dot1qTpFdbPort"), columns: []column{
		{object: "dot1qTpFdbPort", oid: ".1.3.6.1.2.1.17.7.1.2.2.1.2"},
		{object: "dot1qTpFdbStatus", oid: ".1.3.6.1.2.1.17.7.1.2.2.1.3"},
	}}
}

// plainFDBGroup is dot1dTpFdbTable (BRIDGE-MIB, RFC 4188, section 4), which knows no VLAN.
func plainFDBGroup() *group {
	return &group{name: "dfdb", still: factStill("dot1dTpFdbPort"), columns: []column{
		{object: "dot1dTpFdbPort", oid: ".1.3.6.1.2.1.17.4.3.1.2"},
		{object: "dot1dTpFdbStatus", oid: ".1.3.6.1.2.1.17.4.3.1.3"},
	}}
}

// fdbAddressGroup is the address of a row of either table, which equals its index
// where firmware follows the MIB.
func fdbAddressGroup(t *table) *group {
	if t.group.name == vlanFDBGroup().name {
		return &group{name: "qfdbaddr", optional: true, columns: []column{{object: "dot1qTpFdbAddress", oid: ".1.3.6.1.2.1.17.7.1.2.2.1.1"}}}
	}
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

// hasFIDs says whether the rows name a filtering database.
func (f fdbReading) hasFIDs() bool {
	for _, e := range f.entries {
		if e.fid >= 0 {
			return true
		}
	}
	return false
}

// readFDB reads the forwarding table, the one with VLANs where it has rows.
func (r *reader) readFDB(ctx context.Context) {
	r.own = r.ownMACs()
	reading, f := r.standardFDB(ctx)
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
	r.understandFDB(ctx, reading, f)
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
	if r.mem.Seen["fdb"] && len(r.poll.Interfaces) > 0 {
		return nil
	}
	got, err := r.w.usually(ctx, dot1dTpAgingTime, dot1dTpLearnedEntryDiscards)
	switch {
	case err != nil:
		return asFault(err)
	case len(got) > 0:
		return nil
	}
	return faultf(inventory.ReasonUnsupported, "dot1qTpFdbTable and dot1dTpFdbTable are both empty, and nothing shows that the agent has them")
}

// understandFDB gives ports and VLANs their meaning and fills in the rows.
func (r *reader) understandFDB(ctx context.Context, reading fdbReading, f *fault) {
	state := inventory.TableState{}
	if reading.direct {
		r.poll.FDB, state.Score = r.understandDirect(reading)
		state.Dialect = joinDialect(reading.table, byIfIndex)
	} else {
		f = firstFault(f, r.understandRows(ctx, reading, &state))
	}
	if state.Rows = len(r.poll.FDB); state.Rows > 0 {
		r.mem.Seen["fdb"] = true
	} else {
		state = inventory.TableState{}
	}
	r.state(inventory.TableFDB, f, state)
}

// understandRows measures what the numbers of ports and filtering databases mean.
func (r *reader) understandRows(ctx context.Context, reading fdbReading, state *inventory.TableState) *fault {
	view := r.vlanView()
	how, port, f := r.choosePorts(ctx, reading, view)
	vlans, vlan, broken := r.chooseVLANs(ctx, reading, how, view)
	r.poll.FDB = make([]inventory.FDBRow, len(reading.entries))
	for i, e := range reading.entries {
		ifIndex := how.ifIndex(e.port)
		r.poll.FDB[i] = inventory.FDBRow{MAC: e.mac, BridgePort: e.port, IfIndex: ifIndex, Status: e.status}
		if e.fid >= 0 {
			r.poll.FDB[i].VID = vlans.vid(e.fid, ifIndex)
		}
	}
	state.Dialect, state.Score = joinDialect(reading.table, reading.form, port.Name, vlan.Name), port.Score
	if vlan.Name != "" {
		state.Score = min(port.Score, vlan.Score)
	}
	state.Detail = r.fdbDetail(reading, view, port, vlan)
	if port.Second != "" {
		state.RunnerUp, state.RunnerUpScore = port.Second, port.SecondScore
	}
	if vlan.Second != "" && (port.Second == "" || vlan.Score-vlan.SecondScore < port.Score-port.SecondScore) {
		state.RunnerUp, state.RunnerUpScore = vlan.Second, vlan.SecondScore
	}
	return firstFault(f, broken)
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

// parseOddFDB reads a table whose index is of a form of its own.
func parseOddFDB(t *table, name string, form indexForm) fdbReading {
	r := fdbReading{table: name, form: form.String()}
	for _, row := range t.rows {
		fid, mac, err := form.read(row.index)
		if err != nil {
			r.refused++
			continue
		}
		r.add(&row, fid, mac)
	}
	return r
}

// parseAddressedFDB reads a table of firmware that numbers its rows: the MAC is in
// a column only, and the VLAN nowhere.
func parseAddressedFDB(t, addresses *table, name string) fdbReading {
	r := fdbReading{table: name, form: "MAC from " + addresses.group.columns[0].object}
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
