package main

import (
	"context"
	"fmt"
	"slices"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A switch that the configuration calls otherwise is to keep its history. Who a
// switch is only its first reading tells; until then nothing is recorded of a new
// one at a school where another has left the configuration.

// findOrphans notes which switches were read and are no longer configured.
func (d *daemon) findOrphans(ctx context.Context) error {
	orphans, err := d.db.Unconfigured(ctx, d.city())
	if err != nil {
		return err
	}
	d.orphans = make(map[inventory.SchoolCode][]store.Unconfigured)
	for _, o := range orphans {
		d.orphans[o.School] = append(d.orphans[o.School], o)
	}
	return nil
}

// introduces says whether the next reading of a switch may show that it is one
// which has left the configuration. d.mu is held.
func (d *daemon) introduces(l *inventory.Ledger) bool {
	return l.Untold() && len(d.orphans[l.Switch().School]) > 0
}

// introducing says whether a school has a switch that was not asked yet and may be
// one which has left the configuration. To judge before would be to take what rests
// on the old name for gone. A switch that does not answer is not waited for.
func (d *daemon) introducing(school inventory.School) bool {
	return slices.ContainsFunc(school.Switches, func(sw inventory.Switch) bool {
		l := d.ledgers[sw.ID]
		return l.Asked().IsZero() && d.introduces(l)
	})
}

// identifying are the tables to be read of a switch: where it must be known who it
// is, those that tell it too. d.mu is held.
func (d *daemon) identifying(l *inventory.Ledger, due []inventory.Table) []inventory.Table {
	var more []inventory.Table
	switch {
	case d.introduces(l):
		more = []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableEntities}
	case l.Unidentified():
		more = []inventory.Table{inventory.TableEntities}
	}
	for _, t := range more {
		if !slices.Contains(due, t) {
			due = append(slices.Clone(due), t)
		}
	}
	return due
}

// adopt gives switches that were read for the first time the history of the ones
// that they are. It returns the polls that may be recorded: of a switch that
// answered and did not say who it is, none. d.mu is held.
func (d *daemon) adopt(ctx context.Context, batch []inventory.Poll) []inventory.Poll {
	kept := batch[:0]
	for _, p := range batch {
		l := d.ledgers[p.Switch]
		if l == nil || !d.introduces(l) || !p.Answered() {
			kept = append(kept, p)
			continue
		}
		if !p.Complete(inventory.TableSystem) {
			continue
		}
		if was, ok := d.formerly(l.Switch(), inventory.IdentityOf(&p)); ok {
			if err := d.rekey(ctx, l.Switch(), was, &p); err != nil {
				d.log.ErrorContext(ctx, "history not taken over; the switch is asked again", "switch", p.Switch, "was", was.Name, "err", err)
				continue
			}
		}
		kept = append(kept, p)
	}
	return kept
}

// formerly finds the one switch that has left the configuration of the school and
// surely is this one. A second candidate, configured or not, makes it unsure.
func (d *daemon) formerly(sw inventory.Switch, who inventory.Identity) (was store.Unconfigured, found bool) {
	for id, l := range d.ledgers {
		if id != sw.ID && l.Identity().Same(who) {
			return was, false
		}
	}
	for _, o := range d.orphans[sw.School] {
		if !o.Identity.Same(who) {
			continue
		}
		if found {
			return was, false
		}
		was, found = o, true
	}
	return was, found
}

func (d *daemon) rekey(ctx context.Context, sw inventory.Switch, was store.Unconfigured, p *inventory.Poll) error {
	err := d.db.Rekey(ctx, inventory.Rekey{
		At: p.At, Switch: sw.ID, School: sw.School, Was: was.Name, Old: was.Identity, New: inventory.IdentityOf(p),
	})
	if err != nil {
		return err
	}
	delete(d.drafts, sw.ID)
	if err := d.loadLedger(ctx, sw); err != nil {
		return err
	}
	p.Number = d.ledgers[sw.ID].Next()
	d.orphans[sw.School] = slices.DeleteFunc(d.orphans[sw.School], func(o store.Unconfigured) bool { return o.Name == was.Name })
	d.dirty[sw.School] = true
	d.log.InfoContext(ctx, "a renamed switch keeps its history", "switch", sw.ID, "was", was.Name)
	return d.reopen(ctx, sw.School)
}

// reopen reads the findings of a school that last, after a re-key has renamed
// what they are about. d.mu is held.
func (d *daemon) reopen(ctx context.Context, code inventory.SchoolCode) error {
	rows, err := d.db.Findings(ctx, inventory.OnlySchools(code), store.FindingQuery{School: code})
	if err != nil {
		return fmt.Errorf("read the findings of school %s again: %w", code, err)
	}
	d.open[code] = rows
	return nil
}

// renamed takes in what re-keys of committed changes mean for what is in memory.
// d.mu is held.
func (d *daemon) renamed(ctx context.Context, changes []inventory.Changes) error {
	for _, c := range changes {
		if len(c.Ports) == 0 {
			continue
		}
		d.log.InfoContext(ctx, "ports are called otherwise and keep their history", "switch", c.Switch, "ports", len(c.Ports))
		if err := d.reopen(ctx, d.ledgers[c.Switch].Switch().School); err != nil && store.IsFatal(err) {
			return err
		} else if err != nil {
			d.log.ErrorContext(ctx, "findings not read again", "err", err)
		}
	}
	return nil
}
