package exporter_test

import (
	"strings"
	"testing"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
)

// TestHealthIsMeasuredWhileItIsTold has a switch that tells its load, and then no more.
func TestHealthIsMeasuredWhileItIsTold(t *testing.T) {
	e := exporter.New(exporter.Options{Version: "test", City: city})
	e.Polled(laden(noon), school)
	e.Polled(poll(noon.Add(time.Minute), 160, 600), school) // which did not ask
	want := []string{
		`rollcall_switch_cpu_ratio{school="179901",switch="hy-core"} 0.425`,
		`rollcall_switch_memory_used_ratio{school="179901",switch="hy-core"} 0.9`,
		`rollcall_switch_ipv6_neighbors{school="179901",switch="hy-core"} 4000`,
		`rollcall_switch_topology_changes_total{school="179901",switch="hy-core"} 7`,
	}
	text := scrape(t, e.Handler(), "/metrics")
	for _, line := range want {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("/metrics lacks %s", line)
		}
	}
	p := poll(noon.Add(2*time.Minute), 220, 700)
	p.Tables[inventory.TableHealth] = inventory.TableState{Reason: inventory.ReasonTimeout}
	e.Polled(p, school)
	text = scrape(t, e.Handler(), "/metrics")
	for _, line := range want {
		if name, _, _ := strings.Cut(line, "{"); strings.Contains(text, name+"{") {
			t.Errorf("/metrics still has %s", name)
		}
	}
}
