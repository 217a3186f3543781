package main

import (
	"context"

	"rollcall/exporter/web"
	"rollcall/inventory"
	"rollcall/rules"
)

// foretell lets the pages draft a baseline, and play through what would be sent.
func (d *daemon) foretell(o *web.Options) {
	o.Draft, o.Manners, o.Receivers = rules.Draft, d.post.manners, d.audience
}

// audience are all who are told of findings, or would be as soon as there is a
// way to send them mail.
func (d *daemon) audience(ctx context.Context) ([]inventory.Receiver, error) {
	a, err := d.post.addressees(ctx)
	if err != nil {
		return nil, err
	}
	all := a.Receivers(d.pace.now())
	for _, ch := range d.config.Notify.Channels {
		all = append(all, ch.Receiver())
	}
	return all, nil
}
