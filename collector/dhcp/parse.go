package dhcp

import (
	"encoding/hex"
	"net"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/inventory"
)

// Parse understands a packet. What it says of how the packet came is left to the
// caller: Via, Source, School. Its error is a Refusal.
func Parse(p Packet) (m inventory.DHCPMessage, err error) {
	defer func() {
		if bug := recover(); bug != nil {
			m, err = inventory.DHCPMessage{}, RefusedPanic
		}
	}()
	switch {
	case len(p.Payload) > maxMessage:
		return m, RefusedSize
	case p.From.Addr().Is6():
		m, err = parse6(p)
	default:
		m, err = parse4(p.Payload)
	}
	m.At, m.From, m.FromMAC, m.VID = p.At, p.From.Addr(), p.FromMAC, p.VID
	return m, err
}

// How much of what a packet says is kept.
const (
	mostText       = 64 // octets: of a host name (RFC 1035, 2.3.4 has 63 a label), a class, an option 82
	mostIdentifier = 64 // octets, of which each is two digits
	mostParameters = 64
)

// text is what a person may have written: valid UTF-8 without anything that a
// terminal or a page would obey, and no longer than mostText.
func text(b []byte) string {
	s := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(strings.TrimRight(string(b), "\x00"), string(utf8.RuneError)))
	return clip(s)
}

func clip(s string) string {
	if len(s) <= mostText {
		return s
	}
	end := mostText
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// hint is what equipment wrote of itself: text where it is plain, else hexadecimal.
func hint(b []byte) string {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return hexadecimal(b[:min(len(b), mostText/2)])
		}
	}
	return string(b[:min(len(b), mostText)])
}

func hexadecimal(b []byte) string { return hex.EncodeToString(b) }

// address is an address that says something; zero: it says nothing.
func address(ip net.IP) netip.Addr {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok || addr.IsUnspecified() {
		return netip.Addr{}
	}
	return addr.Unmap()
}

// device is a MAC that a device may have.
func device(b []byte) (mac inventory.MAC, ok bool) {
	if len(b) != len(mac) {
		return mac, false
	}
	mac = inventory.MAC(b)
	return mac, !mac.IsZero() && !mac.IsGroup()
}
