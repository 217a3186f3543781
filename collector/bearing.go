package collector

import (
	"maps"
	"time"
)

// A Measure is how a switch bore one reading.
type Measure struct {
	Kind   string        // what was read: only readings of one kind compare
	Answer time.Duration // from a request to its answer, the median; 0: there was none
	CPU    *float64      // percent busy, where the switch tells
}

// A Bearing is how a switch bears being read, next to how it usually does. Its
// zero value is a switch that was never read. It is pure arithmetic: measures go
// in, and the share of the budget that the switch is asked at comes out.
type Bearing struct {
	answers map[string]usual // by kind of reading, seconds
	cpu     usual            // percent
	halved  int              // how often the rate is halved now
	calm    int              // readings without strain since it was
}

// A usual is what a measure has been like in the long run, and of how many.
type usual struct {
	value float64
	n     int
}

// What counts as strain, and how the rate follows it.
const (
	strainAnswers = 2.0                   // times the usual answer time
	strainFloor   = 20 * time.Millisecond // and above it by this much: less is noise
	strainCPU     = 25.0                  // percentage points above the usual
	mostHalvings  = 3                     // an eighth of the budget, never less
	calmToRecover = 3                     // readings without strain, for each step back

	learnedAfter = 3         // measures before there is anything usual
	forgetting   = 1.0 / 32  // of the usual with each measure
	accepting    = 1.0 / 512 // with one that is strained: what lasts for weeks is usual in the end
	mostKinds    = 64
)

// After returns the bearing after one more reading. cpuLimit is the CPU percentage
// above which a switch is strained whatever is usual for it; 0: none.
func (b Bearing) After(m Measure, cpuLimit float64) Bearing {
	if m.Answer <= 0 {
		return b // it said nothing: the queue's back-off is for that
	}
	answers := b.answers[m.Kind]
	strained := answers.slow(m.Answer) || m.CPU != nil && (b.cpu.busy(*m.CPU) || cpuLimit > 0 && *m.CPU >= cpuLimit)
	b.answers = maps.Clone(b.answers)
	if b.answers == nil || len(b.answers) > mostKinds {
		b.answers = make(map[string]usual)
	}
	b.answers[m.Kind] = answers.with(m.Answer.Seconds(), strained)
	if m.CPU != nil {
		b.cpu = b.cpu.with(*m.CPU, strained)
	}
	switch {
	case strained:
		b.halved, b.calm = min(b.halved+1, mostHalvings), 0
	case b.halved > 0:
		if b.calm++; b.calm == calmToRecover {
			b.halved, b.calm = b.halved-1, 0
		}
	}
	return b
}

// Factor is the share of the budget that the switch is asked at: 1, 1/2, 1/4 or 1/8.
func (b Bearing) Factor() float64 { return 1 / float64(int(1)<<b.halved) }

// fastest is how many requests a second its usual answer times allow, one after
// the other; 0 where that is not known.
func (b Bearing) fastest() float64 {
	longest := 0.0
	for _, u := range b.answers {
		longest = max(longest, u.value)
	}
	if longest == 0 {
		return 0
	}
	return 1 / longest
}

// slow says whether an answer took clearly longer than usual.
func (u usual) slow(took time.Duration) bool {
	return u.n >= learnedAfter && took.Seconds() > strainAnswers*u.value && took.Seconds() > u.value+strainFloor.Seconds()
}

// busy says whether the CPU is clearly busier than usual.
func (u usual) busy(percent float64) bool {
	return u.n >= learnedAfter && percent > u.value+strainCPU
}

// with takes one more measure into account: the first ones fully, later ones little.
func (u usual) with(x float64, strained bool) usual {
	share := max(1/float64(u.n+1), forgetting)
	if strained && u.n >= learnedAfter {
		share = accepting
	}
	return usual{u.value + share*(x-u.value), u.n + 1}
}
