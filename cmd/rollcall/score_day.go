package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"rollcall/collector"
	"rollcall/collector/simcity"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// A day is a span of virtual time in which a daemon watches a city. When a switch
// is read and what becomes of it is decided by the same code as in real time;
// left out are the waiting, and the wire: polls are made from the description of
// the city.
type day struct {
	daemon    *daemon
	city      *simcity.City
	queue     *collector.Queue
	from, to  time.Time
	at        time.Time        // the clock
	batch     []inventory.Poll // what was read and is not committed yet
	announced bool             // the list of blocked addresses has been taken in
	heardDHCP time.Time        // up to when the DHCP of the city has been heard
	pinged    time.Time        // up to when echo requests have been sent
	people    audience
	refused   time.Time // up to when refusals were played
	progress  func(passed, length time.Duration)
}

// openDay sets up a daemon over a city in a directory, for a span that ends now.
func openDay(e *env, dir string, o simcity.Options, length time.Duration) (*day, error) {
	if _, err := os.Stat(filepath.Join(dir, "rollcall.db")); err == nil {
		return nil, refused(&saying{key: "cli.score.used", args: wording.Args{"dir": dir}})
	}
	to := time.Now().Truncate(time.Minute)
	v := &day{queue: collector.NewQueue(collector.Options{}), from: to.Add(-length), to: to}
	v.at, v.progress = v.from, func(time.Duration, time.Duration) {}
	o.Start, o.Daily = v.from, true
	v.city = simcity.New(o)
	conf, err := writeCity(v.city, dir, "")
	if err != nil {
		return nil, err
	}
	if v.daemon, err = openDaemon(e.ctx, conf, v.pace(), newLog(e, false)); err != nil {
		return nil, err
	}
	v.refused = v.from
	v.pinged, v.people = v.from, audience{city: v.city}
	v.daemon.playPublic(v.city)
	return v, errors.Join(v.daemon.playReach(e.ctx, v.city, v.from), v.daemon.playPast(e.ctx, v.city, v.from), v.daemon.playCupboards(e.ctx, v.city, v.from))
}

// pace has the clock of the day. A switch is read once a minute and its tables
// every five, so it is worth while to judge as often, and to write no more often.
func (v *day) pace() pace {
	return pace{now: func() time.Time { return v.at },
		write: time.Minute, judge: time.Minute, quiet: 5 * time.Minute, index: time.Minute}
}

// play lets the day pass and returns every finding that was opened in it.
func (v *day) play(ctx context.Context) ([]inventory.FindingRow, error) {
	d := v.daemon
	v.queue.Set(v.at, d.targets())
	for v.at.Before(v.to) && ctx.Err() == nil {
		if err := v.readUntil(ctx, v.at.Add(d.pace.write)); err != nil {
			return nil, err
		}
		if err := errors.Join(v.announce(ctx), v.playDHCP(ctx), v.playReach(ctx), v.playRejects(ctx)); err != nil {
			return nil, err
		}
		passed := v.at.Sub(v.from)
		if passed%d.pace.judge != 0 {
			continue
		}
		if err := d.judgeAll(ctx, v.at); err != nil {
			return nil, err
		}
		v.progress(passed, v.to.Sub(v.from))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return d.db.Findings(ctx, inventory.AllSchools(), store.FindingQuery{From: v.from, To: v.to.Add(time.Second)})
}

// readUntil reads what falls due before a moment, commits it, and sets the clock
// to that moment.
func (v *day) readUntil(ctx context.Context, end time.Time) error {
	for {
		due, next, ok := v.queue.Next(v.at)
		switch {
		case ok:
			v.read(due)
		case !next.IsZero() && next.Before(end):
			v.at = next
		default:
			v.at = end
			batch := v.batch
			v.batch = nil
			return v.daemon.commit(ctx, batch)
		}
	}
}

// read reads a switch. It takes no time, but for one that does not answer.
func (v *day) read(due collector.Due) {
	l, tables := v.daemon.ledgers[due.Switch], due.Tables
	if l != nil { // else it is a server
		tables = withClients(l, tables)
	}
	p := v.city.Poll(due.Switch, v.at, tables)
	if l != nil {
		p.Number = l.Next()
	}
	v.batch = append(v.batch, p)
	outcome := collector.Outcome{Answered: p.Answered()}
	if polling := v.daemon.config.Polling; !outcome.Answered {
		outcome.Took = polling.Timeout * time.Duration(1+polling.Retries)
	}
	v.queue.Done(v.at.Add(outcome.Took), due.Switch, outcome)
}
