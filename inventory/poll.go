package inventory

import (
	"net/netip"
	"time"
)

// A Table is one kind of fact that a switch tells. A Poll says of each table
// whether it was read completely.
type Table string

// The tables that a Poll can hold.
const (
	TableSystem     Table = "system"     // SNMPv2-MIB system group
	TableEntities   Table = "entities"   // ENTITY-MIB entPhysicalTable
	TableInterfaces Table = "interfaces" // IF-MIB ifTable and ifXTable
	TableVLANs      Table = "vlans"      // Q-BRIDGE-MIB VLANs, membership and PVID
	TableFDB        Table = "fdb"        // BRIDGE-MIB and Q-BRIDGE-MIB forwarding tables
	TableNeighbors  Table = "neighbors"  // LLDP-MIB and CDP
	TableARP        Table = "arp"        // IP-MIB ipNetToPhysicalTable, ipNetToMediaTable
	TableWireless   Table = "wireless"   // clients of a wireless controller
	TableHealth     Table = "health"     // CPU and memory, and how many IPv6 neighbours it keeps
)

// Tables lists every table, in the order in which people read them.
func Tables() []Table {
	return []Table{TableSystem, TableEntities, TableInterfaces, TableVLANs, TableFDB,
		TableNeighbors, TableARP, TableWireless, TableHealth}
}

// A Reason says why a table is missing from a Poll. The empty Reason means
// that nothing is missing.
type Reason string

// The reasons for a missing table.
const (
	ReasonTimeout     Reason = "timeout"             // no answer within the time allowed
	ReasonAuth        Reason = "auth"                // SNMPv3 told us: unknown user, wrong digest or wrong key
	ReasonUnreachable Reason = "unreachable"         // the network said so (ICMP)
	ReasonTruncated   Reason = "truncated"           // the table ended before its end of subtree
	ReasonRestarted   Reason = "agent restarted"     // sysUpTime fell while reading
	ReasonOrder       Reason = "OIDs not increasing" // the agent went backwards or round in a circle
	ReasonLimit       Reason = "limit hit"           // rows, bytes or time beyond what one switch may use
	ReasonGarbage     Reason = "garbage"             // the answer could not be decoded or made no sense
	ReasonUnsupported Reason = "not supported"       // the agent has no such table
	ReasonDependency  Reason = "dependency missing"  // a table needed to understand this one is missing
	ReasonCancelled   Reason = "cancelled"           // we stopped asking
	ReasonLeftAlone   Reason = "left alone"          // the agent cannot bear it: it is not asked for until TableState.Again
)

// A TableState says how the reading of one table went.
type TableState struct {
	Complete bool    `json:"complete"`
	Rows     int     `json:"rows,omitempty"`
	Reason   Reason  `json:"reason,omitempty"`  // why it is not complete
	Detail   string  `json:"detail,omitempty"`  // what a person may want to know beside the reason
	Only     string  `json:"only,omitempty"`    // the part that was read, and is complete; empty: all of it. OnlyIPv4
	Dialect  string  `json:"dialect,omitempty"` // how the rows were understood
	Score    float64 `json:"score,omitempty"`   // 0 to 1: how well that reading fits the other tables

	// Again is when a table that is left alone is asked for again.
	Again time.Time `json:"again,omitzero"`

	// The reading that came second, where there was a choice.
	RunnerUp      string  `json:"runner_up,omitempty"`
	RunnerUpScore float64 `json:"runner_up_score,omitempty"`
}

// OnlyIPv4 marks an ARP table whose IPv6 part was left alone, because the device
// has too many neighbours or bears too much already. Nothing is known of that part.
const OnlyIPv4 = "ipv4"

