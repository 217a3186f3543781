package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"rollcall/inventory"
)

// unknownSwitch finds LLDP and CDP neighbours that are bridges or routers and no
// switch of the configuration. It rests on the neighbour table of the switch that
// names them. A neighbour that may be a configured switch, of which too little has
// been read yet, is doubtful.
func unknownSwitch() Rule {
	return Rule{
		Kind: inventory.KindUnknownSwitch, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableNeighbors},
		Sources: []Source{SourceNeighbors},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for _, v := range c.Switches {
				for _, p := range v.Ports {
					for _, n := range p.Neighbors {
						if n.Class() == inventory.ClassSwitch && !c.configured(n) {
							f := c.strangeSwitch(p.Port, n)
							f.Doubt = c.doubts.reading || c.mayBeOurs(n) || c.mayBeCentre(n)
							fs = append(fs, f)
						}
					}
				}
			}
			return fs
		},
	}
}

// configured says whether a neighbour is a switch of the city by name, by its own
// MAC or by a management address. What the school's own switches say of themselves
// is newer than the index of the city.
func (c *Case) configured(n inventory.Neighbor) bool {
	if mac, err := inventory.ParseMAC(n.ChassisID); err == nil {
		if _, ok := c.City.SwitchMACs[mac]; ok || c.own[mac] {
			return true
		}
	}
	name := strings.ToLower(strings.TrimSpace(n.SysName))
	host, _, _ := strings.Cut(name, ".")
	for _, try := range []string{name, host} {
		if _, ok := c.City.SwitchNames[try]; try != "" && (ok || c.calls(try)) {
			return true
		}
	}
	return slices.ContainsFunc(n.Addresses, c.switchAddress)
}

// calls says whether one of the school's switches calls itself so.
func (c *Case) calls(name string) bool {
	return slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		return strings.ToLower(v.Facts.Name) == name || strings.ToLower(string(v.Switch.ID)) == name
	})
}

// mayBeOurs says whether a neighbour could be a configured switch that we do not
// know well enough: one that gives no name could be any whose own addresses we did
// not learn, and one with a name could be any that answers but has not told its own.
func (c *Case) mayBeOurs(n inventory.Neighbor) bool {
	return slices.ContainsFunc(c.Switches, func(v inventory.SwitchView) bool {
		named := !v.Coverage[inventory.TableSystem].Last.IsZero()
		if n.SysName == "" {
			return !named || v.Coverage[inventory.TableInterfaces].Last.IsZero()
		}
		return !named && !v.Answered.IsZero()
	})
}

// mayBeCentre says whether a neighbour could be a router of the education network
// centre whose own addresses we do not know.
func (c *Case) mayBeCentre(n inventory.Neighbor) bool {
	return c.doubts.centre && slices.Contains(n.Capabilities, "router")
}

// switchAddress says whether a configured switch is read at an address.
func (c *Case) switchAddress(ip netip.Addr) bool {
	at := func(sw inventory.Switch) bool { return sw.Address.Addr() == ip }
	for _, school := range c.City.Schools {
		if slices.ContainsFunc(school.Switches, at) {
			return true
		}
	}
	return slices.ContainsFunc(c.City.ARPSources, at)
}

func (c *Case) strangeSwitch(port inventory.PortID, n inventory.Neighbor) inventory.Finding {
	f := inventory.Finding{
		Subject: cmp.Or(n.ChassisID, n.SysName, string(port.Switch)+" "+port.IfName),
		Args: map[string]string{
			"name": cmp.Or(n.SysName, n.ChassisID), "chassis": n.ChassisID,
			"descr": n.SysDescr, "protocol": strings.ToUpper(n.Protocol),
		},
		Rests: []inventory.TableRef{ref(port.Switch, inventory.TableNeighbors)},
	}
	if mac, err := inventory.ParseMAC(n.ChassisID); err == nil {
		f.MAC = mac
	}
	return c.at(f, port)
}
