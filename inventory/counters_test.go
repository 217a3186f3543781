package inventory_test

import (
	"testing"

	"rollcall/inventory"
)

func TestGrowthOfACounter(t *testing.T) {
	for _, tc := range []struct {
		name     string
		bits32   bool
		was, now uint64
		want     uint64
		ok       bool
	}{
		{"it grew", false, 5, 12, 7, true},
		{"it stood still", true, 5, 5, 0, true},
		{"32 bits ran over", true, 1<<32 - 3, 4, 7, true},
		{"32 bits ran over to 0", true, 1<<32 - 1, 0, 1, true},
		{"64 bits fell", false, 1<<32 - 3, 4, 0, false},
		{"more than 32 bits before, 32 now", true, 1 << 40, 4, 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := inventory.Counters{Bits32: tc.bits32}
			if got, ok := c.Growth(tc.was, tc.now); got != tc.want || ok != tc.ok {
				t.Errorf("Growth(%d, %d) = %d, %v; want %d, %v", tc.was, tc.now, got, ok, tc.want, tc.ok)
			}
		})
	}
}
