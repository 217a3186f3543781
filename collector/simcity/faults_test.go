package simcity

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/inventory"
)

// cities are made once for all tests that only look at them.
var cities sync.Map

// city returns the city of a seed.
func city(t *testing.T, seed int64) *City {
	t.Helper()
	made, _ := cities.LoadOrStore(seed, sync.OnceValue(func() *City { return New(Options{Seed: seed}) }))
	return made.(func() *City)()
}

// seeds are those that every fault is looked for in.
var seeds = []int64{1, 2, 3, 4, 5, 42, 1000}

// eachFault calls f with one fault of each of several cities.
func eachFault(t *testing.T, id string, f func(t *testing.T, c *City, s *School, f Fault)) {
	t.Helper()
	for _, seed := range seeds {
		c := city(t, seed)
		i := slices.IndexFunc(c.Faults, func(f Fault) bool { return f.ID == id })
		if i < 0 {
			t.Errorf("seed %d: %s is not planted", seed, id)
			continue
		}
		f(t, c, c.School(c.Faults[i].School), c.Faults[i])
	}
}

// learnedAt returns the addresses that a switch has learned on a port.
func (c *City) learnedAt(sw inventory.SwitchID, port string) []string {
	p := c.Poll(sw, c.Start(), nil)
	var out []string
	for _, i := range p.Interfaces {
		for _, row := range p.FDB {
			if i.Name == port && row.IfIndex == i.Index && !slices.Contains(out, row.MAC.String()) {
				out = append(out, row.MAC.String())
			}
		}
	}
	return out
}

// resolves says whether the core of a school has an address at a MAC.
func (c *City) resolves(s *School, ip, mac string) bool {
	p := c.Poll(s.Core.ID, c.Start(), nil)
	return slices.ContainsFunc(p.ARP, func(a inventory.ARPRow) bool { return a.IP.String() == ip && a.MAC.String() == mac })
}

func TestAddressFaults(t *testing.T) {
	within := map[string]func(s *School, ip netip.Addr) bool{
		"F01": func(s *School, ip netip.Addr) bool { return ip == s.ip(vlanAdmin, 243) },
		"F07": func(_ *School, ip netip.Addr) bool { return !ip.IsPrivate() },
		"F09": func(s *School, ip netip.Addr) bool { return ip.As4()[0] == 10 && int(ip.As4()[1]) != s.X },
		"F16": func(s *School, ip netip.Addr) bool { return ip == s.ip(212, 210) },
	}
	for id, ok := range within {
		eachFault(t, id, func(t *testing.T, c *City, s *School, f Fault) {
			if !ok(s, netip.MustParseAddr(f.IP)) || !c.resolves(s, f.IP, f.MAC) {
				t.Errorf("%s: address %s is not at %s on the core", id, f.IP, f.MAC)
			}
			if !slices.Contains(c.learnedAt(f.Switch, f.Port), f.MAC) || f.Room == "" {
				t.Errorf("%s: %s is not at %s %s (room %q)", id, f.MAC, f.Switch, f.Port, f.Room)
			}
		})
	}
}

func TestUnlistedTablets(t *testing.T) {
	for _, id := range []string{"F16", "F17"} {
		eachFault(t, id, func(t *testing.T, c *City, s *School, f Fault) {
			l := c.Lists(s.Code)
			macs := append(f.MACs, f.MAC)
			for _, e := range slices.Concat(l.Whitelist, l.Master) {
				if slices.Contains(macs, e.MAC.String()) {
					t.Errorf("%s: %v is listed", id, e.MAC)
				}
			}
			admits := c.Truth().Authenticator[0].Admits
			for _, m := range macs {
				if m != "" && !slices.Contains(admits, m) {
					t.Errorf("%s: truth does not say why %s gets in", id, m)
				}
			}
		})
	}
	eachFault(t, "F17", func(t *testing.T, c *City, _ *School, f Fault) {
		if len(f.MACs) != 6 {
			t.Errorf("%d random addresses, want 6", len(f.MACs))
		}
		for i, text := range f.MACs {
			sw, port, _ := strings.Cut(f.Ports[i], "/")
			if m, err := inventory.ParseMAC(text); err != nil || !m.IsLocal() || !slices.Contains(c.learnedAt(inventory.SwitchID(sw), port), text) {
				t.Errorf("%s is no random address at %s (%v)", text, f.Ports[i], err)
			}
		}
	})
}

