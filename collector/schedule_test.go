package collector_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector"
	"rollcall/inventory"
)

func answered(d collector.Due) inventory.Poll {
	p := inventory.Poll{Switch: d.Switch, Tables: map[inventory.Table]inventory.TableState{}}
	for _, t := range d.Tables {
		p.Tables[t] = inventory.TableState{Complete: true, Rows: 1}
	}
	return p
}

func TestScheduleReadsByTheClockAndEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		got := make(map[inventory.SwitchID]int)
		s := &collector.Schedule{
			Poll: func(_ context.Context, d collector.Due) inventory.Poll {
				time.Sleep(300 * time.Millisecond)
				return answered(d)
			},
			Sink: func(_ context.Context, p inventory.Poll) {
				mu.Lock()
				defer mu.Unlock()
				got[p.Switch]++
			},
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		s.Set(targets(20))
		go func() {
			time.Sleep(5 * time.Minute)
			s.Set(targets(10))
		}()
		s.Run(ctx)
		if n := got["sw-003"]; n < 9 || n > 11 {
			t.Errorf("a switch was read %d times in 10 minutes, want 10", n)
		}
		if n := got["sw-015"]; n < 4 || n > 6 {
			t.Errorf("a switch that left after 5 minutes was read %d times, want 5", n)
		}
	})
}

func TestBudgetsHoldPerSwitchAndPerSchool(t *testing.T) {
	tests := []struct {
		name     string
		switches []inventory.SwitchID
		want     time.Duration // for 100 requests to each
	}{
		{"one switch has 10 a second", []inventory.SwitchID{"a"}, 10 * time.Second},
		{"four switches share the school's 20", []inventory.SwitchID{"a", "b", "c", "d"}, 20 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := collector.NewBudgets(10, 20)
				began := time.Now()
				var all sync.WaitGroup
				for _, sw := range test.switches {
					all.Go(func() {
						for range 100 {
							if err := b.Pace(t.Context(), "179901", sw); err != nil {
								t.Error(err)
							}
						}
					})
				}
				all.Wait()
				took := time.Since(began)
				if took < test.want-time.Second || took > test.want+time.Second {
					t.Errorf("the requests took %v, want about %v", took, test.want)
				}
			})
		})
	}
}

func TestPaceEndsWithItsContext(t *testing.T) {
	b := collector.NewBudgets(0.01, 0)
	ctx, cancel := context.WithCancel(t.Context())
	if err := b.Pace(ctx, "179901", "a"); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := b.Pace(ctx, "179901", "a"); err == nil {
		t.Error("a request over the budget was allowed after the context ended")
	}
}
