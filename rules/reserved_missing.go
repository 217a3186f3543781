package rules

import (
	"slices"

	"rollcall/inventory"
)

// reservedMissing finds the earthquake PC, or the seismic sensor of a school that
// has one, gone for a school day. It is gone where nothing shows it that should:
// see [inventory.Snapshot.Presence].
func reservedMissing() Rule {
	return Rule{
		Kind: inventory.KindReservedMissing, Severity: inventory.Critical,
		Tables:  []inventory.Table{inventory.TableARP},
		Sources: []Source{SourcePresentZone, SourcePresence},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, d := range c.alwaysOn(inventory.ClassQuakePC, inventory.ClassQuakeSensor) {
				f := c.absent(d)
				if d.Class == inventory.ClassQuakeSensor {
					f.Severity = inventory.Warning
				}
				switch presence := c.Presence(d); {
				case presence == inventory.PresenceHere:
					continue
				case presence == inventory.PresenceUnknown:
					f.Doubt = true
				case c.At.Before(c.Calendar.After(f.Since, 1)):
					continue
				}
				fs = append(fs, f)
			}
			return fs
		},
	}
}

// alwaysOn are the watched devices of some classes.
func (c *Case) alwaysOn(classes ...string) []inventory.Reach {
	var some []inventory.Reach
	for _, d := range c.Reach.Devices {
		if slices.Contains(classes, d.Class) {
			some = append(some, d)
		}
	}
	return some
}

// absent is a finding about a device that is not there: since when, and where it
// was last.
func (c *Case) absent(d inventory.Reach) inventory.Finding {
	f := inventory.Finding{Subject: d.Address.String(), IP: d.Address, MAC: d.MAC, Since: d.Seen,
		Args: map[string]string{"name": d.Name, "class": d.Class, "effect": d.Class, "link": "unknown"}}
	if d.Seen.IsZero() { // watched since, and never seen
		f.Since, f.Args["variant"] = d.Since, "never"
	}
	if d.Port.Switch == "" {
		return f
	}
	f = c.at(f, d.Port)
	if p := c.ports[d.Port]; p != nil && p.Link.Oper != "" {
		f.Args["link"] = p.Link.Oper
	}
	return f
}
