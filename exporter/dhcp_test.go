package exporter_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
)

// TestDHCPIsCounted: exchange times as histograms by school, zone and step, messages
// by type, and how full pools are. No series is about a device.
func TestDHCPIsCounted(t *testing.T) {
	e := exporter.New(exporter.Options{City: city})
	took := func(ms int) inventory.DHCPExchange {
		return inventory.DHCPExchange{School: "179901", Zone: "kl_mobile", Step: inventory.DHCPOffer, Took: time.Duration(ms) * time.Millisecond}
	}
	e.HeardDHCP(inventory.DHCPChanges{Exchanges: []inventory.DHCPExchange{took(100), took(101), took(4200)},
		Counts: map[inventory.SchoolCode]map[inventory.DHCPType]int{"179901": {inventory.DHCPDiscover: 4}, "179902": {inventory.DHCPDiscover: 1}}})
	e.HeardDHCP(inventory.DHCPChanges{Exchanges: []inventory.DHCPExchange{took(60_000)}})
	e.Judged(exporter.Judgement{Snapshot: &inventory.Snapshot{At: noon, School: inventory.School{Code: "179901"}, City: &inventory.CityIndex{},
		DHCP: inventory.DHCPView{Zones: []inventory.DHCPZone{{Zone: "kl_roam", Used: 125, Size: 250}, {Zone: "kl_mobile", Used: 9}}}}})
	text := scrape(t, e.Handler(), "/metrics")
	for _, want := range []string{
		`rollcall_dhcp_exchange_seconds_bucket{school="179901",step="offer",zone="kl_mobile",le="0.05"} 0`,
		`rollcall_dhcp_exchange_seconds_bucket{school="179901",step="offer",zone="kl_mobile",le="0.1"} 1`,
		`rollcall_dhcp_exchange_seconds_bucket{school="179901",step="offer",zone="kl_mobile",le="8"} 3`,
		`rollcall_dhcp_exchange_seconds_bucket{school="179901",step="offer",zone="kl_mobile",le="+Inf"} 4`,
		`rollcall_dhcp_exchange_seconds_count{school="179901",step="offer",zone="kl_mobile"} 4`,
		`rollcall_dhcp_messages_total{type="discover"} 5`,
		`rollcall_dhcp_scope_used_ratio{school="179901",zone="kl_roam"} 0.5`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(text, `dhcp_scope_used_ratio{school="179901",zone="kl_mobile"}`) {
		t.Error("a pool of which nobody knows the size has a share")
	}
	var ours []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "rollcall_") {
			ours = append(ours, line)
		}
	}
	check := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
	check.Stdin = strings.NewReader(strings.Join(ours, ""))
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}
