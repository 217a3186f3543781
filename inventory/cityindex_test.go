package inventory_test

import (
	"maps"
	"net/netip"
	"slices"
	"testing"

	"rollcall/inventory"
)

func TestSwitchMACsNameOneSwitch(t *testing.T) {
	l := newLAN(t, "core", "acc1")
	shared, own, virtual := scriptMAC(t, "01"), scriptMAC(t, "02"), scriptMAC(t, "00005e000101")
	zero := inventory.MAC{}
	l.port("core", "p1").Config.MAC = &shared
	l.port("acc1", "p1").Config.MAC = &shared
	l.port("core", "p2").Config.MAC = &own
	l.port("core", "p3").Config.MAC = &virtual
	l.port("core", "p4").Config.MAC = &zero
	l.view("acc1").Switch.Address = netip.MustParseAddrPort("10.241.254.2:161")
	managed := scriptMAC(t, "03")
	got := inventory.SwitchMACs(l.views, inventory.Binding{IP: netip.MustParseAddr("10.241.254.2"), MAC: managed, Source: "core"},
		inventory.Binding{IP: netip.MustParseAddr("10.241.254.9"), MAC: scriptMAC(t, "04"), Source: "core"})
	want := map[inventory.MAC]inventory.SwitchID{scriptMAC(t, "f1"): "core", scriptMAC(t, "f2"): "acc1", own: "core", managed: "acc1"}
	if !maps.Equal(got, want) {
		t.Errorf("SwitchMACs = %v, want %v", got, want)
	}
}

func TestSwitchNamesNameOneSwitch(t *testing.T) {
	l := newLAN(t, "core", "acc1", "acc2")
	l.view("core").Facts.Name = "Core-1.School.Example"
	l.view("acc1").Facts.Name, l.view("acc2").Facts.Name = "Switch", "switch"
	city := &inventory.City{Schools: []inventory.School{l.school}}
	got := slices.Sorted(maps.Keys(inventory.SwitchNames(city, l.views)))
	if want := []string{"acc1", "acc2", "core", "core-1.school.example"}; !slices.Equal(got, want) {
		t.Errorf("SwitchNames = %v, want %v", got, want)
	}
}

// TestAddressesBelongToTheSchoolOfTheirX lets a gateway that serves many schools
// and the school's own core tell addresses of two schools.
func TestAddressesBelongToTheSchoolOfTheirX(t *testing.T) {
	l := newLAN(t, "core")
	l.school.Vars = map[string]int{"X": 241}
	plan, err := inventory.Plan{Zones: []inventory.Zone{{ID: "admin", Expr: "10.X.10.1-239"}}}.For(l.school)
	if err != nil {
		t.Fatal(err)
	}
	binding := func(source inventory.SwitchID, ip string) inventory.Binding {
		return inventory.Binding{IP: netip.MustParseAddr(ip), MAC: scriptMAC(t, "01"), Source: source}
	}
	s := inventory.NewSnapshot(inventory.SnapshotParts{School: l.school, Plan: plan, Views: l.views, Bindings: []inventory.Binding{
		binding("gateway", "10.242.10.5"), binding("gateway", "10.241.200.5"), binding("core", "10.242.10.7"), binding("core", "203.0.113.20")}})
	var got []string
	for _, b := range s.Bindings {
		got = append(got, string(b.Source)+" "+b.IP.String())
	}
	if want := []string{"core 10.242.10.7", "core 203.0.113.20", "gateway 10.241.200.5"}; !slices.Equal(got, want) {
		t.Errorf("the school's bindings are %v, want %v", got, want)
	}
}
