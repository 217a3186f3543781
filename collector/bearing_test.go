package collector_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector"
)

const ms = time.Millisecond

// play gives a bearing one measure after the other and returns the factors.
func bearings(b collector.Bearing, n int, m collector.Measure, limit float64) (collector.Bearing, []float64) {
	var factors []float64
	for range n {
		b = b.After(m, limit)
		factors = append(factors, b.Factor())
	}
	return b, factors
}

func percent(p float64) *float64 { return &p }

// TestTheRateFollowsStrain lets a switch be usual for an hour, then strained, then
// usual again.
func TestTheRateFollowsStrain(t *testing.T) {
	calm := collector.Measure{Kind: "fdb", Answer: 10 * ms, CPU: percent(20)}
	for name, tc := range map[string]struct {
		strain collector.Measure
		limit  float64
		want   float64 // after five strained readings
	}{
		"nothing":                           {calm, 70, 1},
		"answers three times as long":       {collector.Measure{Kind: "fdb", Answer: 31 * ms, CPU: percent(20)}, 70, 1.0 / 8},
		"twice as long, but that is little": {collector.Measure{Kind: "fdb", Answer: 29 * ms, CPU: percent(20)}, 70, 1},
		"another kind of reading":           {collector.Measure{Kind: "arp", Answer: 500 * ms}, 70, 1},
		"busier than usual":                 {collector.Measure{Kind: "fdb", Answer: 10 * ms, CPU: percent(46)}, 70, 1.0 / 8},
		"a little busier":                   {collector.Measure{Kind: "fdb", Answer: 10 * ms, CPU: percent(44)}, 70, 1},
		"above the limit":                   {collector.Measure{Kind: "fdb", Answer: 10 * ms, CPU: percent(44)}, 44, 1.0 / 8},
		"silence":                           {collector.Measure{Kind: "fdb"}, 70, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b, factors := bearings(collector.Bearing{}, 60, calm, tc.limit)
			for i, f := range factors {
				if f != 1 {
					t.Fatalf("reading %d of a calm switch: factor %v", i, f)
				}
			}
			b, factors = bearings(b, 5, tc.strain, tc.limit)
			if got := factors[4]; got != tc.want {
				t.Errorf("factors %v under strain, want %v in the end", factors, tc.want)
			}
			if tc.want < 1 && (factors[0] != 0.5 || factors[1] != 0.25) {
				t.Errorf("factors %v, want it halved with each reading", factors)
			}
			_, factors = bearings(b, 9, calm, tc.limit)
			if tc.want < 1 && (factors[1] != 1.0/8 || factors[2] != 0.25 || factors[5] != 0.5) || factors[8] != 1 {
				t.Errorf("factors %v after it, want a step back with every third reading", factors)
			}
		})
	}
}

// TestASwitchThatStaysSlowIsAcceptedInTheEnd moves a switch behind a slow line.
func TestASwitchThatStaysSlowIsAcceptedInTheEnd(t *testing.T) {
	b, _ := bearings(collector.Bearing{}, 60, collector.Measure{Kind: "fdb", Answer: 10 * ms}, 70)
	b, factors := bearings(b, 100, collector.Measure{Kind: "fdb", Answer: 60 * ms}, 70)
	if factors[99] != 1.0/8 {
		t.Errorf("after 100 slow readings the factor is %v, want 1/8: that is no hour", factors[99])
	}
	_, factors = bearings(b, 1000, collector.Measure{Kind: "fdb", Answer: 60 * ms}, 70)
	if factors[999] != 1 {
		t.Errorf("after %d slow readings the factor is %v, want 1", 1100, factors[999])
	}
}

// TestTheBudgetFollowsTheBearing counts what a budget lets through in virtual time.
func TestTheBudgetFollowsTheBearing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := collector.NewBudgets(20, 0)
		perMinute := func() (n int) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			for b.Pace(ctx, "179901", "sw") == nil {
				n++
			}
			time.Sleep(time.Minute) // what is left of the burst runs full again
			return n
		}
		hear := func(n int, answer time.Duration) {
			for range n {
				b.Heard("sw", collector.Measure{Kind: "fdb", Answer: answer})
			}
		}
		hear(20, 10*ms)
		if n := perMinute(); n < 1195 || n > 1202 {
			t.Errorf("%d requests in a minute at 20 a second", n)
		}
		hear(1, 100*ms)
		if n := perMinute(); n < 595 || n > 601 || b.Factor("sw") != 0.5 {
			t.Errorf("%d requests in a minute after strain, factor %v, want half", n, b.Factor("sw"))
		}
		hear(9, 100*ms)
		if n := perMinute(); n < 145 || n > 151 || b.Factor("sw") != 0.125 {
			t.Errorf("%d requests in a minute after lasting strain, factor %v, want an eighth", n, b.Factor("sw"))
		}
		hear(9, 10*ms)
		if n := perMinute(); n < 1195 || n > 1202 || b.Factor("sw") != 1 {
			t.Errorf("%d requests in a minute after it recovered, factor %v", n, b.Factor("sw"))
		}
	})
}

// TestWithoutABudgetStrainIsMeasuredByTheSwitch slows a switch down that nothing
// else holds back: below what it can answer.
func TestWithoutABudgetStrainIsMeasuredByTheSwitch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := collector.NewBudgets(0, 0)
		for range 20 {
			b.Heard("sw", collector.Measure{Kind: "fdb", Answer: 50 * ms}) // 20 a second
		}
		b.Heard("sw", collector.Measure{Kind: "fdb", Answer: 500 * ms})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		n := 0
		for b.Pace(ctx, "179901", "sw") == nil {
			n++
		}
		if n < 400 || n > 610 {
			t.Errorf("%d requests in a minute of a switch that can answer 1,200, want half", n)
		}
	})
}
