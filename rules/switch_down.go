package rules

import (
	"slices"
	"strconv"

	"rollcall/inventory"
)

// switchDown finds switches that have brought nothing for several readings in a
// row. It rests on any answer of the switch. What rests on the switch is muted
// while it lasts. While a switch that it hangs under has begun to be silent too,
// nothing is said yet: if that one is down, it is the one to tell of.
func switchDown() Rule {
	return Rule{
		Kind: inventory.KindSwitchDown, Severity: inventory.Critical,
		Tables:  inventory.Tables(),
		Sources: []Source{SourceSwitches},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			wavering := c.wavering()
			for _, v := range c.Switches {
				if v.Silent >= c.limits.DownAfter && v.Reason != inventory.ReasonAuth && !wavering(v.Switch.ID) {
					f := c.silent(v, map[string]string{"k": strconv.Itoa(sockets(v)), "silent": strconv.Itoa(c.limits.DownAfter)})
					f.Doubt = c.wayBack(v.Asked)
					fs = append(fs, f)
				}
			}
			return fs
		},
	}
}

// wavering returns whether a switch hangs under one that has missed readings, but
// not enough of them to be down.
func (c *Case) wavering() func(inventory.SwitchID) bool {
	var missing []inventory.SwitchID
	for _, v := range c.Switches {
		if v.Silent > 0 && v.Silent < c.limits.DownAfter && v.Reason != inventory.ReasonAuth {
			missing = append(missing, v.Switch.ID)
		}
	}
	if missing == nil {
		return func(inventory.SwitchID) bool { return false }
	}
	below := newBranches(c.Snapshot)
	return func(id inventory.SwitchID) bool {
		return slices.ContainsFunc(missing, func(up inventory.SwitchID) bool { return below.reach(up, id) })
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
