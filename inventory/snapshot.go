package inventory

import "time"

// A Snapshot is one school at one moment: what rules judge, pages show and
// exports write down. For "now" it comes from the ledgers in memory, for any
// other time from the store; both fill it alike. It is read-only.
type Snapshot struct {
	At       time.Time
	School   School
	Plan     SchoolPlan
	Switches []SwitchView
	Bindings []Binding // of this school's addresses, whichever source saw them
	Lists    Lists
	City     *CityIndex

	// LastSeen says when devices of the school's lists were last seen at it, as far as
	// the records go back, and ListedSince since when each is listed. They are told
	// in snapshots of now only.
	LastSeen, ListedSince map[MAC]time.Time

	// Thresholds are the city's; a number that is zero means that rules use
	// their own default.
	Thresholds Thresholds
	Calendar   Calendar // of the city's schools
	// Elsewhere is the coverage of ARP sources outside the school (a firewall
	// that serves many) which Bindings come from.
	Elsewhere map[TableRef]CoverageView
	// Backups are told in the keeper's snapshot of now only; see [City.Keeper].
	Backups Backups
	Keeper  SchoolCode // who looks after the city, in snapshots of now; see [City.Keeper]

	// What other sources than switches tell, and what only time shows. They are told
	// in snapshots of now only.
	DHCP    DHCPView
	Rejects []AccessReject // of the last seven days, newest first
	// RejectsHeard is when a source that tells of the school's refusals was last known
	// to work; zero: there is none, so that what MAC authentication refuses is not seen.
	RejectsHeard time.Time
	Reach        ReachView
	Blocked      []BlockedIP // that are not lifted, or were lifted within a month
	// BlocklistAt is when the centre last imported a list of blocked addresses, of
	// whatever school; zero: never.
	BlocklistAt time.Time
	Windows     Windows
}

// Backups says how old the copies of the database are. The zero value says that
// nothing is known of them.
type Backups struct {
	Since     time.Time     // since when there is something to lose; zero: there is not, or it is not known
	Made      time.Time     // the last backup; zero: never
	Copied    time.Time     // the last one that was taken to another disk; zero: never
	CopyEvery time.Duration // how old that may get; 0: nobody wants it
}

// A SwitchView is one switch in a Snapshot.
type SwitchView struct {
	Switch    Switch
	Facts     SwitchFacts
	Ports     []PortView // in the order of ifIndex
	Sightings []Sighting // open at the moment; ports that are surely uplinks are left out
	Coverage  map[Table]CoverageView
	Answered  time.Time        // the last poll that brought anything; zero: never
	Asked     time.Time        // the last poll; zero: never
	Silent    int              // polls in a row that brought nothing
	Reason    Reason           // why the last poll brought nothing
	Cost      Cost             // of the last poll that brought anything; zero: not known
	Oddities  map[Oddity]int   // what the switch did wrong in the last poll of each table, the most of any
	Booted    time.Time        // when it started, by sysUpTime; zero: not known
	Reboots   []time.Time      // restarts that were seen, newest last, of the last day
	Health    *Health          // as last read completely; nil: never
	Wireless  []WirelessClient // of a wireless controller, by MAC, as last read; none of a moment that is past
}

// A CoverageView says how one table of one switch stood at the moment of a Snapshot.
type CoverageView struct {
	State TableState    // of the last poll that asked for it
	Last  time.Time     // the last complete read up to the moment; zero: never
	Every time.Duration // how often it is read
	Fresh bool          // the moment lies inside a coverage: what the table shows held then
}

// A PortView is one port in a Snapshot.
type PortView struct {
	Port        PortID
	Config      PortConfig
	Missed      bool // the last complete reading of interfaces does not show it any more
	Link        LinkState
	LinkSince   time.Time
	LastUp      time.Time // zero: never seen up; the moment of the Snapshot when it is up
	ConfigSince time.Time
	Role        PortRole
	Neighbors   []Neighbor
	Switches    []SwitchID // switches of the city whose own addresses are seen behind the port
	Blocked     string     // what the spanning tree does with a port that is up and does not forward, as last read: blocking broken …
	PoEClass    int        // IEEE 802.3 class of the device that it feeds, as last read; 0: none, or not known
}

