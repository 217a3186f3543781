package exporter

import (
	"net/http"
	"strconv"

	"rollcall/inventory"
)

// A portFamily is a metric of every port of one switch, written as text from
// the last poll.
type portFamily struct {
	name, help, kind string
	value            func(portState) (uint64, bool)
}

func counter(pick func(*counters) uint64) func(portState) (uint64, bool) {
	return func(p portState) (uint64, bool) {
		if !p.counted {
			return 0, false
		}
		return pick(&p.counters), true
	}
}

// portFamilies are the families of /metrics/switch (RFC 2863 names in the help).
var portFamilies = []portFamily{
	{"port_up", "Whether the port is up (ifOperStatus).", "gauge", func(p portState) (uint64, bool) {
		if p.up {
			return 1, true
		}
		return 0, true
	}},
	{"port_speed_bytes_per_second", "Speed of the port (ifHighSpeed, ifSpeed) in bytes per second.", "gauge", func(p portState) (uint64, bool) {
		return uint64(max(0, p.speed)) / 8, true
	}},
	{"port_in_bytes_total", "Bytes received (ifHCInOctets, ifInOctets where the switch has no 64-bit counters).", "counter", counter(func(c *counters) uint64 { return c.inOctets })},
	{"port_out_bytes_total", "Bytes sent (ifHCOutOctets, ifOutOctets where the switch has no 64-bit counters).", "counter", counter(func(c *counters) uint64 { return c.outOctets })},
	{"port_in_broadcast_packets_total", "Broadcast packets received (ifHCInBroadcastPkts).", "counter", func(p portState) (uint64, bool) {
		if !p.counted || p.noBroadcast {
			return 0, false
		}
		return p.inBroadcast, true
	}},
	{"port_in_errors_total", "Packets received with errors (ifInErrors).", "counter", counter(func(c *counters) uint64 { return c.inErrors })},
	{"port_out_errors_total", "Packets not sent because of errors (ifOutErrors).", "counter", counter(func(c *counters) uint64 { return c.outErrors })},
	{"port_in_discards_total", "Packets received and thrown away (ifInDiscards).", "counter", counter(func(c *counters) uint64 { return c.inDiscards })},
	{"port_out_discards_total", "Packets thrown away before sending (ifOutDiscards).", "counter", counter(func(c *counters) uint64 { return c.outDiscards })},
}

// SwitchHandler serves /metrics/switch?target=NAME: every port of one switch as
// the last poll showed it. No SNMP request is made for a scrape.
func (e *Exporter) SwitchHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := inventory.SwitchID(r.FormValue("target"))
		e.mu.Lock()
		s, ok := e.switches[name]
		var ports []portState
		var school inventory.SchoolCode
		if ok {
			school, ports = s.school, s.ports // replaced whole by the next poll, never written to
		}
		e.mu.Unlock()
		if !ok {
			http.Error(w, "no switch of this name has been read: give ?target= a name from the configuration", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(appendPorts(nil, ports, func(port string) string { return portLabels(school, name, port) }))
	})
}

// appendPorts appends the text of every family for the ports; labels returns
// that of a port's labels.
func appendPorts(b []byte, ports []portState, labels func(port string) string) []byte {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = labels(p.name)
	}
	for _, f := range portFamilies {
		b = append(b, "# HELP "+namespace+f.name+" "+f.help+"\n# TYPE "+namespace+f.name+" "+f.kind+"\n"...)
		for i, p := range ports {
			v, ok := f.value(p)
			if !ok {
				continue
			}
			b = append(b, namespace...)
			b = append(b, f.name...)
			b = append(b, texts[i]...)
			b = strconv.AppendUint(b, v, 10)
			b = append(b, '\n')
		}
	}
	return b
}

// portLabels returns the label text of a port, ready to be written before a value.
func portLabels(school inventory.SchoolCode, sw inventory.SwitchID, port string) string {
	b := append([]byte(`{school="`), escapeLabel(string(school))...)
	b = append(append(b, `",switch="`...), escapeLabel(string(sw))...)
	b = append(append(b, `",port="`...), escapeLabel(port)...)
	return string(append(b, `"} `...))
}

// escapeLabel escapes a label value for the text format: backslash, quote and
// line feed.
func escapeLabel(s string) string {
	var b []byte
	for _, c := range []byte(validLabel(s)) {
		switch c {
		case '\\', '"':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
