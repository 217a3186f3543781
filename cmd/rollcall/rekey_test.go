package main

import (
	"cmp"
	"errors"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// readCalled reads all switches of a school, five minutes after the last time.
// The first is configured under a name of its own.
func (v *day) readCalled(t *testing.T, school inventory.School, name inventory.SwitchID, change func(*inventory.Poll)) {
	t.Helper()
	var polls []inventory.Poll
	for i, sw := range school.Switches {
		p := v.city.Poll(sw.ID, v.at, inventory.Tables())
		if i == 0 {
			p.Switch = name
			change(&p)
		}
		p.Number = v.daemon.ledgers[p.Switch].Next()
		polls = append(polls, p)
	}
	if err := errors.Join(v.daemon.commit(t.Context(), polls), v.daemon.judgeAll(t.Context(), v.at)); err != nil {
		t.Fatal(err)
	}
	v.at = v.at.Add(5 * time.Minute)
}

// rename calls the first switch of the first school otherwise in the
// configuration, and starts the daemon's present anew with it.
func (v *day) rename(t *testing.T, name inventory.SwitchID) {
	t.Helper()
	switches := slices.Clone(v.daemon.config.City.Schools[0].Switches)
	switches[0].ID = name
	v.daemon.config.City.Schools[0].Switches = switches
	if err := v.daemon.recall(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// lasting are the findings of a school that last, and since when.
func (v *day) lasting(t *testing.T, code inventory.SchoolCode) map[int64]inventory.FindingRow {
	t.Helper()
	rows, err := v.daemon.db.Findings(t.Context(), inventory.AllSchools(), store.FindingQuery{School: code})
	if err != nil {
		t.Fatal(err)
	}
	byID := map[int64]inventory.FindingRow{}
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID
}

// seenOn are the sightings on record of a switch, in a fixed order.
func (v *day) seenOn(t *testing.T, sw inventory.SwitchID) []inventory.Sighting {
	t.Helper()
	seen, err := v.daemon.db.Sightings(t.Context(), inventory.AllSchools(), store.SightingQuery{Port: inventory.PortID{Switch: sw}, Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(seen, func(a, b inventory.Sighting) int {
		return cmp.Or(slices.Compare(a.MAC[:], b.MAC[:]), a.VID-b.VID, a.First.Compare(b.First))
	})
	return seen
}

func (v *day) rekeys(t *testing.T) []inventory.SwitchEvent {
	t.Helper()
	events, err := v.daemon.db.SwitchEvents(t.Context(), inventory.AllSchools(), store.SwitchEventQuery{Kind: inventory.EventRekey})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

// TestARenamedSwitchKeepsItsHistory renames a core in the configuration, and then
// another switch is put in its place, whose firmware calls the ports otherwise.
// Nothing on record may end, and no finding be told again.
func TestARenamedSwitchKeepsItsHistory(t *testing.T) {
	const name inventory.SwitchID = "core-east"
	v, school, _ := oneSchool(t)
	old := school.Switches[0].ID
	asItIs := func(*inventory.Poll) {}
	for range 3 {
		v.readCalled(t, school, old, asItIs)
	}
	before, findings := v.seenOn(t, old), v.lasting(t, school.Code)
	if len(before) < 10 || len(findings) == 0 {
		t.Fatalf("%d sightings and %d findings: too few to lose any", len(before), len(findings))
	}

	v.rename(t, name)
	v.daemon.dirty[school.Code] = true // by another switch, before this one is asked
	if err := v.daemon.judgeAll(t.Context(), v.at); err != nil {
		t.Fatal(err)
	}
	v.checkLasting(t, school.Code, findings)
	v.readCalled(t, school, name, asItIs)
	after := v.seenOn(t, name)
	if n := len(v.seenOn(t, old)); n != 0 || len(after) != len(before) {
		t.Errorf("%d sightings under the old name, %d under the new; want 0 and %d", n, len(after), len(before))
	}
	for i, s := range after[:min(len(after), len(before))] {
		if s.First != before[i].First || s.Port.IfName != before[i].Port.IfName || s.MAC != before[i].MAC {
			t.Errorf("%+v was %+v", s, before[i])
		}
	}
	v.checkLasting(t, school.Code, findings)
	if events := v.rekeys(t); len(events) != 1 || events[0].Rekey == nil || events[0].Rekey.Was != old || events[0].Switch != name {
		t.Errorf("on record are %+v, want that %s was %s", events, name, old)
	}

	v.readCalled(t, school, name, replace)
	v.readCalled(t, school, name, replace)
	replaced := v.seenOn(t, name)
	if len(replaced) != len(before) {
		t.Errorf("%d sightings after the exchange, want %d", len(replaced), len(before))
	}
	for _, s := range replaced {
		if s.Port.IfName[:4] != "new-" || !s.Gone.IsZero() {
			t.Errorf("after the exchange: %+v", s)
			break
		}
	}
	v.checkLasting(t, school.Code, findings)
	var kinds []string
	for _, e := range v.rekeys(t) {
		switch {
		case e.Rekey.Replaced():
			kinds = append(kinds, "replaced "+e.Rekey.New.Serial)
		case len(e.Rekey.Ports) > 0:
			kinds = append(kinds, "ports")
		}
	}
	slices.Sort(kinds)
	if want := []string{"ports", "replaced SN-SPARE-1"}; !slices.Equal(kinds, want) {
		t.Errorf("on record: %q, want %q", kinds, want)
	}
}

// silent makes the poll that of a switch that does not answer.
func silent(p *inventory.Poll) {
	*p = inventory.Poll{Switch: p.Switch, At: p.At, Target: p.Target, Memory: []byte("tried"), Tables: p.Tables}
	for t := range p.Tables {
		p.Tables[t] = inventory.TableState{Reason: inventory.ReasonTimeout}
	}
}

// replace makes the poll that of a spare of the same model.
func replace(p *inventory.Poll) {
	p.System.BridgeMAC = &inventory.MAC{0, 0, 0x5e, 0, 0x53, 0xfe}
	p.System.Descr += " (spare)"
	for i := range p.Entities {
		p.Entities[i].Serial = "SN-SPARE-1"
	}
	rename(p, func(old string) string { return "new-" + old })
}

// checkLasting holds that no finding was closed and none opened.
func (v *day) checkLasting(t *testing.T, code inventory.SchoolCode, before map[int64]inventory.FindingRow) {
	t.Helper()
	after := v.lasting(t, code)
	for id, f := range before {
		if g, ok := after[id]; !ok || g.Opened != f.Opened {
			t.Errorf("finding %d (%s %s) was closed", id, f.Kind, f.Subject)
		}
	}
	for id, f := range after {
		if _, ok := before[id]; !ok {
			t.Errorf("finding %d was opened: %s %s", id, f.Kind, f.Subject)
		}
	}
}

// TestARenamedSwitchMayBeOffAtFirst: it keeps its history once it answers.
func TestARenamedSwitchMayBeOffAtFirst(t *testing.T) {
	v, school, _ := oneSchool(t)
	old := school.Switches[0].ID
	v.readCalled(t, school, old, func(*inventory.Poll) {})
	before := len(v.seenOn(t, old))
	v.rename(t, "core-east")
	v.readCalled(t, school, "core-east", silent)
	v.readCalled(t, school, "core-east", func(*inventory.Poll) {})
	if n := len(v.seenOn(t, "core-east")); before == 0 || n != before || len(v.rekeys(t)) != 1 {
		t.Errorf("%d sightings of %d went over, on record are %+v", n, before, v.rekeys(t))
	}
}

// TestAnotherSwitchIsNoHeir: what is not surely the same switch begins anew.
func TestAnotherSwitchIsNoHeir(t *testing.T) {
	v, school, _ := oneSchool(t)
	old := school.Switches[0].ID
	v.readCalled(t, school, old, func(*inventory.Poll) {})
	v.readCalled(t, school, old, func(*inventory.Poll) {})
	before := len(v.seenOn(t, old))
	v.rename(t, "core-new")
	v.readCalled(t, school, "core-new", replace)
	if n := len(v.seenOn(t, old)); n != before || len(v.rekeys(t)) != 0 {
		t.Errorf("%d sightings are left of %d, events %+v; want all and none", n, before, v.rekeys(t))
	}
}
