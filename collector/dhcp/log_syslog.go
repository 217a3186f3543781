package dhcp

import (
	"encoding/hex"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// said is the name of a message in a line of dhcpd or dnsmasq. dnsmasq writes the
// interface behind it in brackets, and with log-dhcp the transaction before it.
var said = regexp.MustCompile(`(?:\b(\d{1,10}) )?\bDHCP([A-Z]{3,9})\b(?:\(([^)]{1,64})\))?(.*)`)

// replied is how dhcpd -6 says what it gives.
var replied = regexp.MustCompile(`\b(Advertise|Reply) (?:NA|TA): address (\S+) to client with duid ([0-9a-fA-F:]+)(?:.*valid for (\d+) seconds)?`)

// syslogLine reads a line of ISC dhcpd or of dnsmasq, as a syslog daemon or they
// themselves write it. Whose it is says the wording.
func (f LogFile) syslogLine(line string) (m inventory.DHCPMessage, told bool, err error) {
	if g := replied.FindStringSubmatch(line); g != nil {
		return f.repliedLine(line, g)
	}
	g := said.FindStringSubmatch(line)
	if g == nil {
		return m, false, nil
	}
	kind, ok := kinds[g[2]]
	if !ok {
		return m, false, nil
	}
	at, _, err := f.stamp(line)
	if err != nil {
		return m, false, err
	}
	m = f.message(at, kind)
	xid, err := strconv.ParseUint(g[1], 10, 32)
	if err == nil && g[3] != "" {
		m.XID = uint32(xid)
	}
	if g[3] != "" {
		return f.dnsmasqSaid(m, strings.Fields(g[4]))
	}
	return f.dhcpdSaid(m, strings.Fields(g[4]))
}

func (f LogFile) repliedLine(line string, g []string) (m inventory.DHCPMessage, told bool, err error) {
	at, _, err := f.stamp(line)
	if err != nil {
		return m, false, err
	}
	m = f.message(at, inventory.DHCPType(strings.ToLower(g[1])))
	m.Version = 6
	if m.YourIP, err = netip.ParseAddr(g[2]); err != nil {
		return m, false, RefusedAddress
	}
	duid := octets(unpadded(g[3]))
	m.ClientID = hex.EncodeToString(duid)
	m.MAC, _ = macOfDUID(duid)
	if n, err := strconv.ParseInt(g[4], 10, 64); err == nil {
		m.Lease = seconds(n)
	}
	return m, true, nil
}

// dnsmasqSaid reads what follows DHCPACK(eth0): address, MAC or DUID, host name; of
// these the address may be missing.
func (f LogFile) dnsmasqSaid(m inventory.DHCPMessage, words []string) (inventory.DHCPMessage, bool, error) {
	if len(words) > 0 {
		if ip, err := netip.ParseAddr(words[0]); err == nil {
			setAddress(&m, ip)
			words = words[1:]
		}
	}
	if len(words) == 0 {
		return m, false, RefusedMAC
	}
	var err error
	if m.MAC, err = inventory.ParseMAC(words[0]); err != nil {
		duid := octets(words[0])
		if len(duid) < 4 {
			return m, false, RefusedMAC
		}
		m.MAC, _ = macOfDUID(duid)
		m.Version, m.ClientID, m.Type = 6, hex.EncodeToString(duid), sixOf(m.Type)
	} else if m.YourIP.Is6() {
		m.Version, m.Type = 6, sixOf(m.Type)
	}
	if len(words) > 1 && (m.Type == inventory.DHCPAck || m.Type == inventory.DHCPReply) {
		m.HostName = tidy(words[1])
	}
	return m, true, nil
}

// dhcpdSaid reads what follows DHCPACK: "on ADDRESS to MAC (host) via RELAY" and
// the like. The relay is told by its address, or there is the interface.
func (f LogFile) dhcpdSaid(m inventory.DHCPMessage, words []string) (inventory.DHCPMessage, bool, error) {
	for i := 0; i+1 < len(words); i++ {
		word := strings.TrimRight(words[i+1], ":;,")
		switch words[i] {
		case "on", "for", "of", "to", "from":
			if ip, err := netip.ParseAddr(word); err == nil {
				setAddress(&m, ip)
			} else if mac, err := inventory.ParseMAC(word); err == nil && m.MAC.IsZero() {
				m.MAC = mac
			} else {
				continue
			}
			i++
			if name, ok := bracketed(words, i+1); ok {
				i++
				inBrackets(&m, name)
			}
		case "via":
			if ip, err := netip.ParseAddr(word); err == nil {
				m.Gateway = ip
			}
			i = len(words)
		}
	}
	if m.MAC.IsZero() {
		if m.Type == inventory.DHCPInform { // it has an address, and only that is told
			return m, false, nil
		}
		return m, false, RefusedMAC
	}
	return m, true, nil
}

// bracketed is the word in brackets at a place, if one is there.
func bracketed(words []string, i int) (string, bool) {
	if i >= len(words) {
		return "", false
	}
	inside, opened := strings.CutPrefix(words[i], "(")
	inside, closed := strings.CutSuffix(strings.TrimRight(inside, ":;,"), ")")
	return inside, opened && closed
}

// inBrackets takes in what stands in brackets: behind an address the server that is
// asked, or the MAC; behind a MAC the host name.
func inBrackets(m *inventory.DHCPMessage, word string) {
	if ip, err := netip.ParseAddr(word); err == nil {
		m.Server = ip
	} else if mac, err := inventory.ParseMAC(word); err == nil && m.MAC.IsZero() {
		m.MAC = mac
	} else if !m.MAC.IsZero() && word != "found" {
		m.HostName = tidy(word)
	}
}

// setAddress puts the address of a message where its type has it.
func setAddress(m *inventory.DHCPMessage, ip netip.Addr) {
	switch m.Type {
	case inventory.DHCPDiscover, inventory.DHCPRequest, inventory.DHCPDecline, inventory.DHCPNak:
		m.Wanted = ip
	case inventory.DHCPRelease, inventory.DHCPInform:
		m.ClientIP, m.YourIP = ip, ip
	default:
		m.YourIP = ip
	}
}
