package main

import (
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// firewall is a gateway that serves every school of the city.
var firewall = inventory.Switch{ID: "nc-fw", Role: inventory.SwitchRouter, Address: netip.MustParseAddrPort("192.0.2.1:161")}

// firewallMAC is its own address (RFC 7042).
var firewallMAC = inventory.MAC{0, 0, 0x5e, 0, 0x53, 0xfe}

// hostBehind is an address of a school that the firewall knows, by the number of the school.
func hostBehind(school inventory.School, n byte) inventory.ARPRow {
	return inventory.ARPRow{IP: netip.AddrFrom4([4]byte{10, byte(school.Vars["X"]), 10, 77}), MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, n}, IfIndex: 1}
}

// withFirewall has a daemon read the firewall beside the schools; as one of the
// configuration, or as a stranger that switches only hear of.
func withFirewall(t *testing.T, configured bool) *lateCity {
	t.Helper()
	l := openLate(t, simcity.Options{Seed: 1, Schools: 2})
	conf := *l.daemon.config
	if configured {
		conf.ARPSources, conf.City.ARPSources = []inventory.Switch{firewall}, []inventory.Switch{firewall}
	}
	l.restart(t, &conf)
	var polls []inventory.Poll
	core := l.city.School(l.daemon.city().Schools[1].Code).Core
	for _, sw := range l.daemon.switches() {
		if sw.ID == firewall.ID {
			polls = append(polls, l.pollFirewall())
			continue
		}
		p := l.city.Poll(sw.ID, l.at, inventory.Tables())
		if sw.ID == core.ID {
			p.Neighbors = append(p.Neighbors, inventory.Neighbor{Protocol: "lldp", LocalIfIndex: core.Ports[0].IfIndex, ChassisID: firewallMAC.String(),
				SysName: "edge-of-town", PortID: "port1", Capabilities: []string{"bridge"}})
		}
		polls = append(polls, p)
	}
	for i := range polls {
		polls[i].Number = l.daemon.ledgers[polls[i].Switch].Next()
	}
	l.at = l.at.Add(time.Minute) // the index of the city is not made anew at once
	if err := errors.Join(l.daemon.commit(t.Context(), polls), l.daemon.judgeAll(t.Context(), l.at)); err != nil {
		t.Fatal(err)
	}
	return l
}

// pollFirewall is one reading of the firewall: one host of each school, and one of nobody.
func (l *lateCity) pollFirewall() inventory.Poll {
	mac := firewallMAC
	p := inventory.Poll{Switch: firewall.ID, At: l.at, System: inventory.System{Name: "edge-of-town", UptimeSeconds: 1000},
		Interfaces: []inventory.Interface{{Index: 1, Name: "port1", Type: 6, MAC: &mac, Oper: "up"}},
		ARP:        []inventory.ARPRow{{IP: netip.MustParseAddr("203.0.113.9"), MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 0x90}, IfIndex: 1}},
		Tables:     map[inventory.Table]inventory.TableState{}}
	for _, table := range []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableARP} {
		p.Tables[table] = inventory.TableState{Complete: true, Rows: 1}
	}
	p.Tables[inventory.TableEntities] = inventory.TableState{Reason: inventory.ReasonUnsupported}
	for n, school := range l.daemon.city().Schools {
		p.ARP = append(p.ARP, hostBehind(school, byte(n)))
	}
	return p
}

// TestAddressesOfAGatewayGoToTheirSchools: what a gateway tells of an address is
// told to the school of its X, in the present, in the store and by find.
func TestAddressesOfAGatewayGoToTheirSchools(t *testing.T) {
	l := withFirewall(t, true)
	schools := l.daemon.city().Schools
	for n, school := range schools {
		if school.Vars["X"] == 0 {
			continue
		}
		live, ok := l.daemon.live(school.Code)
		stored, err := l.daemon.db.Snapshot(t.Context(), inventory.OnlySchools(school.Code), l.daemon.city(), school.Code, l.at)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		for _, shot := range []*inventory.Snapshot{live, stored} {
			var told []netip.Addr
			for _, b := range shot.Bindings {
				if b.Source == firewall.ID {
					told = append(told, b.IP)
				}
			}
			if want := hostBehind(school, byte(n)).IP; !slices.Equal(told, []netip.Addr{want}) {
				t.Errorf("school %s is told of %v by the gateway, want %v", school.Code, told, want)
			}
			if !shot.Elsewhere[inventory.TableRef{Switch: firewall.ID, Table: inventory.TableARP}].Fresh {
				t.Errorf("school %s does not know how fresh that is", school.Code)
			}
		}
		held, err := l.daemon.db.Bindings(t.Context(), inventory.OnlySchools(school.Code), store.BindingQuery{Source: firewall.ID})
		if err != nil || len(held) != 1 {
			t.Errorf("school %s may read %+v, %v", school.Code, held, err)
		}
	}
}

// TestAGatewayOfTheCityIsNoStranger: an unknown switch is told of where the gateway
// is not configured, and is not where it is.
func TestAGatewayOfTheCityIsNoStranger(t *testing.T) {
	for _, configured := range []bool{false, true} {
		l := withFirewall(t, configured)
		rows, err := l.daemon.db.Findings(t.Context(), inventory.AllSchools(), store.FindingQuery{})
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(rows, func(r inventory.FindingRow) bool {
			return r.Kind == inventory.KindUnknownSwitch && r.MAC == firewallMAC
		})
		if told == configured {
			t.Errorf("configured %v, told of as unknown %v: %+v", configured, told, rows)
		}
		if _, known := l.daemon.index.SwitchNames["edge-of-town"]; known != configured || (l.daemon.index.SwitchMACs[firewallMAC] == firewall.ID) != configured {
			t.Errorf("configured %v, name known %v, MAC of %q", configured, known, l.daemon.index.SwitchMACs[firewallMAC])
		}
	}
}
