package snmp_test

import (
	"bufio"
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// benchAgent is set in the environment of the process that plays the switch, so
// that its CPU time is not ours.
const benchAgent = "ROLLCALL_BENCH_AGENT"

// TestMain plays the switch instead of testing where the environment says so.
func TestMain(m *testing.M) {
	if os.Getenv(benchAgent) != "" {
		playBenchSwitch()
		return
	}
	os.Exit(m.Run())
}

// playBenchSwitch serves the switch of the project's figures until standard
// input ends.
func playBenchSwitch() {
	mib := snmpsim.BenchSwitch(1)
	agent := snmpsim.New(snmpsim.Config{View: func(string, time.Time) *snmpsim.MIB { return mib }})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	addr, err := agent.Start(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(addr)
	bufio.NewReader(os.Stdin).ReadString('\n')
}

// startBenchSwitch starts that process and returns its address.
func startBenchSwitch(tb testing.TB) netip.AddrPort {
	tb.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), benchAgent+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { in.Close(); cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		tb.Fatalf("address of the agent: %v", err)
	}
	return netip.MustParseAddrPort(strings.TrimSpace(line))
}

// pollSet are the tables of the poll set of the project's figures.
func pollSet() []inventory.Table {
	return []inventory.Table{inventory.TableSystem, inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors}
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

// BenchmarkPoll reads the 52-port switch with 200 MACs by Read and, in rounds
// between, by one gosnmp BulkWalk for each column, and reports requests and
// variables of a poll that walks everything, what a poll saves while the
// neighbours are unchanged, and the ratio of CPU times.
func BenchmarkPoll(b *testing.B) {
	addr := startBenchSwitch(b)
	target := benchTarget(addr)
	polls := quietPolls(b, target)
	quiet, full := polls[1].Cost, polls[len(polls)-1].Cost
	memory := polls[1].Memory
	perColumn(b, addr)
	var ratios []float64
	var ours, theirs time.Duration
	for b.Loop() {
		start := cpu(b)
		for range 10 {
			memory = snmp.Read(b.Context(), target, pollSet(), memory).Memory
		}
		middle := cpu(b)
		for range 10 {
			perColumn(b, addr)
		}
		end := cpu(b)
		ours, theirs = ours+middle-start, theirs+end-middle
		ratios = append(ratios, float64(middle-start)/float64(end-middle))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "cpu-ratio")
	b.ReportMetric(float64(ours.Microseconds())/float64(10*len(ratios)), "cpu-us/poll")
	b.ReportMetric(float64(theirs.Microseconds())/float64(10*len(ratios)), "cpu-us/percolumn")
	b.ReportMetric(float64(full.Requests), "requests")
	b.ReportMetric(float64(full.VarBinds), "varbinds")
	b.ReportMetric(float64(full.Requests-quiet.Requests), "requests-saved")
	b.ReportMetric(float64(full.VarBinds-quiet.VarBinds), "varbinds-saved")
}

// BenchmarkRead is the reader alone, for profiles.
func BenchmarkRead(b *testing.B) {
	target := benchTarget(startBenchSwitch(b))
	memory := snmp.Read(b.Context(), target, pollSet(), nil).Memory
	b.ReportAllocs()
	for b.Loop() {
		memory = snmp.Read(b.Context(), target, pollSet(), memory).Memory
	}
}

// benchTarget reaches that switch.
func benchTarget(addr netip.AddrPort) snmp.Target {
	return snmp.Target{Switch: "bench", Address: addr, Credentials: []snmp.Credential{{Name: "public", Version: snmp.Version2c, Community: "public"}}}
}

// frameOctets is what one answer can carry: 1,472 octets less the frame of the message.
const frameOctets = 1430

// usefulVariables counts the variables of a poll that say something: those of
// the rows that were walked and kept, per column that the switch has.
func usefulVariables(p inventory.Poll) int {
	scalars, perInterface, perPort, perVLAN, perNeighbor, perLocalPort, perFDB := 8, 20, 2, 4, 8, 2, 2
	n := scalars + len(p.Interfaces)*(perInterface+perPort) + len(p.VLANs)*perVLAN + len(p.FDB)*perFDB
	if walkedNeighbors(p) {
		n += len(p.Neighbors)*perNeighbor + len(p.Interfaces)*perLocalPort
	}
	return n
}

// walkedNeighbors says whether the neighbours were not taken over from before.
func walkedNeighbors(p inventory.Poll) bool {
	return !strings.Contains(p.Tables[inventory.TableNeighbors].Detail, "unchanged")
}

// quietPolls reads the switch until everything is walked again, nothing having changed.
func quietPolls(tb testing.TB, target snmp.Target) []inventory.Poll {
	tb.Helper()
	polls := []inventory.Poll{snmp.Read(tb.Context(), target, pollSet(), nil)}
	for len(polls) < 20 {
		p := snmp.Read(tb.Context(), target, pollSet(), polls[len(polls)-1].Memory)
		if polls = append(polls, p); walkedNeighbors(p) {
			return polls
		}
	}
	tb.Fatal("neighbours were never walked again")
	return nil
}

// TestPollOfTheBenchSwitchIsCheap holds the figures of requests and variables:
// at most 1.25 times the requests that the octets need, 1.15 times the variables,
// and fewer while the neighbours are unchanged.
func TestPollOfTheBenchSwitchIsCheap(t *testing.T) {
	polls := quietPolls(t, benchTarget(startBenchSwitch(t)))
	for i, p := range polls {
		for _, table := range pollSet() {
			if !p.Complete(table) {
				t.Errorf("poll %d: %s: %+v", i, table, p.Tables[table])
			}
		}
		t.Logf("poll %d: %+v", i, p.Cost)
	}
	for i, p := range polls[1:] {
		useful := usefulVariables(p)
		octets := p.Cost.BytesIn * useful / p.Cost.VarBinds
		need := (octets + frameOctets - 1) / frameOctets
		if p.Cost.Requests*100 > need*125 || p.Cost.Requests > 37 {
			t.Errorf("poll %d took %d requests; its octets need %d, and 30 is the figure", i+1, p.Cost.Requests, need)
		}
		if p.Cost.VarBinds*100 > useful*115 {
			t.Errorf("poll %d received %d variables of which %d are useful", i+1, p.Cost.VarBinds, useful)
		}
	}
	quiet, full := polls[1].Cost, polls[len(polls)-1].Cost
	if quiet.Requests > full.Requests-3 || len(polls) < 5 {
		t.Errorf("%d requests while nothing changed and %d with neighbours in %d polls, want at least 3 saved in most", quiet.Requests, full.Requests, len(polls))
	}
}
