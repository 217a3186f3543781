package inventory_test

import (
	"testing"

	"rollcall/inventory"
)

func TestIsSocket(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    inventory.PortConfig
		want bool
	}{
		{"ge-0/0/1", inventory.PortConfig{Type: 6}, true},
		{"lag member", inventory.PortConfig{Type: 6, LAG: "trk1"}, true},
		{"Vlan10", inventory.PortConfig{Type: 6}, false},
		{"vlan-10", inventory.PortConfig{Type: 6}, false},
		{"CPU", inventory.PortConfig{Type: 6}, false},
		{"lo", inventory.PortConfig{Type: 24}, false},
		{"1", inventory.PortConfig{Type: 0, Bridge: true}, true},
		{"wlan0", inventory.PortConfig{Type: 71}, false},
		{"trk1", inventory.PortConfig{Type: 161, Bridge: true}, false},
	} {
		p := inventory.PortView{Port: inventory.PortID{Switch: "sw", IfName: tt.name}, Config: tt.c}
		if got := p.IsSocket(); got != tt.want {
			t.Errorf("%s (type %d): socket %v, want %v", tt.name, tt.c.Type, got, tt.want)
		}
		if p.IsAggregate() != (tt.name == "trk1") {
			t.Errorf("%s: aggregate %v", tt.name, p.IsAggregate())
		}
	}
}
