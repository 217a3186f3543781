package inventory_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

// polled is a poll of one port p with what else is given, read completely.
func polled(number int64, tables ...inventory.Table) inventory.Poll {
	p := inventory.Poll{Number: number, At: scriptStart.Add(time.Duration(number) * time.Minute),
		Interfaces: []inventory.Interface{{Index: 1, Name: "p", BridgePort: 1}}, Tables: make(map[inventory.Table]inventory.TableState)}
	for _, t := range tables {
		p.Tables[t] = inventory.TableState{Complete: true}
	}
	return p
}

// TestFloodOfMACsIsCapped lets 10,000 made-up addresses appear on a port beside
// one that was there before.
func TestFloodOfMACsIsCapped(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	first := polled(1, inventory.TableFDB)
	resident := scriptMAC(t, "01")
	first.FDB = []inventory.FDBRow{{MAC: resident, BridgePort: 1, Status: inventory.FDBLearned}}
	l.Apply(first)
	for round := range int64(6) {
		p := polled(2+round, inventory.TableFDB)
		for i := range 10_000 {
			p.FDB = append(p.FDB, inventory.FDBRow{MAC: inventory.MAC{2, 0, byte(round), 0, byte(i >> 8), byte(i)}, BridgePort: 1, Status: inventory.FDBLearned})
		}
		p.FDB = append(p.FDB, first.FDB...)
		c := l.Apply(p)
		if open := len(l.State().Sightings); open > 2048 {
			t.Fatalf("round %d: %d open sightings", round, open)
		}
		if recorded := len(c.Sightings.Opened) + c.Skipped.Flood; recorded != 10_000 {
			t.Errorf("round %d: %d opened and %d counted, want 10000 in all", round, len(c.Sightings.Opened), c.Skipped.Flood)
		}
	}
	for _, s := range l.State().Sightings {
		if s.MAC == resident && s.Misses == 0 && s.First.Equal(first.At) {
			return
		}
	}
	t.Error("the device that was there before the flood is gone")
}

// TestTemporaryAddressesAreCapped gives one device a new IPv6 address every
// minute, all of which the router remembers.
func TestTemporaryAddressesAreCapped(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	var rows []inventory.ARPRow
	for n := range int64(40) {
		ip := netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", n+1))
		rows = append(rows, inventory.ARPRow{IP: ip, MAC: scriptMAC(t, "01")})
		p := polled(n+1, inventory.TableARP)
		p.ARP = append(rows, inventory.ARPRow{IP: netip.MustParseAddr("192.0.2.1"), MAC: scriptMAC(t, "01")})
		c := l.Apply(p)
		if want := max(0, len(rows)-8); c.Skipped.Flood != want {
			t.Fatalf("poll %d: %d counted, want %d", n+1, c.Skipped.Flood, want)
		}
	}
	if open := len(l.Bindings()); open != 9 {
		t.Errorf("%d open bindings, want 8 of IPv6 and 1 of IPv4", open)
	}
	// What the router forgets makes room.
	for n := range int64(3) {
		l.Apply(polled(50+n, inventory.TableARP))
	}
	p := polled(60, inventory.TableARP)
	p.ARP = rows[30:32]
	if c := l.Apply(p); len(c.Bindings.Opened) != 2 {
		t.Errorf("opened %d after the old ones went, want 2", len(c.Bindings.Opened))
	}
}

// TestMadeUpPortNamesDoNotGrowTheLedger renames every port with every poll.
func TestMadeUpPortNamesDoNotGrowTheLedger(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	for n := range int64(40) {
		p := polled(n+1, inventory.TableInterfaces, inventory.TableFDB)
		for i := range 1000 {
			p.Interfaces = append(p.Interfaces, inventory.Interface{Index: i + 10, Name: fmt.Sprintf("n%d-%d", n, i), Oper: "up"})
		}
		p.FDB = []inventory.FDBRow{{MAC: scriptMAC(t, "01"), BridgePort: 1, IfIndex: 1, Status: inventory.FDBLearned}}
		if c := l.Apply(p); n > 0 && len(c.Sightings.Opened) != 0 {
			t.Fatalf("poll %d: the device on the port that kept its name was taken for new", n+1)
		}
	}
	ports := make(map[string]bool)
	for _, a := range l.State().Attributes {
		ports[a.Port] = true
	}
	if want := 3*1000 + 2; len(ports) > want {
		t.Errorf("%d ports are open, want at most %d", len(ports), want)
	}
}

// TestFactsOfASwitch follows what a switch says of itself into a view.
func TestFactsOfASwitch(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	bridge := scriptMAC(t, "fe")
	p := polled(1, inventory.Tables()...)
	p.System = inventory.System{Name: "sw", Descr: "a switch", ObjectID: "1.3.6.1.4.1.32473.1", Location: "3F", UptimeSeconds: 600, BridgeMAC: &bridge}
	p.Entities = []inventory.Entity{{Class: "stack", Model: "S"}, {Class: "chassis", Model: "M", Serial: "1"}, {Class: "chassis", Model: "M", Serial: "2"}, {Class: "module", Serial: "9"}}
	p.VLANs = []inventory.VLAN{{VID: 20, Name: "lab"}, {VID: 10, Name: "admin"}}
	p.Interfaces[0].PVID, p.Interfaces[0].Untagged, p.Interfaces[0].Tagged = 10, []int{10}, []int{30, 20, 30}
	p.Neighbors = []inventory.Neighbor{{Protocol: "lldp", LocalPort: "p", SysName: "other"}, {Protocol: "lldp", LocalIfIndex: 99, SysName: "lost"}}
	c := l.Apply(p)
	v := l.View(p.At, nil)
	want := inventory.SwitchFacts{Name: "sw", Descr: "a switch", ObjectID: "1.3.6.1.4.1.32473.1", Location: "3F", Model: "M", Serial: "1, 2",
		BridgeMAC: &bridge, VLANs: []inventory.VLAN{{VID: 10, Name: "admin"}, {VID: 20, Name: "lab"}}}
	if diff := cmp.Diff(want, v.Facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	port := v.Ports[0]
	if port.Config.PVID != 10 || fmt.Sprint(port.Config.Tagged) != "[20 30]" || len(port.Neighbors) != 1 || port.Neighbors[0].SysName != "other" {
		t.Errorf("port is %+v", port)
	}
	if c.Skipped.Unresolved != 1 {
		t.Errorf("skipped %+v, want the neighbour of no port", c.Skipped)
	}
	if !v.Booted.Equal(p.At.Add(-10 * time.Minute)) {
		t.Errorf("booted %v", v.Booted)
	}
}

// TestNextNumbersPollsThatOverlap begins two polls before either is applied.
func TestNextNumbersPollsThatOverlap(t *testing.T) {
	l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
	one, two := polled(l.Next(), inventory.TableFDB), polled(l.Next(), inventory.TableARP)
	if l.Apply(one).Late || l.Apply(two).Late {
		t.Error("one of two polls in a row was taken for a repeat")
	}
	if next := inventory.Restore(l.State(), nil).Next(); next != two.Number+1 {
		t.Errorf("after a restart the next number is %d, want %d", next, two.Number+1)
	}
}
