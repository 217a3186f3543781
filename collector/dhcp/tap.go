package dhcp

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// Options say how packets are taken in. Their zero value is good.
type Options struct {
	School inventory.SchoolCode // whose network is heard; empty: of many

	ClientRate   float64 // messages a second of and to one client; 0: 4
	ClientBurst  int     // at once; 0: 60, an exchange heard on both sides of a relay several times
	NetworkRate  float64 // of one relay, or of one VLAN without; 0: 500
	NetworkBurst int     // at once; 0: 5000, a school that comes back after a power cut
	Queue        int     // packets that may wait to be understood; 0: 8192
	Buffer       int     // octets that the kernel may hold; 0: 16 MiB, or what it allows
	Now          func() time.Time

	// Trouble hears of a mirror port that went away, and nil when it is back.
	Trouble func(error)
}

func (o Options) withDefaults() Options {
	if o.ClientRate <= 0 {
		o.ClientRate = 4
	}
	if o.ClientBurst <= 0 {
		o.ClientBurst = 60
	}
	if o.NetworkRate <= 0 {
		o.NetworkRate = 500
	}
	if o.NetworkBurst <= 0 {
		o.NetworkBurst = 5000
	}
	if o.Queue <= 0 {
		o.Queue = 8192
	}
	if o.Buffer <= 0 {
		o.Buffer = 16 << 20
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	return o
}

// An ear is where packets are heard: a mirror port, or a socket for relays.
type ear interface {
	// listen takes packets, or why they were refused, until ctx ends and nothing
	// that the kernel took before is left. A payload is good until take returns.
	listen(ctx context.Context, take func(Packet, error)) error
	// dropped is how many the kernel had no room for since it was asked last.
	dropped() uint64
	close() error
}

// A Tap takes in DHCP packets of one source. It is safe for concurrent use.
type Tap struct {
	name    string
	via     inventory.DHCPVia
	options Options
	ear     ear
	queue   chan Packet

	clients  inbox.Limits[client]
	networks inbox.Limits[network]
	tally    inbox.Tally
	once     sync.Once
	closing  error
}

// newTap puts a tap on an ear.
func newTap(name string, via inventory.DHCPVia, o Options, e ear) *Tap {
	t := &Tap{name: name, via: via, options: o, ear: e, queue: make(chan Packet, o.Queue)}
	t.clients.Rate, t.clients.Burst, t.clients.Most = o.ClientRate, o.ClientBurst, 1<<16
	t.networks.Rate, t.networks.Burst, t.networks.Most = o.NetworkRate, o.NetworkBurst, 1<<12
	return t
}

// Name returns what is listened to: the name of an interface, or an address.
func (t *Tap) Name() string { return t.name }

// Via returns the way by which its messages come.
func (t *Tap) Via() inventory.DHCPVia { return t.via }

// A Message is a packet that was understood. Who gets it calls Done or Lose, once.
type Message struct {
	inventory.DHCPMessage
	tap *Tap
}

// Done says that a message is on disk.
func (m *Message) Done() { m.tap.tally.Add(inbox.Outcome{Result: inbox.Stored}, 1) }

// Lose says that a message could not be stored.
func (m *Message) Lose() {
	m.tap.tally.Add(inbox.Outcome{Result: inbox.Lost, Reason: inbox.LostStore}, 1)
}

// Run takes packets in until ctx ends, which is no error, and hands on what was
// understood.
func (t *Tap) Run(ctx context.Context, hand func(Message)) error {
	var reader sync.WaitGroup
	reader.Go(func() {
		for p := range t.queue {
			t.read(p, hand)
		}
	})
	err := t.ear.listen(ctx, t.take)
	close(t.queue)
	reader.Wait()
	return err
}

// take decides by the outside of a packet alone whether it may wait to be read.
func (t *Tap) take(p Packet, err error) {
	switch {
	case err != nil:
		t.refuse(err)
		return
	case len(p.Payload) > maxMessage:
		t.refuse(RefusedSize)
		return
	case !t.passes(p):
		t.refuse(RefusedFlood)
		return
	}
	p.Payload = slices.Clone(p.Payload)
	select {
	case t.queue <- p:
	default:
		t.tally.Add(inbox.Outcome{Result: inbox.Lost, Reason: inbox.LostQueue}, 1)
	}
}

// A client is who a packet is of, by the name that it is told apart by alone.
type client struct {
	network network
	mac     inventory.MAC
}

// A network is where a client is: behind a relay, or in a VLAN.
type network struct {
	relay netip.Addr
	vid   int
}

// passes lets a packet pass if its client and its network may send it now. A
// client that floods takes nothing from its network, and clients that are made up
// take nothing from other networks.
func (t *Tap) passes(p Packet) bool {
	at, who := t.options.Now(), p.sender()
	return !t.clients.Over(at, who) && t.networks.Pass(at, who.network) && t.clients.Pass(at, who)
}

// Where the relay and the client stand in a message (RFC 2131, 2).
const (
	relayAt  = 24
	clientAt = 28
)

// sender looks at the few octets that say whom a packet is of.
func (p Packet) sender() client {
	c := client{network: network{vid: p.VID}, mac: p.FromMAC}
	if !p.From.Addr().Is4() {
		c.network.relay = p.linkRelay()
		return c
	}
	if len(p.Payload) < clientAt+6 {
		return c
	}
	c.mac = inventory.MAC(p.Payload[clientAt:])
	if relay := netip.AddrFrom4([4]byte(p.Payload[relayAt:])); !relay.IsUnspecified() {
		c.network = network{relay: relay}
	}
	return c
}

// linkRelay is the address of a DHCPv6 relay in its client's network (RFC 8415, 9).
func (p Packet) linkRelay() netip.Addr {
	const forward, reply, linkAt = 12, 13, 2
	if b := p.Payload; len(b) >= linkAt+16 && (b[0] == forward || b[0] == reply) {
		return netip.AddrFrom16([16]byte(b[linkAt:]))
	}
	return netip.Addr{}
}

func (t *Tap) refuse(err error) {
	var why Refusal
	if !errors.As(err, &why) {
		why = RefusedPanic // no reader of ours returns anything else
	}
	t.tally.Add(inbox.Outcome{Result: inbox.Refused, Reason: string(why)}, 1)
}

// read understands one packet and hands it on.
func (t *Tap) read(p Packet, hand func(Message)) {
	m, err := Parse(p)
	if err != nil {
		t.refuse(err)
		return
	}
	m.Via, m.Source, m.School = t.via, t.name, t.options.School
	hand(Message{m, t})
}

// Counts returns what became of every packet that the kernel took and that is not
// being read or stored just now, in a fixed order.
func (t *Tap) Counts() []inbox.Count {
	t.tally.Add(inbox.Outcome{Result: inbox.Lost, Reason: inbox.LostKernel}, t.ear.dropped())
	return t.tally.Counts()
}

// A Flood is what clients sent beyond what they may, in bursts that are over.
type Flood struct {
	Senders int // clients and networks
	Packets int
	Most    string // who sent the most of it: a MAC, a relay or a VLAN
}

// Floods returns what was sent beyond what may be, once it is over or has gone on
// for long; with all, everything that was not returned yet.
func (t *Tap) Floods(at time.Time, all bool) (f Flood, ok bool) {
	most := 0
	note := func(n int, who string) {
		f.Senders++
		f.Packets += n
		if n > most {
			most, f.Most = n, who
		}
	}
	for _, x := range t.clients.Floods(at, all) {
		note(x.Messages, x.From.mac.String())
	}
	for _, x := range t.networks.Floods(at, all) {
		note(x.Messages, x.From.String())
	}
	return f, f.Senders > 0
}

// Close ends listening. What was handed on may still be stored.
func (t *Tap) Close() error {
	t.once.Do(func() {
		t.Counts() // while the kernel can still be asked what it dropped
		t.closing = t.ear.close()
		t.Counts() // and what is lost by closing
	})
	return t.closing
}

// String names a network for a person.
func (n network) String() string {
	if n.relay.IsValid() {
		return n.relay.String()
	}
	return fmt.Sprintf("VLAN %d", n.vid)
}
