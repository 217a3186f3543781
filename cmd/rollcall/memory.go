package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// daemonGC is the GOGC of the daemon. It holds the state of a city for months and
// allocates little beside it: to collect after a fifth of the growth at which Go
// does so by itself takes a sixth more processor time for each poll, and keeps four
// tenths of the memory free.
const daemonGC = 20

// leastRoom is by how much the heap may grow before it is collected, as long as it
// does not double: a fifth of a small city is filled by ten pages, and a third of the
// time that pages take would go into collecting.
const leastRoom = 64 << 20

// keepSmall sets the pace of the garbage collector for a daemon, unless GOGC says
// what the operator wants.
func keepSmall() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(daemonGC)
	}
}

// keepRoom goes on to set it as the heap grows, until ctx ends.
func keepRoom(ctx context.Context) error {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	live, set := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}, daemonGC
	for sleep(ctx, 10*time.Second) {
		metrics.Read(live)
		if want := paceFor(live[0].Value.Uint64()); want != set {
			debug.SetGCPercent(want)
			set = want
		}
	}
	return nil
}

// paceFor is the GOGC for so many bytes that are in use, in steps of ten.
func paceFor(live uint64) int {
	return max(daemonGC, min(100, int(leastRoom*10/max(live, 1)*10)))
}
