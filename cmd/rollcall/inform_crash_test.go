package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// TestAnsweredInformsSurviveKills sends informs one after the other, each again
// and again until it is answered, and kills the daemon at random moments: what was
// answered is on disk, and what was repeated is there once.
func TestAnsweredInformsSurviveKills(t *testing.T) {
	const kills = 5
	dir := t.TempDir()
	listen := freeUDP(t)
	text := strings.NewReplacer("127.0.0.1:8080", "127.0.0.1:"+freePort(t), "127.0.0.1:1162", listen.String(),
		"127.0.0.1:1514", freeUDP(t).String()).Replace(mailConfig)
	for name, text := range map[string]string{"rollcall.yaml": text, "v2": "traps\n",
		"v3": "user: rollcall\nauth_password: authpass12\npriv_password: privpass12\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := &insister{t: t, to: listen}
	s.dial("127.0.1.2")
	dice := rand.New(rand.NewPCG(1, 2))
	for range kills {
		kill := startProgram(t, dir)
		s.until(s.answered + 1) // it is up
		for deadline := time.Now().Add(time.Duration(dice.IntN(700)) * time.Millisecond); time.Now().Before(deadline); {
			s.once()
		}
		kill()
	}
	if s.answered < kills {
		t.Fatalf("%d informs were answered", s.answered)
	}
	db, err := store.Open(t.Context(), filepath.Join(dir, "data", "rollcall.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	events, err := db.SwitchEvents(t.Context(), inventory.AllSchools(), store.SwitchEventQuery{Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]int{}
	for _, e := range events {
		stored[e.Text] += e.Count
	}
	for n := 1; n <= s.answered; n++ {
		if got := stored[fmt.Sprint("ifIndex ", n)]; got != 1 {
			t.Errorf("inform %d of %d was answered and is stored %d times", n, s.answered, got)
		}
	}
}

// startProgram runs the daemon as a program of its own and returns what kills it.
func startProgram(t *testing.T, dir string) (kill func()) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "rollcall")
	if err := os.Symlink(self, program); err != nil && !os.IsExist(err) {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-c", filepath.Join(dir, "rollcall.yaml"), "run")
	cmd.Stderr = t.Output()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	}
}

func freeUDP(t *testing.T) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return netip.MustParseAddrPort(conn.LocalAddr().String())
}

// An insister sends informs, the next one when the one before was answered.
type insister struct {
	t        *testing.T
	to       netip.AddrPort
	conn     *net.UDPConn
	answered int
}

func (s *insister) dial(from string) {
	s.t.Helper()
	conn, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(from)}, net.UDPAddrFromAddrPort(s.to))
	if err != nil {
		s.t.Fatal(err)
	}
	s.conn = conn
	s.t.Cleanup(func() { conn.Close() })
}

// until sends until so many informs were answered.
func (s *insister) until(n int) {
	for s.answered < n && s.t.Context().Err() == nil {
		s.once()
	}
}

// once sends the inform that is not answered yet, and waits a little.
func (s *insister) once() {
	s.t.Helper()
	n := s.answered + 1
	inform := gosnmp.SnmpPacket{Version: gosnmp.Version2c, Community: "traps", PDUType: gosnmp.InformRequest, RequestID: uint32(n), Variables: []gosnmp.SnmpPDU{
		{Name: ".1.3.6.1.2.1.1.3.0", Type: gosnmp.TimeTicks, Value: uint32(n)},
		{Name: ".1.3.6.1.6.3.1.1.4.1.0", Type: gosnmp.ObjectIdentifier, Value: ".1.3.6.1.6.3.1.1.5.3"},
		{Name: fmt.Sprintf(".1.3.6.1.2.1.2.2.1.1.%d", n), Type: gosnmp.Integer, Value: n}}}
	octets, err := inform.MarshalMsg()
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.conn.Write(octets); err != nil { // nobody listens just now
		time.Sleep(10 * time.Millisecond)
		return
	}
	if err := s.conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		s.t.Fatal(err)
	}
	buf := make([]byte, 2048)
	size, err := s.conn.Read(buf)
	if err != nil {
		time.Sleep(10 * time.Millisecond)
		return
	}
	codec := &gosnmp.GoSNMP{Version: gosnmp.Version2c, MaxOids: gosnmp.MaxOids}
	answer, err := codec.SnmpDecodePacket(buf[:size])
	if err == nil && answer.PDUType == gosnmp.GetResponse && answer.RequestID == uint32(n) {
		s.answered = n
	}
}
