package snmp

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"testing"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
)

func mustMAC(t testing.TB, s string) inventory.MAC {
	t.Helper()
	m, err := inventory.ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestIndexOfAForwardingRow(t *testing.T) {
	mac := mustMAC(t, "00:00:5e:00:53:01")
	for _, tc := range []struct {
		name  string
		index []uint32
		fid   int
		odd   bool
		fails bool
	}{
		{"as the MIB has it", []uint32{10, 0, 0, 0x5e, 0, 0x53, 1}, 10, false, false},
		{"with a length octet", []uint32{10, 6, 0, 0, 0x5e, 0, 0x53, 1}, 10, true, false},
		{"another length", []uint32{10, 5, 0, 0, 0x5e, 0, 0x53, 1}, 0, false, true},
		{"five octets", []uint32{10, 0, 0, 0x5e, 0, 0x53}, 0, false, true},
		{"seven octets", []uint32{10, 1, 0, 0, 0x5e, 0, 0x53, 1}, 0, false, true},
		{"an octet above 255", []uint32{10, 0, 0, 0x5e, 0, 0x53, 256}, 0, false, true},
		{"nothing", nil, 0, false, true},
		{"a filtering database and no MAC", []uint32{10}, 0, false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fid, got, odd, err := vlanFDBIndex(tc.index)
			if (err != nil) != tc.fails {
				t.Fatalf("vlanFDBIndex(%v): error %v, want one: %v", tc.index, err, tc.fails)
			}
			if err == nil && (fid != tc.fid || got != mac || odd != tc.odd) {
				t.Errorf("vlanFDBIndex(%v) = %d %s %v, want %d %s %v", tc.index, fid, got, odd, tc.fid, mac, tc.odd)
			}
		})
	}
}

func TestIndexOfAnAddress(t *testing.T) {
	v4, v6 := []uint32{192, 0, 2, 1}, append([]uint32{0x20, 1, 0x0d, 0xb8}, make([]uint32, 12)...)
	link := append([]uint32{0xfe, 0x80}, make([]uint32, 14)...)
	for _, tc := range []struct {
		name  string
		index []uint32
		want  string
	}{
		{"IPv4", slices.Concat([]uint32{3, 1, 4}, v4), "192.0.2.1"},
		{"IPv4 without its length", slices.Concat([]uint32{3, 1}, v4), "192.0.2.1"},
		{"IPv6", slices.Concat([]uint32{3, 2, 16}, v6), "2001:db8::"},
		{"IPv6 with a zone", slices.Concat([]uint32{3, 4, 20}, link, []uint32{0, 0, 1, 2}), "fe80::%258"},
		{"a kind that is not known", slices.Concat([]uint32{3, 16, 4}, v4), ""},
		{"too short", []uint32{3, 1, 4, 192, 0, 2}, ""},
		{"an octet above 255", []uint32{3, 1, 4, 192, 0, 2, 300}, ""},
		{"nothing", nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ifIndex, ip, err := physicalIndex(tc.index)
			if tc.want == "" {
				if err == nil {
					t.Fatalf("physicalIndex(%v) = %s, want an error", tc.index, ip)
				}
				return
			}
			if err != nil || ifIndex != 3 || ip != netip.MustParseAddr(tc.want) {
				t.Errorf("physicalIndex(%v) = %d %s %v, want 3 %s", tc.index, ifIndex, ip, err, tc.want)
			}
		})
	}
	if _, ip, err := mediaIndex([]uint32{3, 192, 0, 2, 1}); err != nil || ip.String() != "192.0.2.1" {
		t.Errorf("mediaIndex = %s %v", ip, err)
	}
	for _, bad := range [][]uint32{nil, {3}, {3, 192, 0, 2}, {3, 192, 0, 2, 1, 1}, {3, 192, 0, 2, 999}} {
		if _, ip, err := mediaIndex(bad); err == nil {
			t.Errorf("mediaIndex(%v) = %s, want an error", bad, ip)
		}
	}
}

