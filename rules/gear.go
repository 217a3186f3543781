package rules

import (
	"slices"

	"rollcall/inventory"
)

// findGear tells network equipment from devices: the city's switches, gateways,
// and what LLDP or CDP says is an access point, a phone or a switch.
func (c *Case) findGear() map[inventory.MAC]string {
	gear := map[inventory.MAC]string{}
	for _, v := range c.Switches {
		for _, p := range v.Ports {
			addNeighbors(gear, p.Neighbors)
		}
	}
	for mac := range c.City.SwitchMACs {
		gear[mac] = inventory.ClassSwitch
	}
	for mac := range c.own {
		gear[mac] = inventory.ClassSwitch
	}
	for _, b := range c.bindings {
		if z, ok := c.zone(b.IP); ok && z.Gateway == b.IP {
			gear[b.MAC] = inventory.ClassSwitch
		}
	}
	return gear
}

// ownMACs are the addresses that the school's switches have themselves.
func (c *Case) ownMACs() map[inventory.MAC]bool {
	own := map[inventory.MAC]bool{}
	for i := range c.Switches {
		for _, mac := range c.Switches[i].OwnMACs() {
			own[mac] = true
		}
	}
	return own
}

// addNeighbors adds neighbours that name themselves by a MAC.
func addNeighbors(gear map[inventory.MAC]string, ns []inventory.Neighbor) {
	for _, n := range ns {
		if class := n.Class(); class != "" {
			for _, mac := range n.MACs() {
				gear[mac] = class
			}
		}
	}
}

// neighborIs says whether a port has a neighbour of one of the classes.
func neighborIs(p *inventory.PortView, classes ...string) bool {
	return slices.ContainsFunc(p.Neighbors, func(n inventory.Neighbor) bool {
		return slices.Contains(classes, n.Class())
	})
}

// isDevice says whether a MAC stands for somebody's device, not for network
// equipment that is judged by other rules.
func (c *Case) isDevice(mac inventory.MAC) bool {
	return c.gear[mac] == "" && !mac.IsVirtualRouter() && !mac.IsGroup() && !mac.IsZero()
}
