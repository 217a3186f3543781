package inbox

import (
	"net/netip"
	"sync"
	"time"
)

// quietAfter is how long a source that has sent too much must send nothing too
// much until its flood is over; tellWithin is how long one is counted before it
// is told though it goes on.
const (
	quietAfter = 10 * time.Second
	tellWithin = 15 * time.Minute
)

// Limits let each source send so much and no more, so that one that floods takes
// nothing from the others. It is safe for concurrent use.
type Limits[Source comparable] struct {
	Rate  float64 // messages a second, in the long run
	Burst int     // at once
	// Most is how many sources are told apart; 0: any number. Where there are more,
	// those that could send a whole burst again are forgotten, which changes nothing
	// for them; a new one finds no room while there is none of these.
	Most int

	mu      sync.Mutex
	sources map[Source]*bucket
	swept   time.Time
}

// A bucket is what is known of one sender.
type bucket struct {
	tokens float64
	filled time.Time

	flooded int       // messages beyond what it may send, not told yet
	since   time.Time // the first of them
	last    time.Time // and the last
}

// Pass lets one message pass if its source may send it now.
func (l *Limits[Source]) Pass(at time.Time, from Source) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.sources[from]
	if b == nil {
		if !l.room(at) {
			return false
		}
		b = &bucket{tokens: float64(l.Burst), filled: at}
		l.sources[from] = b
	}
	return b.take(at, l.Rate, l.Burst)
}

// Over says that a source has sent all that it may, and then counts this message
// as one beyond; of one that is not known it is not.
func (l *Limits[Source]) Over(at time.Time, from Source) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.sources[from]
	if b == nil {
		return false
	}
	if b.fill(at, l.Rate, l.Burst); b.tokens >= 1 {
		return false
	}
	b.take(at, l.Rate, l.Burst)
	return true
}

// room says whether one more source can be told apart, and makes some at most once
// a second: looking through all of them is not for every message of a flood.
func (l *Limits[Source]) room(at time.Time) bool {
	if l.sources == nil {
		l.sources = make(map[Source]*bucket)
	}
	if l.Most <= 0 || len(l.sources) < l.Most {
		return true
	}
	if since := at.Sub(l.swept); since >= 0 && since < time.Second {
		return false
	}
	l.swept = at
	for from, b := range l.sources {
		if b.fill(at, l.Rate, l.Burst); b.tokens >= float64(l.Burst) && b.flooded == 0 {
			delete(l.sources, from)
		}
	}
	return len(l.sources) < l.Most
}

// fill adds what came due. Time that runs backwards fills nothing.
func (b *bucket) fill(at time.Time, rate float64, burst int) {
	if passed := at.Sub(b.filled); passed > 0 {
		b.tokens = min(float64(burst), b.tokens+passed.Seconds()*rate)
		b.filled = at
	}
}

func (b *bucket) take(at time.Time, rate float64, burst int) bool {
	b.fill(at, rate, burst)
	if b.tokens < 1 {
		if b.flooded == 0 {
			b.since = at
		}
		b.flooded++
		b.last = at
		return false
	}
	b.tokens--
	return true
}

// An Excess is what one source sent beyond what it may, in one burst.
type Excess[Source comparable] struct {
	From     Source
	Messages int
	At       time.Time // when the last of them came
}

// A Flood is the excess of an address.
type Flood = Excess[netip.Addr]

// Floods returns what sources sent beyond what they may in bursts that are over,
// or go on for long; with all, every one that was not returned yet.
func (l *Limits[Source]) Floods(at time.Time, all bool) []Excess[Source] {
	l.mu.Lock()
	defer l.mu.Unlock()
	var floods []Excess[Source]
	for from, b := range l.sources {
		if n, told := b.flood(at, all); told {
			floods = append(floods, Excess[Source]{From: from, Messages: n, At: b.last})
		}
	}
	return floods
}

// flood returns a flood that is to be told now, and begins to count anew.
func (b *bucket) flood(at time.Time, all bool) (messages int, told bool) {
	if b.flooded == 0 || !all && at.Sub(b.last) < quietAfter && at.Sub(b.since) < tellWithin {
		return 0, false
	}
	messages, b.flooded = b.flooded, 0
	return messages, true
}
