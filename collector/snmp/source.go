package snmp

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"rollcall/inventory"
)

// A wideConn is a socket that hears every sender, while it sends to one peer
// only. The connected socket of a session hears that peer alone, and so cannot
// tell an agent that answers from elsewhere from one that is dead.
type wideConn struct {
	*net.UDPConn
	peer, from netip.AddrPort
}

// openWide opens a socket for an agent that is silent on the connected one.
func openWide(peer netip.AddrPort) (*wideConn, error) {
	network := "udp6"
	if peer.Addr().Unmap().Is4() {
		network = "udp4"
	}
	conn, err := net.ListenUDP(network, nil)
	if err != nil {
		return nil, fmt.Errorf("open socket for answers from elsewhere: %w", err)
	}
	return &wideConn{UDPConn: conn, peer: peer}, nil
}

// Write implements net.Conn: it sends to the peer.
func (c *wideConn) Write(b []byte) (int, error) { return c.WriteToUDPAddrPort(b, c.peer) }

// Read implements net.Conn: it takes a datagram from anybody and remembers from whom.
func (c *wideConn) Read(b []byte) (int, error) {
	n, from, err := c.ReadFromUDPAddrPort(b)
	c.from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	return n, err
}

// widen opens the ears of the session for the last try of a request, where the
// agent has not answered a single one: switches with several addresses are known
// to answer from another than was asked. before is how the try before ended.
func (s *session) widen(ctx context.Context, last bool, before error) {
	_, wide := s.conn.(*wideConn)
	if !last || wide || before == nil || isUnreachable(before) || s.cost.VarBinds > 0 || s.target.Connect != nil {
		return
	}
	conn, err := openWide(s.target.Address)
	if err != nil {
		return
	}
	s.conn.Close()
	s.conn = conn
	s.endWith(ctx)
}

// endWith ends a wait for an answer when the context ends.
func (s *session) endWith(ctx context.Context) {
	conn := s.conn
	if s.stop != nil {
		s.stop()
	}
	s.stop = context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Unix(1, 0)) })
}

// elsewhere says that the datagram in the buffer came from another address than
// was asked, and whether it is the agent's answer for all that.
func (s *session) elsewhere(datagram []byte, first uint32) error {
	conn, wide := s.conn.(*wideConn)
	if !wide || conn.from.Port() == conn.peer.Port() && conn.from.Addr() == conn.peer.Addr().Unmap() {
		return nil
	}
	if s.usm == nil {
		pkt, err := s.decode(datagram)
		if err == nil {
			err = s.belongs(pkt, first)
		}
		if err != nil {
			return err
		}
	}
	return strayf(inventory.OddSource, "it comes from %s, and %s was asked", conn.from, conn.peer)
}
