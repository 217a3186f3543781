package snmpsim

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

// childEnv says, in the environment of a process, which switches it shall play.
const childEnv = "ROLLCALL_SNMPSIM_BENCH"

// perChild is the most switches in one process: each has a socket.
const perChild = 5000

// A Bench is simulated switches like BenchSwitch in processes of their own, so
// that a benchmark's processor time is not theirs.
type Bench struct {
	Switches int
	Ports    int           // of each; 0: those of BenchSwitch
	MACs     int           // forwarding entries of each; 0: those of BenchSwitch
	Delay    time.Duration // from a request to its answer
	Users    []User        // of SNMPv3, beside the community public

	First   int        // the number of the first switch, which tells them apart
	Address netip.Addr // loopback address of all; zero: chosen, one for each process
}

// Spawn starts this program again to play the switches and returns their
// addresses. The program must call Child first thing in main, or in TestMain.
// The switches end with ctx, or with this process.
func (b Bench) Spawn(ctx context.Context) ([]netip.AddrPort, error) {
	var outs []io.Reader
	var parts []Bench
	for first := 0; first < b.Switches; first += perChild {
		part := b
		part.First, part.Switches = b.First+first, min(perChild, b.Switches-first)
		if !b.Address.IsValid() {
			part.Address = netip.AddrFrom4([4]byte{127, 0, byte(len(parts)), 1})
		}
		out, err := part.spawn(ctx)
		if err != nil {
			return nil, fmt.Errorf("simulated switches: %w", err)
		}
		outs, parts = append(outs, out), append(parts, part)
	}
	var addrs []netip.AddrPort
	for i, out := range outs {
		part, err := readAddresses(out, parts[i].Switches)
		if err != nil {
			return nil, fmt.Errorf("simulated switches: %w", err)
		}
		addrs = append(addrs, part...)
	}
	return addrs, nil
}

// spawn starts one process and returns what it writes.
func (b Bench) spawn(ctx context.Context) (io.Reader, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe() // stays open as long as this process
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { stdin.Close(); cmd.Wait() })
	return stdout, nil
}

// Spawn starts a process that plays n of BenchSwitch; see [Bench.Spawn].
func Spawn(ctx context.Context, n int) ([]netip.AddrPort, error) {
	return Bench{Switches: n}.Spawn(ctx)
}

// readAddresses reads a child's n addresses, one a line.
func readAddresses(r io.Reader, n int) ([]netip.AddrPort, error) {
	lines := bufio.NewScanner(r)
	var addrs []netip.AddrPort
	for len(addrs) < n && lines.Scan() {
		addr, err := netip.ParseAddrPort(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("address %d: %w", len(addrs)+1, err)
		}
		addrs = append(addrs, addr)
	}
	if len(addrs) < n {
		return nil, fmt.Errorf("%d of %d started: %w", len(addrs), n, io.ErrUnexpectedEOF)
	}
	return addrs, nil
}

// Child plays switches and ends the process where Spawn started it; else it
// returns at once.
func Child() {
	text, ours := os.LookupEnv(childEnv)
	if !ours {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var b Bench
	err := json.Unmarshal([]byte(text), &b)
	if err == nil {
		err = b.play(ctx, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	io.Copy(io.Discard, os.Stdin) // until the parent is gone
	os.Exit(0)
}

// play starts the switches and writes their addresses.
func (b Bench) play(ctx context.Context, w io.Writer) error {
	describe := benchFleet(cmp.Or(b.Ports, benchPorts), cmp.Or(b.MACs, benchMACs))
	for n := range b.Switches {
		m := describe(b.First + n)
		addr, err := New(Config{
			Address: netip.AddrPortFrom(b.Address, 0), Delay: b.Delay, Users: b.Users,
			View: func(string, time.Time) *MIB { return m },
		}).Start(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, addr)
	}
	return nil
}
