package rules_test

import (
	"net/netip"
	"testing"

	"rollcall/inventory"
)

// TestAnUnknownSwitchIsResolvedOnceItIsConfigured: by the address that it announces,
// or by its name, and at the next reading of the neighbours.
func TestAnUnknownSwitchIsResolvedOnceItIsConfigured(t *testing.T) {
	for _, by := range []string{"address", "name"} {
		s, b := haiyan(t), &book{t: t}
		s.neighbor("hy-3f-a", "9", inventory.Neighbor{Protocol: "lldp", SysName: "JetStream", ChassisID: mac(0x4d).String(),
			Capabilities: []string{"bridge"}, Addresses: []netip.Addr{netip.MustParseAddr("10.241.254.77")}})
		b.judge(s.Snapshot)
		if open := b.open(); len(open) != 1 || open[0].Kind != inventory.KindUnknownSwitch {
			t.Fatalf("open are %+v, want the unknown switch", open)
		}
		switch by {
		case "address":
			s.City.Schools[s.School.Code].Switches[0].Address = netip.MustParseAddrPort("10.241.254.77:161")
		case "name":
			s.City.SwitchNames["jetstream"] = "hy-new"
		}
		b.judge(s.Snapshot)
		if len(b.open()) != 1 {
			t.Errorf("by %s: resolved before the neighbours were read again", by)
		}
		s.later(every)
		b.judge(s.Snapshot)
		if open := b.open(); len(open) != 0 {
			t.Errorf("by %s: %+v is still open", by, open)
		}
	}
}
