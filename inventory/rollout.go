package inventory

import "time"

// A Stage says who hears of the findings of a kind at a school.
type Stage string

// The stages of a kind at a school. Everything is judged in either; in shadow
// the centre sees it and nobody is told.
const (
	StageShadow Stage = "shadow"
	StageOn     Stage = "on"
)

// A Rollout says how far a school is with being told of findings: in shadow as a
// whole until it goes live, then kind by kind. Its zero value tells nobody.
type Rollout struct {
	School SchoolCode
	Since  time.Time      // since when it is as it is; zero: from the beginning
	Live   time.Time      // when the school left the shadow; zero: it has not
	Kinds  map[Kind]Stage // what people decided; a kind that is not named has its default
	Actor  string         // who decided last
}

// Tells says whether people are told of a kind at the school.
func (r Rollout) Tells(k Kind) bool { return !r.Live.IsZero() && r.Stage(k) == StageOn }

// Stage returns the stage of a kind, once the school is live.
func (r Rollout) Stage(k Kind) Stage {
	if s, decided := r.Kinds[k]; decided {
		return s
	}
	return DefaultStage(k)
}

// DefaultStage returns the stage of a kind that nobody decided on: eight matters
// that nobody wants to miss, or be told of wrongly, start on; the others in shadow.
func DefaultStage(k Kind) Stage {
	switch k {
	case "blocked_ip_located", "gateway_down", "upstream_down", KindSwitchDown, "rogue_dhcp",
		"reserved_missing", "card_reader_offline", "loop_suspected", KindUnknownMAC, "wl_near_miss":
		return StageOn
	}
	return StageShadow
}
