package dhcp

import (
	"encoding/binary"
	"net/netip"

	"github.com/gopacket/gopacket/layers"

	"rollcall/inventory"
)

// A LinkType says how a frame begins, as capture files number it (tcpdump.org/linktypes).
type LinkType = layers.LinkType

// Types of protocols behind a link header (IEEE 802.3, 3.2.6).
const (
	etherIPv4   = 0x0800
	etherIPv6   = 0x86dd
	etherVLAN   = 0x8100 // IEEE 802.1Q
	etherQinQ   = 0x88a8 // IEEE 802.1ad
	etherQinQ91 = 0x9100 // the same before it was a standard
)

// maxTags is how many VLAN tags a frame may have.
const maxTags = 2

// Protocols behind an IP header.
const (
	protoUDP      = 17
	protoFragment = 44 // RFC 8200, 4.5
)

// Ports of DHCP (RFC 2131, 4.1; RFC 8415, 7.2).
const (
	portServer4, portClient4 = 67, 68
	portClient6, portServer6 = 546, 547
)

// Cut cuts the DHCP datagram out of a frame. Its payload is a part of the frame.
// What cannot be seen to be DHCP is NotDHCP, and only for what is there is another
// reason. Checksums are not looked at: a capture may show packets that a network
// card has yet to finish.
func Cut(link LinkType, frame []byte) (Packet, error) {
	var p Packet
	kind, rest := p.link(link, frame)
	switch kind {
	case etherIPv4:
		return p, p.ipv4(rest)
	case etherIPv6:
		return p, p.ipv6(rest)
	}
	return p, NotDHCP
}

// link reads the header of a link. Kind 0: too short, or not known.
func (p *Packet) link(link LinkType, frame []byte) (kind uint16, rest []byte) {
	switch link {
	case layers.LinkTypeEthernet:
		if len(frame) < 14 {
			return 0, nil
		}
		p.ToMAC, p.FromMAC = inventory.MAC(frame[:6]), inventory.MAC(frame[6:12])
		return p.tags(binary.BigEndian.Uint16(frame[12:]), frame[14:])
	case layers.LinkTypeLinuxSLL:
		if len(frame) < 16 {
			return 0, nil
		}
		p.cooked(binary.BigEndian.Uint16(frame[4:]), frame[6:14])
		return p.tags(binary.BigEndian.Uint16(frame[14:]), frame[16:])
	case layers.LinkTypeLinuxSLL2:
		if len(frame) < 20 {
			return 0, nil
		}
		p.cooked(uint16(frame[11]), frame[12:20])
		return p.tags(binary.BigEndian.Uint16(frame), frame[20:])
	case layers.LinkTypeRaw, layers.LinkTypeIPv4, layers.LinkTypeIPv6, rawOpenBSD, rawBSD:
		return rawIP(frame)
	}
	return 0, nil
}

// Numbers of raw IP that some systems write into files.
const (
	rawBSD     LinkType = 12
	rawOpenBSD LinkType = 14
)

// knownLink says whether frames of a link can be cut.
func knownLink(link LinkType) bool {
	switch link {
	case layers.LinkTypeEthernet, layers.LinkTypeLinuxSLL, layers.LinkTypeLinuxSLL2,
		layers.LinkTypeRaw, layers.LinkTypeIPv4, layers.LinkTypeIPv6, rawOpenBSD, rawBSD:
		return true
	}
	return false
}

// cooked reads the sender of a frame of "any" interface.
func (p *Packet) cooked(length uint16, addr []byte) {
	if length == 6 {
		p.FromMAC = inventory.MAC(addr[:6])
	}
}

func rawIP(frame []byte) (kind uint16, rest []byte) {
	if len(frame) == 0 {
		return 0, nil
	}
	switch frame[0] >> 4 {
	case 4:
		return etherIPv4, frame
	case 6:
		return etherIPv6, frame
	}
	return 0, nil
}

// tags takes VLAN tags off; the innermost is the client's own network.
func (p *Packet) tags(kind uint16, rest []byte) (uint16, []byte) {
	for range maxTags {
		if !isTag(kind) {
			break
		}
		if len(rest) < 4 {
			return 0, nil
		}
		if vid := int(binary.BigEndian.Uint16(rest) & 0xfff); vid != 0 {
			p.VID = vid
		}
		kind, rest = binary.BigEndian.Uint16(rest[2:]), rest[4:]
	}
	return kind, rest
}

func isTag(kind uint16) bool { return kind == etherVLAN || kind == etherQinQ || kind == etherQinQ91 }

// ipv4 reads a header (RFC 791, 3.1) and what it carries.
func (p *Packet) ipv4(b []byte) error {
	if len(b) < 20 || b[0]>>4 != 4 || b[9] != protoUDP {
		return NotDHCP
	}
	header, total := int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
	pieces := binary.BigEndian.Uint16(b[6:])
	if header < 20 || len(b) < header || pieces&0x1fff != 0 {
		return NotDHCP // a later fragment has no ports
	}
	p.From = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[12:16])), 0)
	p.To = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[16:20])), 0)
	return p.udp(b[header:], total-header, pieces&0x2000 != 0)
}

// ipv6 reads a header (RFC 8200, 3) and what it carries. Of extension headers only
// that of fragments is known: no client, relay or server sends others.
func (p *Packet) ipv6(b []byte) error {
	if len(b) < 40 || b[0]>>4 != 6 {
		return NotDHCP
	}
	next, total, more := b[6], int(binary.BigEndian.Uint16(b[4:])), false
	p.From = netip.AddrPortFrom(netip.AddrFrom16([16]byte(b[8:24])), 0)
	p.To = netip.AddrPortFrom(netip.AddrFrom16([16]byte(b[24:40])), 0)
	b = b[40:]
	if next == protoFragment {
		if len(b) < 8 || binary.BigEndian.Uint16(b[2:])&0xfff8 != 0 {
			return NotDHCP
		}
		next, more, b, total = b[0], b[3]&1 != 0, b[8:], total-8
	}
	if next != protoUDP {
		return NotDHCP
	}
	return p.udp(b, total, more)
}

// udp reads a header (RFC 768). total is how many octets of it there are by the
// header before; b may have fewer, where the capture did not keep them, or more,
// where the link filled the frame up.
func (p *Packet) udp(b []byte, total int, fragment bool) error {
	if len(b) < 8 {
		return NotDHCP
	}
	from, to, length := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]), int(binary.BigEndian.Uint16(b[4:]))
	p.From, p.To = netip.AddrPortFrom(p.From.Addr(), from), netip.AddrPortFrom(p.To.Addr(), to)
	v4 := p.From.Addr().Is4()
	switch {
	case !isDHCP(v4, from) && !isDHCP(v4, to):
		return NotDHCP
	case fragment:
		return RefusedFragment
	case length < 8 || length > total:
		return RefusedLength
	case length > len(b):
		return RefusedTruncated
	}
	p.Payload = b[8:length]
	return nil
}

func isDHCP(v4 bool, port uint16) bool {
	if v4 {
		return port == portServer4 || port == portClient4
	}
	return port == portClient6 || port == portServer6
}
