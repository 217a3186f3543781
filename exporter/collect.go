package exporter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"rollcall/inventory"
)

// Describe implements [prometheus.Collector].
func (e *Exporter) Describe(out chan<- *prometheus.Desc) {
	for _, f := range families() {
		out <- f.desc()
	}
}

// Collect implements [prometheus.Collector]: it writes the state kept in memory.
func (e *Exporter) Collect(out chan<- prometheus.Metric) {
	now := time.Now()
	city := e.options.City()
	e.mu.Lock()
	defer e.mu.Unlock()
	buildInfo.emit(out, 1, e.options.Version)
	for _, school := range city.Schools {
		schoolInfo.emit(out, 1, string(school.Code), school.Name)
		e.collectCircuit(out, school)
		if s := e.schools[school.Code]; s != nil {
			s.collect(out, string(school.Code))
		}
		for _, sw := range school.Switches {
			e.collectSwitch(out, sw, now)
		}
	}
	for _, sw := range city.ARPSources { // of no school, so without that label
		e.collectSwitch(out, sw, now)
	}
	for _, result := range []string{"password", "link", "openid", "wrong", "slowed", "void_link", "openid_refused"} {
		signIns.emit(out, e.signIns[result], result)
	}
	for key, n := range e.notified {
		notifications.emit(out, n, key[0], key[1])
	}
	for _, r := range []string{"ok", "failed"} {
		storeWrites.emit(out, e.writes[r], r)
	}
	made := 0.0
	if !e.backedUp.IsZero() {
		made = float64(e.backedUp.Unix())
	}
	backupTimestamp.emit(out, made)
	e.collectMessages(out)
	e.collectWaiting(out, now)
	e.collectRejects(out)
	e.collectDHCP(out)
	e.collectReach(out, city)
	if e.options.Disk != nil {
		size, free := e.options.Disk()
		databaseBytes.emit(out, float64(size))
		diskFreeBytes.emit(out, float64(free))
	}
}

func (e *Exporter) collectCircuit(out chan<- prometheus.Metric, school inventory.School) {
	for direction, mbps := range map[string]float64{"in": school.DownMbps, "out": school.UpMbps} {
		if mbps > 0 {
			circuitCapacity.emit(out, mbps*1e6/8, string(school.Code), direction)
		}
	}
}

func (s *schoolState) collect(out chan<- prometheus.Metric, code string) {
	coverageGap.emit(out, s.gaps, code)
	if s.judged.IsZero() {
		return
	}
	judgedTimestamp.emit(out, float64(s.judged.UnixMilli())/1000, code)
	for key, n := range s.devices {
		devices.emit(out, float64(n), code, key[0], key[1])
	}
	for zone, ratio := range s.scopes {
		dhcpScopeUsed.emit(out, ratio, code, zone)
	}
	for key, n := range s.findings {
		findings.emit(out, float64(n), code, string(key.kind), string(key.severity))
	}
}

// collectSwitch writes what is known of one switch; one that was never asked is
// said to be down, for an absent series alarms nobody.
func (e *Exporter) collectSwitch(out chan<- prometheus.Metric, sw inventory.Switch, now time.Time) {
	school, name := string(sw.School), string(sw.ID)
	s := e.switches[sw.ID]
	if s == nil {
		switchUp.emit(out, 0, school, name)
		return
	}
	switchUp.emit(out, truth(s.answered), school, name)
	switchInfo.emit(out, 1, school, name, string(sw.Role), s.model)
	pollDuration.emit(out, s.duration, school, name)
	requestsTotal.emit(out, s.requests, school, name)
	retriesTotal.emit(out, s.retries, school, name)
	varbindsTotal.emit(out, s.varbinds, school, name)
	busySeconds.emit(out, s.busy, school, name)
	rateFactor.emit(out, s.factor, school, name)
	bytesTotal.emit(out, s.in, school, name, "in")
	bytesTotal.emit(out, s.out, school, name, "out")
	responseSeconds.emit(out, s.response, school, name)
	for r, n := range s.results {
		pollsTotal.emit(out, n, school, name, r)
	}
	for _, t := range s.tables {
		tableComplete.emit(out, truth(t.complete), school, name, string(t.table))
		if t.alone {
			tableAlone.emit(out, 1, school, name, string(t.table))
		}
		tableAge.emit(out, now.Sub(t.since).Seconds(), school, name, string(t.table))
	}
	if s.measured {
		broadcastPPS.emit(out, s.broadcast, school, name)
	}
	s.collectHealth(out, school, name)
	s.collectPorts(out, school, name)
}

// collectHealth writes what the switch tells of its load.
func (s *switchState) collectHealth(out chan<- prometheus.Metric, school, name string) {
	h := s.health
	if h == nil {
		return
	}
	if h.CPUPercent != nil {
		cpuRatio.emit(out, *h.CPUPercent/100, school, name)
	}
	if h.MemoryPercent != nil {
		memoryRatio.emit(out, *h.MemoryPercent/100, school, name)
	}
	if h.IPv6Neighbors != nil {
		ipv6Neighbors.emit(out, float64(*h.IPv6Neighbors), school, name)
	}
	if h.TopologyChanges != nil {
		topologyChanges.emit(out, float64(*h.TopologyChanges), school, name)
	}
}

func (s *switchState) collectPorts(out chan<- prometheus.Metric, school, name string) {
	if s.ports == nil {
		return
	}
	states := map[string]int{"up": 0, "down": 0, "disabled": 0}
	for _, p := range s.ports {
		states[p.state()]++
		if !s.uplinks[p.name] {
			continue
		}
		for _, direction := range []string{"in", "out"} {
			uplinkCapacity.emit(out, float64(p.speed)/8, school, name, p.name, direction)
		}
		if p.counted {
			uplinkBytes.emit(out, float64(p.inOctets), school, name, p.name, "in")
			uplinkBytes.emit(out, float64(p.outOctets), school, name, p.name, "out")
		}
	}
	for state, n := range states {
		portsByState.emit(out, float64(n), school, name, state)
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
