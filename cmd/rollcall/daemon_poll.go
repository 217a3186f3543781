package main

import (
	"context"
	"time"

	"rollcall/collector"
	"rollcall/collector/snmp"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// targets are the switches to be read, and how often.
func (d *daemon) targets() []collector.Target {
	var all []collector.Target
	for _, sw := range d.switches() {
		all = append(all, collector.Target{Switch: sw.ID, School: sw.School, Groups: d.groups(sw)})
	}
	return append(all, d.serverTargets()...)
}

// atOnce is how many of so many switches may be read at once: within a minute all
// come in turn, though each takes two or three seconds.
func atOnce(switches int) int { return max(128, switches/20) }

// switches lists every device that is read: the schools' switches and the
// gateways that serve many schools.
func (d *daemon) switches() []inventory.Switch {
	return d.config.City.Switches()
}

// groups are the tables of a switch that are read together. The system group
// goes with the interfaces, for it tells of restarts, and so does what the switch
// tells of its load, which decides how gently it is asked.
func (d *daemon) groups(sw inventory.Switch) []collector.Group {
	p := d.config.Polling
	ports := p.Interface
	for _, name := range sw.Credentials {
		if own := d.config.Credentials[name].Interval; own > 0 {
			ports = own
			break
		}
	}
	return []collector.Group{
		{Every: ports, Tables: []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableHealth}},
		{Every: p.FDB, Tables: []inventory.Table{inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}},
		{Every: p.ARP, Tables: []inventory.Table{inventory.TableARP}},
		{Every: p.Inventory, Tables: []inventory.Table{inventory.TableEntities, inventory.TableWireless}},
	}
}

// periods says the same to the ledger of a switch, which tells a gap from a pause by it.
func (d *daemon) periods(sw inventory.Switch) inventory.Periods {
	periods := inventory.Periods{}
	for _, g := range d.groups(sw) {
		for _, t := range g.Tables {
			periods[t] = g.Every
		}
	}
	periods[inventory.TableWireless] = d.config.Polling.FDB // see withClients
	return periods
}

// read reads one switch over the wire.
func (d *daemon) read(ctx context.Context, due collector.Due) inventory.Poll {
	if s, ok := d.server(due.Switch); ok {
		return d.readServer(ctx, s, due)
	}
	d.mu.Lock()
	l := d.ledgers[due.Switch]
	sw, number := l.Switch(), l.Next()
	tables := withClients(l, d.identifying(l, due.Tables))
	d.mu.Unlock()
	factor := d.budgets.Factor(due.Switch)
	t := snmp.Target{
		Switch:      sw.ID,
		Address:     sw.Address,
		Credentials: d.credentials(sw),
		Timeout:     d.config.Polling.Timeout,
		Retries:     d.config.Polling.Retries,
		Keys:        &d.keys,
		Pace:        func(ctx context.Context) error { return d.budgets.Pace(ctx, due.School, due.Switch) },
	}
	if d.reach != nil {
		d.reach(sw.ID, &t)
	}
	p := snmp.Read(ctx, t, tables, d.memoryOf(ctx, due.Switch))
	p.Number, p.Cost.RateFactor = number, factor
	d.noteEngine(ctx, &p)
	d.budgets.Heard(due.Switch, collector.MeasureOf(&p))
	return p
}

// memoryOf is what the last poll of a switch left for the next; nil: nothing, or it
// cannot be read just now, and the next poll learns it anew. It lies in the store,
// for those of a city would be a fifth of what is held in memory.
func (d *daemon) memoryOf(ctx context.Context, id inventory.SwitchID) []byte {
	memory, err := d.db.Memory(ctx, id)
	if err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "a switch is read as if for the first time", "switch", id, "err", err)
	}
	return memory
}

// load is what reading a switch has cost it, and since when.
func (d *daemon) load(id inventory.SwitchID) (inventory.Cost, time.Time, bool) {
	l, ok := d.exporter.Load(id)
	return l.Cost, l.Since, ok
}

// sink hands a poll to the writer. A reading that was cut off because the
// daemon ends says nothing about the switch and is dropped.
func (d *daemon) sink(ctx context.Context, p inventory.Poll) {
	if ctx.Err() != nil {
		return
	}
	if _, server := d.server(p.Switch); !server {
		d.mu.Lock()
		school := d.ledgers[p.Switch].Switch().School
		d.mu.Unlock()
		d.exporter.Polled(&p, school)
		d.mail.noteBridge(&p)
	}
	for name, t := range p.Tables {
		if !t.Complete && t.Reason != inventory.ReasonUnsupported {
			d.log.DebugContext(ctx, "table missing", "switch", p.Switch, "table", name, "reason", t.Reason, "detail", t.Detail)
		}
	}
	select {
	case d.polls <- p:
	case <-ctx.Done():
	}
}

func (d *daemon) credentials(sw inventory.Switch) []snmp.Credential {
	var all []snmp.Credential
	for _, name := range sw.Credentials {
		all = append(all, credentialOf(d.config.Credentials[name]))
	}
	return all
}

// credentialOf gives a credential of the configuration to the reader.
func credentialOf(c config.Credential) snmp.Credential {
	return snmp.Credential{
		Name: c.Name, Version: c.Version, Community: c.Community.Reveal(),
		User: c.User, Auth: c.Auth, AuthPassword: c.AuthPassword.Reveal(),
		Priv: c.Priv, PrivPassword: c.PrivPassword.Reveal(), Context: c.Context,
	}
}

// sleep waits, or returns false as soon as ctx ends.
func sleep(ctx context.Context, wait time.Duration) bool {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
