package snmp_test

import (
	"net"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
)

// lossy polls the switch of the project's figures again and again over a line that
// loses datagrams, in virtual time, and counts.
type lossy struct {
	complete, late int
	requests       int
}

func pollOver(t *testing.T, line snmpsim.Line, polls int) lossy {
	t.Helper()
	mib := snmpsim.BenchSwitch(1)
	agent := snmpsim.New(snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	conn := agent.Connect(line)
	target := snmp.Target{Switch: "bench", Credentials: []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}},
		Connect: func() (net.Conn, error) { return conn, nil }}
	var out lossy
	var memory []byte
	for range polls {
		p := snmp.Read(t.Context(), target, pollSet(), memory)
		memory = p.Memory
		out.requests += p.Cost.Requests
		whole := true
		for _, table := range pollSet() {
			whole = whole && p.Complete(table)
		}
		switch {
		case !whole:
		case p.Cost.DurationSeconds > 60:
			out.late++
		default:
			out.complete++
		}
	}
	return out
}

// TestLossesCostLittle holds the figures for lost datagrams: at 5 % in each
// direction 99.9 % of reads are complete within a minute, with at most 1.3 times
// the requests; at 10 % in each, a fifth of all exchanges, 95 %.
func TestLossesCostLittle(t *testing.T) {
	for name, tc := range map[string]struct {
		loss     float64
		polls    int
		complete int // of polls, at least
		requests float64
	}{
		"5 %":  {0.05, 1000, 999, 1.3},
		"10 %": {0.10, 400, 380, 1.3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				good := pollOver(t, snmpsim.Line{Time: 5 * time.Millisecond}, 64)
				bad := pollOver(t, snmpsim.Line{Loss: tc.loss, Time: 5 * time.Millisecond, Seed: 7}, tc.polls)
				ratio := float64(bad.requests) / float64(tc.polls) / (float64(good.requests) / 64)
				t.Logf("%d of %d complete in time, %d late, %.3f times the requests", bad.complete, tc.polls, bad.late, ratio)
				if bad.complete < tc.complete || ratio > tc.requests {
					t.Errorf("%d of %d reads complete within their minute (want %d), with %.3f times the requests (want at most %.1f)",
						bad.complete, tc.polls, tc.complete, ratio, tc.requests)
				}
			})
		})
	}
}
