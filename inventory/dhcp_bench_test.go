package inventory_test

import (
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

// BenchmarkDHCPFlood is one message of a flood of made-up clients.
func BenchmarkDHCPFlood(b *testing.B) {
	plan, err := (inventory.Plan{Zones: []inventory.Zone{{ID: "kl_mobile", Expr: "10.X.208.0-212.254", VLAN: 208, Gateway: "10.X.208.254"}}}).
		For(inventory.School{Code: "179901", Vars: map[string]int{"X": 241}})
	if err != nil {
		b.Fatal(err)
	}
	l := inventory.NewDHCPLedger(inventory.DHCPCity{Plans: map[inventory.SchoolCode]inventory.SchoolPlan{"179901": plan}}, nine, inventory.DHCPState{})
	relay := netip.MustParseAddr("10.241.208.254")
	batch := make([]inventory.DHCPMessage, 256)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		n := i % len(batch)
		at := nine.Add(time.Duration(i) * 50 * time.Microsecond)
		batch[n] = inventory.DHCPMessage{At: at, Via: inventory.ViaCapture, Source: "mirror", Version: 4, Type: inventory.DHCPDiscover,
			XID: uint32(i), MAC: inventory.MAC{2, 0, byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}, Gateway: relay, HostName: "pad"}
		if n == len(batch)-1 {
			l.Apply(at, batch)
		}
	}
}
