package main

import (
	"context"
	"fmt"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// playCupboards has the daemon take in the readings of the day on which tablets that lie
// in cupboards were seen last. Where a switch was ever read before, an earlier demo has
// done so.
func (d *daemon) playCupboards(ctx context.Context, city *simcity.City, begin time.Time) error {
	for _, p := range city.CupboardPolls(begin) {
		ledger := d.ledgers[p.Switch]
		if ledger == nil || ledger.Asked().After(p.At) {
			continue
		}
		p.Number = ledger.Next()
		if err := d.commit(ctx, []inventory.Poll{p}); err != nil {
			return fmt.Errorf("play the past of %s: %w", p.Switch, err)
		}
	}
	return nil
}
