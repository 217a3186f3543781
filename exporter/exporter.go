package exporter

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rollcall/inventory"
)

// Options are what an Exporter needs to be told.
type Options struct {
	Version string
	City    func() *inventory.City
	// Disk returns the size of the database and the bytes free beside it; nil
	// where there is no database.
	Disk func() (size, free int64)
	// Messages returns what became of the messages that switches sent by
	// themselves; nil where none are received.
	Messages func() []MessageCount
	Rejects  func() []RejectCount // nil where nobody tells of any
	// Waiting says how many notifications are to be sent, and since when the oldest
	// is; nil where none ever are.
	Waiting func() (n int, since time.Time, err error)
}

// An Exporter keeps the current state for Prometheus. It is safe for concurrent use.
type Exporter struct {
	options  Options
	registry *prometheus.Registry

	mu       sync.Mutex
	switches map[inventory.SwitchID]*switchState
	schools  map[inventory.SchoolCode]*schoolState
	notified map[[2]string]float64 // receiver, result
	signIns  map[string]float64    // result
	writes   map[string]float64    // result
	backedUp time.Time             // zero: never
	echoes   map[inventory.SchoolCode]float64
	dhcp     dhcpState
}

// schoolState is what the last judging of a school said.
type schoolState struct {
	judged   time.Time
	devices  map[[2]string]int // zone, state
	findings map[findingKey]int
	scopes   map[string]float64 // used share by zone
	gaps     float64            // seconds
	reach    inventory.ReachView
}

type findingKey struct {
	kind     inventory.Kind
	severity inventory.Severity
}

// New returns an Exporter with its own registry, which also holds the metrics
// of the Go runtime and of the process.
func New(o Options) *Exporter {
	e := &Exporter{
		options:  o,
		registry: prometheus.NewRegistry(),
		switches: make(map[inventory.SwitchID]*switchState),
		schools:  make(map[inventory.SchoolCode]*schoolState),
		notified: make(map[[2]string]float64),
		signIns:  make(map[string]float64),
		writes:   make(map[string]float64),
	}
	e.registry.MustRegister(e, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return e
}

// Handler serves /metrics.
func (e *Exporter) Handler() http.Handler {
	return promhttp.HandlerFor(e.registry, promhttp.HandlerOpts{})
}

// SignedIn counts an attempt to sign in.
func (e *Exporter) SignedIn(result string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.signIns[result]++
}

// Notified counts one notification to a receiver: result is sent or failed.
func (e *Exporter) Notified(receiver, result string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.notified[[2]string{receiver, result}]++
}

// Wrote counts one transaction; a nil error is a success.
func (e *Exporter) Wrote(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil {
		e.writes["failed"]++
		return
	}
	e.writes["ok"]++
}

// BackedUp takes the moment of the last backup; zero: there is none.
func (e *Exporter) BackedUp(at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.backedUp = at
}

// Missed counts time in which forwarding tables of a school were not observed.
func (e *Exporter) Missed(school inventory.SchoolCode, gap time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.school(school).gaps += gap.Seconds()
}

// A Judgement is what the rules made of a school at one moment.
type Judgement struct {
	Snapshot *inventory.Snapshot
	Verdicts []inventory.Verdict
	Findings []inventory.FindingRow // open ones
}

// Judged takes the newest judgement of a school.
func (e *Exporter) Judged(j Judgement) {
	counts := make(map[findingKey]int)
	for _, f := range j.Findings {
		if f.Muted == "" && (f.State == inventory.StateOpen || f.State == inventory.StateAcknowledged) {
			counts[findingKey{f.Kind, f.Severity}]++
		}
	}
	present := countDevices(j.Snapshot, j.Verdicts)
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.school(j.Snapshot.School.Code)
	s.judged, s.devices, s.findings = j.Snapshot.At, present, counts
	s.reach = j.Snapshot.Reach
	s.scopes = scopes(j.Snapshot.DHCP)
	for i := range j.Snapshot.Switches {
		view := &j.Snapshot.Switches[i]
		e.switchState(view.Switch.ID).view(view)
	}
}

func (e *Exporter) school(code inventory.SchoolCode) *schoolState {
	s, ok := e.schools[code]
	if !ok {
		s = &schoolState{}
		e.schools[code] = s
	}
	return s
}

func (e *Exporter) switchState(id inventory.SwitchID) *switchState {
	s, ok := e.switches[id]
	if !ok {
		s = &switchState{results: make(map[string]float64)}
		e.switches[id] = s
	}
	return s
}

// countDevices counts the devices present by zone and state.
func countDevices(s *inventory.Snapshot, verdicts []inventory.Verdict) map[[2]string]int {
	zones, listing := inventory.NewZoneIndex(s), inventory.NewListing(s)
	counts := make(map[[2]string]int)
	for _, v := range verdicts {
		name := "none"
		if zone, ok := zones.Of(v.MAC, v.VID); ok {
			name = zone.ID
		}
		counts[[2]string{name, string(listing.State(v.MAC))}]++
	}
	return counts
}

func validLabel(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
