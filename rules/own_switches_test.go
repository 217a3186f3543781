package rules_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// unheard makes a switch one that has not answered so far.
func (s school) unheard(id inventory.SwitchID, silent int, why inventory.Reason) {
	v := s.view(id)
	*v = inventory.SwitchView{Switch: v.Switch, Silent: silent, Reason: why, Coverage: map[inventory.Table]inventory.CoverageView{}}
	if silent > 0 {
		v.Asked = noon
	}
}

// known gives switches own addresses of one maker.
func (s school) known(ids ...inventory.SwitchID) {
	for i, id := range ids {
		own := inventory.MAC{0xc8, 0xbe, 0x19, 0, byte(i), 0} // D-Link
		s.view(id).Facts.BridgeMAC = &own
	}
}

// TestAStrangerMayBeASwitchOfOurs: while a switch is not read, its own address
// looks like a stranger's.
func TestAStrangerMayBeASwitchOfOurs(t *testing.T) {
	likely, other := inventory.MAC{0xc8, 0xbe, 0x19, 1, 2, 3}, mac(9)
	tests := []struct {
		name  string
		build func(school)
		mac   inventory.MAC
		port  string // of hy-3f-a; 24 leads to hy-core
		told  bool
	}{
		{"all switches are known", func(s school) { s.known("hy-core", "hy-3f-a", "hy-3f-b") }, likely, "24", true},
		{"one was not asked yet", func(s school) { s.unheard("hy-core", 0, "") }, other, "3", false},
		{"one did not answer once", func(s school) { s.unheard("hy-core", 1, inventory.ReasonTimeout) }, other, "3", false},
		{"one never answers, another maker", func(s school) { s.unheard("hy-core", 3, inventory.ReasonTimeout) }, other, "3", true},
		{"one never answers, its maker", func(s school) { s.unheard("hy-core", 3, inventory.ReasonTimeout) }, likely, "24", false},
		{"one refuses us, another maker", func(s school) { s.unheard("hy-core", 1, inventory.ReasonAuth) }, other, "3", true},
		{"one refuses us, its maker", func(s school) { s.unheard("hy-core", 1, inventory.ReasonAuth) }, likely, "24", false},
		{"the city knows the one that refuses us", func(s school) {
			s.unheard("hy-core", 1, inventory.ReasonAuth)
			s.City.SwitchMACs[mac(200)] = "hy-core"
		}, likely, "24", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.known("hy-3f-a", "hy-3f-b")
			tt.build(s)
			s.see(tt.mac, 208, "hy-3f-a", tt.port)
			if f := s.only(inventory.KindUnknownMAC); f.Doubt == tt.told {
				t.Errorf("doubt is %v", f.Doubt)
			}
		})
	}
}

// TestAFloodStaysAFloodInDoubt: a switch that is added to the configuration
// neither opens nor resolves anything until it is read.
func TestAFloodStaysAFloodInDoubt(t *testing.T) {
	s, b := haiyan(t), &book{t: t}
	for n := byte(100); n < 110; n++ {
		s.see(mac(n), 208, "hy-3f-a", "3")
	}
	b.want(s, "open hy-3f-a 3")
	s.later(10 * time.Minute)
	s.Switches = append(s.Switches, inventory.SwitchView{Switch: inventory.Switch{ID: "hy-new", School: "179901"}})
	s.see(mac(9), 208, "hy-3f-b", "3")
	b.want(s)
}

// TestANeighborMayBeARouterOfTheCentre whose name nobody has told us.
func TestANeighborMayBeARouterOfTheCentre(t *testing.T) {
	for _, tt := range []struct {
		name, capability string
		known            bool
		told             bool
	}{
		{"a router, the centre's was not read", "router", false, false},
		{"a bridge", "bridge", false, true},
		{"a router, the centre's is another", "router", true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.City.Schools["179900"] = inventory.School{Code: "179900", Kind: inventory.KindCentre, Switches: []inventory.Switch{{ID: "nc-router"}}}
			if tt.known {
				s.City.SwitchMACs[mac(200)] = "nc-router"
			}
			s.neighbor("hy-core", "20", inventory.Neighbor{Protocol: "lldp", ChassisID: mac(77).String(), SysName: "asr", Capabilities: []string{tt.capability}})
			if f := s.only(inventory.KindUnknownSwitch); f.Doubt == tt.told {
				t.Errorf("doubt is %v", f.Doubt)
			}
		})
	}
}
