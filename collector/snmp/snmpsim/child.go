package snmpsim

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"time"
)

// childEnv says, in the environment of a process, how many agents it shall play.
const childEnv = "ROLLCALL_SNMPSIM_AGENTS"

// Spawn starts this program again to play n of BenchSwitch in a process of its
// own, so that a benchmark's CPU time is not the agents'. The program must call
// Child first thing in main, or in TestMain. The agents end with ctx, or with
// this process.
func Spawn(ctx context.Context, n int) ([]netip.AddrPort, error) {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+strconv.Itoa(n))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe() // stays open as long as this process
	if err != nil {
		return nil, fmt.Errorf("simulated agents: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("simulated agents: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("simulated agents: %w", err)
	}
	context.AfterFunc(ctx, func() { stdin.Close(); cmd.Wait() })
	return readAddresses(stdout, n)
}

// readAddresses reads a child's n addresses, one a line.
func readAddresses(r io.Reader, n int) ([]netip.AddrPort, error) {
	lines := bufio.NewScanner(r)
	var addrs []netip.AddrPort
	for len(addrs) < n && lines.Scan() {
		addr, err := netip.ParseAddrPort(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("simulated agents: address %d: %w", len(addrs)+1, err)
		}
		addrs = append(addrs, addr)
	}
	if len(addrs) < n {
		return nil, fmt.Errorf("simulated agents: %d of %d started: %w", len(addrs), n, io.ErrUnexpectedEOF)
	}
	return addrs, nil
}

// Child plays agents and ends the process where Spawn started it; else it
// returns at once.
func Child() {
	n, err := strconv.Atoi(os.Getenv(childEnv))
	if err != nil {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := playBench(ctx, n, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	io.Copy(io.Discard, os.Stdin) // until the parent is gone
	os.Exit(0)
}

// playBench starts n agents and writes their addresses.
func playBench(ctx context.Context, n int, w io.Writer) error {
	for i := range n {
		m := BenchSwitch(i)
		addr, err := New(Config{View: func(string, time.Time) *MIB { return m }}).Start(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, addr)
	}
	return nil
}
