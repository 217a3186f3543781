package rules

import (
	"net/netip"

	"rollcall/inventory"
)

// foreignSchoolIP finds devices here that use an address of another school's X. It
// rests on the ARP table of a source of this school's own: one that serves many
// schools cannot say where the device is.
func foreignSchoolIP() Rule {
	return Rule{
		Kind: inventory.KindForeignSchoolIP, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableARP},
		Sources: []Source{SourceARP, SourceVariables},
		Check: func(c *Case) []inventory.Finding {
			if c.School.Kind == inventory.KindCentre {
				return nil
			}
			var fs []inventory.Finding
			for _, b := range c.bindings {
				owner, ok := c.foreign(b.IP)
				if !ok || c.views[b.Source] == nil || c.gear[b.MAC] == inventory.ClassSwitch || b.MAC.IsVirtualRouter() {
					continue
				}
				fs = append(fs, c.atAddress(b, map[string]string{
					"other": string(owner.Code), "other_name": owner.Name,
				}))
			}
			return fs
		},
	}
}

// foreign returns the other school that an address belongs to.
func (c *Case) foreign(ip netip.Addr) (inventory.School, bool) {
	ip = ip.Unmap()
	if !ip.Is4() || !c.planned(ip) || c.Plan.Owns(ip) {
		return inventory.School{}, false
	}
	owner, ok := c.City.OwnerOf(int(ip.As4()[1]))
	if !ok || owner.Code == c.School.Code || owner.Kind == inventory.KindCentre {
		return inventory.School{}, false
	}
	return owner, true
}

// planned says whether an address begins as the plan's addresses do: the second
// octet of 192.168.0.1 names no school.
func (c *Case) planned(ip netip.Addr) bool {
	for _, z := range c.Plan.Zones {
		if z.From.Is4() && z.From.As4()[0] == ip.As4()[0] {
			return true
		}
	}
	return false
}
