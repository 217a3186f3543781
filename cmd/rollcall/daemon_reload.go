package main

import (
	"context"
	"errors"
	"os"

	"rollcall/inventory/config"
)

// superseded ends a daemon in favour of one with another configuration.
type superseded struct{ config *config.Config }

// Error implements error.
func (*superseded) Error() string { return "another configuration takes over" }

// obey reads the configuration again at every hangup.
func (d *daemon) obey(hangups <-chan os.Signal) {
	for range hangups {
		if err := d.reread(context.Background()); err != nil {
			d.log.Error("the configuration was not taken over; the old one stays", "err", err)
		}
	}
}

// reread reads the configuration again. A bad one changes nothing.
func (d *daemon) reread(context.Context) error {
	conf, problems := config.Load(d.config.File)
	if len(problems) > 0 {
		return problems
	}
	if len(conf.City.Schools) == 0 && len(d.city().Schools) > 0 {
		return errors.New("the configuration has no schools any more; stop and start rollcall if that is meant")
	}
	select {
	case d.next <- conf:
		return nil
	default:
		return errors.New("a configuration is being taken over already; try again in a few seconds")
	}
}

// giveWay ends the daemon when another configuration takes over.
func (d *daemon) giveWay(ctx context.Context) error {
	select {
	case conf := <-d.next:
		return &superseded{conf}
	case <-ctx.Done():
		return nil
	}
}
