package exporter

import (
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"rollcall/inventory"
)

// exchangeBounds are the buckets of exchange times, in seconds: what is healthy,
// what people feel, and the 4, 8 and 16 s after which clients ask again.
var exchangeBounds = []float64{0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32}

// An exchangeKey is what exchange times are counted by.
type exchangeKey struct {
	school inventory.SchoolCode
	zone   string
	step   inventory.DHCPType
}

// exchangeTimes is one histogram.
type exchangeTimes struct {
	buckets []uint64 // not cumulative; the last one is what is beyond the bounds
	sum     float64
	n       uint64
}

// dhcpState is what was counted of DHCP since the program began.
type dhcpState struct {
	exchanges map[exchangeKey]*exchangeTimes
	messages  map[inventory.DHCPType]float64
}

// HeardDHCP counts what DHCP messages brought.
func (e *Exporter) HeardDHCP(c inventory.DHCPChanges) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dhcp.messages == nil {
		e.dhcp = dhcpState{exchanges: map[exchangeKey]*exchangeTimes{}, messages: map[inventory.DHCPType]float64{}}
	}
	for _, x := range c.Exchanges {
		e.dhcp.observe(x)
	}
	for _, types := range c.Counts {
		for t, n := range types {
			e.dhcp.messages[t] += float64(n)
		}
	}
}

func (s *dhcpState) observe(x inventory.DHCPExchange) {
	key := exchangeKey{x.School, x.Zone, x.Step}
	h := s.exchanges[key]
	if h == nil {
		h = &exchangeTimes{buckets: make([]uint64, len(exchangeBounds)+1)}
		s.exchanges[key] = h
	}
	seconds := x.Took.Seconds()
	i, _ := slices.BinarySearch(exchangeBounds, seconds) // a bound is its bucket's upper one, included
	h.buckets[i]++
	h.sum += seconds
	h.n++
}

// collectDHCP writes what was counted.
func (e *Exporter) collectDHCP(out chan<- prometheus.Metric) {
	for _, t := range slices.Sorted(maps.Keys(e.dhcp.messages)) {
		dhcpMessages.emit(out, e.dhcp.messages[t], string(t))
	}
	for key, h := range e.dhcp.exchanges {
		cumulative, below := make(map[float64]uint64, len(exchangeBounds)), uint64(0)
		for i, bound := range exchangeBounds {
			below += h.buckets[i]
			cumulative[bound] = below
		}
		out <- prometheus.MustNewConstHistogram(dhcpExchange.desc(), h.n, h.sum, cumulative,
			validLabel(string(key.school)), validLabel(key.zone), string(key.step))
	}
}

// scopes is the used share of each DHCP pool of a school.
func scopes(v inventory.DHCPView) map[string]float64 {
	used := make(map[string]float64)
	for _, z := range v.Zones {
		if z.Size > 0 && (z.Used > 0 || z.Types[inventory.DHCPAck] > 0) {
			used[z.Zone] = float64(z.Used) / float64(z.Size)
		}
	}
	return used
}
