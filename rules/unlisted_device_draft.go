package rules

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
)

// Draft returns what a baseline of the snapshot's school would be, by the same
// judgement as the rules: who is a device, where it is plugged in, in which zone.
// Devices that have been seen for less than least are left out.
func Draft(s *inventory.Snapshot, least time.Duration) inventory.BaselineDraft {
	d := newDrafter(s, least)
	draft := inventory.BaselineDraft{School: s.School.Code, At: s.At, Least: int(least / time.Second), Ports: d.ports(), Unread: d.unread()}
	for _, v := range d.verdicts {
		if len(d.listed[v.MAC]) > 0 {
			draft.Listed++
			continue
		}
		if why := d.skip(v); why != "" {
			z, _ := d.zones.Of(v.MAC, v.VID)
			draft.LeftOut = append(draft.LeftOut, inventory.DraftSkip{MAC: v.MAC, Port: v.Port, Zone: z.Name, Why: why, Since: d.first[v.MAC]})
			continue
		}
		draft.Devices = append(draft.Devices, d.device(v))
	}
	slices.SortStableFunc(draft.Devices, func(a, b inventory.DraftDevice) int { return cmp.Compare(d.order[a.Port], d.order[b.Port]) })
	return draft
}

// A drafter is a case with what drafting asks for beside it.
type drafter struct {
	*Case
	zones inventory.ZoneIndex
	least time.Duration
	first map[inventory.MAC]time.Time // when a device was first seen of those times it has not left since
	order map[inventory.PortID]int    // in which ports stand
}

func newDrafter(s *inventory.Snapshot, least time.Duration) *drafter {
	d := &drafter{Case: NewCase(s), zones: inventory.NewZoneIndex(s), least: least,
		first: map[inventory.MAC]time.Time{}, order: map[inventory.PortID]int{}}
	note := func(mac inventory.MAC, at time.Time) {
		if was, seen := d.first[mac]; !seen || at.Before(was) {
			d.first[mac] = at
		}
	}
	for _, v := range s.Switches {
		for _, p := range v.Ports {
			d.order[p.Port] = len(d.order)
		}
		for _, sg := range v.Sightings {
			note(sg.MAC, sg.First)
		}
	}
	for _, b := range d.bindings {
		note(b.MAC, b.First)
	}
	return d
}

// unread are the switches whose devices nobody can tell at the moment.
func (d *drafter) unread() []inventory.SwitchID {
	var ids []inventory.SwitchID
	for _, v := range d.Switches {
		if !v.Coverage[inventory.TableFDB].Fresh {
			ids = append(ids, v.Switch.ID)
		}
	}
	return ids
}

// skip says why a device is not drafted; empty: it is. A phone is network
// equipment to other rules, but it stands on the list.
func (d *drafter) skip(v inventory.Verdict) inventory.SkipWhy {
	z, zoned := d.zones.Of(v.MAC, v.VID)
	_, wired := d.wiredAt(v.MAC)
	switch {
	case !d.isDevice(v.MAC) && d.gear[v.MAC] != inventory.ClassPhone:
		return inventory.SkipGear
	case z.Unknown == inventory.UnknownIgnore:
		return inventory.SkipPersonal
	case v.MAC.IsLocal():
		return inventory.SkipRandom
	case len(d.City.ListedElsewhere(v.MAC, d.School.Code)) > 0:
		return inventory.SkipOther
	case d.mayBeSwitch(v.MAC), v.Confidence == inventory.Low, !wired && z.Auth != inventory.AuthMAC:
		return inventory.SkipUplink
	case !zoned:
		return inventory.SkipZone
	case d.At.Sub(d.first[v.MAC]) < d.least:
		return inventory.SkipBrief
	}
	return ""
}

// device drafts the entry of a device. Its name is what it calls itself, else
// where it is: somebody will put a better one there.
func (d *drafter) device(v inventory.Verdict) inventory.DraftDevice {
	z, _ := d.zones.Of(v.MAC, v.VID)
	name := string(v.Port.Switch) + " " + v.Port.IfName
	if p := d.Case.ports[v.Port]; p != nil {
		name = cmp.Or(calls(p, v.MAC), name)
	}
	draft := inventory.DraftDevice{Port: v.Port, Zone: z.Name, Vendor: inventory.Vendor(v.MAC), Since: d.first[v.MAC],
		Entry: inventory.ListEntry{School: d.School.Code, MAC: v.MAC, Name: name, Class: d.classIn(v.MAC, z), Room: d.records[v.Port].Outlet,
			KLMobile: z.Auth == inventory.AuthMAC, ListedAt: string(inventory.DateOf(d.At))}}
	for _, b := range d.bound[v.MAC] {
		if !draft.IP.IsValid() || b.IP.Is4() {
			draft.IP = b.IP
		}
	}
	return draft
}

// classIn is the class that the network tells, else the one that a zone is for.
func (d *drafter) classIn(mac inventory.MAC, z inventory.SchoolZone) string {
	if class := d.gear[mac]; class != "" || len(z.Classes) != 1 {
		return class
	}
	return z.Classes[0]
}

// calls is what the neighbour of a port with a MAC calls itself.
func calls(p *inventory.PortView, mac inventory.MAC) string {
	for _, n := range p.Neighbors {
		for _, id := range []string{n.ChassisID, n.PortID} {
			if own, err := inventory.ParseMAC(id); err == nil && own == mac {
				return n.SysName
			}
		}
	}
	return ""
}

// ports drafts a row of the written record for each socket of which there is none
// and whose VLAN has been read.
func (d *drafter) ports() []inventory.PortRecord {
	var rows []inventory.PortRecord
	for i := range d.Switches {
		v := &d.Switches[i]
		for j := range v.Ports {
			p := &v.Ports[j]
			if _, written := d.records[p.Port]; written || p.Missed || !p.IsSocket() || p.Config.PVID == 0 {
				continue
			}
			rows = append(rows, inventory.PortRecord{School: d.School.Code, Switch: v.Switch.ID, Port: p.Port.IfName,
				Zone: d.segment(v, p.Config.PVID), Tagged: vidList(p.Config.Tagged), Role: p.Role.Role})
		}
	}
	return rows
}

// segment writes a VLAN so that the record's own rules read it back: as the zone
// of the plan, else by its number.
func (d *drafter) segment(v *inventory.SwitchView, vid int) string {
	if z, ok := d.Plan.ZoneOfVLAN(vid); ok {
		if back, read := d.Plan.WrittenVLAN(z.Name, v.Facts.VLANs); read && back == vid {
			return z.Name
		}
	}
	return "VLAN " + strconv.Itoa(vid)
}

func vidList(vids []int) string {
	var texts []string
	for _, vid := range vids {
		texts = append(texts, strconv.Itoa(vid))
	}
	return strings.Join(texts, ",")
}
