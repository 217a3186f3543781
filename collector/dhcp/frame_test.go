package dhcp

import (
	"bytes"
	"errors"
	"net/netip"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/insomniacslk/dhcp/dhcpv4"
	"golang.org/x/net/bpf"
)

// set changes octets of a frame.
func set(at int, to ...byte) func([]byte) []byte {
	return func(f []byte) []byte { copy(f[at:], to); return f }
}

func cutTo(n int) func([]byte) []byte { return func(f []byte) []byte { return f[:n] } }

// with is a wire with damage.
func (w wire) with(damage func([]byte) []byte) wire { w.damage = damage; return w }

func TestFramesAreCut(t *testing.T) {
	payload := message(t, dhcpv4.MessageTypeDiscover).ToBytes()
	dns := wire{from: netip.MustParseAddrPort("192.0.2.1:53"), to: netip.MustParseAddrPort("192.0.2.2:4000")}
	relayed := wire{from: netip.MustParseAddrPort("10.241.208.254:67"), to: netip.MustParseAddrPort("192.0.2.7:67")}
	options := clientSays()
	options.options = []layers.IPv4Option{{OptionType: 1}, {OptionType: 1}, {OptionType: 1}, {OptionType: 1}}
	raw := clientSays()
	raw.raw = true
	for _, tt := range []struct {
		name string
		link LinkType
		wire wire
		vid  int
		want error
	}{
		{"plain", layers.LinkTypeEthernet, clientSays(), 0, nil},
		{"in a VLAN", layers.LinkTypeEthernet, clientSays(208), 208, nil},
		{"in a VLAN of a VLAN: the inner one is the client's", layers.LinkTypeEthernet, clientSays(3001, 208), 208, nil},
		{"with a priority and no VLAN", layers.LinkTypeEthernet, clientSays(0), 0, nil},
		{"with a priority within a VLAN", layers.LinkTypeEthernet, clientSays(30, 0), 30, nil},
		{"three tags", layers.LinkTypeEthernet, clientSays(1, 2, 3), 0, NotDHCP},
		{"from a relay", layers.LinkTypeEthernet, relayed, 0, nil},
		{"IP options", layers.LinkTypeEthernet, options, 0, nil},
		{"filled up by the link", layers.LinkTypeEthernet, clientSays().with(func(f []byte) []byte { return append(f, make([]byte, 40)...) }), 0, nil},
		{"without a link header", layers.LinkTypeRaw, raw, 0, nil},
		{"without a link header, as BSD writes it", 12, raw, 0, nil},
		{"IPv6", layers.LinkTypeEthernet, six(), 0, nil},
		{"IPv6 in a VLAN", layers.LinkTypeEthernet, wire{tags: []uint16{30}, from: six().from, to: six().to}, 30, nil},
		{"of another link", layers.LinkTypeIEEE80211Radio, clientSays(), 0, NotDHCP},
		{"nothing", layers.LinkTypeEthernet, clientSays().with(cutTo(0)), 0, NotDHCP},
		{"half a link header", layers.LinkTypeEthernet, clientSays().with(cutTo(13)), 0, NotDHCP},
		{"half a tag", layers.LinkTypeEthernet, clientSays(30).with(cutTo(16)), 0, NotDHCP},
		{"half an IP header", layers.LinkTypeEthernet, clientSays().with(cutTo(30)), 0, NotDHCP},
		{"half a UDP header", layers.LinkTypeEthernet, clientSays().with(cutTo(40)), 0, NotDHCP},
		{"cut by the capture", layers.LinkTypeEthernet, clientSays().with(cutTo(96)), 0, RefusedTruncated},
		{"DNS", layers.LinkTypeEthernet, dns, 0, NotDHCP},
		{"ARP", layers.LinkTypeEthernet, clientSays().with(set(12, 8, 6)), 0, NotDHCP},
		{"TCP", layers.LinkTypeEthernet, clientSays().with(set(23, 6)), 0, NotDHCP},
		{"IPv4 that says that it is IPv6", layers.LinkTypeEthernet, clientSays().with(set(14, 0x65)), 0, NotDHCP},
		{"an IP header that is too short", layers.LinkTypeEthernet, clientSays().with(set(14, 0x44)), 0, NotDHCP},
		{"the first of more fragments", layers.LinkTypeEthernet, clientSays().with(set(20, 0x20)), 0, RefusedFragment},
		{"a later fragment", layers.LinkTypeEthernet, clientSays().with(set(20, 0, 1)), 0, NotDHCP},
		{"UDP longer than IP", layers.LinkTypeEthernet, clientSays().with(set(38, 0x40)), 0, RefusedLength},
		{"UDP shorter than its header", layers.LinkTypeEthernet, clientSays().with(set(38, 0, 7)), 0, RefusedLength},
		{"IP that says it is empty", layers.LinkTypeEthernet, clientSays().with(set(16, 0, 0)), 0, RefusedLength},
		{"IPv6 with TCP", layers.LinkTypeEthernet, six().with(set(20, 6)), 0, NotDHCP},
		{"IPv6 cut by the capture", layers.LinkTypeEthernet, six().with(cutTo(80)), 0, RefusedTruncated},
	} {
		t.Run(tt.name, func(t *testing.T) {
			frame := tt.wire.frame(t, payload)
			p, err := Cut(tt.link, frame)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Cut: %v, want %v", err, tt.want)
			}
			if tt.link == layers.LinkTypeEthernet {
				agree(t, frame, err)
			}
			if err != nil {
				return
			}
			if !bytes.Equal(p.Payload, payload) || p.VID != tt.vid || p.From != tt.wire.from || p.To != tt.wire.to {
				t.Errorf("VLAN %d from %v to %v, %d octets, want %d from %v to %v, %d octets", p.VID, p.From, p.To, len(p.Payload), tt.vid, tt.wire.from, tt.wire.to, len(payload))
			}
			if !tt.wire.raw && p.FromMAC != mac(1) {
				t.Errorf("from %v, want %v", p.FromMAC, mac(1))
			}
		})
	}
}

