package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/insomniacslk/dhcp/dhcpv4"
	"golang.org/x/sys/unix"

	"rollcall/collector/inbox"
	"rollcall/inventory/config"
)

// A rush is what is sent to a mirror port: whole exchanges of many clients behind
// the relays of many schools, and beside them discovers of one host that makes its
// clients up.
type rush struct {
	exchanges int // messages of exchanges a second, evenly over the schools
	madeUp    int // messages of the host a second
	lasts     time.Duration
}

// BenchmarkDHCP has a daemon that reads 240 switches hear 2,000 packets a second for
// two minutes, then 20,000 for one, of which one host makes 18,000 up, then 20,000
// of real exchanges. Every packet is accounted for, the first rush loses none, in
// the second real clients lose none, and switches are read on time. It takes seven
// minutes, and root.
func BenchmarkDHCP(b *testing.B) {
	for b.Loop() { // the figures are of long runs
	}
	f := newFloodgate(b)
	f.rush(b, "2000", rush{exchanges: 2000, lasts: 2 * time.Minute})
	f.rush(b, "18000-made-up", rush{exchanges: 2000, madeUp: 18_000, lasts: time.Minute})
	f.rush(b, "20000", rush{exchanges: 20_000, lasts: time.Minute})
	f.stop()
}

// A floodgate is a daemon with a mirror port, and the other end of its wire.
type floodgate struct {
	*daemon
	beat *beat
	near nearEnd
	wire func() uint64 // frames that came out of the wire so far
	stop func()
	sent frames
}

// rushSchools are the schools, each with a relay and rushClients clients.
const (
	rushSchools = 60
	rushClients = 100
)

// newFloodgate opens the daemon and lets it read every switch once.
func newFloodgate(b *testing.B) *floodgate {
	b.Helper()
	keepSmall()
	f := &floodgate{sent: newFrames(b)}
	w := wire{schools: rushSchools, switches: 4, macs: 50, delay: 20 * time.Millisecond}
	d, beat, run := w.open(b)
	f.daemon, f.beat = d, beat
	d.config.DHCP.Interfaces = append(d.config.DHCP.Interfaces, config.Tap{Name: "far"})
	ownNetwork(b, func() error {
		near, err := makeWire()
		f.near = near
		return errors.Join(err, d.openTaps(b.Context()))
	}, func(read func(string) string) {
		f.wire = func() uint64 { return received(b, read("/proc/thread-self/net/dev"), "far") }
	})
	f.stop = run(b, func(ctx context.Context) error { return d.hearPackets(ctx) })
	return f
}

// rush sends, and holds what became of it against what came out of the wire.
func (f *floodgate) rush(b *testing.B, name string, r rush) {
	b.Helper()
	before, counted := f.wire(), f.became()
	f.beat.settle()
	cpu := time.Duration(0)
	var peak atomic.Int64
	watching, watched := context.WithCancel(b.Context())
	go func() {
		for sleep(watching, time.Second) {
			peak.Store(max(peak.Load(), int64(residentMB(b))))
		}
	}()
	real := 0
	cpu = spent(b, func() error { real = f.sent.send(b, f.near, r); return nil })
	sent := f.wire() - before
	became := f.settled(b, counted, sent)
	watched()
	b.Logf("%s: %d packets came out of the wire, %d of real exchanges: %v; %d MB at most, %.2f of a core with the sender", name, sent, real, became, peak.Load(), cpu.Seconds()/r.lasts.Seconds())
	b.ReportMetric(float64(peak.Load()), name+"-RSS-MB")
	b.ReportMetric(float64(became[lostAtKernel]+became[lostAtQueue]+became[lostAtStore]), name+"-lost")
	f.beat.report(b)
	if stored := became[inbox.Outcome{Result: inbox.Stored}]; stored < uint64(real) && r.exchanges <= 2000 {
		b.Errorf("%s: %d packets of real clients are stored, %d were sent", name, stored, real)
	}
	if peak.Load() > 512 {
		b.Errorf("%s: %d MB are held, want at most 512", name, peak.Load())
	}
}

var (
	lostAtKernel = inbox.Outcome{Result: inbox.Lost, Reason: inbox.LostKernel}
	lostAtQueue  = inbox.Outcome{Result: inbox.Lost, Reason: inbox.LostQueue}
	lostAtStore  = inbox.Outcome{Result: inbox.Lost, Reason: inbox.LostStore}
)

// became is what became of all packets so far.
func (f *floodgate) became() map[inbox.Outcome]uint64 {
	out := map[inbox.Outcome]uint64{}
	for _, c := range f.taps.open[0].Counts() {
		out[c.Outcome] = c.N
	}
	return out
}

