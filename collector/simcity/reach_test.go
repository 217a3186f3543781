package simcity

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestASchoolIsCutOffTwice: first its core, then its circuit. While it is, neither
// its gateway nor any switch or device answers; before, between and after all do.
func TestASchoolIsCutOffTwice(t *testing.T) {
	for _, seed := range seeds {
		c := New(Options{Seed: seed, Daily: true})
		s := c.School("179902")
		reader := s.ofClass(inventory.ClassCardReader)[0]
		var cuts []Fault
		for _, f := range c.Faults {
			if f.ID == "F43" {
				cuts = append(cuts, f)
			}
		}
		if len(cuts) != 2 || cuts[0].Kind != inventory.KindGatewayDown || cuts[1].Kind != inventory.KindUpstreamDown || cuts[1].After <= cuts[0].Until {
			t.Fatalf("seed %d: F43 is %+v", seed, cuts)
		}
		for at, want := range map[float64]bool{cuts[0].After - 1: true, cuts[0].After: false, cuts[0].Until - 1: false, cuts[0].Until: true,
			cuts[1].After - 1: true, cuts[1].After: false, cuts[1].Until: true} {
			when := c.Start().Add(time.Duration(at) * time.Second)
			gateway, device := c.Echo(t.Context(), s.Core.Agent, when).Answered, c.Echo(t.Context(), reader.IP, when).Answered
			poll := c.Poll(s.Core.ID, when, nil)
			if gateway != want || device != want || poll.Answered() != want {
				t.Errorf("seed %d, after %v s: gateway %t, card reader %t, core %t; want %t", seed, at, gateway, device, poll.Answered(), want)
			}
			if up := c.Echo(t.Context(), upstreamAgent, when); !up.Answered || up.RTT <= 0 {
				t.Errorf("seed %d: the address outside: %+v", seed, up)
			}
		}
		said := c.Vantages(c.Start().Add(24 * time.Hour))
		if len(said) != 2 || said[0].Inside || !said[1].Inside || len(c.Vantages(said[1].At.Add(-time.Second))) != 1 {
			t.Errorf("seed %d: people say %+v", seed, said)
		}
	}
}

// TestTheEarthquakePCIsOff: nothing shows it but the record of the day before.
func TestTheEarthquakePCIsOff(t *testing.T) {
	eachFault(t, "F02", func(t *testing.T, c *City, s *School, f Fault) {
		ip := netip.MustParseAddr(f.IP)
		if ip != s.ip(vlanAdmin, 252) || c.resolves(s, f.IP, f.MAC) || slices.Contains(c.learnedAt(f.Switch, f.Port), f.MAC) || c.Echo(t.Context(), ip, c.Start()).Answered {
			t.Errorf("F02: %s is still there", f.IP)
		}
		p := c.Poll(f.Switch, c.Start(), nil)
		if i := slices.IndexFunc(p.Interfaces, func(i inventory.Interface) bool { return i.Name == f.Port }); i < 0 || p.Interfaces[i].Oper != "down" {
			t.Errorf("F02: the port %s %s has a link", f.Switch, f.Port)
		}
		past := c.Departed(c.Start())
		if len(past) != 1 || past[0].MAC.String() != f.MAC || past[0].Port.IfName != f.Port || c.Start().Sub(past[0].Seen) < 24*time.Hour {
			t.Errorf("F02: on record is %+v", past)
		}
	})
}

// claims counts the addresses of KL-mobile that the core has at a decoy's MAC.
func (c *City) claims(d Decoy) (n int) {
	for _, row := range c.Poll(c.School(d.School).Core.ID, c.Start(), nil).ARP {
		if row.MAC.String() == d.MAC && row.IP.Is4() && row.IP.As4()[2] >= vlanMobile {
			n++
		}
	}
	return n
}
