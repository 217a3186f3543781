package rules

import (
	"rollcall/inventory"
)

// unlistedWired finds devices that are neither listed nor in the baseline, in
// wired zones where addresses are set by hand: somebody has plugged in something
// new. It rests on the tables that show the device there. A port behind which a
// private hub is told of already is left to that finding.
func unlistedWired() Rule {
	return Rule{
		Kind: inventory.KindUnlistedWired, Severity: inventory.Info, Roams: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB, SourceWiredZone, SourceBaseline},
		Check: func(c *Case) []inventory.Finding {
			if !SourceBaseline.present(c) {
				return nil
			}
			byPort := map[inventory.PortID][]device{}
			known, crowds := c.baseline(), c.crowds()
			for _, d := range c.devicesIn(fixedWired) {
				if port, ok := c.wiredAt(d.mac); ok && !known[d.mac] && !d.mac.IsLocal() && !crowds[port] {
					byPort[port] = append(byPort[port], d)
				}
			}
			return c.strangersBy(byPort)
		},
	}
}

// fixedWired says whether a zone is one of wired devices whose addresses are set
// by hand: there devices stay what they are.
func fixedWired(z inventory.SchoolZone) bool {
	return z.SSID == "" && z.Auth == "" && z.Medium != "wireless" &&
		(z.DHCP == inventory.DHCPForbidden || z.DHCP == inventory.DHCPManual)
}

// baseline is what needs no finding: what the lists have, and what was there when
// somebody took that for right.
func (c *Case) baseline() map[inventory.MAC]bool {
	known := make(map[inventory.MAC]bool, len(c.listed)+len(c.Lists.Baseline))
	for mac := range c.listed {
		known[mac] = true
	}
	for _, mac := range c.Lists.Baseline {
		known[mac] = true
	}
	return known
}

// wiredAt returns the port that a device is plugged in at: one that leads to no
// other switch, access point or controller. Where that is not sure there is none.
func (c *Case) wiredAt(mac inventory.MAC) (inventory.PortID, bool) {
	v, placed := c.places[mac]
	p, sw := c.ports[v.Port], c.views[v.Port.Switch]
	if !placed || v.Confidence == inventory.Low || p == nil || sw == nil || sw.Switch.Role == inventory.SwitchController {
		return inventory.PortID{}, false
	}
	leads := p.Role.Role == inventory.RoleUplink || p.Role.Role == inventory.RoleAP ||
		neighborIs(p, inventory.ClassSwitch, inventory.ClassAP) || c.records[v.Port].Role == inventory.RoleUplink
	return v.Port, !leads
}

// crowds are the ports with more devices behind them than they should have, which
// multiMACPort tells.
func (c *Case) crowds() map[inventory.PortID]bool {
	crowds := map[inventory.PortID]bool{}
	for i := range c.Switches {
		v := &c.Switches[i]
		for port, macs := range c.behind(v) {
			if len(macs) > c.limits.EdgePortMACs && c.oneDevicePort(v, port) {
				crowds[port] = true
			}
		}
	}
	return crowds
}
