package inventory_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall/inventory"
)

// A placeCase describes a small network and says where device 01 is then.
type placeCase struct {
	name string
	do   func(l *lan)
	want string
}

func runPlaces(t *testing.T, cases []placeCase) {
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			l := tree(t)
			tc.do(l)
			if got := verdictOf(inventory.Locate(l.snapshot()), scriptMAC(t, "01")); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// ago is a span that began so long ago and is open.
func ago(d time.Duration) inventory.Span { return inventory.Span{First: lanNow.Add(-d)} }

// on is a sighting of device 01.
func on(sw inventory.SwitchID, port string, span inventory.Span, misses int) inventory.Sighting {
	s := inventory.Sighting{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}, Port: inventory.PortID{Switch: sw, IfName: port}, Span: span, Misses: misses}
	if misses > 0 {
		s.Missed = lanNow.Add(-time.Duration(misses-1) * lanEvery)
	}
	return s
}

// read says when the forwarding table of a switch was last read.
func read(l *lan, id inventory.SwitchID, before time.Duration, fresh bool) {
	l.view(id).Coverage[inventory.TableFDB] = inventory.CoverageView{Last: lanNow.Add(-before), Every: lanEvery, Fresh: fresh}
}

// hide takes away what tells where acc2 hangs.
func hide(l *lan) {
	l.view("acc2").Ports[7].Neighbors = nil
	l.view("core").Ports[1].Neighbors = nil
}

// TestLocateByWiring finds the port that leads to no other switch.
func TestLocateByWiring(t *testing.T) {
	runPlaces(t, []placeCase{
		{"one edge port", func(l *lan) { l.see("acc1", "p1", "01") }, "acc1 p1 high place_only []"},
		{"an uplink that is not sure shows it too", func(l *lan) {
			l.view("acc1").Ports[7].Neighbors = nil // the core alone hears acc1
			l.see("acc1", "p1", "01")
			l.see("core", "p1", "01", "02")
		}, "acc1 p1 high place_only []"},
		{"in two VLANs on one port", func(l *lan) {
			s := on("acc1", "p1", ago(time.Hour), 0)
			l.add(s)
			s.VID = 34
			l.add(s)
		}, "acc1 p1 high place_only []"},
		{"only on uplinks", func(l *lan) {
			l.view("acc1").Ports[7].Neighbors = nil
			l.see("core", "p1", "01")
		}, "core p1 low place_behind []"},
		{"behind a wireless controller", func(l *lan) {
			l.view("acc2").Switch.Role = inventory.SwitchController
			l.see("core", "p2", "01", "02", "03")
		}, "core p2 low place_controller []"},
		{"one way known: the other port leads here", func(l *lan) {
			for _, p := range []*inventory.PortView{l.port("core", "p1"), l.port("acc1", "p8")} {
				p.Neighbors = nil
			}
			l.own("acc1", "p8", "core")
			l.see("core", "p1", "01")
			l.see("acc1", "p1", "01")
		}, "acc1 p1 medium place_deeper []"},
	})
}

// TestLocateInTime follows devices that move, go and are copied.
func TestLocateInTime(t *testing.T) {
	runPlaces(t, []placeCase{
		{"moved on the same switch", func(l *lan) {
			l.add(on("acc1", "p1", ago(time.Hour), 1))
			l.add(on("acc1", "p2", ago(0), 0))
		}, "acc1 p2 high place_only []"},
		{"moved to another switch, the first one not read since", func(l *lan) {
			read(l, "acc1", 4*time.Minute, true)
			l.add(on("acc1", "p1", ago(time.Hour), 0))
			l.add(on("acc2", "p2", ago(time.Minute), 0))
		}, "acc2 p2 medium place_newest []"},
		{"moved, and the old switch has not forgotten it yet", func(l *lan) {
			l.add(on("acc1", "p1", ago(time.Hour), 0))
			l.add(on("acc2", "p2", ago(3*time.Minute), 0))
		}, "acc2 p2 medium place_newest []"},
		{"at two places for a whole period", func(l *lan) {
			l.add(on("acc1", "p1", ago(time.Hour), 0))
			l.add(on("acc2", "p2", ago(6*time.Minute), 0))
		}, "acc1 p1 medium place_twice [acc2 p2]"},
		{"missed once, nowhere else", func(l *lan) { l.add(on("acc1", "p1", ago(time.Hour), 1)) }, "acc1 p1 medium place_missed []"},
		{"the switch is dead", func(l *lan) {
			read(l, "acc1", time.Hour, false)
			l.add(on("acc1", "p1", ago(2*time.Hour), 0))
		}, "acc1 p1 medium place_stale []"},
		{"left a dead switch, seen elsewhere", func(l *lan) {
			read(l, "acc1", time.Hour, false)
			l.add(on("acc1", "p1", ago(2*time.Hour), 0))
			l.add(on("acc2", "p2", ago(30*time.Minute), 0))
		}, "acc2 p2 high place_only []"},
	})
}

