package dhcp

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/collector/tail"
	"rollcall/inventory"
)

var (
	taipei = time.FixedZone("Asia/Taipei", 8*3600)
	nowIs  = time.Date(2026, 11, 26, 18, 40, 0, 0, taipei)
)

func logFile(format string, leases bool) LogFile {
	return LogFile{Server: "dhcp1", Address: netip.MustParseAddr("192.0.2.5"), Format: format, Leases: leases, Zone: taipei,
		Now: func() time.Time { return nowIs }}
}

// say writes what matters of a message in one line.
func say(m inventory.DHCPMessage) string {
	out := fmt.Sprintf("%s v%d %s %s", m.At.In(taipei).Format("01-02 15:04:05"), m.Version, m.Type, m.MAC)
	for _, part := range []struct {
		name string
		ip   netip.Addr
	}{{"your", m.YourIP}, {"wanted", m.Wanted}, {"gw", m.Gateway}} {
		if part.ip.IsValid() {
			out += " " + part.name + "=" + part.ip.String()
		}
	}
	if m.Server != netip.MustParseAddr("192.0.2.5") {
		out += " server=" + m.Server.String()
	}
	for _, part := range [][2]string{{"host", m.HostName}, {"class", m.VendorClass}, {"id", m.ClientID}, {"circuit", m.CircuitID}} {
		if part[1] != "" {
			out += " " + part[0] + "=" + part[1]
		}
	}
	if m.XID != 0 {
		out += fmt.Sprintf(" xid=%x", m.XID)
	}
	if m.Lease != 0 {
		out += " lease=" + m.Lease.String()
	}
	return out
}

// readAll reads a text at once.
func readAll(r tail.Reader[inventory.DHCPMessage], how tail.How, text string) (told, refused []string) {
	emit := func(m inventory.DHCPMessage) { told = append(told, say(m)) }
	head, _, _ := strings.Cut(text, "\n")
	r.Begin(how, head, emit)
	for line := range strings.Lines(text) {
		if err := r.Line([]byte(strings.TrimRight(line, "\r\n")), emit); err != nil {
			refused = append(refused, err.Error())
		}
	}
	r.End(emit)
	return told, refused
}

const (
	keaHead4 = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id\n"
	keaHead6 = "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,hostname,hwaddr,state,user_context,hwtype,hwaddr_source,pool_id\n"
	iscText  = "lease 10.241.208.7 {\n  starts 4 2026/11/26 10:33:31;\n  ends 4 2026/11/26 18:33:31;\n  tstp 4 2026/11/26 18:33:31;\n  cltt 4 2026/11/26 10:33:31;\n" +
		"  binding state active;\n  next binding state free;\n  hardware ethernet 00:00:5e:00:53:07;\n  uid \"\\001\\000\\000^\\000S\\007\";\n" +
		"  set vendor-class-identifier = \"MSFT 5.0\";\n  option agent.circuit-id 0:4:0:d0:1:5;\n  client-hostname \"ipad-7\";\n}\n"
)