func TestPortFaults(t *testing.T) {
	eachFault(t, "F24", func(t *testing.T, c *City, _ *School, f Fault) {
		for _, place := range f.Ports {
			sw, port, _ := strings.Cut(place, "/")
			if !slices.Contains(c.learnedAt(inventory.SwitchID(sw), port), f.MAC) {
				t.Errorf("F24: %s is not at %s", f.MAC, place)
			}
		}
		if a, _, _ := strings.Cut(f.Ports[0], "/"); strings.HasPrefix(f.Ports[1], a+"/") {
			t.Errorf("F24: both places are on %s", a)
		}
	})
	eachFault(t, "F29", func(t *testing.T, c *City, _ *School, f Fault) {
		got := c.learnedAt(f.Switch, f.Port)
		slices.Sort(got)
		if want := slices.Sorted(slices.Values(f.MACs)); len(want) != 9 || !slices.Equal(got, want) {
			t.Errorf("F29: %v at %s %s, want nine: %v", got, f.Switch, f.Port, want)
		}
	})
	eachFault(t, "F30", func(t *testing.T, c *City, s *School, f Fault) {
		l := c.Lists(s.Code)
		i := slices.IndexFunc(l.PortRecord, func(r inventory.PortRecord) bool { return r.Switch == f.Switch && r.Port == f.Port })
		p := c.Switch(f.Switch).Ports[16]
		if i < 0 || l.PortRecord[i].Zone != "行政" || p.Name != f.Port || p.Number != 17 || p.PVID != vlanTeaching {
			t.Errorf("F30: port %s (number %d) has PVID %d; record %d", f.Port, p.Number, p.PVID, i)
		}
	})
}

func TestRecordsAgreeElsewhere(t *testing.T) {
	byName := map[string]int{"行政": vlanAdmin}
	for _, z := range zones() {
		byName[z.Name] = z.VLAN
	}
	for _, seed := range seeds {
		c := city(t, seed)
		differ := 0
		for _, s := range c.Schools {
			for _, r := range c.Lists(s.Code).PortRecord {
				i := slices.IndexFunc(c.Switch(r.Switch).Ports, func(p *Port) bool { return p.Name == r.Port })
				if pvid := c.Switch(r.Switch).Ports[i].PVID; r.Zone != "" && byName[r.Zone] != pvid {
					differ++
				}
			}
		}
		if differ != 1 {
			t.Errorf("seed %d: %d ports differ from their records, want F30's alone", seed, differ)
		}
	}
}

func TestSwitchFaults(t *testing.T) {
	eachFault(t, "F34", func(t *testing.T, c *City, _ *School, f Fault) {
		p := c.Poll(f.Switch, c.Start(), nil)
		i := slices.IndexFunc(p.Neighbors, func(n inventory.Neighbor) bool { return n.ChassisID == f.MAC })
		if i < 0 || !slices.Contains(p.Neighbors[i].Capabilities, "bridge") || c.Switch(inventory.SwitchID(p.Neighbors[i].SysName)) != nil {
			t.Errorf("F34: no strange bridge %s in %+v", f.MAC, p.Neighbors)
		}
		if !p.Tables[inventory.TableNeighbors].Complete {
			t.Errorf("F34: the neighbours of %s cannot be read", f.Switch)
		}
	})
	eachFault(t, "F36", func(t *testing.T, c *City, _ *School, f Fault) {
		p := c.Poll(f.Switch, c.Start(), inventory.Tables())
		for _, table := range inventory.Tables() {
			if p.Tables[table].Reason != inventory.ReasonAuth {
				t.Errorf("F36: %s is missing because of %q", table, p.Tables[table].Reason)
			}
		}
		if c.Switch(f.Switch).Secret.version != "3" {
			t.Error("F36 is not a switch of SNMPv3")
		}
	})
	eachFault(t, "F37", func(t *testing.T, c *City, _ *School, f Fault) {
		uptime := func(after time.Duration) float64 {
			return c.Poll(f.Switch, c.Start().Add(after), []inventory.Table{inventory.TableSystem}).System.UptimeSeconds
		}
		if before, after := uptime(rebootAfter-time.Second), uptime(rebootAfter+time.Second); before < 3600 || after != 1 {
			t.Errorf("F37: uptime %v s before the restart, %v s after it", before, after)
		}
	})
}

func TestTheDeadSwitchTakesItsChildrenAlong(t *testing.T) {
	eachFault(t, "F35", func(t *testing.T, c *City, s *School, f Fault) {
		before, after := c.Start().Add(dies-time.Second), c.Start().Add(dies)
		for _, name := range append(f.Children, string(f.Switch)) {
			id := inventory.SwitchID(name)
			alive, dead := c.Poll(id, before, nil), c.Poll(id, after, nil)
			if !alive.Answered() || dead.Answered() || dead.Tables[inventory.TableFDB].Reason != inventory.ReasonTimeout {
				t.Errorf("%s answers %t before it dies and %t after", id, alive.Answered(), dead.Answered())
			}
		}
		above := c.Switch(f.Switch).Uplink.Peer
		for at, want := range map[time.Time]bool{before: true, after: false} {
			p := c.Poll(s.Core.ID, at, nil)
			i := slices.IndexFunc(p.Interfaces, func(i inventory.Interface) bool { return i.Index == above.IfIndex })
			behind := slices.ContainsFunc(p.FDB, func(r inventory.FDBRow) bool { return r.IfIndex == above.IfIndex })
			if up := p.Interfaces[i].Oper == "up"; up != want || behind != want {
				t.Errorf("%v: the core's port is up: %t, and shows addresses: %t; want %t", at, up, behind, want)
			}
		}
	})
}

