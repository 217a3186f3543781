package inventory_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"rollcall/inventory"
)

// schoolMorning is 08:00 of a Monday in Taipei.
var schoolMorning = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func windowCity() *inventory.City {
	return &inventory.City{
		Calendar: inventory.Calendar{From: 7*time.Hour + 30*time.Minute, To: 16*time.Hour + 30*time.Minute,
			Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}},
		Resources: inventory.DefaultResourceRules(),
	}
}

// counted is a reading of one port of 1 Gbit/s.
func counted(at time.Time, uptime float64, c inventory.Counters) *inventory.Poll {
	return &inventory.Poll{Switch: "core", At: at, System: inventory.System{UptimeSeconds: uptime},
		Interfaces: []inventory.Interface{{Index: 1, Name: "1", Oper: "up", SpeedBPS: 1e9, Counters: &c}},
		Tables:     map[inventory.Table]inventory.TableState{inventory.TableInterfaces: {Complete: true}}}
}

// school with a core of one port.
func windowSnapshot(at time.Time, circuits ...inventory.Circuit) *inventory.Snapshot {
	school := inventory.School{Code: "179901", SubCircuits: circuits}
	return &inventory.Snapshot{At: at, School: school, Switches: []inventory.SwitchView{{
		Switch: inventory.Switch{ID: "core", School: "179901", Role: inventory.SwitchCore},
		Ports: []inventory.PortView{{Port: inventory.PortID{Switch: "core", IfName: "1"},
			Config: inventory.PortConfig{IfIndex: 1, Bridge: true, PVID: 30}, Role: inventory.PortRole{Role: inventory.RoleEdge}}},
	}}}
}

var kindergarten = inventory.Circuit{Name: "kid", DownMbps: 16, UpMbps: 3, Port: inventory.PortID{Switch: "core", IfName: "1"}}

// feed gives a meter readings a minute apart; rate is in Mbit/s at a moment.
func feed(m *inventory.Meter, from, to time.Time, down, up func(time.Time) float64) (stored []inventory.CircuitSample) {
	c := inventory.Counters{}
	for at := from; !at.After(to); at = at.Add(time.Minute) {
		stored = append(stored, m.Take(counted(at, 1e6+at.Sub(from).Seconds(), c))...)
		c.InOctets += uint64(down(at) * 1e6 / 8 * 60)
		c.OutOctets += uint64(up(at) * 1e6 / 8 * 60)
	}
	return stored
}

func always(mbps float64) func(time.Time) float64 { return func(time.Time) float64 { return mbps } }

// TestAKindergartenIsFullUpwards has 2.9 of 3 Mbit/s going up, and little coming down.
func TestAKindergartenIsFullUpwards(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	m.SetCircuits("179901", []inventory.Circuit{kindergarten})
	end := schoolMorning.Add(26 * time.Hour)
	stored := feed(m, schoolMorning, end, always(2), always(2.9))
	use := m.Tell(windowSnapshot(end, kindergarten), nil).Circuits
	if len(use) != 2 {
		t.Fatalf("%d directions, want 2", len(use))
	}
	for i, want := range []struct {
		direction  string
		p95, ratio float64
		over       float64
	}{{"down", 2, 2.0 / 16, 0}, {"up", 2.9, 2.9 / 3, 1}} {
		u := use[i]
		if u.Direction != want.direction || math.Abs(u.P95Mbps-want.p95) > 0.01 || math.Abs(u.Ratio()-want.ratio) > 0.01 || u.Over != want.over {
			t.Errorf("%+v, want %+v", u, want)
		}
		// From 08:00 to 16:30, and from 07:30 to 10:00 of the next day.
		if u.Days != 2 || u.Samples != 102+30 {
			t.Errorf("%s: %d samples of %d days, want 132 of 2", u.Direction, u.Samples, u.Days)
		}
	}
	if len(stored) != 2*132 {
		t.Errorf("%d samples to store, want 264", len(stored))
	}
	again := inventory.NewMeter(windowCity(), time.Minute)
	again.Restore(stored)
	again.SetCircuits("179901", []inventory.Circuit{kindergarten})
	if got := again.Tell(windowSnapshot(end, kindergarten), nil).Circuits; fmt.Sprint(got) != fmt.Sprint(use) {
		t.Errorf("after a restart %v, want %v", got, use)
	}
	again.Restore(stored) // a repeat changes nothing
	if got := again.Tell(windowSnapshot(end, kindergarten), nil).Circuits; fmt.Sprint(got) != fmt.Sprint(use) {
		t.Errorf("after a repeat %v, want %v", got, use)
	}
}

