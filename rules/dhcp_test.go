package rules_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

var (
	dhcpServer = netip.MustParseAddr("198.51.100.10")
	homeRouter = netip.MustParseAddr("192.168.0.1")
)

// hearing is a school whose DHCP is heard on a mirror port: one zone in which all
// is well.
func hearing(t *testing.T) school {
	s := haiyan(t)
	s.DHCP = inventory.DHCPView{
		Since: noon.Add(-time.Hour), Judged: true, Heard: map[inventory.DHCPVia]time.Time{inventory.ViaCapture: noon},
		Zones:   []inventory.DHCPZone{healthyZone("kl_mobile")},
		Servers: []inventory.DHCPServer{{School: "179901", ID: dhcpServer, Gateway: netip.MustParseAddr("10.241.208.254"), Zone: "kl_mobile", Known: true, First: noon.Add(-time.Hour), Last: noon}},
	}
	return s
}

func healthyZone(id string) inventory.DHCPZone {
	ms := time.Millisecond
	return inventory.DHCPZone{Zone: id, Since: noon.Add(-15 * time.Minute), Answered: noon.Add(-time.Minute), BothSides: true, Asked: 30, Size: 1278, Used: 300,
		Types: map[inventory.DHCPType]int{inventory.DHCPDiscover: 30},
		Offer: inventory.Spread{N: 30, P50: 100 * ms, P95: 150 * ms, Max: 200 * ms}, Ack: inventory.Spread{N: 30, P50: 210 * ms, P95: 300 * ms, Max: 400 * ms}}
}

// dhcpFound are the findings of a kind, and whether the rule is in doubt.
func dhcpFound(s school, kind inventory.Kind) (sure []inventory.Finding, doubt bool) {
	for _, f := range rules.Judge(s.Snapshot) {
		if f.Kind == kind {
			if f.Doubt {
				doubt = true
			} else {
				sure = append(sure, f)
			}
		}
	}
	return sure, doubt
}

