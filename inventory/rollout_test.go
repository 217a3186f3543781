package inventory

import (
	"testing"
	"time"
)

func TestWhoIsToldOfAKind(t *testing.T) {
	live := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		r    Rollout
		kind Kind
		want bool
	}{
		{"a school that nobody decided on", Rollout{}, KindSwitchDown, false},
		{"in shadow, even if decided", Rollout{Kinds: map[Kind]Stage{KindRandomMAC: StageOn}}, KindRandomMAC, false},
		{"live, by default", Rollout{Live: live}, KindSwitchDown, true},
		{"live, a kind that starts in shadow", Rollout{Live: live}, KindMultiMACPort, false},
		{"live, switched on", Rollout{Live: live, Kinds: map[Kind]Stage{KindMultiMACPort: StageOn}}, KindMultiMACPort, true},
		{"live, put back into shadow", Rollout{Live: live, Kinds: map[Kind]Stage{KindSwitchDown: StageShadow}}, KindSwitchDown, false},
	} {
		if got := tt.r.Tells(tt.kind); got != tt.want {
			t.Errorf("%s: %s is told %v, want %v", tt.name, tt.kind, got, tt.want)
		}
	}
}

func TestADecisionChangesWhatItSpeaksOf(t *testing.T) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	tuesday := monday.AddDate(0, 0, 1)
	live := Rollout{School: "179901", Since: monday, Live: monday, Kinds: map[Kind]Stage{KindRandomMAC: StageOn}}
	for _, tt := range []struct {
		name  string
		was   Rollout
		live  Stage
		kinds map[Kind]Stage
		want  string
		since time.Time
	}{
		{"goes live", Rollout{}, StageOn, nil, "live", tuesday},
		{"is live already", live, StageOn, nil, "live; wl_random_mac on", monday},
		{"back into the shadow", live, StageShadow, nil, "shadow; wl_random_mac on", tuesday},
		{"one kind", live, "", map[Kind]Stage{KindSwitchDown: StageShadow}, "live; switch_down shadow; wl_random_mac on", tuesday},
		{"takes a decision back", live, "", map[Kind]Stage{KindRandomMAC: ""}, "live", tuesday},
		{"nothing", live, "", map[Kind]Stage{KindRandomMAC: StageOn}, "live; wl_random_mac on", monday},
	} {
		got := tt.was.After(tuesday, tt.live, tt.kinds)
		if got.String() != tt.want || !got.Since.Equal(tt.since) {
			t.Errorf("%s: %s since %v, want %s since %v", tt.name, got, got.Since, tt.want, tt.since)
		}
	}
	if len(live.Kinds) != 1 {
		t.Errorf("a decision reached back into %v", live.Kinds)
	}
}

func TestStageOfAFinding(t *testing.T) {
	live := Rollout{Live: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	for _, tt := range []struct {
		r    Rollout
		kind Kind
		want Stage
	}{
		{Rollout{}, KindSwitchDown, StageShadow},
		{live, KindSwitchDown, StageOn},
		{live, KindMultiMACPort, StageShadow},
	} {
		if got := tt.r.StageOf(tt.kind); got != tt.want {
			t.Errorf("%s of %s is in stage %s, want %s", tt.kind, tt.r, got, tt.want)
		}
	}
}
