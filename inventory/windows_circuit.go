package inventory

import (
	"math"
	"slices"
	"time"
)

// A lineKey names a circuit in the city.
type lineKey struct {
	school  SchoolCode
	circuit string
}

// A line is a circuit that is measured at a port.
type line struct {
	lineKey
	Circuit
	at       stamp // of the last reading of its counters; 0: there is none to go on from
	in, out  uint64
	narrow   bool
	down, up series
}

// sampleSeconds is the length of a sample, and lineGap how far two readings may lie
// apart so that what went through between them is spread over the time evenly.
const (
	sampleSeconds = 5 * 60
	lineGap       = 15*60 + 30
)

// A series is one direction of a line.
type series struct {
	begun   stamp // of the sample in the making; 0: none is
	seconds float64
	octets  float64
	last    stamp // the begin of the newest complete sample
	days    []measuredDay
	use     *CircuitUse // as last told; nil: it is to be worked out
	usedTo  stamp       // up to which day that was
}

// A measuredDay are the samples of one school day, in Mbit/s.
type measuredDay struct {
	midnight stamp
	first    stamp
	mbps     []float32
}

// SetCircuits tells which circuits a school has and where they are counted. A circuit
// without a port is not measured.
func (m *Meter) SetCircuits(code SchoolCode, circuits []Circuit) {
	for _, c := range circuits {
		key := lineKey{code, c.Name}
		l := m.lines[key]
		if l == nil {
			l = &line{lineKey: key}
			m.lines[key] = l
		}
		if l.Port != c.Port {
			m.move(l, c.Port)
		}
		if l.Circuit != c {
			l.Circuit = c
			l.down.use, l.up.use = nil, nil
		}
	}
}

// move has a line measured at another port.
func (m *Meter) move(l *line, to PortID) {
	if s := m.switches[l.Port.Switch]; s != nil {
		s.lines = slices.DeleteFunc(s.lines, func(other *line) bool { return other == l })
	}
	l.at = 0
	if to.Switch != "" {
		s := m.of(to.Switch)
		s.lines = append(s.lines, l)
	}
}

// Restore gives the meter the samples of an earlier run, in the order of time.
func (m *Meter) Restore(samples []CircuitSample) {
	for _, s := range samples {
		key := lineKey{s.School, s.Circuit}
		l := m.lines[key]
		if l == nil {
			l = &line{lineKey: key, Circuit: Circuit{Name: s.Circuit}}
			m.lines[key] = l
		}
		l.of(s.Direction).add(s)
	}
}

func (l *line) of(direction string) *series {
	if direction == DirectionUp {
		return &l.up
	}
	return &l.down
}

// take measures what went through since the last reading of the port.
func (l *line) take(p *Poll, restarted bool, calendar Calendar) (done []CircuitSample) {
	i := p.portNamed(l.Port.IfName)
	now := stampOf(p.At)
	if i == nil || i.Counters == nil || now <= l.at {
		return nil
	}
	was, in, out, narrow := l.at, l.in, l.out, l.narrow
	c := i.Counters
	l.at, l.in, l.out, l.narrow = now, c.InOctets, c.OutOctets, c.Bits32
	seconds := float64(now - was)
	if was == 0 || restarted || now-was > lineGap || narrow != c.Bits32 {
		l.down.begun, l.up.begun = 0, 0
		return nil
	}
	for _, d := range []struct {
		direction string
		was, now  uint64
	}{{l.inward(), in, c.InOctets}, {l.outward(), out, c.OutOctets}} {
		s := l.of(d.direction)
		octets, ok := c.OctetGrowth(d.was, d.now, i.SpeedBPS, seconds)
		if !ok {
			s.begun = 0
			continue
		}
		for _, sample := range s.spread(was, now, float64(octets)) {
			sample.School, sample.Circuit, sample.Direction = l.school, l.Name, d.direction
			if calendar.InHours(sample.At) && s.add(sample) {
				done = append(done, sample)
			}
		}
	}
	return done
}

// MostUplinkDays is how many school days a circuit may be measured over.
const MostUplinkDays = 60

// portNamed returns the interface of a name, as [PortNames] gives them; nil: there is none.
func (p *Poll) portNamed(name string) *Interface {
	names := PortNames(p.Interfaces)
	for n := range p.Interfaces {
		if names[p.Interfaces[n].Index] == name {
			return &p.Interfaces[n]
		}
	}
	return nil
}

// inward is the direction of what comes in at the port.
func (l *line) inward() string {
	if l.Inside {
		return DirectionUp
	}
	return DirectionDown
}

func (l *line) outward() string {
	if l.Inside {
		return DirectionDown
	}
	return DirectionUp
}

// spread puts what went through between two moments into samples, and returns those
// that are complete. One of which less than half was measured is none.
func (s *series) spread(from, to stamp, octets float64) (done []CircuitSample) {
	rate := octets / float64(to-from)
	for from < to {
		begin := from - from%sampleSeconds
		end := min(to, begin+sampleSeconds)
		if s.begun != begin {
			s.begun, s.seconds, s.octets = begin, 0, 0
		}
		s.seconds += float64(end - from)
		s.octets += rate * float64(end-from)
		if end == begin+sampleSeconds && s.seconds >= sampleSeconds/2 {
			done = append(done, CircuitSample{At: begin.time(), Seconds: int(s.seconds), Octets: uint64(math.Round(s.octets))})
		}
		from = end
	}
	return done
}

