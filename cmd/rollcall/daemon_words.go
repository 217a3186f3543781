package main

import (
	"context"
	"fmt"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// spokeOf has a school judged again of whose findings, or of whose rollout, somebody
// has spoken.
func (d *daemon) spokeOf(code inventory.SchoolCode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dirty[code], d.spoken[code] = true, true
}

// hear brings the findings of a school in memory up to date with what people said
// of them, and how far the school is.
func (d *daemon) hear(ctx context.Context, code inventory.SchoolCode) error {
	d.mu.Lock()
	spoken := d.spoken[code]
	delete(d.spoken, code)
	d.mu.Unlock()
	if !spoken {
		return nil
	}
	open, err := d.db.Findings(ctx, inventory.OnlySchools(code), store.FindingQuery{School: code})
	if err == nil {
		err = d.loadRollouts(ctx)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err != nil {
		d.dirty[code], d.spoken[code] = true, true
		return fmt.Errorf("read what people said: %w", err)
	}
	d.open[code] = open
	return nil
}

// loadRollouts reads how far the schools are.
func (d *daemon) loadRollouts(ctx context.Context) error {
	all, err := d.db.Rollouts(ctx)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rollouts = all
	return nil
}

// stage says whether the people of a school are told of a kind.
func (d *daemon) stage(code inventory.SchoolCode, kind inventory.Kind) inventory.Stage {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rollouts[code].StageOf(kind)
}

// goLive has every school that nobody decided on told of every kind, as the demo
// shows everything.
func (d *daemon) goLive(ctx context.Context) error {
	c := store.RolloutChange{At: d.pace.now(), Actor: "demo", Live: inventory.StageOn, Kinds: map[inventory.Kind]inventory.Stage{}}
	for _, school := range d.config.City.Schools {
		if _, decided := d.rollouts[school.Code]; !decided {
			c.Schools = append(c.Schools, school.Code)
		}
	}
	for _, kind := range kinds() {
		c.Kinds[kind] = inventory.StageOn
	}
	if _, err := d.db.SetRollout(ctx, inventory.AllSchools(), c); err != nil {
		return err
	}
	return d.loadRollouts(ctx)
}
