package main

import (
	"net/netip"
	"strings"
	"testing"

	"rollcall/exporter/wording"
	"rollcall/inventory"
)

// TestPollPrintsHealthAndClients holds what a person reads of a laden controller:
// nothing that it says may steer the terminal.
func TestPollPrintsHealthAndClients(t *testing.T) {
	cpu, memory, neighbors := 12.5, 90.0, 4000
	p := inventory.Poll{Target: "192.0.2.1:161", Health: &inventory.Health{CPUPercent: &cpu, MemoryPercent: &memory, IPv6Neighbors: &neighbors,
		IPv6NeighborsMore: true, Disks: []inventory.Disk{{Name: "/", UsedBytes: 1, TotalBytes: 4}}},
		Wireless: []inventory.WirelessClient{{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 1}, SSID: "KL-mobile", AP: "ap\x1b[2J1", IP: netip.MustParseAddr("192.0.2.9")},
			{MAC: inventory.MAC{0, 0, 0x5e, 0, 0x53, 2}, SSID: "eduroam"}}}
	var out strings.Builder
	if err := printPoll(&out, wording.ZhTW, &p); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"12.5 %", "90 %", "超過 4000 筆", "/ 25 %", "00:00:5e:00:53:01  KL-mobile  ap [2J1  192.0.2.9", "00:00:5e:00:53:02  eduroam"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not printed: %q", want)
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("an escape sequence of the switch reached the terminal")
	}
}
