package rules

import (
	"cmp"
	"slices"
	"strconv"

	"rollcall/inventory"
)

// randomMAC finds devices that hide behind a made-up MAC on a network that knows
// devices by MAC (auth: mac): one finding a network, with their number. Virtual
// machines and virtual routers set the same bit, so no other zone is looked at. It
// rests on every table that shows one of them, FDB or ARP.
func randomMAC() Rule {
	return Rule{
		Kind: inventory.KindRandomMAC, Severity: inventory.Warning, Roams: true, ByMAC: true,
		Tables:  []inventory.Table{inventory.TableFDB, inventory.TableARP},
		Sources: []Source{SourceFDB, SourceMACZone},
		Check: func(c *Case) []inventory.Finding {
			byNet := map[string][]device{}
			for _, d := range c.devicesIn(func(z inventory.SchoolZone) bool { return z.Auth == inventory.AuthMAC }) {
				if d.mac.IsLocal() && len(c.listed[d.mac]) == 0 {
					byNet[ssid(d.zone)] = append(byNet[ssid(d.zone)], d)
				}
			}
			var fs []inventory.Finding
			for name, ds := range byNet {
				fs = append(fs, c.randomOn(name, ds))
			}
			return fs
		},
	}
}

// randomOn groups the random MACs of one network.
func (c *Case) randomOn(name string, ds []device) inventory.Finding {
	f := inventory.Finding{Subject: name, VID: ds[0].zone.VLAN, Args: c.wifiArgs(ds[0].zone)}
	var macs []inventory.MAC
	var aps []string
	ports, refused := map[inventory.PortID]bool{}, 0
	for _, d := range ds {
		if d.unseen {
			refused++
		}
		if ap := c.apOf(d); ap != "" && !slices.Contains(aps, ap) {
			aps = append(aps, ap)
		}
		macs = append(macs, d.mac)
		f.Rests = append(f.Rests, d.rests...)
		if f.Since.IsZero() || d.since.Before(f.Since) {
			f.Since = d.since
		}
		if v, ok := c.places[d.mac]; ok {
			ports[v.Port] = true
		}
	}
	f.Args["n"] = strconv.Itoa(len(ds))
	f.Args["macs"] = macLines(macs)
	f.Args["ports"] = portLines(ports)
	if len(aps) > 0 {
		slices.Sort(aps)
		f.Args["aps"] = lines(aps[:min(len(aps), shown)])
	}
	if refused > 0 {
		f.Args["variant"], f.Args["refused"] = "also_refused", strconv.Itoa(refused)
	}
	if refused == len(ds) {
		f.Args["variant"] = "refused"
	}
	return f
}

// portLines lists ports in order, at most shown.
func portLines(ports map[inventory.PortID]bool) string {
	var all []inventory.PortID
	for p := range ports {
		all = append(all, p)
	}
	slices.SortFunc(all, comparePort)
	var items []string
	for _, p := range all[:min(len(all), shown)] {
		items = append(items, string(p.Switch)+" "+p.IfName)
	}
	return lines(items)
}

func comparePort(a, b inventory.PortID) int {
	return cmp.Or(cmp.Compare(a.Switch, b.Switch), cmp.Compare(a.IfName, b.IfName))
}
