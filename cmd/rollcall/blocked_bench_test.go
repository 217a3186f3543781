package main

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// blockedLimit is how long it may take to look up who held one blocked address.
const blockedLimit = time.Second

// BenchmarkBlockedLookup reports how long it takes to look up who held a blocked
// address and where that device was, in a city of 54 schools with ten million spans
// on record, a year and more ago, while the daemon reads. It takes some five minutes.
func BenchmarkBlockedLookup(b *testing.B) {
	w := wire{schools: 54, switches: 10, macs: 50, delay: 20 * time.Millisecond}
	addrs, err := snmpsim.Bench{Switches: w.schools * w.switches, Ports: fleetPorts, MACs: w.macs, Delay: w.delay}.Spawn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	conf := w.config(b, addrs)
	first := startPages(b, conf)
	first.readAll(b)
	path := first.d.db.Path()
	first.stop(b)
	giveAPast(b, path, pagesSpans)
	p := startPages(b, conf)
	defer p.stop(b)
	for b.Loop() { // the figures are of one long run
	}
	p.lookUp(b)
}

// lookUp looks up addresses of the past, each at a moment when somebody held it.
func (p *pagesDaemon) lookUp(b *testing.B) {
	b.Helper()
	var took []time.Duration
	known := 0
	for n := range pagesAsked {
		held, err := p.d.db.Bindings(b.Context(), inventory.AllSchools(), store.BindingQuery{IP: pastAddress(n * pagesSpans / 2 / visits / pagesAsked)})
		if err != nil || len(held) == 0 {
			b.Fatalf("nobody ever held the address: %v", err)
		}
		sw, _ := p.d.city().Switch(held[0].Source)
		row := inventory.BlockedIP{School: sw.School, IP: held[0].IP, BlockedAt: held[0].First.Add(time.Hour)}
		began := time.Now()
		got, err := p.d.db.WhoHeld(b.Context(), p.d.city(), row, began)
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		if got.Then.MAC == held[0].MAC {
			known++
		}
	}
	slices.Sort(took)
	p99 := took[len(took)*99/100]
	b.Logf("%d of %d holders known, median %s, p99 %s", known, len(took), took[len(took)/2].Round(time.Millisecond), p99.Round(time.Millisecond))
	b.ReportMetric(float64(p99.Milliseconds()), "p99-ms")
	if known < len(took) || p99 > blockedLimit {
		b.Errorf("%d of %d holders known, p99 %s, want at most %s", known, len(took), p99, blockedLimit)
	}
}

// pastAddress is that of the n-th device of giveAPast.
func pastAddress(n int) netip.Addr {
	at := 0x0a010000 + n*3
	return netip.AddrFrom4([4]byte{byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at)})
}