func TestManagementAddresses(t *testing.T) {
	for _, tc := range []struct {
		index []uint32
		want  string
	}{
		{[]uint32{1, 4, 192, 0, 2, 9}, "192.0.2.9"},
		{[]uint32{1, 192, 0, 2, 9}, "192.0.2.9"},
		{append([]uint32{2, 16, 0x20, 1, 0x0d, 0xb8}, make([]uint32, 12)...), "2001:db8::"},
		{[]uint32{6, 6, 0, 0, 0x5e, 0, 0x53, 1}, ""},
		{[]uint32{1, 4, 192, 0, 2}, ""},
		{[]uint32{1}, ""},
	} {
		got, ok := managementAddress(tc.index)
		if ok != (tc.want != "") || (ok && got.String() != tc.want) {
			t.Errorf("managementAddress(%v) = %v %v, want %q", tc.index, got, ok, tc.want)
		}
	}
}

// to are the interfaces of the ports from first to last.
func to(first, last int) []int {
	var indexes []int
	for n := first; n <= last; n++ {
		indexes = append(indexes, 100+n)
	}
	return indexes
}

// bitsFrom is a PortList of the ports from first to last.
func bitsFrom(first, last int) string {
	b := make([]byte, (last+7)/8)
	for n := first - 1; n < last; n++ {
		b[n/8] |= 0x80 >> (n % 8)
	}
	return string(b)
}

func TestPortListsInEveryForm(t *testing.T) {
	p := ports{ifIndex: map[int]int{}, pvidAt: map[int]int{}, known: map[int]*inventory.Interface{}}
	for n := 1; n <= 24; n++ {
		p.ifIndex[n] = 100 + n
		if n > 1 && n < 17 {
			p.pvidAt[100+n] = 10
		}
		p.ifs = append(p.ifs, inventory.Interface{Index: 100 + n, Name: fmt.Sprintf("1/0/%d", n), Type: 6})
	}
	for i := range p.ifs {
		p.known[p.ifs[i].Index] = &p.ifs[i]
	}
	for _, tc := range []struct {
		name, form       string
		egress, untagged string
		want             []int
	}{
		{"bits", "PortList as bits", "\x7f\xff\x80", "\x7f\xff\x00", to(2, 17)},
		{"hexadecimal text", "PortList as hexadecimal text", "7FFF80", "7FFF00", to(2, 17)},
		{"numbers", "PortList as a list of numbers", "2,3,17", "2,3", []int{102, 103, 117}},
		{"ranges of numbers", "PortList as a list of numbers", "2-8,17", "2-8", append(to(2, 8), 117)},
		{"numbers of interfaces", "PortList as a list of numbers, by ifIndex", "102,103,117", "102,103", []int{102, 103, 117}},
		{"names", "PortList as names of ports", "1/0/2-4,1/0/17", "1/0/2-4", []int{102, 103, 104, 117}},
		{"bits of interfaces", "PortList as bits, by ifIndex", bitsFrom(102, 117), bitsFrom(102, 116), to(2, 17)},
		{"none", "PortList as bits", "", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			lists, v := recall(nil).bestPortLists([]membership{{10, []byte(tc.egress), []byte(tc.untagged)}}, p)
			if len(lists) != 1 || !slices.Equal(lists[0].egress, tc.want) || v.Name != tc.form || v.Score <= 0 {
				t.Errorf("lists %v, %+v; want %v, %q", lists, v, tc.want, tc.form)
			}
		})
	}
}

// TestBitsOfPortListsInAnyOrder has VLAN 10 on the ports 1, 2, 5, 6 … and VLAN 20 on
// the others, by the PVIDs.
func TestBitsOfPortListsInAnyOrder(t *testing.T) {
	p := ports{ifIndex: map[int]int{}, pvidAt: map[int]int{}}
	var want [2][]int
	for n := 1; n <= 24; n++ {
		of := (n - 1) / 2 % 2
		p.ifIndex[n], p.pvidAt[100+n] = 100+n, 10+10*of
		want[of] = append(want[of], 100+n)
	}
	for form, lists := range map[string][2]string{
		"PortList as bits":                             {"\xcc\xcc\xcc", "\x33\x33\x33"},
		"PortList as bits from 0 on":                   {"\x66\x66\x66", "\x19\x99\x99\x80"},
		"PortList as bits, the last of an octet first": {"\x33\x33\x33", "\xcc\xcc\xcc"},
	} {
		ms := []membership{{10, []byte(lists[0]), []byte(lists[0])}, {20, []byte(lists[1]), []byte(lists[1])}}
		got, v := recall(nil).bestPortLists(ms, p)
		if !slices.Equal(got[0].untagged, want[0]) || !slices.Equal(got[1].egress, want[1]) || v.Name != form {
			t.Errorf("%s: %v by %+v", form, got, v)
		}
	}
}

