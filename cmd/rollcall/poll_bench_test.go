package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"runtime"
	"slices"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// polled is how many polls go into one transaction: about half a second's worth
// of a fleet of 2,000 switches.
const polled = 10

// pollSet are the tables of the poll set of the project's figures.
func pollSet() []inventory.Table {
	return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}
}

// BenchmarkStoredPoll reads unchanged switches of 52 ports and 200 MACs, applies
// and stores the polls, and compares the processor time with that of gosnmp
// walking the same columns one by one and keeping nothing. The rounds take
// turns; the switches run in a process of their own.
func BenchmarkStoredPoll(b *testing.B) {
	addrs, err := snmpsim.Spawn(b.Context(), polled)
	if err != nil {
		b.Fatal(err)
	}
	d, err := openDaemon(b.Context(), fleet(b, 1, polled), dailyPace(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	defer d.db.Close()
	at := time.Now().Add(-24 * time.Hour)
	ours := func() error {
		at = at.Add(time.Minute)
		return d.commit(b.Context(), readAll(b.Context(), d, addrs, at))
	}
	theirs := func() error {
		for _, addr := range addrs {
			if _, _, err := snmpsim.WalkPerColumn(addr); err != nil {
				return err
			}
		}
		return nil
	}
	for range 3 { // the first open everything, and teach the reader its sizes
		spent(b, ours)
	}
	var ratios []float64
	for b.Loop() {
		runtime.GC() // neither pays for the other's garbage
		mine := spent(b, ours)
		runtime.GC()
		ratios = append(ratios, float64(mine)/float64(spent(b, theirs)))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "cpu-ratio")
}

// readAll polls every switch as the daemon does.
func readAll(ctx context.Context, d *daemon, addrs []netip.AddrPort, at time.Time) []inventory.Poll {
	var batch []inventory.Poll
	for i, addr := range addrs {
		l := d.ledgers[inventory.SwitchID(fmt.Sprintf("s0-%d", i))]
		p := snmp.Read(ctx, snmp.Target{
			Switch: l.Switch().ID, Address: addr,
			Credentials: []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}},
		}, pollSet(), d.memoryOf(ctx, l.Switch().ID))
		p.Number, p.At = l.Next(), at // a minute later, and up for a minute longer
		p.System.UptimeSeconds = at.Sub(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).Seconds()
		d.exporter.Polled(&p, l.Switch().School)
		batch = append(batch, p)
	}
	return batch
}
