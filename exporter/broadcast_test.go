package exporter_test

import (
	"strings"
	"testing"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
)

// TestBroadcastsOfASmallCounter polls a port of 1 Gbit/s twice, ten minutes apart.
func TestBroadcastsOfASmallCounter(t *testing.T) {
	const speed = 1_000_000_000
	for _, tc := range []struct {
		name        string
		first, then inventory.Counters
		want        string // packets a second; empty: not measured
	}{
		{"it ran over", inventory.Counters{Bits32: true, InBroadcast: 1<<32 - 300}, inventory.Counters{Bits32: true, InBroadcast: 300}, "1"},
		{"it was set back by hand", inventory.Counters{Bits32: true, InBroadcast: 500_000}, inventory.Counters{Bits32: true, InBroadcast: 300}, ""},
		{"64 bits fell", inventory.Counters{InBroadcast: 500_000}, inventory.Counters{InBroadcast: 300}, ""},
		{"broadcasts are not counted", inventory.Counters{Bits32: true, NoBroadcast: true}, inventory.Counters{Bits32: true, NoBroadcast: true}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := exporter.New(exporter.Options{Version: "test", City: city, Disk: func() (int64, int64) { return 4096, 1 << 30 }})
			for i, c := range []inventory.Counters{tc.first, tc.then} {
				at := time.Duration(i) * 10 * time.Minute
				p := poll(noon.Add(at), 100+at.Seconds(), 0)
				p.Interfaces = []inventory.Interface{{Index: 1, Name: "1/1", Oper: "up", SpeedBPS: speed, Counters: &c}}
				e.Polled(p, school)
			}
			got := ""
			for line := range strings.Lines(scrape(t, e.Handler(), "/metrics")) {
				if strings.Contains(line, "broadcast") && !strings.HasPrefix(line, "#") {
					got = strings.TrimSpace(line[strings.LastIndex(line, " "):])
				}
			}
			if got != tc.want {
				t.Errorf("broadcasts per second %q, want %q", got, tc.want)
			}
		})
	}
}
