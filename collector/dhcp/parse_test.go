package dhcp

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/insomniacslk/dhcp/dhcpv4"
	"github.com/insomniacslk/dhcp/dhcpv6"
	"github.com/insomniacslk/dhcp/iana"
	"github.com/insomniacslk/dhcp/rfc1035label"

	"rollcall/inventory"
)

var equalAddr = cmpopts.EquateComparable(netip.Addr{})

func ip(s string) netip.Addr { return netip.MustParseAddr(s) }

// v4 is a packet of a client without an address.
func v4(payload []byte) Packet {
	return Packet{At: began, FromMAC: mac(1), VID: 208, From: clientSays().from, To: clientSays().to, Payload: payload}
}

// v6 is a packet of a client by its own link-local address.
func v6(payload []byte) Packet {
	return Packet{At: began, FromMAC: mac(1), From: six().from, To: six().to, Payload: payload}
}

func TestEveryFieldOfAMessage(t *testing.T) {
	got, err := Parse(Packet{At: began, FromMAC: mac(9), VID: 254, From: netip.MustParseAddrPort("192.0.2.7:67"), To: netip.MustParseAddrPort("10.241.208.254:67"), Payload: fullAck(t)})
	if err != nil {
		t.Fatal(err)
	}
	want := inventory.DHCPMessage{
		At: began, Version: 4, Type: inventory.DHCPAck, XID: 0xdeadbeef, MAC: mac(1), ClientID: "0100005e005301", Secs: 3, Hops: 1,
		ClientIP: ip("10.241.208.17"), YourIP: ip("10.241.208.17"), Gateway: ip("10.241.208.254"), Server: ip("192.0.2.7"),
		From: ip("192.0.2.7"), FromMAC: mac(9), VID: 254, HostName: "tablet-17", VendorClass: "android-dhcp-14",
		CircuitID: "ge-0/0/7", RemoteID: "000600005e005399", Lease: 8 * time.Hour,
	}
	if diff := cmp.Diff(want, got, equalAddr); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
}

