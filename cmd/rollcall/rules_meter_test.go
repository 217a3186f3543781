package main

import (
	"time"

	"rollcall/inventory"
)

// startMeter begins to measure a city with the past that it plays.
func (c *cityUnderRules) startMeter() {
	city := &c.config.City
	c.meter = inventory.NewMeter(city, 100*time.Second)
	for _, school := range city.Schools {
		c.meter.SetCircuits(school.Code, school.Circuits())
	}
	c.meter.SetServers(city.Servers)
	for p := range c.city.PastPolls(c.city.Start()) {
		c.meter.Take(&p)
	}
}

// apply measures a poll and puts it into its ledger.
func (c *cityUnderRules) apply(p inventory.Poll) {
	c.meter.Take(&p)
	p.Number = c.ledgers[p.Switch].Number() + 1
	changes := c.ledgers[p.Switch].Apply(p)
	c.meter.Moved(&changes)
}

// readServers reads the servers some time after the start.
func (c *cityUnderRules) readServers(after time.Duration) {
	for _, s := range c.config.City.Servers {
		p := c.city.Poll(s.ID, c.city.Start().Add(after), nil)
		c.meter.Take(&p)
	}
}

// tellWindows puts what was measured into a snapshot.
func (c *cityUnderRules) tellWindows(s *inventory.Snapshot) {
	var servers []inventory.Server
	if s.School.Code == c.config.City.Keeper() {
		servers = c.config.City.Servers
	}
	s.Windows = c.meter.Tell(s, servers)
	s.Windows.Public = make(map[inventory.SwitchID]inventory.PublicCheck)
	for _, sw := range s.School.Switches {
		s.Windows.Public[sw.ID] = inventory.PublicCheck{At: s.At, Answered: c.city.AnswersPublic(sw.ID)}
	}
}
