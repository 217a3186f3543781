package snmp

import (
	"context"
	"encoding/hex"
	"net/netip"
	"strconv"

	"rollcall/inventory"
)

// The columns of lldpGroup, by position.
const (
	colChassisType = iota
	colChassis
	colPortType
	colPort
	colPortDescr
	colSysName
	colSysDescr
	colCapabilities
)

// lldpGroup is lldpRemTable (LLDP-MIB, IEEE 802.1AB-2005, 12.2). Its index is
// lldpRemTimeMark, lldpRemLocalPortNum and lldpRemIndex.
func lldpGroup() *group {
	return &group{name: "lldp", columns: []column{
		{object: "lldpRemChassisIdSubtype", oid: ".1.0.8802.1.1.2.1.4.1.1.4"},
		{object: "lldpRemChassisId", oid: ".1.0.8802.1.1.2.1.4.1.1.5", long: true},
		{object: "lldpRemPortIdSubtype", oid: ".1.0.8802.1.1.2.1.4.1.1.6"},
		{object: "lldpRemPortId", oid: ".1.0.8802.1.1.2.1.4.1.1.7", long: true},
		{object: "lldpRemPortDesc", oid: ".1.0.8802.1.1.2.1.4.1.1.8", long: true},
		{object: "lldpRemSysName", oid: ".1.0.8802.1.1.2.1.4.1.1.9", long: true},
		{object: "lldpRemSysDesc", oid: ".1.0.8802.1.1.2.1.4.1.1.10", long: true},
		{object: "lldpRemSysCapEnabled", oid: ".1.0.8802.1.1.2.1.4.1.1.12"},
	}}
}

// lldpAddressGroup is lldpRemManAddrTable, whose addresses stand in the index:
// that of lldpRemTable, the address family, and the address.
func lldpAddressGroup() *group {
	return &group{name: "lldpaddr", columns: []column{{object: "lldpRemManAddrIfSubtype", oid: ".1.0.8802.1.1.2.1.4.2.1.3"}}}
}

// The columns of lldpPortGroup, by position.
const (
	colLocalType = iota
	colLocalID
)

// lldpPortGroup is lldpLocPortTable: how the agent calls its own ports.
func lldpPortGroup() *group {
	return &group{name: "lldpport", still: &stillness{gates: ifGates()}, columns: []column{
		{object: "lldpLocPortIdSubtype", oid: ".1.0.8802.1.1.2.1.3.7.1.2"},
		{object: "lldpLocPortId", oid: ".1.0.8802.1.1.2.1.3.7.1.3", long: true},
	}}
}

// lldpDescrGroup is the agent's description of its ports, for agents whose
// identifiers lead nowhere.
func lldpDescrGroup() *group {
	return &group{name: "lldpdescr", columns: []column{{object: "lldpLocPortDesc", oid: ".1.0.8802.1.1.2.1.3.7.1.4", long: true}}}
}

// lldpLocChassisId tells that an agent has the LLDP-MIB, even without a neighbour.
const lldpLocChassisId = ".1.0.8802.1.1.2.1.3.2.0"

// readHeard understands the neighbours that readTopology has walked, once the
// forwarding table is there: it shows on which port their MACs are.
func (r *reader) readHeard(ctx context.Context) {
	if r.lldp != nil {
		r.readLLDP(ctx, r.lldp)
		r.keepNeighbors()
		r.lldp = nil
	}
}

// readLLDP fills in the neighbours from lldpGroup, lldpAddressGroup and lldpPortGroup.
func (r *reader) readLLDP(ctx context.Context, tables []*table) {
	remote, addresses, local, cdp := tables[0], tables[1], tables[2], tables[3]
	f := firstFault(remote.incomplete(), addresses.incomplete(), local.incomplete(), cdp.incomplete(), dependency(firstFault(r.ports.fault, r.names)))
	lp := newLocalPorts(local, r.ports)
	heard := r.hearings(remote)
	if lp.unresolved(heard) && f == nil {
		descr := r.w.walk(ctx, lldpDescrGroup())[0]
		lp.describe(descr)
		f = descr.incomplete()
	}
	meaning, how := lp.best(r.mem, heard)
	byKey := addressesBy(addresses, 3) // the parts of the index of lldpRemTable
	for _, row := range remote.rows {
		if len(row.index) != 3 {
			continue
		}
		n := newNeighbor(row)
		n.LocalIfIndex, n.LocalPort = lp.resolve(meaning, row.index[1])
		n.Addresses = byKey[row.suffix]
		r.poll.Neighbors = append(r.poll.Neighbors, n)
	}
	first, state := len(r.poll.Neighbors), inventory.TableState{}
	if first > 0 {
		state = inventory.TableState{Dialect: "lldpRemTable; " + how.Name, Score: how.Score, RunnerUp: how.Second, RunnerUpScore: how.SecondScore}
	}
	if f == nil && first == 0 && len(local.rows) == 0 {
		f = r.readSecondLLDP(ctx)
	}
	second := len(r.poll.Neighbors) - first
	r.readCDP(cdp)
	if f == nil && len(r.poll.Neighbors) == 0 && len(local.rows) == 0 {
		f = r.lldpAbsent(ctx)
	}
	state.Rows, state.Dialect = len(r.poll.Neighbors), neighborDialect(state.Dialect, r.poll.Neighbors, second)
	if second > 0 {
		state.Score = 1
	}
	r.state(inventory.TableNeighbors, f, state)
}

