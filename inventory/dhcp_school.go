package inventory

import (
	"net/netip"
	"slices"
	"time"
)

// Bounds of what is kept in mind of one school.
const (
	mostClients   = 4096 // that spoke lately
	mostExchanges = 4096 // that are under way, or were a moment ago
	mostServers   = 64
	mostSamples   = 256 // measured times of a zone: the newest
	mostRelays    = 64
)

// schoolDHCP is what is known of the DHCP of one school.
type schoolDHCP struct {
	code      SchoolCode
	plan      SchoolPlan
	heard     map[DHCPVia]time.Time
	leases    leases
	clients   map[MAC]*dhcpClient
	exchanges map[exchangeKey]*exchange
	zones     map[string]*zoneDHCP
	servers   map[serverKey]*DHCPServer
	changed   map[serverKey]bool
	relays    map[netip.Addr]*relayDHCP
	swept     time.Time
}

func newSchoolDHCP(code SchoolCode, plan SchoolPlan) *schoolDHCP {
	return &schoolDHCP{code: code, plan: plan, heard: map[DHCPVia]time.Time{}, leases: leases{},
		clients: map[MAC]*dhcpClient{}, exchanges: map[exchangeKey]*exchange{}, zones: map[string]*zoneDHCP{},
		servers: map[serverKey]*DHCPServer{}, changed: map[serverKey]bool{}, relays: map[netip.Addr]*relayDHCP{}}
}

// sweep forgets what is past, once a minute.
func (s *schoolDHCP) sweep(at time.Time) {
	if at.Sub(s.swept) < time.Minute {
		return
	}
	s.swept = at
	s.leases.expire(at)
	for mac, c := range s.clients {
		if at.Sub(c.heard) > DHCPWindow {
			delete(s.clients, mac)
		}
	}
	for key, e := range s.exchanges {
		if at.Sub(e.began) > exchangeFor {
			delete(s.exchanges, key)
		}
	}
	for key, server := range s.servers {
		if at.Sub(server.Last) > serverKept {
			delete(s.servers, key)
		}
	}
}

// zoneOf is the zone of the network that a message belongs to: that of its relay,
// of its VLAN, or of the address in it; empty: none of the plan.
func (s *schoolDHCP) zoneOf(m *DHCPMessage) string {
	if z, ok := s.zoneOfRelay(m.Gateway); ok {
		return z.ID
	}
	if z, ok := s.plan.ZoneOfVLAN(m.VID); ok {
		return z.ID
	}
	for _, ip := range []netip.Addr{m.YourIP, m.ClientIP} {
		if z, ok := s.plan.Zone(ip); ok {
			return z.ID
		}
	}
	return ""
}

// zoneOfRelay is the zone of a relay's address. Where that lies in a gap of the
// plan, as a gateway that is not configured does, it is the widest zone of the
// same 256 addresses.
func (s *schoolDHCP) zoneOfRelay(ip netip.Addr) (SchoolZone, bool) {
	if ip = ip.Unmap(); !ip.Is4() || ip.IsUnspecified() {
		return SchoolZone{}, false
	}
	if z, ok := s.plan.Zone(ip); ok {
		return z, true
	}
	var best SchoolZone
	found := false
	near := netip.PrefixFrom(ip, 24).Masked()
	for _, z := range s.plan.Zones {
		if (near.Contains(z.From) || near.Contains(z.To)) && (!found || z.Count() > best.Count()) {
			best, found = z, true
		}
	}
	return best, found
}

// A dhcpClient is a device that spoke lately.
type dhcpClient struct {
	zone  string
	first time.Time // since when it is among those who spoke lately
	heard time.Time
	asked time.Time // when it first asked since it was last offered something; zero: it does not wait
	again time.Time // when it asked last
	ip    netip.Addr
	hints DHCPHints
}

// hints are what a client has said of itself lately.
func (s *schoolDHCP) hints(mac MAC) DHCPHints {
	if c := s.clients[mac]; c != nil {
		return c.hints
	}
	return DHCPHints{}
}

// noteClient notes who spoke, or was spoken to, and says whether that is somebody
// who has not for a while.
func (s *schoolDHCP) noteClient(m *DHCPMessage, zone string) (fresh bool) {
	if m.MAC.IsZero() || m.MAC.IsGroup() {
		return false
	}
	c := s.clients[m.MAC]
	if c == nil {
		if len(s.clients) >= mostClients {
			return false
		}
		c = &dhcpClient{first: m.At}
		s.clients[m.MAC] = c
	}
	fresh = c.heard.IsZero()
	if m.At.After(c.heard) {
		c.heard = m.At
	}
	if zone != "" {
		c.zone = zone
	}
	if fromClient(m.Type) {
		c.hints.learn(hintsOf(m))
	} else if m.Type == DHCPAck && m.YourIP.IsValid() {
		c.ip = m.YourIP
	}
	return fresh
}

// fromClient says whether clients send a type.
func fromClient(t DHCPType) bool {
	return slices.Contains([]DHCPType{DHCPDiscover, DHCPRequest, DHCPDecline, DHCPRelease, DHCPInform}, t)
}

// A relayDHCP is what was seen of the requests that a relay passed on.
type relayDHCP struct {
	passed []passed // first requests, the newest
	hops   int
}

type passed struct {
	at   time.Time
	mac  MAC
	secs int
}

// mostPassed is how many first requests are remembered of one relay.
const mostPassed = 64

// noteRelay notes with which secs and hops the first request of a client came by a
// relay. One that was asked with the same xid before says nothing of the first.
func (s *schoolDHCP) noteRelay(m *DHCPMessage, before bool) {
	if m.Type != DHCPDiscover || !m.Gateway.IsValid() || m.Gateway.IsUnspecified() {
		return
	}
	r := s.relays[m.Gateway]
	if r == nil {
		if len(s.relays) >= mostRelays {
			return
		}
		r = &relayDHCP{}
		s.relays[m.Gateway] = r
	}
	r.hops = max(r.hops, int(m.Hops))
	if i := slices.IndexFunc(r.passed, func(p passed) bool { return p.mac == m.MAC }); i >= 0 {
		r.passed[i].secs = min(r.passed[i].secs, int(m.Secs))
		return
	}
	if before {
		return
	}
	if len(r.passed) >= mostPassed {
		r.passed = slices.Delete(r.passed, 0, 1)
	}
	r.passed = append(r.passed, passed{m.At, m.MAC, int(m.Secs)})
}
