package rules_test

import (
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// made is the n-th address of a maker of cameras that is on the list of restricted
// brands, and nas one of a maker of network storage that is not.
func made(n byte) inventory.MAC { return inventory.MAC{0x44, 0x19, 0xb6, 0, 0x53, n} }

var nas = inventory.MAC{0x00, 0x11, 0x32, 0, 0x53, 1}

// things writes an inventory of things ten days ago.
func (s *school) things(items ...inventory.IoTItem) {
	s.Lists.IoT, s.Lists.IoTAt = append(s.Lists.IoT, items...), noon.AddDate(0, 0, -10)
}

func (s school) kinds(kinds ...inventory.Kind) []string {
	var found []string
	for _, f := range rules.Judge(s.Snapshot) {
		for _, k := range kinds {
			if f.Kind == k && !f.Doubt {
				found = append(found, string(f.Kind)+" "+f.Subject)
			}
		}
	}
	return found
}

func TestRestrictedVendor(t *testing.T) {
	for name, tt := range map[string]struct {
		build func(school)
		want  string
	}{
		"a camera in a wired zone":   {func(s school) { s.see(made(1), 25, "hy-3f-a", "3") }, made(1).String()},
		"two, each by itself":        {func(s school) { s.see(made(1), 25, "hy-3f-a", "3"); s.see(made(2), 25, "hy-3f-a", "4") }, made(1).String() + " " + made(2).String()},
		"seen by its address only":   {func(s school) { s.bind("10.241.25.101", made(1)) }, made(1).String()},
		"somebody's own, on KL-roam": {func(s school) { s.see(made(1), 220, "hy-3f-a", "3") }, ""},
		"of another make":            {func(s school) { s.see(nas, 25, "hy-3f-a", "3") }, ""},
		"said to be of another make": {func(s school) {
			s.see(made(1), 25, "hy-3f-a", "3")
			s.things(inventory.IoTItem{MAC: made(1), Restricted: "否"})
		}, ""},
		"listed, and kept apart": {func(s school) {
			s.see(made(1), 25, "hy-3f-a", "3")
			s.things(inventory.IoTItem{MAC: made(1), Restricted: "確認", Measure: "獨立網段"})
		}, ""},
		"listed, and nothing done": {func(s school) {
			s.see(made(1), 25, "hy-3f-a", "3")
			s.things(inventory.IoTItem{MAC: made(1), Restricted: "確認"})
		}, made(1).String()},
		"nobody is on the city's list":   {func(s school) { s.see(made(1), 25, "hy-3f-a", "3"); s.City.Brands = inventory.Brands{} }, ""},
		"too many to tell one by one":    {func(s school) { s.seeMany(7) }, "Hikvision"},
		"as many as are told one by one": {func(s school) { s.seeMany(2) }, made(0).String() + " " + made(1).String()},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			var got []string
			for _, f := range s.kinds(inventory.KindRestrictedVendor) {
				got = append(got, strings.TrimPrefix(f, "restricted_vendor "))
			}
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("found %q, want %q", text, tt.want)
			}
		})
	}
}

func (s school) seeMany(n byte) {
	for i := range n {
		s.see(made(i), 25, "hy-3f-a", portName(int(i)+3))
	}
}

