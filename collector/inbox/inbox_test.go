package inbox_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// A desk is an inbox that is read, with the events that came out of it.
type desk struct {
	*inbox.Inbox
	t    *testing.T
	mu   sync.Mutex
	kept map[netip.Addr]int
	now  time.Time
}

// the switches of the tests: any address of 127.0.1.0/24.
func ours(addr netip.Addr) (inventory.Switch, bool) {
	in := netip.MustParsePrefix("127.0.1.0/24").Contains(addr)
	return inventory.Switch{ID: inventory.SwitchID("sw-" + addr.String()), School: "179901"}, in
}

// open opens an inbox whose messages are texts, and receives until the test ends.
func open(t *testing.T, o inbox.Options) *desk {
	t.Helper()
	d := &desk{t: t, kept: map[netip.Addr]int{}, now: time.Unix(1e9, 0)}
	o.Name, o.Listen, o.Switch = "test", "127.0.0.1:0", ours
	if o.Read == nil {
		o.Read = func(g inbox.Datagram) (inbox.Message, error) {
			return inbox.Message{Events: []inbox.Event{{SwitchEvent: inventory.SwitchEvent{Text: string(g.Octets)}}}}, nil
		}
	}
	o.Now = func() time.Time {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.now
	}
	b, err := inbox.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	d.Inbox = b
	return d
}

// run receives, storing everything at once, and returns what stops it.
func (d *desk) run() (stop func()) {
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan error, 1)
	go func() {
		done <- d.Run(ctx, func(m inbox.Message) {
			d.mu.Lock()
			d.kept[m.Datagram.From.Addr()]++
			d.mu.Unlock()
			m.Done(false)
		})
	}()
	return func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Error(err)
		}
		if err := d.Close(); err != nil {
			d.t.Error(err)
		}
	}
}

func (d *desk) advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// from opens a sender's socket.
func (d *desk) from(addr string) *net.UDPConn {
	d.t.Helper()
	conn, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(addr)}, net.UDPAddrFromAddrPort(d.Address()))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { conn.Close() })
	return conn
}

func (d *desk) send(conn *net.UDPConn, n int) {
	d.t.Helper()
	for i := range n {
		if _, err := fmt.Fprintf(conn, "message %d", i); err != nil {
			d.t.Fatal(err)
		}
	}
}

// total waits until so many datagrams are accounted for, and returns what became
// of them.
func (d *desk) total(want int) map[string]uint64 {
	d.t.Helper()
	for {
		out, sum := map[string]uint64{}, uint64(0)
		for _, c := range d.Counts() {
			out[strings.TrimSpace(c.Result+" "+c.Reason)] = c.N
			sum += c.N
		}
		if sum >= uint64(want) || d.t.Context().Err() != nil {
			if sum != uint64(want) {
				d.t.Fatalf("%d datagrams are accounted for, %d were sent: %v", sum, want, out)
			}
			return out
		}
		time.Sleep(time.Millisecond)
	}
}

// TestConservation sends far more than the socket's buffer holds, before anybody
// reads it: what was sent is exactly what was stored, refused or lost, by our own
// count and the kernel's.
func TestConservation(t *testing.T) {
	d := open(t, inbox.Options{Buffer: 64 << 10, Rate: 1, Burst: 20})
	const sent = 20000
	d.send(d.from("127.0.1.1"), sent/2)
	d.send(d.from("127.0.2.1"), sent/2) // a stranger
	stop := d.run()
	got := d.total(sent)
	stop()
	if got["lost kernel"] == 0 || got["stored"] != 20 || got["refused flood"] == 0 {
		t.Errorf("what became of the datagrams: %v, want some lost in the kernel, 20 stored, the others refused", got)
	}
	floods := d.Floods(time.Unix(1e9, 0), true)
	if len(floods) != 1 || uint64(floods[0].Messages) != got["refused flood"] || floods[0].From.String() != "127.0.1.1" {
		t.Errorf("floods %+v, want one of %d messages", floods, got["refused flood"])
	}
}

func TestAQuietSwitchLosesNothingWhileAnotherFloods(t *testing.T) {
	d := open(t, inbox.Options{Rate: 1, Burst: 50})
	stop := d.run()
	loud, quiet := d.from("127.0.1.1"), d.from("127.0.1.2")
	const rounds, each = 50, 100
	for i := range rounds { // each round waits for the one before, so that only fairness is tried, not the machine
		d.send(loud, each)
		d.send(quiet, 1)
		d.total((i + 1) * (each + 1))
	}
	stop()
	if got := d.kept[netip.MustParseAddr("127.0.1.2")]; got != rounds {
		t.Errorf("of %d messages of the quiet switch %d were stored", rounds, got)
	}
	if got := d.kept[netip.MustParseAddr("127.0.1.1")]; got != 50 {
		t.Errorf("%d messages of the loud switch were stored, want its burst of 50", got)
	}
}

