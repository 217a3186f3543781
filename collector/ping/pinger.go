package ping

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	probing "github.com/prometheus-community/pro-bing"

	"rollcall/inventory"
)

// patience is how long an answer is waited for.
const patience = 2 * time.Second

// A Mode is the way in which the machine lets echo requests be sent.
type Mode string

// The modes.
const (
	ModeUnknown    Mode = ""           // nothing was sent yet
	Privileged     Mode = "privileged" // raw sockets: CAP_NET_RAW (capabilities(7))
	Unprivileged   Mode = "group"      // ICMP sockets: the group is in net.ipv4.ping_group_range (icmp(7))
	ModeNotAllowed Mode = "none"
)

// A Pinger sends echo requests. It finds out by itself how the machine lets it.
// It is safe for concurrent use.
type Pinger struct {
	mode atomic.Value // of Mode
}

// Mode says how requests are sent, as found out with the last of them.
func (p *Pinger) Mode() Mode {
	m, _ := p.mode.Load().(Mode)
	return m
}

// Echo sends one request to an address and waits for its answer. The zero Echo
// means that ctx ended first.
func (p *Pinger) Echo(ctx context.Context, address netip.Addr, at time.Time) inventory.Echo {
	e := inventory.Echo{Address: address, At: at}
	for _, mode := range p.modes() {
		rtt, err := once(ctx, address, mode)
		if ctx.Err() != nil {
			return inventory.Echo{}
		}
		if errors.Is(err, errNoSocket) {
			continue
		}
		p.mode.Store(mode)
		e.Answered, e.RTT, e.Why = rtt > 0, rtt, why(err)
		return e
	}
	p.mode.Store(ModeNotAllowed)
	e.Why = inventory.WhyNotPermitted
	return e
}

// modes are those to try, the one that worked last first: rights may be given or
// taken while rollcall runs.
func (p *Pinger) modes() []Mode {
	if p.Mode() == Unprivileged {
		return []Mode{Unprivileged, Privileged}
	}
	return []Mode{Privileged, Unprivileged}
}

// errNoSocket: the machine does not let us send in a mode.
var errNoSocket = errors.New("no socket for echo requests")

// once sends one request. The round-trip time is zero where nothing came back; the
// error says why nothing was sent.
func once(ctx context.Context, address netip.Addr, mode Mode) (time.Duration, error) {
	p := probing.New("")
	p.SetIPAddr(&net.IPAddr{IP: address.AsSlice(), Zone: address.Zone()})
	p.SetPrivileged(mode == Privileged)
	p.Count, p.Timeout = 1, patience
	p.RecordTTLs = false
	var unsent error
	p.SetLogger(&stopper{stop: func() { unsent = syscall.EACCES }})
	p.OnSendError = func(_ *probing.Packet, err error) { unsent = err }
	socket := false
	p.OnSetup = func() { socket = true }
	if err := p.RunWithContext(ctx); err != nil {
		if !socket && errors.Is(err, os.ErrPermission) {
			err = errors.Join(errNoSocket, err)
		}
		return 0, err
	}
	stats := p.Statistics()
	if stats.PacketsRecv == 0 {
		return 0, unsent
	}
	return max(stats.MinRtt, time.Nanosecond), nil
}

// A stopper ends a request that the machine's own routes prohibit (EACCES), which
// the library would send for ever: it takes the address for one of broadcast, and
// says so before each attempt.
type stopper struct {
	probing.NoopLogger
	attempts int
	stop     func()
}

// Infof ends the goroutine that sends at the second attempt.
func (s *stopper) Infof(string, ...any) {
	if s.attempts++; s.attempts > 1 {
		s.stop()
		runtime.Goexit()
	}
}

// unreachable says whether an error is the network's word about the address, not
// the machine's about us.
func unreachable(err error) bool {
	return errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.EHOSTDOWN)
}

// why is the reason why nothing was sent; empty: it was, or the next router says
// that there is nobody.
func why(err error) string {
	switch {
	case err == nil || unreachable(err):
		return ""
	case errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.ENETDOWN):
		return inventory.WhyNoRoute
	}
	return inventory.WhySending
}