func TestSpeedIsTheFinerOfTheTwo(t *testing.T) {
	for _, tc := range []struct {
		name      string
		high, low any
		want      int64
	}{
		{"1 Gbit/s in both", uint(1000), uint(1_000_000_000), 1_000_000_000},
		{"10 Gbit/s, ifSpeed at its end", uint(10_000), uint(4_294_967_295), 10_000_000_000},
		{"no ifHighSpeed", nil, uint(100_000_000), 100_000_000},
		{"only ifHighSpeed", uint(100), nil, 100_000_000},
		{"64 kbit/s", uint(0), uint(64_000), 64_000},
		{"ifHighSpeed in bit/s", uint(1_000_000_000), uint(0), 1_000_000_000},
		{"down", uint(0), uint(0), 0},
		{"a text", []byte("fast"), []byte("fast"), 0},
	} {
		if got := speed(value{any: tc.high}, value{any: tc.low}); got != tc.want {
			t.Errorf("%s: speed %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestIdentifiersOfNeighbors(t *testing.T) {
	mac := []byte{0, 0, 0x5e, 0, 0x53, 1}
	for _, tc := range []struct {
		name, got, want string
	}{
		{"chassis MAC", chassisID(4, value{any: mac}), "00:00:5e:00:53:01"},
		{"chassis MAC without a subtype", chassisID(0, value{any: mac}), "00:00:5e:00:53:01"},
		{"chassis name of six letters", chassisID(7, value{any: []byte("vmnic3")}), "vmnic3"},
		{"chassis MAC of letters", chassisID(4, value{any: []byte("vmnic3")}), "76:6d:6e:69:63:33"},
		{"chassis address", chassisID(5, value{any: []byte{1, 192, 0, 2, 1}}), "192.0.2.1"},
		{"port name", portID(5, value{any: []byte("Gi0/1")}), "Gi0/1"},
		{"port address", portID(4, value{any: []byte{1, 192, 0, 2, 1}}), "192.0.2.1"},
		{"port MAC", portID(3, value{any: mac}), "00:00:5e:00:53:01"},
		{"nothing", portID(3, value{}), ""},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, tc.got, tc.want)
		}
	}
	if got := capabilities([]byte{0x28}); !slices.Equal(got, []string{"bridge", "router"}) {
		t.Errorf("capabilities 28: %v", got)
	}
	if got := capabilities([]byte("28")); !slices.Equal(got, []string{"bridge", "router"}) {
		t.Errorf("capabilities written as text: %v", got)
	}
}

// arcsOf makes an index of fuzzed octets.
func arcsOf(b []byte) []uint32 {
	arcs := make([]uint32, 0, len(b)/2+1)
	for len(b) >= 2 {
		n := uint32(binary.BigEndian.Uint16(b))
		if n > 0xfff0 {
			n *= 0x10001
		}
		arcs, b = append(arcs, n), b[2:]
	}
	return arcs
}

func FuzzIndexes(f *testing.F) {
	for _, seed := range [][]uint16{{10, 0, 0, 0x5e, 0, 0x53, 1}, {10, 6, 0, 0, 0x5e, 0, 0x53, 1}, {3, 1, 4, 192, 0, 2, 1}, {3, 4, 20}, {0, 5, 1, 1, 4, 192, 0, 2, 1}, {}} {
		var b []byte
		for _, n := range seed {
			b = binary.BigEndian.AppendUint16(b, n)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		index := arcsOf(b)
		if _, mac, odd, err := vlanFDBIndex(index); err == nil {
			back := make([]uint32, 0, 8)
			for _, o := range mac {
				back = append(back, uint32(o))
			}
			if odd {
				back = append([]uint32{6}, back...)
			}
			if !slices.Equal(index[1:], back) {
				t.Errorf("index %v became %s", index, mac)
			}
		}
		if _, ip, err := physicalIndex(index); err == nil && !ip.IsValid() {
			t.Errorf("physicalIndex(%v) has no address and no error", index)
		}
		if _, ip, err := mediaIndex(index); err == nil && !ip.Is4() {
			t.Errorf("mediaIndex(%v) = %s, which is not IPv4", index, ip)
		}
		if len(index) > 0 {
			if ip, ok := managementAddress(index); ok && !ip.IsValid() {
				t.Errorf("managementAddress(%v) has no address", index)
			}
		}
	})
}

func FuzzPortLists(f *testing.F) {
	f.Add([]byte{0x80, 0x01}, []byte{0x80})
	f.Add([]byte("3,4434,44"), []byte("3"))
	f.Add([]byte("0000f0"), []byte("00 00 F0"))
	f.Fuzz(func(t *testing.T, egress, untagged []byte) {
		p := ports{ifIndex: map[int]int{1: 1, 2: 2, 3: 3, 30: 30}, pvidAt: map[int]int{1: 10}, ifs: []inventory.Interface{{Index: 1, Name: "3", Type: 6}}}
		lists, v := recall(nil).bestPortLists([]membership{{10, egress, untagged}}, p)
		if v.Name == "" || v.Score < 0 || v.Score > 1 {
			t.Errorf("%+v", v)
		}
		for _, l := range lists {
			if !slices.IsSorted(l.egress) || slices.ContainsFunc(l.egress, func(n int) bool { return n < 1 || n > maxPort }) {
				t.Errorf("ports %v of %x", l.egress, egress)
			}
		}
	})
}

func FuzzOIDs(f *testing.F) {
	f.Add("1.3.6.1", "1.3.6.1.2")
	f.Add("4294967295", "4294967296")
	f.Add("1..2", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		if compareOID(a, b) > 0 && compareOID(b, a) >= 0 {
			t.Errorf("compareOID is not an order for %q and %q", a, b)
		}
		text := ""
		for _, arc := range parseArcs(a) {
			text = appendArc(text, arc)
		}
		if again := parseArcs(text); !slices.Equal(again, parseArcs(a)) {
			t.Errorf("parts of %q do not survive: %v", a, again)
		}
	})
}

