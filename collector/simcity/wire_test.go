package simcity

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/sync/errgroup"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// serve serves a city until the test ends.
func serve(t *testing.T, c *City) {
	t.Helper()
	if err := c.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- c.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	target := c.target(c.Schools[0].Core)
	target.Timeout, target.Retries = 100*time.Millisecond, 50 // until the sockets are open
	if p := snmp.Read(ctx, target, []inventory.Table{inventory.TableSystem}, nil); !p.Answered() {
		t.Fatalf("%s does not answer: %+v", p.Switch, p.Tables)
	}
}

// target is what reads a switch with the credential that the configuration names.
func (c *City) target(sw *Switch) snmp.Target {
	s := c.keys[sw.Credential]
	return snmp.Target{Switch: sw.ID, Address: netip.AddrPortFrom(sw.Agent, c.port), Timeout: 3 * time.Second, Retries: 3,
		Credentials: []snmp.Credential{{Name: sw.Credential, Version: s.version, Community: s.community, User: s.user, Auth: s.auth,
			AuthPassword: s.authPassword, Priv: s.priv, PrivPassword: s.privPassword}}}
}

// TestWireAndProcessAgree reads every switch over SNMP and holds what comes
// against the poll made in process: at the start, and when a switch has died,
// another has restarted and the roaming tablets have moved on. The agents' clock
// stands still, so that nothing moves while a slow machine reads.
func TestWireAndProcessAgree(t *testing.T) {
	for name, o := range map[string]Options{
		"at the start":   {Seed: 1, Start: time.Now()},
		"a minute later": {Seed: 2, Start: time.Now().Add(-roamEvery - time.Second), LLDP: LLDPPartial},
	} {
		t.Run(name, func(t *testing.T) {
			c, at := New(o), time.Now()
			c.now = func() time.Time { return at }
			serve(t, c)
			var reading errgroup.Group
			reading.SetLimit(8)
			for _, sw := range c.switches() {
				reading.Go(func() error { c.compare(t, sw, at); return nil })
			}
			reading.Wait()
		})
	}
}

// compare reads one switch in both ways, as it is at a moment.
func (c *City) compare(t *testing.T, sw *Switch, at time.Time) {
	got := snmp.Read(context.Background(), c.target(sw), inventory.Tables(), nil)
	want := c.Poll(sw.ID, at, inventory.Tables())
	want.At = got.At
	if want.Answered() && len(got.Interfaces) == 0 {
		t.Errorf("%s: nothing came over the wire: %+v", sw.ID, got.Tables[inventory.TableInterfaces])
	}
	diff := cmp.Diff(plain(want), plain(got), cmpopts.EquateComparable(netip.Addr{}), cmpopts.EquateEmpty())
	if diff != "" {
		t.Errorf("%s (%s): in process (-) and over the wire (+):\n%s", sw.ID, sw.Model.Name, diff[:min(len(diff), 2500)])
	}
}

// plain leaves out what only a reading over the wire has, and what moves while it goes on.
func plain(p inventory.Poll) inventory.Poll {
	p.Cost, p.Memory, p.Oddities, p.Engine, p.System.UptimeSeconds = inventory.Cost{}, nil, nil, nil, 0
	for i := range p.Interfaces {
		p.Interfaces[i].Counters = nil
	}
	if p.Health != nil { // how many neighbours a switch had is remembered from an earlier reading
		h := *p.Health
		h.IPv6Neighbors, p.Health = nil, &h
	}
	for name, s := range p.Tables {
		s.Dialect, s.Score, s.RunnerUp, s.RunnerUpScore, s.Detail = "", 0, "", 0, ""
		p.Tables[name] = s
	}
	return p
}

// TestContextsShowOneVLAN reads a switch by the community of one VLAN.
func TestContextsShowOneVLAN(t *testing.T) {
	c := New(Options{Seed: 1, ContextsOnly: true})
	serve(t, c)
	for _, sw := range c.switches() {
		if sw.Model.FDB != fdbContexts {
			continue
		}
		want := map[inventory.MAC]bool{}
		for _, l := range c.learned(sw, phase{}) {
			if l.vid == vlanAdmin {
				want[l.mac] = true
			}
		}
		target := c.target(sw)
		target.Credentials[0].Community += "@10"
		p := snmp.Read(context.Background(), target, []inventory.Table{inventory.TableSystem, inventory.TableFDB}, nil)
		if len(p.FDB) != len(want) || len(want) == 0 {
			t.Errorf("%s@10 shows %d addresses, want %d", sw.ID, len(p.FDB), len(want))
		}
		for _, row := range p.FDB {
			if !want[row.MAC] {
				t.Errorf("%s@10 shows %v, which is not in VLAN 10", sw.ID, row.MAC)
			}
		}
		return
	}
	t.Error("no switch has contexts")
}

func TestCountersOverTheWireMoveWithTime(t *testing.T) {
	c := New(Options{Seed: 1, Start: time.Now().Add(-time.Hour)})
	serve(t, c)
	sw := c.School("179901").Core
	p := snmp.Read(context.Background(), c.target(sw), []inventory.Table{inventory.TableInterfaces}, nil)
	for _, i := range p.Interfaces {
		if i.BridgePort == 0 || i.Oper != "up" {
			continue
		}
		early := c.Poll(sw.ID, p.At.Add(-time.Minute), []inventory.Table{inventory.TableInterfaces})
		for _, before := range early.Interfaces {
			if before.Index == i.Index && before.Counters.InOctets >= i.Counters.InOctets {
				t.Errorf("%s: %d octets a minute ago, %d now", i.Name, before.Counters.InOctets, i.Counters.InOctets)
			}
		}
	}
}

// TestControllersTellTheirClients: everything on the air of a school with central
// Wi-Fi is in the controller's table, with its network and access point.
func TestControllersTellTheirClients(t *testing.T) {
	c := New(Options{Seed: 1})
	clients := 0
	for _, sw := range c.switches() {
		p := c.Poll(sw.ID, c.Start(), []inventory.Table{inventory.TableWireless})
		if sw.controls() != p.Complete(inventory.TableWireless) {
			t.Errorf("%s: %+v", sw.ID, p.Tables)
		}
		for _, w := range p.Wireless {
			if w.SSID == "" || w.AP == "" {
				t.Errorf("%s: %+v", sw.ID, w)
			}
		}
		clients += len(p.Wireless)
	}
	if clients < 50 {
		t.Errorf("%d clients are on the air of controllers", clients)
	}
}
