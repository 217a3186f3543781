package inventory

import (
	"math"
	"time"
)

// A portMeter is what the last reading of a port left to measure the next by. A city
// has half a million of them: what is rarer is in a portNote.
type portMeter struct {
	broadcasts uint64
	packets    uint32 // the lower half of their number
	errors     uint32
	changed    uint32 // ifLastChange
	ifIndex    int32
	pps        float32 // inbound broadcasts per second; negative: not measured
	flags      portFlags
}

type portFlags uint8

const (
	portCounted portFlags = 1 << iota // it has counters
	portNarrow                        // of 32 bits
	portMute                          // none of them of broadcasts
	portUp
)

// A portNote is how a port does of which there is something to tell.
type portNote struct {
	high stamp // since when its broadcasts are over the threshold; 0: they are not
	hour lastHour
}

// lastHour are counts in steps of five minutes.
type lastHour struct {
	begun stamp // the newest step
	steps [12]hourStep
}

type hourStep struct {
	flaps   uint16
	errors  uint32
	packets uint64
}

const stepSeconds = 5 * 60

// turn goes on to the step of a moment and forgets what is older than an hour.
func (h *lastHour) turn(now stamp) {
	step := now - now%stepSeconds
	if h.begun == 0 || step-h.begun >= stamp(len(h.steps))*stepSeconds {
		*h = lastHour{begun: step}
		return
	}
	for h.begun < step {
		h.begun += stepSeconds
		copy(h.steps[1:], h.steps[:len(h.steps)-1])
		h.steps[0] = hourStep{}
	}
}

// sum adds the steps up.
func (h *lastHour) sum() (total hourStep) {
	for _, s := range h.steps {
		total.flaps += s.flaps
		total.errors += s.errors
		total.packets += s.packets
	}
	return total
}

// newPortMeter reads an interface.
func newPortMeter(i *Interface) portMeter {
	p := portMeter{ifIndex: int32(i.Index), changed: uint32(i.LastChangeSeconds * 100), pps: -1}
	if i.Oper == operUp {
		p.flags |= portUp
	}
	c := i.Counters
	if c == nil {
		return p
	}
	p.flags |= portCounted
	p.broadcasts, p.packets, p.errors = c.InBroadcast, uint32(c.InUcast)+uint32(c.InBroadcast), uint32(c.InErrors)
	if c.Bits32 {
		p.flags |= portNarrow
	}
	if c.NoBroadcast {
		p.flags |= portMute
	}
	return p
}

// A portGrowth is what happened at a port between two readings. What could not be
// measured is negative.
type portGrowth struct {
	pps             float64
	errors, packets float64
	flapped         bool
}

// since compares two readings of a port. Both are of one run of the agent.
func (p *portMeter) since(was *portMeter, i *Interface, seconds float64) portGrowth {
	g := portGrowth{pps: -1, errors: -1, packets: -1}
	wasUp, isUp := was.flags&portUp != 0, p.flags&portUp != 0
	g.flapped = wasUp && (!isUp || p.changed != was.changed)
	const kind = portCounted | portNarrow | portMute
	if i.Counters == nil || was.flags&portCounted == 0 || p.flags&kind != was.flags&kind {
		return g
	}
	if p.flags&portMute == 0 {
		if pps, ok := i.Counters.PacketRate(was.broadcasts, p.broadcasts, i.SpeedBPS, seconds); ok {
			g.pps = pps
		}
	}
	most := mostPackets(i.SpeedBPS) * seconds
	if most <= 0 {
		most = math.MaxUint32 / 2
	}
	errors, packets := float64(p.errors-was.errors), float64(p.packets-was.packets) // they wrap as the counters do
	if errors <= most && packets <= most {
		g.errors, g.packets = errors, packets
	}
	return g
}

// note counts what happened at a port at a moment; high is the threshold of its
// broadcasts. It says whether there is still something to remember.
func (n *portNote) note(g portGrowth, high float64, was, now stamp) bool {
	n.hour.turn(now)
	step := &n.hour.steps[0]
	if g.flapped {
		step.flaps++
	}
	if g.errors >= 0 {
		step.errors += uint32(g.errors)
		step.packets += uint64(g.packets)
	}
	switch {
	case g.pps < high:
		n.high = 0
	case n.high == 0:
		n.high = was
	}
	total := n.hour.sum()
	return n.high != 0 || total.flaps > 0 || total.errors > 0
}

// news says whether a port that has nothing to remember has now.
func (g portGrowth) news(high float64) bool { return g.flapped || g.errors > 0 || g.pps >= high }

// window tells the port.
func (n *portNote) window(pps float32, now stamp) PortWindow {
	w := PortWindow{BroadcastPPS: float64(pps)}
	if n == nil {
		return w
	}
	if n.high != 0 {
		w.HighFor, w.HighSince = time.Duration(now-n.high)*time.Second, n.high.time()
	}
	total := n.hour.sum()
	w.Flaps, w.Errors, w.Packets = int(total.flaps), uint64(total.errors), total.packets+uint64(total.errors)
	if w.Packets > 0 {
		w.ErrorRatio = float64(w.Errors) / float64(w.Packets)
	}
	return w
}
