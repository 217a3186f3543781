package snmp

import (
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"
)

func TestOnlyReadingIsEncoded(t *testing.T) {
	allowed := 0
	for tag := range 256 {
		if readsOnly(gosnmp.PDUType(tag)) == nil {
			allowed++
		}
	}
	for _, pdu := range []gosnmp.PDUType{gosnmp.GetRequest, gosnmp.GetNextRequest, gosnmp.GetBulkRequest, gosnmp.GetResponse, gosnmp.Report} {
		if err := readsOnly(pdu); err != nil {
			t.Error(err)
		}
	}
	if allowed != 5 { // the last two answer informs
		t.Errorf("%d kinds of PDU pass, want 5", allowed)
	}
	s := &session{codec: &gosnmp.GoSNMP{Version: gosnmp.Version2c}}
	if _, err := s.encode(request{pdu: gosnmp.PDUType(0xa0 + 3), names: []string{sysUpTime}}); err == nil {
		t.Error("a SET was encoded")
	}
}

// TestPatienceFollowsTheAgent gives answer times and looks how long the tries of
// the next request wait.
func TestPatienceFollowsTheAgent(t *testing.T) {
	const second, ms = time.Second, time.Millisecond
	for name, tc := range map[string]struct {
		answers []time.Duration
		want    []time.Duration // per try
	}{
		"never heard":      {nil, []time.Duration{2 * second, 3 * second, 4500 * ms}},
		"quick":            {[]time.Duration{5 * ms, 6 * ms, 5 * ms}, []time.Duration{500 * ms, 750 * ms, 1125 * ms, 1687500 * time.Microsecond, 2531250 * time.Microsecond}},
		"slow in between":  {[]time.Duration{5 * ms, 700 * ms, 5 * ms}, []time.Duration{1400 * ms, 2100 * ms}},
		"slower than that": {[]time.Duration{5 * second}, []time.Duration{2 * second, 3 * second, 4500 * ms, 6750 * ms}},
	} {
		t.Run(name, func(t *testing.T) {
			s := &session{target: Target{}.withDefaults()}
			now := time.Unix(1_000_000, 0)
			for i, took := range tc.answers {
				s.answers.sent(uint32(i), now)
				now = now.Add(took)
				s.answers.came(uint32(i), now)
			}
			if tries := s.tries(request{}); tries < len(tc.want) {
				t.Fatalf("%d tries, want at least %d", tries, len(tc.want))
			}
			for try, want := range tc.want {
				if got := s.patience(request{}, try); got != want {
					t.Errorf("try %d waits %v, want %v", try, got, want)
				}
			}
		})
	}
}

func TestAnswersAreTimedByTheTryThatTheyAnswer(t *testing.T) {
	var a answerTimes
	now := time.Unix(1_000_000, 0)
	a.sent(7, now)
	a.sent(8, now.Add(500*time.Millisecond))
	a.came(7, now.Add(600*time.Millisecond)) // late, but the first was not lost
	a.came(8, now.Add(610*time.Millisecond)) // its twin is not counted
	if a.median() != 600*time.Millisecond || len(a.all) != 1 {
		t.Errorf("answer times %v, want 600ms", a.all)
	}
}
