package rules

import (
	"strconv"
	"time"

	"rollcall/inventory"
)

// linkFlap finds ports that lose their link again and again: a bad cable, plug or
// device. Between two readings at most one loss is seen, so the number is the least
// that it was. It rests on the interfaces of the switch.
func linkFlap() Rule {
	return Rule{
		Kind: inventory.KindLinkFlap, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableInterfaces},
		Sources: []Source{SourceInterfaces},
		Over:    time.Hour,
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			limit := c.windowLimits().FlapsPerHour
			for _, p := range c.windowPorts(func(p *inventory.PortView, w inventory.PortWindow) bool { return p.Config.Bridge && w.Flaps >= limit }) {
				n := c.Windows.Ports[p.Port].Flaps
				fs = append(fs, c.onPort(p.Port, map[string]string{"count": strconv.Itoa(n - n%5), "limit": strconv.Itoa(limit)}))
			}
			return fs
		},
	}
}
