package rules

import (
	"strconv"

	"rollcall/inventory"
)

// nearMiss finds devices that are not listed, beside an entry of the list that
// differs from them by a slip of the pen. It rests on what shows the device.
func nearMiss() Rule {
	return Rule{
		Kind: inventory.KindNearMiss, Severity: inventory.Warning, Roams: true, ByMAC: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB, SourceWhitelist, SourceAlertZone},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, d := range c.unlisted() {
				if c.mistyped(d.mac) && len(c.City.ListedElsewhere(d.mac, c.School.Code)) == 0 {
					fs = append(fs, c.mistypedAs(d))
				}
			}
			return fs
		},
	}
}

// mistyped says whether an entry of the lists is probably meant for a device.
func (c *Case) mistyped(mac inventory.MAC) bool {
	near, known := c.near[mac]
	if !known {
		near = c.meant(mac)
		c.near[mac] = near
	}
	return near.Slip != ""
}

// meant is the one entry that a device is a slip of the pen away from. Devices
// that were bought together have MACs that differ by one digit too: so an entry
// whose own MAC has been seen is no typing error, and of several nobody can say
// which is meant.
func (c *Case) meant(mac inventory.MAC) inventory.NearMiss {
	var found inventory.NearMiss
	for _, near := range inventory.NearMisses(mac, c.Lists) {
		switch {
		case c.everSeen(near.Entry.MAC):
		case found.Slip != "" && found.Entry.MAC != near.Entry.MAC:
			return inventory.NearMiss{}
		default:
			found = near
		}
	}
	return found
}

// everSeen says whether a device is or was at the school, as far as is known.
func (c *Case) everSeen(mac inventory.MAC) bool {
	_, before := c.LastSeen[mac]
	return before || len(c.sighted[mac])+len(c.bound[mac]) > 0
}

func (c *Case) mistypedAs(d device) inventory.Finding {
	f, near := c.strangerOf(d), c.near[d.mac]
	f.Args["name"], f.Args["entry"] = near.Entry.Name, near.Entry.MAC.String()
	f.Args["list"], f.Args["slip"] = near.List, near.Slip
	if near.Entry.Row > 0 {
		f.Args["row"] = strconv.Itoa(near.Entry.Row)
	}
	return f
}
