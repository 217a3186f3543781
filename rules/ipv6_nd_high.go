package rules

import (
	"math"
	"strconv"

	"rollcall/inventory"
)

// ipv6NeighborsHigh finds a core whose cache of IPv6 neighbours has grown so large, and
// its memory so full, that it may forward DHCP slowly: what happened in 2019. A switch
// that tells no memory is judged by the number alone. It rests on what the switch tells
// of its health.
func ipv6NeighborsHigh() Rule {
	return Rule{
		Kind: inventory.KindIPv6NDHigh, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableHealth},
		Sources: []Source{SourceHealth},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			limits := c.windowLimits()
			for i := range c.Switches {
				v := &c.Switches[i]
				h := v.Health
				if h == nil || h.IPv6Neighbors == nil || *h.IPv6Neighbors < limits.Neighbours ||
					h.MemoryPercent != nil && *h.MemoryPercent < limits.NeighboursMemory {
					continue
				}
				fs = append(fs, c.manyNeighbors(v))
			}
			return fs
		},
	}
}

func (c *Case) manyNeighbors(v *inventory.SwitchView) inventory.Finding {
	n := *v.Health.IPv6Neighbors
	args := map[string]string{"count": strconv.Itoa(n - n%100), "memory": "", "slope": "", "role": string(v.Switch.Role), "more": ""}
	if v.Health.IPv6NeighborsMore {
		args["more"] = "more"
	}
	if v.Health.MemoryPercent != nil {
		args["memory"] = strconv.Itoa(int(math.Round(*v.Health.MemoryPercent)))
	}
	if t := c.Windows.Neighbours[v.Switch.ID]; t.Over > 0 {
		args["slope"] = strconv.Itoa(int(math.Round(t.PerHour/50)) * 50)
	}
	return inventory.Finding{
		Subject: string(v.Switch.ID), Switch: v.Switch.ID, Room: v.Switch.Place, Args: args,
		Rests: []inventory.TableRef{ref(v.Switch.ID, inventory.TableHealth)},
	}
}
