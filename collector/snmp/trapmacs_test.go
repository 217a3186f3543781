package snmp_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall/collector/inbox"
)

// TestMACNotifications reads what switches write into one octet string.
func TestMACNotifications(t *testing.T) {
	const cisco, dlink = ".1.3.6.1.4.1.9.9.215.1.1.8.1.2.7", ".1.3.6.1.4.1.171.11.118.9.2.100.1.2.1.1.0"
	for _, tt := range []struct {
		name, oid, octets string
		want              string
	}{
		{"Cisco: one learned", cisco, "01 000a 00005e005301 0005", "mac_learned 00:00:5e:00:53:01 vlan 10 port 5"},
		{"Cisco: one removed, then the end", cisco, "02 00d0 00005e005302 0006 00", "mac_removed 00:00:5e:00:53:02 vlan 208 port 6"},
		{"Cisco: the second is cut", cisco, "01 000a 00005e005301 0005 02 00d0 0000", "mac_learned 00:00:5e:00:53:01 vlan 10 port 5"},
		{"Cisco: no VLAN ID", cisco, "01 ffff 00005e005301 0005", "mac_learned 00:00:5e:00:53:01 vlan 0 port 5"},
		{"Cisco: no operation", cisco, "09 000a 00005e005301 0005", ""},
		{"D-Link: learned and moved", dlink, "01 00005e005301 01 05 00 03 00005e005302 01 06 00", "mac_learned 00:00:5e:00:53:01 vlan 0 port 5; mac_moved 00:00:5e:00:53:02 vlan 0 port 6"},
		{"D-Link: unit and port in two octets", dlink, "02 00005e005301 0001 0105 00", "mac_removed 00:00:5e:00:53:01 vlan 0 port 261"},
		{"D-Link: fits neither", dlink, "01 00005e005301 01 05", ""},
		{"D-Link: some other object", dlink, "74 65787420696e 20 61 00", ""},
		{"D-Link: nothing", dlink, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			octets := strings.ReplaceAll(tt.octets, " ", "")
			if _, err := hex.DecodeString(octets); err != nil {
				t.Fatal(err)
			}
			trap := capture(t, "snmptrap", "-v2c", "-c", "traps", "AGENT", "", ".1.3.6.1.4.1.32473.0.1", tt.oid, "x", octets)
			m, err := trapReader(t).Read(datagram(trap, time.Now()))
			if err != nil {
				t.Fatal(err)
			}
			if got := devices(m.Events); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func devices(events []inbox.Event) string {
	var parts []string
	for _, e := range events {
		if e.MAC != nil {
			parts = append(parts, fmt.Sprintf("%s %s vlan %d port %d", e.Kind, e.MAC, e.VID, e.Hint.BridgePort))
		}
	}
	return strings.Join(parts, "; ")
}
