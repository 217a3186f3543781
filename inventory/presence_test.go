package inventory

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"
)

// quakeSchool is a school whose plan keeps addresses for an earthquake PC and a
// sensor, with a card reader and a PC on its lists.
func quakeSchool(t *testing.T) *Snapshot {
	t.Helper()
	school := School{Code: "179901", Vars: map[string]int{"X": 241}}
	plan, err := Plan{Zones: []Zone{
		{ID: "admin", Expr: "10.X.10.1-239"},
		{ID: "card", Expr: "10.X.10.240-245", Classes: []string{ClassCardReader}},
		{ID: "quake_pc", Expr: "10.X.10.252", Name: "地震警報PC", Classes: []string{ClassQuakePC}, MustBePresent: true},
		{ID: "quake_sensor", Expr: "10.X.10.253", Name: "地震監測設備", Classes: []string{ClassQuakeSensor}, OnlyIf: "quake_sensor"},
	}}.For(school)
	if err != nil {
		t.Fatal(err)
	}
	s := &Snapshot{At: reachNoon, School: school, Plan: plan}
	s.Lists.Master = []ListEntry{{MAC: docMAC(1), Class: ClassCardReader, Name: "卡機-1"}, {MAC: docMAC(2), Class: ClassPC, Name: "admin-001"}}
	return s
}

func docMAC(n byte) MAC { return MAC{0, 0, 0x5e, 0, 0x53, n} }

// described are the watched devices as "class address MAC".
func described(all []Reach) []string {
	var out []string
	for _, r := range all {
		out = append(out, fmt.Sprint(r.Class, " ", r.Address, " ", r.MAC))
	}
	return out
}

func TestWhichDevicesAreToBeOn(t *testing.T) {
	bind := func(s *Snapshot, ip string, mac MAC) {
		s.Bindings = append(s.Bindings, Binding{IP: netip.MustParseAddr(ip), MAC: mac, Source: "core"})
	}
	for _, tt := range []struct {
		name   string
		change func(*Snapshot)
		want   []string
	}{
		{"nothing seen yet", func(*Snapshot) {}, []string{"quake_pc 10.241.10.252 00:00:00:00:00:00", "card_reader invalid IP 00:00:5e:00:53:01"}},
		{"with a sensor", func(s *Snapshot) { s.School.QuakeSensor = true },
			[]string{"quake_pc 10.241.10.252 00:00:00:00:00:00", "quake_sensor 10.241.10.253 00:00:00:00:00:00", "card_reader invalid IP 00:00:5e:00:53:01"}},
		{"both are there", func(s *Snapshot) {
			bind(s, "10.241.10.252", docMAC(9))
			bind(s, "10.241.10.240", docMAC(1))
		}, []string{"quake_pc 10.241.10.252 00:00:5e:00:53:09", "card_reader 10.241.10.240 00:00:5e:00:53:01"}},
		{"the PC is listed, and another has its address", func(s *Snapshot) {
			s.Lists.Master = []ListEntry{{MAC: docMAC(3), Class: ClassQuakePC, Name: "地震警報PC"}}
			bind(s, "10.241.10.252", docMAC(9))
		}, []string{"quake_pc 10.241.10.252 00:00:5e:00:53:03"}},
		{"a reader with another school's address", func(s *Snapshot) { bind(s, "10.242.10.240", docMAC(1)) },
			[]string{"quake_pc 10.241.10.252 00:00:00:00:00:00", "card_reader invalid IP 00:00:5e:00:53:01"}},
		{"the centre", func(s *Snapshot) { s.School.Kind = KindCentre }, []string{"card_reader invalid IP 00:00:5e:00:53:01"}},
	} {
		s := quakeSchool(t)
		tt.change(s)
		if got := described(s.AlwaysOn()); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	s := quakeSchool(t)
	for n := range 200 {
		s.Lists.Master = append(s.Lists.Master, ListEntry{MAC: MAC{0, 0, 0x5e, 0x10, 0, byte(n)}, Class: ClassServer})
	}
	if got := len(s.AlwaysOn()); got != mostWatched {
		t.Errorf("%d devices of a school are watched, want no more than %d", got, mostWatched)
	}
}

// TestWhereADeviceIsShown: on a port for devices rather than on an uplink, and not
// by an ARP table that shows what has fallen silent.
func TestWhereADeviceIsShown(t *testing.T) {
	fresh := CoverageView{Last: reachNoon, Fresh: true}
	s := quakeSchool(t)
	edge, trunk := PortID{Switch: "a", IfName: "7"}, PortID{Switch: "core", IfName: "1"}
	s.Switches = []SwitchView{
		{Switch: Switch{ID: "core"}, Coverage: map[Table]CoverageView{TableFDB: fresh, TableARP: fresh},
			Ports: []PortView{{Port: trunk, Role: PortRole{Role: RoleUplink}}}, Sightings: []Sighting{{MAC: docMAC(9), Port: trunk}}},
		{Switch: Switch{ID: "a"}, Coverage: map[Table]CoverageView{TableFDB: fresh},
			Ports: []PortView{{Port: edge, Role: PortRole{Role: RoleEdge}}}, Sightings: []Sighting{{MAC: docMAC(9), Port: edge}}},
	}
	pc := Reach{Address: netip.MustParseAddr("10.241.10.252"), MAC: docMAC(9)}
	if port, shown := s.Shows(pc); !shown || port != edge {
		t.Errorf("on two ports: %v, %t; want %v", port, shown, edge)
	}
	s.Switches[1].Sightings[0].Misses = 1
	if port, shown := s.Shows(pc); !shown || port != trunk {
		t.Errorf("on an uplink alone: %v, %t", port, shown)
	}
	s.Switches[0].Sightings = nil
	s.Bindings = []Binding{{IP: pc.Address, MAC: docMAC(9), Source: "core"}}
	if _, shown := s.Shows(pc); !shown {
		t.Error("in the ARP table alone it is not shown")
	}
	pc.State, pc.Answered = ReachDown, reachNoon.Add(-time.Hour)
	if _, shown := s.Shows(pc); shown || s.Presence(pc) != PresenceGone {
		t.Errorf("fallen silent, and in the ARP table alone: shown %t, %s", shown, s.Presence(pc))
	}
}
