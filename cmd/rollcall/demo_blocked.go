package main

import (
	"context"
	"os"
	"path/filepath"

	"rollcall/collector/simcity"
)

// blocklistFile is where a demo leaves the list that its centre has mailed.
const blocklistFile = "lists/blocklist.txt"

// announced has the daemon take in the list of blocked addresses of a simulated
// centre as soon as there is one, as somebody would who pastes it.
func (d *daemon) announced(city *simcity.City, dir string) {
	city.Announce(func(ctx context.Context, text string) {
		if err := d.announceBlocklist(ctx, dir, text); err != nil {
			d.log.ErrorContext(ctx, "list of blocked addresses not taken in", "err", err)
		}
	})
}

func (d *daemon) announceBlocklist(ctx context.Context, dir, text string) error {
	file := filepath.Join(dir, blocklistFile)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return unwritten(file, err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return unwritten(file, err)
	}
	return d.takeBlocklist(ctx, blocklistFile, []byte(text))
}

// announce takes in the list of blocked addresses once its time has come in a day
// that is played.
func (v *day) announce(ctx context.Context) error {
	text, at := v.city.Blocklist()
	if text == "" || v.announced || v.at.Before(at) {
		return nil
	}
	v.announced = true
	return v.daemon.takeBlocklist(ctx, blocklistFile, []byte(text))
}
