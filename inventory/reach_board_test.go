package inventory

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

var reachNoon = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)

func inMinute(n int) time.Time { return reachNoon.Add(time.Duration(n) * time.Minute) }

func reachAddr(last byte) netip.Addr { return netip.AddrFrom4([4]byte{192, 0, 2, last}) }

// gateways is a board with a gateway for each of n schools, all of which answer.
func gateways(n int) *ReachBoard {
	b := NewReachBoard(3)
	for i := range n {
		code := SchoolCode(fmt.Sprint(179901 + i))
		b.Watch(ReachGateway, code, []Reach{{Address: reachAddr(byte(i + 1)), Every: time.Minute}}, inMinute(0))
		b.Apply(Echo{Address: reachAddr(byte(i + 1)), At: inMinute(0), Answered: true, RTT: time.Millisecond})
	}
	return b
}

// lose has the gateway of a school lose requests, one a minute.
func (b *ReachBoard) lose(school int, from, n int) (changes int) {
	for i := range n {
		changes += len(b.Apply(Echo{Address: reachAddr(byte(school)), At: inMinute(from + i)}))
	}
	return changes
}

func TestATargetFallsSilentAndComesBack(t *testing.T) {
	b := gateways(1)
	if n := b.lose(1, 1, 2); n != 0 || b.View("179901").Gateway.State != ReachUp {
		t.Error("two requests without an answer are called down")
	}
	if n := b.lose(1, 3, 5); n != 1 {
		t.Errorf("%d changes in five more, want one", n)
	}
	g := b.View("179901").Gateway
	if g.State != ReachDown || !g.Since.Equal(inMinute(1)) || !g.Answered.Equal(inMinute(0)) || g.Sent != 8 || g.Lost != 7 {
		t.Errorf("silent: %+v; want it since the first request without an answer", g)
	}
	if g.Settled(inMinute(5)) || !g.Settled(inMinute(6)) {
		t.Error("it is to be spoken of after five periods, not before")
	}
	if changed := b.Apply(Echo{Address: g.Address, At: inMinute(9), Answered: true, RTT: 3 * time.Millisecond}); len(changed) != 1 {
		t.Errorf("back: %v", changed)
	}
	g = b.View("179901").Gateway
	if g.State != ReachUp || !g.Since.Equal(inMinute(9)) || g.RTT.N != 2 || g.RTT.Max != 3*time.Millisecond {
		t.Errorf("back: %+v", g)
	}
	for i := range 100 {
		b.Apply(Echo{Address: g.Address, At: inMinute(10 + i), Answered: i%2 == 0, RTT: time.Millisecond})
	}
	if g = b.View("179901").Gateway; g.Sent != reachWindow || g.Lost != reachWindow/2 || g.RTT.N != reachWindow || g.State != ReachUp {
		t.Errorf("half of all are lost: %+v", g)
	}
}

// TestNothingSentIsNothingKnown: a machine that may not ask does not find anything
// down, and forgets what it knew.
func TestNothingSentIsNothingKnown(t *testing.T) {
	b := gateways(1)
	for i := range 5 {
		b.Apply(Echo{Address: reachAddr(1), At: inMinute(1 + i), Why: WhyNotPermitted})
	}
	if g := b.View("179901").Gateway; g.State != ReachUnmeasured || g.Why != WhyNotPermitted || g.Sent != 1 {
		t.Errorf("not permitted: %+v", g)
	}
	b.Apply(Echo{Address: reachAddr(1), At: inMinute(7)})
	if g := b.View("179901").Gateway; g.State != ReachUnmeasured {
		t.Errorf("one request without an answer after that: %+v", g)
	}
}

func TestSilenceOfManyIsTheCitys(t *testing.T) {
	b := gateways(6)
	for _, school := range []int{1, 3} {
		b.lose(school, 1, 3)
	}
	if v := b.View("179901"); v.NeighboursDown != 1 || v.Neighbours != 5 || len(b.Silent()) != 0 {
		t.Errorf("two of six: %d of %d, %v", v.NeighboursDown, v.Neighbours, b.Silent())
	}
	b.lose(5, 30, 3) // half an hour later
	if v := b.View("179905"); v.NeighboursDown != 0 || len(b.Silent()) != 0 {
		t.Errorf("a third one later has nothing to do with them: %+v", v)
	}
	b.lose(6, 5, 3)
	if v := b.View("179906"); v.NeighboursDown != 2 || len(b.Silent()) != 3 || b.Silent()[0].School != "179901" {
		t.Errorf("three at once: %d, %v", v.NeighboursDown, b.Silent())
	}
}