func TestOnlyTwentySchoolDaysCount(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	var samples []inventory.CircuitSample
	for day := range 40 { // weekends among them, on which nothing should have been stored
		at := schoolMorning.AddDate(0, 0, day)
		samples = append(samples, inventory.CircuitSample{School: "179901", Circuit: "kid", Direction: "up", At: at, Seconds: 300,
			Octets: uint64(float64(day) * 1e5 / 8 * 300)})
	}
	m.Restore(samples)
	m.SetCircuits("179901", []inventory.Circuit{kindergarten})
	// Day 38 is a Thursday: the window begins on the Friday of day 11.
	use := m.Tell(windowSnapshot(schoolMorning.AddDate(0, 0, 38).Add(time.Hour), kindergarten), nil).Circuits[1]
	if !use.First.Equal(schoolMorning.AddDate(0, 0, 11)) || use.P95Mbps < 3.7 || use.P95Mbps > 3.9 {
		t.Errorf("measured %+v", use)
	}
}

// TestWhatIsNoMeasurementOfACircuit reads the counters twice, five minutes apart, and
// wants a rate or none: never one that is negative or that the port cannot carry.
func TestWhatIsNoMeasurementOfACircuit(t *testing.T) {
	const most32 = 1<<32 - 1
	type counts = inventory.Counters
	for name, tc := range map[string]struct {
		first, then counts
		after       time.Duration
		up1, up2    float64
		speed       int64
		want        float64 // Mbit/s; -1: nothing is measured
	}{
		"grew":                             {counts{}, counts{InOctets: 37_500_000}, 5 * time.Minute, 9000, 9300, 1e9, 1},
		"stood still":                      {counts{InOctets: 7}, counts{InOctets: 7}, 5 * time.Minute, 9000, 9300, 1e9, 0},
		"64 bits fell":                     {counts{InOctets: 1 << 40}, counts{InOctets: 5}, 5 * time.Minute, 9000, 9300, 1e9, -1},
		"faster than the port":             {counts{}, counts{InOctets: 1 << 40}, 5 * time.Minute, 9000, 9300, 1e9, -1},
		"restarted":                        {counts{InOctets: 10}, counts{InOctets: 37_500_010}, 5 * time.Minute, 9000, 60, 1e9, -1},
		"497 days":                         {counts{}, counts{InOctets: 37_500_000}, 5 * time.Minute, 42949672.96 - 150, 150, 1e9, 1},
		"32 bits ran over":                 {counts{Bits32: true, InOctets: most32 - 99_999}, counts{Bits32: true, InOctets: 37_400_000}, 5 * time.Minute, 9000, 9300, 1e8, 1},
		"32 bits that may run over twice":  {counts{Bits32: true}, counts{Bits32: true, InOctets: 37_500_000}, 5 * time.Minute, 9000, 9300, 1e9, -1},
		"32 bits at a port of no speed":    {counts{Bits32: true}, counts{Bits32: true, InOctets: 37_500_000}, 5 * time.Minute, 9000, 9300, 0, -1},
		"32 bits, and 64 from now on":      {counts{Bits32: true}, counts{InOctets: 37_500_000}, 5 * time.Minute, 9000, 9300, 1e8, -1},
		"readings that were left out":      {counts{}, counts{InOctets: 3 * 37_500_000}, 15 * time.Minute, 9000, 9900, 1e9, 1},
		"a gap":                            {counts{}, counts{InOctets: 4 * 37_500_000}, 20 * time.Minute, 9000, 10200, 1e9, -1},
		"64 bits of a port of no speed":    {counts{}, counts{InOctets: 37_500_000}, 5 * time.Minute, 9000, 9300, 0, 1},
		"an agent without a clock":         {counts{}, counts{InOctets: 37_500_000}, 5 * time.Minute, 0, 0, 1e9, 1},
		"32 bits set back, of a slow port": {counts{Bits32: true, InOctets: 1 << 31}, counts{Bits32: true, InOctets: 4}, 5 * time.Minute, 9000, 9300, 1e7, -1},
	} {
		t.Run(name, func(t *testing.T) {
			m := inventory.NewMeter(windowCity(), time.Minute)
			m.SetCircuits("179901", []inventory.Circuit{kindergarten})
			first, then := counted(schoolMorning, tc.up1, tc.first), counted(schoolMorning.Add(tc.after), tc.up2, tc.then)
			first.Interfaces[0].SpeedBPS, then.Interfaces[0].SpeedBPS = tc.speed, tc.speed
			m.Take(first)
			got := -1.0
			for _, s := range m.Take(then) {
				if s.Direction == inventory.DirectionDown {
					got = s.Mbps()
				}
			}
			if math.Abs(got-tc.want) > 0.001 {
				t.Errorf("%v Mbit/s, want %v", got, tc.want)
			}
		})
	}
}

