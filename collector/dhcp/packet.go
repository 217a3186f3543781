package dhcp

import (
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A Packet is one datagram that holds a DHCP message, and what its frame says of it.
type Packet struct {
	At       time.Time
	FromMAC  inventory.MAC  // who sent the frame; zero: not known
	ToMAC    inventory.MAC  // and whom it is for
	VID      int            // the innermost VLAN tag (IEEE 802.1Q, 9.6); 0: none
	From, To netip.AddrPort // To is zero where only the datagram was received
	Payload  []byte         // of the UDP datagram
}

// A Refusal is why a packet was not taken, from a small fixed set.
type Refusal string

// Error implements error.
func (r Refusal) Error() string { return string(r) }

// NotDHCP is no fault: a frame of something else.
const NotDHCP Refusal = "not DHCP"

// Why a packet was refused.
const (
	RefusedLink      Refusal = "kind of network"  // a capture of a link that cannot be read
	RefusedFragment  Refusal = "fragment"         // of a datagram in pieces; DHCP has no need for them
	RefusedTruncated Refusal = "truncated"        // the capture kept only the beginning
	RefusedLength    Refusal = "length"           // the headers' lengths contradict each other
	RefusedSize      Refusal = "too long"         //
	RefusedBOOTP     Refusal = "BOOTP"            // without the magic cookie of DHCP (RFC 2131, 3)
	RefusedOptions   Refusal = "options"          // they do not end where they should
	RefusedType      Refusal = "message type"     // none, or one that no exchange of addresses has
	RefusedDirection Refusal = "direction"        // a client's message marked as a server's, or the other way
	RefusedHardware  Refusal = "hardware address" // no Ethernet address, or a group's
	RefusedRelayed   Refusal = "relayed message"  // a DHCPv6 relay's message without one of a client or server
	RefusedSource    Refusal = "unknown relay"    // a copy from an address that is no listed relay
	RefusedGateway   Refusal = "relay address"    // a copy whose giaddr is not of the relay that sent it
	RefusedFlood     Refusal = "flood"
	RefusedPanic     Refusal = "panic" // reading it ended in a bug, ours or a library's
)

// maxMessage is the most octets of a message that is looked into. Clients announce
// what they take (RFC 2132, 9.10); none takes more than a frame.
const maxMessage = 8192
