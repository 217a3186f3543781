package inventory_test

import (
	"testing"

	"rollcall/inventory"
)

// A roleCase describes a core and two access switches, and says what core p1 is.
type roleCase struct {
	name string
	do   func(l *lan)
	want inventory.PortRole
}

func runRoles(t *testing.T, cases []roleCase) {
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			l := newLAN(t, "core", "acc1", "acc2")
			tc.do(l)
			if got := inventory.Roles(l.snapshot())["core"]["p1"]; got != tc.want {
				t.Errorf("core p1 is %+v, want %+v", got, tc.want)
			}
		})
	}
}

func role(role, reason, peer string) inventory.PortRole {
	return inventory.PortRole{Role: role, Reason: reason, Peer: peer}
}

func uplink(reason, peer string, sure bool) inventory.PortRole {
	return inventory.PortRole{Role: inventory.RoleUplink, Sure: sure, Reason: reason, Peer: peer}
}

func edge() inventory.PortRole { return role(inventory.RoleEdge, inventory.BecauseNothingSpeaks, "") }

func TestUplinkRoles(t *testing.T) {
	runRoles(t, []roleCase{
		{"both ends hear each other", func(l *lan) {
			l.lldp("core", "p1", "acc1")
			l.lldp("acc1", "p8", "core")
		}, uplink(inventory.BecauseNeighbor, "acc1", true)},
		{"one end hears the other: maybe a hub that passes LLDP on, maybe a liar", func(l *lan) {
			l.lldp("core", "p1", "acc1")
		}, uplink(inventory.BecauseNeighbor, "acc1", false)},
		{"each sees the other's address", func(l *lan) {
			l.own("core", "p1", "acc1")
			l.own("acc1", "p8", "core")
		}, uplink(inventory.BecauseSwitchSeen, "acc1", true)},
		{"one sees the other's address, which may be copied", func(l *lan) {
			l.own("core", "p1", "acc1")
		}, uplink(inventory.BecauseSwitchSeen, "acc1", false)},
		{"the other's address on two ports tells nothing", func(l *lan) {
			l.own("core", "p1", "acc1")
			l.own("core", "p2", "acc1")
			l.own("acc1", "p8", "core")
		}, edge()},
		{"one hears, the other sees", func(l *lan) {
			l.lldp("core", "p1", "acc1")
			l.own("acc1", "p8", "core")
		}, uplink(inventory.BecauseNeighbor, "acc1", true)},
		{"the other was never read: what is behind it is recorded here", func(l *lan) {
			l.lldp("core", "p1", "acc1")
			l.lldp("acc1", "p8", "core")
			l.view("acc1").Coverage = nil
		}, uplink(inventory.BecauseNeighbor, "acc1", false)},
		{"the other does not answer any more", func(l *lan) {
			l.lldp("core", "p1", "acc1")
			l.lldp("acc1", "p8", "core")
			l.view("acc1").Silent = 3
		}, uplink(inventory.BecauseNeighbor, "acc1", false)},
		{"two switches behind one port", func(l *lan) {
			l.own("core", "p1", "acc1", "acc2")
			l.own("acc1", "p8", "core")
		}, uplink(inventory.BecauseSwitchSeen, "", true)},
		{"declared", func(l *lan) { l.view("core").Switch.Uplinks = []string{"p1"} }, uplink(inventory.BecauseConfigured, "", true)},
		{"devices spread over the other's ports", func(l *lan) {
			l.see("core", "p1", "01", "02", "03", "04")
			l.see("acc1", "p1", "01", "02")
			l.see("acc1", "p2", "03", "04")
		}, uplink(inventory.BecauseSpread, "acc1", false)},
		{"a member of an aggregate is what the aggregate is", func(l *lan) {
			l.port("core", "p1").Config.LAG = "p3"
			l.lldp("core", "p2", "acc1")
			l.port("core", "p2").Config.LAG = "p3"
			l.lldp("acc1", "p8", "core")
		}, uplink(inventory.BecauseNeighbor, "acc1", true)},
	})
}

