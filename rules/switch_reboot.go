package rules

import (
	"strconv"

	"rollcall/inventory"
)

// switchReboot tells of restarts within the last day. It rests on the system group
// (sysUpTime), which comes with every answer.
func switchReboot() Rule {
	return Rule{
		Kind: inventory.KindSwitchReboot, Severity: inventory.Info,
		Tables:  []inventory.Table{inventory.TableSystem},
		Sources: []Source{SourceSystem},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, v := range c.Switches {
				if len(v.Reboots) == 0 {
					continue
				}
				fs = append(fs, inventory.Finding{
					Subject: string(v.Switch.ID), Switch: v.Switch.ID, Room: v.Switch.Place,
					Since: v.Reboots[len(v.Reboots)-1],
					Args:  map[string]string{"n": strconv.Itoa(len(v.Reboots)), "role": string(v.Switch.Role)},
					Rests: []inventory.TableRef{ref(v.Switch.ID, "")},
				})
			}
			return fs
		},
	}
}
