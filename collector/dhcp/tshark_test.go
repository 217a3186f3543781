package dhcp

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
	"github.com/insomniacslk/dhcp/dhcpv4"
	"github.com/insomniacslk/dhcp/dhcpv6"
	"github.com/insomniacslk/dhcp/iana"
	"github.com/insomniacslk/dhcp/rfc1035label"

	"rollcall/inventory"
)

// replayFile reads a capture as `rollcall replay` does.
func replayFile(t *testing.T, path string) (messages []inventory.DHCPMessage, refused []error) {
	t.Helper()
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := NewFile(r)
	if err != nil {
		t.Fatal(err)
	}
	for {
		p, err := f.Next()
		if errors.Is(err, io.EOF) {
			return messages, refused
		}
		var m inventory.DHCPMessage
		if err == nil {
			m, err = Parse(p)
		}
		if err != nil {
			refused = append(refused, err)
			continue
		}
		messages = append(messages, m)
	}
}

// A row is what tshark says of one packet: the values of each field, outermost
// first.
type row map[string][]string

// last is the innermost value, first the outermost; empty: none.
func (r row) last(field string) string {
	if v := r[field]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

func (r row) first(field string) string {
	if v := r[field]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// option is the value of an option that tshark has no field for, in hexadecimal.
func (r row) option(code string) string {
	if i := slices.Index(r["dhcp.option.type"], code); i >= 0 && i < len(r["dhcp.option.value"]) {
		return r["dhcp.option.value"][i]
	}
	return ""
}

// tsharkFields are asked of tshark.
var tsharkFields = []string{"frame.time_epoch", "eth.src", "eth.dst", "vlan.id", "ip.src", "ipv6.src",
	"dhcp.option.dhcp", "dhcp.id", "dhcp.hw.mac_addr", "dhcp.secs", "dhcp.hops", "dhcp.ip.client", "dhcp.ip.your", "dhcp.ip.relay",
	"dhcp.option.dhcp_server_id", "dhcp.option.requested_ip_address", "dhcp.option.hostname", "dhcp.fqdn.name", "dhcp.option.vendor_class_id",
	"dhcp.option.request_list_item", "dhcp.option.ip_address_lease_time", "dhcp.option.type", "dhcp.option.value",
	"dhcp.option.agent_information_option.agent_circuit_id", "dhcp.option.agent_information_option.agent_remote_id",
	"dhcpv6.msgtype", "dhcpv6.xid", "dhcpv6.duid.bytes", "dhcpv6.hopcount", "dhcpv6.linkaddr", "dhcpv6.interface_id", "dhcpv6.iaaddr.ip",
	"dhcpv6.iaaddr.valid_lifetime", "dhcpv6.requested_option_code", "dhcpv6.elapsed_time", "dhcpv6.client_domain", "dhcpv6.vendorclass.data"}

// tshark has the capture read by Wireshark's own parser.
func tshark(t *testing.T, path string) (rows []row) {
	t.Helper()
	args := []string{"-n", "-r", path, "-Y", "dhcp || dhcpv6", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a", "-E", "aggregator=;"}
	for _, f := range tsharkFields {
		args = append(args, "-e", f)
	}
	cmd := exec.CommandContext(t.Context(), "tshark", args...)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		r := row{}
		for i, v := range strings.Split(strings.TrimRight(line, "\n"), "|") {
			if v != "" {
				r[tsharkFields[i]] = strings.Split(v, ";")
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// agreesWithTshark holds every field of every message of a capture against what
// tshark says of it, and returns how many there are.
func agreesWithTshark(t *testing.T, path string) int {
	t.Helper()
	messages, refused := replayFile(t, path)
	rows := tshark(t, path)
	if len(messages) != len(rows) || len(messages) == 0 {
		t.Fatalf("%s: %d messages, %d refused (%v); tshark has %d", filepath.Base(path), len(messages), len(refused), refused, len(rows))
	}
	for i, m := range messages {
		ours, theirs := fields4(m), rows[i].fields4()
		if m.Version == 6 {
			ours, theirs = fields6(m), rows[i].fields6()
		}
		for name, want := range theirs {
			if ours[name] != want {
				t.Errorf("%s, packet %d (%s): %s is %q, tshark says %q", filepath.Base(path), i+1, m.Type, name, ours[name], want)
			}
		}
		if len(ours) != len(theirs) {
			t.Fatalf("%d fields, tshark %d", len(ours), len(theirs))
		}
	}
	return len(messages)
}

func epoch(at time.Time) string { return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()) }

// orEmpty is a value, or nothing where it says nothing.
func orEmpty[T comparable](v T) string {
	var zero T
	if v == zero {
		return ""
	}
	return fmt.Sprint(v)
}

func numbers(codes []uint8) string {
	var all []string
	for _, c := range codes {
		all = append(all, fmt.Sprint(c))
	}
	return strings.Join(all, ";")
}

var numberOf4 = map[inventory.DHCPType]string{"discover": "1", "offer": "2", "request": "3", "decline": "4", "ack": "5", "nak": "6", "release": "7", "inform": "8"}

var numberOf6 = map[inventory.DHCPType]string{"solicit": "1", "advertise": "2", "request6": "3", "confirm": "4", "renew": "5", "rebind": "6",
	"reply": "7", "release6": "8", "decline6": "9", "reconfigure": "10", "information": "11"}

func fields4(m inventory.DHCPMessage) map[string]string {
	addr := func(a interface{ String() string }, valid bool) string {
		if !valid {
			return ""
		}
		return a.String()
	}
	return map[string]string{
		"at": epoch(m.At), "from MAC": m.FromMAC.String(), "VLAN": orEmpty(m.VID), "from": m.From.String(), "type": numberOf4[m.Type], "xid": fmt.Sprintf("0x%08x", m.XID),
		"MAC": m.MAC.String(), "secs": fmt.Sprint(m.Secs), "hops": fmt.Sprint(m.Hops), "ciaddr": addr(m.ClientIP, m.ClientIP.IsValid()), "yiaddr": addr(m.YourIP, m.YourIP.IsValid()),
		"giaddr": addr(m.Gateway, m.Gateway.IsValid()), "server": addr(m.Server, m.Server.IsValid()), "wanted": addr(m.Wanted, m.Wanted.IsValid()), "host name": m.HostName,
		"class": m.VendorClass, "parameters": numbers(m.Parameters), "lease": orEmpty(int64(m.Lease.Seconds())), "client id": m.ClientID, "circuit": m.CircuitID, "remote": m.RemoteID,
	}
}

func (r row) fields4() map[string]string {
	some := func(v string) string { return strings.Replace(v, "0.0.0.0", "", 1) }
	named := func(field string) string {
		b, _ := hex.DecodeString(r.first(field))
		return hint(b)
	}
	name := r.first("dhcp.option.hostname")
	if name == "" {
		name = r.first("dhcp.fqdn.name")
	}
	return map[string]string{
		"at": r.first("frame.time_epoch"), "from MAC": r.first("eth.src"), "VLAN": r.last("vlan.id"), "from": r.first("ip.src"), "type": r.first("dhcp.option.dhcp"), "xid": r.first("dhcp.id"),
		"MAC": r.first("dhcp.hw.mac_addr"), "secs": r.first("dhcp.secs"), "hops": r.first("dhcp.hops"), "ciaddr": some(r.first("dhcp.ip.client")), "yiaddr": some(r.first("dhcp.ip.your")),
		"giaddr": some(r.first("dhcp.ip.relay")), "server": r.first("dhcp.option.dhcp_server_id"), "wanted": r.first("dhcp.option.requested_ip_address"), "host name": name,
		"class": r.first("dhcp.option.vendor_class_id"), "parameters": strings.Join(r["dhcp.option.request_list_item"], ";"), "lease": r.first("dhcp.option.ip_address_lease_time"),
		"client id": r.option("61"), "circuit": named("dhcp.option.agent_information_option.agent_circuit_id"), "remote": named("dhcp.option.agent_information_option.agent_remote_id"),
	}
}

func fields6(m inventory.DHCPMessage) map[string]string {
	ip, gateway := "", ""
	for _, a := range []fmt.Stringer{m.YourIP, m.Wanted, m.ClientIP} {
		if s := a.String(); s != "invalid IP" {
			ip = s
		}
	}
	if m.Gateway.IsValid() {
		gateway = m.Gateway.String()
	}
	return map[string]string{
		"at": epoch(m.At), "from MAC": m.FromMAC.String(), "MAC": m.MAC.String(), "VLAN": orEmpty(m.VID), "from": m.From.String(), "type": numberOf6[m.Type], "xid": fmt.Sprintf("0x%06x", m.XID),
		"secs": fmt.Sprint(m.Secs), "hops": fmt.Sprint(m.Hops), "link": gateway, "address": ip, "lease": orEmpty(int64(m.Lease.Seconds())), "client id": m.ClientID,
		"circuit": m.CircuitID, "parameters": numbers(m.Parameters), "host name": m.HostName, "class": m.VendorClass,
	}
}

func (r row) fields6() map[string]string {
	kind := r.last("dhcpv6.msgtype")
	answer := kind == "2" || kind == "7"
	mac, hops, lease, circuit := r.first("eth.src"), r.first("dhcpv6.hopcount"), "", ""
	if answer {
		mac, lease = r.first("eth.dst"), r.first("dhcpv6.iaaddr.valid_lifetime")
	}
	client := r.first("dhcpv6.duid.bytes") // clients, and servers that answer them, name the client first
	if hops == "" {
		hops = "0"
	} else if len(client) >= 12 { // by a relay: of the identifier that the client made of its MAC
		b, _ := hex.DecodeString(client[len(client)-12:])
		mac = net.HardwareAddr(b).String()
	}
	if id, err := hex.DecodeString(r.last("dhcpv6.interface_id")); err == nil {
		circuit = hint(id)
	}
	var codes []string
	for _, c := range r["dhcpv6.requested_option_code"] {
		if len(c) < 3 || len(c) == 3 && c < "256" {
			codes = append(codes, c)
		}
	}
	var elapsed int
	fmt.Sscan(r.first("dhcpv6.elapsed_time"), &elapsed)
	return map[string]string{
		"at": r.first("frame.time_epoch"), "from MAC": r.first("eth.src"), "MAC": mac, "VLAN": r.last("vlan.id"), "from": r.first("ipv6.src"), "type": kind, "xid": r.first("dhcpv6.xid"),
		"secs": fmt.Sprint(elapsed / 1000), "hops": hops, "link": r.last("dhcpv6.linkaddr"), "address": r.first("dhcpv6.iaaddr.ip"), "lease": lease, "client id": client,
		"circuit": circuit, "parameters": strings.Join(codes, ";"), "host name": strings.TrimSuffix(r.first("dhcpv6.client_domain"), "."), "class": r.first("dhcpv6.vendorclass.data"),
	}
}

// TestTsharkAgreesOnWhatSeldomComes: messages with every option that is kept, in
// every kind of frame.
func TestTsharkAgreesOnWhatSeldomComes(t *testing.T) {
	var frames [][]byte
	add := func(w wire, payload []byte) { frames = append(frames, w.frame(t, payload)) }
	for kind := dhcpv4.MessageTypeDiscover; kind <= dhcpv4.MessageTypeInform; kind++ {
		add(clientSays(), message(t, kind).ToBytes())
	}
	add(clientSays(208), fullAck(t))
	add(clientSays(3001, 220), fullAck(t))
	full := message(t, dhcpv4.MessageTypeRequest, option(55, 1, 121, 3, 6, 15, 119, 252), option(50, 10, 241, 208, 9), option(54, 192, 0, 2, 7), option(60, []byte("MSFT 5.0")...),
		option(61, append([]byte{255}, "an identifier of its own"...)...), option(81, append([]byte{0, 0, 0}, "pc.school.example"...)...))
	full.NumSeconds, full.HopCount = 65535, 3
	add(clientSays(), full.ToBytes())
	add(clientSays(), message(t, dhcpv4.MessageTypeDiscover, option(81, append([]byte{4, 0, 0}, "\x02pc\x06school\x00"...)...)).ToBytes())
	add(clientSays(), message(t, dhcpv4.MessageTypeOffer, dhcpv4.WithLeaseTime(4294967295)).ToBytes())
	for kind := dhcpv6.MessageTypeSolicit; kind <= dhcpv6.MessageTypeInformationRequest; kind++ {
		if kind != dhcpv6.MessageTypeAdvertise && kind != dhcpv6.MessageTypeReply && kind != dhcpv6.MessageTypeReconfigure {
			add(six(), solicit(t, kind, dhcpv6.OptElapsedTime(2500*time.Millisecond), dhcpv6.OptRequestedOption(23, 24, 82, 300)).ToBytes())
		}
	}
	add(six(), solicit(t, dhcpv6.MessageTypeRequest, &dhcpv6.OptIANA{Options: dhcpv6.IdentityOptions{Options: dhcpv6.Options{
		&dhcpv6.OptIAAddress{IPv6Addr: net.ParseIP("2001:db8::17"), ValidLifetime: time.Hour}}}},
		&dhcpv6.OptFQDN{DomainName: &rfc1035label.Labels{Labels: []string{"pc.school.example"}}},
		&dhcpv6.OptVendorClass{EnterpriseNumber: 311, Data: [][]byte{[]byte("MSFT 5.0")}}).ToBytes())
	relay := &dhcpv6.RelayMessage{MessageType: dhcpv6.MessageTypeRelayForward, HopCount: 2, LinkAddr: net.ParseIP("2001:db8:208::1"), PeerAddr: net.ParseIP("fe80::1")}
	ll := &dhcpv6.Message{MessageType: dhcpv6.MessageTypeSolicit, TransactionID: dhcpv6.TransactionID{1, 2, 3}}
	ll.AddOption(dhcpv6.OptClientID(&dhcpv6.DUIDLL{HWType: iana.HWTypeEthernet, LinkLayerAddr: hardware(mac(4))}))
	relay.AddOption(dhcpv6.OptRelayMessage(ll))
	relay.AddOption(dhcpv6.OptInterfaceID([]byte("ge-0/0/7")))
	add(six(), relay.ToBytes())

	path := filepath.Join(t.TempDir(), "seldom.pcap")
	if err := os.WriteFile(path, pcapFile(t, layers.LinkTypeEthernet, frames...), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := agreesWithTshark(t, path); n != len(frames) {
		t.Errorf("%d messages of %d frames", n, len(frames))
	}
}
