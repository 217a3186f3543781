// Package simcity is the demo city: six invented schools and their centre, each
// device described once. Everything a switch would show is derived from that
// description by walking the topology: forwarding tables, ARP, LLDP, interfaces,
// VLANs. So the tables agree with each other as those of a real network do.
//
// Faults and decoys are planted into the description before anything is derived
// from it, and [City.Truth] writes down where everything is. The same city is
// served as SNMP agents on loopback ([City.Serve]) and as polls made in process
// at any moment of any time ([City.Poll]).
//
// Schools, names and codes are invented (1799xx is an unused block). Another seed
// gives every device another address, socket and room, and every fault another
// victim.
package simcity
