package main

import (
	"context"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// playReach has the city answer what the daemon asks, from a moment at which the
// city begins. What stood there before and has gone is on record already.
func (d *daemon) playReach(ctx context.Context, city *simcity.City, begin time.Time) error {
	d.ways.echo = city.Echo
	d.config.City.Reach.Devices = true
	d.ways.mu.Lock()
	defer d.ways.mu.Unlock()
	var gone []inventory.Reach
	for _, r := range city.Departed(begin) {
		if len(d.ways.board.At(r.Address)) == 0 {
			r.Every = d.city().Reach.DevicesEvery
			d.ways.board.Restore(r)
			gone = append(gone, r)
		}
	}
	d.retarget()
	return d.storeReach(ctx, begin, gone, nil)
}

// An audience is what people at the schools of a city have said so far.
type audience struct {
	city *simcity.City
	told int
}

// speak has the daemon hear what people have said up to a moment.
func (a *audience) speak(ctx context.Context, d *daemon, at time.Time) error {
	said := a.city.Vantages(at)
	for _, v := range said[min(a.told, len(said)):] {
		if err := d.db.SaveVantage(ctx, inventory.AllSchools(), v); err != nil {
			return err
		}
		d.answered(v)
	}
	a.told = len(said)
	return nil
}

// speakLive has people answer as time passes, until ctx ends.
func (a *audience) speakLive(ctx context.Context, d *daemon) error {
	for sleep(ctx, time.Second) {
		if err := a.speak(ctx, d, d.pace.now()); err != nil {
			return err
		}
	}
	return nil
}

// playReach lets people speak, and asks in virtual time what has fallen due.
func (v *day) playReach(ctx context.Context) error {
	if err := v.people.speak(ctx, v.daemon, v.at); err != nil {
		return err
	}
	for at := v.pinged; ; {
		address, next, due := v.daemon.ways.watch.Next(at)
		switch {
		case due:
			if err := v.daemon.echoed(ctx, v.daemon.sendEcho(ctx, address, at)); err != nil {
				return err
			}
		case !next.IsZero() && next.Before(v.at):
			at = next
		default:
			v.pinged = v.at
			return nil
		}
	}
}
