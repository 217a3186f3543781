package inventory

import (
	"net/netip"
	"time"
)

// A SchoolCode is the six-digit code of a school, or of the centre, which is a
// school of its own.
type SchoolCode string

// A SwitchID is the name of a switch in the configuration; it is unique in the city.
type SwitchID string

// A PortID names a port by ifName (RFC 2863), which survives a reboot; ifIndex need not.
// Where a switch gives one name to several ports, "#2", "#3" … follow the name in
// the order of ifIndex.
type PortID struct {
	Switch SwitchID
	IfName string
}

// A City is the checked configuration: everything that people decide and no
// switch tells.
type City struct {
	Name         string
	Contact      string
	Location     *time.Location
	Upstream     netip.Addr // the address outside that reachability is measured against; zero: not configured
	QuakeSensors int        // how many schools should have one; 0: not checked
	Plan         Plan       // the template, with X still open
	Schools      []School   // in the order of the file
	ARPSources   []Switch   // gateways that serve many schools; their School is empty
	Thresholds   Thresholds
	Calendar     Calendar // by default Monday to Friday, 07:30 to 16:30
	Brands       Brands   // makers whose products are restricted; nil: the list that comes with rollcall
	Reach        ReachOptions
	Servers      []Server // of the server room, which are no switches
	Resources    []ResourceRule
}

// School returns the school of a code.
func (c *City) School(code SchoolCode) (School, bool) {
	for _, s := range c.Schools {
		if s.Code == code {
			return s, true
		}
	}
	return School{}, false
}

// Switch returns the switch of a name, wherever it stands.
func (c *City) Switch(id SwitchID) (Switch, bool) {
	for _, s := range c.Schools {
		for _, sw := range s.Switches {
			if sw.ID == id {
				return sw, true
			}
		}
	}
	return Switch{}, false
}

// Switches lists every device that is read: the schools' switches, then the
// gateways that serve many schools.
func (c *City) Switches() []Switch {
	var all []Switch
	for _, s := range c.Schools {
		all = append(all, s.Switches...)
	}
	return append(all, c.ARPSources...)
}

// SchoolKind tells schools from the centre.
type SchoolKind string

// The kinds of school that rules tell apart.
const (
	KindSchool SchoolKind = ""       // a school
	KindCentre SchoolKind = "centre" // the education network centre itself
)

// A School is one school of the city, as configured.
type School struct {
	Code              SchoolCode
	Name              string
	Kind              SchoolKind
	Vars              map[string]int // the variables of the plan's notation: {"X": 241}
	ClassCount        int
	QuakeSensor       bool
	PublicIPMigration string // done pending not_applicable
	Enforcement       string // what KL-mobile does with unlisted MACs: reject arp_block none unknown
	APMode            string // local, or central: wireless MACs appear at the controller's port
	Contacts          []Contact
	DownMbps, UpMbps  float64    // the circuit, per direction; 0: not configured
	Gateway           netip.Addr // by which reachability is measured; zero: [GatewayOf] says which
	LinePort          PortID     // where the circuit comes in; zero: the configuration does not say
	LineInside        bool       // see [Circuit].Inside
	SubCircuits       []Circuit
	Switches          []Switch
}

// A Contact is somebody who is told about a school.
type Contact struct {
	Name, Mail string
	Lang       string // in which one is written to; empty: LangZhTW
}

// The languages in which people are written to.
const (
	LangZhTW = "zh-TW"
	LangEn   = "en"
)

// SwitchRole is what the configuration says a switch is for.
type SwitchRole string

// The roles of a switch.
const (
	SwitchCore       SwitchRole = "core"
	SwitchAccess     SwitchRole = "access"
	SwitchClassroom  SwitchRole = "classroom" // a 5-port switch in a classroom
	SwitchController SwitchRole = "controller"
	SwitchRouter     SwitchRole = "router"
)

// A Switch is one device that rollcall reads, as configured.
type Switch struct {
	ID          SwitchID
	School      SchoolCode
	Address     netip.AddrPort
	Role        SwitchRole
	Credentials []string // names under snmp: in the configuration, tried in order
	Place       string   // building and room, where the configuration says it
	Uplinks     []string // ports that the configuration declares to be uplinks
}

// Thresholds are the numbers that rules compare with.
type Thresholds struct {
	EdgePortMACs int           // devices on one edge port before it is news
	StaleMAC     time.Duration // unseen so long, a listed device is stale
	DownAfter    int           // readings in a row without an answer before a switch is down

	// WhitelistMaxAge is how old a school's copy of the whitelist may be before
	// nothing is concluded from what it lacks; zero: [DefaultWhitelistMaxAge].
	WhitelistMaxAge time.Duration

	DHCPSlow    time.Duration // the 95th percentile from DISCOVER to OFFER that is slow
	DHCPNoOffer time.Duration // without an answer for so long, the service is down
	ScopeUsed   int           // percent of a DHCP pool that is nearly all

	Windows WindowLimits
}

// Keeper returns the school whose people look after rollcall itself: the centre,
// or the first school where the configuration has no centre.
func (c *City) Keeper() SchoolCode {
	for _, s := range c.Schools {
		if s.Kind == KindCentre {
			return s.Code
		}
	}
	if len(c.Schools) == 0 {
		return ""
	}
	return c.Schools[0].Code
}
