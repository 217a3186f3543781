// Package exporter tells Prometheus the current state: [Exporter] keeps what the
// last poll of each switch and the last judging of each school said, and writes
// it when it is scraped. A scrape reads no switch and no database.
//
// Labels are bounded by the configuration: school, switch, zone, kind, severity,
// table, reason, state and, for uplinks only, port. No MAC, address or host name
// is ever a label. What is wanted of every port stands under
// /metrics/switch?target=, one switch a scrape.
package exporter
