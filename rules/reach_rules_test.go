package rules_test

import (
	"net/netip"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

const gatewayIP = "10.241.254.254"

// daily is a calendar of school on weekdays; noon is in Taipei's evening, so the
// tests of school hours say when they are.
var daily = inventory.Calendar{Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	From: 7*time.Hour + 30*time.Minute, To: 16*time.Hour + 30*time.Minute}

// reachable gives the school a gateway that answers.
func (s school) reachable() school {
	s.Reach.Gateway = inventory.Reach{Kind: inventory.ReachGateway, School: s.School.Code, Address: netip.MustParseAddr(gatewayIP),
		State: inventory.ReachUp, Since: noon.Add(-time.Hour), Every: 30 * time.Second, Sent: 20}
	s.Reach.Upstream = inventory.Reach{Kind: inventory.ReachUpstream, State: inventory.ReachUnset}
	s.Reach.Neighbours = 5
	return s
}

// cut has the gateway and every switch silent for ten minutes.
func (s school) cut() school {
	s.reachable()
	s.Reach.Gateway.State, s.Reach.Gateway.Since = inventory.ReachDown, noon.Add(-10*time.Minute)
	for _, v := range s.Switches {
		s.dead(v.Switch.ID, inventory.ReasonTimeout)
	}
	return s
}

func (s school) says(inside bool) {
	s.Reach.Inside = &inventory.Vantage{School: s.School.Code, At: noon.Add(-time.Minute), By: "wang", Inside: inside}
}

// told are the findings of a school that nothing mutes and nobody doubts, as
// Reconcile would open them, by kind.
func (s school) told() map[inventory.Kind]inventory.FindingRow {
	all := map[inventory.Kind]inventory.FindingRow{}
	for _, row := range rules.Reconcile(nil, rules.Judge(s.Snapshot), s.Snapshot) {
		if row.Muted == "" {
			all[row.Kind] = row
		}
	}
	return all
}

// TestWhoseMatterItIs cuts a school off, and wants one finding of the right kind
// and all others below it.
func TestWhoseMatterItIs(t *testing.T) {
	for _, tt := range []struct {
		name    string
		cut     func(school)
		kind    inventory.Kind // empty: nothing is told at the school
		variant string
	}{
		{"nobody was asked", func(school) {}, inventory.KindGatewayDown, "undecided"},
		{"not from inside either", func(s school) { s.says(false) }, inventory.KindGatewayDown, "gateway"},
		{"a cut circuit", func(s school) { s.says(true) }, inventory.KindUpstreamDown, "line"},
		{"several schools", func(s school) { s.Reach.NeighboursDown = 2 }, "", ""},
		{"several schools, well inside", func(s school) { s.Reach.NeighboursDown = 2; s.says(true) }, "", ""},
		{"several schools, and not from inside", func(s school) { s.Reach.NeighboursDown = 2; s.says(false) }, inventory.KindGatewayDown, "gateway"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t).cut()
			s.bind("203.0.113.20", mac(9)) // something else that is wrong
			tt.cut(s)
			got := s.told()
			if tt.kind == "" {
				if len(got) != 0 {
					t.Fatalf("told %v, want everything under the city's", got)
				}
				return
			}
			f, ok := got[tt.kind]
			if len(got) != 1 || !ok || f.Args["variant"] != tt.variant || f.Subject != gatewayIP || f.Severity != inventory.Critical {
				t.Fatalf("told %+v, want one %s %s", got, tt.kind, tt.variant)
			}
			if f.Switch != "hy-core" || f.Args["core_seen"] == "" || !f.Since.Equal(noon.Add(-10*time.Minute)) {
				t.Errorf("%+v does not name the core, when it was seen, and since when", f)
			}
		})
	}
}

func TestAGatewayThatAnswersNoPings(t *testing.T) {
	s := haiyan(t).reachable()
	s.Reach.Gateway.State, s.Reach.Gateway.Since = inventory.ReachDown, noon.Add(-10*time.Minute)
	f := s.told()[inventory.KindGatewayDown]
	if f.Args["variant"] != "deaf" || f.Severity != inventory.Warning {
		t.Errorf("its switches answer: %+v", f)
	}
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	if _, ok := s.told()[inventory.KindSwitchDown]; !ok {
		t.Error("a dead switch behind a gateway that answers no pings is not told")
	}
}

