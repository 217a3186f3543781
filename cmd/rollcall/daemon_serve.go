package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/exporter/web"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/rules"
)

// listenPage opens the page's address. A port that is taken is said so.
func listenPage(ctx context.Context, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, &saying{"cli.port_used", wording.Args{"address": address}, err}
	}
	if err != nil {
		return nil, &saying{"cli.listen", wording.Args{"address": address, "reason": err.Error()}, err}
	}
	return l, nil
}

func (d *daemon) handler() http.Handler {
	o := web.Options{
		DB: d.db, City: d.city, Version: versionText(), Log: d.log, Backups: backupDir(d.config), BackupDays: d.config.Backup.KeepDays,
		Live: d.live, Circuits: d.circuits, Changed: d.touch, Said: d.spokeOf,
		Kinds: kinds(), Observable: rules.Observables, Diagnose: rules.Diagnose,
		Metrics: d.exporter.Handler(), SwitchMetrics: d.exporter.SwitchHandler(),
		Ready: d.ready, Machine: d.machine, Due: d.firstReading, Load: d.load, Heard: d.heard.of, Answered: d.answered,
	}
	o.CentreMail = d.config.Mail.Centre
	d.signIn(&o)
	d.post.pages(&o)
	d.foretell(&o)
	o.HeardDHCP = d.heardDHCP
	if d.next != nil {
		o.Reload = d.reread
		if d.desk != nil {
			o.Setup = d.desk.page()
		}
	}
	return web.New(o)
}

// kinds are the kinds of finding that are looked for.
func kinds() []inventory.Kind {
	var all []inventory.Kind
	for _, r := range rules.All() {
		all = append(all, r.Kind)
	}
	return all
}

// firstReading is when a switch that was never read will have been asked once:
// the schedule spreads its first readings over the shortest period.
func (d *daemon) firstReading(inventory.SwitchID) time.Time {
	return d.started.Add(d.config.Polling.Interface)
}

// ready is an error until every school has been judged once.
func (d *daemon) ready(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unstored != nil {
		return d.unstored
	}
	if have, want := len(d.judged), len(d.config.City.Schools); have < want {
		return fmt.Errorf("%d of %d schools have been read so far", have, want)
	}
	return nil
}

// serve answers people and verbs until ctx ends.
func (d *daemon) serve(ctx context.Context) error {
	d.desk = newSetupDesk(ctx, d)
	h := d.handler()
	servers := []*http.Server{
		{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute},
		{Handler: h, ReadHeaderTimeout: 10 * time.Second, ConnContext: web.ConnContext},
	}
	g, ctx := errgroup.WithContext(ctx)
	for i, l := range []net.Listener{d.listener.page, d.listener.socket} {
		g.Go(func() error {
			if err := d.serveOn(l, servers[i]); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serve %s: %w", l.Addr(), err)
			}
			return nil
		})
	}
	g.Go(func() error {
		<-ctx.Done()
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		var err error
		for _, s := range servers {
			err = errors.Join(err, s.Shutdown(patience))
		}
		return err
	})
	return g.Wait()
}