// portAfter gives a meter readings of one port a minute apart and returns its window.
func portAfter(t *testing.T, minutes int, change func(minute int, i *inventory.Interface)) (inventory.PortWindow, bool) {
	t.Helper()
	m := inventory.NewMeter(windowCity(), time.Minute)
	i := inventory.Interface{Index: 1, Name: "1", Oper: "up", SpeedBPS: 1e9, Counters: &inventory.Counters{}}
	at := schoolMorning
	for minute := range minutes + 1 {
		at = schoolMorning.Add(time.Duration(minute) * time.Minute)
		change(minute, &i)
		p := counted(at, 9000+float64(minute)*60, *i.Counters)
		p.Interfaces[0].Oper, p.Interfaces[0].LastChangeSeconds = i.Oper, i.LastChangeSeconds
		m.Take(p)
	}
	w, ok := m.Tell(windowSnapshot(at), nil).Ports[inventory.PortID{Switch: "core", IfName: "1"}]
	return w, ok
}

func TestBroadcastsThatLast(t *testing.T) {
	for _, tc := range []struct {
		pps, minutes int
		want         time.Duration
	}{{300, 2, 2 * time.Minute}, {300, 1, time.Minute}, {100, 30, 30 * time.Minute}, {30, 30, 0}} {
		w, told := portAfter(t, tc.minutes, func(_ int, i *inventory.Interface) { i.Counters.InBroadcast += uint64(tc.pps) * 60 })
		if w.HighFor != tc.want || told != (tc.want > 0) || told && math.Abs(w.BroadcastPPS-float64(tc.pps)) > 0.01 {
			t.Errorf("%d a second for %d minutes: %+v, want %v", tc.pps, tc.minutes, w, tc.want)
		}
	}
	w, _ := portAfter(t, 10, func(minute int, i *inventory.Interface) {
		if minute != 5 {
			i.Counters.InBroadcast += 300 * 60
		}
	})
	if w.HighFor != 5*time.Minute {
		t.Errorf("a quiet minute in between: high for %v, want 5m", w.HighFor)
	}
}

func TestLossesOfALinkInAnHour(t *testing.T) {
	for name, tc := range map[string]struct {
		minutes int
		change  func(int, *inventory.Interface)
		want    int
	}{
		"seen down and up": {10, func(m int, i *inventory.Interface) { i.Oper = []string{"up", "down"}[m%2] }, 5},
		"always up when read, and changed in between": {60, func(m int, i *inventory.Interface) {
			if m%3 != 0 {
				i.LastChangeSeconds = 9000 + float64(m)*60 - 7
			}
		}, 37}, // of the last 56 minutes: the hour goes on in steps of five
		"a PC that is switched on": {10, func(m int, i *inventory.Interface) { i.Oper = []string{"down", "up"}[m/5%2] }, 1},
		"more than an hour ago": {90, func(m int, i *inventory.Interface) {
			i.Oper = map[bool]string{true: "up", false: "down"}[m%2 == 0 || m > 20]
		}, 0},
		"a switch that tells no change":  {10, func(int, *inventory.Interface) {}, 0},
		"its last change is of long ago": {10, func(_ int, i *inventory.Interface) { i.LastChangeSeconds = 77 }, 0},
	} {
		if w, _ := portAfter(t, tc.minutes, tc.change); w.Flaps != tc.want {
			t.Errorf("%s: %d losses, want %d", name, w.Flaps, tc.want)
		}
	}
}