// TestASilenceIsNotToldAtOnce: others that fell silent must be known first; but its
// children are held back from the beginning.
func TestASilenceIsNotToldAtOnce(t *testing.T) {
	s := haiyan(t).cut()
	s.Reach.Gateway.Since = noon.Add(-2 * time.Minute)
	if got := s.told(); len(got) != 0 {
		t.Errorf("told after two minutes: %v", got)
	}
	s.Reach.Gateway.Since = noon.Add(-150 * time.Second)
	if got := s.told(); len(got) != 1 {
		t.Errorf("told after two minutes and a half: %v", got)
	}
}

// TestAnAnswerTurnsAFinding: what was undecided becomes the carrier's. The first
// finding is not called over, but goes under the second.
func TestAnAnswerTurnsAFinding(t *testing.T) {
	s := haiyan(t).cut()
	open := rows(rules.Reconcile(nil, rules.Judge(s.Snapshot), s.Snapshot))
	s.says(true)
	changed := rules.Reconcile(open, rules.Judge(s.Snapshot), s.Snapshot)
	states := map[inventory.Kind]inventory.FindingRow{}
	for _, row := range changed {
		states[row.Kind] = row
	}
	if up := states[inventory.KindUpstreamDown]; up.State != inventory.StateOpen || up.Muted != "" {
		t.Errorf("the line: %+v", up)
	}
	if g := states[inventory.KindGatewayDown]; g.State != inventory.StateOpen || g.Muted == "" {
		t.Errorf("the gateway: %+v, want it under the line", g)
	}
	open = merge(open, changed)
	s.Reach.Gateway.State, s.Reach.Inside = inventory.ReachUnmeasured, nil
	for _, row := range rules.Reconcile(open, rules.Judge(s.Snapshot), s.Snapshot) {
		if row.State == inventory.StateResolved && (row.Kind == inventory.KindGatewayDown || row.Kind == inventory.KindUpstreamDown) {
			t.Errorf("resolved without a measurement: %+v", row)
		}
	}
	back := haiyan(t).reachable()
	over := map[inventory.Kind]bool{}
	for _, row := range rules.Reconcile(open, rules.Judge(back.Snapshot), back.Snapshot) {
		over[row.Kind] = row.State == inventory.StateResolved
	}
	if !over[inventory.KindGatewayDown] || !over[inventory.KindUpstreamDown] {
		t.Errorf("the gateway answers again, and resolved is %v", over)
	}
}

// rows gives new rows numbers, as a store does.
func rows(changed []inventory.FindingRow) []inventory.FindingRow { return merge(nil, changed) }

func merge(open, changed []inventory.FindingRow) []inventory.FindingRow {
	for _, row := range changed {
		if row.ID == 0 {
			row.ID = int64(len(open) + 1)
			open = append(open, row)
			continue
		}
		open[row.ID-1] = row
	}
	return open
}

// TestTheCentreHearsOnce of schools that fall silent together, and of the address
// outside.
func TestTheCentreHearsOnce(t *testing.T) {
	s := haiyan(t).reachable()
	s.Keeper = s.School.Code
	for _, code := range []inventory.SchoolCode{"179902", "179901"} {
		s.Reach.Silent = append(s.Reach.Silent, inventory.Reach{School: code, State: inventory.ReachDown, Since: noon.Add(-9 * time.Minute), Every: time.Minute})
	}
	s.Reach.Upstream = inventory.Reach{Kind: inventory.ReachUpstream, Address: netip.MustParseAddr("192.0.2.1"), State: inventory.ReachDown,
		Since: noon.Add(-8 * time.Minute), Every: time.Minute}
	got := s.told()
	f := got[inventory.KindUpstreamDown]
	if len(got) != 1 || f.Args["variant"] != "schools" || f.Args["n"] != "2" || f.Args["schools"] != "晴嵐國小\n海燕國小" {
		t.Errorf("told %+v, want one about two schools", got)
	}
	s.Reach.Silent = nil
	if f = s.told()[inventory.KindUpstreamDown]; f.Subject != "192.0.2.1" || f.Args["variant"] != "" {
		t.Errorf("the address outside: %+v", f)
	}
	s.Reach.Upstream.Since = noon.Add(-4 * time.Minute)
	if got = s.told(); len(got) != 0 {
		t.Errorf("too early: %v", got)
	}
	s.Keeper = ""
	s.Reach.Upstream.Since = noon.Add(-time.Hour)
	if got = s.told(); len(got) != 0 {
		t.Errorf("at a school: %v", got)
	}
}

// quake watches the earthquake PC, which was seen last at a moment.
func (s school) quake(seen time.Time) *inventory.Reach {
	s.Reach.Devices = []inventory.Reach{{Kind: inventory.ReachDevice, School: s.School.Code, Address: netip.MustParseAddr("10.241.10.252"),
		Name: "地震警報PC", Class: inventory.ClassQuakePC, MAC: mac(52), State: inventory.ReachDown, Answered: seen, Seen: seen,
		Since: seen.Add(5 * time.Minute), Port: inventory.PortID{Switch: "hy-3f-a", IfName: "7"}}}
	return &s.Reach.Devices[0]
}

