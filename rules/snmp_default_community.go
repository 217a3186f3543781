package rules

import (
	"rollcall/inventory"
)

// defaultCommunity finds switches that answer to the community "public". It is looked
// for once a day, and only where the configuration wants it; what else a switch answers
// to is told nowhere. Until the first answer after a start nothing is claimed, nor taken
// back.
func defaultCommunity() Rule {
	return Rule{
		Kind: inventory.KindDefaultCommunity, Severity: inventory.Warning,
		Sources: []Source{SourcePublic},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, v := range c.Switches {
				check, asked := c.Windows.Public[v.Switch.ID]
				if !asked || !check.Answered && !check.At.IsZero() {
					continue
				}
				fs = append(fs, inventory.Finding{
					Subject: string(v.Switch.ID), Switch: v.Switch.ID, Room: v.Switch.Place,
					Args:  map[string]string{"role": string(v.Switch.Role)},
					Doubt: check.At.IsZero(),
				})
			}
			return fs
		},
	}
}
