package dhcp

import (
	"encoding/hex"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// keaSaid is one message of Kea's log, whatever stands before it: its name, and
// whose it is: [hwtype=1 MAC], cid=[…], tid=0x…: in IPv4, duid=[…] first in IPv6.
var keaSaid = regexp.MustCompile(`\b(DHCP[46]_[A-Z0-9_]+|ALLOC_ENGINE_V[46]_ALLOC_FAIL) (?:duid=\[([0-9a-fA-F:]*)\], )?\[(?:hwtype=1 ([0-9a-fA-F:]{17})|[^\]]*)\](?:, cid=\[([0-9a-fA-F:]*)[^\]]*\])?, tid=0x([0-9a-fA-F]{1,8}): ?(.*)`)

// keaKinds are the messages of Kea that say something of an exchange. Those of
// packets need debug logging; the others come by default.
var keaKinds = map[string]inventory.DHCPType{
	"DHCP4_LEASE_ADVERT": inventory.DHCPOffer, "DHCP4_LEASE_OFFER": inventory.DHCPOffer,
	"DHCP4_LEASE_ALLOC": inventory.DHCPAck, "DHCP4_LEASE_REUSE": inventory.DHCPAck,
	"DHCP4_INIT_REBOOT": inventory.DHCPRequest, "DHCP4_RELEASE": inventory.DHCPRelease, "DHCP4_DECLINE_LEASE": inventory.DHCPDecline,
	"DHCP4_PACKET_NAK_0001": inventory.DHCPNak, "DHCP4_PACKET_NAK_0002": inventory.DHCPNak, "DHCP4_PACKET_NAK_0003": inventory.DHCPNak,
	"DHCP4_PACKET_NAK_0004": inventory.DHCPNak,
	"DHCP6_LEASE_ADVERT":    "advertise", "DHCP6_LEASE_ALLOC": inventory.DHCPReply, "DHCP6_LEASE_RENEW": inventory.DHCPReply,
	"DHCP6_LEASE_REUSE": inventory.DHCPReply, "DHCP6_RELEASE_NA": "release6",
	// Who is given nothing has asked.
	"ALLOC_ENGINE_V4_ALLOC_FAIL": inventory.DHCPDiscover, "ALLOC_ENGINE_V6_ALLOC_FAIL": "solicit",
}

// keaAddress and keaLength find the address and the length of a lease in the words
// of a message.
var (
	keaAddress = regexp.MustCompile(`(?:lease for address|[Ll]ease|address|binding for address|requests address) ([0-9a-fA-F]*[.:][0-9a-fA-F.:]*[0-9a-fA-F])`)
	keaLength  = regexp.MustCompile(`for (\d{1,10}) seconds`)
)

// keaLine reads a line of Kea's log, as Kea writes it or a syslog daemon does.
func (f LogFile) keaLine(line string) (m inventory.DHCPMessage, told bool, err error) {
	g := keaSaid.FindStringSubmatch(line)
	if g == nil {
		return m, false, nil
	}
	kind, ok := keaKinds[g[1]]
	if !ok {
		return m, false, nil
	}
	at, _, err := f.stamp(line)
	if err != nil {
		return m, false, err
	}
	m = f.message(at, kind)
	if xid, err := strconv.ParseUint(g[5], 16, 32); err == nil {
		m.XID = uint32(xid)
	}
	if strings.Contains(g[1], "6_") {
		m.Version = 6
	}
	id := octets(g[2] + g[4])
	m.ClientID = hex.EncodeToString(id)
	if m.MAC, err = inventory.ParseMAC(g[3]); err != nil {
		if m.MAC, ok = macOfDUID(id); !ok && m.Version == 4 {
			return m, false, RefusedMAC
		}
	}
	if a := keaAddress.FindStringSubmatch(g[6]); a != nil {
		ip, err := netip.ParseAddr(a[1])
		if err != nil {
			return m, false, RefusedAddress
		}
		setAddress(&m, ip)
	}
	if l := keaLength.FindStringSubmatch(g[6]); l != nil {
		n, _ := strconv.ParseInt(l[1], 10, 64)
		m.Lease = seconds(n)
	}
	return m, true, nil
}
