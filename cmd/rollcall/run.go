package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	systemd "github.com/coreos/go-systemd/v22/daemon"

	"rollcall/exporter/wording"
	"rollcall/inventory/config"
)

// runCmd is the daemon.
type runCmd struct {
	Verbose bool `short:"v" help:"記錄細節 · log every table that could not be read."`
}

// Run loads the configuration and works until it is told to end. A
// configuration that is read again replaces the daemon by a new one.
func (c *runCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	keepSmall()
	log := newLog(e, c.Verbose)
	var open kept
	defer open.close()
	between := make(chan os.Signal, 1) // a hangup between two daemons must not end the process
	signal.Notify(between, syscall.SIGHUP)
	defer signal.Stop(between)
	for {
		err := c.runWith(e, conf, &open, log)
		var next *superseded
		if !errors.As(err, &next) {
			tellSystemd(log, systemd.SdNotifyStopping) // not while another configuration takes over: systemd would kill the unit soon after
			return err
		}
		conf = next.config
		log.Info("configuration taken over", "file", conf.File)
	}
}

func (c *runCmd) runWith(e *env, conf *config.Config, open *kept, log *slog.Logger) error {
	for _, w := range conf.Warnings {
		log.Warn("configuration", "at", w.In(string(e.lang)))
	}
	d, err := openDaemon(e.ctx, conf, dailyPace(), log)
	if err != nil {
		return ended(err) // told to end while it was opening the database, for one
	}
	d.next = make(chan *config.Config, 1)
	if d.listener, err = open.open(e.ctx, conf.Web.Listen, socketPath(conf)); err != nil {
		return joinClose(err, d.db)
	}
	if err := errors.Join(d.openMail(e.ctx), d.openTaps(e.ctx)); err != nil {
		return joinClose(err, d.db)
	}
	if err := d.sayFirstLink(e.ctx); err != nil {
		return joinClose(err, d.db)
	}
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	go d.obey(hangups)
	defer close(hangups)
	tellSystemd(log, systemd.SdNotifyReady)
	log.Info("started", "version", versionText(), "schools", len(conf.City.Schools),
		"switches", len(d.switches()), "web", "http://"+d.listener.page.Addr().String())
	return d.run(e.ctx)
}

// tellSystemd says how far the daemon is to a service manager that wants to know.
func tellSystemd(log *slog.Logger, state string) {
	if _, err := systemd.SdNotify(false, state); err != nil {
		log.Warn("the service manager was not told", "state", state, "err", err)
	}
}

// load reads the configuration; a bad one is refused with every error it has.
func (e *env) load() (*config.Config, error) {
	conf, problems := config.Load(e.config)
	if len(problems) == 0 {
		return conf, nil
	}
	for _, p := range problems {
		fmt.Fprintln(e.stderr, p.In(string(e.lang)))
	}
	return nil, refused(fmt.Errorf("%s", wording.Text(e.lang, "check.bad", wording.Args{"n": fmt.Sprint(len(problems))})))
}

func newLog(e *env, verbose bool) *slog.Logger {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: level}))
}

// joinClose closes what a start that went wrong had opened.
func joinClose(err error, c interface{ Close() error }) error {
	if closing := c.Close(); closing != nil {
		return fmt.Errorf("%w (and closing the database: %w)", err, closing)
	}
	return err
}
