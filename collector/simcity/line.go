package simcity

import (
	"math"
	"time"

	"rollcall/inventory"
)

// A lineLoad is how full a circuit is, per direction in Mbit/s, and by which share
// that swings to and fro within some hours.
type lineLoad struct {
	down, up           float64
	swingDown, swingUp float64
}

// swings is how long one swing takes.
const swings = 4 * time.Hour

// line gives the core the port by which the school's circuit comes in: a router of the
// carrier is at its other end, which tells nothing of itself.
func (b *builder) line() {
	p := b.Core.linkPorts(1)[0]
	p.Use, p.Up, p.Speed = useLine, true, max(1e9, p.Speed)
	if b.p.down > 1000 {
		p.Speed = 1e10
	}
	p.line = &lineLoad{down: 0.35 * b.p.down, up: 0.12 * b.p.up, swingDown: 0.3, swingUp: 0.3}
	b.Line = p
}

// grown is how many octets came in and went out in some time.
func (l *lineLoad) grown(t time.Duration) (in, out uint64) {
	octets := func(mbps, swing float64) uint64 {
		s, period := t.Seconds(), swings.Seconds()
		return uint64(mbps * 1e6 / 8 * (s + swing*period/(2*math.Pi)*(1-math.Cos(2*math.Pi*s/period))))
	}
	return octets(l.down, l.swingDown), octets(l.up, l.swingUp)
}

// formerBoot is added to the time of a switch that had not started yet: it ran before.
const formerBoot = 60 * 24 * time.Hour

// ran is how long a switch had been running at a moment, which may lie before the city
// began.
func (s *Switch) ran(elapsed time.Duration) time.Duration {
	if t := s.uptime(elapsed); t > 0 {
		return t
	}
	return s.uptime(elapsed) + formerBoot
}

// saturatedLine (F41): a circuit that is full for half of the school hours, every day.
func saturatedLine(p *planter) Fault {
	p.Line.line.down, p.Line.line.swingDown = 0.8*p.profile.down, 0.2
	return Fault{Switch: p.Line.Switch.ID, Port: p.Line.Name, Note: "downstream"}
}

// kindergartenLine (F42): the kindergarten sends 2.9 of its 3 Mbit/s.
func kindergartenLine(p *planter) Fault {
	up := p.city.kidPort(p.School)
	up.line = &lineLoad{down: 0.4 * kidDown, up: 0.9 * kidUp, swingDown: 0.3, swingUp: 0.07}
	return Fault{Switch: up.Switch.ID, Port: up.Name, Note: "upstream, 2.9 of 3 Mbit/s"}
}

// The circuit of a kindergarten, in Mbit/s.
const kidDown, kidUp = 16, 3

// circuits are the school's circuit and that of its kindergarten, as configured.
func (c *City) circuits(out *inventory.School, s *School) {
	port := func(p *Port) inventory.PortID { return inventory.PortID{Switch: p.Switch.ID, IfName: p.Name} }
	out.LinePort = port(s.Line)
	if s.profile.kid {
		out.SubCircuits = []inventory.Circuit{{Name: kidName, DownMbps: kidDown, UpMbps: kidUp, Port: port(c.kidPort(s))}}
	}
	for i := range out.Switches {
		for _, circuit := range out.Circuits() {
			if circuit.Port.Switch == out.Switches[i].ID {
				out.Switches[i].Uplinks = append(out.Switches[i].Uplinks, circuit.Port.IfName)
			}
		}
	}
}

const kidName = "附設幼兒園"
