package inventory_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall/inventory"
)

func TestWhoWasOnThePort(t *testing.T) {
	second := func(n int) time.Time { return scriptStart.Add(time.Duration(n) * time.Second) }
	h := inventory.PortHistory{
		Coverage: []inventory.Coverage{{First: second(0), Last: second(300)}, {First: second(1000), Last: second(2000)}},
		Sightings: []inventory.Sighting{
			{MAC: scriptMAC(t, "01"), Span: inventory.Span{First: second(60), Gone: second(120)}},
			{MAC: scriptMAC(t, "02"), Span: inventory.Span{First: second(240), Gone: second(1100)}},
			{MAC: scriptMAC(t, "03"), Span: inventory.Span{First: second(1200)}},
		},
		Roles: []inventory.Attribute{
			{Aspect: inventory.AspectRole, Value: `{"role":"edge"}`, Span: inventory.Span{First: second(0), Gone: second(1500)}},
			{Aspect: inventory.AspectRole, Value: `{"role":"uplink","sure":true}`, Span: inventory.Span{First: second(1500), Gone: second(1600)}},
		},
	}
	for _, tc := range []struct {
		at   int
		want string
	}{
		{-1, "not observed"}, {0, "nobody"}, {60, "seen 01"}, {119, "seen 01"}, {120, "nobody"}, {300, "seen 02"},
		{301, "not observed 02"}, {1000, "seen 02"}, {1100, "nobody"}, {1200, "seen 03"}, {1500, "not kept"}, {1600, "seen 03"}, {2001, "not observed 03"},
	} {
		answer, seen := h.Who(second(tc.at))
		got := string(answer)
		for _, s := range seen {
			got += " " + short(s.MAC)
		}
		if got != tc.want {
			t.Errorf("at %d: %s, want %s", tc.at, got, tc.want)
		}
	}
}

func TestStateAtTellsWhatWasCovered(t *testing.T) {
	second := func(n int) time.Time { return scriptStart.Add(time.Duration(n) * time.Second) }
	now := inventory.SwitchState{Number: 9, Asked: second(1300), Answered: second(1200), Silent: 2, Reason: inventory.ReasonTimeout,
		Tables: map[inventory.Table]inventory.TableProgress{inventory.TableFDB: {
			State: inventory.TableState{Reason: inventory.ReasonTimeout}, Asked: second(1300), First: second(1000), Last: second(1200), Every: time.Minute}}}
	ended := []inventory.Coverage{
		{Table: inventory.TableFDB, First: second(0), Last: second(300)},
		{Table: inventory.TableARP, First: second(0), Last: second(900)},
	}
	for _, tc := range []struct {
		at   int
		want string // last read, whether it was fresh then, last answer
	}{
		{-1, "never false never"}, {0, "0 true 0"}, {200, "200 true 200"}, {300, "300 true 300"}, {480, "300 true 300"}, {481, "300 false 300"},
		{1000, "1000 true 1000"}, {1250, "1200 true 1200"}, {1300, "1200 true 1200"}, {1400, "1200 false 1200"},
	} {
		s := inventory.State{State: inventory.StateAt(second(tc.at), now, ended)}
		v := s.View(second(tc.at), nil)
		fdb := v.Coverage[inventory.TableFDB]
		if got := fmt.Sprintf("%s %v %s", clock(fdb.Last), fdb.Fresh, clock(v.Answered)); got != tc.want {
			t.Errorf("at %d: %s, want %s", tc.at, got, tc.want)
		}
	}
	if got := inventory.StateAt(second(1300), now, ended); got.Silent != 2 || got.Reason != inventory.ReasonTimeout {
		t.Errorf("at the last poll: %+v, want the row of now", got)
	}
}
