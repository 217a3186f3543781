package inventory

import (
	"net/netip"
	"slices"
	"time"
)

// assumedLease is how long a lease is taken to last whose source does not say: a
// school day.
const assumedLease = 8 * time.Hour

// sameMoment is how far apart two sources may tell one message: logs have whole
// seconds, and clocks differ.
const sameMoment = 2 * time.Second

// A Lease is an address given to a MAC, as a source of DHCP messages tells it.
type Lease struct {
	School SchoolCode // empty: of no school's network
	Source string     // who told it first: see DHCPMessage
	Via    DHCPVia
	IP     netip.Addr
	MAC    MAC
	First  time.Time // when it was given
	Last   time.Time // when it was given or confirmed last
	Until  time.Time // when it runs out, ran out, or was given up
	Hints  DHCPHints
}

// DHCPHints are what a client says of itself and where its relay says that it is:
// hints, which anybody can forge.
type DHCPHints struct {
	HostName    string     `json:"host_name,omitempty"`
	VendorClass string     `json:"vendor_class,omitempty"`
	Parameters  []uint8    `json:"parameters,omitempty"` // option 55, in its order
	CircuitID   string     `json:"circuit_id,omitempty"` // option 82
	RemoteID    string     `json:"remote_id,omitempty"`
	Relay       netip.Addr `json:"relay,omitzero"`
}

// Binding returns the lease as a binding: it holds until it runs out.
func (l *Lease) Binding() Binding {
	return Binding{IP: l.IP, MAC: l.MAC, Span: Span{First: l.First, Gone: l.Until}, Lease: l}
}

// Holds says whether the lease had not run out at a moment.
func (l *Lease) Holds(at time.Time) bool { return !at.Before(l.First) && at.Before(l.Until) }

// From names who told a binding: a switch, or a source of DHCP messages.
func (b Binding) From() string {
	if b.Lease != nil {
		return b.Lease.Source
	}
	return string(b.Source)
}

// hintsOf are the hints of a message.
func hintsOf(m *DHCPMessage) DHCPHints {
	return DHCPHints{HostName: m.HostName, VendorClass: m.VendorClass, Parameters: m.Parameters,
		CircuitID: m.CircuitID, RemoteID: m.RemoteID, Relay: m.Gateway}
}

// learn adds what newer hints say and reports whether that was anything new. A
// server's answer repeats little of what the client said: what it leaves out stays.
func (h *DHCPHints) learn(newer DHCPHints) bool {
	before := *h
	for _, t := range []struct {
		into *string
		text string
	}{{&h.HostName, newer.HostName}, {&h.VendorClass, newer.VendorClass}, {&h.CircuitID, newer.CircuitID}, {&h.RemoteID, newer.RemoteID}} {
		if t.text != "" {
			*t.into = t.text
		}
	}
	if len(newer.Parameters) > 0 {
		h.Parameters = newer.Parameters
	}
	if newer.Relay.IsValid() {
		h.Relay = newer.Relay
	}
	return !h.equal(before)
}

func (h DHCPHints) equal(o DHCPHints) bool {
	return h.HostName == o.HostName && h.VendorClass == o.VendorClass && slices.Equal(h.Parameters, o.Parameters) &&
		h.CircuitID == o.CircuitID && h.RemoteID == o.RemoteID && h.Relay == o.Relay
}

// leases are those of one school that have not run out, by address.
type leases map[netip.Addr]*Lease

// mostLeases bounds the leases of one school: those of a /18. What is given
// beyond is written down, but not kept in mind.
const mostLeases = 16384

// give takes in that a server gave or confirmed an address, and returns what of it
// is to be written. A message that was told before, or by another source, changes
// nothing; one that is older than what is known becomes a lease of the past.
func (ls leases) give(at time.Time, fresh Lease) []Lease {
	cur := ls[fresh.IP]
	switch {
	case cur == nil || fresh.First.After(cur.Until):
		return ls.open(at, fresh)
	case cur.MAC == fresh.MAC && !fresh.First.Before(cur.First.Add(-sameMoment)):
		return cur.renew(fresh)
	case fresh.First.After(cur.Last) && cur.MAC != fresh.MAC:
		cur.Until = fresh.First
		return append([]Lease{*cur}, ls.open(at, fresh)...)
	}
	if fresh.Until.After(cur.First) {
		fresh.Until = cur.First
	}
	if !fresh.Until.After(fresh.First) {
		return nil
	}
	return []Lease{fresh}
}

// open begins a lease. One that has run out already is only written down.
func (ls leases) open(at time.Time, fresh Lease) []Lease {
	delete(ls, fresh.IP)
	if at.Before(fresh.Until) && len(ls) < mostLeases {
		kept := fresh
		ls[fresh.IP] = &kept
	}
	return []Lease{fresh}
}

// renew confirms a lease.
func (l *Lease) renew(fresh Lease) []Lease {
	changed := l.Hints.learn(fresh.Hints)
	if fresh.First.Sub(l.Last) > sameMoment {
		l.Last, changed = fresh.First, true
	}
	if fresh.Until.Sub(l.Until) > sameMoment {
		l.Until, changed = fresh.Until, true
	}
	if !changed {
		return nil
	}
	return []Lease{*l}
}

// end takes in that a client gave its address up, or found it in use.
func (ls leases) end(ip netip.Addr, mac MAC, at time.Time) []Lease {
	l := ls[ip]
	if l == nil || l.MAC != mac || at.Before(l.Last) {
		return nil
	}
	l.Until = at
	delete(ls, ip)
	return []Lease{*l}
}

// expire forgets what has run out.
func (ls leases) expire(at time.Time) {
	for ip, l := range ls {
		if !at.Before(l.Until) {
			delete(ls, ip)
		}
	}
}
