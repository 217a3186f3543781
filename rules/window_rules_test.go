package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// measured gives a school windows as of now: every switch has been measured for a day.
func (s school) measured() *inventory.Windows {
	w := &s.Windows
	w.Ports, w.CPU = map[inventory.PortID]inventory.PortWindow{}, map[inventory.SwitchID]inventory.Sustained{}
	w.Since, w.Public = map[inventory.SwitchID]time.Time{}, map[inventory.SwitchID]inventory.PublicCheck{}
	w.Neighbours, w.Compared = map[inventory.SwitchID]inventory.NeighbourTrend{}, map[inventory.SwitchID]bool{}
	for _, v := range s.Switches {
		w.Since[v.Switch.ID], w.Compared[v.Switch.ID] = noon.AddDate(0, 0, -1), true
	}
	return w
}

func at(sw inventory.SwitchID, port string) inventory.PortID {
	return inventory.PortID{Switch: sw, IfName: port}
}

// loud has a port send broadcasts for some time.
func (s school) loud(port inventory.PortID, pps float64, minutes int) {
	w := s.Windows.Ports[port]
	w.BroadcastPPS, w.HighFor = pps, time.Duration(minutes)*time.Minute
	w.HighSince = noon.Add(-w.HighFor)
	s.Windows.Ports[port] = w
}

func TestBroadcastsOfManyBoxesAreOneFinding(t *testing.T) {
	s := haiyan(t)
	s.measured()
	for n := 1; n <= 12; n++ {
		for i, sw := range []inventory.SwitchID{"hy-3f-a", "hy-3f-b"} {
			s.loud(at(sw, portName(n)), 300, 2)
			box := mac(byte(2*n + i))
			s.list(box, inventory.ClassSmartBox)
			s.see(box, 34, sw, portName(n))
			s.see(mac(byte(100+2*n+i)), 30, sw, portName(n))
		}
	}
	s.loud(at("hy-core", "1"), 3600, 30) // an uplink passes on what others send
	f := s.only(inventory.KindBroadcastHigh)
	list := strings.Split(f.Args["list"], "\n")
	if f.Args["n"] != "24" || len(list) != 24 || !strings.Contains(list[0], "hy-3f-a 1 機房 "+mac(2).String()) || strings.Contains(list[0], mac(102).String()) {
		t.Errorf("%s ports, the first is %q", f.Args["n"], list[0])
	}
	if f.Severity != inventory.Warning || f.Args["pps"] != "300" || !f.Since.Equal(noon.Add(-2*time.Minute)) {
		t.Errorf("%s, %s a second since %v", f.Severity, f.Args["pps"], f.Since)
	}
}

func TestBroadcasts(t *testing.T) {
	for name, tc := range map[string]struct {
		build func(school)
		want  []string
	}{
		"30 a second":               {func(s school) { s.loud(at("hy-3f-a", "5"), 30, 0) }, nil},
		"for one minute":            {func(s school) { s.loud(at("hy-3f-a", "5"), 300, 1) }, nil},
		"for two minutes":           {func(s school) { s.loud(at("hy-3f-a", "5"), 300, 2) }, []string{"bcast_high broadcasts"}},
		"before loops can be told":  {func(s school) { s.loud(at("hy-3f-a", "5"), 300, 2); s.Windows.Compared["hy-3f-a"] = false }, nil},
		"on an uplink":              {func(s school) { s.loud(at("hy-3f-a", "24"), 900, 9) }, nil},
		"36 boxes of 90 at a core":  {func(s school) { s.sum(inventory.BroadcastSum{Switch: "hy-core", PPS: 3240, Ports: 36}, 5) }, []string{"bcast_high broadcasts"}},
		"36 boxes of 90 in a VLAN":  {func(s school) { s.sum(inventory.BroadcastSum{VID: 34, PPS: 3240, Ports: 36}, 6) }, []string{"bcast_high broadcasts"}},
		"a sum that does not last":  {func(s school) { s.sum(inventory.BroadcastSum{VID: 34, PPS: 3240, Ports: 36}, 4) }, nil},
		"a sum below its threshold": {func(s school) { s.Windows.Broadcasts = []inventory.BroadcastSum{{VID: 34, PPS: 1500, Ports: 36}} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.measured()
			tc.build(s)
			s.want(tc.want...)
		})
	}
}

