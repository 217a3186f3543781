package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// The fleet of the figure: 2,000 switches that see 100,000 MACs.
const (
	fleetSchools  = 40
	fleetSwitches = 50  // of each school
	fleetMACs     = 50  // on each switch
	fleetPorts    = 28  // of each switch
	mostRSS       = 250 // MB
	mostRows      = 2   // for each switch of a sweep in which nothing changed
)

func fleetCode(s int) inventory.SchoolCode { return inventory.SchoolCode(fmt.Sprintf("1799%02d", s)) }

// fleetMAC is the n-th device on the i-th switch of a school.
func fleetMAC(s, i, n int) inventory.MAC { return inventory.MAC{0, 0x1b, byte(s), byte(i), 0, byte(n)} }

// fleet returns a configuration of so many schools and switches of each, as small
// as one can be written.
func fleet(b testing.TB, schools, switches int) *config.Config {
	b.Helper()
	dir := b.TempDir()
	var y bytes.Buffer
	y.WriteString("version: 1\nsnmp: {ro: {version: 2c, community_file: ro}}\nip_plan:\n" +
		"  - {id: lan, expr: \"10.X.0.0/16\", name: lan, vlan: 10}\nschools:\n")
	for s := range schools {
		fmt.Fprintf(&y, "  - code: %q\n    name: school %d\n    x: %d\n    switches:\n", fleetCode(s), s, s+1)
		for i := range switches {
			fmt.Fprintf(&y, "      - {name: s%d-%d, address: \"127.0.0.1:161\", role: access, snmp: ro}\n", s, i)
		}
	}
	for name, text := range map[string][]byte{"rollcall.yaml": y.Bytes(), "ro": []byte("secret")} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	c, problems := config.Load(filepath.Join(dir, "rollcall.yaml"))
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	return c
}

// fleetPoll is a full reading of the i-th switch of a school.
func fleetPoll(s, i int, number int64, at time.Time) inventory.Poll {
	own := inventory.MAC{0, 0, 0x5e, 1, byte(s), byte(i)}
	p := inventory.Poll{
		Switch: inventory.SwitchID(fmt.Sprintf("s%d-%d", s, i)), Number: number, At: at,
		System: inventory.System{Name: fmt.Sprintf("s%d-%d", s, i), Descr: "a switch", UptimeSeconds: 1e6 + float64(at.Unix()%1e6), BridgeMAC: &own},
		Tables: map[inventory.Table]inventory.TableState{},
	}
	for _, t := range inventory.Tables() {
		if t != inventory.TableWireless {
			p.Tables[t] = inventory.TableState{Complete: true, Rows: fleetMACs, Dialect: "dot1qTpFdb; base port; FDB id = VLAN id", Score: 1}
		}
	}
	for n := range fleetPorts {
		p.Interfaces = append(p.Interfaces, inventory.Interface{
			Index: n + 1, Name: "1/" + strconv.Itoa(n+1), Type: 6, Admin: "up", Oper: "up", SpeedBPS: 1e9,
			BridgePort: n + 1, PVID: 10, Untagged: []int{10}, Counters: &inventory.Counters{InOctets: uint64(at.Unix())},
		})
	}
	for n := range fleetMACs {
		mac := fleetMAC(s, i, n)
		port := n%(fleetPorts-1) + 1
		p.FDB = append(p.FDB, inventory.FDBRow{VID: 10, MAC: mac, BridgePort: port, IfIndex: port, Status: inventory.FDBLearned})
		if i == 0 {
			continue
		}
		p.ARP = append(p.ARP, inventory.ARPRow{IP: netip.AddrFrom4([4]byte{10, byte(s + 1), byte(i), byte(n)}), MAC: mac, IfIndex: 1})
	}
	return p
}