// Lists are the lists that a school keeps. Times and persons of entries are
// theirs; a MAC may stand in a list twice, which is itself news.
type Lists struct {
	Whitelist   []ListEntry // MACs that KL-mobile lets in (the smart network management's copy)
	Master      []ListEntry // 校內設備MAC總表
	PortRecord  []PortRecord
	WhitelistAt time.Time // the age of the whitelist; zero: there is none
	MasterAt    time.Time
	PortAt      time.Time
	IoT         []IoTItem // 物聯網管理清冊
	IoTAt       time.Time // zero: there is none
	Baseline    []MAC     // what was there when somebody took that for right
	BaselineAt  time.Time // zero: nobody has
}

// A ListEntry is one device of a whitelist or MAC list.
type ListEntry struct {
	School    SchoolCode `json:"school"`
	MAC       MAC        `json:"mac"`
	Name      string     `json:"name,omitempty"`
	Class     string     `json:"class,omitempty"` // see the device classes of Class…
	Platform  string     `json:"platform,omitempty"`
	AssetNo   string     `json:"asset_no,omitempty"`
	Serial    string     `json:"serial,omitempty"`
	Custodian string     `json:"custodian,omitempty"`
	Room      string     `json:"room,omitempty"`
	KLMobile  bool       `json:"kl_mobile,omitempty"` // may join the MAC-authenticated SSID
	MDM       string     `json:"mdm,omitempty"`
	ListedAt  string     `json:"listed_at,omitempty"` // date as written
	From      Date       `json:"from,omitempty"`      // the first day on which it counts; empty: it does from ever
	Until     Date       `json:"until,omitempty"`     // the last one; empty: for good
	By        string     `json:"by,omitempty"`        // who listed it
	Note      string     `json:"note,omitempty"`
	Row       int        `json:"row,omitempty"` // its row in the file it came from, head = 1
}

// The device classes that the plan's zones name.
const (
	ClassPC          = "pc"
	ClassTablet      = "tablet"
	ClassPhone       = "phone"
	ClassCamera      = "camera"
	ClassCardReader  = "card_reader"
	ClassCityShared  = "city_shared"
	ClassQuakePC     = "quake_pc"
	ClassQuakeSensor = "quake_sensor"
	ClassSmartBox    = "smart_box"
	ClassProjector   = "projector"
	ClassPrinter     = "printer"
	ClassServer      = "server"
	ClassSwitch      = "switch"
	ClassAP          = "ap"
	ClassRouter      = "router" // of somebody's own: a city's routers are switches here
	ClassNAS         = "nas"
	ClassDisplay     = "display"
	ClassDoor        = "door" // access control
	ClassEnvironment = "environment"
)

// Classes lists every device class.
func Classes() []string {
	return []string{ClassPC, ClassTablet, ClassPhone, ClassCamera, ClassCardReader, ClassCityShared, ClassQuakePC,
		ClassQuakeSensor, ClassSmartBox, ClassProjector, ClassPrinter, ClassServer, ClassSwitch, ClassAP, ClassRouter, ClassNAS, ClassDisplay, ClassDoor, ClassEnvironment}
}

// A PortRecord is one row of the school's written record 校內交換器各port網段紀錄.
type PortRecord struct {
	School SchoolCode `json:"school"`
	Switch SwitchID   `json:"switch"`
	Port   string     `json:"port"`             // ifName, as on the front panel
	Zone   string     `json:"zone"`             // the segment as written: a zone's id, name, expression or VLAN number
	Tagged string     `json:"tagged,omitempty"` // VLANs as written
	Role   string     `json:"role,omitempty"`   // uplink edge ap classroom, where it is written
	Outlet string     `json:"outlet,omitempty"` // 連接地點/資訊孔: the room
	Note   string     `json:"note,omitempty"`
	Row    int        `json:"row,omitempty"`
}

// A CityIndex is what rules may know of other schools: who lists a MAC, who
// sees one, whose X an address has. It is immutable.
type CityIndex struct {
	Schools     map[SchoolCode]School
	Listed      ListedBy            // every school's whitelist and master list
	Lost        map[MAC]LostDevice  // what any school misses, by the MAC under which it would be seen
	SwitchMACs  map[MAC]SwitchID    // own addresses of the city's switches
	SwitchNames map[string]SwitchID // lower-case sysName and configured name
	ARPSources  []Switch            // gateways that serve many schools
	Brands      Brands              // makers whose products are restricted; nil: the list that comes with rollcall
}

// OwnerOf returns the school whose plan an address belongs to by its variables.
func (c *CityIndex) OwnerOf(octet2 int) (School, bool) {
	for _, s := range c.Schools {
		if s.Vars["X"] == octet2 {
			return s, true
		}
	}
	return School{}, false
}
