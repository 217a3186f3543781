package rules_test

import (
	"testing"

	"rollcall/inventory"
)

func TestADeadSwitchMutesWhatRestsOnIt(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-a", "3")
	s.see(mac(10), 208, "hy-3f-b", "3")
	b.want(s, "open 00:00:5e:00:53:09", "open 00:00:5e:00:53:0a")
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	s.later(every)
	b.want(s, "open hy-3f-a", "open under hy-3f-a 00:00:5e:00:53:09")
	s.later(every)
	b.want(s)

	s.revive("hy-3f-a")
	s.later(every)
	b.want(s, "resolved hy-3f-a", "open 00:00:5e:00:53:09")
}

func TestADeadCoreMutesTheSwitchesBehindIt(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-b", "3")
	s.dead("hy-core", inventory.ReasonTimeout)
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	b.want(s, "open under hy-core hy-3f-a", "open hy-core", "open 00:00:5e:00:53:09")
	s.dead("hy-3f-b", inventory.ReasonTimeout)
	s.later(every)
	b.want(s, "open 179901", "open under 179901 hy-3f-a", "open under 179901 hy-3f-b", "open under 179901 hy-core",
		"open under 179901 00:00:5e:00:53:09")
	for _, id := range []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"} {
		s.revive(id)
	}
	s.later(every)
	b.want(s, "resolved 179901", "resolved hy-3f-a", "resolved hy-3f-b", "resolved hy-core", "open 00:00:5e:00:53:09")
}

func TestAChildWaitsForItsParentsVerdict(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.dead("hy-3f-a", inventory.ReasonTimeout)
	s.dead("hy-core", inventory.ReasonTimeout)
	s.view("hy-core").Silent = 2
	b.want(s)
	s.view("hy-core").Silent = 3
	s.later(every)
	b.want(s, "open under hy-core hy-3f-a", "open hy-core")
}

func TestRefusedCredentialsMuteToo(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-a", "3")
	s.dead("hy-3f-a", inventory.ReasonAuth)
	b.want(s, "open hy-3f-a", "open under hy-3f-a 00:00:5e:00:53:09")
}

func TestADeadSwitchMutesWhatHangsUnderIt(t *testing.T) {
	tests := []struct {
		name string
		tell func(school)
	}{
		{"by LLDP", func(s school) {
			s.uplink("hy-3f-a", "5", "hy-c3-1")
			s.uplink("hy-c3-1", "1", "hy-3f-a")
		}},
		{"by own addresses alone", func(s school) {
			s.port("hy-3f-a", "24").Role.Peer = ""
			s.port("hy-3f-a", "24").Switches = []inventory.SwitchID{"hy-3f-b", "hy-core"}
			s.port("hy-3f-a", "5").Switches = []inventory.SwitchID{"hy-c3-1"}
			s.port("hy-c3-1", "1").Switches = []inventory.SwitchID{"hy-3f-b", "hy-core"}
			s.port("hy-core", "1").Role.Peer = "" // the port of a dead switch leads nowhere
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, b := haiyan(t), &book{t: t}
			s.Switches = append(s.Switches, readSwitch(inventory.Switch{ID: "hy-c3-1", School: "179901", Role: inventory.SwitchClassroom}))
			tt.tell(s)
			s.dead("hy-3f-a", inventory.ReasonTimeout)
			s.dead("hy-c3-1", inventory.ReasonTimeout)
			b.want(s, "open hy-3f-a", "open under hy-3f-a hy-c3-1")
		})
	}
}

// revive lets a dead switch answer again.
func (s school) revive(id inventory.SwitchID) {
	v := s.view(id)
	v.Silent, v.Reason = 0, ""
	for _, t := range inventory.Tables() {
		v.Coverage[t] = inventory.CoverageView{State: inventory.TableState{Complete: true}, Every: every}
	}
}

func TestADeadSwitchOnTheWayMutesNothingElsewhere(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	s.see(mac(9), 208, "hy-3f-a", "3")
	s.see(mac(9), 208, "hy-3f-b", "24") // on its way, at an uplink
	s.dead("hy-3f-b", inventory.ReasonTimeout)
	b.want(s, "open hy-3f-b", "open 00:00:5e:00:53:09")
}