// TestDHCPKinds changes a healthy school and wants, of one kind, so many findings,
// doubt, or silence.
func TestDHCPKinds(t *testing.T) {
	type change = func(*inventory.DHCPView)
	zone := func(f func(*inventory.DHCPZone)) change {
		return func(v *inventory.DHCPView) { f(&v.Zones[0]) }
	}
	offers := func(n int, p50, p95 time.Duration) change {
		return zone(func(z *inventory.DHCPZone) {
			z.Offer = inventory.Spread{N: n, P50: p50, P95: p95, Max: p95}
		})
	}
	waiting := func(failed int, since time.Duration) change {
		return zone(func(z *inventory.DHCPZone) {
			z.Failed, z.FailingSince = failed, noon.Add(-since)
		})
	}
	server := func(s inventory.DHCPServer) change {
		s.First, s.Last = noon.Add(-time.Minute), noon
		return func(v *inventory.DHCPView) { v.Servers = append(v.Servers, s) }
	}
	silent := func(since time.Duration) change {
		return func(v *inventory.DHCPView) { v.Servers[len(v.Servers)-1].Unanswered = noon.Add(-since) }
	}
	relay := func(r inventory.DHCPRelaySettings) change {
		r.Relay, r.Zone = netip.MustParseAddr("10.241.208.254"), "kl_mobile"
		return func(v *inventory.DHCPView) { v.Relays = append(v.Relays, r) }
	}
	rogue := server(inventory.DHCPServer{ID: homeRouter, MAC: mac(9), VID: 30, Zone: "teaching"})
	inLab := server(inventory.DHCPServer{ID: dhcpServer, Gateway: netip.MustParseAddr("10.241.20.254"), Zone: "lab", Known: true})
	s := time.Second
	tests := []struct {
		name    string
		kind    inventory.Kind
		changes []change
		want    int
		doubt   bool
	}{
		{"100 ms is healthy", inventory.KindDHCPSlow, []change{offers(200, s/10, s/5)}, 0, false},
		{"a cart wakes up", inventory.KindDHCPSlow, []change{offers(30, s/5, 9*s/10)}, 0, false},
		{"4 s is slow", inventory.KindDHCPSlow, []change{offers(40, 4*s, 5*s)}, 1, false},
		{"too few to say", inventory.KindDHCPSlow, []change{offers(4, 4*s, 5*s)}, 0, true},
		{"nobody asks", inventory.KindDHCPSlow, []change{offers(0, 0, 0)}, 0, true},
		{"better, and not yet well", inventory.KindDHCPSlow, []change{offers(30, s, 3*s/2)}, 0, true},
		{"some answers come late", inventory.KindDHCPSlow, []change{offers(100, s/10, 2*s)}, 1, false},

		{"somebody is answered", inventory.KindDHCPNoOffer, nil, 0, false},
		{"ten minutes without an answer", inventory.KindDHCPNoOffer, []change{waiting(12, 10*time.Minute)}, 1, false},
		{"not long enough", inventory.KindDHCPNoOffer, []change{waiting(12, 4*time.Minute)}, 0, true},
		{"two may have faults of their own", inventory.KindDHCPNoOffer, []change{waiting(2, 10*time.Minute)}, 0, true},
		{"never served", inventory.KindDHCPNoOffer, []change{waiting(12, 10*time.Minute), zone(func(z *inventory.DHCPZone) { z.Answered, z.Used = time.Time{}, 0 })}, 0, true},
		{"a night without clients", inventory.KindDHCPNoOffer, []change{zone(func(z *inventory.DHCPZone) { z.Answered, z.Asked = noon.Add(-8*time.Hour), 0 })}, 0, true},

		{"only ours", inventory.KindRogueDHCP, nil, 0, false},
		{"a home router", inventory.KindRogueDHCP, []change{rogue}, 1, false},
		{"the same by two VLANs", inventory.KindRogueDHCP, []change{rogue, server(inventory.DHCPServer{ID: homeRouter, MAC: mac(9), VID: 10, Zone: "admin"})}, 1, false},
		{"two of one make", inventory.KindRogueDHCP, []change{rogue, server(inventory.DHCPServer{ID: homeRouter, MAC: mac(8), VID: 30, Zone: "teaching"})}, 2, false},
		{"silent for a moment", inventory.KindRogueDHCP, []change{rogue, silent(2 * time.Minute)}, 1, false},
		{"unplugged", inventory.KindRogueDHCP, []change{rogue, silent(11 * time.Minute)}, 0, false},
		{"no server is configured", inventory.KindRogueDHCP, []change{rogue, func(v *inventory.DHCPView) { v.Judged = false }}, 0, false},

		{"no server in a zone without DHCP", inventory.KindDHCPForbidden, nil, 0, false},
		{"a relay in the lab", inventory.KindDHCPForbidden, []change{inLab}, 1, false},
		{"the relay is off again", inventory.KindDHCPForbidden, []change{inLab, silent(11 * time.Minute)}, 0, false},
		{"what a stranger gives is the stranger's", inventory.KindDHCPForbidden, []change{rogue}, 0, false},

		{"room enough", inventory.KindDHCPScopeFull, nil, 0, false},
		{"nearly full", inventory.KindDHCPScopeFull, []change{zone(func(z *inventory.DHCPZone) { z.Used, z.Size, z.Random = 243, 250, 230 })}, 1, false},
		{"just below", inventory.KindDHCPScopeFull, []change{zone(func(z *inventory.DHCPZone) { z.Used, z.Size = 218, 250 })}, 0, true},
		{"size not known", inventory.KindDHCPScopeFull, []change{zone(func(z *inventory.DHCPZone) { z.Used, z.Size = 243, 0 })}, 0, false},
		{"nothing is heard any more", inventory.KindDHCPScopeFull, []change{func(v *inventory.DHCPView) { v.Heard[inventory.ViaCapture] = noon.Add(-2 * time.Hour) }}, 0, true},

		{"a relay without a threshold", inventory.KindDHCPRelaySettings, []change{relay(inventory.DHCPRelaySettings{Clients: 20, MostHops: 1})}, 0, false},
		{"a time threshold", inventory.KindDHCPRelaySettings, []change{relay(inventory.DHCPRelaySettings{Clients: 20, LeastSecs: 8, MostHops: 1})}, 1, false},
		{"too few clients to tell", inventory.KindDHCPRelaySettings, []change{relay(inventory.DHCPRelaySettings{Clients: 3, LeastSecs: 8, MostHops: 1})}, 0, true},
		{"relays in a row", inventory.KindDHCPRelaySettings, []change{relay(inventory.DHCPRelaySettings{Clients: 3, MostHops: 4})}, 1, false},

		{"an address of its own", inventory.KindAPIPASeen, []change{func(v *inventory.DHCPView) {
			v.Autoconf = []inventory.Binding{{IP: netip.MustParseAddr("169.254.7.8"), MAC: mac(7), Source: "hy-core"}, {IP: netip.MustParseAddr("169.254.7.9"), MAC: mac(6), Source: "hy-core"}}
		}}, 1, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sc := hearing(t)
			for _, f := range tt.changes {
				f(&sc.DHCP)
			}
			sure, doubt := dhcpFound(sc, tt.kind)
			if len(sure) != tt.want || doubt != tt.doubt {
				t.Errorf("%d findings of %s, doubt %v; want %d, %v: %+v", len(sure), tt.kind, doubt, tt.want, tt.doubt, sure)
			}
			if ok, why := rules.Observable(tt.kind, sc.Snapshot); !ok && tt.name != "no server is configured" {
				t.Errorf("%s cannot be observed: %v", tt.kind, why)
			}
		})
	}
}