func (s school) sum(b inventory.BroadcastSum, minutes int) {
	b.Since = noon.Add(-time.Duration(minutes) * time.Minute)
	s.Windows.Broadcasts = []inventory.BroadcastSum{b}
}

// moving has MACs move between two ports of a switch that broadcasts pour in at.
func (s school) moving(a, b inventory.PortID, n int, pps float64) {
	for port, other := range map[inventory.PortID]string{a: b.IfName, b: a.IfName} {
		s.Windows.Ports[port] = inventory.PortWindow{BroadcastPPS: pps, HighFor: 5 * time.Minute, HighSince: noon.Add(-5 * time.Minute),
			Moved: n, MovesPerSec: float64(n) / 5, MovesTo: other}
	}
}

func TestLoops(t *testing.T) {
	a, b := at("hy-3f-a", "5"), at("hy-3f-a", "9")
	const loop = "loop_suspected hy-3f-a 5 9"
	for name, tc := range map[string]struct {
		build func(school)
		want  []string
	}{
		"MACs move and broadcasts pour":     {func(s school) { s.moving(a, b, 15, 1800) }, []string{loop}},
		"MACs move: people roam":            {func(s school) { s.moving(a, b, 15, 20); s.quiet(a, b) }, nil},
		"a few devices were plugged over":   {func(s school) { s.moving(a, b, 4, 20); s.quiet(a, b) }, nil},
		"the spanning tree has cut it":      {func(s school) { s.moving(a, b, 15, 50); s.quiet(a, b); s.port("hy-3f-a", "9").Blocked = "blocking" }, nil},
		"one side blocked, though it pours": {func(s school) { s.moving(a, b, 15, 1800); s.port("hy-3f-a", "9").Blocked = "blocking" }, []string{"bcast_high broadcasts"}},
		"many MACs at either end": {func(s school) {
			s.moving(a, b, 15, 1800)
			for n := range byte(15) {
				s.see(mac(20+n), 30, "hy-3f-a", "5")
			}
		}, []string{loop}},
		"what goes round is at its own switch too": {func(s school) {
			s.moving(a, b, 15, 1800)
			s.see(mac(20), 30, "hy-3f-a", "5")
			s.see(mac(20), 30, "hy-3f-b", "7")
		}, []string{loop}},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.measured()
			tc.build(s)
			s.want(tc.want...)
		})
	}
	s := haiyan(t)
	s.measured()
	s.moving(a, b, 15, 1834)
	if f := s.only(inventory.KindLoopSuspected); f.Severity != inventory.Critical || f.Port != "5" || f.Args["port2"] != "9" ||
		f.Args["rate"] != "3" && f.Args["rate"] != "3.0" || f.Args["pps"] != "1800" {
		t.Errorf("%+v", f)
	}
}

func (s school) quiet(ports ...inventory.PortID) {
	for _, p := range ports {
		w := s.Windows.Ports[p]
		w.HighFor, w.HighSince = 0, time.Time{}
		s.Windows.Ports[p] = w
	}
}

func TestPortsThatDoBadly(t *testing.T) {
	set := func(w inventory.PortWindow) func(school) {
		return func(s school) { s.Windows.Ports[at("hy-3f-a", "7")] = w }
	}
	link := func(role string, mbps int64, duplex string) func(school) {
		return func(s school) {
			p := s.port("hy-3f-a", "7")
			p.Role, p.Link = inventory.PortRole{Role: role, Peer: "AP-2F"}, inventory.LinkState{Oper: "up", SpeedBPS: mbps * 1e6, Duplex: duplex}
		}
	}
	for name, tc := range map[string]struct {
		build func(school)
		want  []string
	}{
		"40 losses in an hour":        {set(inventory.PortWindow{Flaps: 37}), []string{"link_flap hy-3f-a 7"}},
		"9 losses":                    {set(inventory.PortWindow{Flaps: 9}), nil},
		"2 % errors":                  {set(inventory.PortWindow{ErrorRatio: 0.02, Errors: 6000, Packets: 300_000}), []string{"if_errors hy-3f-a 7"}},
		"2 % of next to nothing":      {set(inventory.PortWindow{ErrorRatio: 0.02, Errors: 2, Packets: 100}), nil},
		"half a percent":              {set(inventory.PortWindow{ErrorRatio: 0.005, Errors: 6000, Packets: 1_200_000}), nil},
		"AP at 100M half":             {link(inventory.RoleAP, 100, "half"), []string{"link_speed_low hy-3f-a 7"}},
		"AP at 100M full":             {link(inventory.RoleAP, 100, "full"), []string{"link_speed_low hy-3f-a 7"}},
		"AP at 1G":                    {link(inventory.RoleAP, 1000, "full"), nil},
		"printer at 100M half":        {link(inventory.RoleEdge, 100, "half"), nil},
		"uplink at 1G half":           {link(inventory.RoleUplink, 1000, "half"), []string{"link_speed_low hy-3f-a 7"}},
		"AP that does not tell speed": {link(inventory.RoleAP, 0, ""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.measured()
			tc.build(s)
			s.want(tc.want...)
		})
	}
}

