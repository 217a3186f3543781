package main

import (
	"context"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// mostPolls bounds one transaction, so that a burst does not hold the store for long.
const mostPolls = 500

// write applies polls to the ledgers and stores what changed, the polls of
// about half a second in one transaction. What is published is what was committed.
func (d *daemon) write(ctx context.Context) error {
	for {
		batch, more := d.gather(ctx)
		if len(batch) > 0 {
			if err := d.commit(ctx, batch); err != nil {
				return err
			}
		}
		if !more {
			return nil
		}
	}
}

// gather waits for a poll and takes those that follow within the pace of writing.
func (d *daemon) gather(ctx context.Context) (batch []inventory.Poll, more bool) {
	first, ok := <-d.polls
	if !ok {
		return nil, false
	}
	batch = append(batch, first)
	window := time.NewTimer(d.pace.write)
	defer window.Stop()
	for len(batch) < mostPolls {
		select {
		case p, ok := <-d.polls:
			if !ok {
				return batch, false
			}
			batch = append(batch, p)
		case <-window.C:
			return batch, true
		case <-ctx.Done():
			return batch, true
		}
	}
	return batch, true
}

// commit applies and stores a batch. When storing does not work the ledgers go
// back to what is stored, and the polls are as if they had never been made.
// An error is returned only where going on would lose what was promised.
func (d *daemon) commit(ctx context.Context, batch []inventory.Poll) error {
	// What was read is written even while the daemon ends.
	ctx = context.WithoutCancel(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	changes := d.apply(d.adopt(ctx, batch))
	first, err := d.firstTables(ctx, d.pace.now())
	changes = append(changes, first...)
	if err == nil {
		_, err = d.db.Write(ctx, store.Batch{At: d.pace.now(), Changes: changes, Circuits: d.measured.samples})
	}
	d.exporter.Wrote(err)
	d.sayStored(err)
	if err == nil {
		d.measured.samples = nil
		d.changed(changes)
		return d.renamed(ctx, changes)
	}
	if store.IsFatal(err) {
		return err
	}
	return d.reload(ctx, changes)
}

// sayAgain is how often a trouble that lasts is logged.
const sayAgain = time.Minute

// sayStored logs that polls cannot be stored, once and then every minute, and
// that they can be again. d.mu is held.
func (d *daemon) sayStored(err error) {
	was := d.unstored
	d.unstored = err
	switch {
	case err == nil && was != nil:
		d.log.Info("polls are stored again")
	case err != nil && (was == nil || d.pace.now().Sub(d.said) >= sayAgain):
		d.said = d.pace.now()
		d.log.Error("polls are not stored; reading goes on", "err", err)
	}
}

// apply puts polls into the ledgers.
func (d *daemon) apply(batch []inventory.Poll) []inventory.Changes {
	var changes []inventory.Changes
	for _, p := range batch {
		d.measure(&p)
		l := d.ledgers[p.Switch]
		if l == nil {
			continue // it left the configuration while it was read, or is no switch
		}
		c := l.Apply(p)
		d.measured.meter.Moved(&c)
		changes = append(changes, d.kept(c))
		if p.Answered() {
			d.heard.note(p.Switch, p.At)
		}
		d.note(l)
	}
	return changes
}

// note has the school of a ledger that took a poll in judged again: soon, if the
// poll told anything new.
func (d *daemon) note(l *inventory.Ledger) {
	school := l.Switch().School
	d.looked[school] = true
	if !l.Steady() {
		d.dirty[school] = true
	}
}

// changed counts the time in which forwarding tables were not observed, and says
// when a poll was left out because a later one had been applied.
func (d *daemon) changed(changes []inventory.Changes) {
	for _, c := range changes {
		if c.Late {
			d.log.Warn("a poll older than the last one was left out; was the clock of this machine set back?", "switch", c.Switch)
		}
		school := d.ledgers[c.Switch].Switch().School
		if gap := missed(c); gap > 0 {
			d.exporter.Missed(school, gap)
		}
	}
}

// missed is how long the forwarding table of a switch was not observed before a
// poll began a new coverage of it.
func missed(c inventory.Changes) time.Duration {
	for _, ended := range c.Ended {
		if ended.Table == inventory.TableFDB {
			return c.State.Tables[inventory.TableFDB].First.Sub(ended.Last)
		}
	}
	return 0
}

// reload brings the ledgers of changes that were not stored back to what is.
func (d *daemon) reload(ctx context.Context, changes []inventory.Changes) error {
	for _, c := range changes {
		if err := d.loadLedger(ctx, d.ledgers[c.Switch].Switch()); err != nil {
			return err
		}
	}
	return nil
}

// purge removes history that is older than the configuration keeps, once a day.
func (d *daemon) purge(ctx context.Context) error {
	for sleep(ctx, time.Hour) {
		at := time.Now()
		if at.Sub(d.purged) < 24*time.Hour {
			continue
		}
		d.purged = at
		if err := d.db.Purge(ctx, at, d.keep()); err != nil {
			if store.IsFatal(err) {
				return err
			}
			d.log.ErrorContext(ctx, "old history not removed", "err", err)
		}
	}
	return nil
}
