package rules

import (
	"math"
	"time"

	"rollcall/inventory"
)

// fewestErrors is how many errors in an hour are worth a finding, however few packets
// there were.
const fewestErrors = 100

// interfaceErrors finds ports at which too many packets arrive broken (ifInErrors): a
// bad cable, or two ends that do not agree on duplex. It rests on the interfaces of the
// switch.
func interfaceErrors() Rule {
	return Rule{
		Kind: inventory.KindInterfaceErrors, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableInterfaces},
		Sources: []Source{SourceInterfaces},
		Over:    time.Hour,
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			limit := c.windowLimits().ErrorPercent
			for _, p := range c.windowPorts(func(p *inventory.PortView, w inventory.PortWindow) bool {
				return p.Config.Bridge && w.Errors >= fewestErrors && 100*w.ErrorRatio >= limit
			}) {
				half := math.Round(200*c.Windows.Ports[p.Port].ErrorRatio) / 2
				fs = append(fs, c.onPort(p.Port, map[string]string{"ratio": number(half), "limit": number(limit)}))
			}
			return fs
		},
	}
}
