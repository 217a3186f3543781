// Package dhcp understands what clients, relays and servers say to each other by
// DHCP (RFC 2131, RFC 8415): from a mirror port, from copies that relays send,
// from capture files, and from the logs and lease files of servers. It never
// sends anything.
//
// What it promises of packets. Each that the kernel took for a [Tap] ends as
// exactly one of: stored, refused for a reason, or lost at a named place, the
// kernel's buffer among them ([Tap.Counts]). Taking packets off the wire and
// understanding them are apart. A client, and a network, may send so many in a
// burst and so many a second from then on; what is beyond that is counted, and the
// packets of others pass. Nothing that a packet says is believed for its own sake:
// strings are bounded, and a panic while a packet is read costs that packet.
//
// Frames are cut by hand with checked lengths (frame.go); everything within a
// datagram is understood by insomniacslk/dhcp, which takes a few microseconds, a
// hundredth of what a city would need.
package dhcp
