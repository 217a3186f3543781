package inventory

import (
	"net/netip"
	"time"
)

// A Flow is one of the handbook's three procedures for when something does not
// work: a wired device, a wireless one, or the whole school.
type Flow string

// The flows.
const (
	FlowWired    Flow = "wired"
	FlowWireless Flow = "wireless"
	FlowSchool   Flow = "school"
)

// Flows lists them in the handbook's order.
func Flows() []Flow { return []Flow{FlowWired, FlowWireless, FlowSchool} }

// A Symptom is what somebody asks about. A wired device is named by its address
// or its MAC, a wireless one by its MAC, a school by its code.
type Symptom struct {
	Flow Flow
	IP   netip.Addr
	MAC  MAC
	SSID string // that the device tries to join, where it is known
}

// Clues are what is known of a Symptom beyond the Snapshot: what stands open, and
// what the records say of the device.
type Clues struct {
	Open []FindingRow // of the school, as they stand; muted ones too
	Held []Binding    // who held the address, or which addresses the device held, newest first
	Seen []Sighting   // where the device was in the last seven days, newest first
}

// A StepResult is the answer to one step.
type StepResult string

// The results: 正常 異常 未測量 未設定.
const (
	StepOK         StepResult = "ok"
	StepNotOK      StepResult = "not_ok"
	StepUnmeasured StepResult = "not_measured"
	StepUnset      StepResult = "not_configured"
)

// A Step is one step of a flow, in the handbook's words, with its answer.
type Step struct {
	Title  string // the key of the handbook's sentence
	Result StepResult
	Says   []Why // what is known, and what to try
}

// A Diagnosis is a flow gone through for one symptom. It names one cause, which
// may be that nothing wrong is known; the next step belongs to the cause.
type Diagnosis struct {
	At     time.Time
	School SchoolCode
	Symptom
	Place *Verdict // where the device is, or was last; nil: not known
	Name  string   // of the device, by the school's lists
	Steps []Step
	Cause Why
	Kind  Kind // the kind of finding that the cause is; empty: none
}
