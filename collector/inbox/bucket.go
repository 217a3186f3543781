package inbox

import (
	"net/netip"
	"time"
)

// quietAfter is how long a source that has sent too much must send nothing too
// much until its flood is over; tellWithin is how long one is counted before it
// is told though it goes on.
const (
	quietAfter = 10 * time.Second
	tellWithin = 15 * time.Minute
)

// A source is what is known of one sender.
type source struct {
	tokens float64
	filled time.Time

	flooded int       // messages beyond what it may send, not told yet
	since   time.Time // the first of them
	last    time.Time // and the last
}

// take lets one message pass if the source may send it now. Time that runs
// backwards fills nothing.
func (s *source) take(at time.Time, o Options) bool {
	if passed := at.Sub(s.filled); passed > 0 {
		s.tokens = min(float64(o.Burst), s.tokens+passed.Seconds()*o.Rate)
		s.filled = at
	}
	if s.tokens < 1 {
		if s.flooded == 0 {
			s.since = at
		}
		s.flooded++
		s.last = at
		return false
	}
	s.tokens--
	return true
}

// A Flood is what one source sent beyond what it may, in one burst.
type Flood struct {
	From     netip.Addr
	Messages int
	At       time.Time // when the last of them came
}

// flood returns a flood that is to be told now, and begins to count anew.
func (s *source) flood(at time.Time) (messages int, told bool) {
	if s.flooded == 0 || at.Sub(s.last) < quietAfter && at.Sub(s.since) < tellWithin {
		return 0, false
	}
	messages, s.flooded = s.flooded, 0
	return messages, true
}
