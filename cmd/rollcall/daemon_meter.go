package main

import (
	"context"
	"fmt"
	"time"

	"rollcall/inventory"
)

// measured is what is known of the time behind: how full circuits were, how ports,
// processors and servers did. It is part of the present, and guarded with it.
type measured struct {
	meter    *inventory.Meter
	samples  []inventory.CircuitSample // complete, and not stored yet
	public   map[inventory.SwitchID]inventory.PublicCheck
	memories map[inventory.SwitchID][]byte // what reading a server taught, for the next time
}

// mostSamples bounds those that wait for a database that cannot be written.
const mostSamples = 100_000

// startMeter brings back what was measured before, as far as it is kept. What lasts
// less than an hour begins anew, and says so.
func (d *daemon) startMeter(ctx context.Context) error {
	city := d.city()
	d.measured = measured{meter: inventory.NewMeter(city, d.config.Polling.Interface),
		public: make(map[inventory.SwitchID]inventory.PublicCheck), memories: make(map[inventory.SwitchID][]byte)}
	now := d.pace.now()
	samples, err := d.db.CircuitSamples(ctx, inventory.AllSchools(), now.AddDate(0, 0, -3*inventory.MostUplinkDays), now.Add(time.Hour))
	if err != nil {
		return fmt.Errorf("load how full circuits were: %w", err)
	}
	d.measured.meter.Restore(samples)
	for _, school := range city.Schools {
		d.measured.meter.SetCircuits(school.Code, school.Circuits())
	}
	d.measured.meter.SetServers(city.Servers)
	return nil
}

// measure takes a poll that is about to be applied. d.mu is held.
func (d *daemon) measure(p *inventory.Poll) {
	done := d.measured.meter.Take(p)
	if len(d.measured.samples) < mostSamples {
		d.measured.samples = append(d.measured.samples, done...)
	}
}

// windows tells what was measured of a school. Where the configuration does not say
// at which port its circuit is counted, the wiring may. d.mu is held.
func (d *daemon) windows(s *inventory.Snapshot) inventory.Windows {
	if own := s.School.Circuits(); len(own) > 0 && own[0].Name == "" && own[0].Port == (inventory.PortID{}) {
		if port, certain := inventory.Outside(s); certain {
			own[0].Port = port
			d.measured.meter.SetCircuits(s.School.Code, own)
		}
	}
	var servers []inventory.Server
	if s.School.Code == d.city().Keeper() {
		servers = d.city().Servers
	}
	w := d.measured.meter.Tell(s, servers)
	w.Public = make(map[inventory.SwitchID]inventory.PublicCheck)
	for _, sw := range s.School.Switches {
		if d.config.Polling.TryPublic {
			w.Public[sw.ID] = d.measured.public[sw.ID] // zero: not asked yet
		}
	}
	return w
}

// circuits tells how full a school's circuits are.
func (d *daemon) circuits(code inventory.SchoolCode) []inventory.CircuitUse {
	school, _ := d.city().School(code)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.measured.meter.Circuits(&school, d.pace.now())
}
