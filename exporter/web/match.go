package web

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"rollcall/inventory"
)

// The kinds of match.
const (
	MatchDevice = "device"
	MatchPort   = "port"   // a port that was asked for, and why no device is told for it
	MatchSwitch = "switch" // a switch that was asked for by its name
	MatchSchool = "school" // a school, by its code or a part of its name
	MatchRoom   = "room"   // a room or outlet of a list, with the port it is at where that is known
)

// A Match is one place of one device, or a port that was asked for.
type Match struct {
	Kind       string               `json:"kind"`
	MAC        string               `json:"mac"` // empty: the match is a port or a switch
	IP         netip.Addr           `json:"ip"`
	Name       string               `json:"name"`
	School     inventory.SchoolCode `json:"school"`
	SchoolName string               `json:"-"`
	Switch     inventory.SwitchID   `json:"switch"`
	Port       string               `json:"port"`
	VID        int                  `json:"vid"`
	Zone       string               `json:"zone"`           // the zone's id
	SSID       string               `json:"ssid,omitempty"` // as a wireless controller of the school says
	AP         string               `json:"ap,omitempty"`
	ZoneName   string               `json:"-"`
	First      time.Time            `json:"first,omitzero"`
	Last       time.Time            `json:"last,omitzero"` // of a place that is over: when it was found to be
	Present    bool                 `json:"present"`
	Confidence inventory.Confidence `json:"confidence"`
	Reason     string               `json:"reason"`
	Blocked    []string             `json:"blocked,omitempty"` // that it held an address which the centre has blocked, in sentences
}

// schoolsOf names the schools of some sightings, each once.
func schoolsOf(city *inventory.City, places []inventory.Sighting) []inventory.SchoolCode {
	var codes []inventory.SchoolCode
	for _, s := range places {
		if sw, ok := city.Switch(s.Port.Switch); ok && !slices.Contains(codes, sw.School) {
			codes = append(codes, sw.School)
		}
	}
	return codes
}

// match fills what a sighting and the school's lists tell.
func (r *roll) match(s inventory.Sighting) Match {
	m := r.named(s.MAC)
	m.Switch, m.Port, m.VID, m.First, m.Last = s.Port.Switch, s.Port.IfName, s.VID, s.First, s.Gone
	m.Present = s.Holds(r.snap.At) && r.fresh(s.Port.Switch, inventory.TableFDB)
	if s.Holds(r.snap.At) {
		m.Last = r.lastRead(s.Port.Switch, inventory.TableFDB)
		if ips := r.ips[s.MAC]; len(ips) > 0 {
			m.IP = ips[0]
		}
	}
	if air := r.onAir(s.MAC); air != nil && m.Present {
		m.SSID, m.AP = air.SSID, air.AP
	}
	if z, ok := r.zone(s.MAC, s.VID); ok {
		m.Zone, m.ZoneName = z.ID, z.Name
	}
	return m
}

// named is a match without a place.
func (r *roll) named(mac inventory.MAC) Match {
	m := Match{Kind: MatchDevice, MAC: mac.String(), School: r.snap.School.Code, SchoolName: r.snap.School.Name}
	for _, e := range r.listing.Own(mac) {
		m.Name = cmp.Or(m.Name, e.Name)
	}
	return m
}

// role is what a port is for, at the moment of the Snapshot.
func (r *roll) role(port inventory.PortID) string {
	if p, ok := r.portView(port); ok {
		return p.Role.Role
	}
	return ""
}

func (r *roll) portView(port inventory.PortID) (inventory.PortView, bool) {
	v := r.views[port.Switch]
	if v == nil {
		return inventory.PortView{}, false
	}
	i := slices.IndexFunc(v.Ports, func(p inventory.PortView) bool { return p.Port == port })
	if i < 0 {
		return inventory.PortView{}, false
	}
	return v.Ports[i], true
}

func placeName(l Lang, p inventory.PortID) string {
	return say(l, "device.at", "switch", p.Switch, "port", p.IfName)
}
