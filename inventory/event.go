package inventory

import (
	"net/netip"
	"time"
)

// An EventKind is one kind of thing that happens on a switch.
type EventKind string

// The kinds of SwitchEvent. The first group is what switches say by traps
// (RFC 3418, RFC 2863, RFC 4188 and private MIBs) and by syslog; rollcall itself
// records the second.
const (
	EventLinkUp         EventKind = "link_up"
	EventLinkDown       EventKind = "link_down"
	EventColdStart      EventKind = "cold_start"
	EventWarmStart      EventKind = "warm_start"
	EventMACLearned     EventKind = "mac_learned"
	EventMACRemoved     EventKind = "mac_removed"
	EventMACMoved       EventKind = "mac_moved"
	EventTopologyChange EventKind = "topology_change"
	EventConfigChanged  EventKind = "config_changed"
	EventLoop           EventKind = "loop"         // a loop guard has acted
	EventAuthFailure    EventKind = "auth_failure" // somebody asked the switch with a wrong credential
	EventOther          EventKind = "other"        // kept as it was said

	EventRekey EventKind = "rekey" // the switch was renamed or replaced, or its ports were
	EventFlood EventKind = "flood" // messages beyond what one source may send were only counted
)

// A SwitchEvent is what a switch said of itself, unasked, or what was recorded of
// it. It changes no fact: what a switch has is known from reading it.
type SwitchEvent struct {
	ID     int64      `json:"id,omitempty"`
	At     time.Time  `json:"at"` // when rollcall received it
	School SchoolCode `json:"school"`
	Switch SwitchID   `json:"switch"`
	Port   string     `json:"port,omitempty"` // ifName, where the message names a port
	Kind   EventKind  `json:"kind"`
	Source string     `json:"source"`        // trap inform syslog rollcall
	From   netip.Addr `json:"from,omitzero"` // the address that sent it
	MAC    *MAC       `json:"mac,omitempty"` // of a MAC notification
	VID    int        `json:"vid,omitempty"`
	User   string     `json:"user,omitempty"`  // who changed the configuration, as the switch says
	Text   string     `json:"text,omitempty"`  // as the switch said it; untrusted, of bounded length
	Rekey  *Rekey     `json:"rekey,omitempty"` // of EventRekey: what changed
	Count  int        `json:"count,omitempty"` // how many messages this stands for; 0: one

	// Ident tells a repeat of a message that is answered, an inform, from another
	// message; 0: no message is a repeat of it.
	Ident uint64 `json:"-"`
}

// An EngineClock is what an SNMPv3 engine last said of its time (RFC 3414, 2.3).
type EngineClock struct {
	ID    string    // snmpEngineID, as its octets
	Boots uint32    // snmpEngineBoots
	Time  uint32    // latestReceivedEngineTime, seconds since it booted
	At    time.Time // when that was received
}