// TestTheEarthquakePC is missing after a school day, and not over a weekend.
func TestTheEarthquakePC(t *testing.T) {
	friday := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC) // 12:00 in Taipei
	for _, tt := range []struct {
		name   string
		at     time.Time
		change func(school, *inventory.Reach)
		want   bool
		doubt  bool
	}{
		{"on Monday, a minute before noon", friday.Add(72*time.Hour - time.Minute), nil, false, false},
		{"on Monday at noon", friday.Add(72 * time.Hour), nil, true, false},
		{"but Monday is a holiday", friday.Add(72 * time.Hour), func(s school, _ *inventory.Reach) {
			s.Calendar.Off = map[inventory.Date]string{inventory.DateOf(friday.Add(72 * time.Hour)): "補假"}
		}, false, false},
		{"but it answers", friday.Add(72 * time.Hour), func(_ school, d *inventory.Reach) { d.State = inventory.ReachUp }, false, false},
		{"but its MAC is on a port", friday.Add(72 * time.Hour), func(s school, _ *inventory.Reach) { s.see(mac(52), 10, "hy-3f-a", "7") }, false, false},
		{"it never answered, and ARP has it", friday.Add(72 * time.Hour), func(s school, d *inventory.Reach) {
			d.Answered = time.Time{}
			s.bind("10.241.10.252", mac(52))
		}, false, false},
		{"it has answered, and only ARP has it", friday.Add(72 * time.Hour), func(s school, _ *inventory.Reach) { s.bind("10.241.10.252", mac(52)) }, true, false},
		{"another has its address", friday.Add(72 * time.Hour), func(s school, _ *inventory.Reach) { s.bind("10.241.10.252", mac(53)) }, true, false},
		{"no pings, and ARP shows others only", friday.Add(72 * time.Hour), func(s school, d *inventory.Reach) {
			d.State, d.Answered = inventory.ReachUnmeasured, time.Time{}
			s.bind("10.241.10.5", mac(5))
		}, true, false},
		{"no pings, and no ARP of its network", friday.Add(72 * time.Hour), func(s school, d *inventory.Reach) {
			d.State, d.Answered = inventory.ReachUnmeasured, time.Time{}
			s.bind("10.241.30.5", mac(5))
		}, false, true},
		{"no pings, and ARP cannot be read", friday.Add(72 * time.Hour), func(s school, d *inventory.Reach) {
			d.State, d.Answered = inventory.ReachUnmeasured, time.Time{}
			s.bind("10.241.10.5", mac(5))
			s.miss("hy-core", inventory.TableARP)
		}, false, true},
		{"behind a silent gateway", friday.Add(72 * time.Hour), func(s school, _ *inventory.Reach) { s.Reach.Gateway.State = inventory.ReachDown }, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t).reachable()
			s.At, s.Calendar = tt.at, daily
			d := s.quake(friday)
			if tt.change != nil {
				tt.change(s, d)
			}
			var found, doubt bool
			for _, f := range rules.Judge(s.Snapshot) {
				if f.Kind != inventory.KindReservedMissing {
					continue
				}
				found, doubt = found || !f.Doubt, doubt || f.Doubt
				if !f.Doubt && (f.Severity != inventory.Critical || f.Port != "7" || f.Args["link"] == "" || !f.Since.Equal(friday)) {
					t.Errorf("%+v does not say where and since when", f)
				}
			}
			if found != tt.want || doubt != tt.doubt {
				t.Errorf("found %t, in doubt %t; want %t, %t", found, doubt, tt.want, tt.doubt)
			}
		})
	}
}

func TestASensorIsAWarning(t *testing.T) {
	s := haiyan(t).reachable()
	s.Calendar = daily
	d := s.quake(noon)
	d.Class, d.Seen, d.Since = inventory.ClassQuakeSensor, time.Time{}, noon.AddDate(0, 0, -3)
	f := s.told()[inventory.KindReservedMissing]
	if f.Severity != inventory.Warning || f.Args["variant"] != "never" || !f.Since.Equal(d.Since) {
		t.Errorf("a sensor never seen: %+v", f)
	}
}

