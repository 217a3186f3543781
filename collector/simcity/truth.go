package simcity

import (
	"net/netip"
	"strings"

	"rollcall/inventory"
)

// A Truth is what is really there: what a perfect reader could know, and what
// was planted. Its JSON is truth.json.
type Truth struct {
	City     TruthCity     `json:"city"`
	Schools  []TruthSchool `json:"schools"`
	Switches []TruthSwitch `json:"switches"`
	Ports    []TruthPort   `json:"ports"`
	Devices  []TruthDevice `json:"devices"`
	Faults   []Fault       `json:"faults"`
	Decoys   []Decoy       `json:"decoys"`
	// Authenticator says why MACs that no list has are on KL-mobile, by school.
	Authenticator []Authenticator `json:"authenticator"`
	Notes         []string        `json:"notes"`
}

// A TruthCity says which city it is: what [New] must be given to get it again.
type TruthCity struct {
	Seed    int64  `json:"seed"`
	Schools int    `json:"schools"` // asked for; 0: all of the scale
	Scale   string `json:"scale"`   // "" or "city"
}

// A TruthSchool is one school.
type TruthSchool struct {
	Code inventory.SchoolCode `json:"code"`
	Name string               `json:"name"`
	X    int                  `json:"x"`
	Kind inventory.SchoolKind `json:"kind,omitempty"`
}

// A TruthSwitch is one switch that is read.
type TruthSwitch struct {
	Name    inventory.SwitchID   `json:"name"`
	School  inventory.SchoolCode `json:"school"`
	Address string               `json:"address"` // of its agent: host:port
	SNMP    string               `json:"snmp"`    // the credential that the configuration names
	Role    inventory.SwitchRole `json:"role"`
	Model   string               `json:"model"`
	MAC     string               `json:"mac"`
	Serial  string               `json:"serial"`
}

// A TruthPort is how one port is set up.
type TruthPort struct {
	Switch   inventory.SwitchID `json:"switch"`
	Port     string             `json:"port"`
	PVID     int                `json:"pvid"`
	Untagged []int              `json:"untagged"`
	Tagged   []int              `json:"tagged"`
	Role     string             `json:"role,omitempty"`
	Up       bool               `json:"up"`
}

// A TruthDevice is one device and the port where a complete reading could know it.
type TruthDevice struct {
	MAC       string               `json:"mac"`
	IP        string               `json:"ip"`
	Name      string               `json:"name"`
	Class     string               `json:"class"`
	School    inventory.SchoolCode `json:"school"`
	Switch    inventory.SwitchID   `json:"switch"`
	Port      string               `json:"port"`
	VID       int                  `json:"vid"`
	Online    bool                 `json:"online"`
	Decidable bool                 `json:"decidable"`
	Room      string               `json:"room,omitempty"`
	Listed    bool                 `json:"listed"`
	Also      string               `json:"also,omitempty"` // switch/port where a roaming tablet is in turn
}

// An Authenticator is one school's list of the Wi-Fi authenticator, as far as it
// differs from the school's own.
type Authenticator struct {
	School inventory.SchoolCode `json:"school"`
	Admits []string             `json:"admits_though_unlisted"`
}

// truthNotes are said in every truth.
var truthNotes = []string{
	"KL-mobile's authenticator works from its own list, which has drifted from the schools' lists: that is why unlisted MACs get in and can be seen.",
	"decidable is false where no reading of all tables could tell the port: " +
		"behind a central controller, below a switch that cannot be read, for a cloned or roaming MAC.",
}

// Truth returns what is really there.
func (c *City) Truth() Truth {
	t := Truth{City: TruthCity{c.options.Seed, c.options.Schools, c.options.Scale}, Faults: c.Faults, Decoys: c.Decoys, Notes: truthNotes, Authenticator: []Authenticator{}}
	for _, s := range c.Schools {
		t.Schools = append(t.Schools, TruthSchool{s.Code, s.Name, s.X, s.Kind})
		if len(s.offList) > 0 {
			a := Authenticator{School: s.Code}
			for _, m := range s.offList {
				a.Admits = append(a.Admits, m.String())
			}
			t.Authenticator = append(t.Authenticator, a)
		}
		for _, d := range s.Devices {
			t.Devices = append(t.Devices, d.truth())
		}
	}
	for _, sw := range c.switches() {
		agent := netip.AddrPortFrom(sw.Agent, c.port).String()
		t.Switches = append(t.Switches, TruthSwitch{sw.ID, sw.School.Code, agent, sw.Credential,
			sw.Role, sw.Model.Name, sw.MAC.String(), sw.Serial})
		for _, p := range sw.Ports {
			if p.Bridge > 0 || p.LAG != nil { // a member is a port of the panel, even where its aggregate bridges for it
				t.Ports = append(t.Ports, p.truth())
			}
		}
	}
	return t
}

// truth returns the device and its place.
func (d *Device) truth() TruthDevice {
	p := d.Port.seen()
	t := TruthDevice{MAC: d.MAC.String(), Name: d.Name, Class: d.Class, School: d.School.Code, Switch: p.Switch.ID,
		Port: p.Name, VID: d.VID, Online: d.Online, Decidable: d.Online && !d.Blind, Room: d.Room, Listed: d.Listed}
	if d.IP.IsValid() {
		t.IP = d.IP.String()
	}
	if d.Roams != nil {
		t.Also = d.Roams.seen().path()
	}
	return t
}

// truth returns the port's setup.
func (p *Port) truth() TruthPort {
	t := TruthPort{Switch: p.Switch.ID, Port: p.Name, PVID: p.PVID, Untagged: []int{}, Tagged: []int{}, Role: p.roleName(), Up: p.Up}
	if !p.Switch.Model.speaksQ() {
		t.PVID = 0
		return t
	}
	t.Untagged = append(t.Untagged, p.PVID)
	t.Tagged = append(t.Tagged, p.Tagged...)
	return t
}

// speaksQ says whether a model shows its VLANs (Q-BRIDGE-MIB).
func (m *Model) speaksQ() bool { return m.FDB != fdbNone && m.FDB != fdbBridge }

// roleName says what the school's record calls the port.
func (p *Port) roleName() string {
	switch p.Use {
	case useTrunk, useController, useLine:
		return inventory.RoleUplink
	case useAP:
		return inventory.RoleAP
	case useClassroom:
		return inventory.RoleClassroom
	}
	return inventory.RoleEdge
}

// huaweiNotation writes an address in the notation of one maker: AABB-CCDD-EEFF.
func huaweiNotation(m inventory.MAC) string {
	s := strings.ToUpper(strings.ReplaceAll(m.String(), ":", ""))
	return s[:4] + "-" + s[4:8] + "-" + s[8:]
}
