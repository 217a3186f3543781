package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector"
	"rollcall/collector/ping"
	"rollcall/collector/snmp"
	"rollcall/exporter"
	"rollcall/exporter/notify"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// A daemon joins the parts: what the collector reads goes into the ledgers and
// the store, what is stored is judged, and what is judged is told. Data moves
// one way.
type daemon struct {
	config   *config.Config
	log      *slog.Logger
	db       *store.DB
	exporter *exporter.Exporter
	schedule *collector.Schedule
	budgets  *collector.Budgets
	keys     snmp.Keyring // of SNMPv3, for all readings
	engines  engines      // which switch has which
	polls    chan inventory.Poll
	pace     pace
	listener listeners
	reach    func(inventory.SwitchID, *snmp.Target) // changes how a switch is reached; nil: as configured
	started  time.Time
	next     chan *config.Config  // a configuration that takes over; nil: none can
	alerts   *notify.Alertmanager // nil: none is configured
	post     *courier             // writes to people
	desk     *setupDesk           // of the set-up page, while it is served

	mail    mail
	dhcp    dhcpDesk
	rejects rejectDesk
	logs    logs
	taps    taps
	shown   shown
	ways    reachDesk
	heard   heard
	mu      sync.Mutex // guards the present, which is always what was committed
	present
	measured measured
}

// pace is how promptly the daemon works on what it read, and by which clock.
type pace struct {
	now   func() time.Time
	write time.Duration // polls of so long go into one transaction
	judge time.Duration // a school is judged so long after it changed
	quiet time.Duration // ... and so long after it was judged, if readings showed nothing new
	index time.Duration // what schools may know of each other is brought up to date so often
	tell  time.Duration // Alertmanager hears of what is open so often
}

func dailyPace() pace {
	return pace{now: time.Now, write: 500 * time.Millisecond, judge: 3 * time.Second, quiet: 30 * time.Second, index: 30 * time.Second, tell: time.Minute}
}

// openDaemon opens the store of a configuration and brings the present back
// from it. It starts nothing.
func openDaemon(ctx context.Context, c *config.Config, p pace, log *slog.Logger) (*daemon, error) {
	db, err := openStore(ctx, c)
	if err != nil {
		return nil, err
	}
	d := &daemon{
		config: c, log: log, db: db, pace: p,
		polls:   make(chan inventory.Poll, 64),
		budgets: collector.NewBudgets(c.Polling.SwitchPPS, c.Polling.SchoolPPS),
	}
	d.budgets.CPULimit = float64(c.Polling.BackoffCPU)
	d.exporter = exporter.New(exporter.Options{
		Version: versionText(), City: d.city, Disk: func() (int64, int64) { return diskUse(db.Path()) },
		Messages: d.messageCounts, Rejects: d.rejectCounts, Waiting: d.waiting,
	})
	d.schedule = &collector.Schedule{Poll: d.read, Sink: d.sink, Options: collector.Options{Concurrency: atOnce(len(d.switches()))}}
	if len(c.Alertmanager.URLs) > 0 {
		d.alerts = notify.New(notify.Options{
			URLs: c.Alertmanager.URLs, Page: strings.TrimSuffix(c.Web.ExternalURL, "/"),
			Every: p.tell, Log: log, Count: d.exporter.Notified, Stage: d.stage,
		})
	}
	d.ways.echo = new(ping.Pinger).Echo
	d.post = newCourier(d)
	d.openLogs()
	if err := d.recall(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

func (d *daemon) city() *inventory.City { return &d.config.City }

// recall brings the lists and the present back from the store.
func (d *daemon) recall(ctx context.Context) error {
	if err := d.db.Configure(ctx, d.city()); err != nil {
		return err
	}
	if err := d.seedLists(ctx); err != nil {
		return err
	}
	if err := d.startMeter(ctx); err != nil {
		return err
	}
	if err := d.loadReach(ctx); err != nil {
		return err
	}
	return d.loadPresent(ctx)
}

// run works until ctx ends or something breaks that must not be worked around.
func (d *daemon) run(ctx context.Context) error {
	d.started = d.pace.now()
	d.schedule.Set(d.targets())
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { d.schedule.Run(ctx); close(d.polls); return nil })
	g.Go(func() error { return d.write(ctx) })
	g.Go(func() error { return d.judgeChanged(ctx) })
	g.Go(func() error { return d.measureReach(ctx) })
	if d.alerts != nil {
		g.Go(func() error { return d.alerts.Run(ctx) })
	}
	g.Go(func() error { return d.post.run(ctx) })
	g.Go(func() error { return d.post.outbox.Run(ctx) })
	g.Go(func() error { return d.receive(ctx) })
	g.Go(func() error { return d.follow(ctx) })
	g.Go(func() error { return d.hearPackets(ctx) })
	g.Go(func() error { return d.warm(ctx) })
	g.Go(func() error { return keepRoom(ctx) })
	g.Go(func() error { return d.purge(ctx) })
	g.Go(func() error { return d.tryPublic(ctx) })
	g.Go(func() error { return d.backUp(ctx) })
	g.Go(func() error { return d.serve(ctx) })
	g.Go(func() error { return d.giveWay(ctx) })
	err := g.Wait()
	d.closeMail()
	d.closeTaps()
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, d.db.Close())
}