func TestErrorsOfAPort(t *testing.T) {
	w, _ := portAfter(t, 30, func(_ int, i *inventory.Interface) {
		i.Counters.InUcast += 9800
		i.Counters.InErrors += 200
	})
	if math.Abs(w.ErrorRatio-0.02) > 1e-9 || w.Errors != 6000 {
		t.Errorf("%+v, want 2 %% of 300,000", w)
	}
	// Errors are Counter32 on every agent, and so may be packets: they run over.
	w, _ = portAfter(t, 30, func(m int, i *inventory.Interface) {
		i.Counters.Bits32 = true
		i.Counters.InErrors = uint64(uint32(math.MaxUint32 - 1000 + 200*m))
		i.Counters.InUcast = uint64(uint32(math.MaxUint32 - 50_000 + 9800*m))
	})
	if math.Abs(w.ErrorRatio-0.02) > 1e-9 || w.Errors != 6000 {
		t.Errorf("after they ran over: %+v", w)
	}
	w, _ = portAfter(t, 30, func(m int, i *inventory.Interface) { // cleared by hand
		i.Counters.InErrors, i.Counters.InUcast = uint64(500*(1-m/15)), uint64(1000*(m%15))
	})
	if w.Errors != 0 || w.ErrorRatio != 0 {
		t.Errorf("cleared by hand: %+v", w)
	}
}

// TestARestartMeasuresNothing has counters begin anew, which must look like no traffic
// at all, and a gap, which ends what is sustained.
func TestARestartMeasuresNothing(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	m.SetCircuits("179901", []inventory.Circuit{kindergarten})
	c, at, uptime := inventory.Counters{InBroadcast: 1 << 50, InUcast: 1 << 50, InErrors: 1 << 20}, schoolMorning, 90000.0
	tell := func() inventory.Windows { return m.Tell(windowSnapshot(at), nil) }
	for range 5 {
		m.Take(counted(at, uptime, c))
		at, uptime, c.InBroadcast = at.Add(time.Minute), uptime+60, c.InBroadcast+300*60
	}
	if w := tell(); w.Ports[inventory.PortID{Switch: "core", IfName: "1"}].HighFor != 4*time.Minute {
		t.Fatalf("before the restart %+v", w)
	}
	m.Take(counted(at, 30, inventory.Counters{InBroadcast: 9000}))
	if w := tell(); len(w.Ports) != 1 || w.Ports[inventory.PortID{Switch: "core", IfName: "1"}].HighFor != 0 || !w.Since["core"].Equal(at) {
		t.Errorf("after the restart %+v", w)
	}
	at = at.Add(6 * time.Minute)
	m.Take(counted(at, 390, inventory.Counters{InBroadcast: 1 << 30}))
	if w := tell(); w.Ports[inventory.PortID{Switch: "core", IfName: "1"}].HighFor != 0 || !w.Since["core"].Equal(at) {
		t.Errorf("after a gap %+v", w)
	}
	at = at.Add(time.Hour)
	if w := tell(); len(w.Since) != 0 || len(w.Ports) != 0 {
		t.Errorf("an hour without a reading: %+v", w)
	}
}

func busy(at time.Time, percent float64) *inventory.Poll {
	return &inventory.Poll{Switch: "web1", At: at, Health: &inventory.Health{CPUPercent: &percent},
		Tables: map[inventory.Table]inventory.TableState{inventory.TableHealth: {Complete: true}}}
}

