package rules

import (
	"cmp"

	"rollcall/inventory"
)

// watchedMAC finds lost devices, of whatever school, that are seen at this one. It
// rests on what shows them, and asks no list of this school.
func watchedMAC() Rule {
	return Rule{
		Kind: inventory.KindWatchedMAC, Severity: inventory.Critical, Roams: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for mac, lost := range c.City.Lost {
				if d := c.presence(mac); len(d.rests) > 0 {
					fs = append(fs, c.found(d, lost))
				}
			}
			return fs
		},
	}
}

// watched says whether a school misses a device.
func (c *Case) watched(mac inventory.MAC) bool {
	_, lost := c.City.Lost[mac]
	return lost
}

// presence is everything that shows a device at the school, in any zone.
func (c *Case) presence(mac inventory.MAC) device {
	d := device{mac: mac}
	for _, sg := range c.sighted[mac] {
		d.add(sg.First, ref(sg.Port.Switch, inventory.TableFDB))
	}
	for _, b := range c.bound[mac] {
		d.add(b.First, ref(b.Source, inventory.TableARP))
	}
	d.rests = c.nearest(d)
	return d
}

func (c *Case) found(d device, lost inventory.LostDevice) inventory.Finding {
	owner := c.City.Schools[lost.School]
	f := inventory.Finding{Subject: d.mac.String(), MAC: d.mac, Since: d.since, Rests: d.rests, Args: map[string]string{
		"name": cmp.Or(lost.Name, lost.Serial, d.mac.String()), "serial": lost.Serial,
		"other": string(lost.School), "other_name": cmp.Or(owner.Name, string(lost.School)), "brand": brand(d.mac)}}
	return c.place(f, d.mac)
}
