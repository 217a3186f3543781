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
