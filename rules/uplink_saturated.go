package rules

import (
	"rollcall/inventory"
)

// uplinkSaturated finds circuits that are full too often: a share of the samples in
// school hours of so many school days at or over a part of what was bought, per
// direction. It rests on the counters of the port where the circuit comes in. Before
// three quarters of the days are measured nothing is claimed, nor taken back.
func uplinkSaturated() Rule {
	return Rule{
		Kind: inventory.KindUplinkSaturated, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableInterfaces},
		Sources: []Source{SourceSwitches, SourceCircuit},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			limits := c.windowLimits()
			for _, u := range c.Windows.Circuits {
				enough := 4*u.Days >= 3*limits.UplinkDays
				if enough && u.Over < limits.UplinkShare {
					continue
				}
				f := c.saturated(u)
				f.Doubt = !enough
				fs = append(fs, f)
			}
			return fs
		},
	}
}

func (c *Case) saturated(u inventory.CircuitUse) inventory.Finding {
	limits := c.windowLimits()
	args := map[string]string{
		"circuit": u.Name, "direction": u.Direction, "cap": number(u.Mbps), "pct": percent(u.Over), "thr": number(limits.UplinkPercent),
		"p95": about(u.P95Mbps), "ratio": percent(u.Ratio()), "days": number(float64(limits.UplinkDays)), "down": "", "up": "",
	}
	for _, one := range c.School.Circuits() {
		if one.Name == u.Name {
			args["down"], args["up"] = number(one.DownMbps), number(one.UpMbps)
		}
	}
	if u.Name != "" {
		args["variant"] = "sub"
	}
	subject := u.Direction
	if u.Name != "" {
		subject = u.Name + " " + u.Direction
	}
	f := inventory.Finding{Subject: subject, Args: args, Switch: u.Switch, Port: u.Port}
	if u.Switch != "" {
		f.Rests = []inventory.TableRef{ref(u.Switch, inventory.TableInterfaces)}
	}
	return f
}