// TestTheRuleOfTheMachineRoom holds processors against 95 and 100 percent for 30 minutes.
func TestTheRuleOfTheMachineRoom(t *testing.T) {
	hold := func(percents ...float64) map[float64]time.Duration {
		m := inventory.NewMeter(windowCity(), time.Minute)
		server := inventory.Server{Switch: inventory.Switch{ID: "web1"}}
		m.SetServers([]inventory.Server{server})
		at := schoolMorning
		for n, percent := range percents {
			at = schoolMorning.Add(time.Duration(n) * time.Minute)
			if percent >= 0 {
				m.Take(busy(at, percent))
			}
		}
		held := map[float64]time.Duration{}
		for _, w := range m.Tell(windowSnapshot(at), []inventory.Server{server}).Servers {
			if w.What == inventory.WhatCPU && !w.Since.IsZero() {
				held[w.AtMost] = w.Lasted()
			}
		}
		return held
	}
	samples := func(n int, percent float64) (all []float64) {
		for range n {
			all = append(all, percent)
		}
		return all
	}
	if got := hold(samples(30, 96)...); got[95] != 29*time.Minute || got[100] != 0 {
		t.Errorf("29 minutes at 96: %v", got)
	}
	if got := hold(samples(31, 96)...); got[95] != 30*time.Minute {
		t.Errorf("30 minutes at 96: %v", got)
	}
	if got := hold(samples(31, 100)...); got[95] != 30*time.Minute || got[100] != 30*time.Minute {
		t.Errorf("30 minutes at 100: %v", got)
	}
	if got := hold(append(append(samples(20, 96), 94.9), samples(20, 96)...)...); got[95] != 19*time.Minute {
		t.Errorf("one sample below: %v", got)
	}
	if got := hold(append(append(samples(20, 96), samples(2, -1)...), samples(20, 96)...)...); got[95] != 41*time.Minute {
		t.Errorf("two readings left out: %v", got)
	}
	if got := hold(append(append(samples(20, 96), samples(10, -1)...), samples(20, 96)...)...); got[95] != 19*time.Minute {
		t.Errorf("a gap of ten minutes: %v", got)
	}
}

// TestTrafficOfAServer adds up both ways and every interface but the loopback.
func TestTrafficOfAServer(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	server := inventory.Server{Switch: inventory.Switch{ID: "core"}}
	m.SetServers([]inventory.Server{server})
	at, c := schoolMorning, inventory.Counters{InOctets: 1 << 40}
	for n := range 32 {
		at = schoolMorning.Add(time.Duration(n) * time.Minute)
		p := counted(at, 9000+60*float64(n), c)
		loop := c
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: 2, Type: 24, Counters: &loop})
		m.Take(p)
		c.InOctets, c.OutOctets = c.InOctets+20000*1024*60, c.OutOctets+3040*1024*60
	}
	w := m.Tell(windowSnapshot(at), []inventory.Server{server})
	for _, r := range w.Servers {
		if r.What != inventory.WhatNet {
			continue
		}
		if want := r.AtMost == 23040; (r.Lasted() == 31*time.Minute && r.Value == 23040) != want {
			t.Errorf("%+v", r)
		}
	}
	if len(w.Machines) != 1 || w.Machines[0].NetKiB != 23040 {
		t.Errorf("%+v", w.Machines)
	}
}

// TestTrafficOfAServerThatIsReadUnevenly reads every five seconds, every other time a
// second late: nothing falls below the limit by that.
func TestTrafficOfAServerThatIsReadUnevenly(t *testing.T) {
	m := inventory.NewMeter(windowCity(), 5*time.Second)
	server := inventory.Server{Switch: inventory.Switch{ID: "core"}}
	m.SetServers([]inventory.Server{server})
	at := schoolMorning
	for n := range 400 {
		counted := counted(schoolMorning, 9000+5*float64(n), inventory.Counters{InOctets: uint64(24300 * 1024 * 5 * n)})
		at = schoolMorning.Add(time.Duration(5*n+n%2) * time.Second)
		counted.At = at
		m.Take(counted)
	}
	for _, r := range m.Tell(windowSnapshot(at), []inventory.Server{server}).Servers {
		if r.What == inventory.WhatNet && r.AtMost == 23040 && r.Lasted() < 30*time.Minute {
			t.Errorf("%+v lasted %v", r, r.Lasted())
		}
	}
}

func TestAProcessorThatIsBusy(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	at := schoolMorning
	for n := range 36 {
		at = schoolMorning.Add(time.Duration(n) * time.Minute)
		p := busy(at, 96)
		p.Switch = "core"
		m.Take(p)
	}
	cpu := m.Tell(windowSnapshot(at), nil).CPU["core"]
	if cpu.Lasted() != 35*time.Minute || cpu.Value != 96 {
		t.Errorf("%+v", cpu)
	}
}