// TestAStrangeServerIsNamedDownToTheRoom by the address of its frames.
func TestAStrangeServerIsNamedDownToTheRoom(t *testing.T) {
	s := hearing(t)
	s.see(mac(9), 30, "hy-3f-a", "7")
	s.DHCP.Servers = append(s.DHCP.Servers, inventory.DHCPServer{ID: homeRouter, MAC: mac(9), VID: 30, Zone: "teaching",
		Given: netip.MustParseAddr("192.168.0.100"), First: noon, Last: noon})
	sure, _ := dhcpFound(s, inventory.KindRogueDHCP)
	if len(sure) != 1 || sure[0].Switch != "hy-3f-a" || sure[0].Port != "7" || sure[0].MAC != mac(9) || sure[0].IP != homeRouter || sure[0].Room == "" ||
		sure[0].Severity != inventory.Critical {
		t.Errorf("found %+v", sure)
	}
}

// TestSlowDHCPLooksAtWhatMadeItSlow at once, and says what it found.
func TestSlowDHCPLooksAtWhatMadeItSlow(t *testing.T) {
	many, memory, few := 5800, 93.0, 40
	port := inventory.PortID{Switch: "hy-3f-a", IfName: "7"}
	tests := []struct {
		name        string
		change      func(school)
		bcast, ipv6 string
	}{
		{"nothing is measured", func(school) {}, "unknown", "unknown"},
		{"all is normal", func(s school) {
			s.Windows.Since = map[inventory.SwitchID]time.Time{"hy-3f-a": noon.Add(-time.Hour)}
			s.view("hy-core").Health = &inventory.Health{IPv6Neighbors: &few}
		}, "normal", "normal"},
		{"a port broadcasts", func(s school) {
			s.Windows.Ports = map[inventory.PortID]inventory.PortWindow{port: {BroadcastPPS: 300}}
		}, "high", "unknown"},
		{"each port a little", func(s school) {
			s.Windows.Broadcasts = []inventory.BroadcastSum{{Switch: "hy-core", VID: 30, PPS: 3240, Since: noon.Add(-10 * time.Minute)}}
		}, "high", "unknown"},
		{"a large cache", func(s school) {
			s.view("hy-core").Health = &inventory.Health{IPv6Neighbors: &many, MemoryPercent: &memory}
		}, "unknown", "high"},
		{"an access switch is none of it", func(s school) { s.view("hy-3f-a").Health = &inventory.Health{IPv6Neighbors: &many} }, "unknown", "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := hearing(t)
			s.DHCP.Zones[0].Offer = inventory.Spread{N: 50, P50: 4 * time.Second, P95: 5 * time.Second}
			tt.change(s)
			sure, _ := dhcpFound(s, inventory.KindDHCPSlow)
			if len(sure) != 1 || sure[0].Args["bcast"] != tt.bcast || sure[0].Args["ipv6"] != tt.ipv6 || sure[0].Args["p50"] != "4" {
				t.Errorf("found %+v, want broadcasts %s and IPv6 %s", sure, tt.bcast, tt.ipv6)
			}
		})
	}
}

// TestWithoutASourceDHCPIsNotObservable: pages say so, and no rule speaks.
func TestWithoutASourceDHCPIsNotObservable(t *testing.T) {
	deaf, log := haiyan(t), hearing(t)
	log.DHCP.Heard = map[inventory.DHCPVia]time.Time{inventory.ViaLog: noon}
	for _, kind := range []inventory.Kind{inventory.KindDHCPSlow, inventory.KindDHCPNoOffer, inventory.KindRogueDHCP, inventory.KindDHCPRelaySettings} {
		for name, s := range map[string]school{"nothing heard": deaf, "a server's log alone": log} {
			if ok, why := rules.Observable(kind, s.Snapshot); ok || why.Key != "unobservable.dhcp_asked" {
				t.Errorf("%s: %s observable %v, %q", name, kind, ok, why.Key)
			}
		}
	}
	if ok, _ := rules.Observable(inventory.KindDHCPScopeFull, log.Snapshot); !ok {
		t.Error("a server's log tells its leases")
	}
	if !slices.Contains(rules.Blind(deaf.Snapshot), inventory.KindDHCPScopeFull) {
		t.Error("without any source the use of pools is not known")
	}
}

// TestAnUnknownClientIsFoundByItsRequest before any table shows it; one that is
// listed is not.
func TestAnUnknownClientIsFoundByItsRequest(t *testing.T) {
	s := hearing(t)
	s.list(mac(21), inventory.ClassTablet)
	s.DHCP.Clients = []inventory.DHCPClient{
		{MAC: mac(0xb7), Zone: "kl_mobile", First: noon.Add(-8 * time.Second), Last: noon},
		{MAC: mac(21), Zone: "kl_mobile", First: noon, Last: noon},
		{MAC: mac(22), Zone: "kl_roam", First: noon, Last: noon},
	}
	sure, _ := dhcpFound(s, inventory.KindUnknownMAC)
	if len(sure) != 1 || sure[0].MAC != mac(0xb7) || !sure[0].Since.Equal(noon.Add(-8*time.Second)) {
		t.Errorf("found %+v, want …:b7 since its DISCOVER", sure)
	}
}