func TestLeaseFiles(t *testing.T) {
	for _, tt := range []struct {
		name, format, text string
		want, refused      []string
	}{
		{"Kea", "kea", keaHead4 +
			"10.241.208.7,00:00:5e:00:53:07,01:00:00:5e:00:53:07,28800,1795718011,208,0,0,ipad&#x2c7,0,,0\n" +
			"10.241.208.7,00:00:5e:00:53:07,,0,1795689300,208,0,0,,0,,0\n" +
			"10.241.208.8,,,86400,1795776411,208,0,0,,1,,0\n" +
			"10.241.208.9,00:00:5e:00:53:09,,3600,1795692811,208,0,0,,2,,0\n",
			[]string{"11-26 18:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=ipad,7 id=0100005e005307 lease=8h0m0s",
				"11-26 18:35:00 v4 release 00:00:5e:00:53:07 your=10.241.208.7"}, nil},
		{"Kea, IPv6", "kea", keaHead6 +
			"2001:db8:241::7,00:03:00:01:00:00:5e:00:53:07,4000,1795693211,6,3000,0,1,128,0,0,ipad,,0,,,,0\n" +
			"2001:db8:241::8,00:02:00:00:00:09:0c,4000,1795693211,6,3000,0,1,128,0,0,,00:00:5e:00:53:08,0,,1,2,0\n",
			[]string{"11-26 18:33:31 v6 reply 00:00:5e:00:53:07 your=2001:db8:241::7 host=ipad id=0003000100005e005307 lease=1h6m40s",
				"11-26 18:33:31 v6 reply 00:00:5e:00:53:08 your=2001:db8:241::8 id=0002000000090c lease=1h6m40s"}, nil},
		{"Kea, damaged", "kea", "10.241.208.7,00:00:5e:00:53:07,,28800,1795718011,208,0,0,,0,,0\n" + keaHead4 + "nonsense\n10.1.1.1,zz,,1,1795718011,1,0,0,,0,,0\n10.1.1.1,zz,,1,x,1,0,0,,0,,0\n",
			nil, []string{"unknown shape", "bad address", "bad mac", "bad time"}},
		{"ISC", "isc", "# The format of this file is documented in the dhcpd.leases(5) manual page.\nauthoring-byte-order little-endian;\n\n" + iscText,
			[]string{"11-26 18:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=ipad-7 class=MSFT 5.0 id=0100005e005307 circuit=000400d00105 lease=8h0m0s"}, nil},
		{"ISC, released, free, and in local times", "isc", "lease 10.241.208.7 {\n  starts epoch 1795689211; # Thu Nov 26 10:33:31 2026\n  ends never;\n  cltt epoch 1795689211; # Thu\n  binding state released;\n" +
			"  hardware ethernet 0:0:5e:0:53:7;\n  hardware ethernet 00:00:5e:00:53:07;\n}\nlease 10.241.208.9 {\n  binding state free;\n}\n", nil, []string{"bad mac"}},
		{"ISC, a block without an end", "isc", "lease 10.241.208.6 {\n  starts 4 2026/11/26 10:33:31;\n" + iscText,
			[]string{"11-26 18:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=ipad-7 class=MSFT 5.0 id=0100005e005307 circuit=000400d00105 lease=8h0m0s"}, []string{"unfinished"}},
		{"dnsmasq", "dnsmasq", "1795718400 00:00:5e:00:53:07 10.241.208.7 ipad 01:00:00:5e:00:53:07\n0 00:00:5e:00:53:08 10.241.208.8 * *\n1795718400 06-00:00:5e 10.241.208.9 * *\nx\n" +
			"duid 00:01:00:01:2d:00:00:00:00:00:5e:00:53:01\n1795718400 6170375 2001:db8:241::7 ipad 00:01:00:01:2d:00:00:00:00:00:5e:00:53:07\n",
			[]string{"11-26 18:40:00 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=ipad id=0100005e005307 lease=8h0m0s",
				"11-26 18:40:00 v4 ack 00:00:5e:00:53:08 your=10.241.208.8 lease=876000h0m0s",
				"11-26 18:40:00 v6 reply 00:00:5e:00:53:07 your=2001:db8:241::7 host=ipad id=000100012d00000000005e005307 lease=8h0m0s"},
			[]string{"bad mac", "unknown shape"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			told, refused := readAll(logFile(tt.format, true).reader(), tail.First, tt.text)
			if strings.Join(told, "\n") != strings.Join(tt.want, "\n") || strings.Join(refused, "\n") != strings.Join(tt.refused, "\n") {
				t.Errorf("told\n%s\nrefused %q, want\n%s\nrefused %q", strings.Join(told, "\n"), refused, strings.Join(tt.want, "\n"), tt.refused)
			}
		})
	}
}

