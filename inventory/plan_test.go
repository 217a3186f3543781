package inventory

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// thePlan is the plan of the schools, in its own notations.
func thePlan() Plan {
	return Plan{Zones: []Zone{
		{ID: "admin", Expr: "10.X.10.1-239", Name: "有線網路行政", VLAN: 10, DHCP: DHCPForbidden},
		{ID: "card", Expr: "10.X.10.240-245", Name: "全誼卡機", VLAN: 10, DHCP: DHCPManual, Classes: []string{ClassCardReader}},
		{ID: "city_shared", Expr: "10.X.10.246-251", DHCP: DHCPManual, Classes: []string{ClassCityShared}},
		{ID: "quake_pc", Expr: "10.X.10.252", DHCP: DHCPManual, Classes: []string{ClassQuakePC}, MustBePresent: true},
		{ID: "quake_sensor", Expr: "10.X.10.253", DHCP: DHCPManual, OnlyIf: FlagQuakeSensor},
		{ID: "lab", Expr: "10.X.20.254/24", DHCP: DHCPForbidden},
		{ID: "phone", Expr: "10.X.25.1-100", DHCP: DHCPUnspecified, ExternalService: "none_declared"},
		{ID: "camera", Expr: "10.X.25.101-150", DHCP: DHCPUnspecified},
		{ID: "teaching", Expr: "10.X.30.254/24", DHCP: DHCPForbidden},
		{ID: "kl_mobile", Expr: "10.X.208.0-212.254", DHCP: DHCPUnspecified, SSID: "KL-mobile", Auth: AuthMAC,
			Unknown: UnknownAlert, Prefix: "10.X.208.0/21"},
		{ID: "kl_roam", Expr: "10.X.220.254/24", DHCP: DHCPUnspecified, SSID: "KL-roam", Auth: AuthCaptive, Unknown: UnknownIgnore},
		{ID: "eduroam", Expr: "10.X.230.254/24", DHCP: DHCPUnspecified, SSID: "eduroam", Auth: AuthDot1X, Unknown: UnknownIgnore},
	}}
}

func theCity(zones ...Zone) *City {
	return &City{Plan: Plan{Zones: append(thePlan().Zones, zones...)}, Schools: []School{
		{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}, QuakeSensor: true},
		{Code: "179902", Name: "晴嵐國小", Vars: map[string]int{"X": 242}},
	}}
}

func planOf(t *testing.T, c *City, i int) SchoolPlan {
	t.Helper()
	sp, err := c.Plan.For(c.Schools[i])
	if err != nil {
		t.Fatal(err)
	}
	return sp
}

func TestAddressesFallIntoTheirZones(t *testing.T) {
	sp := planOf(t, theCity(), 0)
	for addr, want := range map[string]string{
		"10.241.10.1":        "admin",
		"10.241.10.239":      "admin",
		"10.241.10.240":      "card",
		"10.241.10.252":      "quake_pc",
		"10.241.10.253":      "quake_sensor",
		"10.241.10.254":      "",
		"10.241.10.0":        "",
		"10.241.20.254":      "lab",
		"10.241.25.100":      "phone",
		"10.241.25.101":      "camera",
		"10.241.25.151":      "",
		"10.241.207.255":     "",
		"10.241.208.0":       "kl_mobile",
		"10.241.212.254":     "kl_mobile",
		"10.241.212.255":     "",
		"10.241.213.0":       "",
		"10.242.10.5":        "",
		"203.0.113.20":       "",
		"::ffff:10.241.10.1": "admin",
		"2001:db8::1":        "",
	} {
		z, ok := sp.Zone(netip.MustParseAddr(addr))
		if z.ID != want || ok != (want != "") {
			t.Errorf("%s is in zone %q, want %q", addr, z.ID, want)
		}
	}
}

