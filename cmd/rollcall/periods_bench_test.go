package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/collector"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
	"rollcall/inventory/config"
)

// A wire is a fleet of simulated switches that a whole daemon reads.
type wire struct {
	schools, switches int // of each school
	macs              int // of each switch
	delay             time.Duration
	measured          time.Duration // for so long, once every switch has been read
}

// every is how often forwarding tables are read.
const every = 5 * time.Minute

// BenchmarkPeriods has a daemon read 2,000 switches that take 20 ms to answer, in
// the periods that it has by itself, and reports which share of the tables was
// read on time. It takes seven minutes.
func BenchmarkPeriods(b *testing.B) {
	w := wire{schools: 40, switches: 50, macs: 50, delay: 20 * time.Millisecond, measured: every}
	for b.Loop() { // the figure is of one long run
	}
	w.run(b)
}

// run reads the fleet until every switch has been read once, then measures.
func (w wire) run(b *testing.B) {
	b.Helper()
	d, beat, begin := w.open(b)
	stop := begin(b)
	spent := spent(b, func() error { sleep(b.Context(), w.measured); return nil })
	rss := residentMB(b)
	beat.report(b)
	b.ReportMetric(rss, "RSS-MB")
	b.ReportMetric(spent.Seconds()/w.measured.Seconds(), "cores")
	stop()
	if err := d.db.Close(); err != nil {
		b.Error(err)
	}
}

// open makes a daemon of the fleet. What begin returns has run until every switch
// has been read once, other works of the daemon with it.
func (w wire) open(b *testing.B) (d *daemon, beat *beat, begin func(b *testing.B, others ...func(context.Context) error) (stop func())) {
	b.Helper()
	keepSmall()
	addrs, err := snmpsim.Bench{Switches: w.schools * w.switches, MACs: w.macs, Delay: w.delay}.Spawn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	d, err = openDaemon(b.Context(), w.config(b, addrs), dailyPace(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		b.Fatal(err)
	}
	beat = newBeat(d.targets()[0])
	read := d.schedule.Poll
	d.schedule.Poll = func(ctx context.Context, due collector.Due) inventory.Poll {
		beat.begin(due)
		p := read(ctx, due)
		beat.end(p)
		return p
	}
	return d, beat, func(b *testing.B, others ...func(context.Context) error) func() {
		b.Helper()
		ctx, cancel := context.WithCancel(b.Context())
		var g errgroup.Group
		d.schedule.Set(d.targets())
		g.Go(func() error { d.schedule.Run(ctx); close(d.polls); return nil })
		g.Go(func() error { return d.write(ctx) })
		g.Go(func() error { return d.judgeChanged(ctx) })
		for _, other := range others {
			g.Go(func() error { return other(ctx) })
		}
		sleep(ctx, d.config.Polling.Interface*3/2)
		beat.settle()
		return func() {
			cancel()
			if err := g.Wait(); err != nil {
				b.Error(err)
			}
		}
	}
}

// config is that of the fleet.
func (w wire) config(b *testing.B, addrs []netip.AddrPort) *config.Config {
	b.Helper()
	dir := b.TempDir()
	var y bytes.Buffer
	fmt.Fprintf(&y, "version: 1\nsnmp: {ro: {version: 2c, community_file: ro}}\nip_plan:\n"+
		"  - {id: lan, expr: \"10.X.0.0/16\", name: lan, vlan: 10}\nschools:\n")
	for s := range w.schools {
		fmt.Fprintf(&y, "  - code: %q\n    name: school %d\n    x: %d\n    switches:\n", fleetCode(s), s, s+1)
		for i := range w.switches {
			fmt.Fprintf(&y, "      - {name: s%d-%d, address: %q, role: access, snmp: ro}\n", s, i, addrs[s*w.switches+i])
		}
	}
	for name, text := range map[string][]byte{"rollcall.yaml": y.Bytes(), "ro": []byte("public")} {
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

// A slot is one table of one switch.
type slot struct {
	sw    inventory.SwitchID
	table inventory.Table
}

// A beat watches whether tables are read in their periods.
type beat struct {
	mu       sync.Mutex
	periods  map[inventory.Table]time.Duration // as the switches are asked for them
	last     map[slot]time.Time
	onTime   int                     // readings that began within a tenth of their period
	late     map[inventory.Table]int // the others
	missing  int                     // tables that were asked for and not read completely
	polls    int
	requests int
}

// newBeat watches switches that are all read like one.
func newBeat(one collector.Target) *beat {
	t := &beat{periods: make(map[inventory.Table]time.Duration), last: make(map[slot]time.Time), late: make(map[inventory.Table]int)}
	for _, g := range one.Groups {
		for _, table := range g.Tables {
			t.periods[table] = g.Every
		}
	}
	return t
}

// begin notes that a reading begins.
func (t *beat) begin(due collector.Due) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, table := range due.Tables {
		at := slot{due.Switch, table}
		if before, known := t.last[at]; known {
			t.count(time.Since(before), table)
		}
		t.last[at] = time.Now()
	}
}

// count notes how long after the one before a reading of a table began.
func (t *beat) count(since time.Duration, table inventory.Table) {
	if since > t.periods[table]*11/10 {
		t.late[table]++
		return
	}
	t.onTime++
}

// settle forgets what was counted while every switch was read for the first time.
func (t *beat) settle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.late)
	t.onTime, t.missing, t.polls, t.requests = 0, 0, 0, 0
}

// end notes what a reading brought.
func (t *beat) end(p inventory.Poll) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.polls++
	t.requests += p.Cost.Requests
	for _, table := range p.Tables {
		if !table.Complete && table.Reason != inventory.ReasonUnsupported {
			t.missing++
		}
	}
}

// report says which share of the readings was on time. A table that was not read
// again at all is late too.
func (t *beat) report(b *testing.B) {
	b.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	for at, last := range t.last {
		if since := time.Since(last); since > t.periods[at.table]*11/10 {
			t.late[at.table]++
		}
	}
	late := 0
	for _, n := range t.late {
		late += n
	}
	share := float64(t.onTime) / float64(max(1, t.onTime+late))
	b.ReportMetric(share, "on-time")
	b.ReportMetric(float64(t.missing), "missing")
	b.Logf("%d polls, %.1f requests each; %d readings of tables on time, %d late %v, %d tables missing", t.polls,
		float64(t.requests)/float64(max(1, t.polls)), t.onTime, late, t.late, t.missing)
	if share < 0.999 {
		b.Errorf("%.2f %% of the tables were read on time, want 99.9", 100*share)
	}
}