func TestWhatAClientSays(t *testing.T) {
	name := func(code uint8, value string) dhcpv4.Modifier { return option(code, []byte(value)...) }
	discover := dhcpv4.MessageTypeDiscover
	for _, tt := range []struct {
		name string
		more []dhcpv4.Modifier
		want inventory.DHCPMessage
	}{
		{"nothing more", nil, inventory.DHCPMessage{}},
		{"parameters, in its order", []dhcpv4.Modifier{option(55, 1, 121, 3, 6, 15)}, inventory.DHCPMessage{Parameters: []byte{1, 121, 3, 6, 15}}},
		{"an address that it wants", []dhcpv4.Modifier{option(50, 10, 241, 208, 9)}, inventory.DHCPMessage{Wanted: ip("10.241.208.9")}},
		{"a name with an end of C", []dhcpv4.Modifier{name(12, "PC-01\x00")}, inventory.DHCPMessage{HostName: "PC-01"}},
		{"a name in Chinese", []dhcpv4.Modifier{name(12, "教師平板")}, inventory.DHCPMessage{HostName: "教師平板"}},
		{"a name that would be obeyed", []dhcpv4.Modifier{name(12, "a\x1b[2Jb\r\nc\u202ed")}, inventory.DHCPMessage{HostName: "a\ufffd[2Jb\ufffd\ufffdc\ufffdd"}},
		{"a name that is no UTF-8", []dhcpv4.Modifier{name(12, "\xb1\xd0x")}, inventory.DHCPMessage{HostName: "\ufffdx"}},
		{"a name too long, not cut within a letter", []dhcpv4.Modifier{name(12, strings.Repeat("師", 30))}, inventory.DHCPMessage{HostName: strings.Repeat("師", 21)}},
		{"a full name", []dhcpv4.Modifier{name(81, "\x00\x00\x00pc.school.example")}, inventory.DHCPMessage{HostName: "pc.school.example"}},
		{"a full name in the form of DNS", []dhcpv4.Modifier{name(81, "\x05\x00\x00\x02pc\x06school\x00")}, inventory.DHCPMessage{HostName: "pc.school"}},
		{"a full name that is none", []dhcpv4.Modifier{name(81, "\x04\x00\x00\xff\xff")}, inventory.DHCPMessage{}},
		{"an empty full name", []dhcpv4.Modifier{name(81, "\x00\x00\x00")}, inventory.DHCPMessage{}},
		{"a circuit in binary", []dhcpv4.Modifier{option(82, 1, 6, 0, 4, 0, 30, 1, 5)}, inventory.DHCPMessage{CircuitID: "0004001e0105"}},
		{"an option 82 that does not end", []dhcpv4.Modifier{option(82, 1, 60, 'x')}, inventory.DHCPMessage{}},
		{"addresses that are none", []dhcpv4.Modifier{option(50, 1, 2), option(54, 1, 2, 3, 4, 5)}, inventory.DHCPMessage{}},
		{"a client identifier without end", []dhcpv4.Modifier{option(61, bytes.Repeat([]byte{0xff}, 255)...)}, inventory.DHCPMessage{ClientID: strings.Repeat("ff", 64)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(v4(message(t, discover, tt.more...).ToBytes()))
			if err != nil {
				t.Fatal(err)
			}
			tt.want.At, tt.want.Version, tt.want.Type, tt.want.XID, tt.want.MAC = began, 4, inventory.DHCPDiscover, 0xdeadbeef, mac(1)
			tt.want.From, tt.want.FromMAC, tt.want.VID = ip("0.0.0.0"), mac(1), 208
			if diff := cmp.Diff(tt.want, got, equalAddr, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTypesOfMessages(t *testing.T) {
	for kind, want := range map[dhcpv4.MessageType]inventory.DHCPType{1: "discover", 2: "offer", 3: "request", 4: "decline", 5: "ack", 6: "nak", 7: "release", 8: "inform"} {
		m, err := Parse(v4(message(t, kind).ToBytes()))
		if err != nil || m.Type != want {
			t.Errorf("type %d: %q, %v, want %q", kind, m.Type, err, want)
		}
	}
	for kind, want := range map[dhcpv6.MessageType]inventory.DHCPType{1: "solicit", 2: "advertise", 3: "request6", 4: "confirm", 5: "renew", 6: "rebind",
		7: "reply", 8: "release6", 9: "decline6", 10: "reconfigure", 11: "information"} {
		m, err := Parse(v6(solicit(t, kind).ToBytes()))
		if err != nil || m.Type != want {
			t.Errorf("type %d of DHCPv6: %q, %v, want %q", kind, m.Type, err, want)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	good := message(t, dhcpv4.MessageTypeDiscover).ToBytes()
	change := func(at int, to ...byte) []byte { return set(at, to...)(bytes.Clone(good)) }
	empty := &dhcpv6.RelayMessage{MessageType: dhcpv6.MessageTypeRelayForward, LinkAddr: net.IPv6loopback, PeerAddr: net.IPv6loopback}
	for _, tt := range []struct {
		name string
		p    Packet
		want Refusal
	}{
		{"nothing", v4(nil), RefusedBOOTP},
		{"half", v4(good[:200]), RefusedBOOTP},
		{"BOOTP without DHCP", v4(change(236, 1, 2, 3, 4)), RefusedBOOTP},
		{"options that do not end", v4(good[:243]), RefusedOptions},
		{"an option longer than the message", v4(append(bytes.Clone(good[:240]), 12, 200, 'x')), RefusedOptions},
		{"no type", v4(append(bytes.Clone(good[:240]), 12, 1, 'x', 255)), RefusedType},
		{"a type of lease queries", v4(message(t, 10).ToBytes()), RefusedType},
		{"a server that says DISCOVER", v4(change(0, 2)), RefusedDirection},
		{"a client that says OFFER", v4(set(0, 1)(message(t, dhcpv4.MessageTypeOffer).ToBytes())), RefusedDirection},
		{"Infiniband", v4(change(1, 32, 0)), RefusedHardware},
		{"an address of 16 octets", v4(change(2, 16)), RefusedHardware},
		{"a length that is more than there can be", v4(change(2, 255)), RefusedHardware},
		{"no address", v4(change(28, 0, 0, 0, 0, 0, 0)), RefusedHardware},
		{"a group's address", v4(change(28, 1)), RefusedHardware},
		{"too long", v4(append(bytes.Clone(good), make([]byte, maxMessage)...)), RefusedSize},
		{"DHCPv6: nothing", v6(nil), RefusedOptions},
		{"DHCPv6: an option that does not end", v6([]byte{1, 0, 0, 1, 0, 1, 0, 9, 0}), RefusedOptions},
		{"DHCPv6: a type that nobody knows", v6([]byte{99, 0, 0, 1}), RefusedType},
		{"DHCPv6: a relay that carries nothing", v6(empty.ToBytes()), RefusedRelayed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Parse(tt.p); !errors.Is(err, tt.want) {
				t.Errorf("Parse: %v, want %v", err, tt.want)
			}
		})
	}
}

func TestDHCPv6(t *testing.T) {
	gives := &dhcpv6.OptIANA{Options: dhcpv6.IdentityOptions{Options: dhcpv6.Options{&dhcpv6.OptIAAddress{IPv6Addr: net.ParseIP("2001:db8::17"), ValidLifetime: time.Hour}}}}
	said := []dhcpv6.Option{dhcpv6.OptElapsedTime(2500 * time.Millisecond), dhcpv6.OptRequestedOption(23, 24, 300),
		&dhcpv6.OptFQDN{DomainName: &rfc1035label.Labels{Labels: []string{"pc.school.example"}}},
		&dhcpv6.OptVendorClass{EnterpriseNumber: 311, Data: [][]byte{[]byte("MSFT 5.0")}}}
	base := inventory.DHCPMessage{At: began, Version: 6, XID: 0xabcdef, MAC: mac(1), ClientID: "00010001" + "00000001" + "00005e005302",
		From: six().from.Addr(), FromMAC: mac(1)}
	relayed := func(more ...dhcpv6.Option) Packet {
		inner := &dhcpv6.RelayMessage{MessageType: dhcpv6.MessageTypeRelayForward, LinkAddr: net.ParseIP("2001:db8:208::1"), PeerAddr: net.ParseIP("fe80::1")}
		inner.AddOption(dhcpv6.OptRelayMessage(solicit(t, dhcpv6.MessageTypeSolicit)))
		for _, o := range more {
			inner.AddOption(o)
		}
		outer := &dhcpv6.RelayMessage{MessageType: dhcpv6.MessageTypeRelayForward, HopCount: 1, LinkAddr: net.IPv6zero, PeerAddr: net.ParseIP("2001:db8:208::1")}
		outer.AddOption(dhcpv6.OptRelayMessage(inner))
		return v6(outer.ToBytes())
	}
	for _, tt := range []struct {
		name string
		p    Packet
		want func(*inventory.DHCPMessage)
	}{
		{"a client by its own frame, whatever card its DUID is of", v6(solicit(t, dhcpv6.MessageTypeSolicit, said...).ToBytes()), func(m *inventory.DHCPMessage) {
			m.Type, m.Secs, m.HostName, m.VendorClass, m.Parameters = "solicit", 2, "pc.school.example", "MSFT 5.0", []byte{23, 24}
		}},
		{"an address that a client wants", v6(solicit(t, dhcpv6.MessageTypeRequest, gives).ToBytes()), func(m *inventory.DHCPMessage) {
			m.Type, m.Wanted = "request6", ip("2001:db8::17")
		}},
		{"an address that a client gives back", v6(solicit(t, dhcpv6.MessageTypeRelease, gives).ToBytes()), func(m *inventory.DHCPMessage) {
			m.Type, m.ClientIP = "release6", ip("2001:db8::17")
		}},
		{"an address that a server gives", Packet{At: began, FromMAC: mac(9), ToMAC: mac(1), From: netip.MustParseAddrPort("[fe80::9]:547"), To: netip.MustParseAddrPort("[fe80::1]:546"),
			Payload: solicit(t, dhcpv6.MessageTypeReply, gives).ToBytes()}, func(m *inventory.DHCPMessage) {
			m.Type, m.YourIP, m.Lease, m.From, m.FromMAC = "reply", ip("2001:db8::17"), time.Hour, ip("fe80::9"), mac(9)
		}},
		{"by a router in between", Packet{At: began, FromMAC: mac(9), From: netip.MustParseAddrPort("[2001:db8::17]:546"), To: netip.MustParseAddrPort("[2001:db8::7]:547"),
			Payload: solicit(t, dhcpv6.MessageTypeRenew, gives).ToBytes()}, func(m *inventory.DHCPMessage) {
			m.Type, m.MAC, m.ClientIP, m.From, m.FromMAC = "renew", mac(2), ip("2001:db8::17"), ip("2001:db8::17"), mac(9)
		}},
		{"through two relays", relayed(dhcpv6.OptInterfaceID([]byte("ge-0/0/7")), &dhcpv6.OptRemoteID{EnterpriseNumber: 9, RemoteID: []byte{1, 2}}), func(m *inventory.DHCPMessage) {
			m.Type, m.MAC, m.Gateway, m.Hops, m.CircuitID, m.RemoteID = "solicit", mac(2), ip("2001:db8:208::1"), 1, "ge-0/0/7", "0102"
		}},
		{"through relays that saw its frame", relayed(dhcpv6.OptClientLinkLayerAddress(iana.HWTypeEthernet, hardware(mac(3)))), func(m *inventory.DHCPMessage) {
			m.Type, m.MAC, m.Gateway, m.Hops = "solicit", mac(3), ip("2001:db8:208::1"), 1
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.p)
			if err != nil {
				t.Fatal(err)
			}
			want := base
			tt.want(&want)
			if diff := cmp.Diff(want, got, equalAddr, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

// TestManyRelaysWithinEachOther, none of which carries a message.
func TestManyRelaysWithinEachOther(t *testing.T) {
	var inner []byte
	for range 200 { // as deep as a message that is taken can be
		relay := append([]byte{12, 0}, make([]byte, 32)...)
		relay = append(relay, 0, 9, byte(len(inner)>>8), byte(len(inner)))
		inner = append(relay, inner...)
	}
	if _, err := Parse(v6(inner)); !isRefusal(err) {
		t.Errorf("Parse: %v", err)
	}
}

func FuzzParse4(f *testing.F) {
	f.Add(fullAck(f))
	f.Add(message(f, dhcpv4.MessageTypeDiscover, option(55, 1, 3, 6), option(12, 'x')).ToBytes())
	f.Add(message(f, dhcpv4.MessageTypeDiscover, option(81, 5, 0, 0, 2, 'p', 'c', 0xc0, 0)).ToBytes())
	f.Fuzz(func(t *testing.T, b []byte) { checkParsed(t, v4(b)) })
}

func FuzzParse6(f *testing.F) {
	f.Add(solicit(f, dhcpv6.MessageTypeSolicit, dhcpv6.OptElapsedTime(time.Second), dhcpv6.OptRequestedOption(23)).ToBytes())
	relay := &dhcpv6.RelayMessage{MessageType: dhcpv6.MessageTypeRelayForward, LinkAddr: net.IPv6loopback, PeerAddr: net.IPv6loopback}
	relay.AddOption(dhcpv6.OptRelayMessage(solicit(f, dhcpv6.MessageTypeRequest)))
	f.Add(relay.ToBytes())
	f.Fuzz(func(t *testing.T, b []byte) { checkParsed(t, v6(b)) })
}

// checkParsed holds what must be true of every message whatever sent it.
func checkParsed(t *testing.T, p Packet) {
	m, err := Parse(p)
	if err != nil {
		if !isRefusal(err) {
			t.Errorf("Parse: %v", err)
		}
		return
	}
	if m.Type == "" || m.Version == 4 && m.MAC.IsZero() || m.MAC.IsGroup() || m.Lease < 0 {
		t.Errorf("%+v", m)
	}
	for _, s := range []string{m.HostName, m.VendorClass, m.CircuitID, m.RemoteID} {
		if len(s) > mostText || !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r\n\x1b") {
			t.Errorf("text %q", s)
		}
	}
	if len(m.ClientID) > 2*mostIdentifier || len(m.Parameters) > mostParameters {
		t.Errorf("%+v", m)
	}
}