func TestLogs(t *testing.T) {
	for _, tt := range []struct{ name, format, line, want string }{
		{"dhcpd discover", "isc", "Nov 26 10:33:31 srv dhcpd[812]: DHCPDISCOVER from 00:00:5e:00:53:07 (ipad) via 10.241.208.254", "11-26 10:33:31 v4 discover 00:00:5e:00:53:07 gw=10.241.208.254 host=ipad"},
		{"dhcpd full", "isc", "Nov 26 10:33:31 srv dhcpd[812]: DHCPDISCOVER from 00:00:5e:00:53:07 via eth0: network 10.241.220/24: no free leases", "11-26 10:33:31 v4 discover 00:00:5e:00:53:07"},
		{"dhcpd offer", "isc", "2026-11-26T10:33:31.123456+08:00 srv dhcpd[812]: DHCPOFFER on 10.241.208.7 to 00:00:5e:00:53:07 via eth0", "11-26 10:33:31 v4 offer 00:00:5e:00:53:07 your=10.241.208.7"},
		{"dhcpd request", "isc", "Nov  6 10:33:31 srv dhcpd: DHCPREQUEST for 10.241.208.7 (192.0.2.1) from 00:00:5e:00:53:07 (ipad) via 10.241.208.254", "11-06 10:33:31 v4 request 00:00:5e:00:53:07 wanted=10.241.208.7 gw=10.241.208.254 server=192.0.2.1 host=ipad"},
		{"dhcpd ack", "isc", "Nov 26 10:33:31 srv dhcpd: DHCPACK on 10.241.208.7 to 00:00:5e:00:53:07 (ipad) via 10.241.208.254", "11-26 10:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 gw=10.241.208.254 host=ipad"},
		{"dhcpd ack of an inform", "isc", "Nov 26 10:33:31 srv dhcpd: DHCPACK to 10.241.208.7 (00:00:5e:00:53:07) via eth0", "11-26 10:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7"},
		{"dhcpd release", "isc", "Nov 26 10:33:31 srv dhcpd: DHCPRELEASE of 10.241.208.7 from 00:00:5e:00:53:07 via eth0 (found)", "11-26 10:33:31 v4 release 00:00:5e:00:53:07 your=10.241.208.7"},
		{"dhcpd nak", "isc", "Nov 26 10:33:31 srv dhcpd: DHCPNAK on 10.241.208.7 to 00:00:5e:00:53:07 via eth0", "11-26 10:33:31 v4 nak 00:00:5e:00:53:07 wanted=10.241.208.7"},
		{"dhcpd inform", "isc", "Nov 26 10:33:31 srv dhcpd: DHCPINFORM from 10.241.208.7 via eth0", ""},
		{"dhcpd of last year", "isc", "Dec 31 23:59:59 srv dhcpd: DHCPACK on 10.241.208.7 to 00:00:5e:00:53:07 via eth0", "12-31 23:59:59 v4 ack 00:00:5e:00:53:07 your=10.241.208.7"},
		{"dhcpd without a MAC", "isc", "Nov 26 10:33:31 srv dhcpd: DHCPACK on 10.241.208.7", "bad mac"},
		{"dhcpd, another sentence", "isc", "Nov 26 10:33:31 srv dhcpd: Wrote 12 leases to leases file.", ""},
		{"dhcpd -6", "isc", "Nov 26 10:33:31 srv dhcpd[9]: Reply NA: address 2001:db8:241::7 to client with duid 0:3:0:1:0:0:5e:0:53:7 iaid = 9 valid for 43200 seconds", "11-26 10:33:31 v6 reply 00:00:5e:00:53:07 your=2001:db8:241::7 id=0003000100005e005307 lease=12h0m0s"},
		{"dnsmasq discover", "dnsmasq", "Nov 26 10:33:31 dnsmasq-dhcp[55]: DHCPDISCOVER(eth0) 00:00:5e:00:53:07 ", "11-26 10:33:31 v4 discover 00:00:5e:00:53:07"},
		{"dnsmasq with log-dhcp", "dnsmasq", "Nov 26 10:33:31 srv dnsmasq-dhcp[55]: 305419896 DHCPOFFER(eth0) 10.241.208.7 00:00:5e:00:53:07", "11-26 10:33:31 v4 offer 00:00:5e:00:53:07 your=10.241.208.7 xid=12345678"},
		{"dnsmasq ack", "dnsmasq", "Nov 26 10:33:31 dnsmasq-dhcp[55]: DHCPACK(eth0) 10.241.208.7 00:00:5e:00:53:07 ipad", "11-26 10:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=ipad"},
		{"dnsmasq nak", "dnsmasq", "Nov 26 10:33:31 dnsmasq-dhcp[55]: DHCPNAK(eth0) 192.168.0.9 00:00:5e:00:53:07 wrong network", "11-26 10:33:31 v4 nak 00:00:5e:00:53:07 wanted=192.168.0.9"},
		{"dnsmasq reply", "dnsmasq", "Nov 26 10:33:31 dnsmasq-dhcp[55]: DHCPREPLY(eth0) 2001:db8:241::7 00:03:00:01:00:00:5e:00:53:07 ipad", "11-26 10:33:31 v6 reply 00:00:5e:00:53:07 your=2001:db8:241::7 host=ipad id=0003000100005e005307"},
		{"dnsmasq, another sentence", "dnsmasq", "Nov 26 10:33:31 dnsmasq-dhcp[55]: 305419896 available DHCP range: 10.241.208.1 -- 10.241.212.250", ""},
		{"a time that is none", "dnsmasq", "yesterday dnsmasq-dhcp[55]: DHCPACK(eth0) 10.241.208.7 00:00:5e:00:53:07 ipad", "bad time"},
		{"Kea", "kea", "2026-11-26 10:33:31.385 INFO  [kea-dhcp4.leases/812.140737] DHCP4_LEASE_ALLOC [hwtype=1 00:00:5e:00:53:07], cid=[01:00:00:5e:00:53:07], tid=0x12345678: lease 10.241.208.7 has been allocated for 28800 seconds", "11-26 10:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 id=0100005e005307 xid=12345678 lease=8h0m0s"},
		{"Kea by syslog", "kea", "Nov 26 10:33:31 srv kea-dhcp4[812]: INFO  [kea-dhcp4.leases.0x7f] DHCP4_LEASE_OFFER [hwtype=1 00:00:5e:00:53:07], cid=[no info], tid=0x1: lease 10.241.208.7 will be offered", "11-26 10:33:31 v4 offer 00:00:5e:00:53:07 your=10.241.208.7 xid=1"},
		{"Kea release", "kea", "2026-11-26 10:33:31.385 INFO  [kea-dhcp4.leases/8.1] DHCP4_RELEASE [hwtype=1 00:00:5e:00:53:07], cid=[no info], tid=0x1: address 10.241.208.7 was released properly.", "11-26 10:33:31 v4 release 00:00:5e:00:53:07 your=10.241.208.7 xid=1"},
		{"Kea full", "kea", "2026-11-26 10:33:31.385 WARN  [kea-dhcp4.alloc-engine/8.1] ALLOC_ENGINE_V4_ALLOC_FAIL [hwtype=1 00:00:5e:00:53:07], cid=[no info], tid=0x1: failed to allocate an IPv4 lease after 0 attempt(s)", "11-26 10:33:31 v4 discover 00:00:5e:00:53:07 xid=1"},
		{"Kea, IPv6", "kea", "2026-11-26 10:33:31.385 INFO  [kea-dhcp6.leases/8.1] DHCP6_LEASE_ALLOC duid=[00:03:00:01:00:00:5e:00:53:07], [no hwaddr info], tid=0x1a2b: lease for address 2001:db8:241::7 and iaid=1 has been allocated for 4000 seconds", "11-26 10:33:31 v6 reply 00:00:5e:00:53:07 your=2001:db8:241::7 id=0003000100005e005307 xid=1a2b lease=1h6m40s"},
		{"Kea, another sentence", "kea", "2026-11-26 10:33:31.385 INFO  [kea-dhcp4.dhcp4/8.1] DHCP4_STARTED Kea DHCPv4 server version 2.2.0 started", ""},
		{"Windows head", "windows", "ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID, QResult,Probationtime, CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,DnsRegError.", ""},
		{"Windows", "windows", "10,11/26/26,10:33:31,指派,10.241.208.7,教務處-PC1.x.example,00005E005307,,305419896,0,,,,0x4D53465420352E30,MSFT 5.0,,,,0", "11-26 10:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=教務處-PC1.x.example class=MSFT 5.0 xid=12345678"},
		{"Windows in Big5", "windows", "11,11/26/26,10:33:31,\xa7\xf3\xb7s,10.241.208.7,\xb1\xd0\xb0\xc8\xb3B-1,00005E005307,,1,0,,,", "11-26 10:33:31 v4 ack 00:00:5e:00:53:07 your=10.241.208.7 host=教務處-1 xid=1"},
		{"Windows of 2003", "windows", "12,11/26/26,10:33:31,Release,10.241.208.7,pc1,00005E005307", "11-26 10:33:31 v4 release 00:00:5e:00:53:07 your=10.241.208.7 host=pc1"},
		{"Windows full", "windows", "14,11/26/26,10:33:31,,10.241.220.0,,00005E005307,,1,0,,,", "11-26 10:33:31 v4 discover 00:00:5e:00:53:07 wanted=10.241.220.0 xid=1"},
		{"Windows starts", "windows", "00,11/26/26,00:00:01,Started,,,,,0,6,,,", ""},
		{"Windows, DNS", "windows", "30,11/26/26,10:33:31,DNS Update Request,7.208.241.10,pc1,,,0,6,,,", ""},
		{"Windows, IPv6", "windows", "11002,11/26/26,10:33:31,DHCPV6 Request,2001:db8:241::7,pc1,,14,00010001200000000000" + "5E005307,,,,,", "11-26 10:33:31 v6 reply 00:00:5e:00:53:07 your=2001:db8:241::7 host=pc1 id=000100012000000000005e005307"},
		{"Windows, day first", "windows", "10,26/11/26,10:33:31,指派,10.241.208.7,pc,00005E005307,", "bad time"},
		{"Windows, cut off", "windows", "10,11/26/26,10:3", "unknown shape"},
		{"Windows explains", "windows", "10\tA new IP address was leased to a client.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := logFile(tt.format, false)
			f.Decode = func(line []byte) string {
				return strings.NewReplacer("\xa7\xf3\xb7s", "更新", "\xb1\xd0\xb0\xc8\xb3B", "教務處").Replace(string(line))
			}
			told, refused := readAll(f.reader(), tail.First, tt.line+"\n")
			if got := strings.Join(append(told, refused...), "; "); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.line, got, tt.want)
			}
		})
	}
}

