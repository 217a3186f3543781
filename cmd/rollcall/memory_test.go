package main

import "testing"

func TestTheHeapHasRoomToGrow(t *testing.T) {
	for live, want := range map[uint64]int{0: 100, 10 << 20: 100, 64 << 20: 100, 100 << 20: 60, 200 << 20: 30, 320 << 20: 20, 8 << 30: 20} {
		if got := paceFor(live); got != want {
			t.Errorf("%d MB in use: GOGC %d, want %d", live>>20, got, want)
		}
	}
}
