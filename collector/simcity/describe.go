package simcity

import (
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A School is one school of the city with everything in it.
type School struct {
	Code     inventory.SchoolCode
	Name     string
	Kind     inventory.SchoolKind
	X        int
	Core     *Switch
	Line     *Port     // by which the circuit comes in
	Switches []*Switch // core first, then access, classroom, controller
	Devices  []*Device
	VLANs    []int

	profile profile
	// stations are the addresses of switches themselves and of gateways.
	stations []station
	// offList are addresses that the authenticator of KL-mobile admits although
	// the school's lists do not know them.
	offList []inventory.MAC
	// twice are rows of the MAC list for devices that it has already, and lost are
	// the devices that the school misses.
	twice []inventory.ListEntry
	// scrapped are things of the inventory that are no more.
	scrapped []inventory.IoTItem
	lost     []inventory.LostDevice

	swapAfter time.Duration // when two PCs exchange their addresses, from the start of the city; 0: none do
	cuts      []cut         // when the centre does not reach it

	relay relay
	cart  []*Device // that wake up at once
}

// A Switch is anything with ports that devices hang on: core, access and
// classroom switches, a wireless controller, the centre's router.
type Switch struct {
	ID      inventory.SwitchID
	School  *School
	Model   *Model
	Role    inventory.SwitchRole
	MAC     inventory.MAC // of the bridge: the first of its block
	Address netip.Addr    // for management, in the school's plan
	Agent   netip.Addr    // where it answers SNMP: 127.x.y.z
	Room    string
	Serial  string
	SysName string
	Units   int
	Ports   []*Port // by unit and number, aggregates last
	Uplink  *Port   // towards the core; nil: it is the core
	VLANs   []int   // that it carries

	Speaks     bool   // SNMP
	Configured bool   // it stands in rollcall.yaml
	Credential string // that rollcall.yaml names
	Secret     secret // that the agent really wants
	NoGetBulk  bool
	MuteLLDP   bool // neither sends nor shows LLDP

	Uptime   time.Duration // when the city begins
	age      time.Duration // the part of Uptime that differs from switch to switch
	RebootAt time.Duration // after the city began; 0: it does not reboot
	DiesAt   time.Duration // after the city began; 0: it lives
	FillsAt  time.Duration // when its cache of IPv6 neighbours is full; 0: it never is
	CPU      int64         // percent; 0: as it comes
	Public   bool          // it answers to the community that all switches come with
	Past     bool          // its last hour is played before the city begins
	loop     *loop         // a cable between two of its sockets; nil: there is none
}

// Bridges says whether the switch shows a forwarding table to SNMP.
func (s *Switch) Bridges() bool { return s.Speaks && s.Model.FDB != fdbNone }

// Own is the address with which the switch itself speaks.
func (s *Switch) Own() inventory.MAC { return offset(s.MAC, s.Model.OwnMAC) }

// A Port is a socket of a switch, or an aggregate of several.
type Port struct {
	Switch  *Switch
	Unit    int
	Number  int // on the front panel, or of the aggregate
	Name    string
	IfIndex int
	Bridge  int // dot1dBasePort; 0: it is none
	PVID    int
	Tagged  []int
	Up      bool
	Speed   int64 // bit/s
	Use     use
	Room    string // behind its wall socket
	LAG     *Port  // the aggregate that it is a member of
	Members []*Port
	Peer    *Port // the other end of a link to another switch

	Broadcasts float64   // packets a second that come in
	Errors     float64   // share of the packets that come in broken
	Half       bool      // in half duplex
	Flaps      bool      // its link is lost again and again
	line       *lineLoad // of a circuit; nil: it is none
	recorded   int       // VLAN of the school's written record; 0: as it is
}

// A use is what a port is for.
type use int

const (
	useFree use = iota
	useTrunk
	useEdge
	useAP
	useClassroom // a 5-port switch hangs on it
	usePhone     // a telephone, and perhaps a PC behind it
	useController
	useLine // a circuit
)

// A Device is something with a MAC that nobody reads by SNMP.
type Device struct {
	MAC      inventory.MAC
	IP       netip.Addr // zero: it has none that anyone has seen
	Name     string
	Class    string
	School   *School
	Room     string
	Platform string
	Serial   string
	Port     *Port // where it enters the network: also a socket of a silent 5-port switch
	VID      int
	Online   bool
	Left     time.Duration // how long before the city begins it was seen last; 0: it did not leave
	Claims   []netip.Addr  // of KL-mobile, for which it answers ARP beside its own
	Chatty   bool          // it broadcasts, so that every switch of its VLAN knows it
	Listed   bool          // in the school's MAC list
	Newcomer bool          // a thing that came after the inventory of things was written
	Unseen   time.Duration // how long before the city begins it was seen last, in a cupboard since; 0: it is about
	KLMobile bool          // listed as allowed on KL-mobile
	Drifted  bool          // the whitelist lacks it all the same
	ListedAs inventory.MAC // as the lists have it, mistyped; zero: as it is
	Blind    bool          // no reading of all tables could know its place
	AP       *Device       // that it is on the air of; nil: it is wired
	Roams    *Port         // where it enters in every second stretch of time; nil: it stays
	LLDP     lldpSpeaker
	swaps    *Device // that it exchanges its address with, see swappedAfter
	Asks     bool    // for an address by DHCP, in a VLAN where that is not usual
	Deaf     bool    // it asks, and is never answered
	Rogue    *Device // the strange DHCP server that answers it; nil: the city's does
	gives    rogue   // of a strange DHCP server
}

// lldpSpeaker is what sort of LLDP a device sends.
type lldpSpeaker int

const (
	lldpNone lldpSpeaker = iota
	lldpAP
	lldpPhone
	lldpBridge
)

// A station is an address of a switch itself, in one VLAN.
type station struct {
	mac inventory.MAC
	vid int
	at  *Switch
	ip  netip.Addr
}

// The VLANs of a school: the third octet of its plan.
const (
	vlanAdmin    = 10
	vlanLab      = 20
	vlanPhone    = 25
	vlanTeaching = 30
	vlanBox      = 34
	vlanMobile   = 208
	vlanRoam     = 220
	vlanEduroam  = 230
	vlanMgmt     = 254
)

var (
	schoolVLANs   = []int{vlanAdmin, vlanLab, vlanPhone, vlanTeaching, vlanBox, vlanMobile, vlanRoam, vlanEduroam, vlanMgmt}
	wirelessVLANs = []int{vlanMobile, vlanRoam, vlanEduroam}
)

// vlanNames are the names that switches give the VLANs.
var vlanNames = map[int]string{1: "default", vlanAdmin: "admin", vlanLab: "lab", vlanPhone: "phone", vlanTeaching: "teaching",
	vlanBox: "smartbox", vlanMobile: "KL-mobile", vlanRoam: "KL-roam", vlanEduroam: "eduroam", vlanMgmt: "mgmt"}

// ip returns an address of the school's plan: 10.X.third.last.
func (s *School) ip(third, last int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, byte(s.X), byte(third), byte(last)})
}

// gateway returns the address of the core in a VLAN.
func (s *School) gateway(vid int) netip.Addr { return s.ip(vid, 254) }
