package exporter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	notificationsWaiting = family{"notifications_waiting", "Notifications that are to be sent and have not been yet.", prometheus.GaugeValue, nil}
	notificationsOldest  = family{"notifications_oldest_waiting_seconds", "Seconds for which the oldest notification has waited to be sent; 0 where none does.", prometheus.GaugeValue, nil}
)

// collectWaiting tells what waits to be sent, where that can be asked.
func (e *Exporter) collectWaiting(out chan<- prometheus.Metric, now time.Time) {
	if e.options.Waiting == nil {
		return
	}
	n, since, err := e.options.Waiting()
	if err != nil {
		return // the series ends: no number is better than a wrong one
	}
	oldest := 0.0
	if n > 0 && now.After(since) {
		oldest = now.Sub(since).Seconds()
	}
	notificationsWaiting.emit(out, float64(n))
	notificationsOldest.emit(out, oldest)
}
