package rules

import (
	"math"
	"strconv"

	"rollcall/inventory"
)

// cpuSustained finds switches whose processor has been busy without a break for long.
// It rests on what the switch tells of its health; before it has been busy for long
// enough, as after a restart of rollcall, nothing is claimed, nor taken back.
func cpuSustained() Rule {
	return Rule{
		Kind: inventory.KindCPUSustained, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableHealth},
		Sources: []Source{SourceHealth},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			limits := c.windowLimits()
			for _, v := range c.Switches {
				busy, ok := c.Windows.CPU[v.Switch.ID]
				if !ok {
					continue
				}
				fs = append(fs, inventory.Finding{
					Subject: string(v.Switch.ID), Switch: v.Switch.ID, Room: v.Switch.Place, Since: busy.Since,
					Args: map[string]string{"percent": strconv.Itoa(int(math.Floor(busy.Value/5)) * 5), "limit": number(limits.CPUPercent),
						"minutes": minutes(limits.CPUFor), "role": string(v.Switch.Role)},
					Rests: []inventory.TableRef{ref(v.Switch.ID, inventory.TableHealth)},
					Doubt: busy.Lasted() < limits.CPUFor,
				})
			}
			return fs
		},
	}
}
