package rules

import (
	"slices"
	"time"

	"rollcall/inventory"
)

// duplicateLocation finds one MAC that is live at edge ports of two switches at
// once: a copied MAC. It rests on the FDB of both switches, fresh, and on at least
// two complete reads of each: one that showed the MAC first, and one after it had
// begun to show at the other place too. A move looks otherwise: the place that was
// left no longer shows the MAC then. Devices roam between access points within a
// wireless VLAN, so those VLANs are not looked at; neither are virtual routers, nor
// what a loop carries about.
func duplicateLocation() Rule {
	return Rule{
		Kind: inventory.KindDuplicateLocation, Severity: inventory.Warning,
		Tables:  []inventory.Table{inventory.TableFDB},
		Sources: []Source{SourceFDB},
		Check: func(c *Case) []inventory.Finding {
			var fs []inventory.Finding
			for mac, all := range c.sighted {
				if len(all) < 2 || !c.isDevice(mac) {
					continue
				}
				if a, b, ok := c.twoPlaces(all); ok {
					fs = append(fs, c.duplicate(a, b))
				}
			}
			return fs
		},
	}
}

// twoPlaces returns the first two sightings, in the order of their ports, that no
// move explains.
func (c *Case) twoPlaces(all []inventory.Sighting) (a, b inventory.Sighting, ok bool) {
	live := slices.DeleteFunc(slices.Clone(all), func(s inventory.Sighting) bool { return !c.liveAtEdge(s) })
	slices.SortFunc(live, func(x, y inventory.Sighting) int { return comparePort(x.Port, y.Port) })
	for i, a := range live {
		for _, b := range live[i+1:] {
			if a.Port.Switch != b.Port.Switch && a.VID == b.VID && c.overlap(a, b) {
				return a, b, true
			}
		}
	}
	return a, b, false
}

// liveAtEdge says whether the last read of a switch showed the device on a port
// where devices are plugged in, and few of them: a port that shows many leads on.
func (c *Case) liveAtEdge(s inventory.Sighting) bool {
	p, v := c.ports[s.Port], c.views[s.Port.Switch]
	if p == nil || s.Misses > 0 || c.looped(s.Port) || c.wireless(s.VID) || !c.fresh(v, inventory.TableFDB) {
		return false
	}
	edge := p.Role.Role == inventory.RoleEdge || p.Role.Role == inventory.RoleClassroom
	leads := p.Config.LAG != "" || neighborIs(p, inventory.ClassSwitch, inventory.ClassAP)
	return edge && !leads && c.crowdAt(v, s.Port) <= c.limits.EdgePortMACs
}

// crowdAt counts the MACs of a port.
func (c *Case) crowdAt(v *inventory.SwitchView, port inventory.PortID) int {
	macs := map[inventory.MAC]bool{}
	for _, s := range v.Sightings {
		if s.Port == port {
			macs[s.MAC] = true
		}
	}
	return len(macs)
}

// fresh says whether what a table shows holds at the moment of the snapshot.
func (c *Case) fresh(v *inventory.SwitchView, t inventory.Table) bool {
	return v.Coverage[t].Fresh && v.Coverage[t].State.Complete
}

// overlap says whether both switches showed the MAC again, a period of reading
// after both had begun to, a little jitter aside.
func (c *Case) overlap(a, b inventory.Sighting) bool {
	begun := a.First
	if b.First.After(begun) {
		begun = b.First
	}
	return c.readAfter(a.Port.Switch, begun) && c.readAfter(b.Port.Switch, begun)
}

func (c *Case) readAfter(sw inventory.SwitchID, begun time.Time) bool {
	fdb := c.views[sw].Coverage[inventory.TableFDB]
	return !fdb.Last.Before(begun.Add(fdb.Every - fdb.Every/10))
}

func (c *Case) duplicate(a, b inventory.Sighting) inventory.Finding {
	since := a.First
	if b.First.After(since) {
		since = b.First
	}
	return c.at(inventory.Finding{
		Subject: a.MAC.String(), MAC: a.MAC, VID: a.VID, Since: since, Doubt: c.mayLoop(a.Port) || c.mayLoop(b.Port),
		Args: map[string]string{
			"brand": brand(a.MAC), "switch2": string(b.Port.Switch), "port2": b.Port.IfName, "room2": c.room(b.Port),
		},
		Rests: []inventory.TableRef{ref(a.Port.Switch, inventory.TableFDB), ref(b.Port.Switch, inventory.TableFDB)},
	}, a.Port)
}
