package snmpsim

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	maxDatagram = 65507 // octets of payload of an IPv4 datagram
	maxRequest  = 4096  // octets of a request that an agent can take
)

// Serve answers requests until ctx ends; that is no error. An agent serves once
// at a time.
func (a *Agent) Serve(ctx context.Context) error {
	conn, err := a.listen()
	if err != nil {
		return err
	}
	return a.serve(ctx, conn)
}

// Start serves in the background until ctx ends, and returns the address that
// the agent listens on.
func (a *Agent) Start(ctx context.Context) (netip.AddrPort, error) {
	conn, err := a.listen()
	if err != nil {
		return netip.AddrPort{}, err
	}
	go a.serve(ctx, conn) // it ends without an error when ctx does, and for nothing else
	return localAddr(conn), nil
}

// localAddr returns the address of a socket.
func localAddr(conn *net.UDPConn) netip.AddrPort {
	addr := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
}

// listen opens the agent's socket. Only loopback: a simulator is no device.
func (a *Agent) listen() (*net.UDPConn, error) {
	addr := a.config.Address
	if !addr.Addr().IsLoopback() {
		return nil, fmt.Errorf("simulated agent on %s: only loopback addresses (127.0.0.0/8, ::1) are allowed", addr)
	}
	if err := a.config.check(); err != nil {
		return nil, fmt.Errorf("simulated agent on %s: %w", addr, err)
	}
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(addr))
	if err != nil {
		return nil, fmt.Errorf("simulated agent: %w", err)
	}
	a.usm.name(localAddr(conn))
	return conn, nil
}

// serve answers on conn until ctx ends, and closes it.
func (a *Agent) serve(ctx context.Context, conn *net.UDPConn) error {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()
	out := &outlet{conn: conn, delay: a.config.Delay, counts: &a.counts}
	defer out.close()
	buf := make([]byte, maxRequest)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("simulated agent on %s: %w", a.config.Address, err)
		}
		if err != nil { // a peer that went away (ICMP unreachable); the next one may be there
			continue
		}
		for _, d := range a.respond(buf[:n], from) {
			out.send(d, from)
		}
	}
}

// An outlet sends datagrams, some of them later or from elsewhere.
type outlet struct {
	conn   *net.UDPConn
	other  *net.UDPConn // for answers from elsewhere; opened when first needed
	delay  time.Duration
	counts *counters
}

// send sends d now or when its time has come. What cannot be sent is lost, as on a wire.
func (o *outlet) send(d Datagram, to netip.AddrPort) {
	conn := o.conn
	switch {
	case d.OtherAddress:
		conn = o.elsewhere(nextLoopback(o.conn))
	case d.OtherPort:
		conn = o.elsewhere(o.conn.LocalAddr().(*net.UDPAddr).IP)
	}
	deliver := func() {
		if _, err := conn.WriteToUDPAddrPort(d.Octets, to); err == nil {
			o.counts.sent(len(d.Octets))
		}
	}
	if wait := o.delay + d.After; wait > 0 {
		time.AfterFunc(wait, deliver)
		return
	}
	deliver()
}

// elsewhere returns a socket on an address and another port than the agent's.
func (o *outlet) elsewhere(ip net.IP) *net.UDPConn {
	if o.other == nil {
		conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: ip})
		if err != nil {
			return o.conn
		}
		o.other = conn
	}
	return o.other
}

// nextLoopback is the address behind that of a socket, in 127.0.0.0/8; of others
// the same.
func nextLoopback(conn *net.UDPConn) net.IP {
	ip := conn.LocalAddr().(*net.UDPAddr).IP.To4()
	if ip == nil {
		return conn.LocalAddr().(*net.UDPAddr).IP
	}
	return net.IPv4(ip[0], ip[1], ip[2], ip[3]%254+1)
}

func (o *outlet) close() {
	if o.other != nil {
		o.other.Close()
	}
}

// A Fleet is many agents in one process: a socket and a goroutine each.
type Fleet []*Agent

// Serve opens all sockets, then answers until ctx ends, which is no error. An
// address that cannot be had ends it at once.
func (f Fleet) Serve(ctx context.Context) error {
	conns := make([]*net.UDPConn, len(f))
	for i, a := range f {
		conn, err := a.listen()
		if err != nil {
			closeAll(conns[:i])
			return err
		}
		conns[i] = conn
	}
	g, ctx := errgroup.WithContext(ctx)
	for i, a := range f {
		g.Go(func() error { return a.serve(ctx, conns[i]) })
	}
	return g.Wait()
}

func closeAll(conns []*net.UDPConn) {
	for _, conn := range conns {
		conn.Close()
	}
}
