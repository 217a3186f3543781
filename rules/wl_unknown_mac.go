package rules

import (
	"slices"
	"strconv"

	"rollcall/inventory"
)

// crowd is how many unlisted devices on one port are told one by one; more are one
// finding of the port, so that a flood of MACs is never a flood of findings.
const crowd = 5

// unknownMAC finds devices that no list of the school has, in zones where that
// counts (unknown_mac: alert). Random MACs, typing errors, and devices of another
// school are kinds of their own. It rests on the tables that show the device there, FDB or ARP. A
// device that MAC authentication refuses is in no switch's tables: messages of refusals
// show it, which rest on none. Without a recent copy of the whitelist it neither claims
// nor clears anything.
func unknownMAC() Rule {
	return Rule{
		Kind: inventory.KindUnknownMAC, Severity: inventory.Warning, Roams: true, ByMAC: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB, SourceWhitelist, SourceAlertZone},
		Check: func(c *Case) []inventory.Finding {
			byPort := map[inventory.PortID][]device{}
			var refused []device
			for _, d := range c.unlisted() {
				switch {
				case len(c.City.ListedElsewhere(d.mac, c.School.Code)) > 0 || c.mistyped(d.mac):
				case d.unseen:
					refused = append(refused, d)
				default:
					port := c.places[d.mac].Port
					byPort[port] = append(byPort[port], d)
				}
			}
			fs := c.refusedStrangers(refused)
			for port, ds := range byPort {
				fs = append(fs, c.strangersAt(port, ds)...)
			}
			return fs
		},
	}
}

// unlisted returns devices in alerting zones that are in none of the school's
// lists, whose MAC is their own, and which nobody misses.
func (c *Case) unlisted() []device {
	ds := c.devicesIn(func(z inventory.SchoolZone) bool { return z.Unknown == inventory.UnknownAlert })
	return slices.DeleteFunc(ds, func(d device) bool {
		return d.mac.IsLocal() || len(c.listed[d.mac]) > 0 || c.watched(d.mac)
	})
}

// strangersAt tells the unlisted devices of a port one by one, or as a crowd. It is
// a doubtful crowd if it takes doubtful ones to be one.
func (c *Case) strangersAt(port inventory.PortID, ds []device) []inventory.Finding {
	sure := slices.DeleteFunc(slices.Clone(ds), func(d device) bool { return c.inDoubt(d.mac) })
	if len(sure) > crowd && port.Switch != "" {
		return []inventory.Finding{c.crowdOf(port, sure)}
	}
	var fs []inventory.Finding
	if len(ds) > crowd && port.Switch != "" {
		f := c.crowdOf(port, ds)
		f.Doubt = true
		fs = append(fs, f)
	}
	for _, d := range ds {
		fs = append(fs, c.strangerOf(d))
	}
	return fs
}

func (c *Case) strangerOf(d device) inventory.Finding {
	args := c.wifiArgs(d.zone)
	args["brand"] = brand(d.mac)
	c.airArgs(args, d)
	f := inventory.Finding{
		Subject: d.mac.String(), MAC: d.mac, VID: d.zone.VLAN,
		Since: d.since, Args: args, Rests: d.rests, Doubt: c.inDoubt(d.mac),
	}
	return c.place(f, d.mac)
}

// crowdOf is the one finding of a port with many strangers.
func (c *Case) crowdOf(port inventory.PortID, ds []device) inventory.Finding {
	f := inventory.Finding{
		Subject: string(port.Switch) + " " + port.IfName,
		VID:     ds[0].zone.VLAN, Since: ds[0].since, Args: c.wifiArgs(ds[0].zone),
	}
	var macs []inventory.MAC
	for _, d := range ds {
		macs = append(macs, d.mac)
		f.Rests = append(f.Rests, d.rests...)
		if d.since.Before(f.Since) {
			f.Since = d.since
		}
	}
	f.Args["variant"] = "many"
	f.Args["n"] = strconv.Itoa(len(ds))
	f.Args["macs"] = macLines(macs)
	return c.at(f, port)
}

// otherSchool finds devices on the school's listed-only networks that another
// school lists: most are on loan. It rests on the same tables as unknownMAC.
func otherSchool() Rule {
	return Rule{
		Kind: inventory.KindOtherSchool, Severity: inventory.Info, Roams: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB, SourceWhitelist, SourceAlertZone},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, d := range c.unlisted() {
				if owner, ok := c.lister(d.mac); ok {
					f := c.strangerOf(d)
					f.Args["other"], f.Args["other_name"] = string(owner.Code), owner.Name
					fs = append(fs, f)
				}
			}
			return fs
		},
	}
}

// lister returns the other school that lists a device, the first by code.
func (c *Case) lister(mac inventory.MAC) (inventory.School, bool) {
	schools := c.City.ListedElsewhere(mac, c.School.Code)
	if len(schools) == 0 {
		return inventory.School{}, false
	}
	owner := c.City.Schools[schools[0]]
	owner.Code = schools[0]
	return owner, true
}
