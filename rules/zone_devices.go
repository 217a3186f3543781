package rules

import (
	"slices"
	"strconv"
	"time"

	"rollcall/inventory"
)

// A device is one MAC that is present in a zone, by VLAN or by address.
type device struct {
	mac   inventory.MAC
	zone  inventory.SchoolZone
	since time.Time
	rests []inventory.TableRef

	refused *refusal // by MAC authentication, lately; nil: it was not
	unseen  bool     // that alone shows it
}

// devicesIn returns the devices that are present in the wanted zones, ordered by
// MAC: in a table, or because they spoke DHCP a moment ago, before any table could
// show them, and those that MAC authentication keeps out of them. Network equipment is left out.
func (c *Case) devicesIn(want func(inventory.SchoolZone) bool) []device {
	found := map[inventory.MAC]*device{}
	for _, v := range c.Switches {
		for _, sg := range v.Sightings {
			if z, ok := firstZone(c.zonesOf(sg.VID), want); ok {
				c.note(found, sg.MAC, z).add(sg.First, ref(sg.Port.Switch, inventory.TableFDB))
			}
		}
	}
	for _, b := range c.bindings {
		if z, ok := c.zone(b.IP); ok && want(z) {
			c.note(found, b.MAC, z).add(b.First, ref(b.Source, inventory.TableARP))
		}
	}
	for _, asked := range c.DHCP.Clients {
		if z, ok := c.Plan.ByID(asked.Zone); ok && want(z) {
			c.note(found, asked.MAC, z).spoke(asked.First)
		}
	}
	var ds []device
	c.addRefusals(found, want)
	c.addRefusals(found, want)
	for mac, d := range found {
		if c.isDevice(mac) {
			d.rests = c.nearest(*d)
			ds = append(ds, *d)
		}
	}
	slices.SortFunc(ds, func(a, b device) int { return compareMAC(a.mac, b.mac) })
	return ds
}

func firstZone(zs []inventory.SchoolZone, want func(inventory.SchoolZone) bool) (inventory.SchoolZone, bool) {
	i := slices.IndexFunc(zs, want)
	if i < 0 {
		return inventory.SchoolZone{}, false
	}
	return zs[i], true
}

// note returns the entry of a MAC, a new one where it has none.
func (c *Case) note(found map[inventory.MAC]*device, mac inventory.MAC, z inventory.SchoolZone) *device {
	if found[mac] == nil {
		found[mac] = &device{mac: mac, zone: z}
	}
	return found[mac]
}

// add notes one more piece of evidence.
func (d *device) add(first time.Time, table inventory.TableRef) {
	if d.since.IsZero() || first.Before(d.since) {
		d.since = first
	}
	d.rests = append(d.rests, table)
}

// spoke notes that the device spoke DHCP: it is there, and no table shows that.
func (d *device) spoke(first time.Time) {
	if d.since.IsZero() || first.Before(d.since) {
		d.since = first
	}
}

// nearest leaves of several forwarding tables that show a device the one of the
// switch where it is plugged in: the others show it on the way there.
func (c *Case) nearest(d device) []inventory.TableRef {
	at := ref(c.places[d.mac].Port.Switch, inventory.TableFDB)
	if !slices.Contains(d.rests, at) {
		return d.rests
	}
	return slices.DeleteFunc(d.rests, func(r inventory.TableRef) bool { return r.Table == inventory.TableFDB && r != at })
}

// ssid names the network of a zone as its users know it.
func ssid(z inventory.SchoolZone) string {
	if z.SSID != "" {
		return z.SSID
	}
	return z.Name
}

// openSSIDs are the networks for people's own devices, where no list counts.
func (c *Case) openSSIDs() string {
	var names []string
	for _, z := range c.Plan.Zones {
		if z.Unknown == inventory.UnknownIgnore && z.SSID != "" {
			names = append(names, z.SSID)
		}
	}
	return lines(names)
}

// wifiArgs are the arguments that the sentences on unlisted devices share.
func (c *Case) wifiArgs(z inventory.SchoolZone) map[string]string {
	return map[string]string{
		"ssid": ssid(z), "zone": z.Name, "others": c.openSSIDs(),
		"whitelist": strconv.Itoa(len(c.Lists.Whitelist)), "master": strconv.Itoa(len(c.Lists.Master)),
	}
}
