package snmpsim_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"
	"go.uber.org/goleak"

	"rollcall/collector/snmp/snmpsim"
)

func TestMain(m *testing.M) {
	snmpsim.Child()
	goleak.VerifyTestMain(m)
}

// loopback returns an address of 127.0.0.0/8 that no other test uses.
func loopback(host, port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 53, byte(host >> 8), byte(host)}), uint16(port))
}

// fleet describes n agents on addresses of their own and one port.
func fleet(n int) snmpsim.Fleet {
	agents := make(snmpsim.Fleet, n)
	for i := range agents {
		agents[i] = snmpsim.New(snmpsim.Config{Address: loopback(i+1, 16161), View: show(little(fmt.Sprintf("1.%d", i)))})
	}
	return agents
}

func TestFleetAnswersOnEveryAddress(t *testing.T) {
	agents := fleet(700)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- agents.Serve(ctx) }()
	first := peer{agents[0], loopback(1, 16161)}
	waitFor(t, first)
	for _, i := range []int{0, 1, 255, 256, 699} {
		p := peer{agents[i], loopback(i+1, 16161)}.one(t, question{version: v2c, pdu: gosnmp.GetNextRequest, oids: under("1")})
		if got, want := vars(p), fmt.Sprintf("1.%d=1", i); got != want {
			t.Errorf("agent %d: %s, want %s", i, got, want)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Serve ended with %v", err)
	}
}

// waitFor waits until an agent listens.
func waitFor(t *testing.T, p peer) {
	t.Helper()
	for range 1000 {
		conn := dial(t, p.addr)
		conn.Write([]byte{0})
		time.Sleep(5 * time.Millisecond)
		if p.Stats().Datagrams > 0 {
			return
		}
	}
	t.Fatal("the agent does not listen")
}

func TestFleetTellsOfAnAddressInUse(t *testing.T) {
	taken := play(t, snmpsim.Config{View: show(little("1.0"))})
	agents := append(fleet(3), snmpsim.New(snmpsim.Config{Address: taken.addr, View: show(little("1.0"))}))
	err := agents.Serve(t.Context())
	if err == nil || !strings.Contains(err.Error(), taken.addr.String()) {
		t.Errorf("%v, want an error about %v", err, taken.addr)
	}
	again, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := fleet(3).Serve(again); err != nil { // the others' sockets were closed
		t.Error(err)
	}
}

func TestServeRefuses(t *testing.T) {
	view := show(little("1.0"))
	for name, tc := range map[string]struct {
		config snmpsim.Config
		want   string
	}{
		"an address outside": {snmpsim.Config{View: view, Address: netip.MustParseAddrPort("192.0.2.1:161")}, "only loopback"},
		"nothing to show":    {snmpsim.Config{}, "no View"},
		"unknown hash":       {snmpsim.Config{View: view, Users: []snmpsim.User{{Name: "u", Auth: "CRC", AuthPassword: "x"}}}, `u: authentication protocol "CRC"`},
		"unknown cipher":     {snmpsim.Config{View: view, Users: []snmpsim.User{{Name: "u", Auth: "SHA", AuthPassword: "x", Priv: "ROT13", PrivPassword: "x"}}}, `u: privacy protocol "ROT13"`},
		"only a cipher":      {snmpsim.Config{View: view, Users: []snmpsim.User{{Name: "u", Priv: "AES", PrivPassword: "x"}}}, "u: privacy without authentication"},
		"no password":        {snmpsim.Config{View: view, Users: []snmpsim.User{{Name: "u", Auth: "SHA"}}}, "u: a password is empty"},
	} {
		if err := snmpsim.New(tc.config).Serve(t.Context()); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

func TestSpawnPlaysInAProcessOfItsOwn(t *testing.T) {
	addrs, err := snmpsim.Spawn(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, addr := range addrs {
		lines, err := netsnmp(t, "snmpget", "-v2c", "-c", "public", addr.String(), sysName)
		if want := fmt.Sprintf("bench-%d", i); err != nil || !strings.Contains(lines[0], want) {
			t.Errorf("agent %d: %q, %v", i, lines, err)
		}
	}
	lines, err := netsnmp(t, "snmpbulkwalk", "-v2c", "-c", "public", addrs[2].String(), ".1")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, "No more") })
	if want := snmpsim.BenchSwitch(2).Len(); err != nil || len(lines) != want {
		t.Errorf("a switch of a fleet has %d variables, alone it has %d (%v)", len(lines), want, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := snmpsim.Spawn(ended, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// Counters of the bench switch move, everything else stays.
func TestBenchSwitchMoves(t *testing.T) {
	m := snmpsim.BenchSwitch(1)
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	moved := 0
	for v, ok := m.Next(snmpsim.OID{1, 0}); ok; v, ok = m.Next(v.OID) {
		now, then := v.Value.At(at), v.Value.At(at.Add(time.Minute))
		if string(now.Content) != string(then.Content) {
			moved++
		}
	}
	if want := 1 + 52*(6+4+8); moved != want { // sysUpTime; octets and packets, 32 and 64 bits
		t.Errorf("%d variables moved, want %d", moved, want)
	}
}

// BenchmarkRead is what one full read costs the agent: 30 GETBULKs of 1,472 octets.
func BenchmarkRead(b *testing.B) {
	agent := play(b, snmpsim.Config{View: show(snmpsim.BenchSwitch(1))})
	conn := dial(b, agent.addr)
	q := question{v2c, "", gosnmp.GetBulkRequest, 0, 40, []string{"1.3.6.1.2.1.2.2.1.10", "1.3.6.1.2.1.31.1.1.1.6"}}
	octets := q.encode(b)
	buf := make([]byte, 2048)
	for b.Loop() {
		for range 30 {
			conn.Write(octets)
			if _, err := conn.Read(buf); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(agent.Stats().Varbinds)/float64(b.N), "varbinds/op")
}

// BenchmarkMIB is what a described switch takes.
func BenchmarkMIB(b *testing.B) {
	for b.Loop() {
		snmpsim.BenchSwitch(b.N)
	}
}
