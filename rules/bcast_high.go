package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// broadcastHigh finds ports that send too many broadcasts into the network for some
// minutes: one finding of a school for all of them. Ports that lead to other switches
// only pass on what others send, and those of a suspected loop are told there; before
// that can be told, nothing is claimed. Where no
// port does it alone, the sum over the core or over a VLAN may: many that are each
// below the limit. It rests on the interfaces of the switches that it names.
func broadcastHigh() Rule {
	return Rule{
		Kind: inventory.KindBroadcastHigh, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableInterfaces},
		Sources: []Source{SourceInterfaces},
		Over:    10 * time.Minute,
		Check: func(c *Case) []inventory.Finding {
			limits := c.windowLimits()
			loud := c.windowPorts(func(p *inventory.PortView, w inventory.PortWindow) bool {
				return w.HighFor >= limits.BroadcastFor && p.Config.Bridge && p.Role.Role != inventory.RoleUplink && !c.looped(p.Port)
			})
			if len(loud) > 0 {
				f := c.loudPorts(loud)
				f.Doubt = slices.ContainsFunc(loud, func(p *inventory.PortView) bool { return c.mayLoop(p.Port) })
				return []inventory.Finding{f}
			}
			return c.loudSum()
		},
	}
}

// broadcasts is the subject of a school's one finding.
const broadcasts = "broadcasts"

// loudPorts tells the ports, the loudest as the place of the finding.
func (c *Case) loudPorts(ports []*inventory.PortView) inventory.Finding {
	limits := c.windowLimits()
	f := inventory.Finding{Subject: broadcasts, Args: map[string]string{"n": strconv.Itoa(len(ports)), "limit": number(limits.BroadcastWarn)}}
	var items, places []string
	most := 0.0
	for _, p := range ports {
		w := c.Windows.Ports[p.Port]
		f.Since = earliest(f.Since, w.HighSince)
		f.Rests = append(f.Rests, ref(p.Port.Switch, inventory.TableInterfaces))
		items = append(items, c.describe(p.Port))
		places = append(places, string(p.Port.Switch)+"/"+p.Port.IfName)
		most = max(most, w.BroadcastPPS)
	}
	f = c.at(f, ports[0].Port)
	if macs := c.deviceAt(ports[0].Port); len(ports) == 1 && len(macs) == 1 {
		f.MAC = macs[0]
	}
	f.Args["pps"], f.Args["list"], f.Args["ports"] = about(most), lines(items), lines(places)
	if most > limits.BroadcastCrit {
		f.Severity = inventory.Critical
	}
	return f
}

// loudSum tells the largest sum that has been over its limit for long enough.
func (c *Case) loudSum() []inventory.Finding {
	limits := c.windowLimits()
	sums := slices.DeleteFunc(slices.Clone(c.Windows.Broadcasts), func(b inventory.BroadcastSum) bool {
		return b.Since.IsZero() || c.At.Sub(b.Since) < limits.SumFor
	})
	if len(sums) == 0 || c.anyLoop() {
		return nil
	}
	worst := slices.MaxFunc(sums, func(a, b inventory.BroadcastSum) int { return int(a.PPS - b.PPS) })
	f := inventory.Finding{Subject: broadcasts, Switch: worst.Switch, VID: worst.VID, Since: worst.Since,
		Args: map[string]string{"variant": "sum", "pps": about(worst.PPS), "n": strconv.Itoa(worst.Ports), "limit": number(limits.SumWarn)}}
	if worst.Switch == "" {
		f.Args["variant"] = "vlan"
	}
	for _, v := range c.Switches {
		if _, measured := c.Windows.Since[v.Switch.ID]; measured && (worst.Switch == "" || worst.Switch == v.Switch.ID) {
			f.Rests = append(f.Rests, ref(v.Switch.ID, inventory.TableInterfaces))
		}
	}
	return []inventory.Finding{f}
}
