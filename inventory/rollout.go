package inventory

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Stage says who hears of the findings of a kind at a school.
type Stage string

// The stages of a kind at a school. Everything is judged in either; in shadow
// the centre sees it and nobody is told.
const (
	StageShadow Stage = "shadow"
	StageOn     Stage = "on"
)

// Known says whether there is such a stage.
func (s Stage) Known() bool { return s == StageShadow || s == StageOn }

// A Rollout says how far a school is with being told of findings: in shadow as a
// whole until it goes live, then kind by kind. Its zero value tells nobody.
type Rollout struct {
	School SchoolCode     `json:"school"`
	Since  time.Time      `json:"since,omitzero"`  // since when it is as it is; zero: from the beginning
	Live   time.Time      `json:"live,omitzero"`   // when the school left the shadow; zero: it has not
	Kinds  map[Kind]Stage `json:"kinds"`           // what people decided; a kind that is not named has its default
	Actor  string         `json:"actor,omitempty"` // who decided last
}

// Tells says whether people are told of a kind at the school.
func (r Rollout) Tells(k Kind) bool { return !r.Live.IsZero() && r.Stage(k) == StageOn }

// StageOf returns the stage that a finding of a kind has at the school today: all
// are in shadow as long as the school is.
func (r Rollout) StageOf(k Kind) Stage {
	if r.Tells(k) {
		return StageOn
	}
	return StageShadow
}

// Stage returns the stage of a kind, once the school is live.
func (r Rollout) Stage(k Kind) Stage {
	if s, decided := r.Kinds[k]; decided {
		return s
	}
	return DefaultStage(k)
}

// After returns what becomes of a rollout by a decision at a moment: live is the
// stage of the school as a whole, empty for no decision; of kinds an empty stage
// takes an earlier decision back. A school that is live already stays so since
// when it was.
func (r Rollout) After(at time.Time, live Stage, kinds map[Kind]Stage) Rollout {
	next := r
	switch {
	case live == StageShadow:
		next.Live = time.Time{}
	case live == StageOn && r.Live.IsZero():
		next.Live = at
	}
	next.Kinds = maps.Clone(r.Kinds)
	if next.Kinds == nil {
		next.Kinds = map[Kind]Stage{}
	}
	for kind, stage := range kinds {
		if stage == "" {
			delete(next.Kinds, kind)
		} else {
			next.Kinds[kind] = stage
		}
	}
	if !next.Same(r) {
		next.Since = at
	}
	return next
}

// Same says whether two rollouts decide the same.
func (r Rollout) Same(o Rollout) bool { return r.Live.Equal(o.Live) && maps.Equal(r.Kinds, o.Kinds) }

// String writes a rollout for the record: "live; port_record_drift on".
func (r Rollout) String() string {
	text := []string{string(StageShadow)}
	if !r.Live.IsZero() {
		text[0] = "live"
	}
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		text = append(text, fmt.Sprintf("%s %s", kind, r.Kinds[kind]))
	}
	return strings.Join(text, "; ")
}

// DefaultStage returns the stage of a kind that nobody decided on: eight matters
// that nobody wants to miss, or be told of wrongly, start on; the others in shadow.
func DefaultStage(k Kind) Stage {
	switch k {
	case "blocked_ip_located", "gateway_down", "upstream_down", KindSwitchDown, KindRogueDHCP,
		"reserved_missing", "card_reader_offline", "loop_suspected", KindUnknownMAC, "wl_near_miss":
		return StageOn
	}
	return StageShadow
}
