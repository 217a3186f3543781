package main

import (
	"net/netip"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
)

// refusalsUnderTest is what the tests of rules have heard of refusals in the city.
type refusalsUnderTest struct {
	desk  *daemon   // nothing but its desk is used
	heard time.Time // up to when
}

// hearRejects takes in what was refused since the last round.
func (c *cityUnderRules) hearRejects() {
	if c.refused.desk == nil {
		d := &daemon{config: c.config}
		d.rejects.counts = make(map[exporter.RejectCount]uint64)
		d.rejects.heard = make(map[inventory.SchoolCode]time.Time)
		d.rejects.homes = make(map[netip.Addr]inventory.SchoolCode)
		c.refused = refusalsUnderTest{d, c.city.Start()}
	}
	d := c.refused.desk
	rejects, err := d.readRejects(c.city.RejectLines(c.refused.heard, c.now), c.now.Location())
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range rejects {
		rejects[i].School = d.schoolOfReject(rejects[i])
	}
	rows, _ := d.rejects.book.Gather(rejects)
	d.rejects.book.Add(rows)
	d.rejects.count(rejects)
	c.refused.heard = c.now
}
