package audit

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// A school is a Source with what the tables look up in it.
type school struct {
	Source
	*inventory.Snapshot
	views    map[inventory.SwitchID]*inventory.SwitchView
	places   map[inventory.MAC]inventory.Verdict
	records  map[inventory.PortID]inventory.PortRecord // the last row of the record that speaks of a port
	written  map[inventory.PortID][]inventory.PortRecord
	unplaced []inventory.PortRecord // rows of ports that no switch has
	master   map[inventory.MAC][]inventory.ListEntry
	white    map[inventory.MAC][]inventory.ListEntry
	sighted  map[inventory.PortID][]inventory.Sighting
	managed  map[string]inventory.SwitchID // management addresses of the school's switches
	segments map[inventory.MAC][]int       // VLANs in which a MAC is seen
	leases   map[netip.Addr][]inventory.Binding
}

func newSchool(src Source) *school {
	s := &school{
		Source: src, Snapshot: src.Snapshot,
		views:  map[inventory.SwitchID]*inventory.SwitchView{},
		places: map[inventory.MAC]inventory.Verdict{},
		master: byMAC(src.Snapshot.Lists.Master), white: byMAC(src.Snapshot.Lists.Whitelist),
		records: map[inventory.PortID]inventory.PortRecord{}, sighted: map[inventory.PortID][]inventory.Sighting{},
		managed:  map[string]inventory.SwitchID{},
		segments: map[inventory.MAC][]int{},
		leases:   leasesByIP(src.Snapshot),
	}
	for _, v := range src.Verdicts {
		s.places[v.MAC] = v
	}
	s.written, s.unplaced = s.AllPortRecords()
	for port, rows := range s.written {
		s.records[port] = rows[len(rows)-1]
	}
	for i := range s.Switches {
		s.index(&s.Switches[i])
	}
	return s
}

func byMAC(list []inventory.ListEntry) map[inventory.MAC][]inventory.ListEntry {
	m := make(map[inventory.MAC][]inventory.ListEntry, len(list))
	for _, e := range list {
		m[e.MAC] = append(m[e.MAC], e)
	}
	return m
}

func (s *school) index(v *inventory.SwitchView) {
	s.views[v.Switch.ID] = v
	s.managed[v.Switch.Address.Addr().String()] = v.Switch.ID
	for _, seen := range v.Sightings {
		s.sighted[seen.Port] = append(s.sighted[seen.Port], seen)
		s.segments[seen.MAC] = append(s.segments[seen.MAC], seen.VID)
	}
}

// entry returns what the lists say of a MAC, the master list first.
func (s *school) entry(m inventory.MAC) (inventory.ListEntry, bool) {
	for _, list := range [][]inventory.ListEntry{s.master[m], s.white[m]} {
		if len(list) > 0 {
			return list[0], true
		}
	}
	return inventory.ListEntry{}, false
}

// A place is where a device is, as far as the network tells.
type place struct {
	sw   inventory.SwitchID
	port string
	room string
}

func (p place) String() string {
	if p.sw == "" {
		return ""
	}
	text := string(p.sw) + " " + p.port
	if p.room != "" {
		text += "（" + p.room + "）"
	}
	return text
}

func (s *school) place(m inventory.MAC) place {
	if v, ok := s.places[m]; ok {
		return s.placeAt(v.Port)
	}
	if seen, ok := s.Seen[m]; ok {
		return s.placeAt(seen.Port)
	}
	return place{}
}

func (s *school) placeAt(port inventory.PortID) place {
	return place{port.Switch, port.IfName, s.room(port)}
}

// room is where the outlet of a port is by the written record, else where its
// switch stands.
func (s *school) room(port inventory.PortID) string {
	if r, ok := s.records[port]; ok && r.Outlet != "" {
		return r.Outlet
	}
	return s.location(s.views[port.Switch])
}

// location is where a switch stands: by the configuration, else as it says itself.
func (s *school) location(v *inventory.SwitchView) string {
	if v == nil {
		return ""
	}
	return cmp.Or(v.Switch.Place, v.Facts.Location)
}

// lastSeen is when a device was last seen: while it is present, when its switch
// was last read.
func (s *school) lastSeen(m inventory.MAC) time.Time {
	if v, ok := s.places[m]; ok {
		return s.read(v.Port.Switch, inventory.TableFDB)
	}
	if seen, ok := s.Seen[m]; ok {
		return cmp.Or(seen.Gone, seen.First)
	}
	return time.Time{}
}

// read is when a table of a switch was last read completely, up to the moment of
// the snapshot.
func (s *school) read(sw inventory.SwitchID, t inventory.Table) time.Time {
	v := s.views[sw]
	if v == nil {
		if c, ok := s.Elsewhere[inventory.TableRef{Switch: sw, Table: t}]; ok {
			return c.Last
		}
		return s.At
	}
	return v.Coverage[t].Last
}

// class is the word for a device class.
func class(code string) string {
	if code == "" {
		return ""
	}
	if wording.Has("class." + code) {
		return wording.Class(wording.ZhTW, code)
	}
	return code
}

// own says whether a MAC is one of the city's switches, or one that routers share.
func (s *school) own(m inventory.MAC) bool {
	if m.IsVirtualRouter() {
		return true
	}
	if s.City == nil {
		return false
	}
	_, ok := s.City.SwitchMACs[m]
	return ok
}

func sortedPorts(v *inventory.SwitchView) []inventory.PortView {
	ports := slices.Clone(v.Ports)
	slices.SortStableFunc(ports, func(a, b inventory.PortView) int {
		return cmp.Compare(a.Config.IfIndex, b.Config.IfIndex)
	})
	return ports
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "；")
}
