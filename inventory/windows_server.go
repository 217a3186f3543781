package inventory

import "time"

// A machine is what is remembered of a server.
type machine struct {
	Server
	asked, answered time.Time
	health          *Health
	net             float64 // KiB/s; negative: not known
	spans           []*Sustained
	since           map[string]time.Time // since when what is measured without a gap
	octets          map[int]uint64       // in and out together, by ifIndex
	counted         time.Time            // when those were counted
}

// SetServers tells which servers are measured by the rules of the machine room.
func (m *Meter) SetServers(servers []Server) {
	for _, one := range servers {
		s := m.of(one.ID)
		s.machine = &machine{Server: one, net: -1, spans: make([]*Sustained, len(m.resources)), since: make(map[string]time.Time)}
	}
}

func (s *machine) heard(p *Poll) {
	s.asked = p.At
	if p.Answered() {
		s.answered = p.At
	}
	if p.Complete(TableHealth) {
		s.health = p.Health
	}
}

// cpu holds the processor against the rules.
func (s *machine) cpu(p *Poll, whole bool, rules []ResourceRule) {
	s.hold(WhatCPU, p.Health.CPUPercent, sample{p.At, p.At, whole}, rules)
}

// leastCounted is the least time over which traffic is measured: a reading that comes a
// moment late makes much of a few seconds.
const leastCounted = 30 * time.Second

// typeLoopback is IANAifType softwareLoopback(24).
const typeLoopback = 24

// traffic adds up what went through every interface, both ways together, as the
// machine room counts it.
func (s *machine) traffic(p *Poll, whole bool, rules []ResourceRule) {
	was, before := s.counted, s.octets
	seconds := p.At.Sub(was).Seconds()
	if whole && seconds < leastCounted.Seconds() {
		return
	}
	s.octets, s.counted, s.net = make(map[int]uint64), p.At, -1
	total, known := uint64(0), false
	for n := range p.Interfaces {
		i := &p.Interfaces[n]
		if i.Counters == nil || i.Type == typeLoopback || i.LAGIfIndex != 0 {
			continue
		}
		sum := i.Counters.InOctets + i.Counters.OutOctets
		s.octets[i.Index] = sum
		last, ok := before[i.Index]
		if !ok || !whole || sum < last {
			continue // it began anew: what is measured of the others is too little, never too much
		}
		total, known = total+sum-last, true
	}
	var value *float64
	if known {
		s.net = float64(total) / seconds / 1024
		value = &s.net
	}
	s.hold(WhatNet, value, sample{stampOf(was).time(), stampOf(p.At).time(), whole && known}, rules)
}

// hold holds a measurement against every rule about it.
func (s *machine) hold(what string, value *float64, at sample, rules []ResourceRule) {
	if value == nil {
		delete(s.since, what)
	} else if since, ok := s.since[what]; !ok || !at.whole || since.IsZero() {
		s.since[what] = at.from
	}
	for n, r := range rules {
		if r.What == what && n < len(s.spans) {
			s.spans[n] = sustain(s.spans[n], value, r.AtMost, at)
		}
	}
}

// serverWindows tells every rule of every server, in the order of the configuration.
func (m *Meter) serverWindows(servers []Server) (windows []ServerWindow, states []ServerState) {
	for _, one := range servers {
		s := m.switches[one.ID]
		if s == nil || s.machine == nil {
			continue
		}
		states = append(states, ServerState{Server: one.ID, Address: one.Address.String(), Answered: s.machine.answered,
			Asked: s.machine.asked, Health: s.machine.health, NetKiB: s.machine.net})
		for n, r := range m.resources {
			w := ServerWindow{Server: one.ID, ResourceRule: r, Measured: s.machine.since[r.What]}
			if span := s.machine.spans[n]; span != nil {
				w.Sustained = *span
			}
			windows = append(windows, w)
		}
	}
	return windows, states
}
