package collector

import (
	"hash/fnv"
	"time"
)

// backOff doubles the period for each silence after the first, up to most.
func backOff(every time.Duration, silent int, most time.Duration) time.Duration {
	wait := every
	for i := 2; i < silent && wait < most; i++ {
		wait *= 2
	}
	return max(every, min(wait, most))
}

// after returns the first beat of the period later than at, in step with due.
func after(due time.Time, every time.Duration, at time.Time) time.Time {
	if every <= 0 {
		return at.Add(time.Second)
	}
	next := due.Add(every)
	if next.After(at) {
		return next
	}
	missed := at.Sub(next)/every + 1
	return next.Add(missed * every)
}

// phase spreads switches over their shortest period, always at the same place,
// so that a city's requests do not come in bursts.
func phase(t Target) time.Duration {
	shortest := t.shortest()
	if shortest <= 0 {
		return 0
	}
	return time.Duration(t.hash() % uint64(shortest))
}

// stagger is how much earlier than by its period a group comes again after the
// first reading of a switch, which reads everything: by some of the shortest
// periods, so that the long tables of a city do not all come in the same minute.
func (e *entry) stagger(g Group) time.Duration {
	shortest := e.target.shortest()
	if shortest <= 0 || g.Every < 2*shortest {
		return 0
	}
	beats := uint64(g.Every / shortest)
	return time.Duration(e.target.hash()/uint64(shortest)%beats) * shortest
}

// shortest is the shortest period of a target's groups; 0: it has none.
func (t Target) shortest() time.Duration {
	var shortest time.Duration
	for i, g := range t.Groups {
		if i == 0 || g.Every < shortest {
			shortest = g.Every
		}
	}
	return shortest
}

// hash is a number that is always the same for a switch.
func (t Target) hash() uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(t.Switch))
	return h.Sum64()
}
