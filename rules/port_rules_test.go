package rules_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestDuplicateLocation(t *testing.T) {
	found := []string{"mac_duplicate_location 00:00:5e:00:53:01"}
	twice := func(s school) {
		s.see(mac(1), 30, "hy-3f-a", "3")
		s.see(mac(1), 30, "hy-3f-b", "7")
	}
	second := func(s school) *inventory.Sighting { return &s.view("hy-3f-b").Sightings[0] }
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"live at two switches", twice, found},
		{"moved: the old place has missed it", func(s school) { twice(s); second(s).Misses = 1 }, nil},
		{"first seen at the second place just now", func(s school) { twice(s); second(s).First = noon }, nil},
		{"one table could not be read", func(s school) { twice(s); s.miss("hy-3f-b", inventory.TableFDB) }, nil},
		{"two ports of one switch", func(s school) {
			s.see(mac(1), 30, "hy-3f-a", "3")
			s.see(mac(1), 30, "hy-3f-a", "4")
		}, nil},
		{"on the way up, at an uplink", func(s school) {
			s.see(mac(1), 30, "hy-3f-a", "3")
			s.see(mac(1), 30, "hy-core", "1")
		}, nil},
		{"on an uplink that is only suspected by its crowd", func(s school) {
			twice(s)
			for n := range byte(5) {
				s.see(mac(50+n), 30, "hy-3f-b", "7")
			}
			s.port("hy-3f-b", "7").Role.Role = inventory.RoleClassroom
		}, nil},
		{"a virtual router", func(s school) {
			s.see(inventory.MAC{0, 0, 0x5e, 0, 1, 7}, 30, "hy-3f-a", "3")
			s.see(inventory.MAC{0, 0, 0x5e, 0, 1, 7}, 30, "hy-3f-b", "7")
		}, nil},
		{"a tablet between two access points", func(s school) {
			s.see(mac(1), 208, "hy-3f-a", "3")
			s.see(mac(1), 208, "hy-3f-b", "7")
		}, nil},
		{"a random MAC in eduroam", func(s school) {
			s.see(random(1), 230, "hy-3f-a", "3")
			s.see(random(1), 230, "hy-3f-b", "7")
		}, nil},
		{"behind an access point", func(s school) {
			twice(s)
			s.port("hy-3f-b", "7").Role.Role = inventory.RoleAP
		}, nil},
		{"on a LAG member", func(s school) {
			twice(s)
			s.port("hy-3f-b", "7").Config.LAG = "ae1"
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
}

func TestMultiMACPort(t *testing.T) {
	found := []string{"multi_mac_port hy-3f-a 3"}
	crowd := func(s school, n byte, vid int) {
		for i := range n {
			s.see(mac(50+i), vid, "hy-3f-a", "3")
		}
	}
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"nine PCs on a hub", func(s school) { crowd(s, 9, 30) }, found},
		{"as many as the city allows", func(s school) { crowd(s, 4, 30) }, nil},
		{"one device in several VLANs", func(s school) {
			for vid := 10; vid < 20; vid++ {
				s.see(mac(1), vid, "hy-3f-a", "3")
			}
		}, nil},
		{"a phone with a PC behind it", func(s school) { crowd(s, 2, 25) }, nil},
		{"a phone by LLDP", func(s school) {
			crowd(s, 5, 30)
			s.neighbor("hy-3f-a", "3", inventory.Neighbor{ChassisID: mac(50).String(), Capabilities: []string{"bridge", "telephone"}})
		}, nil},
		{"thirty clients of an access point", func(s school) { s.list(mac(90), ""); crowdListed(s, 30, 220) }, nil},
		{"an access point by LLDP", func(s school) {
			crowd(s, 9, 30)
			s.neighbor("hy-3f-a", "3", inventory.Neighbor{SysName: "ap-7", Capabilities: []string{"wlan-ap"}})
		}, nil},
		{"a full 5-port switch in a classroom", func(s school) {
			crowd(s, 5, 30)
			s.port("hy-3f-a", "3").Role.Role = inventory.RoleClassroom
		}, nil},
		{"a 5-port switch by the written record", func(s school) { crowd(s, 5, 30); s.record("hy-3f-a", "3", "教學網段", "classroom") }, nil},
		{"an edge port by the written record", func(s school) { crowd(s, 5, 30); s.record("hy-3f-a", "3", "教學網段", "edge") }, found},
		{"the controller", func(s school) { crowd(s, 40, 30); s.view("hy-3f-a").Switch.Role = inventory.SwitchController }, nil},
		{"a LAG member", func(s school) { crowd(s, 9, 30); s.port("hy-3f-a", "3").Config.LAG = "ae1" }, nil},
		{"an uplink", func(s school) { crowd(s, 9, 30); s.uplink("hy-3f-a", "3", "hy-3f-b") }, nil},
		{"a server with virtual machines", func(s school) {
			s.see(mac(1), 10, "hy-3f-a", "3")
			for n := range byte(9) {
				s.see(random(n), 10, "hy-3f-a", "3")
			}
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
}

func crowdListed(s school, n byte, vid int) {
	for i := range n {
		s.list(mac(50+i), inventory.ClassTablet)
		s.see(mac(50+i), vid, "hy-3f-a", "3")
	}
}

func TestMultiMACPortCounts(t *testing.T) {
	s := haiyan(t)
	for n := range byte(9) {
		s.see(mac(50+n), 30, "hy-3f-a", "3")
	}
	f := s.only(inventory.KindMultiMACPort)
	if f.Args["n"] != "9" || f.Args["limit"] != "4" || f.Severity != inventory.Info {
		t.Errorf("arguments %q, severity %s", f.Args, f.Severity)
	}
}

func TestPortRecordDrift(t *testing.T) {
	drift := []string{"port_record_drift hy-3f-a 17"}
	tests := []struct {
		written string
		pvid    int
		want    []string
	}{
		{"有線網路行政", 30, drift},
		{"行政", 30, drift}, // part of one zone's name
		{"admin", 30, drift},
		{"10", 30, drift},
		{"VLAN 10", 30, drift},
		{"ＶＬＡＮ１０", 30, drift},
		{"10.X.10.1-239", 30, drift},
		{"10.241.20.254/24", 30, drift},
		{"KL-mobile", 30, drift},
		{"教學網段", 30, nil},
		{"teaching", 30, nil},
		{"30", 30, nil},
		{"10.X.30.254/24", 30, nil},
		{"全誼卡機", 10, nil}, // the zones of VLAN 10 share their ports
		{"", 30, nil},
		{"三樓走廊", 30, nil}, // no segment: nothing can be said
		{"網段", 20, nil},   // part of two names in two VLANs
		{"行政", 0, nil},    // the switch does not tell
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s on VLAN %d", tt.written, tt.pvid), func(t *testing.T) {
			s := haiyan(t)
			s.record("hy-3f-a", "17", tt.written, "")
			s.port("hy-3f-a", "17").Config.PVID = tt.pvid
			s.want(tt.want...)
		})
	}
}

