package rules

import (
	"rollcall/inventory"
)

// linkSpeedLow finds access points whose link came up below 1 Gbit/s, and access points
// and links between switches that came up in half duplex: nearly always a cable with a
// broken pair, or one end set by hand. It rests on the interfaces of the switch.
func linkSpeedLow() Rule {
	return Rule{
		Kind: inventory.KindLinkSpeedLow, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableInterfaces},
		Sources: []Source{SourceInterfaces},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for i := range c.Switches {
				v := &c.Switches[i]
				for j := range v.Ports {
					if p := &v.Ports[j]; slow(v, p) {
						fs = append(fs, c.slowPort(p))
					}
				}
			}
			return fs
		},
	}
}

// slow says whether a port runs below what it should. A controller's port is an access
// point's in name only.
func slow(v *inventory.SwitchView, p *inventory.PortView) bool {
	half := p.Link.Duplex == "half"
	low := p.Link.SpeedBPS > 0 && p.Link.SpeedBPS < 1e9
	if p.Link.Oper != "up" || p.Missed || v.Switch.Role == inventory.SwitchController {
		return false
	}
	switch p.Role.Role {
	case inventory.RoleAP:
		return half || low
	case inventory.RoleUplink:
		return half
	}
	return false
}

func (c *Case) slowPort(p *inventory.PortView) inventory.Finding {
	args := map[string]string{"mbps": number(float64(p.Link.SpeedBPS) / 1e6), "duplex": p.Link.Duplex, "peer": p.Role.Peer, "variant": ""}
	if p.Role.Role == inventory.RoleUplink {
		args["variant"] = "uplink"
	}
	f := c.onPort(p.Port, args)
	f.Since = p.LinkSince
	return f
}
