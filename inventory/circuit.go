package inventory

import "time"

// A Circuit is a line to the outside with a capacity of its own per direction: a
// school's, or that of a kindergarten inside it. The speed of the port that it
// comes in by says nothing of what was bought.
type Circuit struct {
	Name             string // of a sub-circuit; empty: the school's own
	DownMbps, UpMbps float64
	Port             PortID // where its traffic is counted; zero: the configuration does not say
	// Inside says that the port looks to the side that uses the circuit: what comes
	// in there goes up. As a rule it looks outside.
	Inside bool
}

// The directions of a circuit, as the school sees them.
const (
	DirectionDown = "down"
	DirectionUp   = "up"
)

// Mbps is what was bought of a direction.
func (c Circuit) Mbps(direction string) float64 {
	if direction == DirectionUp {
		return c.UpMbps
	}
	return c.DownMbps
}

// Circuits lists the school's own line and those inside it.
func (s *School) Circuits() []Circuit {
	var all []Circuit
	if s.DownMbps > 0 || s.UpMbps > 0 {
		all = append(all, Circuit{DownMbps: s.DownMbps, UpMbps: s.UpMbps, Port: s.LinePort, Inside: s.LineInside})
	}
	return append(all, s.SubCircuits...)
}

// A CircuitSample is what went through a circuit in one direction in five minutes,
// as far as they were measured.
type CircuitSample struct {
	School    SchoolCode
	Circuit   string // its name; empty: the school's own
	Direction string
	At        time.Time // when the five minutes began
	Seconds   int       // that were measured
	Octets    uint64
}

// Mbps is the mean rate of the sample.
func (s CircuitSample) Mbps() float64 {
	return float64(s.Octets) * 8 / float64(s.Seconds) / 1e6
}

// A Server is a machine of the server room that is read by SNMP
// (HOST-RESOURCES-MIB, RFC 2790).
type Server struct {
	Switch          // as the collector knows it; its School is that of the keeper
	Watch  []string // cpu disk net; empty: all
}

// The parts of a server that are watched.
const (
	WatchCPU  = "cpu"
	WatchDisk = "disk"
	WatchNet  = "net"
)

// A ResourceRule is one rule of the machine room: continuous for so long at or
// over a threshold.
type ResourceRule struct {
	What   string  // WhatCPU or WhatNet
	AtMost float64 // percent, or KiB/s
	For    time.Duration
	Action string // ActionAlert or ActionSuspend
}

// What a ResourceRule measures, and what follows.
const (
	WhatCPU       = "cpu_percent"
	WhatNet       = "net_kib_per_s"
	ActionAlert   = "alert"
	ActionSuspend = "suspend_warning" // the machine room will stop the machine
)

// DefaultResourceRules are those of the notice of the city's machine room.
func DefaultResourceRules() []ResourceRule {
	const long = 30 * time.Minute
	return []ResourceRule{
		{WhatCPU, 95, long, ActionAlert}, {WhatCPU, 100, long, ActionSuspend},
		{WhatNet, 23040, long, ActionAlert}, {WhatNet, 25600, long, ActionSuspend},
	}
}