// lldpAbsent tells an agent without neighbours from one without LLDP.
func (r *reader) lldpAbsent(ctx context.Context) *fault {
	got, err := r.w.usually(ctx, lldpLocChassisId, lldpV2LocChassisId)
	switch {
	case err != nil:
		return asFault(err)
	case len(got) > 0:
		return nil
	}
	return faultf(inventory.ReasonUnsupported, "lldpRemTable and lldpLocPortTable are both empty: the switch has no LLDP, or it is off")
}

// hearings lists the local port of every neighbour, with the interfaces on which the
// forwarding table of the same poll has its MAC.
func (r *reader) hearings(t *table) []hearing {
	at := map[inventory.MAC][]int{}
	for _, row := range r.poll.FDB {
		if row.Status == inventory.FDBLearned && row.IfIndex > 0 {
			at[row.MAC] = append(at[row.MAC], row.IfIndex)
		}
	}
	var heard []hearing
	for _, row := range t.rows {
		if len(row.index) != 3 {
			continue
		}
		h := hearing{num: int(row.index[1])}
		for _, col := range []int{colChassis, colPort} {
			if m, ok := row.cells[col].mac(); ok {
				h.seen = append(h.seen, at[m]...)
			}
		}
		heard = append(heard, h)
	}
	return heard
}

// newNeighbor reads one row of lldpRemTable.
func newNeighbor(row row) inventory.Neighbor {
	return inventory.Neighbor{Protocol: "lldp",
		ChassisID:    chassisID(row.cells[colChassisType].integer(), row.cells[colChassis]),
		PortID:       portID(row.cells[colPortType].integer(), row.cells[colPort]),
		PortDescr:    row.cells[colPortDescr].text(),
		SysName:      row.cells[colSysName].text(),
		SysDescr:     row.cells[colSysDescr].text(),
		Capabilities: capabilities(row.cells[colCapabilities].octets()),
	}
}

// chassisID writes an LldpChassisId by its subtype: 4 is a MAC, 5 a network
// address, all others are text (IEEE 802.1AB-2005, LldpChassisIdSubtype).
func chassisID(subtype int, v value) string {
	return identifier(v, subtype == 4, subtype == 5)
}

// portID writes an LldpPortId by its subtype: 3 is a MAC, 4 a network address.
func portID(subtype int, v value) string {
	return identifier(v, subtype == 3, subtype == 4)
}

// identifier writes octets as what they are. Agents that leave the subtype out,
// or give a MAC another one, are seen through: six octets that are no text are a MAC.
func identifier(v value, isMAC, isAddress bool) string {
	b := v.octets()
	if m, ok := v.mac(); ok && (isMAC || !printable(b)) {
		return m.String()
	}
	if isAddress && len(b) > 1 {
		if a, ok := netip.AddrFromSlice(b[1:]); ok { // an address family number stands before it
			return a.String()
		}
	}
	return v.text()
}

// printable says whether octets are ASCII text.
func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

// capabilities names the bits of LldpSystemCapabilitiesMap. Some agents write
// the octet as two or four hexadecimal digits.
func capabilities(b []byte) []string {
	if len(b) >= 2 && printable(b) {
		if bits, err := hex.DecodeString(string(b)); err == nil {
			b = bits
		}
	}
	names := [...]string{"other", "repeater", "bridge", "wlan-ap", "router", "telephone", "docsis", "station"}
	var caps []string
	if len(b) == 0 {
		return nil
	}
	for i, name := range names {
		if b[0]&(0x80>>i) != 0 {
			caps = append(caps, name)
		}
	}
	return caps
}

// managementAddress reads an address family (1 IPv4, 2 IPv6), the length and the
// octets; some agents leave the length out.
func managementAddress(index []uint32) (netip.Addr, bool) {
	size := map[uint32]int{1: 4, 2: 16}[index[0]]
	octets, ok := withoutLength(index[1:], size)
	if !ok || len(octets) != size {
		return netip.Addr{}, false
	}
	return addressOf(octets)
}

// withoutLength drops the length that stands before an address of size octets.
// Where it is left out, the first octet must not be mistakable for it.
func withoutLength(rest []uint32, size int) ([]uint32, bool) {
	if size == 0 || len(rest) == 0 {
		return nil, false
	}
	if int(rest[0]) == len(rest)-1 && len(rest) > size {
		return rest[1:], true
	}
	return rest, len(rest) == size && int(rest[0]) != size
}

// addressOf reads the octets of an address from an index.
func addressOf(octets []uint32) (netip.Addr, bool) {
	b := make([]byte, len(octets))
	for i, o := range octets {
		if o > 255 {
			return netip.Addr{}, false
		}
		b[i] = byte(o)
	}
	return netip.AddrFromSlice(b)
}

// portLabel is how a port is called where no interface is known.
func portLabel(id string, num uint32) string {
	if id != "" {
		return id
	}
	return strconv.Itoa(int(num))
}
