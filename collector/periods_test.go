package collector_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/collector"
	"rollcall/inventory"
)

// A slate is the readings of a city in virtual time: every switch takes as long for
// each request, and the budgets hold.
type slate struct {
	mu     sync.Mutex
	last   map[inventory.SwitchID]map[inventory.Table]time.Time
	longer map[inventory.SwitchID]time.Duration // the longest that a table came after its period
	onTime int                                  // readings of tables within a tenth of their period
	late   int
}

// answerTime is what each of the simulated switches takes.
const answerTime = 20 * time.Millisecond

// requests is how many a reading takes of a switch of 52 ports and 50 MACs: the
// first of all, and later ones with and without the forwarding table.
func requests(first bool, d collector.Due) int {
	switch {
	case first:
		return 40
	case len(d.Tables) > 3:
		return 16
	}
	return 5
}

// read plays one reading.
func (s *slate) read(ctx context.Context, b *collector.Budgets, d collector.Due) inventory.Poll {
	first := s.note(d)
	p := answered(d)
	for range requests(first, d) {
		began := time.Now()
		if b.Pace(ctx, d.School, d.Switch) != nil {
			break
		}
		p.Cost.WaitedSeconds += time.Since(began).Seconds()
		time.Sleep(answerTime)
	}
	return p
}

// note holds a reading that begins against the periods of its tables, and says
// whether it is the first.
func (s *slate) note(d collector.Due) (first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.last[d.Switch]
	if first = known == nil; first {
		known = make(map[inventory.Table]time.Time)
		s.last[d.Switch] = known
	}
	every := periods()
	for _, t := range d.Tables {
		before, again := known[t]
		known[t] = time.Now()
		if !again {
			continue
		}
		late := known[t].Sub(before) - every[t]
		if s.longer[d.Switch] = max(s.longer[d.Switch], late); late > every[t]/10 {
			s.late++
			continue
		}
		s.onTime++
	}
	return first
}

func periods() inventory.Periods {
	every := inventory.Periods{}
	for _, g := range target("").Groups {
		for _, t := range g.Tables {
			every[t] = g.Every
		}
	}
	return every
}

// play reads a city of schools of so many switches for a time.
func (s *slate) play(t *testing.T, schools []int, length time.Duration) {
	t.Helper()
	s.last, s.longer = make(map[inventory.SwitchID]map[inventory.Table]time.Time), make(map[inventory.SwitchID]time.Duration)
	b := collector.NewBudgets(20, 50)
	plan := &collector.Schedule{Sink: func(context.Context, inventory.Poll) {},
		Poll: func(ctx context.Context, d collector.Due) inventory.Poll { return s.read(ctx, b, d) }}
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	var all []collector.Target
	for school, n := range schools {
		for i := range n {
			one := target(fmt.Sprintf("s%d-%d", school, i))
			one.School = inventory.SchoolCode(fmt.Sprintf("1799%02d", school))
			all = append(all, one)
		}
	}
	plan.Set(all)
	plan.Run(ctx)
}

// alike is n schools of so many switches each.
func alike(n, switches int) []int {
	schools := make([]int, n)
	for i := range schools {
		schools[i] = switches
	}
	return schools
}

// TestTwoThousandSwitchesKeepTheirPeriods plays them from the first reading on, by
// the budgets of a city that nobody has changed.
func TestTwoThousandSwitchesKeepTheirPeriods(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slate
		s.play(t, alike(40, 50), 12*time.Minute)
		t.Logf("%d readings of tables on time, %d late", s.onTime, s.late)
		if all := s.onTime + s.late; all < 2000*22 || float64(s.onTime) < 0.999*float64(all) {
			t.Errorf("%d of %d readings of tables came within a tenth of their period, want 99.9 %% of at least 44,000", s.onTime, all)
		}
	})
}

// TestALargeSchoolDelaysNoOther plays a school whose first readings take its
// budget for minutes, beside schools of the common size.
func TestALargeSchoolDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s slate
		s.play(t, append([]int{400}, alike(20, 20)...), 12*time.Minute)
		delayed, others := 0, 0
		for id, late := range s.longer {
			if id[:3] == "s0-" {
				continue
			}
			if others++; late > time.Second {
				delayed++
			}
		}
		if others != 400 || delayed > others/100 {
			t.Errorf("%d of %d switches of other schools were read more than a second late", delayed, others)
		}
	})
}
