package main

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
)

// BenchmarkCity puts sweeps of 20,000 switches that see a million MACs through
// the daemon, while it reads some over the wire, and reports its memory and the
// share of a core that it needs to read every table of every switch each five
// minutes, to store what was read and to judge.
func BenchmarkCity(b *testing.B) {
	const every = 5 * time.Minute
	addrs, err := snmpsim.Bench{Switches: 20, Ports: fleetPorts, MACs: fleetMACs}.Spawn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	f := newFleet(b, 100, 200)
	memory := make([][]byte, len(addrs))
	for range 3 { // which leaves all that a daemon keeps of such a switch
		readEach(b, addrs, memory)
	}
	f.memory = memory[0]
	b.Logf("%d octets are kept for the next poll of each", len(f.memory))
	f.warm(b)
	var reading time.Duration
	for b.Loop() {
		f.sweep(b)
		reading += spent(b, func() error { return readTimes(b, 25, addrs, memory) })
	}
	perRead := reading / time.Duration(f.sweeps*25*len(addrs))
	judging := f.perJudging() * time.Duration(f.schools)
	rounds := float64(every) / float64(judging+max(f.pace.quiet, restOfJudging*judging))
	busy := time.Duration(f.schools*f.switches)*(perRead+f.perPoll()) + time.Duration(rounds*float64(judging))
	cores := busy.Seconds() / every.Seconds()
	b.ReportMetric(perRead.Seconds()*1000, "CPU-ms/read")
	b.ReportMetric(cores, "cores")
	b.Logf("%.2f of a core, limit 1", cores)
	if cores > 1 {
		b.Errorf("the city needs %.2f cores, want at most 1", cores)
	}
	f.report(b, 900)
}

// readEach reads every switch once, with what is remembered of it.
func readEach(b *testing.B, addrs []netip.AddrPort, memory [][]byte) {
	b.Helper()
	for i, addr := range addrs {
		p := snmp.Read(context.Background(), snmp.Target{Switch: "bench", Address: addr,
			Credentials: []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}}}, pollSet(), memory[i])
		for _, table := range pollSet() {
			if !p.Complete(table) {
				b.Fatalf("%s of %s: %+v", table, addr, p.Tables[table])
			}
		}
		memory[i] = p.Memory
	}
}

func readTimes(b *testing.B, times int, addrs []netip.AddrPort, memory [][]byte) error {
	b.Helper()
	for range times {
		readEach(b, addrs, memory)
	}
	return nil
}
