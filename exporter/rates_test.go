package exporter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
)

// A reading is a counter of broadcasts with the agent's clock.
type reading struct {
	bits32 bool
	count  uint64
	uptime float64 // seconds
}

// wraps is when the 32 bits of sysUpTime run over, in seconds.
const wraps = (1 << 32) / 100.0

// TestNoRateIsNegativeOrImpossible reads a port twice, ten minutes apart, while its
// counters run over, are set, or begin anew.
func TestNoRateIsNegativeOrImpossible(t *testing.T) {
	const gigabit, most32, most64 = 1_000_000_000, 1<<32 - 1, 1<<64 - 1
	for _, tc := range []struct {
		name        string
		speed       int64
		first, then reading
		want        string // packets a second; empty: not measured
	}{
		{"32 bits grow", gigabit, reading{true, 0, 9000}, reading{true, 600, 9600}, "1"},
		{"32 bits stand still", gigabit, reading{true, 77, 9000}, reading{true, 77, 9600}, "0"},
		{"32 bits run over", gigabit, reading{true, 4294967290, 9000}, reading{true, 594, 9600}, "1"},
		{"32 bits run over to 0", gigabit, reading{true, most32, 9000}, reading{true, 0, 9600}, "0.0016666666666666668"},
		{"32 bits run over from their middle", gigabit, reading{true, 1 << 31, 9000}, reading{true, 5, 9600}, ""},
		{"32 bits set back", gigabit, reading{true, 500_000, 9000}, reading{true, 300, 9600}, ""},
		{"32 bits set forward", gigabit, reading{true, 300, 9000}, reading{true, most32, 9600}, ""},
		{"32 bits run over twice, which looks like once", gigabit, reading{true, 1200, 9000}, reading{true, 600, 9600}, ""},
		{"32 bits of a slow port run over", 10_000_000, reading{true, most32 - 299, 9000}, reading{true, 300, 9600}, "1"},
		{"32 bits of a slow port fall", 10_000_000, reading{true, most32 - 60_000_000, 9000}, reading{true, 300, 9600}, ""},
		{"32 bits of a port of no speed grow", 0, reading{true, 0, 9000}, reading{true, 600, 9600}, "1"},
		{"32 bits of a port of no speed fall", 0, reading{true, most32, 9000}, reading{true, 0, 9600}, ""},
		{"64 bits grow", gigabit, reading{false, 1 << 40, 9000}, reading{false, 1<<40 + 600, 9600}, "1"},
		{"64 bits stand still", gigabit, reading{false, 1 << 40, 9000}, reading{false, 1 << 40, 9600}, "0"},
		{"64 bits pass 32", gigabit, reading{false, most32 - 299, 9000}, reading{false, most32 + 301, 9600}, "1"},
		{"64 bits run over", gigabit, reading{false, most64, 9000}, reading{false, 599, 9600}, ""},
		{"64 bits set back", gigabit, reading{false, 1 << 40, 9000}, reading{false, 5, 9600}, ""},
		{"64 bits set forward", gigabit, reading{false, 5, 9000}, reading{false, 1 << 50, 9600}, ""},
		{"64 bits begin to be told", gigabit, reading{true, 5, 9000}, reading{false, 605, 9600}, ""},
		{"64 bits are told no more", gigabit, reading{false, 5, 9000}, reading{true, 605, 9600}, ""},
		{"as fast as the port", gigabit, reading{false, 0, 9000}, reading{false, 892_857_142, 9600}, "1.4880952366666666e+06"},
		{"a little faster, by the clocks", gigabit, reading{false, 0, 9000}, reading{false, 928_571_428, 9600}, "1.5476190466666666e+06"},
		{"faster than the port", gigabit, reading{false, 0, 9000}, reading{false, 1_000_000_000, 9600}, ""},
		{"restart, counters from 0", gigabit, reading{false, 1_000_000, 9000}, reading{false, 300, 60}, ""},
		{"restart, counters went on", gigabit, reading{false, 300, 9000}, reading{false, 900, 60}, ""},
		{"restart, up for longer than before", gigabit, reading{true, 1_000, 100}, reading{true, 300, 500}, ""},
		{"restart of 32 bits", gigabit, reading{true, most32, 9000}, reading{true, 300, 60}, ""},
		{"497 days", gigabit, reading{false, 0, wraps - 300}, reading{false, 600, 300}, "1"},
		{"497 days, and 32 bits run over", gigabit, reading{true, most32 - 299, wraps - 300}, reading{true, 300, 300}, "1"},
		{"a restart just before 497 days", gigabit, reading{false, 0, wraps - 30_000}, reading{false, 600, 60}, ""},
		{"an agent without a clock", gigabit, reading{false, 0, 0}, reading{false, 600, 0}, "1"},
		{"a clock that is a little late", gigabit, reading{false, 0, 9000}, reading{false, 600, 9580}, "1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := rate(t, tc.speed, tc.first, tc.then); got != tc.want {
				t.Errorf("broadcasts per second %q, want %q", got, tc.want)
			}
		})
	}
}

// rate is what the metrics say of a port's broadcasts after two readings. Between
// them only the forwarding table is read, as it is in truth.
func rate(t *testing.T, speed int64, readings ...reading) string {
	t.Helper()
	e := exporter.New(exporter.Options{Version: "test", City: city, Disk: func() (int64, int64) { return 4096, 1 << 30 }})
	for i, r := range readings {
		at := noon.Add(time.Duration(i) * 10 * time.Minute)
		between := poll(at.Add(-time.Minute), max(r.uptime-60, 1), 0)
		between.Tables = map[inventory.Table]inventory.TableState{inventory.TableFDB: {Complete: true}}
		e.Polled(between, school)
		p := poll(at, r.uptime, 0)
		p.Interfaces = []inventory.Interface{{Index: 1, Name: "1/1", Oper: "up", SpeedBPS: speed,
			Counters: &inventory.Counters{Bits32: r.bits32, InBroadcast: r.count}}}
		e.Polled(p, school)
	}
	for line := range strings.Lines(scrape(t, e.Handler(), "/metrics")) {
		if strings.Contains(line, "broadcast") && !strings.HasPrefix(line, "#") {
			return fmt.Sprint(strings.TrimSpace(line[strings.LastIndex(line, " "):]))
		}
	}
	return ""
}
