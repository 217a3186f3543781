package snmp

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"rollcall/inventory"
)

// physicalGroup is ipNetToPhysicalTable (IP-MIB, RFC 4293), which has IPv6 too.
// Its index is the ifIndex, the kind of address and the address.
func physicalGroup() *group {
	return &group{name: "arp", skip: notIPv6, still: factStill("ipNetToPhysicalPhysAddress"), columns: []column{
		{object: "ipNetToPhysicalPhysAddress", oid: ".1.3.6.1.2.1.4.35.1.4"},
		{object: "ipNetToPhysicalType", oid: ".1.3.6.1.2.1.4.35.1.6"},
	}}
}

// mediaGroup is ipNetToMediaTable (RFC 4293; deprecated, and all that many
// switches have). Its index is the ifIndex and the IPv4 address.
func mediaGroup() *group {
	return &group{name: "arp4", still: factStill("ipNetToMediaPhysAddress"), columns: []column{
		{object: "ipNetToMediaPhysAddress", oid: ".1.3.6.1.2.1.4.22.1.2"},
		{object: "ipNetToMediaType", oid: ".1.3.6.1.2.1.4.22.1.4"},
	}}
}

// ipForwarding tells that an agent has the IP-MIB.
const ipForwarding = ".1.3.6.1.2.1.4.1.0"

// typeInvalid marks a row that is no longer in force (RFC 4293).
const typeInvalid = 2

// readARP reads the neighbours of both families, or those of IPv4 alone where the
// others are to be left alone.
func (r *reader) readARP(ctx context.Context) {
	left := r.leaveIPv6(ctx)
	physical, media := r.walkARP(ctx, left)
	rows, refused, f := arpTable(physical, physicalIndex)
	old, bad, f2 := arpTable(media, mediaIndex)
	f, refused = firstFault(f, f2, r.arpDoubt(physical, media)), refused+bad
	merged := mergeARP(slices.Clip(rows), old)
	switch {
	case left != "":
		r.mem.IPv6.Since++
	case f == nil:
		left = r.countIPv6(rows, old)
		if media != nil && len(rows) > 0 && len(merged) == len(rows) {
			r.mem.Dialect["arp"] = "physical"
		}
	}
	if f == nil && len(merged) == 0 {
		delete(r.mem.Dialect, "arp")
		f = r.arpAbsent(ctx, refused)
	}
	r.poll.ARP = merged
	state := inventory.TableState{Rows: len(merged)}
	if len(merged) > 0 {
		state.Dialect, state.Score = arpDialect(len(rows), len(old), len(merged)), share(len(merged), len(merged)+refused)
	}
	if left != "" {
		state.Only, state.Detail = inventory.OnlyIPv4, "the IPv6 neighbours were left alone: "+left
	}
	r.state(inventory.TableARP, f, state)
}

// arpTable is arpRows of a table that may not have been asked for.
func arpTable(t *table, parse func([]uint32) (int, netip.Addr, error)) ([]inventory.ARPRow, int, *fault) {
	if t == nil {
		return nil, 0, nil
	}
	rows, refused := arpRows(t, parse)
	return rows, refused, t.incomplete()
}

// arpDialect says which table the rows come from.
func arpDialect(physical, media, merged int) string {
	switch {
	case physical == 0:
		return "ipNetToMediaTable"
	case merged == physical:
		return "ipNetToPhysicalTable"
	}
	return "ipNetToPhysicalTable and ipNetToMediaTable"
}

// arpAbsent tells an empty table from an agent without one.
func (r *reader) arpAbsent(ctx context.Context, refused int) *fault {
	if refused > 0 {
		return faultf(inventory.ReasonGarbage, "%d rows, and not one with an address and a MAC", refused)
	}
	got, err := r.w.usually(ctx, ipForwarding)
	switch {
	case err != nil:
		return asFault(err)
	case len(got) > 0:
		return nil
	}
	return faultf(inventory.ReasonUnsupported, "ipNetToPhysicalTable and ipNetToMediaTable are both empty, and nothing shows that the agent has them")
}

// arpRows reads the rows of one table; rows without a MAC count as refused
// unless they are marked invalid.
func arpRows(t *table, parse func([]uint32) (int, netip.Addr, error)) (rows []inventory.ARPRow, refused int) {
	rows = make([]inventory.ARPRow, 0, len(t.rows))
	for _, row := range t.rows {
		if row.cells[1].integer() == typeInvalid {
			continue
		}
		ifIndex, ip, err := parse(row.index)
		mac, ok := row.cells[0].mac()
		if err != nil || !ok {
			refused++
			continue
		}
		rows = append(rows, inventory.ARPRow{IP: ip, MAC: mac, IfIndex: ifIndex})
	}
	return rows, refused
}

// mergeARP adds the rows of old that are not in rows.
func mergeARP(rows, old []inventory.ARPRow) []inventory.ARPRow {
	type key struct {
		ip  netip.Addr
		mac inventory.MAC
	}
	have := make(map[key]bool, len(rows))
	for _, r := range rows {
		have[key{r.IP, r.MAC}] = true
	}
	for _, r := range old {
		if !have[key{r.IP, r.MAC}] {
			rows = append(rows, r)
		}
	}
	return rows
}

// mediaIndex splits the index of ipNetToMediaTable: ifIndex and four octets.
func mediaIndex(index []uint32) (int, netip.Addr, error) {
	if len(index) != 5 {
		return 0, netip.Addr{}, fmt.Errorf("ipNetToMediaTable index has %d parts, want 5", len(index))
	}
	ip, ok := addressOf(index[1:])
	if !ok {
		return 0, netip.Addr{}, fmt.Errorf("ipNetToMediaTable index has a part above 255")
	}
	return int(index[0]), ip, nil
}

// physicalIndex splits the index of ipNetToPhysicalTable: ifIndex,
// InetAddressType (RFC 4001: 1 IPv4, 2 IPv6, 3 and 4 with a zone), the length
// and the octets of the address.
func physicalIndex(index []uint32) (int, netip.Addr, error) {
	if len(index) < 3 {
		return 0, netip.Addr{}, fmt.Errorf("ipNetToPhysicalTable index has %d parts", len(index))
	}
	size := map[uint32]int{1: 4, 2: 16, 3: 4, 4: 16}[index[1]]
	rest, ok := withoutLength(index[2:], size)
	if !ok {
		return 0, netip.Addr{}, fmt.Errorf("ipNetToPhysicalTable index has no address of type %d", index[1])
	}
	ip, ok := addressOf(rest[:size])
	if !ok {
		return 0, netip.Addr{}, fmt.Errorf("ipNetToPhysicalTable index has a part above 255")
	}
	return int(index[0]), withZone(ip, rest[size:]), nil
}

// withZone adds the zone that InetAddressIPv6z has behind its octets (RFC 4001),
// without which a link-local address says nothing.
func withZone(ip netip.Addr, zone []uint32) netip.Addr {
	if len(zone) != 4 || !ip.Is6() {
		return ip
	}
	n := uint64(0)
	for _, o := range zone {
		n = n<<8 | uint64(o&255)
	}
	return ip.WithZone(strconv.FormatUint(n, 10))
}
