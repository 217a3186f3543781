package inventory

import "time"

// Windows are measurements over time that a moment's tables do not show. They are
// made from counters of complete readings only: a gap is no measurement.
type Windows struct {
	Circuits []CircuitUse
	Ports    map[PortID]PortWindow  // of which there is something to tell
	Servers  []ServerWindow         // in the keeper's snapshot only
	Machines []ServerState          // the servers themselves, there too
	CPU      map[SwitchID]Sustained // of switches whose processor is busy now
	// Broadcasts is the sum over a core or a VLAN, in packets per second.
	Broadcasts []BroadcastSum
	Neighbours map[SwitchID]NeighbourTrend // of switches with a large IPv6 neighbour cache
	Public     map[SwitchID]PublicCheck    // switches that were asked with the community "public"

	// Compared says of which switches readings of the forwarding table have been held
	// against each other for long enough that moves of MACs would show.
	Compared map[SwitchID]bool
	// Since says since when the ports of a switch are measured without a break; a
	// switch that is not measured now is missing.
	Since map[SwitchID]time.Time
}

// A CircuitUse is how full a school's line to the outside was in its school hours.
type CircuitUse struct {
	School    SchoolCode
	Name      string   // of a sub-circuit; empty: the school's own
	Direction string   // DirectionDown or DirectionUp
	Switch    SwitchID // with the port that it is counted at; empty: nobody knows which that is, and it is not measured
	Port      string
	Mbps      float64 // what was bought
	Days      int     // school days that were measured
	P95Mbps   float64 // the 95th percentile of the samples in school hours
	Over      float64 // the share of samples at or over the threshold, 0 to 1
	Samples   int
	First     time.Time // the begin of the oldest sample
}

// Ratio is the 95th percentile as a share of what was bought.
func (u CircuitUse) Ratio() float64 {
	if u.Mbps <= 0 {
		return 0
	}
	return u.P95Mbps / u.Mbps
}

// A PortWindow is how a port has done lately. Negative rates are not known.
type PortWindow struct {
	BroadcastPPS float64       // inbound, over the last reading
	HighFor      time.Duration // for how long it has been over the threshold without a break
	HighSince    time.Time     // and since when
	Flaps        int           // how often the link was seen to have been lost in the last hour
	ErrorRatio   float64       // inbound errors of all inbound packets, in the last hour
	Errors       uint64
	Packets      uint64
	MovesPerSec  float64 // MACs that moved between this port and another one, at least
	MovesTo      string  // and which
	Moved        int     // so many MACs moved between two readings
}

// Sustained says since when something is at or over a threshold without a break.
type Sustained struct {
	Since time.Time
	Last  time.Time // the last sample
	Value float64
}

// Lasted is how long it has been so.
func (s Sustained) Lasted() time.Duration { return s.Last.Sub(s.Since) }

// A ServerWindow is one rule of the machine room over one server: continuous for
// as long as the rule wants, and one sample below begins anew.
type ServerWindow struct {
	Server SwitchID
	ResourceRule
	Sustained           // Since is zero while it is below
	Measured  time.Time // since when it is measured without a break; zero: it is not
}

// A ServerState is what a server told last.
type ServerState struct {
	Server   SwitchID
	Address  string
	Answered time.Time // zero: never
	Asked    time.Time
	Health   *Health // nil: it told nothing
	NetKiB   float64 // KiB/s in and out together; negative: not known
}

// A BroadcastSum is all that the ports of a switch, or of a VLAN, received as
// broadcasts.
type BroadcastSum struct {
	Switch SwitchID // empty: all switches of the school
	VID    int      // 0: the whole switch
	PPS    float64
	Ports  int
	Since  time.Time // over its threshold without a break; zero: it is not
}

// A NeighbourTrend is how the number of a switch's IPv6 neighbours goes.
type NeighbourTrend struct {
	Count   int
	PerHour float64       // its growth; negative: it shrinks
	Over    time.Duration // what PerHour was measured over; 0: it was not yet
}

// A PublicCheck is whether a switch answered to a community that every switch
// comes with. What else it answers to is told nowhere.
type PublicCheck struct {
	At       time.Time
	Answered bool
}

// WindowLimits are the numbers that windows are measured against. A number that is
// zero has the default.
type WindowLimits struct {
	BroadcastWarn, BroadcastCrit float64 // inbound packets per second of one port
	BroadcastFor                 time.Duration
	SumWarn                      float64 // ... of a VLAN or a core
	SumFor                       time.Duration
	Neighbours                   int     // IPv6 neighbours of a core
	NeighboursMemory             float64 // percent of its memory
	UplinkPercent                float64 // of the circuit: such a sample is full
	UplinkDays                   int     // school days
	UplinkShare                  float64 // of full samples, 0 to 1
	CPUPercent                   float64
	CPUFor                       time.Duration
	FlapsPerHour                 int
	ErrorPercent                 float64 // of inbound packets
}

// Filled returns the limits with the defaults where nothing is set.
func (l WindowLimits) Filled() WindowLimits {
	d := WindowLimits{BroadcastWarn: 100, BroadcastCrit: 300, BroadcastFor: 2 * time.Minute, SumWarn: 2000, SumFor: 5 * time.Minute,
		Neighbours: 4000, NeighboursMemory: 85, UplinkPercent: 80, UplinkDays: 20, UplinkShare: 0.25,
		CPUPercent: 90, CPUFor: 30 * time.Minute, FlapsPerHour: 10, ErrorPercent: 1}
	fill(&l.BroadcastWarn, d.BroadcastWarn)
	fill(&l.BroadcastCrit, d.BroadcastCrit)
	fill(&l.BroadcastFor, d.BroadcastFor)
	fill(&l.SumWarn, d.SumWarn)
	fill(&l.SumFor, d.SumFor)
	fill(&l.Neighbours, d.Neighbours)
	fill(&l.NeighboursMemory, d.NeighboursMemory)
	fill(&l.UplinkPercent, d.UplinkPercent)
	fill(&l.UplinkDays, d.UplinkDays)
	fill(&l.UplinkShare, d.UplinkShare)
	fill(&l.CPUPercent, d.CPUPercent)
	fill(&l.CPUFor, d.CPUFor)
	fill(&l.FlapsPerHour, d.FlapsPerHour)
	fill(&l.ErrorPercent, d.ErrorPercent)
	return l
}

func fill[T comparable](into *T, usual T) {
	var zero T
	if *into == zero {
		*into = usual
	}
}
