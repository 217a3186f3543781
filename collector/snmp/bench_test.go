package snmp_test

import (
	"net/netip"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// TestMain plays switches instead of testing where the environment says so.
func TestMain(m *testing.M) {
	snmpsim.Child()
	os.Exit(m.Run())
}

// startBenchSwitch plays the switch of the project's figures in a process of its
// own and returns its address.
func startBenchSwitch(tb testing.TB, users ...snmpsim.User) netip.AddrPort {
	tb.Helper()
	addrs, err := snmpsim.Bench{First: 1, Switches: 1, Users: users}.Spawn(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return addrs[0]
}

// pollSet are the tables of the poll set of the project's figures.
func pollSet() []inventory.Table {
	return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}
}

// benchTarget reaches that switch.
func benchTarget(addr netip.AddrPort) snmp.Target {
	return snmp.Target{Switch: "bench", Address: addr, Credentials: []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}}}
}

// A poller reads one switch again and again, remembering what it learned.
func poller(tb testing.TB, target snmp.Target) func() {
	tb.Helper()
	p := snmp.Read(tb.Context(), target, pollSet(), nil)
	return func() {
		p = snmp.Read(tb.Context(), target, pollSet(), p.Memory)
		for _, table := range pollSet() {
			if !p.Complete(table) {
				tb.Fatalf("%s of %s is missing: %+v", table, target.Address, p.Tables[table])
			}
		}
	}
}

// perColumn reads the poll set as gosnmp does it: one BulkWalk for each column.
func perColumn(tb testing.TB, addr netip.AddrPort) {
	tb.Helper()
	if _, _, err := snmpsim.WalkPerColumn(addr); err != nil {
		tb.Fatal(err)
	}
}

// cpu is the processor time that this process has used.
func cpu(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// spent is the processor time of this process that doing something so many times takes.
func spent(tb testing.TB, times int, do func()) time.Duration {
	runtime.GC() // nobody pays for the garbage of others
	start := cpu(tb)
	for range times {
		do()
	}
	return cpu(tb) - start
}

// city is as much memory as a daemon holds of 1,000 switches. While it is held,
// garbage is collected as often as in a daemon, and not after every third poll.
func city() []byte { return make([]byte, 64<<20) }

// A duel measures us and a peer in turns, in what each returns.
type duel struct {
	ours, theirs []float64
	ratios       []float64
}

// round adds one turn of both.
func (d *duel) round(ours, theirs float64) {
	d.ours, d.theirs = append(d.ours, ours), append(d.theirs, theirs)
	d.ratios = append(d.ratios, ours/theirs)
}

// median of what was measured; the middle one of the higher half.
func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// atMost reports a figure and holds it against its limit.
func atMost(b *testing.B, figure string, got, limit float64) {
	b.Helper()
	b.ReportMetric(got, figure)
	b.Logf("%s: %.3g, limit %.3g", figure, got, limit)
	if got > limit {
		b.Errorf("%s is %.3g, above %.3g", figure, got, limit)
	}
}

// atLeast reports a figure and holds it against what it must reach.
func atLeast(b *testing.B, figure string, got, limit float64) {
	b.Helper()
	b.ReportMetric(got, figure)
	b.Logf("%s: %.3g, at least %.3g", figure, got, limit)
	if got < limit {
		b.Errorf("%s is %.3g, below %.3g", figure, got, limit)
	}
}

// BenchmarkPoll reads the 52-port switch with 200 MACs by Read and, in turns, by
// one gosnmp BulkWalk for each column, and compares processor times.
func BenchmarkPoll(b *testing.B) {
	defer runtime.KeepAlive(city())
	addr := startBenchSwitch(b)
	poll := poller(b, benchTarget(addr))
	spent(b, 20, poll)
	spent(b, 20, func() { perColumn(b, addr) })
	var d duel
	for b.Loop() {
		d.round(float64(spent(b, 40, poll))/40, float64(spent(b, 40, func() { perColumn(b, addr) }))/40)
	}
	b.Logf("processor time of a poll %.2f ms, per column %.2f ms", median(d.ours)/1e6, median(d.theirs)/1e6)
	atMost(b, "cpu/cpu-of-gosnmp-per-column", median(d.ratios), 0.75)
}

// BenchmarkPollVersion3 reads the switch by SNMPv3 authPriv and, in turns, by
// version 2c.
func BenchmarkPollVersion3(b *testing.B) {
	user := snmpsim.User{Name: "rollcall", Auth: "SHA", AuthPassword: "authentication", Priv: "AES", PrivPassword: "privacy-phrase"}
	addr := startBenchSwitch(b, user)
	secret, open := benchTarget(addr), benchTarget(addr)
	secret.Credentials = []snmp.Credential{{Name: "v3", Version: snmp.Version3, User: user.Name,
		Auth: user.Auth, AuthPassword: user.AuthPassword, Priv: user.Priv, PrivPassword: user.PrivPassword}}
	v3, v2 := poller(b, secret), poller(b, open)
	spent(b, 20, v3)
	spent(b, 20, v2)
	var d duel
	for b.Loop() {
		d.round(float64(spent(b, 40, v3))/40, float64(spent(b, 40, v2))/40)
	}
	atMost(b, "cpu/cpu-of-v2c", median(d.ratios), 2)
	b.ReportMetric(median(d.ours)/1e6, "cpu-ms/poll")
}

// BenchmarkRead is the reader alone, for profiles.
func BenchmarkRead(b *testing.B) {
	poll := poller(b, benchTarget(startBenchSwitch(b)))
	b.ReportAllocs()
	for b.Loop() {
		poll()
	}
}
