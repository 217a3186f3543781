package exporter

import (
	"github.com/prometheus/client_golang/prometheus"

	"rollcall/inventory"
)

// A RejectCount is how many devices were refused at a school, by why.
type RejectCount struct {
	School inventory.SchoolCode // empty: not known
	Reason inventory.RejectClass
	N      uint64
}

// accessRejects has labels of fixed sets: a school of the configuration, a class of
// reasons.
var accessRejects = family{"access_rejects_total", "Refusals by MAC authentication that authentication servers and controllers told of, by school (empty: not known) and reason: unlisted, blocked, server, other, or account, which is not MAC authentication.", prometheus.CounterValue, []string{"school", "reason"}}

func (e *Exporter) collectRejects(out chan<- prometheus.Metric) {
	if e.options.Rejects == nil {
		return
	}
	for _, c := range e.options.Rejects() {
		accessRejects.emit(out, float64(c.N), string(c.School), string(c.Reason))
	}
}
