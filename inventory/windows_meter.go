package inventory

import (
	"cmp"
	"slices"
	"time"
)

// A Meter measures over time what polls count: how full circuits are, and how ports,
// processors and neighbour caches do. It is pure: the same polls in the same order
// give the same windows. Its memory is bounded: a quiet port takes 32 octets, a
// circuit what its samples of so many school days take. It is not safe for
// concurrent use.
type Meter struct {
	limits    WindowLimits
	calendar  Calendar
	resources []ResourceRule
	gap       time.Duration // two readings farther apart have a gap between them
	switches  map[SwitchID]*metered
	lines     map[lineKey]*line
	sums      map[sumKey]Sustained
}

// shortestGap is the least time without a reading that is a gap.
const shortestGap = 5 * time.Minute

// NewMeter returns a meter of a city whose ports are read every so often. Three
// readings left out are a gap.
func NewMeter(c *City, every time.Duration) *Meter {
	return &Meter{
		limits: c.Thresholds.Windows.Filled(), calendar: c.Calendar, resources: c.Resources,
		gap:      max(shortestGap, 3*every+every/2),
		switches: make(map[SwitchID]*metered), lines: make(map[lineKey]*line), sums: make(map[sumKey]Sustained),
	}
}

// metered is what is remembered of a switch or server.
type metered struct {
	at      stamp // of the last complete reading of its interfaces
	first   stamp // since when they are read without a gap
	uptime  float64
	ports   []portMeter // in the order of ifIndex
	notes   map[int32]*portNote
	lines   []*line
	told    stamp      // when it told its health last
	cpu     *Sustained // nil: it is not busy
	caches  []cacheCount
	fdb     stamp // of the last reading of its forwarding table
	moves   []pairMoves
	fdbs    stamp    // the first of those
	machine *machine // of a server; nil: it is a switch
}

func (m *Meter) of(id SwitchID) *metered {
	s := m.switches[id]
	if s == nil {
		s = &metered{}
		m.switches[id] = s
	}
	return s
}

// Take measures what has grown since the poll before. It returns the samples of
// circuits that are complete by it, to be stored. Polls come in the order of time; one
// that does not is left out.
func (m *Meter) Take(p *Poll) []CircuitSample {
	s := m.of(p.Switch)
	if s.machine != nil {
		s.machine.heard(p)
	}
	if p.Complete(TableHealth) && p.Health != nil {
		m.health(s, p)
	}
	if !p.Complete(TableInterfaces) || stampOf(p.At) <= s.at {
		return nil
	}
	return m.interfaces(s, p)
}

// interfaces measures the ports.
func (m *Meter) interfaces(s *metered, p *Poll) (done []CircuitSample) {
	now := stampOf(p.At)
	between := now.time().Sub(s.at.time())
	uptime := p.System.UptimeSeconds
	restarted := s.uptime > 0 && Restarted(s.uptime, uptime, between)
	for _, l := range s.lines {
		done = append(done, l.take(p, restarted, m.calendar)...)
	}
	whole := s.at != 0 && !restarted && between <= m.gap
	if s.machine != nil {
		s.machine.traffic(p, whole, m.resources)
	} else {
		m.ports(s, p, whole)
	}
	if !whole {
		s.first = now
	}
	s.at, s.uptime = now, uptime
	return done
}

// ports measures each port, and remembers this reading for the next.
func (m *Meter) ports(s *metered, p *Poll, whole bool) {
	now, before := stampOf(p.At), s.ports
	if !whole {
		s.notes = s.quiet()
	}
	s.ports = make([]portMeter, 0, len(p.Interfaces))
	for n := range p.Interfaces {
		i := &p.Interfaces[n]
		port := newPortMeter(i)
		if was, ok := portOf(before, port.ifIndex); ok && whole {
			g := port.since(was, i, float64(now-s.at))
			port.pps = float32(g.pps)
			m.noteOn(s, port.ifIndex, g, now)
		}
		s.ports = append(s.ports, port)
	}
	slices.SortFunc(s.ports, func(a, b portMeter) int { return cmp.Compare(a.ifIndex, b.ifIndex) })
}

// noteOn remembers what happened at a port, if it is worth it.
func (m *Meter) noteOn(s *metered, ifIndex int32, g portGrowth, now stamp) {
	n := s.notes[ifIndex]
	if n == nil && !g.news(m.limits.BroadcastWarn) {
		return
	}
	if n == nil {
		n = &portNote{}
		if s.notes == nil {
			s.notes = make(map[int32]*portNote)
		}
		s.notes[ifIndex] = n
	}
	if !n.note(g, m.limits.BroadcastWarn, s.at, now) {
		delete(s.notes, ifIndex)
	}
}

// quiet returns the notes after a gap: what is sustained is so no longer, and what
// was counted in the last hour stays counted.
func (s *metered) quiet() map[int32]*portNote {
	for _, n := range s.notes {
		n.high = 0
	}
	return s.notes
}

func portOf(ports []portMeter, ifIndex int32) (*portMeter, bool) {
	i, ok := slices.BinarySearchFunc(ports, ifIndex, func(p portMeter, want int32) int { return cmp.Compare(p.ifIndex, want) })
	if !ok {
		return nil, false
	}
	return &ports[i], true
}

// health measures processor and neighbour cache.
func (m *Meter) health(s *metered, p *Poll) {
	now := stampOf(p.At)
	if now <= s.told {
		return
	}
	whole := s.told != 0 && now.time().Sub(s.told.time()) <= m.gap
	if s.machine != nil {
		s.machine.cpu(p, whole, m.resources)
	}
	s.cpu = sustain(s.cpu, p.Health.CPUPercent, m.limits.CPUPercent, sample{now.time(), now.time(), whole})
	s.count(p.Health.IPv6Neighbors, now)
	s.told = now
}

// A sample is a moment at which something was measured, and the time that it stands
// for; whole says that nothing was missed since the last.
type sample struct {
	from, at time.Time
	whole    bool
}

// sustain goes on with a span at or over a threshold: one sample below ends it, and
// so does a gap.
func sustain(was *Sustained, value *float64, threshold float64, at sample) *Sustained {
	if value == nil || *value < threshold {
		return nil
	}
	if was == nil || !at.whole {
		return &Sustained{Since: at.from, Last: at.at, Value: *value}
	}
	return &Sustained{Since: was.Since, Last: at.at, Value: *value}
}

// A cacheCount is how many IPv6 neighbours a switch had.
type cacheCount struct {
	at    stamp
	count int32
}

// smallCache is a number of neighbours that needs no watching.
const smallCache = 256

// count remembers how many IPv6 neighbours there were in the last hour, every five
// minutes.
func (s *metered) count(n *int, now stamp) {
	if n == nil || *n < smallCache {
		s.caches = nil
		return
	}
	c := cacheCount{now, int32(*n)}
	if last := len(s.caches) - 1; last > 0 && now-s.caches[last-1].at < stepSeconds {
		s.caches[last] = c
		return
	}
	s.caches = append(s.caches, c)
	for now-s.caches[0].at > 3600+stepSeconds {
		s.caches = s.caches[1:]
	}
}

// trend is how the cache grows.
func (s *metered) trend() NeighbourTrend {
	first, last := s.caches[0], s.caches[len(s.caches)-1]
	t := NeighbourTrend{Count: int(last.count), Over: last.at.time().Sub(first.at.time())}
	if hours := t.Over.Hours(); hours > 0 {
		t.PerHour = float64(last.count-first.count) / hours
	}
	return t
}
