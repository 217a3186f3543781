package config

import (
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestWhereDHCPIsHeard(t *testing.T) {
	const head = "version: 1\nip_plan: [{id: admin, expr: \"10.X.10.1-239\"}]\n" +
		"schools: [{code: \"179901\", name: x, x: 241, contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]}]\n"
	address, network := netip.MustParseAddr, netip.MustParsePrefix
	for _, tt := range []struct {
		name, text string
		want       DHCP
		warnings   int
	}{
		{"nowhere", "", DHCP{}, 0},
		{"on mirror ports, of one school and of all", "dhcp: {interfaces: [eth1, {name: eth2.30, school: \"179901\"}]}",
			DHCP{Interfaces: []Tap{{Name: "eth1"}, {Name: "eth2.30", School: "179901"}}}, 0},
		{"as copies of relays, which is warned of", "dhcp: {listen: \":67\", relays: [10.241.254.1, 10.242.0.0/16]}",
			DHCP{Listen: ":67", Relays: []netip.Prefix{network("10.241.254.1/32"), network("10.242.0.0/16")}}, 1},
		{"in what servers write", "dhcp: {servers: [{name: centre, ip: [192.0.2.7, \"2001:db8::7\"], log: /var/log/dhcp.log, leases: kea.csv, format: kea}, {ip: 192.0.2.8}]}",
			DHCP{Servers: []DHCPServer{
				{Name: "centre", Addresses: []netip.Addr{address("192.0.2.7"), address("2001:db8::7")}, Log: "/var/log/dhcp.log", Leases: "kea.csv", Format: "kea"},
				{Name: "192.0.2.8", Addresses: []netip.Addr{address("192.0.2.8")}}}}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := write(t, "rollcall.yaml", head+tt.text)
			c := load(t, file)
			for i, s := range tt.want.Servers {
				if s.Leases != "" {
					tt.want.Servers[i].Leases = filepath.Join(filepath.Dir(file), s.Leases)
				}
			}
			if diff := cmp.Diff(tt.want, c.DHCP, cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{}), cmpopts.IgnoreFields(DHCPServer{}, "Place")); diff != "" {
				t.Errorf("dhcp (-want +got):\n%s", diff)
			}
			var said []string
			for _, w := range c.Warnings {
				if strings.Contains(w.String(), "dhcp") {
					said = append(said, w.String())
				}
			}
			if len(said) != tt.warnings {
				t.Errorf("warnings %q, want %d", said, tt.warnings)
			}
		})
	}
}
