package simcity

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// dice returns the random numbers of one purpose. Each purpose has its own, so
// that adding to one part of the city moves nothing in the others.
func dice(seed int64, purpose ...any) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprint(h, seed)
	for _, p := range purpose {
		fmt.Fprintf(h, "/%v", p)
	}
	return rand.New(rand.NewPCG(h.Sum64(), uint64(seed)))
}

// pick returns one of the choices.
func pick[T any](r *rand.Rand, choices []T) T { return choices[r.IntN(len(choices))] }

// shuffled returns the choices in another order.
func shuffled[T any](r *rand.Rand, choices []T) []T {
	out := append([]T(nil), choices...)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// chance is true in percent of a hundred cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }
