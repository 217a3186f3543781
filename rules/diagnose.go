package rules

import (
	"slices"

	"rollcall/inventory"
)

// Diagnose goes through the handbook's steps for a symptom, answers each from
// what is known, and names the one cause that is to be mended first. What is not
// known is said to be not measured, never guessed.
func Diagnose(s *inventory.Snapshot, asked inventory.Symptom, clues inventory.Clues) inventory.Diagnosis {
	q := newInquiry(s, asked, clues)
	d := inventory.Diagnosis{At: s.At, School: s.School.Code, Symptom: q.Symptom, Place: q.place, Name: q.name()}
	for _, step := range q.steps() {
		d.Steps = append(d.Steps, step(q))
	}
	d.Cause, d.Kind = q.cause()
	return d
}

// steps are the handbook's, in its order.
func (q *inquiry) steps() []func(*inquiry) inventory.Step {
	switch q.Flow {
	case inventory.FlowWired:
		return []func(*inquiry) inventory.Step{stepBlocked, stepLine, stepAskBlocked, stepReport}
	case inventory.FlowWireless:
		return []func(*inquiry) inventory.Step{stepBlocked, stepForget, stepOtherAP, stepNetwork, stepUpdate, stepReport}
	}
	return []func(*inquiry) inventory.Step{stepBlocked, stepGateway, stepUpstream, stepReport}
}

// A suspect is one cause that may explain a symptom. Its key names a sentence for
// the cause and one for the next step.
type suspect struct {
	key   string
	kind  inventory.Kind
	guilt func(*inquiry) (args map[string]string, guilty bool)
}

// cause is the first suspect that what is known convicts: those that explain most
// come first.
func (q *inquiry) cause() (inventory.Why, inventory.Kind) {
	for _, s := range q.suspects() {
		if args, guilty := s.guilt(q); guilty {
			return inventory.Why{Key: "diagnose.cause." + s.key, Args: args}, s.kind
		}
	}
	if why, blind := q.blind(); blind {
		return why, ""
	}
	return inventory.Why{Key: "diagnose.cause.none"}, ""
}

// suspects are those of the flow, in the order in which they are asked.
func (q *inquiry) suspects() []suspect {
	switch q.Flow {
	case inventory.FlowWired:
		return slices.Concat(blockedSuspects(), schoolSuspects(), wiredSuspects(), sharedSuspects())
	case inventory.FlowWireless:
		return slices.Concat(blockedSuspects(), schoolSuspects(), wirelessSuspects(), sharedSuspects())
	}
	return slices.Concat(schoolSuspects(), sharedSuspects(), blockedSuspects())
}
