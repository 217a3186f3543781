package rules_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// blockedRow is an address that was blocked an hour ago.
func blockedRow(ip string, change func(*inventory.BlockedIP)) inventory.BlockedIP {
	b := inventory.BlockedIP{ID: 7, School: "179901", IP: netip.MustParseAddr(ip), BlockedAt: noon.Add(-time.Hour), ListDate: "2026-11-20", Listed: noon,
		Source: inventory.BlockWeekly, State: inventory.BlockListed, Reason: "scan",
		Then: inventory.Holder{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}, Name: "教務處桌機", Switch: "hy-3f", Port: "1/5", Room: "教務處", Verdict: inventory.HeldThen},
		Now:  inventory.Holder{Verdict: inventory.HeldSame}}
	if change != nil {
		change(&b)
	}
	return b
}

func TestBlockedAddressesAreTold(t *testing.T) {
	other := inventory.Holder{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 2}, Verdict: inventory.HeldOther}
	for _, tt := range []struct {
		name     string
		change   func(*inventory.BlockedIP)
		variant  string
		severity inventory.Severity
	}{
		{"a device", nil, "", inventory.Warning},
		{"another by now", func(b *inventory.BlockedIP) { b.Now = other }, "moved", inventory.Warning},
		{"a router", func(b *inventory.BlockedIP) { b.NAT = true }, "nat", inventory.Warning},
		{"a router, another by now", func(b *inventory.BlockedIP) { b.NAT, b.Now = true, other }, "nat_moved", inventory.Warning},
		{"nobody", func(b *inventory.BlockedIP) { b.Then = inventory.Holder{Verdict: inventory.HeldNobody} }, "nobody", inventory.Warning},
		{"nobody, and another now", func(b *inventory.BlockedIP) { b.Then, b.Now = inventory.Holder{Verdict: inventory.HeldNobody}, other }, "nobody", inventory.Warning},
		{"nobody looked", func(b *inventory.BlockedIP) { b.Then = inventory.Holder{Verdict: inventory.HeldUnseen} }, "unseen", inventory.Warning},
		{"not looked up yet", func(b *inventory.BlockedIP) { b.Then = inventory.Holder{} }, "unseen", inventory.Warning},
		{"an incident", func(b *inventory.BlockedIP) { b.Source = inventory.BlockMOE }, "", inventory.Critical},
		{"an exercise", func(b *inventory.BlockedIP) { b.Drill = true }, "none", ""},
		{"lifted", func(b *inventory.BlockedIP) { b.State = inventory.BlockLifted }, "none", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.Snapshot.Blocked, s.Snapshot.BlocklistAt = []inventory.BlockedIP{blockedRow("10.241.10.5", tt.change)}, noon
			found := ofBlocked(rules.Judge(s.Snapshot))
			if tt.variant == "none" {
				if len(found) > 0 {
					t.Errorf("found %+v", found)
				}
				return
			}
			if len(found) != 1 || found[0].Args["variant"] != tt.variant || found[0].Severity != tt.severity || found[0].Subject != "10.241.10.5" || found[0].Due == "" {
				t.Errorf("found %+v, want variant %q, %s", found, tt.variant, tt.severity)
			}
		})
	}
}

func ofBlocked(found []inventory.Finding) []inventory.Finding {
	return slices.DeleteFunc(found, func(f inventory.Finding) bool { return f.Kind != inventory.KindBlockedIP })
}

// TestABlockedAddressEndsWhenItIsLifted, whatever switches say meanwhile, and is due
// no more once it was asked for.
func TestABlockedAddressEndsWhenItIsLifted(t *testing.T) {
	s := haiyan(t)
	s.Switches = nil
	s.Snapshot.Blocked = []inventory.BlockedIP{blockedRow("10.241.10.5", nil), blockedRow("10.241.10.5", func(b *inventory.BlockedIP) { b.Source = inventory.BlockMOE }), blockedRow("10.241.10.6", nil)}
	rows := rules.Reconcile(nil, ofBlocked(rules.Judge(s.Snapshot)), s.Snapshot)
	if len(rows) != 2 || rows[0].Severity != inventory.Critical || rows[0].Args["n"] != "2" || rows[1].Severity != inventory.Warning {
		t.Fatalf("opened %+v", rows)
	}
	rows[0].ID, rows[1].ID = 1, 2
	for i := range s.Snapshot.Blocked {
		s.Snapshot.Blocked[i].State = inventory.BlockAsked
	}
	s.Snapshot.At = noon.Add(time.Hour)
	rows = rules.Reconcile(rows, ofBlocked(rules.Judge(s.Snapshot)), s.Snapshot)
	if len(rows) != 2 || rows[0].State != inventory.StateOpen || rows[0].Due != "" {
		t.Fatalf("asked for: %+v", rows)
	}
	for i := range s.Snapshot.Blocked {
		s.Snapshot.Blocked[i].State = inventory.BlockLifted
	}
	rows = rules.Reconcile(rows, ofBlocked(rules.Judge(s.Snapshot)), s.Snapshot)
	if len(rows) != 2 || rows[0].State != inventory.StateResolved || rows[1].State != inventory.StateResolved {
		t.Errorf("lifted: %+v", rows)
	}
}

func TestBlockedAddressesAreOnFromTheFirstDay(t *testing.T) {
	if inventory.DefaultStage(inventory.KindBlockedIP) != inventory.StageOn {
		t.Error("a school that goes live is not told of its blocked addresses")
	}
	s := haiyan(t)
	if ok, why := rules.Observable(inventory.KindBlockedIP, s.Snapshot); ok || why.Key != "unobservable.blocklist" {
		t.Errorf("without a list: %v, %v", ok, why)
	}
	s.Snapshot.BlocklistAt = noon
	if ok, _ := rules.Observable(inventory.KindBlockedIP, s.Snapshot); !ok {
		t.Error("with a list it cannot be seen")
	}
}
