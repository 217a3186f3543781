package inventory_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// FuzzViewOfAnyValue lets a store hold any text as the value of an attribute, as
// a newer rollcall or a damaged disk might leave it.
func FuzzViewOfAnyValue(f *testing.F) {
	f.Add("port", "p", `{"if_index":1,"mac":"00:00:5e:00:53:01"}`)
	f.Add("neighbors", "p", `[{"protocol":"lldp"}]`)
	f.Add("role", "p", `{"role":"uplink","sure":true}`)
	f.Add("vlans", "", `{"not":"a list"}`)
	f.Add("boot", "", ``)
	f.Fuzz(func(t *testing.T, aspect, port, value string) {
		s := inventory.State{Switch: inventory.Switch{ID: "sw"}, Attributes: []inventory.Attribute{{Switch: "sw",
			Aspect: inventory.Aspect(aspect), Port: port, Value: value, Span: inventory.Span{First: scriptStart}}}}
		v := s.View(scriptStart, nil)
		inventory.Roles(&inventory.Snapshot{Switches: []inventory.SwitchView{v}})
		l := inventory.Restore(s, nil)
		l.Apply(polled(1, inventory.Tables()...))
		l.View(scriptStart.Add(time.Minute), nil)
	})
}

// FuzzNamesFromTheNetwork lets a switch call its ports and its neighbours anything.
func FuzzNamesFromTheNetwork(f *testing.F) {
	f.Add("ge-0/0/1", "ge-0/0/1", "sw", "00:00:5e:00:53:01")
	f.Add("a", "a#2", "", "")
	f.Add("", "\x00", "..", "\xff")
	f.Fuzz(func(t *testing.T, one, two, sysName, chassis string) {
		interfaces := []inventory.Interface{{Index: 1, Name: one, BridgePort: 1}, {Index: 2, Name: two, BridgePort: 2}, {Index: 3, Name: one, BridgePort: 3}}
		names := inventory.PortNames(interfaces)
		if len(names) != 3 || names[1] == names[2] || names[1] == names[3] || names[2] == names[3] {
			t.Fatalf("ports are called %v", names)
		}
		p := polled(1, inventory.Tables()...)
		p.Interfaces = interfaces
		p.Neighbors = []inventory.Neighbor{{LocalIfIndex: 1, LocalPort: two, SysName: sysName, ChassisID: chassis}}
		l := inventory.NewLedger(inventory.Switch{ID: "sw"}, nil)
		l.Apply(p)
		if ports := l.View(p.At, nil).Ports; len(ports) != 3 {
			t.Fatalf("%d ports in the view, want 3", len(ports))
		}
		inventory.Roles(&inventory.Snapshot{Switches: []inventory.SwitchView{l.View(p.At, nil)}})
	})
}
