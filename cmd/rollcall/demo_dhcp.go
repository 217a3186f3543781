package main

import (
	"context"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// hearCity lets the daemon hear the DHCP of a simulated city, as mirror ports of its
// schools would.
func (d *daemon) hearCity(city *simcity.City) {
	city.OnDHCP(func(ctx context.Context, messages []inventory.DHCPMessage) {
		if err := d.heardDHCP(ctx, messages); err != nil && ctx.Err() == nil {
			d.log.WarnContext(ctx, "DHCP not stored", "err", err)
		}
	})
}

// playDHCP lets the daemon hear what was said since it heard last.
func (v *day) playDHCP(ctx context.Context) error {
	from := v.heardDHCP
	if from.IsZero() {
		from = v.from
	}
	v.heardDHCP = v.at
	return v.daemon.heardDHCP(ctx, v.city.DHCP(from, v.at))
}