func TestOtherRoles(t *testing.T) {
	runRoles(t, []roleCase{
		{"nothing speaks", func(l *lan) { l.see("core", "p1", "01") }, edge()},
		{"no socket", func(l *lan) { l.port("core", "p1").Config.Bridge = false }, inventory.PortRole{}},
		{"a wireless controller is no way to more switches", func(l *lan) {
			l.view("acc1").Switch.Role = inventory.SwitchController
			l.lldp("core", "p1", "acc1")
			l.lldp("acc1", "p8", "core")
		}, role(inventory.RoleAP, inventory.BecauseController, "acc1")},
		{"an access point by LLDP", func(l *lan) {
			l.port("core", "p1").Neighbors = []inventory.Neighbor{{SysName: "ap-1", Capabilities: []string{"bridge", "wlan-ap"}}}
		}, role(inventory.RoleAP, inventory.BecauseAPAnnounced, "ap-1")},
		{"a telephone bridges and is no switch", func(l *lan) {
			l.port("core", "p1").Neighbors = []inventory.Neighbor{{SysName: "phone", Capabilities: []string{"bridge", "telephone"}}}
		}, edge()},
		{"a switch that is not ours", func(l *lan) {
			l.port("core", "p1").Neighbors = []inventory.Neighbor{{SysName: "stranger", Capabilities: []string{"bridge"}}}
		}, role(inventory.RoleEdge, inventory.BecauseUnknownSwitch, "stranger")},
		{"an access point by the list", func(l *lan) {
			l.see("core", "p1", "01", "0a")
			l.lists.Master = []inventory.ListEntry{{MAC: scriptMAC(l.t, "0a"), Class: inventory.ClassAP, Name: "ap-3F"}}
		}, role(inventory.RoleAP, inventory.BecauseAPListed, "ap-3F")},
		{"a 5-port switch by the list", func(l *lan) {
			l.see("core", "p1", "01", "0a")
			l.lists.Master = []inventory.ListEntry{{MAC: scriptMAC(l.t, "0a"), Class: inventory.ClassSwitch, Name: "c-3-2"}}
		}, role(inventory.RoleClassroom, inventory.BecauseClassListed, "c-3-2")},
		{"a 5-port switch by the port record", func(l *lan) {
			l.lists.PortRecord = []inventory.PortRecord{{Switch: "core", Port: "p1", Zone: "教學", Note: "教室 5-port", Outlet: "3-2"}}
		}, role(inventory.RoleClassroom, inventory.BecauseClassRecorded, "3-2")},
		{"a computer room is no 5-port switch", func(l *lan) {
			l.lists.PortRecord = []inventory.PortRecord{{Switch: "core", Port: "p1", Zone: "電腦教室網段"}}
		}, edge()},
	})
}

// TestNeighborsAreKnownByAnyOfTheirNames goes through the ways in which a
// neighbour may say that it is a switch of ours.
func TestNeighborsAreKnownByAnyOfTheirNames(t *testing.T) {
	for _, tc := range []struct {
		name string
		n    inventory.Neighbor
		want bool
	}{
		{"chassis is its address", inventory.Neighbor{ChassisID: "00:00:5e:00:53:f2"}, true},
		{"chassis in another notation", inventory.Neighbor{ChassisID: "0000.5e00.53F2"}, true},
		{"its name in capitals", inventory.Neighbor{SysName: "ACC1"}, true},
		{"its name with a domain", inventory.Neighbor{SysName: "acc1.school.example"}, true},
		{"its name as chassis, as CDP tells it", inventory.Neighbor{Protocol: "cdp", ChassisID: "acc1"}, true},
		{"no name", inventory.Neighbor{}, false},
		{"another name", inventory.Neighbor{SysName: "acc11", ChassisID: "00:00:5e:00:53:99"}, false},
		{"itself, round a loop", inventory.Neighbor{SysName: "core"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := newLAN(t, "core", "acc1")
			l.port("core", "p1").Neighbors = []inventory.Neighbor{tc.n}
			got := inventory.Roles(l.snapshot())["core"]["p1"]
			if is := got.Role == inventory.RoleUplink; is != tc.want {
				t.Errorf("%+v makes p1 %+v", tc.n, got)
			}
		})
	}
}
