package web

import (
	"cmp"
	"context"
	"net/netip"
	"strings"

	"rollcall/inventory"
)

// names looks for a text in the names of switches and, where nothing else was
// found, in those that neighbours announce of themselves: access points, phones.
func (f *finder) names(ctx context.Context) error {
	for _, school := range f.City.Schools {
		if !f.Scope.Sees(school.Code) {
			continue
		}
		for _, sw := range school.Switches {
			if holds(string(sw.ID), f.Text) {
				f.matches = append(f.matches, switchMatch(school, sw, say(f.Lang, "match.switch.up")))
			}
		}
	}
	if _, err := inventory.ParseMAC(f.Text); err == nil || len(f.matches) > 0 || len([]rune(f.Text)) < 2 {
		return nil
	}
	for _, school := range f.City.Schools {
		if !f.Scope.Sees(school.Code) {
			continue
		}
		if err := f.neighbors(ctx, school); err != nil {
			return err
		}
	}
	return nil
}

func switchMatch(school inventory.School, sw inventory.Switch, reason string) Match {
	return Match{Kind: MatchSwitch, School: school.Code, SchoolName: school.Name, Switch: sw.ID, Reason: reason}
}

// neighbors follows what LLDP and CDP say at one school. Whoever announces a MAC
// is a device like any other; else the port is told.
func (f *finder) neighbors(ctx context.Context, school inventory.School) error {
	snap, err := f.snapshot(ctx, school.Code)
	if err != nil {
		return err
	}
	for i := range snap.Switches {
		v := &snap.Switches[i]
		for _, p := range v.Ports {
			if err := f.announced(ctx, snap, v, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *finder) announced(ctx context.Context, snap *inventory.Snapshot, v *inventory.SwitchView, p inventory.PortView) error {
	for _, n := range p.Neighbors {
		if !holds(n.SysName, f.Text) {
			continue
		}
		if len(f.matches) >= maxDevices {
			f.cut = true
			return nil
		}
		before := len(f.matches)
		if mac, err := inventory.ParseMAC(n.ChassisID); err == nil {
			if err := f.device(ctx, mac, netip.Addr{}); err != nil {
				return err
			}
		}
		for j := before; j < len(f.matches); j++ {
			f.matches[j].Name = cmp.Or(f.matches[j].Name, n.SysName)
		}
		if len(f.matches) == before {
			f.matches = append(f.matches, f.heard(snap, v, p, n))
		}
	}
	return nil
}

// heard is the match of a neighbour that no forwarding table shows.
func (f *finder) heard(snap *inventory.Snapshot, v *inventory.SwitchView, p inventory.PortView, n inventory.Neighbor) Match {
	seen := v.Coverage[inventory.TableNeighbors]
	return Match{Kind: MatchDevice, Name: n.SysName, School: snap.School.Code, SchoolName: snap.School.Name, Switch: v.Switch.ID,
		Port: p.Port.IfName, Last: seen.Last, Present: seen.Fresh, Confidence: inventory.High,
		Reason: say(f.Lang, "match.neighbor", "protocol", strings.ToUpper(n.Protocol))}
}

// holds says whether a name has a part, whatever their case.
func holds(name, part string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(part))
}
