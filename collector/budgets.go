package collector

import (
	"context"
	"sync"

	"golang.org/x/time/rate"

	"rollcall/inventory"
)

// Budgets hold the requests per second that rollcall may send to one switch and
// to one school. A request waits until both allow it.
type Budgets struct {
	perSwitch, perSchool rate.Limit

	mu       sync.Mutex
	switches map[inventory.SwitchID]*rate.Limiter
	schools  map[inventory.SchoolCode]*rate.Limiter
}

// NewBudgets returns budgets in requests per second; 0 means no limit.
func NewBudgets(perSwitch, perSchool float64) *Budgets {
	return &Budgets{
		perSwitch: limit(perSwitch),
		perSchool: limit(perSchool),
		switches:  make(map[inventory.SwitchID]*rate.Limiter),
		schools:   make(map[inventory.SchoolCode]*rate.Limiter),
	}
}

func limit(perSecond float64) rate.Limit {
	if perSecond <= 0 {
		return rate.Inf
	}
	return rate.Limit(perSecond)
}

// Pace waits until one more request to the switch is within both budgets, or
// until ctx ends.
func (b *Budgets) Pace(ctx context.Context, school inventory.SchoolCode, sw inventory.SwitchID) error {
	b.mu.Lock()
	bySwitch := limiter(b.switches, sw, b.perSwitch)
	bySchool := limiter(b.schools, school, b.perSchool)
	b.mu.Unlock()
	if err := bySwitch.Wait(ctx); err != nil {
		return err
	}
	return bySchool.Wait(ctx)
}

// limiter returns the limiter of a key. The burst is a tenth of a second's
// requests: short enough to spread the load, long enough not to cost time.
func limiter[K comparable](all map[K]*rate.Limiter, key K, perSecond rate.Limit) *rate.Limiter {
	l, ok := all[key]
	if !ok {
		l = rate.NewLimiter(perSecond, max(1, int(min(perSecond, 1e6)/10)))
		all[key] = l
	}
	return l
}
