package config

import (
	"net/netip"

	"rollcall/inventory"
)

// DHCP says where DHCP messages are learned from, and which servers are the
// schools' own. Empty: nothing is heard, and no server is known to be one.
type DHCP struct {
	Listen     string         // HOST:PORT, UDP, for copies that relays send; empty: none are taken
	Relays     []netip.Prefix // from where they are taken, and nothing else: relays, or their networks
	Interfaces []Tap          // mirror ports that are captured on
	Servers    []DHCPServer
}

// A Tap is a network interface that sees a mirror of traffic.
type Tap struct {
	Name   string               // as the kernel calls it: eth1
	School inventory.SchoolCode // whose traffic it is; empty: of many, told apart by addresses
}

// A DHCPServer is one that gives addresses for the schools, and what it writes
// down of it. Log and Leases are paths; where both are empty nothing is read.
type DHCPServer struct {
	Name      string
	Addresses []netip.Addr // by which it names itself (option 54), or sends
	Log       string
	Leases    string
	Format    string // kea isc dnsmasq windows; empty: told by the files
	Place     Place  // where it stands in the configuration
}

// DHCPFormats are the formats of logs and lease files that may be named.
func DHCPFormats() []string { return []string{"kea", "isc", "dnsmasq", "windows"} }
