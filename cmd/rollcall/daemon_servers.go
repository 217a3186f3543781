package main

import (
	"context"
	"slices"

	"rollcall/collector"
	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// serverTargets are the machines of the server room: read as often as ports, and
// nothing but their load and their traffic.
func (d *daemon) serverTargets() []collector.Target {
	var all []collector.Target
	for _, s := range d.city().Servers {
		all = append(all, collector.Target{Switch: s.ID, School: d.city().Keeper(), Groups: []collector.Group{
			{Every: d.config.Polling.Interface, Tables: []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableHealth}}}})
	}
	return all
}

// server returns the server of a name.
func (d *daemon) server(id inventory.SwitchID) (inventory.Server, bool) {
	servers := d.city().Servers
	i := slices.IndexFunc(servers, func(s inventory.Server) bool { return s.ID == id })
	if i < 0 {
		return inventory.Server{}, false
	}
	return servers[i], true
}

// readServer reads a server over the wire. What reading it taught is kept in memory
// alone: servers are few.
func (d *daemon) readServer(ctx context.Context, s inventory.Server, due collector.Due) inventory.Poll {
	d.mu.Lock()
	memory := d.measured.memories[s.ID]
	d.mu.Unlock()
	p := snmp.Read(ctx, snmp.Target{
		Switch: s.ID, Address: s.Address, Credentials: d.credentials(s.Switch),
		Timeout: d.config.Polling.Timeout, Retries: d.config.Polling.Retries, Keys: &d.keys,
		Pace: func(ctx context.Context) error { return d.budgets.Pace(ctx, due.School, due.Switch) },
	}, due.Tables, memory)
	d.mu.Lock()
	d.measured.memories[s.ID] = p.Memory
	d.mu.Unlock()
	d.budgets.Heard(due.Switch, collector.MeasureOf(&p))
	return p
}
