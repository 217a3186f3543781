package exporter

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// A family is one metric name with its help and labels.
type family struct {
	name   string
	help   string
	kind   prometheus.ValueType
	labels []string
}

const namespace = "rollcall_"

// The families of /metrics, in the order of design and of usefulness.
var (
	buildInfo       = family{"build_info", "The version of rollcall that is running; always 1.", prometheus.GaugeValue, []string{"version"}}
	schoolInfo      = family{"school_info", "A school of the configuration with its name; always 1.", prometheus.GaugeValue, []string{"school", "name"}}
	switchUp        = family{"switch_up", "Whether the last poll of the switch brought anything.", prometheus.GaugeValue, []string{"school", "switch"}}
	switchInfo      = family{"switch_info", "What the switch is: its role in the configuration and the model it names; always 1.", prometheus.GaugeValue, []string{"school", "switch", "role", "model"}}
	tableComplete   = family{"table_complete", "Whether the last reading of a table of the switch was complete.", prometheus.GaugeValue, []string{"school", "switch", "table"}}
	tableAge        = family{"table_age_seconds", "Seconds since a table of the switch was last read completely.", prometheus.GaugeValue, []string{"school", "switch", "table"}}
	pollDuration    = family{"poll_duration_seconds", "How long the last poll of the switch took.", prometheus.GaugeValue, []string{"school", "switch"}}
	pollsTotal      = family{"polls_total", "Polls of the switch by result: complete, partial or silent.", prometheus.CounterValue, []string{"school", "switch", "result"}}
	requestsTotal   = family{"snmp_requests_total", "SNMP requests that rollcall sent to the switch: the load it causes.", prometheus.CounterValue, []string{"school", "switch"}}
	bytesTotal      = family{"snmp_bytes_total", "Bytes of SNMP messages exchanged with the switch, by direction in or out.", prometheus.CounterValue, []string{"school", "switch", "direction"}}
	retriesTotal    = family{"snmp_retries_total", "SNMP requests that rollcall had to send again to the switch; part of snmp_requests_total.", prometheus.CounterValue, []string{"school", "switch"}}
	varbindsTotal   = family{"snmp_varbinds_total", "Variables that the switch had to look up for rollcall.", prometheus.CounterValue, []string{"school", "switch"}}
	busySeconds     = family{"poll_seconds_total", "Seconds in which rollcall was reading the switch.", prometheus.CounterValue, []string{"school", "switch"}}
	rateFactor      = family{"switch_rate_factor", "The share of its budget of requests that the switch is asked at; below 1 while it answers slower, or its CPU is busier, than usual.", prometheus.GaugeValue, []string{"school", "switch"}}
	tableAlone      = family{"table_left_alone", "A table that is not read, because the switch cannot bear it; always 1.", prometheus.GaugeValue, []string{"school", "switch", "table"}}
	responseSeconds = family{"snmp_response_seconds", "Median time from an SNMP request to its answer in the last poll.", prometheus.GaugeValue, []string{"school", "switch"}}
	devices         = family{"devices", "Devices present by zone and state: listed, unlisted, random or other_school.", prometheus.GaugeValue, []string{"school", "zone", "state"}}
	findings        = family{"findings", "Open findings that nothing mutes, by kind and severity.", prometheus.GaugeValue, []string{"school", "kind", "severity"}}
	portsByState    = family{"ports", "Ports of the switch by state: up, down or disabled.", prometheus.GaugeValue, []string{"school", "switch", "state"}}
	uplinkBytes     = family{"uplink_bytes_total", "Bytes through an uplink port by direction in or out, as the switch counts them.", prometheus.CounterValue, []string{"school", "switch", "port", "direction"}}
	uplinkCapacity  = family{"uplink_capacity_bytes_per_second", "Bytes per second that an uplink port can carry at its present speed, by direction.", prometheus.GaugeValue, []string{"school", "switch", "port", "direction"}}
	circuitCapacity = family{"circuit_capacity_bytes_per_second", "Bytes per second of the school's circuit as configured, by direction.", prometheus.GaugeValue, []string{"school", "direction"}}
	broadcastPPS    = family{"broadcast_packets_per_second", "Inbound broadcast packets per second of the worst port of the switch between its last two polls.", prometheus.GaugeValue, []string{"school", "switch"}}
	cpuRatio        = family{"switch_cpu_ratio", "Share of the time of the switch's processors that was in use, from 0 to 1, as it tells itself.", prometheus.GaugeValue, []string{"school", "switch"}}
	memoryRatio     = family{"switch_memory_used_ratio", "Share of the memory of the switch that is in use, from 0 to 1, as it tells itself.", prometheus.GaugeValue, []string{"school", "switch"}}
	ipv6Neighbors   = family{"switch_ipv6_neighbors", "Entries of the IPv6 neighbour cache of the switch when it was last walked; walking stops at a limit, so there may be more.", prometheus.GaugeValue, []string{"school", "switch"}}
	topologyChanges = family{"switch_topology_changes_total", "Changes of the spanning tree that the switch has counted.", prometheus.CounterValue, []string{"school", "switch"}}
	notifications   = family{"notifications_total", "Notifications by receiver (Alertmanager by its host, else the way: mail, webhook …) and result: sent, failed (it is tried again) or refused (it is not).", prometheus.CounterValue, []string{"receiver", "result"}}
	signIns         = family{"sign_ins_total", "Attempts to sign in to the pages, by result: how somebody came in, or why not.", prometheus.CounterValue, []string{"result"}}
	coverageGap     = family{"coverage_gap_seconds_total", "Seconds in which forwarding tables of the school's switches were not observed although they should have been.", prometheus.CounterValue, []string{"school"}}
	storeWrites     = family{"store_writes_total", "Transactions that wrote polls and findings, by result: ok or failed.", prometheus.CounterValue, []string{"result"}}
	databaseBytes   = family{"database_bytes", "Size of the database file with its write-ahead log.", prometheus.GaugeValue, nil}
	diskFreeBytes   = family{"disk_free_bytes", "Bytes free on the file system of the database.", prometheus.GaugeValue, nil}
	backupTimestamp = family{"backup_last_success_timestamp_seconds", "Unix time of the last verified backup of the database; 0 while there is none.", prometheus.GaugeValue, nil}
	dhcpExchange    = family{"dhcp_exchange_seconds", "Time from a DHCP client's first DISCOVER to the answer, by step: offer or ack. Where only clients are heard, the request that follows stands for the offer.", prometheus.UntypedValue, []string{"school", "zone", "step"}}
	dhcpMessages    = family{"dhcp_messages_total", "DHCP messages by type, each counted once however many sources told it.", prometheus.CounterValue, []string{"type"}}
	dhcpScopeUsed   = family{"dhcp_scope_used_ratio", "Share of the addresses of a DHCP pool that are leased, from 0 to 1; of the whole zone where no pool is configured.", prometheus.GaugeValue, []string{"school", "zone"}}
	judgedTimestamp = family{"school_judged_timestamp_seconds", "Unix time at which the rules last judged the school.", prometheus.GaugeValue, []string{"school"}}
)

