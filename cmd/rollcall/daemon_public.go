package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// publicAtOnce is how many switches are asked at once: most say nothing, which takes the
// whole timeout.
const publicAtOnce = 8

// tryPublic asks every switch once a day whether it answers to the community "public",
// where the configuration wants that: one request, which a switch that refuses it may
// report to its own log. What the switch is read with otherwise plays no part.
func (d *daemon) tryPublic(ctx context.Context) error {
	if !d.config.Polling.TryPublic {
		return nil
	}
	for wait := 2 * d.config.Polling.Interface; sleep(ctx, wait); wait = 24 * time.Hour {
		var g errgroup.Group
		g.SetLimit(publicAtOnce)
		for _, sw := range d.switches() {
			g.Go(func() error {
				if answered := d.answersPublic(ctx, sw); ctx.Err() == nil {
					d.notePublic(sw, answered)
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

// answersPublic asks one switch, once.
func (d *daemon) answersPublic(ctx context.Context, sw inventory.Switch) bool {
	if d.budgets.Pace(ctx, sw.School, sw.ID) != nil {
		return false
	}
	t := snmp.Target{
		Switch: sw.ID, Address: sw.Address, Timeout: d.config.Polling.Timeout,
		Credentials: []snmp.Credential{{Name: "public", Version: "2c", Community: "public"}},
		Pace:        func(ctx context.Context) error { return d.budgets.Pace(ctx, sw.School, sw.ID) },
	}
	if d.reach != nil {
		d.reach(sw.ID, &t)
	}
	p := snmp.Read(ctx, t, []inventory.Table{inventory.TableSystem}, nil)
	return p.Answered()
}

// notePublic keeps what came of it, for the rules.
func (d *daemon) notePublic(sw inventory.Switch, answered bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.measured.public[sw.ID] = inventory.PublicCheck{At: d.pace.now(), Answered: answered}
	d.dirty[sw.School] = true
}
