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

// What is alike in all fleets.
const (
	fleetMACs  = 50 // on each switch
	fleetPorts = 28 // of each switch
	mostRows   = 2  // for each switch of a sweep in which nothing changed
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
			Index: n + 1, Name: "1/" + strconv.Itoa(n+1), Descr: "GigabitEthernet1/" + strconv.Itoa(n+1), Alias: fmt.Sprintf("room %d-%d", i, n),
			Type: 6, Admin: "up", Oper: "up", SpeedBPS: 1e9, MAC: &inventory.MAC{0, 0x1c, byte(s), byte(i), 0, byte(n)},
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

// BenchmarkFleet puts sweeps of 2,000 switches that see 100,000 MACs through the
// daemon: apply, store, judge, tell. It reports the memory that the process holds
// then, and what an unchanged sweep costs: rows written, and processor time for
// each poll and for each judging of a school. The daemon has 46 polls of parts of
// a switch a second to work on, and judges a quiet school every half minute.
func BenchmarkFleet(b *testing.B) {
	f := newFleet(b, 40, 50)
	f.warm(b)
	for b.Loop() {
		f.sweep(b)
	}
	f.report(b, 250)
}

// A fleetDaemon is a daemon that is fed by hand.
type fleetDaemon struct {
	*daemon
	schools, switches int // of each school
	memory            []byte
	sweeps            int // that are measured
	rowsBefore        int64

	at               time.Time
	number           int64
	polling, judging time.Duration // processor time so far
}

// newFleet opens a daemon over the fleet, half of whose devices are listed.
func newFleet(b *testing.B, schools, switches int) *fleetDaemon {
	b.Helper()
	keepSmall()
	ctx := context.Background()
	d, err := openDaemon(ctx, fleet(b, schools, switches), dailyPace(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.db.Close() })
	f := &fleetDaemon{daemon: d, schools: schools, switches: switches, at: time.Now().Add(-time.Hour)}
	for s := range schools {
		var list []inventory.ListEntry
		for i := range switches {
			for n := range fleetMACs / 2 {
				list = append(list, inventory.ListEntry{School: fleetCode(s), MAC: fleetMAC(s, i, 2*n),
					Name: fmt.Sprintf("device %d-%d-%d", s, i, n), Class: inventory.ClassPC, Room: fmt.Sprintf("room %d", i), Row: len(list) + 2})
			}
		}
		if _, err := d.db.ImportMaster(ctx, store.Import{At: f.at, Actor: "test"}, list); err != nil {
			b.Fatal(err)
		}
		d.touch(fleetCode(s)) // so that the daemon knows who lists what, as after a start
	}
	return f
}

// warm makes the fleet known: the first sweep opens everything, the second gives
// ports their roles.
func (f *fleetDaemon) warm(b *testing.B) {
	b.Helper()
	for range 3 {
		f.sweep(b)
	}
	f.sweeps, f.polling, f.judging, f.rowsBefore = 0, 0, 0, f.rows(b)
}

// sweep reads every switch, all of its tables, a minute after the last one, and
// judges every school.
func (f *fleetDaemon) sweep(b *testing.B) {
	b.Helper()
	f.sweeps++
	f.number++
	f.at = f.at.Add(time.Minute)
	const batch = 25
	for s := range f.schools {
		for i := 0; i < f.switches; i += batch {
			f.poll(b, s, i, min(i+batch, f.switches))
		}
	}
	f.judging += spent(b, func() error { return f.judgeAll(context.Background(), f.at) })
}

// poll puts readings of some switches of a school into one transaction.
func (f *fleetDaemon) poll(b *testing.B, s, from, to int) {
	b.Helper()
	var batch []inventory.Poll
	for i := from; i < to; i++ {
		p := fleetPoll(s, i, f.number, f.at)
		p.Memory = bytes.Clone(f.memory)
		batch = append(batch, p)
	}
	f.polling += spent(b, func() error {
		for i := range batch {
			f.memoryOf(context.Background(), batch[i].Switch)
			f.exporter.Polled(&batch[i], fleetCode(s))
		}
		return f.commit(context.Background(), batch)
	})
}

// perPoll and perJudging are the processor time that one takes.
func (f *fleetDaemon) perPoll() time.Duration {
	return f.polling / time.Duration(f.sweeps*f.schools*f.switches)
}

func (f *fleetDaemon) perJudging() time.Duration {
	return f.judging / time.Duration(f.sweeps*f.schools)
}

// report tells what the daemon holds and what its sweeps cost, and holds that
// against limits.
func (f *fleetDaemon) report(b *testing.B, mostRSS float64) {
	b.Helper()
	all := f.schools * f.switches
	rss, written := residentMB(b), float64(f.rows(b)-f.rowsBefore)/float64(f.sweeps*all)
	b.ReportMetric(rss, "RSS-MB")
	b.ReportMetric(written, "rows/switch")
	b.ReportMetric(f.perPoll().Seconds()*1000, "CPU-ms/poll")
	b.ReportMetric(f.perJudging().Seconds()*1000, "CPU-ms/judging")
	b.Logf("%d switches, %d MACs: %.0f MB resident, limit %.0f", all, all*fleetMACs, rss, mostRSS)
	if rss > mostRSS {
		b.Errorf("the daemon holds %.0f MB, want at most %.0f", rss, mostRSS)
	}
	if written > mostRows {
		b.Errorf("an unchanged sweep writes %.2f rows per switch, want at most %d", written, mostRows)
	}
	if _, devices := f.seen(); devices != all*fleetMACs {
		b.Errorf("%d devices are present, want %d", devices, all*fleetMACs)
	}
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
