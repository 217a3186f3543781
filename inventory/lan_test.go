package inventory_test

import (
	"testing"
	"time"

	"rollcall/inventory"
)

// A lan is a school's network being described for tests of roles and places:
// every switch was read completely a moment ago, at lanNow.
type lan struct {
	t        *testing.T
	school   inventory.School
	views    []inventory.SwitchView
	lists    inventory.Lists
	bindings []inventory.Binding
}

var (
	lanNow  = scriptStart.Add(time.Hour)
	lanLong = scriptStart // when what is there had been there for long
)

const lanEvery = 5 * time.Minute

// newLAN describes switches of 8 ports, p1 to p8. Each has an own address:
// 00:00:5e:00:53:f1 is that of the first.
func newLAN(t *testing.T, ids ...inventory.SwitchID) *lan {
	l := &lan{t: t, school: inventory.School{Code: "179901"}}
	for i, id := range ids {
		mac := inventory.MAC{0, 0, 0x5e, 0, 0x53, byte(0xf1 + i)}
		v := inventory.SwitchView{Switch: inventory.Switch{ID: id, School: "179901"}, Facts: inventory.SwitchFacts{Name: string(id), BridgeMAC: &mac},
			Coverage: map[inventory.Table]inventory.CoverageView{inventory.TableFDB: {State: inventory.TableState{Complete: true}, Last: lanNow, Every: lanEvery, Fresh: true}}}
		for n := range 8 {
			v.Ports = append(v.Ports, inventory.PortView{Port: inventory.PortID{Switch: id, IfName: portName(n + 1)},
				Config: inventory.PortConfig{IfIndex: n + 1, Bridge: true}})
		}
		l.views = append(l.views, v)
		l.school.Switches = append(l.school.Switches, v.Switch)
	}
	return l
}

func portName(n int) string { return "p" + string(rune('0'+n)) }

func (l *lan) view(id inventory.SwitchID) *inventory.SwitchView {
	for i := range l.views {
		if l.views[i].Switch.ID == id {
			return &l.views[i]
		}
	}
	l.t.Fatalf("no switch %s", id)
	return nil
}

func (l *lan) port(id inventory.SwitchID, name string) *inventory.PortView {
	v := l.view(id)
	for i := range v.Ports {
		if v.Ports[i].Port.IfName == name {
			return &v.Ports[i]
		}
	}
	l.t.Fatalf("no port %s on %s", name, id)
	return nil
}

// lldp lets a port hear a switch.
func (l *lan) lldp(id inventory.SwitchID, port string, peer inventory.SwitchID) {
	p := l.port(id, port)
	p.Neighbors = append(p.Neighbors, inventory.Neighbor{Protocol: "lldp", SysName: string(peer)})
}

// own lets a port see the own address of a switch.
func (l *lan) own(id inventory.SwitchID, port string, peers ...inventory.SwitchID) {
	p := l.port(id, port)
	p.Switches = append(p.Switches, peers...)
}

// see puts devices on a port, there since long.
func (l *lan) see(id inventory.SwitchID, port string, macs ...string) {
	for _, mac := range macs {
		l.add(inventory.Sighting{MAC: scriptMAC(l.t, mac), Port: inventory.PortID{Switch: id, IfName: port}, Span: inventory.Span{First: lanLong}})
	}
}

// add puts a sighting into the view of its switch.
func (l *lan) add(s inventory.Sighting) {
	v := l.view(s.Port.Switch)
	v.Sightings = append(v.Sightings, s)
}

// snapshot puts the school together, with the roles that follow from it.
func (l *lan) snapshot() *inventory.Snapshot {
	s := inventory.NewSnapshot(inventory.SnapshotParts{At: lanNow, School: l.school, Views: l.views, Lists: l.lists, Bindings: l.bindings,
		City: &inventory.CityIndex{}})
	for id, roles := range inventory.Roles(s) {
		v := l.view(id)
		for i := range v.Ports {
			v.Ports[i].Role = roles[v.Ports[i].Port.IfName]
		}
	}
	return s
}

// tree describes a core with two access switches, told by LLDP on both ends.
func tree(t *testing.T) *lan {
	l := newLAN(t, "core", "acc1", "acc2")
	for i, acc := range []inventory.SwitchID{"acc1", "acc2"} {
		l.lldp("core", portName(i+1), acc)
		l.lldp(acc, "p8", "core")
	}
	return l
}
