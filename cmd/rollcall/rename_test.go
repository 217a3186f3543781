package main

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// TestNewNumbersAndNamesOfPorts reads a school every five minutes. After half an
// hour the firmware of every switch is changed for one that numbers the
// interfaces otherwise, or calls the ports otherwise. No device may be lost or
// found elsewhere, and nothing may be found that was not found before.
func TestNewNumbersAndNamesOfPorts(t *testing.T) {
	name := func(old string) string {
		return "Gigabit" + strings.TrimLeft(old, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	}
	for _, tt := range []struct {
		name   string
		change func(*inventory.Poll)
		called func(string) string
	}{
		{"numbers", renumber, func(old string) string { return old }},
		{"names", func(p *inventory.Poll) { rename(p, name) }, name},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v, school, _ := oneSchool(t)
			same, _, _ := oneSchool(t) // whose firmware stays
			for step := range int64(11) {
				change := tt.change
				if step < 6 {
					change = func(*inventory.Poll) {}
				}
				v.readSchool(t, school, step+1, change)
				same.readSchool(t, school, step+1, func(*inventory.Poll) {})
				if step >= 6 {
					v.checkCauses(t, same.causes(t), tt.called)
					v.checkPlaces(t, same.places(school), v.places(school), tt.called)
				}
			}
		})
	}
}

// readSchool reads all switches of a school, five minutes after the last time.
func (v *day) readSchool(t *testing.T, school inventory.School, number int64, change func(*inventory.Poll)) {
	t.Helper()
	var polls []inventory.Poll
	for _, sw := range school.Switches {
		p := v.city.Poll(sw.ID, v.at, inventory.Tables())
		p.Number = number
		change(&p)
		polls = append(polls, p)
	}
	if err := errors.Join(v.daemon.commit(t.Context(), polls), v.daemon.judgeAll(t.Context(), v.at)); err != nil {
		t.Fatal(err)
	}
	v.at = v.at.Add(5 * time.Minute)
}

func renumber(p *inventory.Poll) {
	const more = 10_000
	for i := range p.Interfaces {
		p.Interfaces[i].Index += more
		if p.Interfaces[i].LAGIfIndex != 0 {
			p.Interfaces[i].LAGIfIndex += more
		}
	}
	for i := range p.FDB {
		if p.FDB[i].IfIndex != 0 {
			p.FDB[i].IfIndex += more
		}
	}
	for i := range p.Neighbors {
		p.Neighbors[i].LocalIfIndex += more
	}
}

func rename(p *inventory.Poll, name func(string) string) {
	for i := range p.Interfaces {
		p.Interfaces[i].Name = name(p.Interfaces[i].Name)
	}
	for i := range p.Neighbors {
		if p.Neighbors[i].LocalPort != "" {
			p.Neighbors[i].LocalPort = name(p.Neighbors[i].LocalPort)
		}
	}
}

// places says where each device is, of whose place rollcall is sure.
func (v *day) places(school inventory.School) map[inventory.MAC]inventory.PortID {
	places := map[inventory.MAC]inventory.PortID{}
	for _, verdict := range inventory.Locate(v.daemon.snapshotOf(school, v.at, inventory.Lists{})) {
		if verdict.Confidence == inventory.High {
			places[verdict.MAC] = verdict.Port
		}
	}
	return places
}

func (v *day) checkPlaces(t *testing.T, before, after map[inventory.MAC]inventory.PortID, called func(string) string) {
	t.Helper()
	wrong, lost := 0, 0
	for mac, was := range before {
		is, ok := after[mac]
		want := inventory.PortID{Switch: was.Switch, IfName: called(was.IfName)}
		switch {
		case !ok:
			lost++
		case is != want:
			wrong++
		}
	}
	if wrong > 0 || lost > len(before)/50 || len(before) < 100 {
		t.Errorf("at %s: of %d devices %d are said to be elsewhere, and %d are not sure any more", v.at.Format("15:04"), len(before), wrong, lost)
	}
}

// A cause is what a finding is about.
type cause struct {
	kind inventory.Kind
	mac  inventory.MAC
	sw   inventory.SwitchID
	port string
}

// causes are those of the findings that are open.
func (v *day) causes(t *testing.T) map[cause]bool {
	t.Helper()
	rows, err := v.daemon.db.Findings(t.Context(), inventory.AllSchools(), store.FindingQuery{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[cause]bool{}
	for _, r := range rows {
		found[cause{r.Kind, r.MAC, r.Switch, r.Port}] = true
	}
	return found
}

// checkCauses compares with those of before, whose port may be called otherwise.
func (v *day) checkCauses(t *testing.T, before map[cause]bool, called func(string) string) {
	t.Helper()
	known := maps.Clone(before)
	for c := range before {
		c.port = called(c.port)
		known[c] = true
	}
	for c := range v.causes(t) {
		if !known[c] {
			t.Errorf("at %s new: %v", v.at.Format("15:04"), c)
		}
	}
}
