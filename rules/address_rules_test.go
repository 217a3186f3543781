package rules_test

import (
	"net/netip"
	"testing"

	"rollcall/inventory"
)

func TestAHealthySchoolHasNoFindings(t *testing.T) {
	s := haiyan(t)
	s.see(mac(1), 30, "hy-3f-a", "3")
	s.bind("10.241.30.7", mac(1))
	s.want()
}

func TestReservedIPTaken(t *testing.T) {
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"an admin PC on a card reader's address", func(s school) { s.bind("10.241.10.243", mac(1)) }, []string{"reserved_ip_taken 10.241.10.243"}},
		{"a device that no list knows", func(s school) { s.bind("10.241.10.243", mac(9)) }, []string{"reserved_ip_taken 10.241.10.243"}},
		{"a card reader", func(s school) { s.list(mac(9), "card_reader"); s.bind("10.241.10.243", mac(9)) }, nil},
		{"a reader listed twice, once without class", func(s school) {
			s.list(mac(9), "")
			s.list(mac(9), "card_reader")
			s.bind("10.241.10.243", mac(9))
		}, []string{"mac_list_duplicate master 00:00:5e:00:53:09"}},
		{"the address beside the range", func(s school) { s.bind("10.241.10.239", mac(1)) }, nil},
		{"a PC among the cameras is not this kind", func(s school) { s.bind("10.241.25.120", mac(1)) }, nil},
		{"a virtual router", func(s school) { s.bind("10.241.10.243", inventory.MAC{0, 0, 0x5e, 0, 1, 7}) }, nil},
		{"the binding of a device that has been replaced", func(s school) {
			s.bind("10.241.10.243", mac(1))
			s.Bindings[0].Misses = 1
			s.list(mac(9), "card_reader")
			s.bind("10.241.10.243", mac(9))
		}, nil},
		{"a sensor's address at a school without one", func(s school) {
			s.School.QuakeSensor = false
			s.bind("10.241.10.253", mac(1))
		}, nil},
		{"our address at another school", func(s school) {
			s.bind("10.241.10.243", mac(1))
			s.Bindings[0].Source = "ql-core"
		}, nil},
		{"our address at a firewall that serves everybody", func(s school) {
			s.bind("10.241.10.243", mac(1))
			s.Bindings[0].Source = "city-fw"
		}, []string{"reserved_ip_taken 10.241.10.243"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
}

func TestReservedIPTakenSaysWhereAndWhat(t *testing.T) {
	s := haiyan(t)
	s.bind("10.241.10.243", mac(1))
	s.see(mac(1), 10, "hy-3f-a", "3")
	s.record("hy-3f-a", "3", "教學網段", "")
	f := s.only(inventory.KindReservedIPTaken)
	want := inventory.PortID{Switch: "hy-3f-a", IfName: "3"}
	if got := (inventory.PortID{Switch: f.Switch, IfName: f.Port}); got != want {
		t.Errorf("place %v, want %v", got, want)
	}
	if f.Room != "3-2教室" || f.MAC != mac(1) || f.IP != netip.MustParseAddr("10.241.10.243") {
		t.Errorf("room %q, MAC %v, IP %v", f.Room, f.MAC, f.IP)
	}
	if f.Args["zone"] != "全誼卡機" || f.Args["class"] != "pc" || f.Args["classes"] != "card_reader" {
		t.Errorf("arguments %q", f.Args)
	}
}

func TestPublicIPInUse(t *testing.T) {
	found := []string{"public_ip_in_use 203.0.113.20"}
	tests := []struct {
		name, ip, migration string
		want                []string
		severity            inventory.Severity
	}{
		{"after the move", "203.0.113.20", "done", found, inventory.Warning},
		{"nothing said about the move", "203.0.113.20", "", found, inventory.Warning},
		{"move pending", "203.0.113.20", "pending", found, inventory.Info},
		{"a school that need not move", "203.0.113.20", "not_applicable", nil, ""},
		{"private", "192.168.1.1", "done", nil, ""},
		{"link-local", "169.254.7.7", "done", nil, ""},
		{"loopback", "127.0.0.1", "done", nil, ""},
		{"multicast", "224.0.0.251", "done", nil, ""},
		{"broadcast", "255.255.255.255", "done", nil, ""},
		{"no address yet", "0.0.0.0", "done", nil, ""},
		{"IPv6", "2001:db8::20", "done", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.School.PublicIPMigration = tt.migration
			s.bind(tt.ip, mac(1))
			s.want(tt.want...)
			if tt.want != nil {
				if got := s.only(inventory.KindPublicIPInUse).Severity; got != tt.severity {
					t.Errorf("severity %s, want %s", got, tt.severity)
				}
			}
		})
	}
}

func TestPublicIPOfTheRouterBeforeTheSchoolIsNotTheSchools(t *testing.T) {
	s := haiyan(t)
	s.City.SwitchMACs[mac(7)] = "centre-router"
	s.bind("203.0.113.1", mac(7))
	s.want()
}

func TestForeignSchoolIP(t *testing.T) {
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"another school's X", func(s school) { s.bind("10.242.10.20", mac(1)) }, []string{"foreign_school_ip 10.242.10.20"}},
		{"an X that nobody has", func(s school) { s.bind("10.99.10.20", mac(1)) }, nil},
		{"second octet of a home router", func(s school) { s.bind("192.242.0.20", mac(1)); s.School.PublicIPMigration = "not_applicable" }, nil},
		{"one's own gap", func(s school) { s.bind("10.241.25.180", mac(1)) }, nil},
		{"seen by the other school", func(s school) { s.bind("10.242.10.20", mac(1)); s.Bindings[0].Source = "ql-core" }, nil},
		{"seen by a firewall that serves everybody", func(s school) { s.bind("10.242.10.20", mac(1)); s.Bindings[0].Source = "city-fw" }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
	s := haiyan(t)
	s.bind("10.242.10.20", mac(1))
	if f := s.only(inventory.KindForeignSchoolIP); f.Args["other"] != "179902" {
		t.Errorf("other school %q, want 179902", f.Args["other"])
	}
}