func TestARangeIsNineBlocksAndNotAPrefix(t *testing.T) {
	z, _ := planOf(t, theCity(), 0).ByID("kl_mobile")
	want := []string{"10.241.208.0/22", "10.241.212.0/25", "10.241.212.128/26", "10.241.212.192/27", "10.241.212.224/28",
		"10.241.212.240/29", "10.241.212.248/30", "10.241.212.252/31", "10.241.212.254/32"}
	var got []string
	for _, b := range z.Blocks() {
		got = append(got, b.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("blocks %v, want %v", got, want)
	}
	if z.Prefix.String() != "10.241.208.0/21" || z.Gateway.IsValid() {
		t.Errorf("prefix %s and gateway %s, want the operator's /21 and none", z.Prefix, z.Gateway)
	}
}

func TestAConfiguredGatewayBelongsToItsZone(t *testing.T) {
	c := theCity()
	c.Plan.Zones[0].Gateway = "10.X.10.254"
	sp := planOf(t, c, 0)
	if z, ok := sp.Zone(netip.MustParseAddr("10.241.10.254")); !ok || z.ID != "admin" {
		t.Errorf("the gateway is in zone %q, want admin", z.ID)
	}
	if os := sp.Overlaps(); len(os) != 0 {
		t.Errorf("overlaps %v, want none", os)
	}
}

func TestTheSmallestOverridingZoneWins(t *testing.T) {
	c := theCity(
		Zone{ID: "server", Expr: "10.X.20.240-247", Overrides: []string{"lab"}},
		Zone{ID: "license", Expr: "10.X.20.241", Overrides: []string{"server"}},
	)
	sp := planOf(t, c, 0)
	if os := sp.Overlaps(); len(os) != 0 {
		t.Errorf("overlaps %v, want none: both are declared", os)
	}
	for addr, want := range map[string]string{"10.241.20.239": "lab", "10.241.20.240": "server", "10.241.20.241": "license"} {
		if z, _ := sp.Zone(netip.MustParseAddr(addr)); z.ID != want {
			t.Errorf("%s is in %q, want %q", addr, z.ID, want)
		}
	}
}

func TestOverlapsWithoutLeave(t *testing.T) {
	for _, tt := range []struct {
		name string
		zone Zone
		want string
	}{
		{"inside, not declared", Zone{ID: "z", Expr: "10.X.20.10"}, "lab z 10.241.20.10-10.241.20.10"},
		{"declared but sticks out", Zone{ID: "z", Expr: "10.X.19.1-20.5", Overrides: []string{"lab"}}, "lab z 10.241.20.0-10.241.20.5"},
		{"declared but as big", Zone{ID: "z", Expr: "10.X.20.0/24", Overrides: []string{"lab"}}, "lab z 10.241.20.0-10.241.20.255"},
		{"in a circle", Zone{ID: "z", Expr: "10.X.20.1", Overrides: []string{"z"}}, "lab z 10.241.20.1-10.241.20.1"},
		{"beside", Zone{ID: "z", Expr: "10.X.21.0/24"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, o := range planOf(t, theCity(tt.zone), 0).Overlaps() {
				got = append(got, o.A.ID+" "+o.B.ID+" "+o.From.String()+"-"+o.To.String())
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("overlaps %q, want %q", s, tt.want)
			}
		})
	}
}

func TestOperatorsPrefixAndGatewayAreChecked(t *testing.T) {
	for _, tt := range []struct{ prefix, gateway, says string }{
		{"10.X.208.0/22", "", "does not cover 10.241.208.0 to 10.241.212.254"},
		{"10.X.208.0-215.255", "", "write ADDRESS/LENGTH"},
		{"", "10.X.208.1-9", "not one address"},
		{"10.X.208.0/21", "10.X.216.1", "lies outside of 10.241.208.0/21"},
		{"10.X.208.0/21", "10.X.208.999", "does not fit an octet"},
		{"10.X.208.254/21", "", ""},
		{"10.X.208.0/21", "10.X.215.254", ""},
	} {
		z := Zone{Expr: "10.X.208.0-212.254", Prefix: tt.prefix, Gateway: tt.gateway}
		_, err := z.For(map[string]int{"X": 241})
		if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("prefix %q gateway %q: error %v, want %q", tt.prefix, tt.gateway, err, tt.says)
		}
	}
}

func TestNearestZoneOfAGap(t *testing.T) {
	sp := planOf(t, theCity(), 0)
	for _, tt := range []struct {
		addr, want string
		distance   int
	}{
		{"10.241.25.180", "camera", 30},
		{"10.241.10.254", "quake_sensor", 1},
		{"10.241.10.0", "admin", 1},
		{"10.241.213.0", "kl_mobile", 2},
		{"10.241.29.255", "teaching", 1},
		{"10.241.255.255", "eduroam", 25 * 256},
		{"10.241.10.77", "admin", 0},
	} {
		z, d, ok := sp.Nearest(netip.MustParseAddr(tt.addr))
		if !ok || z.ID != tt.want || d != tt.distance {
			t.Errorf("nearest of %s is %q at %d, want %q at %d", tt.addr, z.ID, d, tt.want, tt.distance)
		}
	}
	if _, _, ok := sp.Nearest(netip.MustParseAddr("2001:db8::1")); ok {
		t.Error("an IPv6 address has a nearest zone")
	}
}

