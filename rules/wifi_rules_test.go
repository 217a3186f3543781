package rules_test

import (
	"strings"
	"testing"

	"rollcall/inventory"
)

func TestUnknownMAC(t *testing.T) {
	stranger := []string{"wl_unknown_mac 00:00:5e:00:53:09"}
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"by VLAN", func(s school) { s.see(mac(9), 208, "hy-3f-a", "3") }, stranger},
		{"by address alone", func(s school) { s.bind("10.241.209.7", mac(9)) }, stranger},
		{"by VLAN and address", func(s school) { s.see(mac(9), 208, "hy-3f-a", "3"); s.bind("10.241.209.7", mac(9)) }, stranger},
		{"listed", func(s school) { s.see(mac(1), 208, "hy-3f-a", "3") }, nil},
		{"on the whitelist only", func(s school) {
			s.Lists.Whitelist = append(s.Lists.Whitelist, inventory.ListEntry{MAC: mac(9)})
			s.see(mac(9), 208, "hy-3f-a", "3")
		}, []string{"wl_list_drift lists"}}, // which is another matter
		{"a personal device on KL-roam", func(s school) { s.see(mac(9), 220, "hy-3f-a", "3") }, nil},
		{"a personal device on eduroam", func(s school) { s.see(mac(9), 230, "hy-3f-a", "3") }, nil},
		{"wired, where lists do not count", func(s school) { s.see(mac(9), 30, "hy-3f-a", "3") }, nil},
		{"the gateway's own MAC", func(s school) { s.see(mac(9), 208, "hy-3f-a", "3"); s.bind("10.241.208.254", mac(9)) }, nil},
		{"a switch of the city", func(s school) { s.City.SwitchMACs[mac(9)] = "hy-core"; s.see(mac(9), 208, "hy-3f-a", "3") }, nil},
		{"an access point by LLDP", func(s school) {
			s.neighbor("hy-3f-a", "3", inventory.Neighbor{ChassisID: mac(9).String(), Capabilities: []string{"bridge", "wlan-ap"}})
			s.see(mac(9), 208, "hy-3f-a", "3")
		}, nil},
		{"VRRP", func(s school) { s.see(inventory.MAC{0, 0, 0x5e, 0, 1, 208}, 208, "hy-3f-a", "3") }, nil},
		{"HSRP version 2", func(s school) { s.see(inventory.MAC{0, 0, 0x0c, 0x9f, 0xf0, 1}, 208, "hy-3f-a", "3") }, nil},
		{"an entry that has ended", func(s school) { s.Lists.Master[0].Until = "2026-11-19"; s.see(mac(1), 208, "hy-3f-a", "3") }, []string{"wl_unknown_mac 00:00:5e:00:53:01"}},
		{"an entry on its last day", func(s school) { s.Lists.Master[0].Until = "2026-11-20"; s.see(mac(1), 208, "hy-3f-a", "3") }, nil},
		{"an entry that has not begun", func(s school) { s.Lists.Master[0].From = "2026-11-21"; s.see(mac(1), 208, "hy-3f-a", "3") }, []string{"wl_unknown_mac 00:00:5e:00:53:01"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
}

func TestAFloodOfStrangersIsOneFindingOfThePort(t *testing.T) {
	s := haiyan(t)
	for n := byte(100); n < 150; n++ {
		s.see(mac(n), 208, "hy-3f-a", "3")
	}
	s.see(mac(9), 208, "hy-3f-b", "3")
	s.want("wl_unknown_mac 00:00:5e:00:53:09", "wl_unknown_mac hy-3f-a 3")
	f := s.findings()[1]
	if n, macs := f.Args["n"], strings.Count(f.Args["macs"], "\n")+1; n != "50" || macs != 20 {
		t.Errorf("%s MACs, %d shown; want 50, 20", n, macs)
	}
}

func TestADeviceOfAnotherSchoolIsNotUnknown(t *testing.T) {
	s := haiyan(t)
	s.City.Listed[mac(9)] = []inventory.SchoolCode{"179902"}
	s.see(mac(9), 208, "hy-3f-a", "3")
	s.want("wl_other_school 00:00:5e:00:53:09")
	if f := s.only(inventory.KindOtherSchool); f.Args["other"] != "179902" || f.Severity != inventory.Info {
		t.Errorf("other school %q, severity %s", f.Args["other"], f.Severity)
	}
}

func TestRandomMACsAreOneFinding(t *testing.T) {
	s := haiyan(t)
	for n := range byte(6) {
		s.see(random(n), 208, "hy-3f-a", "3")
	}
	s.see(random(7), 220, "hy-3f-a", "3") // KL-roam: anybody
	s.see(random(8), 10, "hy-core", "5")  // a virtual machine
	s.list(random(9), inventory.ClassPC)  // a listed one is known
	s.see(random(9), 208, "hy-3f-a", "3")
	s.want("wl_random_mac KL-mobile")
	f := s.only(inventory.KindRandomMAC)
	if f.Args["n"] != "6" || f.Args["ssid"] != "KL-mobile" || f.Args["ports"] != "hy-3f-a 3" {
		t.Errorf("arguments %q", f.Args)
	}
}
