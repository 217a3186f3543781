package inventory

import "time"

// Windows are measurements over time that a moment's tables do not show. They are
// made from counters of complete readings only: a gap is no measurement.
type Windows struct {
	Circuits []CircuitUse
	Ports    map[PortID]PortWindow
	Servers  []ServerWindow
	CPU      map[SwitchID]Sustained // of switches whose processor is busy now
	// Broadcasts is the sum over a core or a VLAN, in packets per second.
	Broadcasts []BroadcastSum
}

// A CircuitUse is how full a school's line to the outside was in its school hours.
type CircuitUse struct {
	School    SchoolCode
	Name      string // of a sub-circuit; empty: the school's own
	Direction string // down up, as the school sees it
	Switch    SwitchID
	Port      string
	Mbps      float64 // what was bought
	Days      int     // school days that were measured
	P95Mbps   float64 // the 95th percentile of the samples in school hours
	Over      float64 // the share of samples at or over the threshold, 0 to 1
	Samples   int
}

// A PortWindow is how a port has done lately. Negative rates are not known.
type PortWindow struct {
	BroadcastPPS float64       // inbound, over the last reading
	HighFor      time.Duration // for how long it has been over the threshold without a break
	Flaps        int           // changes of link in the last hour
	ErrorRatio   float64       // inbound errors of all inbound packets, in the last hour
	Errors       uint64
	Packets      uint64
	MovesPerSec  float64 // MACs that moved between this port and another one
	MovesTo      string  // and which
}

// Sustained says since when something is at or over a threshold without a break.
type Sustained struct {
	Since time.Time
	Last  time.Time // the last sample
	Value float64
}

// A ServerWindow is one rule of the machine room over one server: continuous for
// as long as the rule wants, and one sample below begins anew.
type ServerWindow struct {
	Server SwitchID
	What   string  // cpu_percent net_kib_per_s
	AtMost float64 // the threshold of the rule
	For    time.Duration
	Action string // alert suspend_warning
	Sustained
}

// A BroadcastSum is all that the ports of a switch, or of a VLAN, received as
// broadcasts.
type BroadcastSum struct {
	Switch SwitchID
	VID    int // 0: the whole switch
	PPS    float64
	Ports  int
	Since  time.Time // over its threshold without a break; zero: it is not
}