// FuzzAnswer feeds datagrams to a session as if they had come from the agent.
func FuzzAnswer(f *testing.F) {
	codec := &gosnmp.GoSNMP{Version: gosnmp.Version2c, Community: "public", MaxOids: 60}
	codec.SetRequestID(6)
	good, err := codec.SnmpEncodePacket(gosnmp.GetResponse, []gosnmp.SnmpPDU{{Name: sysUpTime, Type: gosnmp.TimeTicks, Value: uint32(7)}}, 0, 0)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, false)
	f.Add(good[:20], true)
	f.Add([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff}, true)
	f.Fuzz(func(t *testing.T, datagram []byte, v3 bool) {
		if len(datagram) > maxDatagram {
			return
		}
		s := &session{buf: make([]byte, maxDatagram+1), lastID: 7, target: Target{}.withDefaults()}
		c := Credential{Version: Version2c, Community: "public"}
		if v3 {
			c = Credential{Version: Version3, User: "u", Auth: "SHA", AuthPassword: "authpass12"}
		}
		if err := s.use(c, engineMemory{ID: []byte("\x80\x00\x00\x01x")}); err != nil {
			t.Fatal(err)
		}
		copy(s.buf, datagram)
		a, err := s.accept(len(datagram), 7)
		if err == nil && v3 {
			t.Errorf("a datagram nobody signed was taken for authentic: %x", datagram)
		}
		for i := range a.vars {
			table := newTable(lldpPortGroup(), 0)
			c := &cursor{t: table, prefix: ".1.", last: ".1", at: -1}
			c.take(&a.vars[i])
			table.rows = slices.DeleteFunc(table.rows, func(r row) bool { return reflect.DeepEqual(r, row{}) })
		}
	})
}

func FuzzMemory(f *testing.F) {
	f.Add([]byte(`{"polls":3,"plan":{"bulk":true},"sizes":{"if":{"r":[1],"c":[2]}}}`))
	f.Add([]byte(`{"sizes":null,"silent":{"1":true}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		recall(b) // as it comes: it is of no form, or packed by another
		m := recall(pack(appendPart(nil, b)))
		for _, g := range []*group{ifGroup(), portGroup(), vlanFDBGroup()} {
			tb := newTable(g, min(m.sizes(g).rows(), 4096))
			if open := cursors(tb, m.sizes(g)); len(open) > 0 {
				if r := m.Plan.repetitions(m.Plan.choose(open, 0), 40); r < 1 || r > 100 {
					t.Errorf("memory %q plans %d repetitions", b, r)
				}
			}
		}
		if again := recall(m.bytes()); again.Polls != m.Polls+1 && m.Polls+1 != again.Polls {
			t.Errorf("polls %d became %d", m.Polls, again.Polls)
		}
	})
}
