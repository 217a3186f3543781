package dhcp

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/insomniacslk/dhcp/dhcpv4"
	"github.com/insomniacslk/dhcp/dhcpv6"
	"github.com/insomniacslk/dhcp/iana"

	"rollcall/inventory"
)

// began is when the captures of the tests begin.
var began = time.Date(2026, 11, 21, 2, 0, 0, 123456000, time.UTC)

// mac numbers devices.
func mac(n int) inventory.MAC { return inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(n)} }

func hardware(m inventory.MAC) net.HardwareAddr { return m[:] }

// message makes a DHCP message of a client.
func message(t testing.TB, kind dhcpv4.MessageType, more ...dhcpv4.Modifier) *dhcpv4.DHCPv4 {
	t.Helper()
	m, err := dhcpv4.New(append([]dhcpv4.Modifier{
		dhcpv4.WithMessageType(kind), dhcpv4.WithHwAddr(hardware(mac(1))), dhcpv4.WithTransactionID(dhcpv4.TransactionID{0xde, 0xad, 0xbe, 0xef})}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	switch kind {
	case dhcpv4.MessageTypeOffer, dhcpv4.MessageTypeAck, dhcpv4.MessageTypeNak:
		m.OpCode = dhcpv4.OpcodeBootReply
	}
	return m
}

func option(code uint8, value ...byte) dhcpv4.Modifier {
	return dhcpv4.WithOption(dhcpv4.OptGeneric(dhcpv4.GenericOptionCode(code), value))
}

// fullAck is an ACK with 13 options, through a relay.
func fullAck(t testing.TB) []byte {
	m := message(t, dhcpv4.MessageTypeAck,
		dhcpv4.WithYourIP(net.IP{10, 241, 208, 17}), dhcpv4.WithGatewayIP(net.IP{10, 241, 208, 254}), dhcpv4.WithClientIP(net.IP{10, 241, 208, 17}),
		dhcpv4.WithServerIP(net.IP{192, 0, 2, 7}), dhcpv4.WithLeaseTime(28800), dhcpv4.WithNetmask(net.CIDRMask(21, 32)),
		dhcpv4.WithOption(dhcpv4.OptServerIdentifier(net.IP{192, 0, 2, 7})), dhcpv4.WithRouter(net.IP{10, 241, 208, 254}), dhcpv4.WithDNS(net.IP{192, 0, 2, 53}),
		option(12, []byte("tablet-17")...), option(15, []byte("school.example")...), option(58, 0, 0, 0x38, 0x40), option(59, 0, 0, 0x62, 0x70),
		option(61, 1, 0, 0, 0x5e, 0, 0x53, 1), option(60, []byte("android-dhcp-14")...), option(81, append([]byte{0, 0, 0}, "tablet-17.school.example"...)...),
		dhcpv4.WithOption(dhcpv4.OptRelayAgentInfo(dhcpv4.OptGeneric(dhcpv4.AgentCircuitIDSubOption, []byte("ge-0/0/7")), dhcpv4.OptGeneric(dhcpv4.AgentRemoteIDSubOption, []byte{0, 6, 0, 0, 0x5e, 0, 0x53, 0x99}))))
	m.HopCount, m.NumSeconds = 1, 3
	return m.ToBytes()
}

// A wire says how a datagram is put into a frame.
type wire struct {
	tags     []uint16
	from, to netip.AddrPort
	options  []layers.IPv4Option
	raw      bool // without a link header
	damage   func(frame []byte) []byte
}

// clientSays is how a client without an address sends.
func clientSays(tags ...uint16) wire {
	return wire{tags: tags, from: netip.MustParseAddrPort("0.0.0.0:68"), to: netip.MustParseAddrPort("255.255.255.255:67")}
}

// frame builds a frame by gopacket, which is not what takes it apart.
func (w wire) frame(t testing.TB, payload []byte) []byte {
	t.Helper()
	udp := &layers.UDP{SrcPort: layers.UDPPort(w.from.Port()), DstPort: layers.UDPPort(w.to.Port())}
	var stack []gopacket.SerializableLayer
	kind := layers.EthernetTypeIPv4
	if w.from.Addr().Is6() {
		kind = layers.EthernetTypeIPv6
	}
	if !w.raw {
		stack = w.link(kind)
	}
	if kind == layers.EthernetTypeIPv6 {
		ip := &layers.IPv6{Version: 6, NextHeader: layers.IPProtocolUDP, HopLimit: 1, SrcIP: w.from.Addr().AsSlice(), DstIP: w.to.Addr().AsSlice()}
		if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
			t.Fatal(err)
		}
		stack = append(stack, ip)
	} else {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: w.from.Addr().AsSlice(), DstIP: w.to.Addr().AsSlice(), Options: w.options}
		if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
			t.Fatal(err)
		}
		stack = append(stack, ip)
	}
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, append(stack, udp, gopacket.Payload(payload))...); err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(buf.Bytes())
	if w.damage != nil {
		out = w.damage(out)
	}
	return out
}

func (w wire) link(kind layers.EthernetType) []gopacket.SerializableLayer {
	eth := &layers.Ethernet{SrcMAC: hardware(mac(1)), DstMAC: net.HardwareAddr{255, 255, 255, 255, 255, 255}, EthernetType: kind}
	stack := []gopacket.SerializableLayer{eth}
	for i, tag := range w.tags {
		if i == 0 {
			eth.EthernetType = layers.EthernetTypeDot1Q
			if len(w.tags) > 1 {
				eth.EthernetType = layers.EthernetTypeQinQ
			}
		}
		inner := kind
		if i < len(w.tags)-1 {
			inner = layers.EthernetTypeDot1Q
		}
		stack = append(stack, &layers.Dot1Q{VLANIdentifier: tag, Priority: 5, Type: inner})
	}
	return stack
}

// solicit makes a DHCPv6 message of a client.
func solicit(t testing.TB, kind dhcpv6.MessageType, more ...dhcpv6.Option) *dhcpv6.Message {
	t.Helper()
	m := &dhcpv6.Message{MessageType: kind, TransactionID: dhcpv6.TransactionID{0xab, 0xcd, 0xef}}
	m.AddOption(dhcpv6.OptClientID(&dhcpv6.DUIDLLT{HWType: iana.HWTypeEthernet, Time: 1, LinkLayerAddr: hardware(mac(2))}))
	for _, o := range more {
		m.AddOption(o)
	}
	return m
}

// six is how a client sends DHCPv6.
func six() wire {
	return wire{from: netip.MustParseAddrPort("[fe80::200:5eff:fe00:5301]:546"), to: netip.MustParseAddrPort("[ff02::1:2]:547")}
}

// pcapFile writes frames of Ethernet as a capture, one every half second.
func pcapFile(t testing.TB, link LinkType, frames ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	if err := w.WriteFileHeader(1<<16, link); err != nil {
		t.Fatal(err)
	}
	for i, f := range frames {
		info := gopacket.CaptureInfo{Timestamp: began.Add(time.Duration(i) * 500 * time.Millisecond), CaptureLength: len(f), Length: len(f)}
		if err := w.WritePacket(info, f); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}