func families() []family {
	return append(reachFamilies(), buildInfo, schoolInfo, switchUp, switchInfo, tableComplete, tableAge, pollDuration,
		pollsTotal, requestsTotal, retriesTotal, varbindsTotal, busySeconds, rateFactor, tableAlone, bytesTotal, responseSeconds, devices, findings, portsByState,
		uplinkBytes, uplinkCapacity, circuitCapacity, broadcastPPS, cpuRatio, memoryRatio, ipv6Neighbors, topologyChanges, notifications, signIns, coverageGap,
		storeWrites, databaseBytes, diskFreeBytes, backupTimestamp, judgedTimestamp, dhcpExchange, dhcpMessages, dhcpScopeUsed, messagesTotal, accessRejects, notificationsWaiting, notificationsOldest)
}

// Families returns the name of every metric family of rollcall's own, so that
// dashboards and alert rules can be held against it.
func Families() []string {
	var names []string
	for _, f := range families() {
		names = append(names, namespace+f.name)
	}
	for _, f := range portFamilies {
		names = append(names, namespace+f.name)
	}
	slices.Sort(names)
	return names
}

func (f family) desc() *prometheus.Desc {
	return prometheus.NewDesc(namespace+f.name, f.help, f.labels, nil)
}

// emit sends one sample. Label values come from configuration and from switches;
// bytes that are no UTF-8 would make the whole scrape fail, so they are replaced.
func (f family) emit(out chan<- prometheus.Metric, value float64, labels ...string) {
	for i, l := range labels {
		labels[i] = validLabel(l)
	}
	out <- prometheus.MustNewConstMetric(f.desc(), f.kind, value, labels...)
}
