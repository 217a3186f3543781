package ping

import (
	"bytes"
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/inventory"
)

// The parts that the test binary plays in processes of its own: inside is the test
// in namespaces of its own, one sends a single request and prints what became of it.
const (
	insideEnv = "ROLLCALL_PING_TEST_INSIDE"
	oneEnv    = "ROLLCALL_PING_TEST_ONE"
)

func TestMain(m *testing.M) {
	if target := os.Getenv(oneEnv); target != "" {
		var p Pinger
		e := p.Echo(context.Background(), netip.MustParseAddr(target), time.Now())
		_ = json.NewEncoder(os.Stdout).Encode(one{e, p.Mode()})
		return
	}
	os.Exit(m.Run())
}

// one is what a process of its own found out.
type one struct {
	Echo inventory.Echo
	Mode Mode
}

// The network of the test: this side, the router's, and what lies behind it.
const (
	ours, gateway, outside = "192.0.2.2", "192.0.2.1", "198.51.100.1"
	prohibited, nowhere    = "203.0.113.1", "203.0.113.129"
)

// TestARealRouter pings a router in a network namespace, and what lies behind it:
// with the right to raw sockets, by group, and with neither.
func TestARealRouter(t *testing.T) {
	if os.Getenv(insideEnv) == "" {
		again(t)
		return
	}
	wire(t)
	var p Pinger
	ask := func(target string) inventory.Echo {
		return p.Echo(context.Background(), netip.MustParseAddr(target), time.Now())
	}
	for _, target := range []string{gateway, outside} {
		if e := ask(target); !e.Answered || e.RTT <= 0 || e.Why != "" || p.Mode() != Privileged {
			t.Errorf("%s by raw sockets: %+v, mode %q", target, e, p.Mode())
		}
	}
	for _, tt := range []struct {
		name, groups string
		mode         Mode
		answered     bool
		why          string
	}{
		{"by group", "0 0", Unprivileged, true, ""},
		{"with neither", "1 0", ModeNotAllowed, false, inventory.WhyNotPermitted},
	} {
		set(t, "net/ipv4/ping_group_range", tt.groups)
		if got := unprivileged(t, outside); got.Mode != tt.mode || got.Echo.Answered != tt.answered || got.Echo.Why != tt.why {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	set(t, "net/ipv4/ping_group_range", "0 0")
	if got := unprivileged(t, prohibited); got.Echo.Answered || got.Echo.Why != inventory.WhySending {
		t.Errorf("an address that a route prohibits, by group: %+v", got)
	}
	if e := ask(prohibited); e.Answered || e.Why != inventory.WhySending {
		t.Errorf("an address that a route prohibits: %+v", e)
	}
	if e := ask(nowhere); e.Answered || e.Why != inventory.WhyNoRoute {
		t.Errorf("an address without a route: %+v", e)
	}
	sh(t, "ip netns exec router ip addr del "+outside+"/32 dev lo")
	if e := ask(outside); e.Answered || e.Why != "" {
		t.Errorf("an address of which the router says that nobody has it: %+v", e)
	}
	sh(t, "ip netns exec router sysctl -q -w net.ipv4.icmp_echo_ignore_all=1")
	if e := ask(gateway); e.Answered || e.Why != "" {
		t.Errorf("a router that drops requests: %+v", e)
	}
	if got := unprivileged(t, gateway); got.Echo.Answered || got.Echo.Why != "" || got.Mode != Unprivileged {
		t.Errorf("a router that drops requests, by group: %+v", got)
	}
}

// again runs the test in a network and with mounts of its own.
func again(t *testing.T) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), insideEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS}
	if uid := os.Geteuid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("in a network of its own (needs root, or user namespaces): %v\n%s", err, out)
	} else if !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("nothing was tested:\n%s", out)
	}
}

// wire puts a router behind a cable.
func wire(t *testing.T) {
	t.Helper()
	for _, step := range [][]string{{"", "/", "", ""}, {"tmpfs", "/run", "tmpfs", ""}} {
		flags := uintptr(0)
		if step[0] == "" {
			flags = syscall.MS_REC | syscall.MS_PRIVATE
		}
		if err := syscall.Mount(step[0], step[1], step[2], flags, step[3]); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range []string{
		"ip link set lo up", "ip netns add router", "ip link add v0 type veth peer name v1 netns router",
		"ip addr add " + ours + "/24 dev v0", "ip link set v0 up",
		"ip netns exec router ip addr add " + gateway + "/24 dev v1", "ip netns exec router ip link set v1 up",
		"ip netns exec router ip link set lo up", "ip netns exec router ip addr add " + outside + "/32 dev lo",
		"ip route add " + outside + "/32 via " + gateway, "ip route add prohibit " + prohibited + "/32",
	} {
		sh(t, command)
	}
}

func sh(t *testing.T, command string) {
	t.Helper()
	if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
}

func set(t *testing.T, name, value string) {
	t.Helper()
	if err := os.WriteFile("/proc/sys/"+name, []byte(value), 0o644); err != nil {
		t.Fatal(err)
	}
}

// unprivileged sends one request from a process that may open no raw sockets.
func unprivileged(t *testing.T, target string) one {
	t.Helper()
	cmd := exec.Command("setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw", os.Args[0])
	cmd.Env = append(os.Environ(), oneEnv+"="+target)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var got one
	if err == nil {
		err = json.Unmarshal(out, &got)
	}
	if err != nil {
		t.Fatalf("a process without the right to raw sockets: %v\n%s%s", err, out, errs.Bytes())
	}
	return got
}
