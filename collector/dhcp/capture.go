package dhcp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/afpacket"
	"github.com/gopacket/gopacket/layers"
	"golang.org/x/net/bpf"

	"rollcall/inventory"
)

// OpenCapture listens on a mirror port. Nothing is received until [Tap.Run]. It
// takes CAP_NET_RAW: without it the error is [os.ErrPermission]. An interface that
// is not there, or goes away, is waited for, and told to Options.Trouble.
func OpenCapture(name string, o Options) (*Tap, error) {
	o = o.withDefaults()
	m := &mirror{name: name, options: o}
	if err := m.open(); errors.Is(err, os.ErrPermission) {
		return nil, err
	} else if err != nil {
		m.tell(err)
	}
	return newTap(name, inventory.ViaCapture, o, m), nil
}

// How the ring that the kernel writes frames into is read. A block is handed over
// when it is full, or after one or two waits.
const (
	ringBlock = 128 << 10
	ringFrame = 4096 // has to be named, and means nothing to version 3 of the ring
	ringWait  = 100 * time.Millisecond
	ringLook  = 250 * time.Millisecond // longer than two waits: what comes no more by then was not there
	ringAgain = 2 * time.Second        // after trouble
)

// A mirror is a mirror port as an AF_PACKET socket with a ring (packet(7)).
type mirror struct {
	name     string
	options  Options
	troubled bool

	mu    sync.Mutex        // guards what follows: the counts may be asked for at any time
	ring  *afpacket.TPacket // nil: the interface is away
	seen  statistics        // of that socket
	taken uint64            // frames that the kernel took for all sockets: read, or dropped
	drops uint64            // of these
	told  uint64            // of those

	read uint64 // by who listens
}

// statistics are the kernel's of one socket, which the library adds up in 32 bits.
type statistics struct{ packets, drops uint32 }

// open opens a socket, which listens to everything until it has a filter: so first
// one that passes nothing, then away with what had come, and only then count.
func (m *mirror) open() error {
	ifi, err := net.InterfaceByName(m.name)
	if err != nil {
		return fmt.Errorf("capture on %s: %w", m.name, err)
	}
	filter, err := Filter(ifi.Flags&net.FlagLoopback != 0)
	if err != nil {
		return fmt.Errorf("assemble the filter: %w", err)
	}
	none, err := nothing()
	if err != nil {
		return fmt.Errorf("assemble the filter: %w", err)
	}
	ring, err := afpacket.NewTPacket(afpacket.OptInterface(m.name), afpacket.TPacketVersion3, afpacket.OptBlockSize(ringBlock), afpacket.OptFrameSize(ringFrame),
		afpacket.OptNumBlocks(max(2, m.options.Buffer/ringBlock)), afpacket.OptBlockTimeout(ringWait), afpacket.OptPollTimeout(ringLook))
	if err != nil {
		return fmt.Errorf("capture on %s: %w", m.name, err)
	}
	if err := m.begin(ring, none, filter); err != nil {
		ring.Close()
		return fmt.Errorf("capture on %s: %w", m.name, err)
	}
	return nil
}

func (m *mirror) begin(ring *afpacket.TPacket, none, filter []bpf.RawInstruction) error {
	if err := ring.SetPromiscuous(true); err != nil {
		return fmt.Errorf("take frames for others: %w", err)
	}
	if err := ring.SetBPF(none); err != nil {
		return fmt.Errorf("set a filter: %w", err)
	}
	if err := drain(ring, func([]byte, gopacket.CaptureInfo) {}); err != nil {
		return err
	}
	if err := ring.InitSocketStats(); err != nil {
		return fmt.Errorf("ask for the counts: %w", err)
	}
	if err := ring.SetBPF(filter); err != nil {
		return fmt.Errorf("set the filter: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ring, m.seen = ring, statistics{}
	return nil
}

// drain reads what a socket whose filter passes nothing still has.
func drain(ring *afpacket.TPacket, use func([]byte, gopacket.CaptureInfo)) error {
	for {
		frame, info, err := ring.ZeroCopyReadPacketData()
		switch {
		case errors.Is(err, afpacket.ErrTimeout): // longer than a block waits
			return nil
		case err != nil:
			return fmt.Errorf("read what had come: %w", err)
		}
		use(frame, info)
	}
}

// listen implements ear. An interface that goes away is tried again until it is back.
func (m *mirror) listen(ctx context.Context, take func(Packet, error)) error {
	use := func(frame []byte, info gopacket.CaptureInfo) {
		m.read++
		take(cutCaptured(frame, info))
	}
	for ctx.Err() == nil {
		if m.ring == nil && !m.reopen(ctx) {
			continue
		}
		frame, info, err := m.ring.ZeroCopyReadPacketData()
		switch {
		case err == nil:
			use(frame, info)
		case !errors.Is(err, afpacket.ErrTimeout):
			m.leave(fmt.Errorf("capture on %s: %w", m.name, err), use)
		}
	}
	if m.ring == nil {
		return nil
	}
	none, err := nothing()
	if err == nil {
		err = m.ring.SetBPF(none)
	}
	if err == nil {
		err = drain(m.ring, use)
	}
	if err != nil {
		m.tell(err)
	}
	return nil
}

// cutCaptured cuts a frame of a ring, off which the kernel has taken the outermost tag.
func cutCaptured(frame []byte, info gopacket.CaptureInfo) (Packet, error) {
	p, err := Cut(layers.LinkTypeEthernet, frame)
	p.At = info.Timestamp
	for _, v := range info.AncillaryData {
		if tag, ok := v.(afpacket.AncillaryVLAN); ok && p.VID == 0 {
			p.VID = tag.VLAN
		}
	}
	return p, err
}

// reopen tries to come back after trouble.
func (m *mirror) reopen(ctx context.Context) bool {
	err := m.open()
	m.tell(err)
	if err == nil {
		return true
	}
	select {
	case <-ctx.Done():
	case <-time.After(ringAgain):
	}
	return false
}

// leave gives a socket up, when what it had come by has been read.
func (m *mirror) leave(why error, use func([]byte, gopacket.CaptureInfo)) {
	m.tell(why)
	time.Sleep(ringLook)
	for {
		frame, info, err := m.ring.ZeroCopyReadPacketData()
		if err != nil {
			break
		}
		use(frame, info)
	}
	m.shut()
}

// tell says what is wrong, once.
func (m *mirror) tell(err error) {
	if err != nil || m.troubled {
		if err == nil || !m.troubled {
			m.options.Trouble(err)
		}
		m.troubled = err != nil
	}
}

// count asks the kernel what it took and dropped. m.mu is held.
func (m *mirror) count() {
	if m.ring == nil {
		return
	}
	_, now, err := m.ring.SocketStats()
	if err != nil {
		return // the interface is going away; nothing is added, and nothing forgotten
	}
	packets, drops := uint32(now.Packets()), uint32(now.Drops())
	m.taken += uint64(packets - m.seen.packets) // also right when they have run over
	m.drops += uint64(drops - m.seen.drops)
	m.seen = statistics{packets, drops}
}

// dropped implements ear.
func (m *mirror) dropped() (n uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count()
	n, m.told = m.drops-m.told, m.drops
	return n
}

// shut closes the socket. What it may still hold is lost with it.
func (m *mirror) shut() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count()
	m.drops = max(m.drops, m.taken-min(m.read, m.taken))
	m.ring.Close()
	m.ring = nil
}

// close implements ear. Nobody listens any more.
func (m *mirror) close() error {
	if m.ring != nil {
		m.shut()
	}
	return nil
}
