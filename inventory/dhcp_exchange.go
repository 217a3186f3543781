package inventory

import (
	"slices"
	"time"
)

// exchangeFor is how long an exchange is followed: clients give up within a minute
// (RFC 2131, 4.1).
const exchangeFor = 2 * time.Minute

// copiedWithin is within which two messages of one type and xid are the same one,
// seen before and after a relay or by two sources: clients repeat themselves after
// seconds (RFC 2131, 4.1).
const copiedWithin = 900 * time.Millisecond

// waited is how long a client has asked without an answer before it counts as
// unanswered, or as one that had to wait, by its secs.
const waited = 10 * time.Second

// An exchangeKey names an exchange as its client does.
type exchangeKey struct {
	mac MAC
	xid uint32
}

// An exchange is what was heard of one xid of one client.
type exchange struct {
	began    time.Time
	zone     string
	heard    []heard
	measured [2]bool // the times to the offer and to the ack were taken
}

// heard is one message of an exchange.
type heard struct {
	what    DHCPType
	at      time.Time
	ignored bool // of a stranger: nothing is measured by it
}

// exchange follows the exchange of a message; false: the message was told before.
func (s *schoolDHCP) exchange(m *DHCPMessage, zone string, known bool, out *DHCPChanges) bool {
	e := s.exchangeOf(m)
	if e == nil { // too many at once: counted, and not followed
		s.zone(zone).count(m, false)
		return true
	}
	if zone == "" {
		zone = e.zone
	}
	e.zone = zone
	before := e.has(m.Type)
	if !e.note(m, known || !m.Server.IsValid()) {
		return false
	}
	z := s.zone(zone)
	z.count(m, before)
	s.noteRelay(m, before)
	s.follow(m, e, z, known)
	s.measure(e, z, m.Via, out)
	return true
}

func (s *schoolDHCP) exchangeOf(m *DHCPMessage) *exchange {
	key := exchangeKey{m.MAC, m.XID}
	e := s.exchanges[key]
	if e == nil && len(s.exchanges) < mostExchanges {
		e = &exchange{began: m.At, heard: make([]heard, 0, 4)}
		s.exchanges[key] = e
	}
	return e
}

// mostHeard is how many messages of an exchange are told apart.
const mostHeard = 32

// note notes when a message was heard; false: it is a copy of one that was.
func (e *exchange) note(m *DHCPMessage, counts bool) bool {
	for _, h := range e.heard {
		if h.what == m.Type && m.At.Sub(h.at).Abs() < copiedWithin {
			return false
		}
	}
	if len(e.heard) < mostHeard {
		e.heard = append(e.heard, heard{m.Type, m.At, !counts})
	}
	return true
}

func (e *exchange) has(what DHCPType) bool {
	return slices.ContainsFunc(e.heard, func(h heard) bool { return h.what == what })
}

// first is when a type was heard first.
func (e *exchange) first(what DHCPType) (at time.Time, ok bool) {
	for _, h := range e.heard {
		if h.what == what && !h.ignored && (!ok || h.at.Before(at)) {
			at, ok = h.at, true
		}
	}
	return at, ok
}

// follow notes who waits, and who need not any more. What strangers offer is no
// service: they answer at once while the school's own server is dead. A request
// after a DISCOVER says that there was an offer, where offers cannot be heard.
func (s *schoolDHCP) follow(m *DHCPMessage, e *exchange, z *zoneDHCP, known bool) {
	_, discovered := e.first(DHCPDiscover)
	switch {
	case m.Type == DHCPDiscover:
		s.wait(m)
	case !known && m.Server.IsValid(): // a stranger's, or the choice of one
	case m.Type == DHCPOffer, discovered && (m.Type == DHCPAck || m.Type == DHCPRequest):
		if c := s.clients[m.MAC]; c != nil && !m.At.Before(c.asked) {
			c.asked = time.Time{}
		}
		if m.At.After(z.answered) {
			z.answered = m.At
		}
	}
	if m.Via != ViaRelay && (m.Type == DHCPOffer || m.Type == DHCPAck || m.Type == DHCPNak) {
		z.bothSides = m.At
	}
}

