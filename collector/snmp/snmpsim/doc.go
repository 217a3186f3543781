// Package snmpsim plays SNMP agents on loopback: devices that a [MIB] describes,
// or recorded walks ([LoadWalk]). It speaks SNMPv1 (RFC 1157), SNMPv2c (RFC 3416)
// and SNMPv3 with the User-based Security Model (RFC 3414), and misbehaves on
// purpose where a [Quirk] says so.
//
// An agent is a [Config] given to [New]; [Agent.Serve] or a [Fleet] makes it
// listen. What it shows is asked for with every request, through Config.View, so a
// described world may change under it. Large tables stay cheap: a MIB keeps every
// variable binding encoded, and an answer copies those bytes.
package snmpsim
