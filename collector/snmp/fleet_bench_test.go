package snmp_test

import (
	"runtime"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
)

// The fleet of the figure: so many switches, so many of them read at once, each
// taking so long to answer.
const (
	fleetSwitches = 1024
	fleetAtOnce   = 256
	fleetDelay    = 20 * time.Millisecond
)

// BenchmarkManySwitches reads 1,024 switches that take 20 ms to answer, 256 at
// once, by Read and, in turns, by one gosnmp BulkWalk for each column, and
// compares how many each reads in a second.
func BenchmarkManySwitches(b *testing.B) {
	defer runtime.KeepAlive(city())
	addrs, err := snmpsim.Bench{Switches: fleetSwitches, Delay: fleetDelay}.Spawn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	memory := make([][]byte, len(addrs))
	ours := func(i int) {
		p := snmp.Read(b.Context(), benchTarget(addrs[i]), pollSet(), memory[i])
		for _, table := range pollSet() {
			if !p.Complete(table) {
				b.Errorf("%s of switch %d: %+v", table, i, p.Tables[table])
			}
		}
		memory[i] = p.Memory
	}
	theirs := func(i int) {
		if _, _, err := snmpsim.WalkPerColumn(addrs[i]); err != nil {
			b.Error(err)
		}
	}
	rate(fleetSwitches, ours) // which teaches the reader their sizes
	var d duel
	for b.Loop() {
		d.round(rate(fleetSwitches, ours), rate(fleetSwitches, theirs))
	}
	b.Logf("%.0f switches a second, per column %.0f", median(d.ours), median(d.theirs))
	atLeast(b, "rate/rate-of-gosnmp-per-column", median(d.ratios), 2.5)
}

// rate reads n switches, many at once, and returns how many that were in a second.
func rate(n int, read func(i int)) float64 {
	var g errgroup.Group
	g.SetLimit(fleetAtOnce)
	start := time.Now()
	for i := range n {
		g.Go(func() error { read(i); return nil })
	}
	_ = g.Wait() // read tells what went wrong
	return float64(n) / time.Since(start).Seconds()
}