func TestForReportsEveryZoneThatDoesNotFit(t *testing.T) {
	p := Plan{Zones: []Zone{{ID: "a", Expr: "10.Y.1.1"}, {ID: "b", Expr: "10.X.1.1"}, {ID: "c", Expr: "10.Z.1.1"}}}
	sp, err := p.For(School{Code: "179901", Vars: map[string]int{"X": 241}})
	if err == nil || !strings.Contains(err.Error(), "zone a: ") || !strings.Contains(err.Error(), "zone c: ") {
		t.Errorf("error %v, want one that names zones a and c", err)
	}
	if len(sp.Zones) != 1 || sp.Zones[0].ID != "b" {
		t.Errorf("zones %v, want b alone", sp.Zones)
	}
}

func TestExplain(t *testing.T) {
	c := theCity()
	for _, tt := range []struct {
		addr, school, zone, nearest string
		expects                     string
	}{
		{"10.241.10.243", "179901", "card", "", "plan.school plan.dhcp.manual plan.classes"},
		{"10.241.10.253", "179901", "quake_sensor", "", "plan.school plan.dhcp.manual plan.only_if"},
		{"10.242.10.252", "179902", "quake_pc", "", "plan.school plan.dhcp.manual plan.classes plan.must_be_present"},
		{"10.241.20.254", "179901", "lab", "", "plan.school plan.gateway plan.dhcp.forbidden"},
		{"10.241.210.9", "179901", "kl_mobile", "", "plan.school plan.dhcp.unspecified plan.auth.mac plan.unknown_mac.alert"},
		{"10.241.25.9", "179901", "phone", "", "plan.school plan.dhcp.unspecified plan.external_service"},
		{"10.241.25.180", "179901", "", "camera", "plan.school plan.gap"},
		{"10.9.10.5", "", "", "", "plan.nobody"},
		{"203.0.113.20", "", "", "", "plan.public plan.nobody"},
		{"2001:db8::5", "", "", "", "plan.ipv6"},
		{"::ffff:10.241.10.243", "179901", "card", "", "plan.school plan.dhcp.manual plan.classes"},
	} {
		e := c.Explain(netip.MustParseAddr(tt.addr))
		var keys []string
		for _, w := range e.Expects {
			keys = append(keys, w.Key)
		}
		if got := strings.Join(keys, " "); got != tt.expects {
			t.Errorf("%s expects %q, want %q", tt.addr, got, tt.expects)
		}
		if string(e.School) != tt.school || e.Zone.ID != tt.zone || e.Nearest.ID != tt.nearest || e.InZone != (tt.zone != "") {
			t.Errorf("%s: school %q zone %q nearest %q, want %q %q %q", tt.addr, e.School, e.Zone.ID, e.Nearest.ID, tt.school, tt.zone, tt.nearest)
		}
	}
}

func TestParseAddressTakesWhatPeopleWrite(t *testing.T) {
	want := netip.MustParseAddr("10.241.10.5")
	for _, text := range []string{"10.241.10.5", " 10.241.10.5 ", "１０．２４１．１０．５", "10.241.\u200b10.5"} {
		if got, err := ParseAddress(text); err != nil || got != want {
			t.Errorf("ParseAddress(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "10.241.10", "10.241.10.5/24", "10.241.10.1-5", "300.1.1.1", "10.X.10.5"} {
		if got, err := ParseAddress(text); err == nil {
			t.Errorf("ParseAddress(%q) = %v, want an error", text, got)
		}
	}
}

func TestAFlaggedZoneIsOnlyForFlaggedSchools(t *testing.T) {
	c := theCity()
	z, _ := planOf(t, c, 0).ByID("quake_sensor")
	if !z.AppliesTo(c.Schools[0]) || z.AppliesTo(c.Schools[1]) {
		t.Error("quake_sensor should apply to 179901 and not to 179902")
	}
}
