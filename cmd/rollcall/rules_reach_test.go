package main

import (
	"context"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
)

// reachEvery is how often targets are asked in the tests of rules: once a round.
const reachEvery = 100 * time.Second

// reach asks what a school has that is to answer, and puts it into a snapshot.
func (c *cityUnderRules) reach(s *inventory.Snapshot) {
	code, begin := s.School.Code, c.city.Start()
	if c.board == nil {
		c.board = inventory.NewReachBoard(3)
		for _, r := range c.city.Departed(begin) {
			c.board.Restore(r)
		}
	}
	s.Keeper = c.config.City.Keeper()
	gateway := inventory.Reach{Address: inventory.GatewayOf(s.School, s.Plan), Every: reachEvery}
	c.board.Watch(inventory.ReachGateway, code, []inventory.Reach{gateway}, c.now)
	c.board.Watch(inventory.ReachDevice, code, s.AlwaysOn(), c.now)
	v := c.board.View(code)
	for _, r := range append(v.Devices, v.Gateway) {
		c.board.Apply(c.city.Echo(context.Background(), r.Address, c.now))
	}
	s.Reach = c.board.View(code)
}

// happened says whether a fault has come by now: some come later than these tests
// watch.
func (c *cityUnderRules) happened(f simcity.Fault) bool {
	return c.now.After(c.city.Start().Add(time.Duration(f.After) * time.Second))
}
