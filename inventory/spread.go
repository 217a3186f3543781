package inventory

import (
	"slices"
	"time"
)

// SpreadOf says how times are distributed, by nearest rank. It orders them.
func SpreadOf(took []time.Duration) Spread {
	n := len(took)
	if n == 0 {
		return Spread{}
	}
	slices.Sort(took)
	rank := func(percent int) time.Duration { return took[(n*percent+99)/100-1] } // the nearest
	return Spread{N: n, P50: rank(50), P95: rank(95), Max: took[n-1]}
}
