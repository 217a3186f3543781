package inventory

import (
	"net/netip"
	"time"
)

// A DHCPType is the type of a DHCP message, in lower case: discover offer request
// decline ack nak release inform (RFC 2132, 9.6), and of DHCPv6 solicit advertise
// request6 confirm renew rebind reply release6 decline6 reconfigure information
// relay_forward relay_reply (RFC 8415, 7.3). A lease file tells an ack without the
// packet.
type DHCPType string

// The types that exchanges are made of.
const (
	DHCPDiscover DHCPType = "discover"
	DHCPOffer    DHCPType = "offer"
	DHCPRequest  DHCPType = "request"
	DHCPDecline  DHCPType = "decline"
	DHCPAck      DHCPType = "ack"
	DHCPNak      DHCPType = "nak"
	DHCPRelease  DHCPType = "release"
	DHCPInform   DHCPType = "inform"

	DHCPReply DHCPType = "reply" // of DHCPv6: it gives addresses, as an ack does
)

// A DHCPVia is the way by which a message became known. It decides what may be
// concluded from what is missing: only a capture shows both sides of an exchange.
type DHCPVia string

// The ways.
const (
	ViaCapture DHCPVia = "capture" // a mirror port: all that crosses it, both ways
	ViaRelay   DHCPVia = "relay"   // copies that a relay sends to UDP/67: what clients say, no answers
	ViaFile    DHCPVia = "file"    // a capture file that was replayed
	ViaLog     DHCPVia = "log"     // a server's log or lease file: what the server says that it did
)

// A DHCPMessage is one message of a client, a relay or a server, as it was heard
// or as a server's log tells of it (RFC 2131, section 2; RFC 8415). Absent fields
// are zero. Its strings are untrusted and of bounded length.
type DHCPMessage struct {
	At      time.Time
	Via     DHCPVia
	Source  string // the name of the interface, relay, file or server of the configuration
	Version int    // 4 or 6
	Type    DHCPType
	XID     uint32

	MAC      MAC        // of the client: chaddr, or of a DUID that holds one
	ClientID string     // client identifier or DUID, in hexadecimal
	Secs     uint16     // seconds since the client began, as it says
	Hops     uint8      // relays that it went through
	ClientIP netip.Addr // ciaddr: what the client has already
	YourIP   netip.Addr // yiaddr: what it is given
	Gateway  netip.Addr // giaddr: the relay, by its address in the client's network
	Server   netip.Addr // server identifier, option 54
	Wanted   netip.Addr // requested address, option 50

	From    netip.Addr // who sent the packet, by IP
	FromMAC MAC        // and by Ethernet; zero: not known
	VID     int        // the VLAN tag of its frame; 0: none

	HostName    string
	VendorClass string  // option 60
	Parameters  []uint8 // option 55, in the client's order: a hint of what it is
	CircuitID   string  // option 82, sub-option 1: where it is, as the relay says
	RemoteID    string  // option 82, sub-option 2
	Lease       time.Duration

	School SchoolCode // whose network it came from, where the source says so; empty: not known yet
}

// A DHCPServer is a server as its messages show it: by who it says to be, and by
// the relay and port through which it was heard, never by what it offers.
type DHCPServer struct {
	School  SchoolCode // where it was heard
	ID      netip.Addr // server identifier
	MAC     MAC        // who sent its frames; zero: a router in between hides it
	Gateway netip.Addr // the relay that it answered by; zero: it answered the client itself
	VID     int
	Zone    string // of the network that it serves, or of what it gives; empty: none of the plan
	First   time.Time
	Last    time.Time
	Offers  int        // offers and acks since First, as far as they were counted
	Given   netip.Addr // the last address that it gave: for people to read, nothing is concluded from it
	Known   bool       // it is configured
	// Unanswered is when a client of its network first asked after Last, and it kept
	// silent: the sign that it is gone. Zero: nobody asked.
	Unanswered time.Time
}

// A DHCPClient is a device that spoke DHCP lately.
type DHCPClient struct {
	MAC   MAC
	Zone  string // whose network it asked in; empty: not known
	First time.Time
	Last  time.Time
	IP    netip.Addr // that it was given; zero: none yet
	Hints DHCPHints
}

// DHCPZone is how DHCP went in one zone of a school over the window up to the
// moment of a Snapshot.
type DHCPZone struct {
	Zone   string // its id in the plan
	Since  time.Time
	Types  map[DHCPType]int
	Offer  Spread // from DISCOVER to OFFER, where both were heard
	Ack    Spread // from DISCOVER to ACK
	Asked  int    // clients that asked for an address
	Failed int    // of these, who were offered none since the last answer in the zone, although they waited
	// Answered is when the last client that asked was offered something; zero: not
	// since the program started.
	Answered time.Time
	// FailingSince is when the first of those asked that have had no answer since the
	// last answer in the zone; zero: nobody waits.
	FailingSince time.Time
	Repeated     int // requests with an xid that was heard before
	Late         int // requests whose secs say that the client has waited
	// BothSides says that answers would have been heard, had there been any.
	BothSides bool
	// Used and Size are addresses leased and addresses there are; Random how many of
	// the used ones are held by random MACs. Size 0: not known.
	Used, Size, Random int
	Lease              time.Duration // as given; 0: not known
}

// A Spread says how a set of measured times is distributed.
type Spread struct {
	N             int
	P50, P95, Max time.Duration
}

// DHCPView is what a Snapshot knows of a school's DHCP.
type DHCPView struct {
	Since   time.Time             // since when it is listened to without a break
	Heard   map[DHCPVia]time.Time // when each way last brought anything of this school; none: nothing is heard
	Judged  bool                  // the configuration names servers, so that others are strangers
	Zones   []DHCPZone            // in the order of the plan
	Servers []DHCPServer
	Clients []DHCPClient // of the last quarter of an hour, by MAC
	// Autoconf are devices that were seen with an address of 169.254.0.0/16 (RFC 3927).
	Autoconf []Binding
	Relays   []DHCPRelaySettings
}

// DHCPRelaySettings are what packets show of the settings of a relay that delay or
// drop by design (RFC 1542, 4.1.1): no switch that we know tells them by SNMP.
type DHCPRelaySettings struct {
	Relay     netip.Addr // giaddr
	Zone      string     // of that address; empty: none
	Clients   int        // that it passed first requests on for, in the window
	LeastSecs int        // the lowest secs of these: more than 0 where it lets clients wait
	MostHops  int        // the most relays that a request had been through
}

// LinkLocal4 is what devices give themselves that get no address (RFC 3927).
var LinkLocal4 = netip.MustParsePrefix("169.254.0.0/16")
