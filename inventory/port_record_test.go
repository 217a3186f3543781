package inventory_test

import (
	"testing"

	"rollcall/inventory"
)

// namedSwitch is a switch with sockets of these names; a name that ends in "?" is
// one that the last reading did not show, one that begins with "Po" an aggregate.
func namedSwitch(names ...string) inventory.SwitchView {
	v := inventory.SwitchView{Switch: inventory.Switch{ID: "sw"}}
	for i, name := range names {
		p := inventory.PortView{Config: inventory.PortConfig{IfIndex: i + 1, Bridge: true, Type: 6}}
		if name[len(name)-1] == '?' {
			name, p.Missed = name[:len(name)-1], true
		}
		if name[:2] == "Po" {
			p.Config.Type = 161
		}
		p.Port = inventory.PortID{Switch: "sw", IfName: name}
		v.Ports = append(v.Ports, p)
	}
	return v
}

func TestPortNamed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ports []string
		asked string
		want  string // empty: no port
	}{
		{"as the switch says", []string{"Gi1/0/1", "Gi1/0/2"}, "Gi1/0/2", "Gi1/0/2"},
		{"typed carelessly", []string{"Gi1/0/1", "Gi1/0/2"}, "gi 1/0/2", "Gi1/0/2"},
		{"by its number alone", []string{"Gi1/0/1", "Gi1/0/2"}, "1/0/2", "Gi1/0/2"},
		{"in the words of other firmware", []string{"GigabitEthernet1/0/1", "GigabitEthernet1/0/2"}, "eth1/0/2", "GigabitEthernet1/0/2"},
		{"two ports of one number", []string{"Gi1/0/1", "Te1/0/1"}, "1/0/1", ""},
		{"two ports of one number, by name", []string{"Gi1/0/1", "Te1/0/1"}, "Te1/0/1", "Te1/0/1"},
		{"the number of an aggregate", []string{"Po10", "Gi1/0/1"}, "10", ""},
		{"an aggregate by name", []string{"Po10", "Gi1/0/1"}, "po10", "Po10"},
		{"another number", []string{"Gi1/0/1", "Gi1/0/11"}, "1/0", ""},
		{"no number at all", []string{"uplink", "downlink"}, "mgmt", ""},
		{"renamed a moment ago", []string{"eth1/0/2?", "Gi1/0/2"}, "eth1/0/2", "Gi1/0/2"},
		{"gone a moment ago", []string{"eth1/0/2?", "Gi1/0/1"}, "eth1/0/2", "eth1/0/2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := namedSwitch(tt.ports...)
			got, ok := v.PortNamed(tt.asked)
			if got.Port.IfName != tt.want || ok != (tt.want != "") {
				t.Errorf("%q is %q, %v, want %q", tt.asked, got.Port.IfName, ok, tt.want)
			}
		})
	}
	if _, ok := (*inventory.SwitchView)(nil).PortNamed("1"); ok {
		t.Error("a switch that is not known has a port")
	}
}

// TestPortsAreFoundByTheirFormerNames: what a firmware called them before.
func TestPortsAreFoundByTheirFormerNames(t *testing.T) {
	v := namedSwitch("eth1/0/1", "eth1/0/2")
	v.Ports[0].Config.Formerly, v.Ports[1].Config.Formerly = "Port 1", "Port 2"
	for asked, want := range map[string]string{"Port 2": "eth1/0/2", "port2": "eth1/0/2", "2": "eth1/0/2", "eth1/0/2": "eth1/0/2", "Port 3": "", "1/0/1": "eth1/0/1"} {
		if got, _ := v.PortNamed(asked); got.Port.IfName != want {
			t.Errorf("%q is %q, want %q", asked, got.Port.IfName, want)
		}
	}
}

func TestPortRecords(t *testing.T) {
	row := func(sw inventory.SwitchID, port, zone string) inventory.PortRecord {
		return inventory.PortRecord{Switch: sw, Port: port, Zone: zone}
	}
	s := &inventory.Snapshot{Switches: []inventory.SwitchView{namedSwitch("Gi1/0/1", "Gi1/0/2")}, Lists: inventory.Lists{PortRecord: []inventory.PortRecord{
		row("sw", "GI1/0/1", "old"), row("sw", "1/0/1", "new"), row("sw", "1/0/9", "nowhere"), row("elsewhere", "1/0/1", "no such switch")}}}
	of, unplaced := s.PortRecords()
	if first := of[inventory.PortID{Switch: "sw", IfName: "Gi1/0/1"}]; len(of) != 1 || first.Zone != "new" {
		t.Errorf("records are %v, want the last row of the first port", of)
	}
	if len(unplaced) != 2 || unplaced[0].Zone != "nowhere" || unplaced[1].Switch != "elsewhere" {
		t.Errorf("rows of no port are %v", unplaced)
	}
}
