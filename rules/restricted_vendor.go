package rules

import (
	"strconv"

	"rollcall/inventory"
)

// restrictedVendor finds devices of makers whose products schools must list, isolate
// and replace. It goes by the maker of the MAC, which may be that of a part only: it
// asks, and does not accuse. Devices of people themselves, in zones where no list
// counts, are left alone, and what the inventory of things says has been looked at.
func restrictedVendor() Rule {
	return Rule{
		Kind: inventory.KindRestrictedVendor, Severity: inventory.Warning, Roams: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for name, macs := range c.restricted() {
				fs = append(fs, c.eachOrAll(batch{name, macs}, func(macs []inventory.MAC) inventory.Finding {
					f := inventory.Finding{Args: map[string]string{"n": strconv.Itoa(len(macs)), "maker": name, "vendor": inventory.Vendor(macs[0]), "list": c.deviceLines(macs, name+" ")}}
					brand, _ := c.City.Brands.Of(macs[0])
					f.Args["list_date"], f.Args["source"] = string(brand.Date), brand.Source
					return c.evidenceOf(f, macs)
				})...)
			}
			return fs
		},
	}
}

// restricted returns the school's own devices of restricted makers, by maker.
func (c *Case) restricted() map[string][]inventory.MAC {
	zones := inventory.NewZoneIndex(c.Snapshot)
	settled := c.settledBrands()
	found := map[string][]inventory.MAC{}
	look := func(mac inventory.MAC, vid int) {
		brand, restricted := c.City.Brands.Of(mac)
		if zone, ok := zones.Of(mac, vid); !restricted || settled[mac] || c.own[mac] || ok && zone.Unknown == inventory.UnknownIgnore {
			return
		}
		found[brand.Name] = append(found[brand.Name], mac)
	}
	for mac, v := range c.places {
		look(mac, v.VID)
	}
	for mac := range c.bound {
		if _, placed := c.places[mac]; !placed {
			look(mac, 0)
		}
	}
	return found
}

// settledBrands are the things that somebody has looked at: they are of another make,
// or are listed with what is done about them.
func (c *Case) settledBrands() map[inventory.MAC]bool {
	settled := map[inventory.MAC]bool{}
	for _, i := range c.Lists.IoT {
		if i.Restricted == "否" || i.Restricted == "確認" && i.Measure != "" {
			settled[i.MAC] = true
		}
	}
	return settled
}