// TestACardReader is missed after half an hour of school, not of the night.
func TestACardReader(t *testing.T) {
	at := func(hour, minute int) time.Time { // in Taipei, on a Friday
		return time.Date(2026, 11, 20, hour-8, minute, 0, 0, time.UTC)
	}
	for _, tt := range []struct {
		name        string
		seen, now   time.Time
		want, doubt bool
	}{
		{"half an hour in the morning", at(9, 0), at(9, 30), true, false},
		{"a minute less", at(9, 0), at(9, 29), false, false},
		{"gone at night, at the beginning of school", at(9, 0).AddDate(0, 0, -1), at(7, 40), false, false},
		{"gone at night, half an hour into school", at(9, 0).AddDate(0, 0, -1), at(8, 0), true, false},
		{"in the evening", at(9, 0), at(18, 0), false, true},
		{"on a Saturday", at(9, 0), at(12, 0).AddDate(0, 0, 1), false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t).reachable()
			s.At, s.Calendar = tt.now, daily
			s.quake(tt.seen).Class = inventory.ClassCardReader
			var found, doubt bool
			for _, f := range rules.Judge(s.Snapshot) {
				if f.Kind == inventory.KindCardReaderOffline {
					found, doubt = !f.Doubt, f.Doubt
				}
			}
			if found != tt.want || doubt != tt.doubt {
				t.Errorf("found %t, in doubt %t; want %t, %t", found, doubt, tt.want, tt.doubt)
			}
		})
	}
}

// TestADeviceUnderADeadSwitchIsItsChild: the switch stands for it.
func TestADeviceUnderADeadSwitchIsItsChild(t *testing.T) {
	s := haiyan(t).reachable()
	s.Calendar = daily
	s.quake(noon.AddDate(0, 0, -7))
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	s.bind("10.241.10.5", mac(5))
	got := s.told()
	if _, ok := got[inventory.KindReservedMissing]; ok || got[inventory.KindSwitchDown].Subject != "hy-3f-a" {
		t.Errorf("told %v, want the switch alone", got)
	}
}

func TestReachIsObservable(t *testing.T) {
	s := haiyan(t)
	for _, kind := range []inventory.Kind{inventory.KindGatewayDown, inventory.KindUpstreamDown, inventory.KindReservedMissing, inventory.KindCardReaderOffline} {
		if ok, why := rules.Observable(kind, s.Snapshot); ok || why.Key == "" {
			t.Errorf("%s can be seen where nothing is measured", kind)
		}
	}
	s.reachable().quake(noon)
	for kind, want := range map[inventory.Kind]bool{inventory.KindGatewayDown: true, inventory.KindUpstreamDown: true,
		inventory.KindReservedMissing: true, inventory.KindCardReaderOffline: false} {
		if ok, _ := rules.Observable(kind, s.Snapshot); ok != want {
			t.Errorf("%s can be seen: %t", kind, ok)
		}
	}
}

// TestASilentSchoolHasNoNews: what falls silent with the whole school is not opened,
// and what was open goes under the way.
func TestASilentSchoolHasNoNews(t *testing.T) {
	before := haiyan(t).reachable()
	before.bind("203.0.113.20", mac(9))
	open := rows(rules.Reconcile(nil, rules.Judge(before.Snapshot), before.Snapshot))
	s := haiyan(t).cut()
	s.bind("203.0.113.20", mac(9))
	s.bind("10.242.10.20", mac(3))
	for _, row := range rules.Reconcile(open, rules.Judge(s.Snapshot), s.Snapshot) {
		switch {
		case row.Kind == inventory.KindGatewayDown:
		case row.ID == 0:
			t.Errorf("opened beside the silence: %+v", row)
		case row.Muted != gatewayIP:
			t.Errorf("%s is not under the gateway: %+v", row.Kind, row)
		}
	}
}

// TestTheWayComesBack: switches that were silent with the school are not down before
// they were asked again; those that are silent then are.
func TestTheWayComesBack(t *testing.T) {
	s := haiyan(t).cut()
	s.Reach.Gateway.State, s.Reach.Gateway.Since = inventory.ReachUp, noon.Add(time.Second)
	s.At = noon.Add(2 * time.Minute)
	if got := s.told(); len(got) != 0 {
		t.Errorf("told before anybody was asked again: %v", got)
	}
	for i := range s.Switches {
		s.Switches[i].Silent, s.Switches[i].Asked, s.Switches[i].Answered = 0, s.At, s.At
	}
	s.view("hy-3f-a").Silent, s.view("hy-3f-a").Answered = 4, noon.Add(-time.Hour)
	if got := s.told(); len(got) != 1 || got[inventory.KindSwitchDown].Subject != "hy-3f-a" {
		t.Errorf("asked again: %v, want the one that stays silent", got)
	}
}