// BenchmarkFleet puts sweeps of the whole fleet through the daemon: apply,
// store, judge, tell. It reports the memory that the process holds then, and
// what an unchanged sweep costs: rows written, and processor time for each poll
// and for each judging of a school. The daemon has 46 polls of parts of a switch
// a second to work on, and judges a quiet school every half minute.
func BenchmarkFleet(b *testing.B) {
	keepSmall()
	f := newFleet(b)
	for range 3 { // the first opens everything, the second gives ports their roles
		f.sweep(b)
	}
	f.polling, f.judging = 0, 0
	rows := f.rows(b)
	for b.Loop() {
		f.sweep(b)
	}
	b.StopTimer()
	switches, schools := float64(b.N*fleetSchools*fleetSwitches), float64(b.N*fleetSchools)
	rss, written := residentMB(b), float64(f.rows(b)-rows)/switches
	b.ReportMetric(rss, "RSS-MB")
	b.ReportMetric(written, "rows/switch")
	b.ReportMetric(f.polling.Seconds()*1000/switches, "CPU-ms/poll")
	b.ReportMetric(f.judging.Seconds()*1000/schools, "CPU-ms/judging")
	if rss > mostRSS {
		b.Errorf("the daemon holds %.0f MB, want at most %d", rss, mostRSS)
	}
	if written > mostRows {
		b.Errorf("an unchanged sweep writes %.2f rows per switch, want at most %d", written, mostRows)
	}
	if _, devices := f.seen(); devices != fleetSchools*fleetSwitches*fleetMACs {
		b.Errorf("%d devices are present, want %d", devices, fleetSchools*fleetSwitches*fleetMACs)
	}
}

// A fleetDaemon is a daemon that is fed by hand.
type fleetDaemon struct {
	*daemon
	at               time.Time
	number           int64
	polling, judging time.Duration // processor time so far
}

// newFleet opens a daemon over the fleet, half of whose devices are listed.
func newFleet(b *testing.B) *fleetDaemon {
	b.Helper()
	ctx := context.Background()
	d, err := openDaemon(ctx, fleet(b, fleetSchools, fleetSwitches), dailyPace(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.db.Close() })
	f := &fleetDaemon{daemon: d, at: time.Now().Add(-time.Hour)}
	for s := range fleetSchools {
		var list []inventory.ListEntry
		for i := range fleetSwitches {
			for n := range fleetMACs / 2 {
				list = append(list, inventory.ListEntry{School: fleetCode(s), MAC: fleetMAC(s, i, 2*n),
					Name: fmt.Sprintf("device %d-%d-%d", s, i, n), Class: inventory.ClassPC, Room: fmt.Sprintf("room %d", i), Row: len(list) + 2})
			}
		}
		if _, err := d.db.ImportMaster(ctx, store.Import{At: f.at, Actor: "test"}, list); err != nil {
			b.Fatal(err)
		}
	}
	return f
}

// sweep reads every switch, all of its tables, a minute after the last one, and
// judges every school.
func (f *fleetDaemon) sweep(b *testing.B) {
	b.Helper()
	f.number++
	f.at = f.at.Add(time.Minute)
	for s := range fleetSchools {
		var batch []inventory.Poll
		for i := range fleetSwitches {
			batch = append(batch, fleetPoll(s, i, f.number, f.at))
		}
		f.polling += spent(b, func() error {
			for i := range batch {
				f.exporter.Polled(&batch[i], fleetCode(s))
			}
			return f.commit(context.Background(), batch)
		})
	}
	f.judging += spent(b, func() error { return f.judgeAll(context.Background(), f.at) })
}

// rows is how many rows were written so far.
func (f *fleetDaemon) rows(b *testing.B) int64 {
	b.Helper()
	n, err := f.db.RowsWritten(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// spent is the processor time that this process takes for something.
func spent(b *testing.B, do func() error) time.Duration {
	b.Helper()
	var before, after syscall.Rusage
	err := errors.Join(syscall.Getrusage(syscall.RUSAGE_SELF, &before), do(), syscall.Getrusage(syscall.RUSAGE_SELF, &after))
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
}

// residentMB returns the resident memory of this process, as the operator sees it.
func residentMB(b *testing.B) float64 {
	b.Helper()
	runtime.Gosched()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Fatal(err)
	}
	fields := bytes.Fields(text)
	pages, err := strconv.Atoi(string(fields[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(pages*os.Getpagesize()) / 1e6
}