// A Poll is what one reading of one switch brought. A table that is not in
// Tables was not asked for. A dead switch is a Poll whose every asked table is
// missing. The JSON form is the one that `rollcall poll --json` prints.
type Poll struct {
	Switch SwitchID `json:"-"`
	Number int64    `json:"-"` // only grows per switch; a repeat has no effect

	Target  string    `json:"target"`
	At      time.Time `json:"at"`      // when the reading began
	Version string    `json:"version"` // 1, 2c or 3

	System     System               `json:"system"`
	Entities   []Entity             `json:"entities,omitempty"`
	Interfaces []Interface          `json:"interfaces,omitempty"`
	VLANs      []VLAN               `json:"vlans,omitempty"`
	FDB        []FDBRow             `json:"fdb,omitempty"`
	Neighbors  []Neighbor           `json:"neighbors,omitempty"`
	ARP        []ARPRow             `json:"arp,omitempty"`
	Wireless   []WirelessClient     `json:"wireless,omitempty"`
	Health     *Health              `json:"health,omitempty"`
	Tables     map[Table]TableState `json:"tables"`
	Cost       Cost                 `json:"cost"`
	Oddities   map[Oddity]int       `json:"oddities,omitempty"` // what the switch did wrong, and how often

	// Engine is the SNMPv3 engine that answered; nil: none did, or nothing proves that
	// it was this one.
	Engine *EngineClock `json:"-"`

	// Memory is what the collector wants back with the next poll of this switch
	// (dialect, learned sizes, SNMPv3 boots). Nobody else looks inside.
	Memory []byte `json:"-"`
}

// Complete says whether table t was asked for and read completely.
func (p *Poll) Complete(t Table) bool { return p.Tables[t].Complete }

// Asked says whether table t was asked for.
func (p *Poll) Asked(t Table) bool { _, ok := p.Tables[t]; return ok }

// Answered says whether the switch answered anything at all.
func (p *Poll) Answered() bool {
	for _, s := range p.Tables {
		if s.Complete || s.Rows > 0 || s.Reason == ReasonUnsupported || s.Reason == ReasonLeftAlone {
			return true
		}
	}
	return false
}

// System is the system group (RFC 3418, section 2) and the bridge's own address.
type System struct {
	Name          string  `json:"name,omitempty"`
	Descr         string  `json:"descr,omitempty"`
	ObjectID      string  `json:"object_id,omitempty"`
	Location      string  `json:"location,omitempty"`
	Contact       string  `json:"contact,omitempty"`
	UptimeSeconds float64 `json:"uptime_seconds,omitempty"`
	BridgeMAC     *MAC    `json:"bridge_mac,omitempty"` // dot1dBaseBridgeAddress (RFC 4188)
}

// An Entity is a physical part with a model or a serial (RFC 6933, entPhysicalTable).
type Entity struct {
	Index  int    `json:"index"`
	Class  string `json:"class,omitempty"` // entPhysicalClass by name: chassis, module, stack …
	Name   string `json:"name,omitempty"`
	Descr  string `json:"descr,omitempty"`
	Model  string `json:"model,omitempty"`
	Serial string `json:"serial,omitempty"`
}

// An Interface is one row of ifTable and ifXTable (RFC 2863) with what the
// bridge says of it. Counters are absent (nil) where the agent has none.
type Interface struct {
	Index             int     `json:"if_index"`
	Name              string  `json:"name,omitempty"` // ifName, else ifDescr
	Descr             string  `json:"descr,omitempty"`
	Alias             string  `json:"alias,omitempty"`
	Type              int     `json:"type,omitempty"` // IANAifType
	MAC               *MAC    `json:"mac,omitempty"`
	Admin             string  `json:"admin,omitempty"` // up down testing
	Oper              string  `json:"oper,omitempty"`  // up down testing unknown dormant notPresent lowerLayerDown
	SpeedBPS          int64   `json:"speed_bps,omitempty"`
	Duplex            string  `json:"duplex,omitempty"` // full half
	BridgePort        int     `json:"bridge_port,omitempty"`
	PVID              int     `json:"pvid,omitempty"`
	Untagged          []int   `json:"untagged,omitempty"`
	Tagged            []int   `json:"tagged,omitempty"`
	LAGIfIndex        int     `json:"lag_if_index,omitempty"`
	PoEClass          int     `json:"poe_class,omitempty"`           // IEEE 802.3 class of the device that the port feeds, from 1; class 0 does not show
	LastChangeSeconds float64 `json:"last_change_seconds,omitempty"` // ifLastChange, seconds of sysUpTime
	STP               string  `json:"stp,omitempty"`                 // dot1dStpPortState by name: disabled blocking listening learning forwarding broken

	Counters *Counters `json:"-"`
}

// A VLAN is one IEEE 802.1Q VLAN that the switch has.
type VLAN struct {
	VID  int    `json:"vid"`
	Name string `json:"name,omitempty"`
}