// TestLocateInDoubt keeps from being sure where a switch could hide the device.
func TestLocateInDoubt(t *testing.T) {
	runPlaces(t, []placeCase{
		{"a switch never read, its place unknown", func(l *lan) {
			l.view("acc2").Coverage = nil
			hide(l)
			l.see("acc1", "p1", "01")
		}, "acc1 p1 medium place_unread []"},
		{"a switch never read that another hears", func(l *lan) {
			l.view("acc2").Coverage = nil
			l.view("acc2").Ports[7].Neighbors = nil
			l.see("acc1", "p1", "01")
		}, "acc1 p1 high place_only []"},
		{"new, and a switch of unknown place not read since", func(l *lan) {
			hide(l)
			read(l, "acc2", 4*time.Minute, true)
			l.add(on("acc1", "p1", ago(time.Minute), 0))
		}, "acc1 p1 medium place_unproven []"},
		{"a switch of unknown place was read since: it would have shown it", func(l *lan) {
			hide(l)
			l.see("acc1", "p1", "01")
		}, "acc1 p1 high place_only []"},
		{"a switch of unknown place was read since, but shows nothing of this VLAN", func(l *lan) {
			hide(l)
			s := on("acc1", "p1", ago(time.Hour), 0)
			s.VID = 30
			l.add(s)
			l.add(inventory.Sighting{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 2}, VID: 10, Port: inventory.PortID{Switch: "acc2", IfName: "p1"}})
		}, "acc1 p1 medium place_unproven []"},
		{"a switch of unknown place does not have this VLAN", func(l *lan) {
			hide(l)
			l.view("acc2").Facts.VLANs = []inventory.VLAN{{VID: 10}}
			s := on("acc1", "p1", ago(time.Hour), 0)
			s.VID = 30
			l.add(s)
		}, "acc1 p1 high place_only []"},
	})
}

// verdictOf writes the verdict on a MAC in a line; empty if there is none.
func verdictOf(verdicts []inventory.Verdict, mac inventory.MAC) string {
	for _, v := range verdicts {
		if v.MAC != mac {
			continue
		}
		var also []string
		for _, s := range v.Also {
			also = append(also, string(s.Port.Switch)+" "+s.Port.IfName)
		}
		return fmt.Sprintf("%s %s %s %s %v", v.Port.Switch, v.Port.IfName, v.Confidence, v.Why.Key, also)
	}
	return ""
}

func TestSwitchesAndRoutersAreNoDevices(t *testing.T) {
	l := tree(t)
	l.view("acc1").Ports[7].Neighbors = nil
	l.see("acc1", "p1", "f1") // the core's own address, copied or round a loop
	l.see("core", "p1", "00005e00010a")
	l.see("core", "p3", "00000c07ac01")
	verdicts := inventory.Locate(l.snapshot())
	if got := verdictOf(verdicts, scriptMAC(t, "f1")); got != "" {
		t.Errorf("a switch's own address is located: %s", got)
	}
	if got := verdictOf(verdicts, scriptMAC(t, "00005e00010a")); got != "" {
		t.Errorf("a VRRP address on an uplink is located: %s", got)
	}
	if got := verdictOf(verdicts, scriptMAC(t, "00000c07ac01")); got != "core p3 high place_only []" {
		t.Errorf("an HSRP address where the router is: %s", got)
	}
}

// TestOneVerdictPerMAC also holds the order: by MAC.
func TestOneVerdictPerMAC(t *testing.T) {
	l := tree(t)
	l.see("acc2", "p1", "05", "03", "01")
	l.see("acc1", "p1", "04", "02", "01")
	var got []string
	for _, v := range inventory.Locate(l.snapshot()) {
		got = append(got, short(v.MAC))
	}
	if want := "[01 02 03 04 05]"; fmt.Sprint(got) != want {
		t.Errorf("verdicts on %v, want %s", got, want)
	}
}