// add takes a complete sample in, if it is newer than all others.
func (s *series) add(c CircuitSample) bool {
	at := stampOf(c.At)
	if at <= s.last || c.Seconds <= 0 {
		return false
	}
	s.last, s.use = at, nil
	midnight := stampOf(Midnight(c.At))
	if n := len(s.days); n == 0 || s.days[n-1].midnight != midnight {
		s.days = append(s.days, measuredDay{midnight: midnight, first: at})
		if len(s.days) > MostUplinkDays {
			s.days = slices.Delete(s.days, 0, len(s.days)-MostUplinkDays)
		}
	}
	day := &s.days[len(s.days)-1]
	day.mbps = append(day.mbps, float32(c.Mbps()))
	return true
}

// tell says how full one direction of a line was in the school days up to a moment.
func (l *line) tell(direction string, at time.Time, calendar Calendar, limits WindowLimits) CircuitUse {
	s, today := l.of(direction), stampOf(Midnight(at))
	if s.use != nil && s.usedTo == today {
		return *s.use
	}
	from := stampOf(calendar.Back(at, limits.UplinkDays))
	for len(s.days) > 0 && s.days[0].midnight < from {
		s.days = s.days[1:]
	}
	use := CircuitUse{School: l.school, Name: l.Name, Direction: direction, Switch: l.Port.Switch, Port: l.Port.IfName, Mbps: l.Mbps(direction)}
	use.measure(s.days, limits.UplinkPercent/100)
	s.use, s.usedTo = &use, today
	return use
}

// CircuitsOf tells how full the circuits of a school were by stored samples, in the
// order of time, whatever days they are of.
func CircuitsOf(s *School, samples []CircuitSample, limits WindowLimits) (uses []CircuitUse) {
	lines := make(map[lineKey]*line)
	for _, sample := range samples {
		key := lineKey{sample.School, sample.Circuit}
		if lines[key] == nil {
			lines[key] = &line{}
		}
		lines[key].of(sample.Direction).add(sample)
	}
	for _, c := range s.Circuits() {
		for _, direction := range []string{DirectionDown, DirectionUp} {
			use := CircuitUse{School: s.Code, Name: c.Name, Direction: direction, Switch: c.Port.Switch, Port: c.Port.IfName, Mbps: c.Mbps(direction)}
			if l := lines[lineKey{s.Code, c.Name}]; l != nil {
				use.measure(l.of(direction).days, limits.Filled().UplinkPercent/100)
			}
			if use.Mbps > 0 {
				uses = append(uses, use)
			}
		}
	}
	return uses
}

// measure works out what the samples of some days say.
func (u *CircuitUse) measure(days []measuredDay, full float64) {
	var all []float32
	over := 0
	for _, d := range days {
		all = append(all, d.mbps...)
	}
	u.Days, u.Samples = len(days), len(all)
	if len(all) == 0 {
		return
	}
	u.First = days[0].first.time()
	for _, mbps := range all {
		if float64(mbps) >= full*u.Mbps {
			over++
		}
	}
	slices.Sort(all)
	u.Over = float64(over) / float64(len(all))
	u.P95Mbps = float64(all[max(0, int(math.Ceil(0.95*float64(len(all))))-1)]) // the nearest rank
}

// Back is the midnight of the school day with which so many school days up to the
// one of a moment begin.
func (c Calendar) Back(at time.Time, schoolDays int) time.Time {
	day := Midnight(at)
	for range farthest {
		if c.SchoolDay(day) {
			schoolDays--
		}
		if schoolDays <= 0 {
			break
		}
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// Outside finds the port of a school's core by which it reaches the city, where that
// is certain: the one port at which a router announces itself, or that leads to one of
// the routers that serve many schools.
func Outside(s *Snapshot) (PortID, bool) {
	var found []PortID
	for _, v := range s.Switches {
		if v.Switch.Role != SwitchCore {
			continue
		}
		for _, p := range v.Ports {
			if p.Link.Oper == operUp && s.leadsOut(p) {
				found = append(found, p.Port)
			}
		}
	}
	if len(found) != 1 {
		return PortID{}, false
	}
	return found[0], true
}

// leadsOut says whether a router that is none of the school's is at the other end.
func (s *Snapshot) leadsOut(p PortView) bool {
	for _, sw := range p.Switches {
		if s.City != nil && slices.ContainsFunc(s.City.ARPSources, func(other Switch) bool { return other.ID == sw }) {
			return true
		}
	}
	return slices.ContainsFunc(p.Neighbors, func(n Neighbor) bool {
		own := slices.ContainsFunc(s.Switches, func(v SwitchView) bool { return v.Facts.Name == n.SysName })
		return slices.Contains(n.Capabilities, capabilityRouter) && !own && !slices.Contains(n.Capabilities, capabilityPhone)
	})
}
