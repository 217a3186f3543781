package web

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
)

// bigCity has 54 schools with 14 switches and 460 devices each: the size of a
// real one (24,840 devices).
func bigCity(b *bench) {
	live := map[inventory.SchoolCode]*inventory.Snapshot{}
	b.city.Schools = nil
	for n := range 54 {
		code := inventory.SchoolCode(fmt.Sprintf("179%03d", n))
		school := inventory.School{Code: code, Name: "學校", Vars: map[string]int{"X": n}}
		plan, err := b.city.Plan.For(school)
		if err != nil {
			b.Fatal(err)
		}
		snap := &inventory.Snapshot{At: now, Plan: plan, City: &inventory.CityIndex{}}
		for i := range 14 {
			sw := inventory.Switch{ID: inventory.SwitchID(fmt.Sprintf("s%d-%d", n, i)), School: code, Role: inventory.SwitchAccess,
				Address: netip.MustParseAddrPort("127.0.0.1:161")}
			school.Switches = append(school.Switches, sw)
			snap.Switches = append(snap.Switches, busySwitch(sw, n, i))
		}
		snap.School = school
		b.city.Schools = append(b.city.Schools, school)
		live[code] = snap
	}
	b.options.Live = func(code inventory.SchoolCode) (*inventory.Snapshot, bool) { return live[code], true }
}

// busySwitch has 28 ports with 33 devices on them.
func busySwitch(sw inventory.Switch, n, i int) inventory.SwitchView {
	fresh := inventory.CoverageView{State: inventory.TableState{Complete: true}, Last: now, Fresh: true}
	v := inventory.SwitchView{Switch: sw, Asked: now, Answered: now, Coverage: map[inventory.Table]inventory.CoverageView{
		inventory.TableFDB: fresh, inventory.TableInterfaces: fresh}}
	for p := range 28 {
		port := inventory.PortID{Switch: sw.ID, IfName: fmt.Sprintf("1/%d", p+1)}
		v.Ports = append(v.Ports, inventory.PortView{Port: port, Config: inventory.PortConfig{IfIndex: p + 1, Type: 6, PVID: 10}})
	}
	for d := range 33 {
		v.Sightings = append(v.Sightings, inventory.Sighting{MAC: inventory.MAC{0, 0, 0x5e, byte(n), byte(i), byte(d)}, VID: 10,
			Port: v.Ports[d%28].Port, Span: inventory.Span{First: now.Add(-time.Hour)}})
	}
	return v
}

// BenchmarkCityPage measures the page of all schools when none of its rows is
// remembered; it must open in two seconds.
func BenchmarkCityPage(bench *testing.B) {
	b := newBench(bench)
	bigCity(b)
	for bench.Loop() {
		b.handler = New(b.options)
		if got := b.get("/"); got.Code != 200 {
			bench.Fatalf("status %d", got.Code)
		}
	}
}
