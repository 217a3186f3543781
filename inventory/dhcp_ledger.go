package inventory

import (
	"cmp"
	"net/netip"
	"slices"
	"time"
)

// DHCPWindow is how far back a Snapshot looks at exchanges.
const DHCPWindow = 15 * time.Minute

// DHCPCity is what the configuration says of DHCP.
type DHCPCity struct {
	Plans   map[SchoolCode]SchoolPlan
	Servers []netip.Addr   // by server identifier or address; none: nobody can be called a stranger
	Relays  []netip.Prefix // where relays are, that may answer in a server's place (RFC 5107)
}

// A DHCPLedger learns from DHCP messages of all sources. It is pure, its memory is
// bounded, and it takes messages out of order and told by several sources. It is
// not safe for concurrent use.
type DHCPLedger struct {
	city    DHCPCity
	since   time.Time
	owners  map[netip.Prefix]SchoolCode // whose the addresses are, by the plan
	lengths []int                       // of these prefixes
	schools map[SchoolCode]*schoolDHCP
	out     DHCPChanges
}

// DHCPChanges are what messages changed: what is to be written, and what took how
// long.
type DHCPChanges struct {
	Leases    []Lease
	Servers   []DHCPServer
	Exchanges []DHCPExchange
	News      []DHCPNews
	Counts    map[SchoolCode]map[DHCPType]int // messages, each counted once
}

// DHCPNews is a device that has not spoken for a while, or, without a MAC, a server
// that was not heard before.
type DHCPNews struct {
	School SchoolCode
	Zone   string
	MAC    MAC
}

// A DHCPExchange is one measured time: from DISCOVER to OFFER, or to ACK.
type DHCPExchange struct {
	School SchoolCode
	Zone   string
	Step   DHCPType // offer or ack
	Took   time.Duration
}

// DHCPState is what of a DHCPLedger outlives the program.
type DHCPState struct {
	Leases  []Lease // that have not run out
	Servers []DHCPServer
}

// NewDHCPLedger returns a ledger that listens since a moment and knows what was
// learned before.
func NewDHCPLedger(city DHCPCity, since time.Time, before DHCPState) *DHCPLedger {
	l := &DHCPLedger{city: city, since: since, owners: map[netip.Prefix]SchoolCode{}, schools: map[SchoolCode]*schoolDHCP{}}
	for code, plan := range city.Plans {
		for _, z := range plan.Zones {
			if z.Site.IsValid() {
				l.owners[z.Site] = code
				if !slices.Contains(l.lengths, z.Site.Bits()) {
					l.lengths = append(l.lengths, z.Site.Bits())
				}
			}
		}
	}
	l.Restore(before)
	return l
}

// Restore puts leases and servers back to what is stored.
func (l *DHCPLedger) Restore(before DHCPState) {
	for _, s := range l.schools {
		s.leases, s.servers = leases{}, map[serverKey]*DHCPServer{}
	}
	for _, lease := range before.Leases {
		s := l.school(lease.School)
		s.leases[lease.IP] = &lease
	}
	for _, server := range before.Servers {
		server.Known = l.known(server.ID, server.Gateway)
		l.school(server.School).servers[keyOfServer(&server)] = &server
	}
}

// School returns the school whose network a message came from: the one whose X the
// relay has, else the address that was given, else the one that the source names;
// empty: not known.
func (l *DHCPLedger) School(m *DHCPMessage) SchoolCode {
	for _, ip := range []netip.Addr{m.Gateway, m.YourIP, m.ClientIP} {
		if code, ok := l.owner(ip); ok {
			return code
		}
	}
	return m.School
}

func (l *DHCPLedger) owner(ip netip.Addr) (SchoolCode, bool) {
	if ip = ip.Unmap(); !ip.Is4() {
		return "", false
	}
	for _, bits := range l.lengths {
		prefix, err := ip.Prefix(bits)
		if code, ok := l.owners[prefix]; err == nil && ok {
			return code, true
		}
	}
	return "", false
}

