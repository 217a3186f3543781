package snmp

import (
	"context"
	"net/netip"
	"slices"

	"rollcall/inventory"
)

// No standard MIB holds the clients of a wireless controller. Three private ones
// do: AIRESPACE-WIRELESS-MIB (Cisco), WLSX-USER-MIB with WLSX-WLAN-MIB (Aruba
// controllers) and AI-AP-MIB (Aruba Instant). All are asked together, and what
// the agent does not have is not asked again for some polls.

// A radioMIB is the three tables of one of them.
type radioMIB struct {
	name    string
	clients *group
	aps     *group // the names of access points, with the MAC as index
	cells   *group // the SSID of each BSSID; nil: the clients' table has it
	more    *group // a second table of clients: BSSID and SSID by MAC; nil: there is none

	client func(row *row) (c inventory.WirelessClient, at inventory.MAC, ok bool)
	cell   func(row *row) (bssid, ap inventory.MAC, ok bool)
}

func radioMIBs() []radioMIB {
	return []radioMIB{airespaceMIB(), wlsxMIB(), instantMIB()}
}

// airespaceMIB has bsnMobileStationTable and bsnAPTable, each with a MAC as index.
func airespaceMIB() radioMIB {
	return radioMIB{name: "bsnMobileStationTable", client: airespaceClient,
		clients: &group{name: "bsnclient", optional: true, columns: []column{
			{object: "bsnMobileStationIpAddress", oid: ".1.3.6.1.4.1.14179.2.1.4.1.2"},
			{object: "bsnMobileStationAPMacAddr", oid: ".1.3.6.1.4.1.14179.2.1.4.1.4"},
			{object: "bsnMobileStationSsid", oid: ".1.3.6.1.4.1.14179.2.1.4.1.7", long: true},
		}},
		aps: &group{name: "bsnap", optional: true, columns: []column{
			{object: "bsnAPName", oid: ".1.3.6.1.4.1.14179.2.2.1.1.3", long: true},
		}},
	}
}

func airespaceClient(row *row) (c inventory.WirelessClient, ap inventory.MAC, ok bool) {
	m, _, err := macIndex(row.index)
	ap, _ = row.cells[1].mac()
	return inventory.WirelessClient{MAC: m, IP: row.cells[0].address(), SSID: row.cells[2].text()}, ap, err == nil
}

// wlsxMIB has wlsxUserTable, whose index is the MAC and the IPv4 address, and
// wlsxWlanAPBssidTable, whose index is the access point, its radio and the BSSID.
// Clients whose traffic does not pass the controller are no users of it: those
// stand in wlsxWlanStationTable only.
func wlsxMIB() radioMIB {
	return radioMIB{name: "wlsxUserTable", client: wlsxClient, cell: wlsxCell,
		clients: &group{name: "wlsxuser", optional: true, columns: []column{
			{object: "nUserApBSSID", oid: ".1.3.6.1.4.1.14823.2.2.1.4.1.2.1.11"},
		}},
		aps: &group{name: "wlsxap", optional: true, columns: []column{
			{object: "wlanAPName", oid: ".1.3.6.1.4.1.14823.2.2.1.5.2.1.4.1.3", long: true},
		}},
		cells: &group{name: "wlsxbssid", optional: true, columns: []column{
			{object: "wlanAPESSID", oid: ".1.3.6.1.4.1.14823.2.2.1.5.2.1.7.1.2", long: true},
		}},
		more: &group{name: "wlsxstation", optional: true, columns: []column{
			{object: "wlanStaApBssid", oid: ".1.3.6.1.4.1.14823.2.2.1.5.2.2.1.1.2"},
			{object: "wlanStaAccessPointESSID", oid: ".1.3.6.1.4.1.14823.2.2.1.5.2.2.1.1.12", long: true},
		}},
	}
}

// wlsxClient leaves out users behind a wire of the controller: they have no BSSID.
func wlsxClient(row *row) (c inventory.WirelessClient, bssid inventory.MAC, ok bool) {
	if len(row.index) != 10 {
		return c, bssid, false
	}
	m, _, err := macIndex(row.index[:6])
	ip, isIP := addressOf(row.index[6:])
	bssid, _ = row.cells[0].mac()
	if isIP && !ip.IsUnspecified() {
		c.IP = ip
	}
	c.MAC = m
	return c, bssid, err == nil && !bssid.IsZero()
}

func wlsxCell(row *row) (bssid, ap inventory.MAC, ok bool) {
	if len(row.index) != 13 {
		return bssid, ap, false
	}
	ap, _, err := macIndex(row.index[:6])
	bssid, _, err2 := macIndex(row.index[7:])
	return bssid, ap, err == nil && err2 == nil
}

// instantMIB has aiClientTable and aiAccessPointTable, each with a MAC as index,
// and aiWlanTable, whose index is the access point and a number.
func instantMIB() radioMIB {
	return radioMIB{name: "aiClientTable", client: instantClient, cell: instantCell,
		clients: &group{name: "aiclient", optional: true, columns: []column{
			{object: "aiClientWlanMACAddress", oid: ".1.3.6.1.4.1.14823.2.3.3.1.2.4.1.2"},
			{object: "aiClientIPAddress", oid: ".1.3.6.1.4.1.14823.2.3.3.1.2.4.1.3"},
		}},
		aps: &group{name: "aiap", optional: true, columns: []column{
			{object: "aiAPName", oid: ".1.3.6.1.4.1.14823.2.3.3.1.2.1.1.2", long: true},
		}},
		cells: &group{name: "aiwlan", optional: true, columns: []column{
			{object: "aiWlanESSID", oid: ".1.3.6.1.4.1.14823.2.3.3.1.2.3.1.3", long: true},
			{object: "aiWlanMACAddress", oid: ".1.3.6.1.4.1.14823.2.3.3.1.2.3.1.4"},
		}},
	}
}

