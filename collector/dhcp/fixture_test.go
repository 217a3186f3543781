package dhcp

import (
	"bytes"
	"flag"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/insomniacslk/dhcp/dhcpv4"
)

var updateCaptures = flag.Bool("update-captures", false, "write the captures of testdata anew")

// captures are files that other packages' tests replay.
func captures(t *testing.T) map[string][]byte {
	relayed := wire{from: netip.MustParseAddrPort("10.241.208.254:67"), to: netip.MustParseAddrPort("192.0.2.7:67")}
	answer := wire{from: relayed.to, to: relayed.from}
	says := func(kind dhcpv4.MessageType, client byte, more ...dhcpv4.Modifier) []byte {
		return message(t, kind, append([]dhcpv4.Modifier{dhcpv4.WithHwAddr(hardware(mac(int(client)))), dhcpv4.WithTransactionID(dhcpv4.TransactionID{0, 0, 0, client}),
			dhcpv4.WithGatewayIP(net.IP{10, 241, 208, 254})}, more...)...).ToBytes()
	}
	gives := []dhcpv4.Modifier{dhcpv4.WithYourIP(net.IP{10, 241, 208, 17}), dhcpv4.WithOption(dhcpv4.OptServerIdentifier(net.IP{192, 0, 2, 7})), dhcpv4.WithLeaseTime(28800)}
	frames := [][]byte{
		relayed.frame(t, says(1, 1, option(12, []byte("tablet-17")...))), answer.frame(t, says(2, 1, gives...)), relayed.frame(t, says(3, 1)), answer.frame(t, says(5, 1, gives...)),
		relayed.frame(t, says(1, 2)), relayed.frame(t, says(1, 2)),
		clientSays().with(cutTo(96)).frame(t, says(1, 3)),
		wire{from: netip.MustParseAddrPort("192.0.2.1:53"), to: netip.MustParseAddrPort("192.0.2.2:4000")}.frame(t, []byte("no DHCP")),
	}
	rogue := wire{from: netip.MustParseAddrPort("192.168.0.1:67"), to: netip.MustParseAddrPort("192.168.0.9:68"), tags: []uint16{30}}
	none := dhcpv4.WithGatewayIP(net.IPv4zero)
	offer := says(2, 1, dhcpv4.WithYourIP(net.IP{192, 168, 0, 9}), dhcpv4.WithOption(dhcpv4.OptServerIdentifier(net.IP{192, 168, 0, 1})), none)
	whole := pcapFile(t, layers.LinkTypeEthernet, frames...)
	return map[string][]byte{
		"relay-with-one-answered.pcap":    whole,
		"ends-within-a-packet.pcap":       whole[:len(whole)-40],
		"mirror-with-strange-server.pcap": pcapFile(t, layers.LinkTypeEthernet, clientSays(30).frame(t, says(1, 1, none)), rogue.frame(t, offer)),
		"radio-instead-of-ethernet.pcap":  pcapFile(t, layers.LinkTypeIEEE80211Radio, frames[0]),
	}
}

// TestCapturesAreAsBuilt keeps the files of testdata with what builds them.
func TestCapturesAreAsBuilt(t *testing.T) {
	for name, want := range captures(t) {
		path := filepath.Join("testdata", "captures", name)
		if *updateCaptures {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not as it is built (%v); go test -update-captures writes it anew", path, err)
		}
	}
}
