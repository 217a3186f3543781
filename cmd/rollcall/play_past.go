package main

import (
	"context"
	"fmt"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory/store"
)

// playPast has the daemon measure what was read of a city before the moment at which it
// begins: weeks of its circuits, and the last hour of what only shows in an hour. What
// an earlier demo has measured stays as it is.
func (d *daemon) playPast(ctx context.Context, city *simcity.City, begin time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p := range city.PastPolls(begin) {
		d.measure(&p)
	}
	samples := d.measured.samples
	d.measured.samples = nil
	if _, err := d.db.Write(ctx, store.Batch{At: begin, Circuits: samples}); err != nil {
		return fmt.Errorf("store the past of the city's circuits: %w", err)
	}
	return nil
}

// playPublic has every switch of a city say, in process, whether it answers to the
// community "public".
func (d *daemon) playPublic(city *simcity.City) {
	for _, sw := range d.switches() {
		d.notePublic(sw, city.AnswersPublic(sw.ID))
	}
}