func instantClient(row *row) (c inventory.WirelessClient, bssid inventory.MAC, ok bool) {
	m, _, err := macIndex(row.index)
	bssid, _ = row.cells[0].mac()
	return inventory.WirelessClient{MAC: m, IP: row.cells[1].address()}, bssid, err == nil
}

func instantCell(row *row) (bssid, ap inventory.MAC, ok bool) {
	if len(row.index) != 7 {
		return bssid, ap, false
	}
	ap, _, err := macIndex(row.index[:6])
	bssid, ok = row.cells[1].mac()
	return bssid, ap, err == nil && ok
}

// groups are the tables of a MIB.
func (m radioMIB) groups() []*group {
	return slices.DeleteFunc([]*group{m.clients, m.aps, m.cells, m.more}, func(g *group) bool { return g == nil })
}

// readWireless fills in the clients of a wireless controller.
func (r *reader) readWireless(ctx context.Context) {
	mibs := radioMIBs()
	var groups []*group
	for _, m := range mibs {
		groups = append(groups, m.groups()...)
	}
	tables := r.w.walk(ctx, groups...)
	f := faultf(inventory.ReasonUnsupported, "the agent has no table of wireless clients")
	state := inventory.TableState{}
	for _, m := range mibs {
		n := len(m.groups())
		mine := tables[:n]
		tables = tables[n:]
		var broken *fault
		for _, t := range mine {
			broken = firstFault(broken, t.incomplete())
		}
		there := slices.ContainsFunc(mine, func(t *table) bool { return len(t.rows) > 0 })
		if broken == nil && !there {
			continue
		}
		if f == nil || f.reason == inventory.ReasonUnsupported {
			f = broken
		}
		for _, t := range mine { // a controller: its clients may come at any time
			r.mem.Seen[t.group.name] = true
		}
		state.Dialect = joinDialect(state.Dialect, m.name)
		r.poll.Wireless = append(r.poll.Wireless, m.read(mine)...)
	}
	state.Rows = len(r.poll.Wireless)
	if state.Rows > 0 {
		state.Score = 1
	}
	r.state(inventory.TableWireless, f, state)
}

// An air is what the tables of access points and networks say of a BSSID.
type air struct {
	names map[inventory.MAC]string        // of access points
	ssids map[inventory.MAC]string        // by BSSID
	home  map[inventory.MAC]inventory.MAC // the access point of a BSSID
}

// on says at which access point, and in which network, a client with a BSSID is.
func (a air) on(c inventory.WirelessClient, at inventory.MAC) inventory.WirelessClient {
	ap, known := a.home[at]
	if !known {
		ap = at
	}
	if c.SSID == "" {
		c.SSID = a.ssids[at]
	}
	if c.AP = a.names[ap]; c.AP == "" && !ap.IsZero() {
		c.AP = ap.String()
	}
	return c
}

// rowsOf are the rows of one of the groups; none where the MIB has no such group.
func rowsOf(tables []*table, g *group) []row {
	i := slices.IndexFunc(tables, func(t *table) bool { return g != nil && t.group == g })
	if i < 0 {
		return nil
	}
	return tables[i].rows
}

// air reads the tables of access points and networks.
func (m radioMIB) air(tables []*table) air {
	a := air{map[inventory.MAC]string{}, map[inventory.MAC]string{}, map[inventory.MAC]inventory.MAC{}}
	for _, row := range rowsOf(tables, m.aps) {
		if ap, _, err := macIndex(row.index); err == nil {
			a.names[ap] = row.cells[0].text()
		}
	}
	for _, row := range rowsOf(tables, m.cells) {
		if bssid, ap, ok := m.cell(&row); ok {
			a.ssids[bssid], a.home[bssid] = row.cells[0].text(), ap
		}
	}
	return a
}

// read joins the clients with the names of their access points and networks.
func (m radioMIB) read(tables []*table) []inventory.WirelessClient {
	var clients []inventory.WirelessClient
	a, seen := m.air(tables), map[inventory.MAC]bool{}
	for _, row := range rowsOf(tables, m.clients) {
		if c, at, ok := m.client(&row); ok {
			clients, seen[c.MAC] = append(clients, a.on(c, at)), true
		}
	}
	for _, row := range rowsOf(tables, m.more) {
		mac, _, err := macIndex(row.index)
		at, ok := row.cells[0].mac()
		if err == nil && ok && !seen[mac] {
			clients = append(clients, a.on(inventory.WirelessClient{MAC: mac, SSID: row.cells[1].text()}, at))
		}
	}
	return clients
}

// address returns an IpAddress; the zero Addr where there is none.
func (v value) address() netip.Addr {
	s, _ := v.any.(string)
	a, err := netip.ParseAddr(s)
	if err != nil || a.IsUnspecified() {
		return netip.Addr{}
	}
	return a
}