// settled waits until so many packets more are accounted for, and no more come.
func (f *floodgate) settled(b *testing.B, before map[inbox.Outcome]uint64, sent uint64) map[inbox.Outcome]uint64 {
	b.Helper()
	for range 600 {
		out, sum := f.became(), uint64(0)
		for o := range out {
			out[o] -= before[o]
			sum += out[o]
		}
		if sum == sent {
			return out
		}
		if sum > sent {
			b.Fatalf("%d packets are accounted for, %d came out of the wire: %v", sum, sent, out)
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatalf("not all of %d packets are accounted for: %v", sent, f.became())
	return nil
}

// frames are templates of what is sent, whose clients are written over.
type frames struct{ discover, offer, request, ack []byte }

// Where in a frame of Ethernet, IPv4 without options and UDP things stand.
const (
	ipSourceAt = 26
	xidAt      = 42 + 4
	yoursAt    = 42 + 16
	relayIsAt  = 42 + 24
	clientIsAt = 42 + 28
)

func newFrames(b testing.TB) frames {
	b.Helper()
	template := func(kind dhcpv4.MessageType, reply bool) []byte {
		m, err := dhcpv4.New(dhcpv4.WithMessageType(kind), dhcpv4.WithHwAddr(net.HardwareAddr{2, 0, 0, 0, 0, 1}), dhcpv4.WithLeaseTime(28800),
			dhcpv4.WithOption(dhcpv4.OptServerIdentifier(net.IP{192, 0, 2, 7})), dhcpv4.WithOption(dhcpv4.OptHostName("tablet-17")),
			dhcpv4.WithOption(dhcpv4.OptClassIdentifier("android-dhcp-14")), dhcpv4.WithOption(dhcpv4.OptGeneric(dhcpv4.OptionParameterRequestList, []byte{1, 3, 6, 15, 26, 28, 51, 58, 59, 43})))
		if err != nil {
			b.Fatal(err)
		}
		if reply {
			m.OpCode = dhcpv4.OpcodeBootReply
		}
		buf := gopacket.NewSerializeBuffer()
		err = gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true},
			&layers.Ethernet{SrcMAC: net.HardwareAddr{0, 0, 0x5e, 0, 0x53, 1}, DstMAC: net.HardwareAddr{0, 0, 0x5e, 0, 0x53, 2}, EthernetType: layers.EthernetTypeIPv4},
			&layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IP{10, 1, 208, 254}, DstIP: net.IP{192, 0, 2, 7}},
			&layers.UDP{SrcPort: 67, DstPort: 67}, gopacket.Payload(m.ToBytes()))
		if err != nil {
			b.Fatal(err)
		}
		return bytes.Clone(buf.Bytes())
	}
	return frames{template(dhcpv4.MessageTypeDiscover, false), template(dhcpv4.MessageTypeOffer, true), template(dhcpv4.MessageTypeRequest, false), template(dhcpv4.MessageTypeAck, true)}
}

// send sends at an even rate, and returns how many were of real exchanges.
func (s frames) send(b *testing.B, near nearEnd, r rush) (real int) {
	b.Helper()
	steps := [][]byte{s.discover, s.offer, s.request, s.ack}
	forged := 0
	start := time.Now()
	for at := time.Duration(0); at < r.lasts; at = time.Since(start) {
		for ; real < int(at.Seconds()*float64(r.exchanges)); real++ {
			exchange := real / 4
			near.send(b, addressed(steps[real%4], exchange%rushSchools, exchange/rushSchools%rushClients, uint32(exchange)))
		}
		for ; forged < int(at.Seconds()*float64(r.madeUp)); forged++ {
			near.send(b, addressed(s.discover, rushSchools, 1<<16+forged, uint32(forged)))
			if forged%100 == 0 {
				runtime.Gosched()
			}
		}
		time.Sleep(time.Millisecond)
	}
	return real
}

// addressed writes a client of a school, and its exchange, into a frame.
func addressed(frame []byte, school, client int, xid uint32) []byte {
	relay := []byte{10, byte(school + 1), 208, 254}
	copy(frame[ipSourceAt:], relay)
	copy(frame[relayIsAt:], relay)
	binary.BigEndian.PutUint32(frame[xidAt:], xid)
	copy(frame[clientIsAt:], []byte{2, byte(school), byte(client >> 24), byte(client >> 16), byte(client >> 8), byte(client)})
	if frame[42] == byte(dhcpv4.OpcodeBootReply) {
		copy(frame[yoursAt:], []byte{10, byte(school + 1), 208, byte(client)})
	}
	return frame
}

// ownNetwork runs build on a thread with a network of its own, on which files of
// /proc can be read later.
func ownNetwork(b testing.TB, build func() error, reader func(read func(string) string)) {
	b.Helper()
	asked, answers, ready := make(chan string), make(chan string), make(chan error)
	go func() {
		runtime.LockOSThread()
		err := unix.Unshare(unix.CLONE_NEWNET)
		if err == nil {
			err = build()
		}
		ready <- err
		for path := range asked {
			text, err := exec.Command("cat", path).Output()
			if err != nil {
				b.Error(err)
			}
			answers <- string(text)
		}
	}()
	if err := <-ready; err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { close(asked) })
	reader(func(path string) string { asked <- path; return <-answers })
}

// received is how many frames an interface has received, by /proc/net/dev.
func received(b testing.TB, table, name string) (n uint64) {
	b.Helper()
	_, rest, ok := strings.Cut(table, name+":")
	if !ok {
		b.Fatalf("no interface %s in\n%s", name, table)
	}
	var octets uint64
	if _, err := fmt.Sscan(rest, &octets, &n); err != nil {
		b.Fatal(err)
	}
	return n
}

// A nearEnd is an interface that frames are sent out of.
type nearEnd struct{ fd, index int }

// makeWire makes a wire from near to far, on which nobody but a test speaks.
func makeWire() (nearEnd, error) {
	if out, err := exec.Command("sh", "-ec", "ip link add near type veth peer name far; for i in near far; do ip link set $i addrgenmode none up; done").CombinedOutput(); err != nil {
		return nearEnd{}, fmt.Errorf("make a wire: %w: %s", err, out)
	}
	ifi, err := net.InterfaceByName("near")
	if err != nil {
		return nearEnd{}, err
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	return nearEnd{fd, ifi.Index}, err
}

func (e nearEnd) send(b testing.TB, frame []byte) {
	if err := unix.Sendto(e.fd, frame, 0, &unix.SockaddrLinklayer{Ifindex: e.index}); err != nil {
		b.Fatal(err)
	}
}