func TestDecoysArePlanted(t *testing.T) {
	kinds := map[string]func(*City, Decoy) bool{
		"phone_with_pc_behind":     func(c *City, d Decoy) bool { return len(c.learnedAt(d.Switch, d.Port)) == 2 },
		"virtual_router_mac":       func(_ *City, d Decoy) bool { return len(d.MACs) == len(schoolVLANs) },
		"crowded_ap":               func(c *City, d Decoy) bool { return len(c.learnedAt(d.Switch, d.Port)) > 30 },
		"controller_port":          func(c *City, d Decoy) bool { return len(c.learnedAt(d.Switch, d.Port)) > 400 },
		"stacked_core":             func(c *City, d Decoy) bool { return len(c.Poll(d.Switch, c.Start(), nil).Entities) == 3 },
		"lag_members":              func(c *City, d Decoy) bool { return len(c.Switch(d.Switch).Uplink.Members) == 2 },
		"smart_box_30_pps":         func(c *City, d Decoy) bool { return slices.Contains(c.learnedAt(d.Switch, d.Port), d.MAC) },
		"virtual_machines":         func(c *City, d Decoy) bool { return len(c.learnedAt(d.Switch, d.Port)) == 3 },
		"random_mac_in_roam":       func(_ *City, d Decoy) bool { return len(d.MACs) > 10 },
		"list_in_another_notation": func(_ *City, d Decoy) bool { return len(d.Note) == len("AABB-CCDD-EEFF") },
		"counter_wrap":             func(c *City, d Decoy) bool { return c.Switch(d.Switch).Model.Narrow },
		"full_classroom_switch":    func(c *City, d Decoy) bool { return len(c.learnedAt(d.Switch, d.Port)) == 5 },
		"account_refused":          func(c *City, d Decoy) bool { return c.timesRefused(d.MACs...) > 0 && len(d.MACs) == 6 },
		"refused_and_on_roam":      func(c *City, d Decoy) bool { return c.timesRefused(d.MAC) > 0 && c.present(d.School, d.MAC) },
		"cart_wakes_up":            func(c *City, d Decoy) bool { return c.wakeUp(d) },
		"other_management_system":  func(c *City, d Decoy) bool { return c.claims(d) == 3 },
		"relay_100_ms":             func(c *City, d Decoy) bool { return c.answersWithin(d.School, 200*time.Millisecond) },
	}
	for _, seed := range seeds {
		c := city(t, seed)
		found := map[string]bool{}
		for _, d := range c.Decoys {
			found[d.Kind] = true
			if ok := kinds[d.Kind]; ok == nil || !ok(c, d) {
				t.Errorf("seed %d: decoy %+v is not what it says", seed, d)
			}
		}
		if len(found) != len(kinds) {
			t.Errorf("seed %d: %d kinds of decoys, want %d: %v", seed, len(found), len(kinds), found)
		}
	}
}

func TestNoOtherEdgePortIsCrowded(t *testing.T) {
	for _, seed := range seeds {
		c := city(t, seed)
		for _, s := range c.Schools {
			for _, sw := range s.Switches {
				for _, p := range sw.Ports {
					if n := len(s.onlineAt(p)); (p.Use == useEdge || p.Use == usePhone) && n > 4 && n != 9 {
						t.Errorf("seed %d: %d devices on %s", seed, n, p.path())
					}
				}
			}
		}
	}
}

func TestADemoThatGoesOnFindsNothingRestarted(t *testing.T) {
	day := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	first, second := New(Options{Seed: 1, Start: day}), New(Options{Seed: 1, Start: day.Add(2 * time.Hour)})
	for _, sw := range first.switches() {
		before := first.Poll(sw.ID, day.Add(time.Minute), []inventory.Table{inventory.TableSystem})
		after := second.Poll(sw.ID, day.Add(2*time.Hour), []inventory.Table{inventory.TableSystem})
		if before.System.UptimeSeconds > after.System.UptimeSeconds {
			t.Errorf("%s: uptime falls from %v to %v s", sw.ID, before.System.UptimeSeconds, after.System.UptimeSeconds)
		}
	}
}

// TestADailyCityWaitsForItsReader holds that whoever reads at the periods of the
// configuration has read every switch before one dies or restarts.
func TestADailyCityWaitsForItsReader(t *testing.T) {
	c := New(Options{Seed: 1, Daily: true})
	for _, line := range []string{"interface: 60s", "fdb: 300s", "arp: 300s", "inventory: 24h"} {
		if !strings.Contains(string(c.config("")), line) {
			t.Errorf("rollcall.yaml lacks %q", line)
		}
	}
	for id, after := range map[string]time.Duration{"F35": quiet + dies, "F37": quiet + rebootAfter} {
		f := c.Faults[slices.IndexFunc(c.Faults, func(f Fault) bool { return f.ID == id })]
		uptime := func(at time.Duration) float64 {
			return c.Poll(f.Switch, c.Start().Add(at), []inventory.Table{inventory.TableSystem}).System.UptimeSeconds
		}
		if f.After != after.Seconds() || uptime(after-time.Second) < 3600 || uptime(after+time.Second) > 1 {
			t.Errorf("%s happens after %v s, want %v", id, f.After, after)
		}
	}
}
