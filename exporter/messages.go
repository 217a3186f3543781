package exporter

import "github.com/prometheus/client_golang/prometheus"

// A MessageCount is how many messages that switches sent by themselves had an
// outcome.
type MessageCount struct {
	Source string // trap, syslog
	Result string // stored repeated answered refused lost
	Reason string // why one was refused, where one was lost
	N      uint64
}

// messagesTotal has no label that a sender chooses: sources, results and reasons
// are of fixed sets.
var messagesTotal = family{"messages_total", "Messages that switches sent unasked, by source trap or syslog and by what became of them: stored, repeated, answered, refused or lost. Their sum is what was sent. Sources dhcp_log and reject_log are the lines of files that are followed.", prometheus.CounterValue, []string{"source", "result", "reason"}}

func (e *Exporter) collectMessages(out chan<- prometheus.Metric) {
	if e.options.Messages == nil {
		return
	}
	for _, c := range e.options.Messages() {
		messagesTotal.emit(out, float64(c.N), c.Source, c.Result, c.Reason)
	}
}