// TestCookedFramesAreCut reads the headers that captures of "any" interface have.
func TestCookedFramesAreCut(t *testing.T) {
	w := clientSays()
	w.raw = true
	ip := w.frame(t, message(t, dhcpv4.MessageTypeDiscover).ToBytes())
	sender := mac(7)
	one := append([]byte{0, 0, 0, 1, 0, 6, sender[0], sender[1], sender[2], sender[3], sender[4], sender[5], 0, 0, 8, 0}, ip...)
	two := append([]byte{8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, sender[0], sender[1], sender[2], sender[3], sender[4], sender[5], 0, 0}, ip...)
	for link, frame := range map[LinkType][]byte{layers.LinkTypeLinuxSLL: one, layers.LinkTypeLinuxSLL2: two} {
		if p, err := Cut(link, frame); err != nil || p.FromMAC != sender || len(p.Payload) == 0 {
			t.Errorf("%v: %+v, %v", link, p, err)
		}
		if _, err := Cut(link, frame[:15]); !errors.Is(err, NotDHCP) {
			t.Errorf("%v, half: %v", link, err)
		}
	}
}

// TestFragmentsOfIPv6 have a header of their own (RFC 8200, 4.5).
func TestFragmentsOfIPv6(t *testing.T) {
	whole := six().frame(t, solicit(t, 1).ToBytes())
	for _, tt := range []struct {
		name   string
		header [8]byte
		want   error
	}{
		{"the only one", [8]byte{17}, nil},
		{"the first", [8]byte{17, 0, 0, 1}, RefusedFragment},
		{"a later one", [8]byte{17, 0, 0, 8}, NotDHCP},
		{"of TCP", [8]byte{6}, NotDHCP},
	} {
		frame := append(bytes.Clone(whole[:54]), tt.header[:]...)
		frame = append(frame, whole[54:]...)
		frame[20] = protoFragment
		frame[19] += 8
		_, err := Cut(layers.LinkTypeEthernet, frame)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		agree(t, frame, err)
	}
}

// agree holds the kernel's filter against what was cut: whatever may be DHCP passes
// it, and nothing passes that has no port of DHCP in sight.
func agree(t *testing.T, frame []byte, err error) {
	t.Helper()
	program := filterEthernet()
	vm, bad := bpf.NewVM(program)
	if bad != nil {
		t.Fatal(bad)
	}
	n, bad := vm.Run(frame)
	if bad != nil {
		t.Fatal(bad)
	}
	if passed := n > 0; !errors.Is(err, NotDHCP) && !passed {
		t.Errorf("the filter drops what is cut with %v: % x", err, frame)
	}
}

// TestTheFilterDropsWhatIsNotDHCP, which is nearly everything on a mirror port.
func TestTheFilterDropsWhatIsNotDHCP(t *testing.T) {
	vm, err := bpf.NewVM(filterEthernet())
	if err != nil {
		t.Fatal(err)
	}
	payload := message(t, dhcpv4.MessageTypeDiscover).ToBytes()
	for name, frame := range map[string][]byte{
		"DNS":              wire{from: netip.MustParseAddrPort("192.0.2.1:53"), to: netip.MustParseAddrPort("192.0.2.2:4000")}.frame(t, payload),
		"DHCPv6's in IPv4": wire{from: netip.MustParseAddrPort("192.0.2.1:546"), to: netip.MustParseAddrPort("192.0.2.2:547")}.frame(t, payload),
		"DHCP's in IPv6":   wire{from: netip.MustParseAddrPort("[fe80::1]:68"), to: netip.MustParseAddrPort("[ff02::1]:67")}.frame(t, payload),
		"TCP":              clientSays().with(set(23, 6)).frame(t, payload),
		"a later fragment": clientSays().with(set(20, 0, 1)).frame(t, payload),
		"ARP":              clientSays().with(set(12, 8, 6)).frame(t, payload),
		"DNS in a VLAN":    wire{tags: []uint16{30}, from: netip.MustParseAddrPort("192.0.2.1:53"), to: netip.MustParseAddrPort("192.0.2.2:4000")}.frame(t, payload),
		"three tags":       clientSays(1, 2, 3).frame(t, payload),
	} {
		if n, err := vm.Run(frame); err != nil || n != 0 {
			t.Errorf("%s: %d octets pass, %v", name, n, err)
		}
	}
}

func FuzzCut(f *testing.F) {
	payload := message(f, dhcpv4.MessageTypeDiscover).ToBytes()
	for _, w := range []wire{clientSays(), clientSays(208), clientSays(3001, 208), six()} {
		f.Add(uint16(layers.LinkTypeEthernet), w.frame(f, payload))
	}
	f.Add(uint16(layers.LinkTypeLinuxSLL2), []byte{8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6})
	f.Fuzz(func(t *testing.T, link uint16, frame []byte) {
		p, err := Cut(LinkType(link), frame)
		if LinkType(link) == layers.LinkTypeEthernet {
			agree(t, frame, err)
		}
		if err != nil {
			return
		}
		if len(p.Payload) > len(frame)-28 || p.VID < 0 || p.VID > 4095 || !p.From.IsValid() || !p.To.IsValid() {
			t.Errorf("%+v", p)
		}
		if _, err := Parse(p); err != nil && !isRefusal(err) {
			t.Errorf("Parse: %v is no refusal", err)
		}
	})
}

func isRefusal(err error) bool {
	var r Refusal
	return errors.As(err, &r) && r != RefusedPanic
}
