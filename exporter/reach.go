package exporter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rollcall/inventory"
)

// What answers. A school whose gateway is not measured has no gateway_up: it is
// counted under reach_targets.
var (
	gatewayUp    = family{"gateway_up", "Whether the school's gateway answers pings from the centre; absent while it is not measured.", prometheus.GaugeValue, []string{"school"}}
	upstreamUp   = family{"upstream_up", "Whether the city's test address outside answers pings; absent while none is configured, or it is not measured.", prometheus.GaugeValue, nil}
	pingRTT      = family{"ping_rtt_seconds", "Median round-trip time of the last pings that were answered, by target: gateway, or upstream without a school.", prometheus.GaugeValue, []string{"school", "target"}}
	pingLoss     = family{"ping_loss_ratio", "Share of the last pings without an answer, from 0 to 1, by target: gateway, or upstream without a school.", prometheus.GaugeValue, []string{"school", "target"}}
	reachTargets = family{"reach_targets", "Addresses of the school that are to be pinged, by state: up, down, unmeasured.", prometheus.GaugeValue, []string{"school", "state"}}
	echoTotal    = family{"echo_requests_total", "Echo requests (pings) that rollcall sent: part of the load it causes. Those of no school go to the address outside.", prometheus.CounterValue, []string{"school"}}
)

func reachFamilies() []family {
	return []family{gatewayUp, upstreamUp, pingRTT, pingLoss, reachTargets, echoTotal}
}

// Echoed counts one echo request about a school; empty: about the city.
func (e *Exporter) Echoed(school inventory.SchoolCode) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.echoes == nil {
		e.echoes = map[inventory.SchoolCode]float64{}
	}
	e.echoes[school]++
}

// collectReach writes what is known of every school's way.
func (e *Exporter) collectReach(out chan<- prometheus.Metric, city *inventory.City) {
	for school, n := range e.echoes {
		echoTotal.emit(out, n, string(school))
	}
	var upstream inventory.Reach
	for _, school := range city.Schools {
		s := e.schools[school.Code]
		if s == nil {
			continue
		}
		upstream = s.reach.Upstream
		s.collectReach(out, string(school.Code))
	}
	if upstream.State.Measured() {
		upstreamUp.emit(out, truth(upstream.State == inventory.ReachUp))
		collectPing(out, upstream, "")
	}
}

func (s *schoolState) collectReach(out chan<- prometheus.Metric, code string) {
	g := s.reach.Gateway
	if g.State.Measured() {
		gatewayUp.emit(out, truth(g.State == inventory.ReachUp), code)
		collectPing(out, g, code)
	}
	counts := map[inventory.ReachState]int{inventory.ReachUp: 0, inventory.ReachDown: 0, inventory.ReachUnmeasured: 0}
	if g.Address.IsValid() {
		counts[g.State]++
	}
	for _, d := range s.reach.Devices {
		counts[d.State]++
	}
	for state, n := range counts {
		reachTargets.emit(out, float64(n), code, string(state))
	}
}

// collectPing writes loss and round-trip time of a target that is measured.
func collectPing(out chan<- prometheus.Metric, r inventory.Reach, code string) {
	if r.Sent > 0 {
		pingLoss.emit(out, float64(r.Lost)/float64(r.Sent), code, string(r.Kind))
	}
	if r.RTT.N > 0 {
		pingRTT.emit(out, r.RTT.P50.Round(time.Microsecond).Seconds(), code, string(r.Kind))
	}
}
