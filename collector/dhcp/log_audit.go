package dhcp

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// The fields of a line of the audit log of a Windows DHCP server, DhcpSrvLog-Mon.log;
// those of IPv6, DhcpV6SrvLog-Mon.log, differ from the sixth on. The head names them
// in the language of the server; their order is the same in all. A server of 2008
// writes no more than the first thirteen.
const (
	winID = iota
	winDate
	winTime
	winText
	winIP
	winHost
	winMAC
	_
	winXID
	winVendor = 14

	winFields = 7 // that every line has

	win6DUIDLength = 7
	win6DUID       = 8
)

// windowsKinds are the events that say something of an exchange. What a server does
// by itself (DNS updates, clean-up, leases that ran out) does not.
var windowsKinds = map[int]inventory.DHCPType{
	10: inventory.DHCPAck, 11: inventory.DHCPAck, 12: inventory.DHCPRelease, 13: inventory.DHCPDecline,
	14: inventory.DHCPDiscover, // the scope is full: who asked was given nothing
	15: inventory.DHCPNak, 20: inventory.DHCPAck, 21: inventory.DHCPAck,
	// A request, a renewal and a rebinding are written with the address that was given.
	11000: "solicit", 11001: "advertise", 11002: inventory.DHCPReply, 11003: "confirm", 11004: inventory.DHCPReply, 11005: inventory.DHCPReply,
	11006: "decline6", 11007: "release6", 11008: "information",
}

// windowsLine reads a line of the audit log. Its times are local, month first in
// every language.
func (f LogFile) windowsLine(line string) (m inventory.DHCPMessage, told bool, err error) {
	fields := strings.Split(strings.Trim(line, "\x00 \t"), ",")
	id, err := strconv.Atoi(strings.TrimSpace(fields[winID]))
	if err != nil || id >= 0 && len(fields) < winFields { // the head, and what explains it
		if err == nil && len(fields) > 1 {
			return m, false, RefusedShape
		}
		return m, false, nil
	}
	kind, ok := windowsKinds[id]
	if !ok {
		return m, false, nil
	}
	at, err := time.ParseInLocation("01/02/06 15:04:05", strings.TrimSpace(fields[winDate])+" "+strings.TrimSpace(fields[winTime]), f.zone())
	if err != nil || !plausible(at.Unix()) {
		return m, false, RefusedTime
	}
	m = f.message(at, kind)
	m.HostName = tidy(fields[winHost])
	if ip, err := netip.ParseAddr(strings.TrimSpace(fields[winIP])); err == nil {
		setAddress(&m, ip)
	} else if kind == inventory.DHCPAck || kind == inventory.DHCPReply {
		return m, false, RefusedAddress
	}
	if id >= 11000 {
		m.Version = 6
		return m, true, windowsSix(&m, fields)
	}
	return m, true, windowsFour(&m, fields)
}

func windowsFour(m *inventory.DHCPMessage, fields []string) error {
	var err error
	if m.MAC, err = inventory.ParseMAC(strings.TrimSpace(fields[winMAC])); err != nil {
		return RefusedMAC
	}
	if len(fields) > winXID {
		if xid, err := strconv.ParseUint(strings.TrimSpace(fields[winXID]), 10, 32); err == nil {
			m.XID = uint32(xid)
		}
	}
	if len(fields) > winVendor {
		m.VendorClass = tidy(fields[winVendor])
	}
	return nil
}

func windowsSix(m *inventory.DHCPMessage, fields []string) error {
	if len(fields) <= win6DUID {
		return RefusedMAC
	}
	duid := octets(strings.TrimSpace(fields[win6DUID]))
	if len(duid) == 0 {
		return RefusedMAC
	}
	m.ClientID = hex.EncodeToString(duid)
	m.MAC, _ = macOfDUID(duid)
	return nil
}
