package inventory_test

import (
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestIPv6LeftAloneEndsNothing reads neighbours of both families, and then those of
// IPv4 alone, many times over: the others are as they were, also such as missed once.
func TestIPv6LeftAloneEndsNothing(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "core"}, nil)
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	four, six, missed := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")
	read := func(only string, ips ...netip.Addr) inventory.Changes {
		at = at.Add(5 * time.Minute)
		p := inventory.Poll{Switch: "core", Number: l.Next(), At: at,
			Tables: map[inventory.Table]inventory.TableState{inventory.TableARP: {Complete: true, Rows: len(ips), Only: only}}}
		for _, ip := range ips {
			p.ARP = append(p.ARP, inventory.ARPRow{IP: ip, MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}})
		}
		return l.Apply(p)
	}
	read("", four, six, missed)
	read("", four, six)
	for range 9 {
		if c := read(inventory.OnlyIPv4, four); c.Bindings.Len() > 0 {
			t.Fatalf("a reading of IPv4 alone changed %+v", c.Bindings)
		}
	}
	if c := read(inventory.OnlyIPv4, netip.MustParseAddr("192.0.2.9")); len(c.Bindings.Opened) != 1 || len(c.Bindings.Missed) != 1 || c.Bindings.Missed[0].IP != four {
		t.Errorf("changes of IPv4: %+v", c.Bindings)
	}
	read("", six)
	if c := read("", six); len(c.Bindings.Closed) != 2 {
		t.Errorf("closed %+v, want %s and %s, each missed by three readings", c.Bindings.Closed, missed, four)
	}
}