// wait notes that a client asks.
func (s *schoolDHCP) wait(m *DHCPMessage) {
	c := s.clients[m.MAC]
	if c == nil {
		return // there are too many
	}
	if c.asked.IsZero() || m.At.Before(c.asked) || m.At.Sub(c.again) > DHCPWindow {
		c.asked = m.At
	}
	if m.At.After(c.again) {
		c.again = m.At
	}
}

// measure takes the times of an exchange, each once, as soon as both ends of it
// are known, in whatever order they came. Where only clients are heard, the
// request that follows stands for the offer.
func (s *schoolDHCP) measure(e *exchange, z *zoneDHCP, via DHCPVia, out *DHCPChanges) {
	asked, ok := e.first(DHCPDiscover)
	if !ok {
		return
	}
	offered, heard := e.first(DHCPOffer)
	if !heard && via == ViaRelay && z.bothSides.IsZero() {
		offered, heard = e.first(DHCPRequest)
	}
	given, acked := e.first(DHCPAck)
	for i, st := range []struct {
		step DHCPType
		end  time.Time
		ok   bool
	}{{DHCPOffer, offered, heard}, {DHCPAck, given, acked}} {
		if !st.ok || e.measured[i] || st.end.Before(asked) {
			continue
		}
		e.measured[i] = true
		took := st.end.Sub(asked)
		z.time(st.step, timing{st.end, took})
		out.Exchanges = append(out.Exchanges, DHCPExchange{School: s.code, Zone: z.id, Step: st.step, Took: took})
	}
}

// zoneDHCP is how it went in one zone.
type zoneDHCP struct {
	id        string
	minutes   []minute // of the window, oldest first
	offers    []timing // the newest
	acks      []timing
	answered  time.Time // when the last client that asked was answered
	bothSides time.Time // when an answer was heard last
	lease     time.Duration
}

// A timing is one measured time.
type timing struct {
	at   time.Time
	took time.Duration
}

// A minute counts what was heard in it.
type minute struct {
	stamp          int64 // minutes since 1970
	types          map[DHCPType]int
	repeated, late int
}

func (s *schoolDHCP) zone(id string) *zoneDHCP {
	z := s.zones[id]
	if z == nil {
		z = &zoneDHCP{id: id}
		s.zones[id] = z
	}
	return z
}

// count counts one message.
func (z *zoneDHCP) count(m *DHCPMessage, before bool) {
	at := z.minute(m.At)
	if at == nil {
		return
	}
	at.types[m.Type]++
	asks := m.Type == DHCPDiscover || m.Type == DHCPRequest
	if asks && before {
		at.repeated++
	}
	if asks && time.Duration(m.Secs)*time.Second >= waited {
		at.late++
	}
	if m.Type == DHCPAck && m.Lease > 0 {
		z.lease = m.Lease
	}
}

// minute returns the minute of a moment; nil where it is older than what is kept.
func (z *zoneDHCP) minute(at time.Time) *minute {
	stamp := at.Unix() / 60
	i, found := slices.BinarySearchFunc(z.minutes, stamp, func(m minute, t int64) int { return int(m.stamp - t) })
	if found {
		return &z.minutes[i]
	}
	const most = int(DHCPWindow/time.Minute) + 1
	if len(z.minutes) >= most {
		if i == 0 {
			return nil
		}
		z.minutes = slices.Delete(z.minutes, 0, 1)
		i--
	}
	z.minutes = slices.Insert(z.minutes, i, minute{stamp: stamp, types: map[DHCPType]int{}})
	return &z.minutes[i]
}

func (z *zoneDHCP) time(step DHCPType, t timing) {
	into := &z.offers
	if step == DHCPAck {
		into = &z.acks
	}
	if len(*into) >= mostSamples {
		*into = slices.Delete(*into, 0, 1)
	}
	*into = append(*into, t)
}
