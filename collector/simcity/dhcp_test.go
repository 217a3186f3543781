package simcity

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// heard is the DHCP of the first twenty minutes of a city.
func (c *City) heard() []inventory.DHCPMessage {
	return c.DHCP(c.Start(), c.Start().Add(20*time.Minute))
}

// wakeUp says whether all tablets of a cart get an address within half a minute.
func (c *City) wakeUp(d Decoy) bool {
	from := c.Start().Add(c.happens(cartWakes))
	given := map[string]bool{}
	for _, m := range c.DHCP(from, from.Add(30*time.Second)) {
		if m.Type == inventory.DHCPAck && slices.Contains(d.MACs, m.MAC.String()) {
			given[m.MAC.String()] = true
		}
	}
	return len(given) == cartSize
}

// answersWithin says whether every DISCOVER of a school that is answered is answered so soon.
func (c *City) answersWithin(code inventory.SchoolCode, limit time.Duration) bool {
	asked := map[uint32]time.Time{}
	answers := 0
	for _, m := range c.heard() {
		switch {
		case m.School != code || m.Gateway == netip.Addr{}:
		case m.Type == inventory.DHCPDiscover:
			asked[m.XID] = m.At
		case m.Type == inventory.DHCPOffer:
			answers++
			if m.At.Sub(asked[m.XID]) > limit {
				return false
			}
		}
	}
	return answers > 0
}

// TestDHCPIsOneStory: stretches that meet tell the same as the whole, each message
// once, in order.
func TestDHCPIsOneStory(t *testing.T) {
	c := city(t, 1)
	whole := c.heard()
	var parts []inventory.DHCPMessage
	for at := c.Start(); at.Before(c.Start().Add(20 * time.Minute)); at = at.Add(37 * time.Second) {
		to := at.Add(37 * time.Second)
		if end := c.Start().Add(20 * time.Minute); to.After(end) {
			to = end
		}
		parts = append(parts, c.DHCP(at, to)...)
	}
	if len(whole) < 1000 || len(parts) != len(whole) {
		t.Fatalf("%d messages in parts, %d in the whole", len(parts), len(whole))
	}
	for i := range whole {
		if !whole[i].At.Equal(parts[i].At) || i > 0 && whole[i].At.Before(whole[i-1].At) {
			t.Fatalf("message %d is of %v in parts, of %v in the whole", i, parts[i].At, whole[i].At)
		}
	}
}

// TestDHCPFollowsTheDescription: who is given an address is the device that has it.
func TestDHCPFollowsTheDescription(t *testing.T) {
	c := city(t, 1)
	held := map[inventory.MAC]netip.Addr{}
	for _, s := range c.Schools {
		for _, d := range s.Devices {
			held[d.MAC] = d.IP
		}
	}
	given := 0
	for _, m := range c.heard() {
		if m.Type == inventory.DHCPAck && m.Server == dhcpServer {
			given++
			if held[m.MAC] != m.YourIP {
				t.Errorf("%v is given %v, it has %v", m.MAC, m.YourIP, held[m.MAC])
			}
		}
	}
	if given < 300 {
		t.Errorf("%d addresses are given", given)
	}
}

func TestDHCPFaultsArePlayed(t *testing.T) {
	eachFault(t, "F10", func(t *testing.T, c *City, s *School, f Fault) {
		if !slices.ContainsFunc(c.heard(), func(m inventory.DHCPMessage) bool {
			return m.School == s.Code && m.Type == inventory.DHCPAck && m.Server.String() == f.IP && m.FromMAC.String() == f.MAC && m.VID == vlanTeaching
		}) {
			t.Errorf("F10: nothing of %s", f.IP)
		}
	})
	eachFault(t, "F11", func(t *testing.T, c *City, s *School, _ Fault) {
		if !slices.ContainsFunc(c.heard(), func(m inventory.DHCPMessage) bool {
			return m.School == s.Code && m.Type == inventory.DHCPAck && m.Gateway == s.gateway(vlanLab)
		}) {
			t.Error("F11: nothing is given in the computer room")
		}
	})
	eachFault(t, "F12", func(t *testing.T, c *City, s *School, _ Fault) {
		if c.answersWithin(s.Code, 3*time.Second) {
			t.Error("F12: answers are quick")
		}
	})
	eachFault(t, "F13", func(t *testing.T, c *City, s *School, f Fault) {
		from := c.Start().Add(time.Duration(f.After * float64(time.Second)))
		heard := c.DHCP(from, c.Start().Add(time.Duration(f.Until*float64(time.Second))))
		asked := map[inventory.MAC]bool{}
		for _, m := range heard {
			if m.School == s.Code && m.Type == inventory.DHCPDiscover {
				asked[m.MAC] = true
			}
			if m.School == s.Code && m.Type == inventory.DHCPOffer && m.At.Sub(from) > time.Second {
				t.Fatalf("F13: an answer after %v", m.At.Sub(from))
			}
		}
		if len(asked) < 10 {
			t.Errorf("F13: %d devices ask in vain", len(asked))
		}
	})
	eachFault(t, "F14", func(t *testing.T, c *City, s *School, _ Fault) {
		given, random := map[netip.Addr]bool{}, 0
		for _, d := range s.Devices {
			if d.VID == vlanRoam && d.asks() && d.Online {
				given[d.lease()] = true
				if d.MAC.IsLocal() {
					random++
				}
			}
		}
		if len(given) < 242 || 2*random < len(given) {
			t.Errorf("F14: %d addresses are given, %d to random MACs", len(given), random)
		}
	})
	eachFault(t, "F15", func(t *testing.T, c *City, s *School, f Fault) {
		p := c.Poll(s.Core.ID, c.Start(), nil)
		if !slices.ContainsFunc(p.ARP, func(a inventory.ARPRow) bool { return a.MAC.String() == f.MAC && inventory.LinkLocal4.Contains(a.IP) }) {
			t.Error("F15: the core's ARP table shows no address of its own")
		}
	})
}
