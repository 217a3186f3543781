package rules

import (
	"strconv"

	"rollcall/inventory"
)

// switchDown finds switches that have brought nothing for several readings in a
// row. It rests on any answer of the switch. What rests on the switch is muted
// while it lasts.
func switchDown() Rule {
	return Rule{
		Kind: inventory.KindSwitchDown, Severity: inventory.Critical,
		Tables:  inventory.Tables(),
		Sources: []Source{SourceSwitches},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, v := range c.Switches {
				if v.Silent >= c.limits.DownAfter && v.Reason != inventory.ReasonAuth {
					fs = append(fs, c.silent(v, map[string]string{"k": strconv.Itoa(sockets(v)), "silent": strconv.Itoa(c.limits.DownAfter)}))
				}
			}
			return fs
		},
	}
}

// silent is a finding about a switch that tells nothing.
func (c *Case) silent(v inventory.SwitchView, args map[string]string) inventory.Finding {
	args["role"], args["reason"] = string(v.Switch.Role), string(v.Reason)
	if v.Answered.IsZero() {
		args["variant"] = "never"
	}
	return inventory.Finding{
		Subject: string(v.Switch.ID), Switch: v.Switch.ID, Room: v.Switch.Place,
		Since: v.Answered, Args: args, Rests: []inventory.TableRef{ref(v.Switch.ID, "")},
	}
}

// sockets counts the ports that something can be plugged into.
func sockets(v inventory.SwitchView) int {
	n := 0
	for _, p := range v.Ports {
		if p.Config.Bridge {
			n++
		}
	}
	return n
}
