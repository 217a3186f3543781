package dhcp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"rollcall/collector/inbox"
	"rollcall/inventory"
)

// Relays are who may send copies of what they relay.
type Relays struct {
	Listed []netip.Prefix // addresses, or networks of relays
	// Owner returns the school that an address is of. Nil, or nobody: not known.
	Owner func(netip.Addr) (inventory.SchoolCode, bool)
}

// permits says whether a copy is what a listed relay may send. Any host can write
// any address into a datagram, so this keeps mistakes out and makes forging hard;
// it proves nothing.
func (r Relays) permits(p Packet) error {
	from, gateway := p.From.Addr(), p.sender().network.relay
	if !r.listed(from) {
		return RefusedSource
	}
	if !gateway.IsValid() {
		return RefusedGateway
	}
	same, known := r.sameSchool(from, gateway)
	if known && !same || !known && !r.listed(gateway) {
		return RefusedGateway
	}
	return nil
}

func (r Relays) listed(addr netip.Addr) bool {
	for _, p := range r.Listed {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// sameSchool says whether two addresses are of one school, where that is known of both.
func (r Relays) sameSchool(a, b netip.Addr) (same, known bool) {
	if r.Owner == nil {
		return false, false
	}
	one, first := r.Owner(a)
	other, second := r.Owner(b)
	return one == other, first && second
}

// OpenRelays listens for copies that relays send, at HOST:PORT; an empty host means
// every address. It takes CAP_NET_BIND_SERVICE for port 67, and never answers.
func OpenRelays(ctx context.Context, listen string, r Relays, o Options) (*Tap, error) {
	o = o.withDefaults()
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp4", listen)
	if err != nil {
		return nil, fmt.Errorf("listen for relays on %s: %w", listen, err)
	}
	c := &copies{conn: conn.(*net.UDPConn), relays: r, now: o.Now}
	c.drops.Conn = c.conn
	if err := inbox.Enlarge(c.conn, o.Buffer); err != nil {
		return nil, errors.Join(fmt.Errorf("set up the socket for relays: %w", err), conn.Close())
	}
	return newTap(c.conn.LocalAddr().String(), inventory.ViaRelay, o, c), nil
}

// copies are what relays send, as a socket.
type copies struct {
	conn   *net.UDPConn
	drops  inbox.Drops
	relays Relays
	now    func() time.Time
}

// lastLook is how long a socket is read on when listening ends, for what had come.
const lastLook = 50 * time.Millisecond

// listen implements ear.
func (c *copies) listen(ctx context.Context, take func(Packet, error)) error {
	stop := context.AfterFunc(ctx, func() { _ = c.conn.SetReadDeadline(time.Now().Add(lastLook)) })
	defer stop()
	buf := make([]byte, maxMessage+1)
	for {
		n, from, err := c.conn.ReadFromUDPAddrPort(buf)
		switch {
		case err == nil:
			p := Packet{At: c.now(), From: netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), Payload: buf[:n]}
			take(p, c.relays.permits(p))
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("receive from relays: %w", err)
		}
	}
}

// dropped implements ear.
func (c *copies) dropped() uint64 { return c.drops.Since() }

// close implements ear.
func (c *copies) close() error { return c.conn.Close() }
