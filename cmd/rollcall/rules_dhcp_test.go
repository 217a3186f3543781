package main

import (
	"time"

	"rollcall/inventory"
)

// dhcpUnderTest is what the tests of rules have learned from the DHCP of the city.
type dhcpUnderTest struct {
	ledger *inventory.DHCPLedger
	heard  time.Time // up to when
}

// hearDHCP takes in what was said since the last round.
func (c *cityUnderRules) hearDHCP() {
	d := &daemon{config: c.config}
	if c.dhcp.ledger == nil {
		c.dhcp = dhcpUnderTest{inventory.NewDHCPLedger(d.dhcpCity(), c.city.Start(), inventory.DHCPState{}), c.city.Start()}
	}
	c.dhcp.ledger.Apply(c.now, c.city.DHCP(c.dhcp.heard, c.now))
	c.dhcp.heard = c.now
}

// tellDHCP puts what was learned into a snapshot.
func (c *cityUnderRules) tellDHCP(s *inventory.Snapshot) {
	s.DHCP = c.dhcp.ledger.View(s.School.Code, c.now)
	s.DHCP.Autoconf = inventory.Autoconf(s.Bindings)
	s.AddLeases(c.dhcp.ledger.Leases(s.School.Code, c.now))
}
