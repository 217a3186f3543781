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

// readWireless fills in the clients of a wireless controller.
func (r *reader) readWireless(ctx context.Context) {
	mibs := radioMIBs()
	var groups []*group
	for _, m := range mibs {
		groups = append(groups, m.clients, m.aps)
		if m.cells != nil {
			groups = append(groups, m.cells)
		}
	}
	tables := r.w.walk(ctx, groups...)
	f := faultf(inventory.ReasonUnsupported, "the agent has no table of wireless clients")
	state := inventory.TableState{}
	for _, m := range mibs {
		n := 2
		if m.cells != nil {
			n = 3
		}
		mine := tables[:n]
		tables = tables[n:]
		broken := firstFault(mine[0].incomplete(), mine[1].incomplete(), mine[n-1].incomplete())
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

// read joins the clients with the names of their access points and networks.
func (m radioMIB) read(tables []*table) []inventory.WirelessClient {
	names, ssids, home := map[inventory.MAC]string{}, map[inventory.MAC]string{}, map[inventory.MAC]inventory.MAC{}
	for i := range tables[1].rows {
		row := &tables[1].rows[i]
		if ap, _, err := macIndex(row.index); err == nil {
			names[ap] = row.cells[0].text()
		}
	}
	for i := range tables[len(tables)-1].rows {
		row := &tables[len(tables)-1].rows[i]
		if m.cell == nil {
			break
		}
		if bssid, ap, ok := m.cell(row); ok {
			ssids[bssid], home[bssid] = row.cells[0].text(), ap
		}
	}
	var clients []inventory.WirelessClient
	for i := range tables[0].rows {
		c, at, ok := m.client(&tables[0].rows[i])
		if !ok {
			continue
		}
		ap, known := home[at]
		if !known {
			ap = at
		}
		if c.SSID == "" {
			c.SSID = ssids[at]
		}
		c.AP = names[ap]
		if c.AP == "" && !ap.IsZero() {
			c.AP = ap.String()
		}
		clients = append(clients, c)
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
