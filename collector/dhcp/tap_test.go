package dhcp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/insomniacslk/dhcp/dhcpv4"

	"rollcall/inventory"
)

// A desk reads a tap and keeps what came.
type desk struct {
	*Tap
	t    *testing.T
	mu   sync.Mutex
	kept []inventory.DHCPMessage
}

// run takes packets in until it is told to stop.
func (d *desk) run() (stop func()) {
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan error, 1)
	go func() {
		done <- d.Run(ctx, func(m Message) {
			d.mu.Lock()
			d.kept = append(d.kept, m.DHCPMessage)
			d.mu.Unlock()
			m.Done()
		})
	}()
	return func() {
		d.t.Helper()
		cancel()
		if err := errors.Join(<-done, d.Close()); err != nil {
			d.t.Error(err)
		}
	}
}

func (d *desk) messages() []inventory.DHCPMessage {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.kept
}

// counts are what became of packets, and their sum.
func (d *desk) counts() (out map[string]uint64, sum uint64) {
	out = map[string]uint64{}
	for _, c := range d.Counts() {
		out[strings.TrimSpace(c.Result+" "+c.Reason)] = c.N
		sum += c.N
	}
	return out, sum
}

// await waits until so many packets are accounted for.
func (d *desk) await(want uint64) map[string]uint64 {
	d.t.Helper()
	for {
		out, sum := d.counts()
		if sum > want {
			d.t.Fatalf("%d packets are accounted for, %d were sent: %v", sum, want, out)
		}
		if sum == want {
			return out
		}
		if d.t.Context().Err() != nil {
			d.t.Fatalf("%d of %d packets are accounted for: %v", sum, want, out)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// theCity has relays in 127.0.0.0/8, where the second octet is a school's.
func theCity(addr netip.Addr) (inventory.SchoolCode, bool) {
	b := addr.As4()
	return inventory.SchoolCode(fmt.Sprint("1799", b[1])), b[0] == 10 || b[0] == 127 && b[1] > 0
}

func openCopies(t *testing.T, r Relays, o Options) *desk {
	t.Helper()
	tap, err := OpenRelays(t.Context(), "127.0.0.1:0", r, o)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{Tap: tap, t: t}
}

// relay is a socket of a relay.
func (d *desk) relay(from string) *net.UDPConn {
	d.t.Helper()
	conn, err := net.DialUDP("udp4", &net.UDPAddr{IP: net.ParseIP(from)}, net.UDPAddrFromAddrPort(netip.MustParseAddrPort(d.Name())))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { conn.Close() })
	return conn
}

// copyOf is what a relay sends on for a client.
func copyOf(t *testing.T, gateway string, client inventory.MAC) []byte {
	m := message(t, dhcpv4.MessageTypeDiscover, dhcpv4.WithHwAddr(hardware(client)), dhcpv4.WithGatewayIP(net.ParseIP(gateway).To4()))
	m.HopCount = 1
	return m.ToBytes()
}

func sendCopy(t *testing.T, conn *net.UDPConn, payload []byte) {
	t.Helper()
	if _, err := conn.Write(payload); err != nil {
		t.Fatal(err)
	}
}

func TestCopiesOfRelays(t *testing.T) {
	d := openCopies(t, Relays{Listed: []netip.Prefix{netip.MustParsePrefix("127.1.0.1/32"), netip.MustParsePrefix("127.2.0.0/16"), netip.MustParsePrefix("127.0.0.9/32"), netip.MustParsePrefix("192.0.2.0/24")}, Owner: theCity}, Options{})
	stop := d.run()
	listed, network, nobodys := d.relay("127.1.0.1"), d.relay("127.2.9.9"), d.relay("127.0.0.9")
	sendCopy(t, listed, copyOf(t, "10.1.208.254", mac(1)))  // its address in the client's network
	sendCopy(t, network, copyOf(t, "10.2.30.254", mac(2)))  //
	sendCopy(t, nobodys, copyOf(t, "192.0.2.9", mac(3)))    // of no school, but both are listed
	sendCopy(t, listed, copyOf(t, "10.2.30.254", mac(4)))   // of another school
	sendCopy(t, nobodys, copyOf(t, "198.51.100.1", mac(4))) // of no school, and not listed
	sendCopy(t, listed, copyOf(t, "0.0.0.0", mac(4)))       // no relay's
	sendCopy(t, listed, []byte("no DHCP"))                  // nor anybody's
	sendCopy(t, d.relay("127.3.0.1"), copyOf(t, "10.3.0.254", mac(4)))
	sendCopy(t, d.relay("127.1.0.2"), copyOf(t, "10.1.208.254", mac(4)))
	got := d.await(9)
	stop()
	want := map[string]uint64{"stored": 3, "refused relay address": 4, "refused unknown relay": 2}
	for what, n := range want {
		if got[what] != n {
			t.Errorf("%s: %d, want %d (all: %v)", what, got[what], n, got)
		}
	}
	m := d.messages()[0]
	if m.Via != inventory.ViaRelay || m.From.String() != "127.1.0.1" || m.Gateway.String() != "10.1.208.254" || m.Source != d.Name() || m.MAC != mac(1) || m.At.IsZero() {
		t.Errorf("message %+v", m)
	}
}

// TestConservationOfCopies sends more than the socket's buffer holds before anybody
// reads it.
func TestConservationOfCopies(t *testing.T) {
	d := openCopies(t, Relays{Listed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Owner: theCity}, Options{Buffer: 64 << 10, ClientRate: 1, ClientBurst: 20})
	conn, payload := d.relay("127.1.0.1"), copyOf(t, "10.1.208.254", mac(1))
	const sent = 5000
	for range sent {
		sendCopy(t, conn, payload)
	}
	stop := d.run()
	got := d.await(sent)
	stop()
	if got["lost kernel"] == 0 || got["stored"] == 0 || got["stored"]+got["refused flood"]+got["lost kernel"] != sent {
		t.Errorf("what became of %d packets: %v", sent, got)
	}
}

// TestAQuietClientLosesNothing while another floods, one that makes clients up
// floods another network, and so do strangers.
func TestAQuietClientLosesNothing(t *testing.T) {
	now := began
	d := openCopies(t, Relays{Listed: []netip.Prefix{netip.MustParsePrefix("127.1.0.0/16"), netip.MustParsePrefix("127.2.0.0/16")}, Owner: theCity},
		Options{ClientBurst: 30, NetworkBurst: 200, Now: func() time.Time { return now }})
	stop := d.run()
	one, two, stranger := d.relay("127.1.0.1"), d.relay("127.2.0.1"), d.relay("127.3.0.1")
	quiet, loud := copyOf(t, "10.1.208.254", mac(1)), copyOf(t, "10.1.208.254", mac(2))
	const rounds, each = 20, 30
	var sent uint64
	for i := range rounds {
		for j := range each {
			sendCopy(t, one, loud)
			sendCopy(t, two, copyOf(t, "10.2.208.254", inventory.MAC{2, 0, 0, 0, byte(i), byte(j)}))
			sendCopy(t, stranger, loud)
		}
		sendCopy(t, one, quiet)
		sent += 3*each + 1
		d.await(sent) // so that fairness is tried, and not the machine
	}
	got := d.await(sent)
	stop()
	of := map[inventory.MAC]int{}
	for _, m := range d.messages() {
		of[m.MAC]++
	}
	if of[mac(1)] != rounds || of[mac(2)] != 30 || got["stored"] != rounds+30+200 {
		t.Errorf("%d messages of the quiet client, %d of the loud one, all: %v; want %d, its burst of 30, and 200 of those made up", of[mac(1)], of[mac(2)], got, rounds)
	}
	f, told := d.Floods(now, true)
	if !told || f.Senders != 2 || uint64(f.Packets) != got["refused flood"] || f.Most != mac(2).String() {
		t.Errorf("floods %+v, want two senders with %d packets, most of %v", f, got["refused flood"], mac(2))
	}
	if f, told := d.Floods(now, true); told {
		t.Errorf("a flood is told twice: %+v", f)
	}
}

// TestWhatWaitsIsBounded: what cannot be stored in time is lost, and counted.
func TestWhatWaitsIsBounded(t *testing.T) {
	d := openCopies(t, Relays{Listed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Owner: theCity}, Options{Queue: 5})
	ctx, cancel := context.WithCancel(t.Context())
	began, release, done := make(chan struct{}, 50), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- d.Run(ctx, func(m Message) { began <- struct{}{}; <-release; m.Lose() })
	}()
	conn := d.relay("127.1.0.1")
	sendCopy(t, conn, copyOf(t, "10.1.208.254", mac(1)))
	<-began
	for i := range 49 {
		sendCopy(t, conn, copyOf(t, "10.1.208.254", inventory.MAC{2, 0, 0, 0, 0, byte(i)}))
	}
	d.await(50 - 6) // one is at the store, five wait
	close(release)
	got := d.await(50)
	cancel()
	if err := errors.Join(<-done, d.Close()); err != nil {
		t.Error(err)
	}
	if got["lost queue"] != 44 || got["lost store"] != 6 {
		t.Errorf("what became of them: %v", got)
	}
}

func openMirror(t *testing.T, name string, o Options) *desk {
	t.Helper()
	tap, err := OpenCapture(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{Tap: tap, t: t}
}

// TestConservationOfAMirrorPort sends more than the ring holds before anybody reads
// it, among other traffic, and holds what became of it against the kernel's counts.
func TestConservationOfAMirrorPort(t *testing.T) {
	if !alone(t) {
		return
	}
	sh(t, wirePair)
	tx := openPort(t, "near")
	discover := message(t, dhcpv4.MessageTypeDiscover).ToBytes()
	frame := clientSays().frame(t, discover)
	tx.send(t, frame) // before anybody listens: not a packet of theirs
	d := openMirror(t, "far", Options{Buffer: 256 << 10, ClientRate: 1, ClientBurst: 20})
	other := wire{from: netip.MustParseAddrPort("192.0.2.1:53"), to: netip.MustParseAddrPort("192.0.2.2:4000")}.frame(t, discover)
	const sent = 5000
	for i := range sent {
		tx.send(t, frame)
		tx.send(t, other)
		if i%50 == 0 {
			time.Sleep(time.Millisecond) // for the wire, whose queue is short
		}
	}
	stop := d.run()
	d.await(sent)
	tx.send(t, clientSays().with(set(38, 0x40)).frame(t, discover)) // just before the end
	stop()
	got, sum := d.counts()
	m := d.ear.(*mirror)
	if sum != sent+1 || m.taken != sum || got["refused length"] != 1 {
		t.Errorf("%d accounted for, the kernel took %d, %d were sent: %v", sum, m.taken, sent+1, got)
	}
	if got["lost kernel"] == 0 || got["stored"] == 0 || got["refused not DHCP"] != 0 {
		t.Errorf("what became of them: %v; want some lost in the kernel, some stored, and nothing that is not DHCP", got)
	}
	if now := time.Now(); d.messages()[0].At.After(now) || d.messages()[0].At.Before(now.Add(-time.Hour)) {
		t.Errorf("heard at %v, it is %v", d.messages()[0].At, now)
	}
}

// TestTagsOfAMirrorPort: the kernel takes the outermost tag off, and it is kept.
func TestTagsOfAMirrorPort(t *testing.T) {
	if !alone(t) {
		return
	}
	sh(t, wirePair)
	d := openMirror(t, "far", Options{School: "179901"})
	stop := d.run()
	tx := openPort(t, "near")
	for i, tags := range [][]uint16{nil, {208}, {3001, 220}, {0}} {
		m := message(t, dhcpv4.MessageTypeDiscover, dhcpv4.WithTransactionID(dhcpv4.TransactionID{0, 0, 0, byte(i)}))
		tx.send(t, clientSays(tags...).frame(t, m.ToBytes()))
	}
	v6 := six()
	v6.tags = []uint16{230}
	tx.send(t, v6.frame(t, solicit(t, 1).ToBytes()))
	d.await(5)
	stop()
	want := map[uint32]int{0: 0, 1: 208, 2: 220, 3: 0, 0xabcdef: 230}
	for _, m := range d.messages() {
		if m.VID != want[m.XID] || m.Via != inventory.ViaCapture || m.Source != "far" || m.School != "179901" || m.FromMAC != mac(1) {
			t.Errorf("message %x: VLAN %d, %+v; want VLAN %d", m.XID, m.VID, m, want[m.XID])
		}
	}
}

// TestAMirrorPortThatGoesAway is waited for, and told once each way.
func TestAMirrorPortThatGoesAway(t *testing.T) {
	if !alone(t) {
		return
	}
	told := make(chan error, 10)
	d := openMirror(t, "far", Options{Trouble: func(err error) { told <- err }})
	stop := d.run()
	next := func() error {
		t.Helper()
		select {
		case err := <-told:
			return err
		case <-t.Context().Done():
			t.Fatal("nothing is told")
			return nil
		}
	}
	if err := next(); err == nil || !strings.Contains(err.Error(), "far") {
		t.Errorf("told %v of an interface that is not there", err)
	}
	payload := message(t, dhcpv4.MessageTypeDiscover).ToBytes()
	for i := range uint64(2) {
		sh(t, wirePair)
		if err := next(); err != nil {
			t.Fatalf("told %v when it is there", err)
		}
		openPort(t, "near").send(t, clientSays().frame(t, payload))
		d.await(i + 1)
		sh(t, "ip link del near")
		if err := next(); err == nil {
			t.Fatal("nothing is told when it is gone")
		}
	}
	stop()
	if got, _ := d.counts(); got["stored"] != 2 {
		t.Errorf("what became of them: %v", got)
	}
}

// TestWithoutPermission asks as somebody who may not.
func TestWithoutPermission(t *testing.T) {
	const mark = "ROLLCALL_TEST_NOBODY"
	if os.Getenv(mark) != "" {
		_, err := OpenCapture("lo", Options{})
		fmt.Println("capture:", errors.Is(err, os.ErrPermission), err)
		_, err = OpenRelays(t.Context(), "127.0.0.1:67", Relays{}, Options{})
		fmt.Println("relays:", errors.Is(err, os.ErrPermission), err)
		return
	}
	if !alone(t) {
		return
	}
	cmd := exec.CommandContext(t.Context(), "setpriv", "--bounding-set=-all", "--inh-caps=-all", os.Args[0], "-test.run=^TestWithoutPermission$")
	cmd.Env = append(os.Environ(), mark+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"capture: true", "relays: true"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("as nobody:\n%s\nwant %q", out, want)
		}
	}
}
