package collector_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector"
	"rollcall/inventory"
)

// A stride is one reading in the virtual time of a queue with one switch.
type stride struct {
	at     time.Duration // since start
	tables []inventory.Table
}

// hourly is a switch that is hardly ever read.
func hourly() collector.Target {
	one := target("sw")
	one.Groups = []collector.Group{{Every: time.Hour, Tables: []inventory.Table{inventory.TableSystem}}}
	return one
}

// stroll reads the only switch of a queue until the given time; ask is called at
// every moment before the queue is looked at.
func stroll(q *collector.Queue, until time.Duration, answers bool, ask func(time.Duration)) []stride {
	var all []stride
	for now := time.Duration(0); now < until; now += time.Second {
		ask(now)
		due, _, ok := q.Next(start.Add(now))
		if !ok {
			continue
		}
		all = append(all, stride{now, due.Tables})
		q.Done(start.Add(now), due.Switch, collector.Outcome{Answered: answers, Took: 100 * time.Millisecond})
	}
	return all
}

func TestAskedTablesAreReadSoonAndAtMostOnceAMinute(t *testing.T) {
	q := collector.NewQueue(collector.Options{})
	q.Set(start.Add(-time.Hour), []collector.Target{hourly()})
	strides := stroll(q, 10*time.Minute, true, func(now time.Duration) {
		if now >= 100*time.Second && now < 400*time.Second { // three hundred messages
			q.Ask(start.Add(now), "sw", []inventory.Table{inventory.TableFDB})
		}
	})
	var asked []time.Duration
	for _, s := range strides {
		if slices.Contains(s.tables, inventory.TableFDB) {
			asked = append(asked, s.at)
		}
	}
	if len(asked) == 0 || asked[0] != 101*time.Second {
		t.Fatalf("asked readings at %v, want the first at 101 s", asked)
	}
	for i := 1; i < len(asked); i++ {
		if asked[i]-asked[i-1] < time.Minute {
			t.Errorf("asked readings at %v: two within a minute", asked)
		}
	}
	if len(asked) > 6 {
		t.Errorf("%d asked readings in 5 minutes of messages, want at most 6", len(asked))
	}
}

func TestAskMovesNoBeatAndNoBackOff(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers bool
	}{{"a switch that answers", true}, {"a dead switch", false}} {
		t.Run(tt.name, func(t *testing.T) {
			beat := func(ask func(*collector.Queue, time.Duration)) (times []time.Duration) {
				q := collector.NewQueue(collector.Options{})
				q.Set(start, []collector.Target{target("sw")})
				for _, s := range stroll(q, time.Hour, tt.answers, func(now time.Duration) { ask(q, now) }) {
					if slices.Contains(s.tables, inventory.TableSystem) {
						times = append(times, s.at)
					}
				}
				return times
			}
			alone := beat(func(*collector.Queue, time.Duration) {})
			nagged := beat(func(q *collector.Queue, now time.Duration) {
				q.Ask(start.Add(now), "sw", []inventory.Table{inventory.TableARP})
			})
			early := func(a, b time.Duration) bool { return b <= a && a-b <= ports/10 } // as nearly due tables are
			if !slices.EqualFunc(alone, nagged, early) {
				t.Errorf("the beat was %v, and with questions %v", alone, nagged)
			}
		})
	}
}

func TestADeadSwitchIsNotReadMoreForBeingAsked(t *testing.T) {
	count := func(ask bool) int {
		q := collector.NewQueue(collector.Options{})
		q.Set(start, []collector.Target{target("sw")})
		return len(stroll(q, time.Hour, false, func(now time.Duration) {
			if ask {
				q.Ask(start.Add(now), "sw", []inventory.Table{inventory.TableARP})
			}
		}))
	}
	if alone, nagged := count(false), count(true); nagged > alone+1 {
		t.Errorf("a dead switch was tried %d times, and %d times when asked for; want at most one more", alone, nagged)
	}
}

func TestAskKeepsOutOfTheWayOfAReadingUnderWay(t *testing.T) {
	q := collector.NewQueue(collector.Options{})
	q.Set(start.Add(-3*time.Hour), []collector.Target{hourly()})
	if _, _, ok := q.Next(start); !ok {
		t.Fatal("nothing is due")
	}
	q.Ask(start, "sw", []inventory.Table{inventory.TableWireless})
	q.Ask(start, "stranger", []inventory.Table{inventory.TableFDB})
	if due, _, ok := q.Next(start.Add(30 * time.Second)); ok {
		t.Fatalf("%v is due while it is being read", due)
	}
	q.Done(start.Add(2*time.Second), "sw", collector.Outcome{Answered: true, Took: time.Second})
	due, _, ok := q.Next(start.Add(3 * time.Second))
	if !ok || !slices.Equal(due.Tables, []inventory.Table{inventory.TableWireless}) {
		t.Errorf("after the reading %v, %v is due, want what was asked for", due, ok)
	}
}

func TestScheduleReadsWhatItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		asked := 0
		s := &collector.Schedule{
			Poll: func(_ context.Context, d collector.Due) inventory.Poll {
				mu.Lock()
				defer mu.Unlock()
				if slices.Contains(d.Tables, inventory.TableWireless) {
					asked++
				}
				return answered(d)
			},
			Sink: func(context.Context, inventory.Poll) {},
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		s.Set(targets(3))
		go func() {
			time.Sleep(2 * time.Minute)
			for range 1000 {
				s.Ask("sw-001", []inventory.Table{inventory.TableWireless})
			}
		}()
		s.Run(ctx)
		if asked != 1 {
			t.Errorf("a thousand questions at once made %d readings, want 1", asked)
		}
	})
}