// follow looks at one file until it says no more, as the daemon does.
type follow struct {
	t     *testing.T
	f     LogFile
	saved map[string][]byte
	got   []string
}

func (w *follow) follower() *tail.Follower[inventory.DHCPMessage] {
	return tail.New(tail.Options[inventory.DHCPMessage]{Sources: []tail.Source[inventory.DHCPMessage]{w.f.Source()}, Now: time.Now,
		Load: func(_ context.Context, key string) ([]byte, error) { return w.saved[key], nil },
		Save: func(_ context.Context, key string, value []byte) error { w.saved[key] = value; return nil },
		Hand: func(_ context.Context, ms []inventory.DHCPMessage) error {
			for _, m := range ms {
				w.got = append(w.got, fmt.Sprint(m.Type, " ", m.YourIP))
			}
			return nil
		}})
}

// look looks twice, as a state file is read when it stands still, by a follower
// that was just started.
func (w *follow) look(f *tail.Follower[inventory.DHCPMessage], want ...string) {
	w.t.Helper()
	w.got = nil
	for range 2 {
		if err := f.Look(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
	if strings.Join(w.got, ", ") != strings.Join(want, ", ") {
		w.t.Errorf("told %q, want %q", w.got, want)
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func keaRow(last, second int) string {
	return fmt.Sprintf("10.241.208.%d,00:00:5e:00:53:%02x,,28800,%d,208,0,0,,0,,0\n", last, last, 1795689211+second+28800)
}

// TestKeaCleansUp follows a lease file through what Kea does to it every hour, with
// a restart of ours in between: no lease is told twice, and none is missed.
func TestKeaCleansUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leases4.csv")
	w := &follow{t: t, f: logFile("kea", true), saved: map[string][]byte{}}
	w.f.Path = path
	put(t, path+".2", keaHead4+keaRow(1, 1)+keaRow(2, 2))
	put(t, path, keaHead4+keaRow(3, 3))
	f := w.follower()
	w.look(f, "ack 10.241.208.1", "ack 10.241.208.2", "ack 10.241.208.3")
	put(t, path, keaHead4+keaRow(3, 3)+keaRow(4, 4))
	if err := os.Rename(path, path+".1"); err != nil { // just before we look
		t.Fatal(err)
	}
	put(t, path, keaHead4+keaRow(5, 5))
	w.look(w.follower(), "ack 10.241.208.4", "ack 10.241.208.5")
	// It has cleaned up before we look again: what was in the file in between is in .2 alone.
	put(t, path+".2", keaHead4+keaRow(1, 1)+keaRow(2, 2)+keaRow(3, 3)+keaRow(4, 4)+keaRow(5, 5)+keaRow(6, 6))
	os.Remove(path + ".1")
	put(t, path, keaHead4+keaRow(7, 7))
	w.look(w.follower(), "ack 10.241.208.6", "ack 10.241.208.7")
	w.look(w.follower())
}

// TestDhcpdRewrites follows a lease file that is written anew under another name.
func TestDhcpdRewrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dhcpd.leases")
	w := &follow{t: t, f: logFile("isc", true), saved: map[string][]byte{}}
	w.f.Path = path
	second := strings.NewReplacer("208.7", "208.8", "10:33:31", "10:40:00", "53:07", "53:08").Replace(iscText)
	third := strings.NewReplacer("208.7", "208.9", "10:33:31", "10:50:00", "53:07", "53:09").Replace(iscText)
	put(t, path, "# head\n"+iscText+second)
	w.look(w.follower(), "ack 10.241.208.7", "ack 10.241.208.8")
	if err := os.Rename(path, path+"~"); err != nil {
		t.Fatal(err)
	}
	put(t, path, "# another head\n"+second+iscText+third)
	f := w.follower()
	w.look(f, "ack 10.241.208.9")
	w.look(f)
}

// TestDnsmasqWritesAnew: only what is new in the file is told.
func TestDnsmasqWritesAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnsmasq.leases")
	w := &follow{t: t, f: logFile("dnsmasq", true), saved: map[string][]byte{}}
	w.f.Path = path
	const one, two, renewed = "1795718400 00:00:5e:00:53:07 10.241.208.7 a *\n", "1795718500 00:00:5e:00:53:08 10.241.208.8 b *\n", "1795719999 00:00:5e:00:53:07 10.241.208.7 a *\n"
	put(t, path, one)
	f := w.follower()
	w.look(f, "ack 10.241.208.7")
	put(t, path, one+two)
	w.look(f, "ack 10.241.208.8")
	put(t, path, two+renewed)
	w.look(w.follower(), "ack 10.241.208.7")
	w.look(w.follower())
}

func FuzzLeaseFiles(f *testing.F) {
	for i, seed := range []string{keaHead4 + keaRow(1, 1), keaHead6, iscText, "duid 00:01\n1795718400 1 ::1 * 00\n", "lease 10.1.1.1 {\n uid \"\\1\\\"\\\\\";\n}\n"} {
		f.Add(i, []byte(seed))
	}
	formats := []string{"kea", "kea", "isc", "dnsmasq", "isc"}
	f.Fuzz(func(t *testing.T, i int, text []byte) {
		file := logFile(formats[uint(i)%5], true)
		r := file.reader()
		fuzzed(t, r, text)
		if again := file.reader(); r.State() != nil {
			again.Restore(r.State())
			again.Restore(text)
		}
	})
}

func FuzzLogs(f *testing.F) {
	f.Add(0, []byte("Nov 26 10:33:31 s dhcpd: DHCPREQUEST for 10.241.208.7 (192.0.2.1) from 00:00:5e:00:53:07 (a) via eth0"))
	f.Add(1, []byte("Nov 26 10:33:31 s dnsmasq-dhcp[5]: 3 DHCPACK(eth0) 10.241.208.7 00:00:5e:00:53:07 a"))
	f.Add(2, []byte("2026-11-26 10:33:31.385 INFO [a] DHCP4_LEASE_ALLOC [hwtype=1 00:00:5e:00:53:07], cid=[no info], tid=0x1: lease 10.1.1.1 has been allocated for 28800 seconds"))
	f.Add(3, []byte("10,11/26/26,10:33:31,a,10.241.208.7,b,00005E005307,,305419896,0,,,,0x4D,MSFT 5.0,,,,0"))
	formats := []string{"isc", "dnsmasq", "kea", "windows"}
	f.Fuzz(func(t *testing.T, i int, text []byte) {
		file := logFile(formats[uint(i)%4], false)
		file.Decode = func(b []byte) string { return strings.ToValidUTF8(string(b), "?") }
		fuzzed(t, file.reader(), text)
	})
}

// fuzzed wants every message to be one that may be stored.
func fuzzed(t *testing.T, r tail.Reader[inventory.DHCPMessage], text []byte) {
	emit := func(m inventory.DHCPMessage) {
		for _, s := range []string{m.HostName, m.VendorClass, m.ClientID, m.CircuitID, m.RemoteID} {
			if len(s) > 4*maxTold || strings.ContainsAny(s, "\x00\n\r\x1b") || strings.ToValidUTF8(s, "") != s {
				t.Errorf("%q is kept of %q", s, text)
			}
		}
		if !plausible(m.At.Unix()) || m.Lease < 0 || m.Type == "" || m.Version != 4 && m.Version != 6 {
			t.Errorf("%+v is told of %q", m, text)
		}
	}
	head, _, _ := strings.Cut(string(text), "\n")
	r.Begin(tail.Anew, head, emit)
	for line := range strings.Lines(string(text)) {
		_ = r.Line([]byte(line), emit)
	}
	r.End(emit)
}