func TestTheInventoryOfThings(t *testing.T) {
	for name, tt := range map[string]struct {
		build func(school)
		want  string
	}{
		"without an inventory nothing is unlisted": {func(s school) { s.Lists.IoT = nil; s.see(nas, 30, "hy-3f-a", "3") }, ""},
		"told by its maker":                        {func(s school) { s.see(nas, 30, "hy-3f-a", "3") }, "iot_unlisted " + nas.String()},
		"told by the MAC list":                     {func(s school) { s.list(mac(9), inventory.ClassPrinter); s.see(mac(9), 30, "hy-3f-a", "3") }, "iot_unlisted " + mac(9).String()},
		"told by LLDP": {func(s school) {
			s.neighbor("hy-3f-a", "3", inventory.Neighbor{ChassisID: mac(9).String(), Capabilities: []string{"bridge", "wlan-ap"}})
			s.see(mac(9), 254, "hy-3f-a", "3")
		}, "iot_unlisted " + mac(9).String()},
		"a switch may yet say that it is itself": {func(s school) {
			s.see(nas, 30, "hy-3f-a", "3")
			s.unheard("hy-3f-b", 1, inventory.ReasonTimeout)
		}, ""},
		"only its zone tells": {func(s school) { s.bind("10.241.25.101", mac(9)); s.see(mac(9), 25, "hy-3f-a", "3") }, ""},
		"a PC":                {func(s school) { s.list(mac(9), inventory.ClassPC); s.see(mac(9), 25, "hy-3f-a", "3") }, ""},
		"listed":              {func(s school) { s.things(inventory.IoTItem{MAC: nas}); s.see(nas, 30, "hy-3f-a", "3") }, ""},
		"listed by its address": {func(s school) {
			s.things(inventory.IoTItem{IP: "10.241.30.9"})
			s.bind("10.241.30.9", nas)
			s.see(nas, 30, "hy-3f-a", "3")
		}, ""},
		"somebody's own":         {func(s school) { s.see(nas, 220, "hy-3f-a", "3") }, ""},
		"listed, and never seen": {func(s school) { s.things(inventory.IoTItem{MAC: mac(8), Name: "舊攝影機"}) }, "iot_not_seen iot"},
		"listed just now": {func(s school) {
			s.things(inventory.IoTItem{MAC: mac(8)})
			s.ListedSince = map[inventory.MAC]time.Time{mac(8): noon.Add(-time.Minute)}
		}, ""},
		"seen a week ago":     {func(s school) { s.things(inventory.IoTItem{MAC: mac(8)}); s.LastSeen[mac(8)] = noon.AddDate(0, 0, -7) }, ""},
		"seen two months ago": {func(s school) { s.things(inventory.IoTItem{MAC: mac(8)}); s.LastSeen[mac(8)] = noon.AddDate(0, -2, 0) }, "iot_not_seen iot"},
		"it counts no more":   {func(s school) { s.things(inventory.IoTItem{MAC: mac(8), Until: "2026-11-01"}) }, ""},
		"a switch is not known": {func(s school) {
			s.things(inventory.IoTItem{MAC: mac(8)})
			s.view("hy-3f-b").Coverage[inventory.TableFDB] = inventory.CoverageView{Last: noon.Add(-time.Hour)}
		}, ""},
		"a switch never spoke": {func(s school) { s.things(inventory.IoTItem{MAC: mac(8)}); s.view("hy-3f-b").Answered = time.Time{} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.things(inventory.IoTItem{MAC: mac(1), Name: "在線的設備"})
			s.see(mac(1), 30, "hy-3f-a", "9")
			tt.build(s)
			if got := strings.Join(s.kinds(inventory.KindIoTUnlisted, inventory.KindIoTNotSeen), " "); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

// TestManyPortsWithSomethingNewAreOneMatter replaces a computer room: one finding, and
// none once the new devices are listed.
func TestManyPortsWithSomethingNewAreOneMatter(t *testing.T) {
	for ports, want := range map[int]int{1: 1, 5: 5, 6: 1, 18: 1} {
		s := based(t)
		for i := range ports {
			s.see(mac(byte(100+i)), 30, "hy-3f-a", portName(i+3))
		}
		got := wired(s)
		if len(got) != want || ports > 5 && got[0] != "zone teaching" {
			t.Errorf("%d ports: found %q, want %d", ports, got, want)
		}
		for i := range ports {
			s.list(mac(byte(100+i)), inventory.ClassPC)
		}
		if got := wired(s); len(got) != 0 {
			t.Errorf("%d ports, all listed: found %q", ports, got)
		}
	}
}
