package inventory

import (
	"net/netip"
	"time"
)

// A Span is a stretch of time in which a fact was seen to hold: from First, the
// first complete read that showed it, up to and without Gone, the first complete
// read that no longer did. A zero Gone means that the span is open: its last
// moment is the coverage of the table it comes from.
type Span struct {
	First time.Time
	Gone  time.Time
}

// Open says whether nothing has ended the span yet.
func (s Span) Open() bool { return s.Gone.IsZero() }

// Holds says whether at lies in the span.
func (s Span) Holds(at time.Time) bool {
	return !at.Before(s.First) && (s.Gone.IsZero() || at.Before(s.Gone))
}

// A Sighting is a MAC seen in a VLAN on a port over a span. Two visits are two
// sightings.
type Sighting struct {
	MAC  MAC
	VID  int // 0: the switch did not say
	Port PortID
	Span
	Misses int       // complete reads in a row without it; at three the span is closed
	Missed time.Time // the first of those reads; zero: none. A close is dated back to it
}

// A Binding is an IP address held by a MAC over a span, as a source (a router,
// a core switch) saw it.
type Binding struct {
	IP     netip.Addr
	MAC    MAC
	Source SwitchID
	Span
	Misses int       // as of a Sighting
	Missed time.Time // as of a Sighting
	Lease  *Lease    // what DHCP tells, where it tells it, and no source; nil: an ARP table showed it
}

// An Aspect names what an Attribute tells. Each aspect comes from one table, so
// that the coverage of that table says when it was looked at.
type Aspect string

// The aspects, with the type whose JSON their values are.
const (
	AspectSystem    Aspect = "system"     // of the switch: SwitchFacts without hardware and VLANs
	AspectHardware  Aspect = "hardware"   // of the switch: Model and Serial of SwitchFacts
	AspectVLANs     Aspect = "vlans"      // of the switch: []VLAN
	AspectBoot      Aspect = "boot"       // of the switch: BootFirst or BootAgain; Ref is when it booted
	AspectPort      Aspect = "port"       // PortConfig without its VLANs
	AspectPortVLANs Aspect = "port_vlans" // PVID, Untagged and Tagged of PortConfig
	AspectLink      Aspect = "link"       // LinkState; Ref is when a port that is not up was last seen up
	AspectNeighbors Aspect = "neighbors"  // []Neighbor, each without its local port
	AspectRole      Aspect = "role"       // PortRole; decided per school, so it comes from no table
)

// The values of AspectBoot.
const (
	BootFirst = `"first"` // the boot that was current when the switch was first read
	BootAgain = `"again"` // a restart that was seen to happen
)

// Table returns the table that an aspect comes from; empty for roles.
func (a Aspect) Table() Table {
	switch a {
	case AspectSystem, AspectBoot:
		return TableSystem
	case AspectHardware:
		return TableEntities
	case AspectVLANs, AspectPortVLANs:
		return TableVLANs
	case AspectPort, AspectLink:
		return TableInterfaces
	case AspectNeighbors:
		return TableNeighbors
	}
	return ""
}

// An Attribute is a value that an aspect of a switch, or of one of its ports,
// had over a span. Where a read shows another value, one span ends and the next
// begins at that read; a value that is only missing ends as a Sighting does.
type Attribute struct {
	Switch SwitchID
	Aspect Aspect
	Port   string    // ifName as in PortID; empty: of the whole switch
	Value  string    // JSON in one form only: equal values are equal texts
	Ref    time.Time // a moment that belongs to the value; zero: none
	Span
	Misses int       // as of a Sighting
	Missed time.Time // as of a Sighting
}

// PortConfig is how a port is set up; it changes when a person changes it.
type PortConfig struct {
	IfIndex  int    `json:"if_index,omitempty"`
	Descr    string `json:"descr,omitempty"`
	Alias    string `json:"alias,omitempty"`
	Type     int    `json:"type,omitempty"` // IANAifType
	MAC      *MAC   `json:"mac,omitempty"`
	PVID     int    `json:"pvid,omitempty"`
	Untagged []int  `json:"untagged,omitempty"`
	Tagged   []int  `json:"tagged,omitempty"`
	LAG      string `json:"lag,omitempty"`      // ifName of the aggregate it is a member of
	Formerly string `json:"formerly,omitempty"` // ifName before the last re-key of the switch's ports
	Bridge   bool   `json:"bridge,omitempty"`   // it is a bridge port: a socket, not a loopback or VLAN interface
}

// LinkState is whether a port is up and at what speed.
type LinkState struct {
	Admin    string `json:"admin,omitempty"`
	Oper     string `json:"oper,omitempty"`
	SpeedBPS int64  `json:"speed_bps,omitempty"`
	Duplex   string `json:"duplex,omitempty"`
}

// PortRole is what a port is for, as far as the network tells.
type PortRole struct {
	Role   string `json:"role"`             // RoleUplink …
	Sure   bool   `json:"sure,omitempty"`   // only ports that are surely uplinks are not recorded
	Reason string `json:"reason,omitempty"` // the evidence, a key of the wording tables with its arguments
	Peer   string `json:"peer,omitempty"`   // the switch at the other end, where it is known
}

// The roles a port can have.
const (
	RoleUplink    = "uplink" // leads to another switch of ours, in either direction
	RoleEdge      = "edge"
	RoleAP        = "ap"
	RoleClassroom = "classroom" // a 5-port switch without SNMP is behind it
)

// SwitchFacts is what a switch says of itself and what changes seldom.
type SwitchFacts struct {
	Name      string `json:"name,omitempty"`
	Descr     string `json:"descr,omitempty"`
	ObjectID  string `json:"object_id,omitempty"`
	Location  string `json:"location,omitempty"`
	Model     string `json:"model,omitempty"`
	Serial    string `json:"serial,omitempty"`
	BridgeMAC *MAC   `json:"bridge_mac,omitempty"`
	VLANs     []VLAN `json:"vlans,omitempty"`
}

// Coverage is what was looked at when: a table of a switch, read completely
// from First on at its usual pace up to Last. Between two coverages we were not
// looking.
type Coverage struct {
	Switch SwitchID
	Table  Table
	First  time.Time
	Last   time.Time
}
