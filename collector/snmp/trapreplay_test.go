package snmp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/collector/inbox"
	"rollcall/collector/snmp"
	"rollcall/inventory"
)

// capture has net-snmp send a message to a socket of ours, and returns it.
func capture(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for i, a := range args {
		if a == "AGENT" {
			args[i] = conn.LocalAddr().String()
		}
	}
	m := &mailroom{t: t}
	if out, err := m.netSNMP(name, args...); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	buf := make([]byte, 65536)
	n, err := conn.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	return buf[:n]
}

// v3Trap is an authentic trap of an engine with a clock.
func v3Trap(t *testing.T, clock string) []byte {
	t.Helper()
	return capture(t, "snmptrap", append(v3Args("shaaes", "authPriv", "-e", "0x8000000001020304", "-Z", clock), "AGENT", "", coldStart)...)
}

// datagram hands octets to a reader as an inbox would.
func datagram(octets []byte, at time.Time) inbox.Datagram {
	return inbox.Datagram{At: at, From: netip.MustParseAddrPort("127.0.0.1:162"), Octets: bytes.Clone(octets)}
}

func TestAReplayedTrapIsRefused(t *testing.T) {
	r, at := trapReader(t), time.Unix(1e9, 0)
	trap := v3Trap(t, "3,1000")
	if _, err := r.Read(datagram(trap, at)); err != nil {
		t.Fatalf("the trap itself: %v", err)
	}
	accepted := 0
	for i := range 1000 {
		when := at.Add(time.Duration(i) * time.Second) // within the window, and far beyond it
		if _, err := r.Read(datagram(trap, when)); err == nil {
			accepted++
		}
	}
	if accepted > 0 {
		t.Errorf("%d of 1,000 replays were accepted", accepted)
	}
}

func TestTrapsMustBeTimely(t *testing.T) {
	at := time.Unix(1e9, 0)
	known := inventory.EngineClock{ID: "\x80\x00\x00\x00\x01\x02\x03\x04", Boots: 3, Time: 1000, At: at}
	for _, tt := range []struct {
		name  string
		clock string // of the trap: boots, time
		after time.Duration
		want  error
	}{
		{"the next second", "3,1001", time.Second, nil},
		{"as late as may be", "3,1001", 151 * time.Second, nil},
		{"200 s old", "3,1001", 200 * time.Second, snmp.RefusedWindow},
		{"after a restart", "4,5", time.Second, nil},
		{"from before a restart", "2,999999", time.Second, snmp.RefusedWindow},
		{"what another run of ours may have seen", "3,1000", time.Second, snmp.RefusedReplay},
		{"boots that can grow no more", "2147483647,5", time.Second, snmp.RefusedWindow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := trapReader(t, known)
			_, err := r.Read(datagram(v3Trap(t, tt.clock), at.Add(tt.after)))
			if !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			moved := r.Clocks()
			if tt.want == nil && len(moved) != 1 || tt.want != nil && len(moved) != 0 {
				t.Errorf("clocks to be kept: %+v", moved)
			}
		})
	}
}

// TestAResetSwitchIsHeardAgain holds that boots which go back are believed once a
// poll has seen them, and not before.
func TestAResetSwitchIsHeardAgain(t *testing.T) {
	at := time.Now().Truncate(time.Second)
	id := "\x80\x00\x00\x00\x01\x02\x03\x04"
	known := inventory.EngineClock{ID: id, Boots: 30, Time: 1000, At: at}
	memory := func(boots, seconds int, when time.Time) []byte {
		return snmp.PackMemory(fmt.Sprintf(`{"engine":{"id":%q,"boots":%d,"time":%d,"at":%d}}`, base64.StdEncoding.EncodeToString([]byte(id)), boots, seconds, when.Unix()))
	}
	for _, tt := range []struct {
		name   string
		memory []byte
		want   error
	}{
		{"nobody has polled it since", nil, snmp.RefusedWindow},
		{"the last poll was before", memory(1, 20, at.Add(-time.Minute)), snmp.RefusedWindow},
		{"a poll has seen it", memory(1, 20, at.Add(time.Minute)), nil},
		{"a poll has seen a later time", memory(1, 90, at.Add(time.Minute)), snmp.RefusedReplay},
		{"the switch was not reset", memory(30, 1060, at.Add(time.Minute)), snmp.RefusedWindow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := snmp.NewTrapReader(snmp.TrapOptions{Credentials: trapCredentials(), EngineID: engineID, Boots: 7, Started: at,
				Clocks: []inventory.EngineClock{known}, Memory: func(inventory.SwitchID) []byte { return tt.memory }})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Read(datagram(v3Trap(t, "1,60"), at.Add(100*time.Second))); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

func TestOneChangedBitIsRefused(t *testing.T) {
	trap, at := v3Trap(t, "3,1000"), time.Unix(1e9, 0)
	for i := range trap {
		bad := bytes.Clone(trap)
		bad[i] ^= 0x10
		if m, err := trapReader(t).Read(datagram(bad, at)); err == nil && len(m.Events) > 0 {
			t.Errorf("a trap whose octet %d of %d was changed is believed", i, len(trap))
		}
	}
}

func TestAnInformOfAnotherTimeIsNotStored(t *testing.T) {
	old := make(chan []byte, 1)
	read := func(d inbox.Datagram) (inbox.Message, error) {
		msg, err := trapReader(t).Read(datagram(d.Octets, d.At))
		if len(msg.Events) > 0 {
			select {
			case old <- bytes.Clone(d.Octets):
			default:
			}
		}
		return msg, err
	}
	m := openMailroom(t, read)
	stop := make(chan struct{})
	defer close(stop)
	go m.storeAll(stop)
	if out, err := m.netSNMP("snmpinform", append(v3Args("shaaes", "authPriv"), "AGENT", "", coldStart)...); err != nil {
		t.Fatalf("snmpinform: %v\n%s", err, out)
	}
	inform := <-old
	rebooted, err := snmp.NewTrapReader(snmp.TrapOptions{Credentials: trapCredentials(), EngineID: engineID, Boots: 8, Started: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]struct {
		reader *snmp.TrapReader
		at     time.Time
	}{"from before a restart of ours": {rebooted, time.Now()}, "200 s old": {trapReader(t), time.Now().Add(200 * time.Second)}} {
		msg, err := r.reader.Read(datagram(inform, r.at))
		if err != nil || len(msg.Events) > 0 || len(msg.Answer) == 0 {
			t.Errorf("%s: %v, events %v; want a report on our time and no event", name, err, msg.Events)
		}
	}
}

// FuzzTraps reads anything as a notification of any version. Seeds are messages of
// net-snmp.
func FuzzTraps(f *testing.F) {
	files, err := filepath.Glob("testdata/traps/*.hex")
	if err != nil || len(files) < 8 {
		f.Fatalf("%d seeds, %v", len(files), err)
	}
	for _, file := range files {
		f.Add(readHex(f, file))
	}
	r := trapReader(f)
	f.Fuzz(func(t *testing.T, octets []byte) {
		m, err := r.Read(datagram(octets, time.Now()))
		if err == nil && len(m.Events) == 0 && len(m.Answer) == 0 {
			t.Error("a datagram was neither understood nor answered nor refused")
		}
		if len(m.Events) > 120 {
			t.Errorf("%d events of one datagram", len(m.Events))
		}
		for _, e := range m.Events {
			if n := len([]rune(e.Text)); n > 300 {
				t.Errorf("a text of %d characters", n)
			}
		}
	})
}

func readHex(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	octets, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return octets
}
