package main

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/sync/errgroup"

	"rollcall/inventory"
	"rollcall/inventory/config"
)

// An acquaintance is what is known of the switches that are configured or were met
// on the way.
type acquaintance struct {
	addresses  map[netip.Addr]bool
	names      map[string]bool // lower case, of the configuration and as switches call themselves
	taken      map[string]bool // lower case, of the configuration and of what is printed
	sysNames   map[string]int  // lower case: how many of those that answered call themselves so
	macs       map[inventory.MAC]bool
	identities map[inventory.SwitchID]inventory.Identity
}

func newAcquaintance(c *config.Config) *acquaintance {
	k := &acquaintance{addresses: map[netip.Addr]bool{}, names: map[string]bool{}, taken: map[string]bool{}, sysNames: map[string]int{},
		macs: map[inventory.MAC]bool{}, identities: map[inventory.SwitchID]inventory.Identity{}}
	for _, school := range c.City.Schools {
		for _, sw := range school.Switches {
			k.configured(sw)
		}
	}
	for _, sw := range c.ARPSources {
		k.configured(sw)
	}
	return k
}

func (k *acquaintance) configured(sw inventory.Switch) {
	name := strings.ToLower(string(sw.ID))
	k.addresses[sw.Address.Addr()], k.names[name], k.taken[name] = true, true, true
}

// met says which known switch an identity surely is.
func (k *acquaintance) met(who inventory.Identity) (inventory.SwitchID, bool) {
	for id, known := range k.identities {
		if known.Same(who) {
			return id, true
		}
	}
	return "", false
}

// meet remembers a switch that answered.
func (k *acquaintance) meet(sw inventory.Switch, p *inventory.Poll) {
	k.addresses[sw.Address.Addr()] = true
	if _, again := k.identities[sw.ID]; !again {
		k.sysNames[strings.ToLower(strings.TrimSpace(p.System.Name))]++
	}
	k.identities[sw.ID] = inventory.IdentityOf(p)
	if p.System.BridgeMAC != nil && !p.System.BridgeMAC.IsZero() {
		k.macs[*p.System.BridgeMAC] = true
	}
	for _, i := range p.Interfaces {
		if i.MAC != nil && !i.MAC.IsZero() {
			k.macs[*i.MAC] = true
		}
	}
}

// neighbor says whether a neighbour is a switch that is known: by its own address,
// by the address that it is read at, or by the name that it is configured under.
func (k *acquaintance) neighbor(n inventory.Neighbor) bool {
	if mac, err := inventory.ParseMAC(n.ChassisID); err == nil && k.macs[mac] {
		return true
	}
	for _, a := range n.Addresses {
		if k.addresses[a.Unmap()] {
			return true
		}
	}
	name := strings.ToLower(strings.TrimSpace(n.SysName))
	host, _, _ := strings.Cut(name, ".")
	return name != "" && (k.names[name] || k.names[host])
}

// called says whether just one switch that answered calls itself so.
func (k *acquaintance) called(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return name != "" && k.sysNames[name] == 1
}

// freeName makes a name unique in the city.
func (k *acquaintance) freeName(base string) inventory.SwitchID {
	name := base
	for n := 2; k.taken[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	k.taken[strings.ToLower(name)] = true
	return inventory.SwitchID(name)
}

// inParallel does n things, some at a time, and tells after each that it is done,
// one call at a time.
func inParallel(ctx context.Context, n int, do func(i int), done func()) error {
	var g errgroup.Group
	g.SetLimit(probesAtOnce)
	finished, all := make(chan struct{}), make(chan struct{})
	go func() {
		for range n {
			<-finished
			done()
		}
		close(all)
	}()
	for i := range n {
		g.Go(func() error {
			do(i)
			finished <- struct{}{}
			return nil
		})
	}
	_ = g.Wait() // nothing returns an error: a silent switch is a result
	<-all
	return ctx.Err()
}
