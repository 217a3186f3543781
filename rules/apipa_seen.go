package rules

import (
	"strconv"

	"rollcall/inventory"
)

// apipaSeen finds devices with an address that they gave themselves because they
// got none (RFC 3927), one finding a zone. It rests on the ARP tables that show
// them; most gateways show none of a network that is not theirs.
func apipaSeen() Rule {
	return Rule{
		Kind: inventory.KindAPIPASeen, Severity: inventory.Info,
		Tables:  []inventory.Table{inventory.TableARP},
		Sources: []Source{SourceARP},
		Check: func(c *Case) []inventory.Finding {
			byZone := map[string]*inventory.Finding{}
			macs := map[string][]inventory.MAC{}
			var order []string
			for _, b := range c.DHCP.Autoconf {
				z := c.zoneOfDevice(b.MAC)
				f := byZone[z.ID]
				if f == nil {
					f = &inventory.Finding{Subject: "zone " + z.ID, VID: z.VLAN, Since: b.First, Args: map[string]string{"zone": ssid(z)}}
					byZone[z.ID] = f
					order = append(order, z.ID)
				}
				macs[z.ID] = append(macs[z.ID], b.MAC)
				f.Rests = append(f.Rests, ref(b.Source, inventory.TableARP))
				if b.First.Before(f.Since) {
					f.Since = b.First
				}
			}
			var fs []inventory.Finding
			for _, id := range order {
				f := byZone[id]
				f.Args["n"], f.Args["macs"] = strconv.Itoa(len(macs[id])), macLines(macs[id])
				if len(macs[id]) == 1 {
					f.MAC = macs[id][0]
					*f = c.place(*f, f.MAC)
				}
				fs = append(fs, *f)
			}
			return fs
		},
	}
}

// zoneOfDevice is the zone of the VLAN that a device is seen in.
func (c *Case) zoneOfDevice(mac inventory.MAC) inventory.SchoolZone {
	z, _ := c.Plan.ZoneOfVLAN(c.places[mac].VID)
	return z
}
