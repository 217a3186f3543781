// Package dhcp understands what clients, relays and servers say to each other by
// DHCP and DHCPv6 (RFC 2131, RFC 8415).
package dhcp