func TestNeighboursThatGrow(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	at := schoolMorning
	for n := range 200 {
		at = schoolMorning.Add(time.Duration(n) * time.Minute)
		p, count := busy(at, 5), 1000+10*n
		p.Switch, p.Health.IPv6Neighbors = "core", &count
		m.Take(p)
	}
	got := m.Tell(windowSnapshot(at), nil).Neighbours["core"]
	if got.Count != 2990 || math.Abs(got.PerHour-600) > 1 || got.Over < 55*time.Minute || got.Over > 70*time.Minute {
		t.Errorf("%+v, want 2990 and 600 more each hour", got)
	}
}

// TestSumsOfBroadcasts has 36 ports of 90 packets a second at a core.
func TestSumsOfBroadcasts(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	s := windowSnapshot(schoolMorning)
	v := &s.Switches[0]
	v.Ports = nil
	for n := 1; n <= 36; n++ {
		v.Ports = append(v.Ports, inventory.PortView{Port: inventory.PortID{Switch: "core", IfName: fmt.Sprint(n)},
			Config: inventory.PortConfig{IfIndex: n, Bridge: true, PVID: 34}, Role: inventory.PortRole{Role: inventory.RoleEdge}})
	}
	var w inventory.Windows
	for minute := range 8 {
		p := counted(schoolMorning.Add(time.Duration(minute)*time.Minute), 9000+60*float64(minute), inventory.Counters{})
		p.Interfaces = nil
		for n := 36; n >= 1; n-- {
			p.Interfaces = append(p.Interfaces, inventory.Interface{Index: n, Name: fmt.Sprint(n), Oper: "up", SpeedBPS: 1e9,
				Counters: &inventory.Counters{InBroadcast: uint64(90 * 60 * minute)}})
		}
		m.Take(p)
		s.At = p.At
		w = m.Tell(s, nil)
	}
	want := []inventory.BroadcastSum{{VID: 34, PPS: 3240, Ports: 36}, {Switch: "core", PPS: 3240, Ports: 36}}
	for i, b := range w.Broadcasts {
		since := s.At.Sub(b.Since)
		b.Since = time.Time{}
		if b != want[i] || since != 6*time.Minute {
			t.Errorf("%+v for %v, want %+v for 6m", b, since, want[i])
		}
	}
	if len(w.Broadcasts) != 2 || len(w.Ports) != 0 {
		t.Errorf("%+v", w)
	}
}

// TestMovesBetweenTwoPorts counts the MACs that two readings show at two ports; that a
// later reading shows but two of them to have moved says nothing against it.
func TestMovesBetweenTwoPorts(t *testing.T) {
	m := inventory.NewMeter(windowCity(), time.Minute)
	l := inventory.NewLedger(inventory.Switch{ID: "core", School: "179901"}, nil)
	at := schoolMorning
	for n := range 5 {
		at = schoolMorning.Add(time.Duration(n) * 5 * time.Minute)
		p := counted(at, 9000+300*float64(n), inventory.Counters{})
		p.Number = int64(n + 1)
		p.Interfaces = append(p.Interfaces, inventory.Interface{Index: 2, Name: "2", Oper: "up"})
		p.Tables[inventory.TableFDB] = inventory.TableState{Complete: true}
		for d := range 20 {
			port := 1
			if d < 15 {
				port += n % 2
			}
			if n == 4 && d >= 2 && d < 15 {
				port = 2 // as before
			}
			p.FDB = append(p.FDB, inventory.FDBRow{VID: 30, MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(d + 1)}, IfIndex: port, Status: inventory.FDBLearned})
		}
		c := l.Apply(*p)
		m.Take(p)
		m.Moved(&c)
	}
	w := m.Tell(windowSnapshot(at), nil).Ports
	for port, other := range map[string]string{"1": "2", "2": "1"} {
		got := w[inventory.PortID{Switch: "core", IfName: port}]
		if got.MovesTo != other || got.Moved != 15 || math.Abs(got.MovesPerSec-0.05) > 1e-9 {
			t.Errorf("port %s: %+v, want 15 in 300 seconds", port, got)
		}
	}
}