// TestManyFlood at once: each has its own share, and all is accounted for.
func TestManyFloodAtOnce(t *testing.T) {
	d := open(t, inbox.Options{Rate: 1, Burst: 5})
	stop := d.run()
	const sources, each = 200, 50
	for i := range sources {
		conn := d.from(fmt.Sprintf("127.0.1.%d", i+1))
		d.send(conn, each)
		d.total((i + 1) * each)
		conn.Close()
	}
	got := d.total(sources * each)
	stop()
	if got["stored"] != sources*5 || got["refused flood"] != sources*(each-5) {
		t.Errorf("what became of them: %v", got)
	}
	if floods := d.Floods(d.now, true); len(floods) != sources {
		t.Errorf("%d floods are told, want one a source, %d", len(floods), sources)
	}
}

func TestAFloodIsToldOnce(t *testing.T) {
	d := open(t, inbox.Options{Rate: 1, Burst: 10})
	stop := d.run()
	defer stop()
	loud := d.from("127.0.1.1")
	d.send(loud, 110)
	d.total(110)
	if floods := d.Floods(d.now.Add(time.Second), false); len(floods) != 0 {
		t.Errorf("a flood that goes on is told: %v", floods)
	}
	if floods := d.Floods(d.now.Add(11*time.Second), false); len(floods) != 1 || floods[0].Messages != 100 {
		t.Errorf("after it: %v, want one flood of 100 messages", floods)
	}
	if floods := d.Floods(d.now.Add(time.Hour), true); len(floods) != 0 {
		t.Errorf("a flood is told twice: %v", floods)
	}
	d.advance(5 * time.Second) // five more may pass
	d.send(loud, 7)
	d.total(117)
	if floods := d.Floods(d.now.Add(tooLong), false); len(floods) != 1 || floods[0].Messages != 2 {
		t.Errorf("the next flood: %v, want one of 2 messages", floods)
	}
}

// tooLong is longer than a flood is counted without being told.
const tooLong = 16 * time.Minute

func TestWhatADatagramCosts(t *testing.T) {
	d := open(t, inbox.Options{Read: func(g inbox.Datagram) (inbox.Message, error) {
		switch text := string(g.Octets); text {
		case "bug":
			panic(text)
		case "bad":
			return inbox.Message{}, inbox.Refusal("bad")
		case "odd":
			return inbox.Message{}, fmt.Errorf("odd: %w", net.ErrClosed)
		case "hello":
			return inbox.Message{Answer: []byte("hello yourself")}, nil
		}
		return inbox.Message{Events: make([]inbox.Event, 2)}, nil
	}})
	stop := d.run()
	conn := d.from("127.0.1.9")
	for _, text := range []string{"bug", "bad", "odd", "hello", "fine", strings.Repeat("x", 9000)} {
		if _, err := conn.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	d.send(d.from("127.0.2.1"), 1)
	got := d.total(7)
	stop()
	if from, ok := d.Stranger(); !ok || from.String() != "127.0.2.1" {
		t.Errorf("the stranger is %v, %v", from, ok)
	}
	if from, ok := d.Stranger(); ok {
		t.Errorf("the stranger is told twice: %v", from)
	}
	for _, want := range []string{"refused panic", "refused bad", "refused malformed", "answered", "stored", "refused too long", "refused unknown source"} {
		if got[want] != 1 {
			t.Errorf("%s: %d datagrams, want 1 (all: %v)", want, got[want], got)
		}
	}
	answer := make([]byte, 100)
	if n, err := conn.Read(answer); err != nil || string(answer[:n]) != "hello yourself" {
		t.Errorf("answered %q, %v", answer[:n], err)
	}
}

func TestWhatWaitsHasAnEnd(t *testing.T) {
	release := make(chan struct{})
	d := open(t, inbox.Options{Queue: 5, Burst: 100, Read: func(inbox.Datagram) (inbox.Message, error) {
		<-release
		return inbox.Message{Events: make([]inbox.Event, 1)}, nil
	}})
	stop := d.run()
	d.send(d.from("127.0.1.1"), 50)
	for { // one is being read, five wait
		if counts := d.Counts(); len(counts) == 1 && counts[0].N >= 44 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(release)
	got := d.total(50)
	stop()
	if got["lost queue"]+got["stored"] != 50 || got["stored"] < 5 {
		t.Errorf("what became of them: %v", got)
	}
}
