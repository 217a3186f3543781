package rules

import (
	"time"

	"rollcall/inventory"
)

// loopSuspected finds two ports of a switch that a cable may join: MACs move between
// them, and broadcasts pour in at both. Where the spanning tree blocks one of them it
// has cut the loop. It rests on the forwarding table and the interfaces of the switch.
func loopSuspected() Rule {
	return Rule{
		Kind: inventory.KindLoopSuspected, Severity: inventory.Critical,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableInterfaces},
		Sources: []Source{SourceFDB, SourceInterfaces},
		Over:    20 * time.Minute,
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, p := range c.windowPorts(func(p *inventory.PortView, _ inventory.PortWindow) bool { return c.looped(p.Port) }) {
				w := c.Windows.Ports[p.Port]
				if other := (inventory.PortID{Switch: p.Port.Switch, IfName: w.MovesTo}); comparePort(p.Port, other) < 0 {
					fs = append(fs, c.loop(p.Port, other))
				}
			}
			return fs
		},
	}
}

// looped says whether a port seems to be one end of a loop.
func (c *Case) looped(port inventory.PortID) bool {
	other := inventory.PortID{Switch: port.Switch, IfName: c.Windows.Ports[port].MovesTo}
	return c.Windows.Loops(port, c.windowLimits().BroadcastWarn) && c.pours(port) && c.pours(other)
}

// mayLoop says whether a port may be one end of a loop for all that is known yet:
// broadcasts pour in, and its switch's forwarding table was not read twice.
func (c *Case) mayLoop(port inventory.PortID) bool {
	v := c.views[port.Switch]
	return c.pours(port) && v != nil && v.Coverage[inventory.TableFDB].Fresh && !c.Windows.Compared[port.Switch]
}

// pours says whether too many broadcasts come in at a port that forwards them.
func (c *Case) pours(port inventory.PortID) bool {
	p := c.ports[port]
	return p != nil && p.Blocked == "" && c.Windows.Ports[port].BroadcastPPS >= c.windowLimits().BroadcastWarn
}

// anyLoop says whether a loop is suspected anywhere at the school.
func (c *Case) anyLoop() bool {
	for port := range c.Windows.Ports {
		if c.looped(port) {
			return true
		}
	}
	return false
}

func (c *Case) loop(a, b inventory.PortID) inventory.Finding {
	wa, wb := c.Windows.Ports[a], c.Windows.Ports[b]
	return c.at(inventory.Finding{
		Subject: string(a.Switch) + " " + a.IfName + " " + b.IfName,
		Since:   earliest(wa.HighSince, wb.HighSince),
		Args: map[string]string{
			"switch2": string(b.Switch), "port2": b.IfName, "room2": c.room(b),
			"rate": about(wa.MovesPerSec), "pps": about(max(wa.BroadcastPPS, wb.BroadcastPPS)),
		},
		Rests: []inventory.TableRef{ref(a.Switch, inventory.TableFDB), ref(a.Switch, inventory.TableInterfaces)},
	}, a)
}
