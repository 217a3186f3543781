package collector

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rollcall/inventory"
)

// Budgets hold the requests per second that rollcall may send to one switch and
// to one school. A request waits until both allow it. A switch that bears the
// load badly is asked at a share of its own (see [Bearing]).
type Budgets struct {
	// CPULimit is the CPU percentage of a switch from which on it is asked more
	// slowly; 0: only where it is busier than usual.
	CPULimit float64

	perSwitch, perSchool rate.Limit

	mu       sync.Mutex
	switches map[inventory.SwitchID]*rate.Limiter
	schools  map[inventory.SchoolCode]*rate.Limiter
	bearings map[inventory.SwitchID]Bearing
}

// NewBudgets returns budgets in requests per second; 0 means no limit.
func NewBudgets(perSwitch, perSchool float64) *Budgets {
	return &Budgets{
		perSwitch: limit(perSwitch),
		perSchool: limit(perSchool),
		switches:  make(map[inventory.SwitchID]*rate.Limiter),
		schools:   make(map[inventory.SchoolCode]*rate.Limiter),
		bearings:  make(map[inventory.SwitchID]Bearing),
	}
}

// Heard takes in how a switch bore a reading, and sets the rate of the next.
func (b *Budgets) Heard(sw inventory.SwitchID, m Measure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.bearings[sw]
	after := before.After(m, b.CPULimit)
	b.bearings[sw] = after
	if after.Factor() == before.Factor() {
		return
	}
	l := limiter(b.switches, sw, b.perSwitch)
	l.SetLimit(b.rateOf(after))
	l.SetBurst(burst(l.Limit()))
}

// rateOf is the rate for a switch: its budget, or a share of that, or of what it
// can answer one after the other where that is less.
func (b *Budgets) rateOf(bearing Bearing) rate.Limit {
	full := b.perSwitch
	if bearing.Factor() == 1 {
		return full
	}
	if fastest := rate.Limit(bearing.fastest()); fastest > 0 {
		full = min(full, fastest)
	}
	return full * rate.Limit(bearing.Factor())
}

// Factor is the share of its budget that a switch is asked at: 1, 1/2, 1/4 or 1/8.
func (b *Budgets) Factor(sw inventory.SwitchID) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bearings[sw].Factor()
}

// MeasureOf is how a switch bore a poll.
func MeasureOf(p *inventory.Poll) Measure {
	m := Measure{Answer: time.Duration(p.Cost.AnswerSeconds * float64(time.Second))}
	if p.Health != nil {
		m.CPU = p.Health.CPUPercent
	}
	for _, t := range inventory.Tables() {
		if p.Asked(t) {
			m.Kind += string(t) + " "
		}
	}
	return m
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

// limiter returns the limiter of a key.
func limiter[K comparable](all map[K]*rate.Limiter, key K, perSecond rate.Limit) *rate.Limiter {
	l, ok := all[key]
	if !ok {
		l = rate.NewLimiter(perSecond, burst(perSecond))
		all[key] = l
	}
	return l
}

// burst is a tenth of a second's requests: short enough to spread the load, long
// enough not to cost time.
func burst(perSecond rate.Limit) int { return max(1, int(min(perSecond, 1e6)/10)) }
