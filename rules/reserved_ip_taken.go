package rules

import (
	"slices"

	"rollcall/inventory"
)

// reservedIPTaken finds addresses that are set by hand and kept for one class of
// device, such as 全誼卡機, in the hands of another. A device without a class in
// the lists counts as another: that is how it is found. It rests on the ARP table
// that shows the binding; without a gateway or core switch that tells ARP the kind
// cannot be observed. Zones that DHCP may serve are not reserved in this sense.
func reservedIPTaken() Rule {
	return Rule{
		Kind: inventory.KindReservedIPTaken, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableARP},
		Sources: []Source{SourceARP, SourceReservedZone},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, b := range c.bindings {
				zone, ok := c.zone(b.IP)
				if !ok || !c.reserved(zone) || zone.Gateway == b.IP || b.MAC.IsVirtualRouter() {
					continue
				}
				if class := c.class(b.MAC); !c.belongs(b.MAC, zone) {
					fs = append(fs, c.atAddress(b, map[string]string{
						"zone": zone.Name, "expr": zone.Expr, "class": classOrNone(class), "classes": lines(zone.Classes),
					}))
				}
			}
			return fs
		},
	}
}

// reserved says whether a zone's addresses are kept for classes of device here.
func (c *Case) reserved(z inventory.SchoolZone) bool {
	return z.DHCP == inventory.DHCPManual && len(z.Classes) > 0 && z.AppliesTo(c.School)
}

// belongs says whether any list gives the device a class of the zone.
func (c *Case) belongs(mac inventory.MAC, z inventory.SchoolZone) bool {
	for _, e := range c.listed[mac] {
		if slices.Contains(z.Classes, e.Class) {
			return true
		}
	}
	return slices.Contains(z.Classes, c.gear[mac])
}

func classOrNone(class string) string {
	if class == "" {
		return "none"
	}
	return class
}
