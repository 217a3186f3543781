package exporter_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/exporter"
	"rollcall/inventory"
)

// TestWhatAnswersIsMeasured: what is measured is a value, and what is not is absent.
func TestWhatAnswersIsMeasured(t *testing.T) {
	e := exporter.New(exporter.Options{City: city})
	j := judgement()
	j.Snapshot.Reach = inventory.ReachView{
		Gateway: inventory.Reach{Kind: inventory.ReachGateway, Address: netip.MustParseAddr("192.0.2.1"), State: inventory.ReachDown, Sent: 20, Lost: 5,
			RTT: inventory.Spread{N: 15, P50: 1500 * time.Microsecond}},
		Upstream: inventory.Reach{Kind: inventory.ReachUpstream, State: inventory.ReachUnmeasured},
		Devices:  []inventory.Reach{{State: inventory.ReachUp}, {State: inventory.ReachUp}},
	}
	e.Judged(j)
	e.Echoed(school)
	e.Echoed(school)
	text := scrape(t, e.Handler(), "/metrics")
	for _, want := range []string{
		`rollcall_gateway_up{school="179901"} 0`, `rollcall_ping_loss_ratio{school="179901",target="gateway"} 0.25`,
		`rollcall_ping_rtt_seconds{school="179901",target="gateway"} 0.0015`, `rollcall_reach_targets{school="179901",state="up"} 2`,
		`rollcall_reach_targets{school="179901",state="down"} 1`, `rollcall_echo_requests_total{school="179901"} 2`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(text, "\nrollcall_upstream_up ") {
		t.Error("an address outside that is not measured has a value")
	}
	j.Snapshot.Reach.Upstream.State = inventory.ReachUp
	e.Judged(j)
	if text = scrape(t, e.Handler(), "/metrics"); !strings.Contains(text, "\nrollcall_upstream_up 1\n") {
		t.Error("an address outside that answers has no value")
	}
}
