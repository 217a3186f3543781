package snmpsim

import (
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"
)

// A Line is a way to an agent without a socket: datagrams take their time and get
// lost by dice that are thrown alike in every run. With testing/synctest it works
// in virtual time, which sockets do not.
type Line struct {
	Loss float64       // the share of datagrams that get lost, in each direction
	Time time.Duration // from a request to its answer, beside what the agent adds
	Seed uint64
}

// Connect returns a connection to the agent over a line. Several may be used at a time.
func (a *Agent) Connect(l Line) net.Conn {
	a.usm.name(a.config.Address)
	return &lineConn{agent: a, line: l, dice: rand.New(rand.NewPCG(l.Seed, 1)),
		inbox: make(chan []byte, 1024), turned: make(chan struct{})}
}

// A lineConn is a Line with an agent at its other end.
type lineConn struct {
	agent *Agent
	line  Line
	inbox chan []byte

	mu       sync.Mutex // guards what follows
	dice     *rand.Rand
	deadline time.Time
	turned   chan struct{} // closed when the deadline changes
}

// Write implements [net.Conn]: b is one datagram to the agent.
func (c *lineConn) Write(b []byte) (int, error) {
	if c.lost() {
		return len(b), nil
	}
	c.agent.asked.Lock()
	answers := c.agent.respond(b, netip.AddrPort{})
	c.agent.asked.Unlock()
	for _, d := range answers {
		if d.OtherPort || d.OtherAddress || c.lost() { // a connected socket hears its peer only
			continue
		}
		time.AfterFunc(c.line.Time+c.agent.config.Delay+d.After, func() { c.deliver(d.Octets) })
	}
	return len(b), nil
}

func (c *lineConn) lost() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.line.Loss > 0 && c.dice.Float64() < c.line.Loss
}

// deliver puts a datagram where Read finds it; beyond what a socket would keep it is lost.
func (c *lineConn) deliver(octets []byte) {
	select {
	case c.inbox <- octets:
		c.agent.counts.sent(len(octets))
	default:
	}
}

// Read implements [net.Conn]: one datagram, cut at the size of b.
func (c *lineConn) Read(b []byte) (int, error) {
	for {
		c.mu.Lock()
		deadline, turned := c.deadline, c.turned
		c.mu.Unlock()
		var over <-chan time.Time
		if !deadline.IsZero() {
			timer := time.NewTimer(time.Until(deadline))
			defer timer.Stop()
			over = timer.C
		}
		select {
		case d := <-c.inbox:
			return copy(b, d), nil
		case <-over:
			return 0, os.ErrDeadlineExceeded
		case <-turned:
		}
	}
}

// SetReadDeadline implements [net.Conn].
func (c *lineConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deadline = t
	close(c.turned)
	c.turned = make(chan struct{})
	return nil
}

// SetDeadline implements [net.Conn]; writing never waits.
func (c *lineConn) SetDeadline(t time.Time) error { return c.SetReadDeadline(t) }

// SetWriteDeadline implements [net.Conn]; writing never waits.
func (c *lineConn) SetWriteDeadline(time.Time) error { return nil }

// Close implements [net.Conn].
func (c *lineConn) Close() error { return nil }

// LocalAddr implements [net.Conn].
func (c *lineConn) LocalAddr() net.Addr { return &net.UDPAddr{} }

// RemoteAddr implements [net.Conn].
func (c *lineConn) RemoteAddr() net.Addr { return net.UDPAddrFromAddrPort(c.agent.config.Address) }