func TestPortRecordDriftSaysWasIsAndSince(t *testing.T) {
	s := haiyan(t)
	s.record("hy-3f-a", "17", "行政", "")
	changed := noon.Add(-3 * time.Hour)
	s.port("hy-3f-a", "17").ConfigSince = changed
	f := s.only(inventory.KindPortRecordDrift)
	if f.Args["was"] != "行政" || f.Args["is"] != "教學網段 (VLAN 30)" || !f.Since.Equal(changed) {
		t.Errorf("was %q, is %q, since %v", f.Args["was"], f.Args["is"], f.Since)
	}
}

func TestUnknownSwitch(t *testing.T) {
	lldp := func(name string, chassis byte, capabilities ...string) inventory.Neighbor {
		return inventory.Neighbor{SysName: name, ChassisID: mac(chassis).String(), Capabilities: capabilities}
	}
	found := []string{"unknown_switch 00:00:5e:00:53:4d"}
	tests := []struct {
		name  string
		build func(school)
		want  []string
	}{
		{"a bridge", func(s school) { s.neighbor("hy-3f-a", "9", lldp("TL-SG108E", 0x4d, "bridge")) }, found},
		{"a router", func(s school) { s.neighbor("hy-3f-a", "9", lldp("home", 0x4d, "router")) }, found},
		{"seen from two ports", func(s school) {
			s.neighbor("hy-3f-a", "9", lldp("TL-SG108E", 0x4d, "bridge"))
			s.neighbor("hy-3f-b", "9", lldp("TL-SG108E", 0x4d, "bridge"))
		}, found},
		{"a switch that speaks CDP, wherever its address is", func(s school) {
			n := lldp("TL-SG108E", 0x4d, "bridge")
			n.Protocol, n.Addresses = "cdp", []netip.Addr{netip.MustParseAddr("192.0.2.7")}
			s.neighbor("hy-3f-a", "9", n)
		}, found},
		{"a switch with an address of the school's network for switches", func(s school) {
			n := lldp("TL-SG108E", 0x4d, "bridge")
			n.Addresses = []netip.Addr{netip.MustParseAddr("10.241.254.77")}
			s.neighbor("hy-3f-a", "9", n)
		}, found},
		{"configured, by the address that it is read at", func(s school) {
			n := lldp("another name", 0x4d, "bridge")
			n.Addresses = []netip.Addr{netip.MustParseAddr("10.241.254.77")}
			s.City.Schools[s.School.Code].Switches[0].Address = netip.MustParseAddrPort("10.241.254.77:161")
			s.neighbor("hy-3f-a", "9", n)
		}, nil},
		{"configured, by name", func(s school) { s.neighbor("hy-3f-a", "24", lldp("HY-CORE", 0x4d, "bridge", "router")) }, nil},
		{"configured, by host name", func(s school) { s.neighbor("hy-3f-a", "24", lldp("hy-core.example", 0x4d, "bridge")) }, nil},
		{"configured, by its MAC", func(s school) {
			s.City.SwitchMACs[mac(0x4d)] = "hy-core"
			s.neighbor("hy-3f-a", "24", lldp("Switch", 0x4d, "bridge"))
		}, nil},
		{"one of the school's own, which the index does not know yet", func(s school) {
			own := mac(0x4d)
			s.view("hy-3f-b").Facts.BridgeMAC = &own
			s.neighbor("hy-3f-a", "24", lldp("", 0x4d, "bridge"))
		}, nil},
		{"one of the school's own by the name that it gives itself", func(s school) {
			s.view("hy-3f-b").Facts.Name = "HY-3F-B.local"
			s.neighbor("hy-3f-a", "24", lldp("hy-3f-b.local", 0x4d, "bridge"))
		}, nil},
		{"one without a name, while a configured switch cannot be read at all", func(s school) {
			v := s.view("hy-3f-b")
			v.Answered, v.Silent, v.Reason = time.Time{}, 9, inventory.ReasonAuth
			s.neighbor("hy-3f-a", "9", lldp("", 0x4d, "bridge"))
			delete(v.Coverage, inventory.TableSystem)
		}, []string{"snmp_auth_fail hy-3f-b"}},
		{"while a switch that answers has not told its name yet", func(s school) {
			v := s.view("hy-3f-b")
			v.Coverage[inventory.TableSystem] = inventory.CoverageView{State: inventory.TableState{Reason: inventory.ReasonTimeout}}
			s.neighbor("hy-3f-a", "9", lldp("switch-3f", 0x4d, "bridge"))
		}, nil},
		{"an access point that bridges", func(s school) { s.neighbor("hy-3f-a", "9", lldp("ap-7", 0x4d, "bridge", "wlan-ap")) }, nil},
		{"a phone with a socket", func(s school) { s.neighbor("hy-3f-a", "9", lldp("phone", 0x4d, "bridge", "telephone")) }, nil},
		{"a PC", func(s school) { s.neighbor("hy-3f-a", "9", lldp("pc-7", 0x4d, "station")) }, nil},
		{"somebody who does not say what it is", func(s school) { s.neighbor("hy-3f-a", "9", lldp("thing", 0x4d)) }, nil},
		{"while a configured switch has not been read yet", func(s school) {
			v := s.view("hy-3f-b")
			v.Answered, v.Silent = time.Time{}, 1
			s.neighbor("hy-3f-a", "9", lldp("TL-SG108E", 0x4d, "bridge"))
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			tt.build(s)
			s.want(tt.want...)
		})
	}
}
