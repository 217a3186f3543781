package simcity

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// A saying is a message that a switch sends unasked: a trap, an inform where it
// speaks SNMPv3, or a line of syslog.
type saying struct {
	after time.Duration // from the start of the city
	sw    *Switch
	trap  string // snmpTrapOID; empty: it is a line
	port  *Port  // that a trap names
	line  string
}

// The notifications that switches of the city send (RFC 3418, 2; RFC 2863, 6).
const (
	trapColdStart = "1.3.6.1.6.3.1.1.5.1"
	trapLinkDown  = "1.3.6.1.6.3.1.1.5.3"
	trapLinkUp    = "1.3.6.1.6.3.1.1.5.4"
)

// bootTakes is how long a switch that restarts is away.
const bootTakes = 8 * time.Second

// flapsAt and savedAt are when a port flaps, too shortly for a reading to see it,
// and when somebody changes configurations.
const (
	flapsAt = 12 * time.Second
	savedAt = 8 * time.Second
)

// sayings are all messages of the city, in the order in which they are sent.
func (c *City) sayings() []saying {
	var all []saying
	for _, sw := range c.switches() {
		if !sw.Speaks {
			continue
		}
		all = append(all, sw.sayings()...)
	}
	for _, s := range c.Schools {
		if s.Kind != inventory.KindCentre {
			all = append(all, s.sayings(c.happens(savedAt), c.happens(flapsAt))...)
		}
	}
	slices.SortStableFunc(all, func(a, b saying) int { return int(a.after - b.after) })
	return all
}

// sayings are what is said of a switch that restarts or dies: by the switch
// above it, which loses the link, and by itself when it is back.
func (s *Switch) sayings() []saying {
	var all []saying
	above := s.Uplink
	if above != nil {
		above = above.Peer
	}
	lost := func(at time.Duration, trap, state string) {
		if above == nil || above.Switch.DiesAt > 0 {
			return
		}
		all = append(all, saying{after: at, sw: above.Switch, trap: trap, port: above},
			saying{after: at, sw: above.Switch, line: above.Switch.linkLine(above, state)})
	}
	if s.DiesAt > 0 {
		lost(s.DiesAt, trapLinkDown, "down")
	}
	if s.RebootAt > 0 {
		lost(s.RebootAt, trapLinkDown, "down")
		lost(s.RebootAt+bootTakes, trapLinkUp, "up")
		all = append(all, saying{after: s.RebootAt + bootTakes, sw: s, trap: trapColdStart},
			saying{after: s.RebootAt + bootTakes, sw: s, line: "<134>System started up"})
	}
	return all
}

// sayings of a school: somebody saves the configuration of its core, and a port of
// its first access switch flaps three times.
func (s *School) sayings(saved, flaps time.Duration) []saying {
	all := []saying{{after: saved, sw: s.Core, line: s.Core.savedLine()}}
	for _, sw := range s.Switches {
		if sw.Role != inventory.SwitchAccess || !sw.Speaks || sw.DiesAt > 0 || len(sw.Ports) == 0 {
			continue
		}
		for i := range 3 {
			at := flaps + time.Duration(i)*2*time.Second
			all = append(all, saying{after: at, sw: sw, trap: trapLinkDown, port: sw.Ports[0]},
				saying{after: at + time.Second, sw: sw, trap: trapLinkUp, port: sw.Ports[0]})
		}
		break
	}
	return all
}

// linkLine is what a switch writes when a link comes or goes, in its maker's words.
func (s *Switch) linkLine(p *Port, state string) string {
	switch s.Model.Vendor {
	case "Cisco":
		return fmt.Sprintf("<187>%%LINK-3-UPDOWN: Interface %s, changed state to %s", fill(s.Model.PortDescr, p.Unit, p.Number, 0), state)
	case "Aruba":
		return fmt.Sprintf("<14>1 - %s intfd - - - Event|40%d|LOG_INFO|AMM|1/1|Link status for interface %s is %s", s.SysName, len(state), p.Name, state)
	case "HP":
		return fmt.Sprintf("<14>%s ports: port %s is now %s", s.SysName, p.Name, map[string]string{"up": "on-line", "down": "off-line"}[state])
	}
	return fmt.Sprintf("<134>%s INFO: Port %s link %s", s.SysName, p.Name, state)
}

// savedLine is what a switch writes when somebody has saved its configuration.
func (s *Switch) savedLine() string {
	if s.Model.Vendor == "Cisco" {
		return "<189>%SYS-5-CONFIG_I: Configured from console by admin on vty0 (" + s.School.ip(vlanAdmin, 2).String() + ")"
	}
	return "<133>" + s.SysName + " INFO: Configuration saved to flash (Username: admin, IP: " + s.School.ip(vlanAdmin, 2).String() + ")"
}

// speak sends every message in its time, until ctx ends. What happened before the
// city began again is not said again.
func (c *City) speak(ctx context.Context) {
	var sending sync.WaitGroup
	defer sending.Wait()
	began := time.Now()
	for _, s := range c.sayings() {
		at := c.start.Add(s.after)
		if at.Before(began) {
			continue
		}
		timer := time.NewTimer(time.Until(at))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		// Whether it comes is the receiver's to tell, as in a real city.
		sending.Go(func() { _ = c.say(ctx, s) })
	}
}

// say sends one message from the address of its switch.
func (c *City) say(ctx context.Context, s saying) error {
	if s.trap == "" {
		return sendLine(ctx, s.sw.Agent, c.mail.syslog, s.line)
	}
	n := snmpsim.Notification{From: s.sw.Agent, To: c.mail.traps, Community: s.sw.Secret.community, Trap: snmpsim.MustOID(s.trap)}
	if s.port != nil {
		n.IfIndex = s.port.IfIndex
	}
	if k := s.sw.Secret; k.version == "3" {
		n.User = &snmpsim.User{Name: k.user, Auth: k.auth, AuthPassword: k.authPassword, Priv: k.priv, PrivPassword: k.privPassword}
	}
	return snmpsim.Notify(ctx, n)
}

func sendLine(ctx context.Context, from netip.Addr, to netip.AddrPort, line string) error {
	dialer := net.Dialer{LocalAddr: net.UDPAddrFromAddrPort(netip.AddrPortFrom(from, 0))}
	conn, err := dialer.DialContext(ctx, "udp", to.String())
	if err != nil {
		return fmt.Errorf("syslog from %s: %w", from, err)
	}
	defer conn.Close()
	_, err = conn.Write([]byte(strings.TrimSpace(line)))
	return err
}

// mail is where rollcall receives what switches send by themselves.
type mail struct{ traps, syslog netip.AddrPort }

// listenForMail finds ports for rollcall to listen on.
func (c *City) listenForMail() error {
	for _, into := range []*netip.AddrPort{&c.mail.traps, &c.mail.syslog} {
		probe, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			return fmt.Errorf("look for a free port for what the demo's switches send: %w", err)
		}
		defer probe.Close()
		*into = netip.MustParseAddrPort(probe.LocalAddr().String())
	}
	return nil
}
