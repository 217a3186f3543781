package exporter

import (
	"slices"
	"time"
	"unique"

	"rollcall/inventory"
)

// switchState is what the last polls of a switch said.
type switchState struct {
	at          time.Time // of the last poll
	answered    bool
	duration    float64
	response    float64
	requests    float64
	retries     float64
	varbinds    float64
	busy        float64   // seconds in which it was being read
	since       time.Time // of the first poll that these count
	factor      float64   // the share of its budget that it is asked at
	in, out     float64
	results     map[string]float64
	tables      []tableState
	school      inventory.SchoolCode
	ports       []portState
	portsAt     time.Time
	portsUptime float64 // sysUpTime at portsAt, in seconds
	broadcast   float64 // packets per second of the worst port
	measured    bool    // whether broadcast has been
	model       string
	uplinks     map[string]bool   // by port name
	health      *inventory.Health // as last told; nil: it was not
}

type tableState struct {
	table    inventory.Table
	complete bool
	alone    bool      // left alone, because the switch cannot bear it
	since    time.Time // the last complete reading, else the first one that was tried: its age counts from then
}

// portState is one port in the last complete reading of the interfaces. A city has
// many: it is what the metrics tell, and no more.
type portState struct {
	name         string
	speed        int64
	counters     // zero where it has none
	counted      bool
	up, disabled bool
}

// counters are those of inventory.Counters that are told.
type counters struct {
	inOctets, outOctets, inBroadcast             uint64
	inErrors, outErrors, inDiscards, outDiscards uint64
	bits32, noBroadcast                          bool
}

func newPortState(name string, i *inventory.Interface) portState {
	p := portState{name: unique.Make(name).Value(), speed: i.SpeedBPS, disabled: i.Admin == "down", counted: i.Counters != nil}
	p.up = !p.disabled && i.Oper == "up"
	if c := i.Counters; c != nil {
		p.counters = counters{c.InOctets, c.OutOctets, c.InBroadcast, c.InErrors, c.OutErrors, c.InDiscards, c.OutDiscards, c.Bits32, c.NoBroadcast}
	}
	return p
}

// state is the state of its link in one word.
func (p *portState) state() string {
	switch {
	case p.disabled:
		return "disabled"
	case p.up:
		return "up"
	}
	return "down"
}

// Polled takes what a poll brought. The caller may go on to use the poll.
func (e *Exporter) Polled(p *inventory.Poll, school inventory.SchoolCode) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.switchState(p.Switch)
	s.at, s.answered = p.At, p.Answered()
	s.duration = p.Cost.DurationSeconds
	s.count(&p.Cost, p.At)
	s.results[result(p)]++
	if s.answered && p.Cost.AnswerSeconds > 0 {
		s.response = p.Cost.AnswerSeconds
	}
	s.readTables(p)
	if p.Asked(inventory.TableHealth) {
		s.health = p.Health // what is not told any more is not shown any more
	}
	if p.Complete(inventory.TableInterfaces) {
		s.school = school
		s.readPorts(p)
	}
}

// count adds what a poll cost the switch.
func (s *switchState) count(c *inventory.Cost, at time.Time) {
	if s.since.IsZero() {
		s.since = at
	}
	s.requests += float64(c.Requests)
	s.retries += float64(c.Retries)
	s.varbinds += float64(c.VarBinds)
	s.busy += c.DurationSeconds
	s.in += float64(c.BytesIn)
	s.out += float64(c.BytesOut)
	switch {
	case c.RateFactor > 0:
		s.factor = c.RateFactor
	case s.factor == 0:
		s.factor = 1
	}
}

// A Load is what reading a switch has cost it since a moment.
type Load struct {
	Since time.Time
	Cost  inventory.Cost
}

// Load returns what rollcall has cost a switch since it started; ok is false where
// the switch has not been asked yet.
func (e *Exporter) Load(id inventory.SwitchID) (l Load, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.switches[id]
	if s == nil || s.since.IsZero() {
		return l, false
	}
	return Load{Since: s.since, Cost: inventory.Cost{Requests: int(s.requests), Retries: int(s.retries), VarBinds: int(s.varbinds),
		BytesIn: int(s.in), BytesOut: int(s.out), DurationSeconds: s.busy, AnswerSeconds: s.response, RateFactor: s.factor}}, true
}

func result(p *inventory.Poll) string {
	if !p.Answered() {
		return "silent"
	}
	for _, t := range p.Tables {
		if !t.Complete && t.Reason != inventory.ReasonUnsupported {
			return "partial"
		}
	}
	return "complete"
}

func (s *switchState) readTables(p *inventory.Poll) {
	for name, state := range p.Tables {
		i := slices.IndexFunc(s.tables, func(t tableState) bool { return t.table == name })
		switch {
		case state.Reason == inventory.ReasonUnsupported:
			s.tables = slices.DeleteFunc(s.tables, func(t tableState) bool { return t.table == name })
			continue
		case i < 0:
			i = len(s.tables)
			s.tables = append(s.tables, tableState{table: name, since: p.At})
		}
		t := &s.tables[i]
		t.complete, t.alone = state.Complete, state.Reason == inventory.ReasonLeftAlone
		if state.Complete {
			t.since = p.At
		}
	}
}

// readPorts takes the ports over, and measures broadcasts between this reading
// and the one before. A restart of the agent in between measures nothing: its
// counters began again.
func (s *switchState) readPorts(p *inventory.Poll) {
	before := make(map[string]*portState, len(s.ports))
	for i := range s.ports {
		before[s.ports[i].name] = &s.ports[i]
	}
	seconds := p.At.Sub(s.portsAt).Seconds()
	restarted := s.portsUptime > 0 && inventory.Restarted(s.portsUptime, p.System.UptimeSeconds, p.At.Sub(s.portsAt))
	ports := make([]portState, 0, len(p.Interfaces))
	worst, measured := 0.0, false
	names := inventory.PortNames(p.Interfaces)
	for _, i := range p.Interfaces {
		port := newPortState(names[i.Index], &i)
		ports = append(ports, port)
		was := before[port.name]
		if was == nil || !was.counted || i.Counters == nil || restarted || seconds <= 0 {
			continue
		}
		rate, ok := broadcastRate(was, &i, seconds)
		measured = measured || ok
		worst = max(worst, rate)
	}
	s.ports, s.portsAt, s.portsUptime = ports, p.At, p.System.UptimeSeconds
	if measured {
		s.broadcast, s.measured = worst, true
	}
}

// broadcastRate is how many broadcasts a second came in on a port since the
// reading before.
func broadcastRate(was *portState, port *inventory.Interface, seconds float64) (perSecond float64, ok bool) {
	now := port.Counters
	if now.NoBroadcast || was.noBroadcast || now.Bits32 != was.bits32 {
		return 0, false
	}
	return now.PacketRate(was.inBroadcast, now.InBroadcast, port.SpeedBPS, seconds)
}

// view takes over what only the snapshot of the whole school knows.
func (s *switchState) view(v *inventory.SwitchView) {
	s.model = v.Facts.Model
	s.uplinks = make(map[string]bool)
	for _, p := range v.Ports {
		if p.Role.Role == inventory.RoleUplink {
			s.uplinks[p.Port.IfName] = true
		}
	}
}