// known says whether a server is one of the configuration: by its identifier, or
// because a relay that is known answers in its place. Where the configuration
// names no server, none is a stranger.
func (l *DHCPLedger) known(id, gateway netip.Addr) bool {
	switch {
	case len(l.city.Servers) == 0, slices.Contains(l.city.Servers, id):
		return true
	case id != gateway:
		return false
	}
	return l.isGateway(id) || slices.ContainsFunc(l.city.Relays, func(p netip.Prefix) bool { return p.Contains(id) })
}

// isGateway says whether an address is a gateway of the plan.
func (l *DHCPLedger) isGateway(ip netip.Addr) bool {
	code, ok := l.owner(ip)
	return ok && slices.ContainsFunc(l.city.Plans[code].Zones, func(z SchoolZone) bool { return z.Gateway == ip })
}

func (l *DHCPLedger) school(code SchoolCode) *schoolDHCP {
	s := l.schools[code]
	if s == nil {
		s = newSchoolDHCP(code, l.city.Plans[code])
		l.schools[code] = s
	}
	return s
}

// Apply takes messages in at a moment and returns what they changed. Each
// message's School says whose it is, where [DHCPLedger.School] does not.
func (l *DHCPLedger) Apply(at time.Time, messages []DHCPMessage) DHCPChanges {
	l.out = DHCPChanges{Counts: map[SchoolCode]map[DHCPType]int{}}
	for i := range messages {
		l.apply(at, &messages[i])
	}
	for _, s := range l.schools {
		l.out.Servers = append(l.out.Servers, s.changedServers()...)
	}
	slices.SortFunc(l.out.Servers, compareServers)
	return l.out
}

func (l *DHCPLedger) apply(at time.Time, m *DHCPMessage) {
	s := l.school(l.School(m))
	s.sweep(at)
	if m.At.After(s.heard[m.Via]) {
		s.heard[m.Via] = m.At
	}
	zone := s.zoneOf(m)
	known := l.known(m.Server, m.Gateway)
	l.learnLease(at, s, m)
	if m.Version == 6 || m.Via == ViaLog {
		l.count(s, m) // a server's log has whole seconds, and tells its own side alone
		return
	}
	if s.noteClient(m, zone) {
		l.out.News = append(l.out.News, DHCPNews{s.code, zone, m.MAC})
	}
	if !s.exchange(m, zone, known, &l.out) {
		return // told before
	}
	l.count(s, m)
	if s.noteServer(m, zone, known) {
		l.out.News = append(l.out.News, DHCPNews{School: s.code, Zone: zone})
	}
}

func (l *DHCPLedger) count(s *schoolDHCP, m *DHCPMessage) {
	if l.out.Counts[s.code] == nil {
		l.out.Counts[s.code] = map[DHCPType]int{}
	}
	l.out.Counts[s.code][m.Type]++
}

// learnLease takes in what a message says of an address and its holder, to the second,
// as leases are stored.
func (l *DHCPLedger) learnLease(at time.Time, s *schoolDHCP, m *DHCPMessage) {
	heard := m.At.Truncate(time.Second)
	switch {
	case m.MAC.IsZero() || m.MAC.IsGroup():
	case (m.Type == DHCPAck || m.Type == DHCPReply) && m.YourIP.IsValid() && !m.YourIP.IsUnspecified():
		lease := Lease{School: s.code, Source: m.Source, Via: m.Via, IP: m.YourIP.Unmap(), MAC: m.MAC,
			First: heard, Last: heard, Until: heard.Add(cmp.Or(m.Lease, assumedLease)), Hints: hintsOf(m)}
		lease.Hints.learn(s.hints(m.MAC))
		l.out.Leases = append(l.out.Leases, s.leases.give(at, lease)...)
	case m.Type == DHCPRelease:
		l.out.Leases = append(l.out.Leases, s.leases.end(m.ClientIP.Unmap(), m.MAC, heard)...)
	case m.Type == DHCPDecline:
		l.out.Leases = append(l.out.Leases, s.leases.end(m.Wanted.Unmap(), m.MAC, heard)...)
	}
}
