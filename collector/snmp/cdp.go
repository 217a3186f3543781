package snmp

import (
	"net/netip"

	"rollcall/inventory"
)

// The columns of cdpGroup, by position.
const (
	colCDPAddress = iota
	colCDPVersion
	colCDPDevice
	colCDPPort
	colCDPCapabilities
)

// cdpGroup is cdpCacheTable (CISCO-CDP-MIB); its index is ifIndex and a number.
func cdpGroup() *group {
	return &group{name: "cdp", optional: true, columns: []column{
		{object: "cdpCacheAddress", oid: ".1.3.6.1.4.1.9.9.23.1.2.1.1.4", long: true},
		{object: "cdpCacheVersion", oid: ".1.3.6.1.4.1.9.9.23.1.2.1.1.5", long: true},
		{object: "cdpCacheDeviceId", oid: ".1.3.6.1.4.1.9.9.23.1.2.1.1.6", long: true},
		{object: "cdpCacheDevicePort", oid: ".1.3.6.1.4.1.9.9.23.1.2.1.1.7", long: true},
		{object: "cdpCacheCapabilities", oid: ".1.3.6.1.4.1.9.9.23.1.2.1.1.9", long: true},
	}}
}

// readCDP adds the neighbours that Cisco's discovery protocol knows.
func (r *reader) readCDP(t *table) {
	for _, row := range t.rows {
		if len(row.index) != 2 {
			continue
		}
		n := inventory.Neighbor{Protocol: "cdp", LocalIfIndex: int(row.index[0]),
			ChassisID: identifier(row.cells[colCDPDevice], false, false), SysName: deviceName(row.cells[colCDPDevice]),
			PortID: identifier(row.cells[colCDPPort], false, false), SysDescr: row.cells[colCDPVersion].text(),
			Capabilities: cdpCapabilities(row.cells[colCDPCapabilities].octets())}
		if a, ok := netip.AddrFromSlice(row.cells[colCDPAddress].octets()); ok && !a.IsUnspecified() {
			n.Addresses = []netip.Addr{a}
		}
		r.poll.Neighbors = append(r.poll.Neighbors, n)
	}
}

// deviceName is cdpCacheDeviceId where that is a name; it may be a MAC in octets.
func deviceName(v value) string {
	if !printable(v.octets()) {
		return ""
	}
	return v.text()
}

// cdpCapabilities names the bits of cdpCacheCapabilities in LLDP's words.
func cdpCapabilities(b []byte) []string {
	if len(b) != 4 {
		return nil
	}
	var caps []string
	for _, c := range []struct {
		bit  byte
		name string
	}{{0x0a, "bridge"}, {0x01, "router"}, {0x40, "repeater"}, {0x80, "telephone"}, {0x10, "station"}} {
		if b[3]&c.bit != 0 {
			caps = append(caps, c.name)
		}
	}
	return caps
}
