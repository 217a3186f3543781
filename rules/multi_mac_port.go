package rules

import (
	"slices"
	"strconv"

	"rollcall/inventory"
)

// multiMACPort finds edge ports with more devices behind them than the city allows:
// a private hub or router. It rests on the FDB of the switch. Not counted are
// ports that lead on (uplinks, LAG members, access points, phones, controllers,
// 5-port switches), devices in wireless VLANs, and made-up MACs: behind a server
// they are its virtual machines.
func multiMACPort() Rule {
	return Rule{
		Kind: inventory.KindMultiMACPort, Severity: inventory.Info,
		Tables:  []inventory.Table{inventory.TableFDB},
		Sources: []Source{SourceFDB},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for i := range c.Switches {
				v := &c.Switches[i]
				for port, macs := range c.behind(v) {
					if len(macs) > c.limits.EdgePortMACs && c.oneDevicePort(v, port) {
						fs = append(fs, c.manyAt(port, macs))
					}
				}
			}
			return fs
		},
	}
}

// behind returns which devices a switch's ports show, without those that a verdict
// puts elsewhere by now.
func (c *Case) behind(v *inventory.SwitchView) map[inventory.PortID][]inventory.MAC {
	macs := map[inventory.PortID][]inventory.MAC{}
	for _, s := range v.Sightings {
		place, known := c.places[s.MAC]
		if s.MAC.IsLocal() || c.wireless(s.VID) || s.MAC.IsVirtualRouter() || known && place.Port != s.Port {
			continue
		}
		macs[s.Port] = append(macs[s.Port], s.MAC)
	}
	for port := range macs {
		slices.SortFunc(macs[port], compareMAC)
		macs[port] = slices.Compact(macs[port])
	}
	return macs
}

// oneDevicePort says whether a port is meant for one device.
func (c *Case) oneDevicePort(v *inventory.SwitchView, port inventory.PortID) bool {
	p := c.ports[port]
	if p == nil || p.Role.Role != inventory.RoleEdge || p.Config.LAG != "" || c.looped(port) || c.mayLoop(port) {
		return false
	}
	if v.Switch.Role == inventory.SwitchController || v.Switch.Role == inventory.SwitchClassroom {
		return false
	}
	written := c.records[port].Role
	return (written == "" || written == inventory.RoleEdge) &&
		!neighborIs(p, inventory.ClassSwitch, inventory.ClassAP, inventory.ClassPhone)
}

func (c *Case) manyAt(port inventory.PortID, macs []inventory.MAC) inventory.Finding {
	f := inventory.Finding{
		Subject: string(port.Switch) + " " + port.IfName,
		Args: map[string]string{
			"n": strconv.Itoa(len(macs)), "limit": strconv.Itoa(c.limits.EdgePortMACs),
			"brands": brandLines(macs), "macs": macLines(macs),
		},
		Rests: []inventory.TableRef{ref(port.Switch, inventory.TableFDB)},
	}
	for _, s := range c.views[port.Switch].Sightings {
		if s.Port == port && (f.Since.IsZero() || s.First.Before(f.Since)) {
			f.Since = s.First
		}
	}
	return c.at(f, port)
}
