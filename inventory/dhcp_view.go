package inventory

import (
	"maps"
	"net/netip"
	"slices"
	"time"
)

// View returns what is known of a school's DHCP at a moment. The caller owns it.
func (l *DHCPLedger) View(code SchoolCode, at time.Time) DHCPView {
	v := DHCPView{Since: l.since, Judged: len(l.city.Servers) > 0}
	s := l.schools[code]
	if s == nil {
		return v
	}
	v.Heard = maps.Clone(s.heard)
	v.Servers = s.serversByKey()
	v.Clients = s.clientsAt(at)
	v.Relays = s.relaysAt(at)
	used := s.leases.used(s.plan, at)
	for _, z := range s.plan.Zones {
		row, spoken := s.zoneAt(z, at)
		row.Used, row.Random = used[z.ID].all, used[z.ID].random
		if !spoken && row.Used == 0 {
			continue
		}
		row.Size = z.PoolSize()
		row.Since = l.windowFrom(at)
		v.Zones = append(v.Zones, row)
	}
	return v
}

func (l *DHCPLedger) windowFrom(at time.Time) time.Time {
	if from := at.Add(-DHCPWindow); from.After(l.since) {
		return from
	}
	return l.since
}

// Leases returns the leases of a school that hold at a moment, by address.
func (l *DHCPLedger) Leases(code SchoolCode, at time.Time) []Lease {
	s := l.schools[code]
	if s == nil {
		return nil
	}
	var out []Lease
	for _, lease := range s.leases {
		if lease.Holds(at) {
			out = append(out, *lease)
		}
	}
	slices.SortFunc(out, func(a, b Lease) int { return a.IP.Compare(b.IP) })
	return out
}

// usedBy counts the addresses of a zone that are leased.
type usedBy struct{ all, random int }

func (ls leases) used(plan SchoolPlan, at time.Time) map[string]usedBy {
	n := map[string]usedBy{}
	for _, l := range ls {
		z, ok := plan.Zone(l.IP)
		if !ok || !l.Holds(at) {
			continue
		}
		u := n[z.ID]
		u.all++
		if l.MAC.IsLocal() {
			u.random++
		}
		n[z.ID] = u
	}
	return n
}

// PoolSize is how many addresses DHCP can give in a zone: those of its pool where
// the configuration says it, else all but the gateway, which is more than there are.
func (z SchoolZone) PoolSize() int {
	from, to := z.From, z.To
	if z.PoolTo.IsValid() {
		from, to = z.PoolFrom, z.PoolTo
	}
	n := int(toUint(to)-toUint(from)) + 1
	if z.Gateway.IsValid() && !z.Gateway.Less(from) && !to.Less(z.Gateway) {
		n--
	}
	return n
}

// zoneAt sums the window up to a moment; false: nothing was heard in it.
func (s *schoolDHCP) zoneAt(plan SchoolZone, at time.Time) (DHCPZone, bool) {
	row := DHCPZone{Zone: plan.ID, Types: map[DHCPType]int{}}
	z := s.zones[plan.ID]
	if z == nil {
		return row, false
	}
	from := at.Add(-DHCPWindow)
	for _, m := range z.minutes {
		if m.stamp < from.Unix()/60 || m.stamp > at.Unix()/60 {
			continue
		}
		for t, n := range m.types {
			row.Types[t] += n
		}
		row.Repeated += m.repeated
		row.Late += m.late
	}
	row.Offer, row.Ack = spread(z.offers, from, at), spread(z.acks, from, at)
	row.Answered, row.Lease = z.answered, z.lease
	row.BothSides = !z.bothSides.IsZero()
	s.waiting(&row, z, at)
	return row, len(row.Types) > 0 || !z.answered.IsZero()
}

// waiting counts who asked in a zone, and who waits in vain since the last answer.
func (s *schoolDHCP) waiting(row *DHCPZone, z *zoneDHCP, at time.Time) {
	for _, c := range s.clients {
		if c.zone != row.Zone || c.again.IsZero() || at.Sub(c.again) > DHCPWindow || c.again.After(at) {
			continue
		}
		row.Asked++
		if c.asked.IsZero() || at.Sub(c.asked) < waited || !c.again.After(z.answered) {
			continue
		}
		row.Failed++
		since := c.asked
		if since.Before(z.answered) {
			since = z.answered
		}
		if row.FailingSince.IsZero() || since.Before(row.FailingSince) {
			row.FailingSince = since
		}
	}
}

// spread measures the samples between two moments.
func spread(times []timing, from, to time.Time) Spread {
	var took []time.Duration
	for _, s := range times {
		if !s.at.Before(from) && !s.at.After(to) {
			took = append(took, s.took)
		}
	}
	return SpreadOf(took)
}

func (s *schoolDHCP) clientsAt(at time.Time) []DHCPClient {
	var out []DHCPClient
	for mac, c := range s.clients {
		if at.Sub(c.heard) <= DHCPWindow && !c.first.After(at) {
			out = append(out, DHCPClient{MAC: mac, Zone: c.zone, First: c.first, Last: c.heard, IP: c.ip, Hints: c.hints})
		}
	}
	slices.SortFunc(out, func(a, b DHCPClient) int { return compareMACs(a.MAC, b.MAC) })
	return out
}

func (s *schoolDHCP) relaysAt(at time.Time) []DHCPRelaySettings {
	var out []DHCPRelaySettings
	for _, ip := range slices.SortedFunc(maps.Keys(s.relays), netip.Addr.Compare) {
		r := s.relays[ip]
		row := DHCPRelaySettings{Relay: ip, MostHops: r.hops}
		if z, ok := s.zoneOfRelay(ip); ok {
			row.Zone = z.ID
		}
		for _, p := range r.passed {
			if at.Sub(p.at) > DHCPWindow || p.at.After(at) {
				continue
			}
			if row.Clients == 0 || p.secs < row.LeastSecs {
				row.LeastSecs = p.secs
			}
			row.Clients++
		}
		if row.Clients > 0 {
			out = append(out, row)
		}
	}
	return out
}