// TestWatchedDevicesKeepTheirAddress: a device of the lists that has no address
// right now is asked where it was last.
func TestWatchedDevicesKeepTheirAddress(t *testing.T) {
	b := NewReachBoard(3)
	reader := Reach{MAC: MAC{0, 0, 0x5e, 0, 0x53, 1}, Name: "卡機", Class: ClassCardReader}
	if begun, _ := b.Watch(ReachDevice, "179901", []Reach{reader}, inMinute(0)); len(begun) != 0 {
		t.Errorf("a device without an address is asked: %v", begun)
	}
	at := reader
	at.Address = reachAddr(7)
	if begun, _ := b.Watch(ReachDevice, "179901", []Reach{at}, inMinute(1)); len(begun) != 1 || begun[0].State != ReachUnmeasured {
		t.Errorf("begun %v", begun)
	}
	b.See(b.View("179901").Devices[0], PortID{Switch: "hy-3f-a", IfName: "7"}, inMinute(2))
	b.Watch(ReachDevice, "179901", []Reach{reader}, inMinute(3))
	if d := b.View("179901").Devices; len(d) != 1 || d[0].Address != reachAddr(7) || !d[0].Seen.Equal(inMinute(2)) || d[0].Port.IfName != "7" {
		t.Errorf("without an address: %+v", d)
	}
	at.Address = reachAddr(8)
	begun, ended := b.Watch(ReachDevice, "179901", []Reach{at}, inMinute(4))
	if len(begun) != 1 || len(ended) != 1 || ended[0].Address != reachAddr(7) || len(b.Apply(Echo{Address: reachAddr(7), At: inMinute(5), Answered: true})) != 0 {
		t.Errorf("moved: begun %v, ended %v", begun, ended)
	}
}

// TestARestartIsNotHeldAgainstADevice: while rollcall did not run nobody looked.
func TestARestartIsNotHeldAgainstADevice(t *testing.T) {
	b := NewReachBoard(3)
	b.Restore(Reach{Kind: ReachDevice, School: "179901", Address: reachAddr(1), State: ReachUp, Since: inMinute(-999), Seen: inMinute(-600), Answered: inMinute(-600)})
	b.lose(1, 0, 3)
	if d := b.View("179901").Devices[0]; d.State != ReachDown || !d.Seen.Equal(inMinute(0)) || !d.Answered.Equal(inMinute(-600)) {
		t.Errorf("it was up before and silent after: %+v; want it unseen since we look again", d)
	}
	b.Restore(Reach{Kind: ReachDevice, School: "179901", Address: reachAddr(2), State: ReachDown, Since: inMinute(-500), Seen: inMinute(-600)})
	if n := b.lose(2, 0, 3); n != 0 {
		t.Error("what was down before a restart goes down again")
	}
	if d := b.View("179901").Devices[1]; !d.Since.Equal(inMinute(-500)) || !d.Seen.Equal(inMinute(-600)) {
		t.Errorf("it was down before and is: %+v", d)
	}
}

func TestNoAddressIsUnset(t *testing.T) {
	v := NewReachBoard(3).View("179901")
	if v.Upstream.State != ReachUnset || v.Gateway.State != ReachUnset || v.Upstream.Why != WhyUnset {
		t.Errorf("nothing is configured: %+v", v)
	}
}

func TestGatewayOf(t *testing.T) {
	plan, err := Plan{Zones: []Zone{{ID: "lab", Expr: "10.X.20.254/24"}, {ID: "mgmt", Expr: "10.X.254.254/24", Classes: []string{ClassSwitch}}}}.For(School{Vars: map[string]int{"X": 241}})
	if err != nil {
		t.Fatal(err)
	}
	core := School{Switches: []Switch{{ID: "a", Role: SwitchAccess, Address: netip.MustParseAddrPort("192.0.2.2:161")},
		{ID: "c", Role: SwitchCore, Address: netip.MustParseAddrPort("192.0.2.1:161")}}}
	set := core
	set.Gateway = reachAddr(9)
	for want, got := range map[string]netip.Addr{
		"192.0.2.9": GatewayOf(set, plan), "10.241.254.254": GatewayOf(core, plan), "192.0.2.1": GatewayOf(core, SchoolPlan{}),
		"10.241.20.254": GatewayOf(core, SchoolPlan{Zones: plan.Zones[:1]}), "invalid IP": GatewayOf(School{}, SchoolPlan{}),
	} {
		if got.String() != want {
			t.Errorf("gateway %v, want %s", got, want)
		}
	}
}
