package simcity

import (
	"context"
	"time"

	"rollcall/inventory"
)

// heardEvery is how often what devices said is handed over.
const heardEvery = 500 * time.Millisecond

// OnDHCP says who hears, while the city is served, what the mirror ports of its
// schools see of DHCP. Call it before [City.Serve].
func (c *City) OnDHCP(hear func(context.Context, []inventory.DHCPMessage)) { c.hearDHCP = hear }

// speakDHCP hands DHCP messages over as time passes, until ctx ends.
func (c *City) speakDHCP(ctx context.Context) {
	if c.hearDHCP == nil {
		return
	}
	tick := time.NewTicker(heardEvery)
	defer tick.Stop()
	for told := c.now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := c.now()
		c.hearDHCP(ctx, c.DHCP(told, now))
		told = now
	}
}
