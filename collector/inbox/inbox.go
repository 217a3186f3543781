package inbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"rollcall/inventory"
)

// Options say what is taken in. Name, Listen, Switch and Read are needed.
type Options struct {
	Name   string // trap, syslog: how events and metrics call the source of messages
	Listen string // HOST:PORT; an empty host means every address
	// Switch returns the switch whose management address an address is.
	Switch func(netip.Addr) (inventory.Switch, bool)
	// Read understands a datagram, or refuses it with a Refusal. A message
	// without events is answered and not stored. It is called by one goroutine.
	Read func(Datagram) (Message, error)

	Rate   float64 // messages a second of one source; 0: a half
	Burst  int     // at once; 0: 300
	Queue  int     // datagrams that may wait to be read; 0: 4096
	Buffer int     // octets that the kernel may hold; 0: 4 MiB, or what it allows
	Now    func() time.Time
}

func (o Options) withDefaults() Options {
	if o.Rate <= 0 {
		o.Rate = 0.5
	}
	if o.Burst <= 0 {
		o.Burst = 300
	}
	if o.Queue <= 0 {
		o.Queue = 4096
	}
	if o.Buffer <= 0 {
		o.Buffer = 4 << 20
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// maxMessage is the most octets of a message: RFC 5426, 3.2 and RFC 3417, 3.2
// want 2048 and 484 at least, and what is longer is cut by most senders.
const maxMessage = 8192

// An Inbox takes in the messages of one protocol. It is safe for concurrent use.
type Inbox struct {
	options Options
	conn    *net.UDPConn
	queue   chan Datagram

	limits Limits[netip.Addr] // of switches only, so the configuration bounds it
	tally  Tally
	drops  Drops

	mu      sync.Mutex
	unknown netip.Addr // who sent last of those that are no switch's; invalid: nobody since it was asked for
}

// Open opens the socket. Nothing is received until [Inbox.Run].
func Open(ctx context.Context, o Options) (*Inbox, error) {
	o = o.withDefaults()
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for %s messages on %s: %w", o.Name, o.Listen, err)
	}
	b := &Inbox{options: o, conn: conn.(*net.UDPConn), queue: make(chan Datagram, o.Queue)}
	b.limits.Rate, b.limits.Burst, b.drops.Conn = o.Rate, o.Burst, b.conn
	if err := Enlarge(b.conn, o.Buffer); err != nil {
		return nil, errors.Join(fmt.Errorf("set up the socket for %s messages: %w", o.Name, err), conn.Close())
	}
	return b, nil
}

// Name returns what the inbox takes in: trap, syslog.
func (b *Inbox) Name() string { return b.options.Name }

// Address returns where the inbox listens.
func (b *Inbox) Address() netip.AddrPort { return b.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// Close closes the socket, when what was handed on has been stored and answered.
func (b *Inbox) Close() error {
	b.Counts() // while the kernel can still be asked what it dropped
	return b.conn.Close()
}

// Run receives until ctx ends, which is no error, and hands on what was
// understood. Who gets a message calls Done or Lose on it, also after Run has
// ended, and then Close.
func (b *Inbox) Run(ctx context.Context, hand func(Message)) error {
	stop := context.AfterFunc(ctx, func() { _ = b.conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	var reader sync.WaitGroup
	reader.Go(func() {
		for d := range b.queue {
			b.read(d, hand)
		}
	})
	err := b.receive(ctx)
	close(b.queue)
	reader.Wait()
	return err
}

// receive takes datagrams off the socket as fast as it can.
func (b *Inbox) receive(ctx context.Context) error {
	buf := make([]byte, maxMessage+1)
	for {
		n, from, err := b.conn.ReadFromUDPAddrPort(buf)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("receive %s messages: %w", b.options.Name, err)
		case err != nil: // an ICMP error of an answer that we sent
			continue
		}
		b.take(buf[:n], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
	}
}

// take decides by its outside alone whether a datagram may wait to be read.
func (b *Inbox) take(octets []byte, from netip.AddrPort) {
	at := b.options.Now()
	sw, known := b.options.Switch(from.Addr())
	if !known {
		b.stranger(from.Addr())
		return
	}
	if !b.limits.Pass(at, from.Addr()) {
		b.settle(Refused, string(RefusedFlood))
		return
	}
	if len(octets) > maxMessage {
		b.settle(Refused, string(RefusedSize))
		return
	}
	select {
	case b.queue <- Datagram{At: at, From: from, Switch: sw, Octets: slices.Clone(octets)}:
	default:
		b.settle(Lost, LostQueue)
	}
}

// stranger counts a message of nobody's.
func (b *Inbox) stranger(from netip.Addr) {
	b.settle(Refused, string(RefusedSource))
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unknown = from
}

// Stranger returns an address that sent something since it was asked for last and
// is no switch's: most often another address of one that is configured.
func (b *Inbox) Stranger() (from netip.Addr, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	from, b.unknown = b.unknown, netip.Addr{}
	return from, from.IsValid()
}

// read understands one datagram and hands it on.
func (b *Inbox) read(d Datagram, hand func(Message)) {
	m, err := b.understand(d)
	var refusal Refusal
	switch {
	case errors.As(err, &refusal):
		b.settle(Refused, string(refusal))
	case err != nil:
		b.settle(Refused, string(RefusedMalformed))
	case len(m.Events)+len(m.Rejects) == 0:
		b.settle(Answered, "")
	default:
		hand(m)
		return
	}
	if m.Answer != nil {
		b.send(m.Answer, d.From)
	}
}

// understand has a datagram read. A bug that it meets costs the datagram.
func (b *Inbox) understand(d Datagram) (m Message, err error) {
	defer func() {
		if bug := recover(); bug != nil {
			m, err = Message{}, RefusedPanic
		}
	}()
	m, err = b.options.Read(d)
	m.Datagram, m.inbox = d, b
	for i := range m.Events {
		e := &m.Events[i]
		e.At, e.Switch, e.School, e.From = d.At, d.Switch.ID, d.Switch.School, d.From.Addr()
		if e.Source == "" {
			e.Source = b.options.Name
		}
	}
	for i := range m.Rejects {
		r := &m.Rejects[i]
		r.At, r.Source = d.At, b.options.Name+" "+string(d.Switch.ID)
	}
	return m, err
}

// send answers a datagram. What cannot be sent is lost, as on a wire.
func (b *Inbox) send(octets []byte, to netip.AddrPort) {
	_, _ = b.conn.WriteToUDPAddrPort(octets, to)
}

// Floods returns what switches sent beyond what they may in bursts that are over,
// or go on for long; with all, every one that was not returned yet.
func (b *Inbox) Floods(at time.Time, all bool) []Flood { return b.limits.Floods(at, all) }