func TestABusyOrFullCore(t *testing.T) {
	health := func(neighbours int, memory float64) func(school) {
		return func(s school) {
			h := &inventory.Health{IPv6Neighbors: &neighbours, MemoryPercent: &memory}
			if memory < 0 {
				h.MemoryPercent = nil
			}
			s.view("hy-core").Health = h
			s.Windows.Neighbours["hy-core"] = inventory.NeighbourTrend{Count: neighbours, PerHour: 612, Over: time.Hour}
		}
	}
	busy := func(minutes int) func(school) {
		return func(s school) {
			s.Windows.CPU["hy-core"] = inventory.Sustained{Since: noon.Add(-time.Duration(minutes) * time.Minute), Last: noon, Value: 96}
		}
	}
	for name, tc := range map[string]struct {
		build func(school)
		want  []string
	}{
		"5,800 and 93 %":             {health(5800, 93), []string{"ipv6_nd_high hy-core"}},
		"5,800 and memory enough":    {health(5800, 50), nil},
		"5,800 and no word of it":    {health(5800, -1), []string{"ipv6_nd_high hy-core"}},
		"3,900 and 93 %":             {health(3900, 93), nil},
		"busy for 30 minutes":        {busy(30), []string{"cpu_sustained hy-core"}},
		"busy for 29 minutes so far": {busy(29), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.measured()
			tc.build(s)
			s.want(tc.want...)
		})
	}
}

func TestFullCircuits(t *testing.T) {
	kid := inventory.Circuit{Name: "附設幼兒園", DownMbps: 16, UpMbps: 3}
	use := func(over float64, days int) inventory.CircuitUse {
		return inventory.CircuitUse{School: "179901", Name: kid.Name, Direction: "up", Switch: "hy-3f-a", Port: "24", Mbps: 3, Days: days, P95Mbps: 2.9, Over: over, Samples: 100 * days}
	}
	for name, tc := range map[string]struct {
		use  inventory.CircuitUse
		want []string
	}{
		"half of the hours, 20 days":  {use(0.5, 20), []string{"uplink_saturated 附設幼兒園 up"}},
		"a quarter, 15 days measured": {use(0.25, 15), []string{"uplink_saturated 附設幼兒園 up"}},
		"too few days yet":            {use(0.9, 14), nil},
		"a fifth of the hours":        {use(0.2, 20), nil},
		"not measured at all":         {inventory.CircuitUse{Direction: "down", Mbps: 300}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.School.SubCircuits = []inventory.Circuit{kid}
			s.measured().Circuits = []inventory.CircuitUse{tc.use}
			s.want(tc.want...)
		})
	}
	s := haiyan(t)
	s.School.SubCircuits = []inventory.Circuit{kid}
	s.measured().Circuits = []inventory.CircuitUse{use(0.5, 20)}
	f := s.only(inventory.KindUplinkSaturated)
	if f.Args["down"] != "16" || f.Args["up"] != "3" || f.Args["ratio"] != "97" || f.Args["pct"] != "50" || f.Args["p95"] != "2.9" {
		t.Errorf("%v", f.Args)
	}
}