// The states of a forwarding row (RFC 4188, dot1dTpFdbStatus). Rows with
// bridge port 0 or status self never become sightings.
const (
	FDBLearned = "learned"
	FDBSelf    = "self"
	FDBMgmt    = "mgmt"
	FDBStatic  = "static"
	FDBOther   = "other"
	FDBInvalid = "invalid"
)

// An FDBRow is one row of the forwarding table. VID is 0 where it is unknown.
type FDBRow struct {
	VID        int    `json:"vid,omitempty"`
	MAC        MAC    `json:"mac"`
	BridgePort int    `json:"bridge_port"`
	IfIndex    int    `json:"if_index,omitempty"`
	Status     string `json:"status"`
}

// A Neighbor is what LLDP (IEEE 802.1AB) or CDP says is at the other end of a port.
type Neighbor struct {
	Protocol     string       `json:"protocol"` // lldp cdp
	LocalIfIndex int          `json:"local_if_index,omitempty"`
	LocalPort    string       `json:"local_port,omitempty"` // as the agent names it, where no if_index is known
	ChassisID    string       `json:"chassis_id,omitempty"`
	PortID       string       `json:"port_id,omitempty"`
	PortDescr    string       `json:"port_descr,omitempty"`
	SysName      string       `json:"sys_name,omitempty"`
	SysDescr     string       `json:"sys_descr,omitempty"`
	Capabilities []string     `json:"capabilities,omitempty"` // enabled: bridge router wlan-ap telephone station …
	Addresses    []netip.Addr `json:"addresses,omitempty"`
}

// An ARPRow binds an address to a MAC (RFC 4293): ARP for IPv4, neighbour
// discovery for IPv6.
type ARPRow struct {
	IP      netip.Addr `json:"ip"`
	MAC     MAC        `json:"mac"`
	IfIndex int        `json:"if_index,omitempty"`
}

// A WirelessClient is one device that a wireless controller or access point serves.
type WirelessClient struct {
	MAC  MAC        `json:"mac"`
	SSID string     `json:"ssid,omitempty"`
	AP   string     `json:"ap,omitempty"`
	IP   netip.Addr `json:"ip,omitzero"`
}

// Health is how a device bears its load. A fact that it does not tell is absent (nil).
type Health struct {
	CPUPercent       *float64 `json:"cpu_percent,omitempty"` // busy, of all processors, over a minute where it tells several averages
	MemoryPercent    *float64 `json:"memory_percent,omitempty"`
	MemoryUsedBytes  *int64   `json:"memory_used_bytes,omitempty"`
	MemoryTotalBytes *int64   `json:"memory_total_bytes,omitempty"`
	Disks            []Disk   `json:"disks,omitempty"` // of a server

	// Entries of its IPv6 neighbour cache, as last counted; whether there are more.
	IPv6Neighbors     *int `json:"ipv6_neighbors,omitempty"`
	IPv6NeighborsMore bool `json:"ipv6_neighbors_more,omitempty"`

	// The spanning tree (RFC 4188): dot1dStpTopChanges, dot1dStpTimeSinceTopologyChange.
	TopologyChanges        *int64   `json:"topology_changes,omitempty"`
	TopologyChangedSeconds *float64 `json:"topology_changed_seconds_ago,omitempty"`
}

// A Disk is one file system of a server (RFC 2790, hrStorageFixedDisk).
type Disk struct {
	Name       string `json:"name"`
	UsedBytes  int64  `json:"used_bytes"`
	TotalBytes int64  `json:"total_bytes"`
}

// Cost is what a reading cost the switch and the line.
type Cost struct {
	Requests        int     `json:"requests"`
	Retries         int     `json:"retries,omitempty"`
	VarBinds        int     `json:"varbinds"`
	BytesIn         int     `json:"bytes_in"`
	BytesOut        int     `json:"bytes_out"`
	DurationSeconds float64 `json:"duration_seconds"`
	WaitedSeconds   float64 `json:"waited_seconds,omitempty"` // of these, for the budgets
	AnswerSeconds   float64 `json:"answer_seconds,omitempty"` // from a request to its answer, the median; waiting for budgets not included
	RateFactor      float64 `json:"rate_factor,omitempty"`    // the share of its budget that the switch was asked at; below 1 where it bears the load badly
}
