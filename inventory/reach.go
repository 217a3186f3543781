package inventory

import (
	"net/netip"
	"time"
)

// A ReachKind is what a reachability target is to a school.
type ReachKind string

// The kinds of target.
const (
	ReachGateway  ReachKind = "gateway"  // the school's gateway, seen from the centre
	ReachUpstream ReachKind = "upstream" // the city's address outside; it has no school
	ReachDevice   ReachKind = "device"   // an always-on device: earthquake PC, sensor, card reader, server
)

// A ReachState is what is known of a target.
type ReachState string

// The states. Only a measured target is up or down.
const (
	ReachUnset      ReachState = "unset"      // no address is configured: nothing is sent
	ReachUnmeasured ReachState = "unmeasured" // configured, and not asked yet, or asking is not permitted
	ReachUp         ReachState = "up"
	ReachDown       ReachState = "down"
)

// A Reach is how a target answers.
type Reach struct {
	Kind    ReachKind
	School  SchoolCode // empty: of the city
	Address netip.Addr
	Name    string // of a device
	Class   string // of a device, see Class…
	State   ReachState
	Since   time.Time // of the state
	Last    time.Time // the last measurement; zero: none
	Sent    int       // echo requests in the last measurement
	Lost    int       // of these, without an answer
	RTT     Spread    // of the last measurements that were answered
	Why     string    // why it is not measured: the key of a sentence
}

// A Vantage is a person's answer to "does the gateway answer from inside the
// school?", which nobody but a person there can give.
type Vantage struct {
	School SchoolCode
	At     time.Time
	By     string
	Inside bool // the gateway answers from inside
}

// ReachView is what a Snapshot knows of reachability.
type ReachView struct {
	Gateway  Reach
	Upstream Reach
	Devices  []Reach
	Inside   *Vantage // of the last hours; nil: nobody was asked, or answered
	// NeighboursDown and Neighbours count the other schools whose gateways do not
	// answer, and that are measured at all.
	NeighboursDown, Neighbours int
}
