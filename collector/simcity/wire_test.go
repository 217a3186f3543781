package simcity

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// TestWireAndProcessAgree reads every switch of the city over SNMP and holds what
// comes against the poll made in process.
func TestWireAndProcessAgree(t *testing.T) {
	c := New(Options{Seed: 1})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := c.Listen(); err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- c.Serve(ctx) }()
	time.Sleep(500 * time.Millisecond)
	for _, sw := range c.switches() {
		got := snmp.Read(ctx, c.target(sw), inventory.Tables(), nil)
		want := c.Poll(sw.ID, got.At, inventory.Tables())
		if diff := cmp.Diff(plain(want), plain(got), cmpopts.EquateComparable(netip.Addr{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (%s): in process (-) and over the wire (+):\n%s", sw.ID, sw.Model.Name, diff[:min(len(diff), 2500)])
		}
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// target is what reads a switch with the credential that the configuration names.
func (c *City) target(sw *Switch) snmp.Target {
	s := c.secrets()[sw.Credential]
	return snmp.Target{Switch: sw.ID, Address: netip.AddrPortFrom(sw.Agent, c.port), Timeout: time.Second, Retries: 1,
		Credentials: []snmp.Credential{{Name: sw.Credential, Version: s.version, Community: s.community, User: s.user, Auth: s.auth,
			AuthPassword: s.authPassword, Priv: s.priv, PrivPassword: s.privPassword}}}
}

// plain leaves out what only a reading over the wire has, and what moves while it goes on.
func plain(p inventory.Poll) inventory.Poll {
	p.Cost, p.Memory, p.System.UptimeSeconds = inventory.Cost{}, nil, 0
	for i := range p.Interfaces {
		p.Interfaces[i].Counters = nil
	}
	for name, s := range p.Tables {
		s.Dialect, s.Score, s.Detail = "", 0, ""
		p.Tables[name] = s
	}
	return p
}