func TestTheMachineRoom(t *testing.T) {
	rule := func(what string, limit float64, action string, minutes int, value float64) inventory.ServerWindow {
		w := inventory.ServerWindow{Server: "web1", ResourceRule: inventory.ResourceRule{What: what, AtMost: limit, For: 30 * time.Minute, Action: action},
			Measured: noon.AddDate(0, 0, -1)}
		if minutes > 0 {
			w.Sustained = inventory.Sustained{Since: noon.Add(-time.Duration(minutes) * time.Minute), Last: noon, Value: value}
		}
		return w
	}
	for name, tc := range map[string]struct {
		windows []inventory.ServerWindow
		want    string // variant; empty: nothing
	}{
		"29 minutes at 96":  {[]inventory.ServerWindow{rule("cpu_percent", 95, "alert", 29, 96), rule("cpu_percent", 100, "suspend_warning", 0, 0)}, ""},
		"30 minutes at 96":  {[]inventory.ServerWindow{rule("cpu_percent", 95, "alert", 30, 96), rule("cpu_percent", 100, "suspend_warning", 0, 0)}, "cpu_percent"},
		"30 minutes at 100": {[]inventory.ServerWindow{rule("cpu_percent", 95, "alert", 45, 100), rule("cpu_percent", 100, "suspend_warning", 30, 100)}, "cpu_percent_suspend"},
		"not yet at 100":    {[]inventory.ServerWindow{rule("cpu_percent", 95, "alert", 45, 100), rule("cpu_percent", 100, "suspend_warning", 9, 100)}, "cpu_percent"},
		"traffic":           {[]inventory.ServerWindow{rule("net_kib_per_s", 23040, "alert", 30, 24300), rule("net_kib_per_s", 25600, "suspend_warning", 0, 0)}, "net_kib_per_s"},
	} {
		t.Run(name, func(t *testing.T) {
			s := haiyan(t)
			s.measured().Servers = tc.windows
			s.Windows.Machines = []inventory.ServerState{{Server: "web1"}}
			got := ""
			for _, f := range rules.Judge(s.Snapshot) {
				if !f.Doubt {
					got += f.Args["variant"]
				}
			}
			if got != tc.want {
				t.Errorf("found %q, want %q", got, tc.want)
			}
		})
	}
	s := haiyan(t)
	s.measured().Servers = []inventory.ServerWindow{rule("net_kib_per_s", 23040, "alert", 30, 23040)}
	if f := s.only(inventory.KindServerResource); f.Args["limit_mbps"] != "190" || f.Args["limit"] != "23040" { // 188.7, with two digits
		t.Errorf("%v", f.Args)
	}
}

func TestTheDefaultCommunity(t *testing.T) {
	s := haiyan(t)
	w := s.measured()
	s.want()
	w.Public = map[inventory.SwitchID]inventory.PublicCheck{"hy-core": {At: noon, Answered: true}, "hy-3f-a": {At: noon}, "hy-3f-b": {}}
	s.want("snmp_default_community hy-core")
	delete(w.Public, "hy-3f-b") // not asked yet: in doubt
	if f := s.only(inventory.KindDefaultCommunity); strings.Contains(fmt.Sprint(f.Args), "v3-ro") {
		t.Errorf("%v names what else the switch answers to", f.Args)
	}
}

// TestAWindowMustBeMeasuredBeforeItClearsAnything keeps findings open after a restart of
// rollcall, until so much time was measured as they are about.
func TestAWindowMustBeMeasuredBeforeItClearsAnything(t *testing.T) {
	for _, tc := range []struct {
		since    time.Duration // the switch has been measured
		resolved bool
	}{{10 * time.Minute, false}, {61 * time.Minute, true}, {0, false}} {
		s := haiyan(t)
		s.measured()
		s.Windows.Ports[at("hy-3f-a", "7")] = inventory.PortWindow{Flaps: 37}
		rows := rules.Reconcile(nil, rules.Judge(s.Snapshot), s.Snapshot)
		later := haiyan(t)
		later.measured()
		later.At = noon.Add(5 * time.Hour)
		for i := range later.Switches {
			v := &later.Switches[i]
			v.Asked, v.Answered = later.At, later.At
			for table, c := range v.Coverage {
				c.Last = later.At
				v.Coverage[table] = c
			}
		}
		if tc.since == 0 {
			later.Windows.Since = nil
		} else {
			later.Windows.Since["hy-3f-a"] = later.At.Add(-tc.since)
		}
		after := rules.Reconcile(rows, rules.Judge(later.Snapshot), later.Snapshot)
		if resolved := len(after) == 1 && after[0].State == inventory.StateResolved; resolved != tc.resolved {
			t.Errorf("measured for %v: %+v", tc.since, after)
		}
	}
}
