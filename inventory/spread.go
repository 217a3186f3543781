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
	return Spread{N: n, P50: took[(n-1)/2], P95: took[(n-1)*95/100], Max: took[n-1]}
}
