package inventory

import (
	"net/netip"
	"slices"
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

// Measured says whether a state was measured at all.
func (s ReachState) Measured() bool { return s == ReachUp || s == ReachDown }

// The reasons why a target is not measured: keys of sentences.
const (
	WhyNotPermitted = "reach.why.not_permitted" // the machine lets rollcall send no echo requests
	WhyNoRoute      = "reach.why.no_route"      // the machine has no way to the address at all
	WhyNotYet       = "reach.why.not_yet"       // it was not asked so far
	WhyOff          = "reach.why.off"           // the configuration has devices not asked
	WhyUnset        = "reach.why.unset"         // no address is configured
	WhySending      = "reach.why.sending"       // sending went wrong in another way
)

// A Reach is how a target answers.
type Reach struct {
	Kind     ReachKind     `json:"kind"`
	School   SchoolCode    `json:"school,omitempty"` // empty: of the city
	Address  netip.Addr    `json:"address,omitzero"`
	Name     string        `json:"name,omitempty"`  // of a device
	Class    string        `json:"class,omitempty"` // of a device, see Class…
	MAC      MAC           `json:"mac,omitzero"`    // of a device; zero: not known
	State    ReachState    `json:"state"`
	Since    time.Time     `json:"since,omitzero"`    // of the state: of a target that is down the first request without an answer
	Last     time.Time     `json:"last,omitzero"`     // the last measurement; zero: none
	Answered time.Time     `json:"answered,omitzero"` // the last answer; zero: none
	Port     PortID        `json:"port,omitzero"`     // of a device: where it was seen last
	Seen     time.Time     `json:"seen,omitzero"`     // of a device: when anything showed it last, an answer or a table; zero: never
	Every    time.Duration `json:"every_ns,omitzero"` // how often it is asked
	Sent     int           `json:"sent"`              // echo requests of the last measurements
	Lost     int           `json:"lost"`              // of these, without an answer
	RTT      Spread        `json:"rtt,omitzero"`      // of the last measurements that were answered
	Why      string        `json:"why,omitempty"`     // why it is not measured: the key of a sentence
}

// settled is how many periods pass before a target that is down is spoken of: by
// then whatever fell silent with it is known too, and a switch of the school has
// been asked.
const settled = 5

// Settled says whether a target has been down for long enough to be spoken of.
func (r Reach) Settled(at time.Time) bool {
	return r.State == ReachDown && at.Sub(r.Since) >= settled*r.Every
}

// An Echo is what became of one echo request (RFC 792).
type Echo struct {
	Address  netip.Addr
	At       time.Time
	Answered bool
	RTT      time.Duration // of one that was answered
	Why      string        // why nothing was sent: the key of a sentence; empty: it was
}

// A Vantage is a person's answer to "does the gateway answer from inside the
// school?", which nobody but a person there can give.
type Vantage struct {
	School SchoolCode `json:"school"`
	At     time.Time  `json:"at"`
	By     string     `json:"by"`
	Inside bool       `json:"inside"` // the gateway answers from inside
}

// ReachView is what a Snapshot knows of reachability.
type ReachView struct {
	Gateway  Reach
	Upstream Reach
	Devices  []Reach
	Inside   *Vantage // of the last hours; nil: nobody was asked, or answered
	// NeighboursDown are the other schools whose gateways fell silent at the same
	// time as this one's, and Neighbours those that are measured at all.
	NeighboursDown, Neighbours int
	// Silent are the schools whose gateways fell silent together, by code; in the
	// snapshots of the school that looks after the city only (see [City.Keeper]).
	Silent []Reach
}

// ReachOptions say how reachability is measured.
type ReachOptions struct {
	Every        time.Duration // gateways and the address outside; default 30 s
	DevicesEvery time.Duration // always-on devices; default 5 min
	Gateways     bool          // whether gateways are asked at all; default true
	Devices      bool          // whether devices are; default true
	AnswerFor    time.Duration // how long a person's answer counts; default 4 h
}

// GatewayOf returns the address by which a school's gateway is asked: as
// configured, else that of the plan's zone for switches, else of the first zone
// with a gateway, else the school's core switch.
func GatewayOf(school School, plan SchoolPlan) netip.Addr {
	if school.Gateway.IsValid() {
		return school.Gateway
	}
	var first netip.Addr
	for _, z := range plan.Zones {
		switch {
		case !z.Gateway.IsValid():
		case slices.Contains(z.Classes, ClassSwitch):
			return z.Gateway
		case !first.IsValid():
			first = z.Gateway
		}
	}
	if first.IsValid() {
		return first
	}
	for _, sw := range school.Switches {
		if sw.Role == SwitchCore {
			return sw.Address.Addr()
		}
	}
	return netip.Addr{}
}
