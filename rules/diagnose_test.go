package rules_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// A situation is a school in trouble, the question that somebody asks of it, and
// the answer that an experienced person would give.
type situation struct {
	name  string
	asked inventory.Symptom
	set   func(s school, c *inventory.Clues)
	cause string
	steps string // the results of the steps, a letter each: o ok, x not ok, ? not measured, - not configured
}

// The devices of the situations.
var (
	office = mac(10) // 10.241.30.57 on hy-3f-a 5, VLAN 30
	tablet = mac(20) // in KL-mobile behind hy-3f-a 7
)

func aWired(ip string) inventory.Symptom {
	return inventory.Symptom{Flow: inventory.FlowWired, IP: netip.MustParseAddr(ip)}
}

func aWireless(m inventory.MAC, ssid string) inventory.Symptom {
	return inventory.Symptom{Flow: inventory.FlowWireless, MAC: m, SSID: ssid}
}

func aSchool() inventory.Symptom { return inventory.Symptom{Flow: inventory.FlowSchool} }

// works puts the office PC to work on its port.
func (s school) works() {
	s.see(office, 30, "hy-3f-a", "5")
	s.bind("10.241.30.57", office)
	s.up("hy-3f-a", "5")
}

func (s school) up(sw inventory.SwitchID, port string) {
	p := s.port(sw, port)
	p.Link, p.LinkSince = inventory.LinkState{Admin: "up", Oper: "up", SpeedBPS: 1e9, Duplex: "full"}, noon.Add(-time.Hour)
}

func (s school) admit(m inventory.MAC, name string) {
	s.Lists.Whitelist = append(s.Lists.Whitelist, inventory.ListEntry{School: s.School.Code, MAC: m, Name: name, KLMobile: true, Row: 7})
}

func (s school) block(ip string, m inventory.MAC) {
	s.Blocked = append(s.Blocked, inventory.BlockedIP{School: s.School.Code, IP: netip.MustParseAddr(ip), BlockedAt: noon.Add(-50 * time.Hour),
		State: inventory.BlockListed, Then: inventory.Holder{MAC: m}})
}

// stands adds a finding that another rule has made.
func stands(c *inventory.Clues, kind inventory.Kind, f inventory.Finding) {
	f.Kind = kind
	c.Open = append(c.Open, inventory.FindingRow{ID: int64(len(c.Open) + 1), State: inventory.StateOpen, Finding: f})
}

func was(c *inventory.Clues, m inventory.MAC, port string, gone time.Time) {
	c.Seen = append(c.Seen, inventory.Sighting{MAC: m, VID: 30, Port: inventory.PortID{Switch: "hy-3f-a", IfName: port},
		Span: inventory.Span{First: noon.Add(-48 * time.Hour), Gone: gone}})
}

func (s school) gateway(state inventory.ReachState) {
	s.Reach.Gateway = inventory.Reach{Kind: inventory.ReachGateway, School: s.School.Code, Address: netip.MustParseAddr("10.241.30.254"),
		State: state, Since: noon.Add(-10 * time.Minute), Last: noon, Sent: 3}
	s.Reach.Neighbours = 5
}

func (s school) upstream(state inventory.ReachState) {
	s.Reach.Upstream = inventory.Reach{Kind: inventory.ReachUpstream, Address: netip.MustParseAddr("192.0.2.1"), State: state,
		Since: noon.Add(-10 * time.Minute), Last: noon, Sent: 3}
}

func (s school) inside(answers bool) {
	s.Reach.Inside = &inventory.Vantage{School: s.School.Code, At: noon.Add(-time.Minute), By: "chen", Inside: answers}
}

// situations are what coordinators call about.
func situations() []situation {
	zone := inventory.Finding{VID: 208, Args: map[string]string{"zone": "MAC認證", "zone_id": "kl_mobile"}}
	onPort := inventory.Finding{Switch: "hy-3f-a", Port: "5"}
	atAP := inventory.Finding{Switch: "hy-3f-a", Port: "7"}
	tab := func(s school) { s.see(tablet, 208, "hy-3f-a", "7"); s.up("hy-3f-a", "7") }
	return []situation{
		{"a PC at work", aWired("10.241.30.57"), func(s school, c *inventory.Clues) { s.works() }, "none", "ooo?"},
		{"a blocked PC", aWired("10.241.30.57"), func(s school, c *inventory.Clues) { s.works(); s.block("10.241.30.57", office) }, "blocked", "xoo?"},
		{"a PC whose former address is blocked", aWired("10.241.30.58"), func(s school, c *inventory.Clues) {
			s.see(office, 30, "hy-3f-a", "5")
			s.bind("10.241.30.58", office)
			s.up("hy-3f-a", "5")
			s.block("10.241.30.57", office)
		}, "blocked", "xoo?"},
		{"no list was ever imported", aWired("10.241.30.57"), func(s school, c *inventory.Clues) { s.works(); s.BlocklistAt = time.Time{} }, "none", "-o-?"},
		{"the cable is out", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			was(c, office, "5", noon.Add(-time.Hour))
			s.port("hy-3f-a", "5").Link = inventory.LinkState{Admin: "up", Oper: "down"}
		}, "link_down", "oxo?"},
		{"the port is switched off", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			was(c, office, "5", noon.Add(-time.Hour))
			s.port("hy-3f-a", "5").Link = inventory.LinkState{Admin: "down", Oper: "down"}
		}, "port_off", "oxo?"},
		{"the spanning tree blocks the port", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			s.works()
			s.port("hy-3f-a", "5").Blocked = "blocking"
		}, "stp", "oxo?"},
		{"the PC is off", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			was(c, office, "5", noon.Add(-time.Hour))
			s.up("hy-3f-a", "5")
		}, "gone", "o?o?"},
		{"nobody has ever seen it", aWired("10.241.30.99"), func(s school, c *inventory.Clues) {}, "never", "o?o?"},
		{"two PCs with one address", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			s.works()
			s.bind("10.241.30.57", mac(11))
		}, "conflict", "oxo?"},
		{"plugged into another segment", aWired("10.241.10.57"), func(s school, c *inventory.Clues) {
			s.see(office, 30, "hy-3f-a", "5")
			s.bind("10.241.10.57", office)
			s.up("hy-3f-a", "5")
		}, "wrong_zone", "oxo?"},
		{"somebody changed the port's segment", aWired("10.241.10.57"), func(s school, c *inventory.Clues) {
			s.see(office, 30, "hy-3f-a", "5")
			s.bind("10.241.10.57", office)
			s.up("hy-3f-a", "5")
			drift := onPort
			drift.Args = map[string]string{"was": "行政", "is": "教學"}
			stands(c, inventory.KindPortRecordDrift, drift)
		}, "port_changed", "oxo?"},
		{"an address of the plan's gap", aWired("10.241.40.7"), func(s school, c *inventory.Clues) {
			s.see(office, 30, "hy-3f-a", "5")
			s.bind("10.241.40.7", office)
			s.up("hy-3f-a", "5")
		}, "unplanned", "ooo?"},
		{"a reserved address", aWired("10.241.10.243"), func(s school, c *inventory.Clues) {
			s.see(office, 10, "hy-3f-a", "5")
			s.bind("10.241.10.243", office)
			s.up("hy-3f-a", "5")
			stands(c, inventory.KindReservedIPTaken, inventory.Finding{IP: netip.MustParseAddr("10.241.10.243"), MAC: office})
		}, "reserved", "ooo?"},
		{"a bad cable", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			s.works()
			stands(c, inventory.KindInterfaceErrors, onPort)
		}, "errors", "oxo?"},
		{"a link that comes and goes", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			s.works()
			stands(c, inventory.KindLinkFlap, onPort)
		}, "flap", "oxo?"},
		{"its switch is dead", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			s.works()
			s.dead("hy-3f-a", inventory.ReasonTimeout)
			stands(c, inventory.KindSwitchDown, inventory.Finding{Switch: "hy-3f-a", Subject: "hy-3f-a"})
		}, "switch_down", "oxo?"},
		{"no address where none is given out", aWired("169.254.10.9"), func(s school, c *inventory.Clues) {
			s.see(office, 30, "hy-3f-a", "5")
			s.bind("169.254.10.9", office)
			s.up("hy-3f-a", "5")
		}, "apipa", "ooo?"},
		{"no address while DHCP is silent", aWired("169.254.10.9"), func(s school, c *inventory.Clues) {
			s.see(office, 34, "hy-3f-a", "5")
			s.bind("169.254.10.9", office)
			s.up("hy-3f-a", "5")
			stands(c, inventory.KindDHCPNoOffer, inventory.Finding{VID: 34, Args: map[string]string{"zone": "智慧盒"}})
		}, "dhcp_no_offer", "ooo?"},
		{"no switch is read", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			for _, id := range []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"} {
				s.miss(id, inventory.Tables()...)
			}
		}, "blind", "o?o?"},

		{"a tablet that is listed and online", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			tab(s)
			s.bind("10.241.209.7", tablet)
			s.admit(tablet, "平板07")
		}, "none", "oo?o??"},
		{"a random MAC", aWireless(random(0x44), "KL-mobile"), func(s school, c *inventory.Clues) {}, "random_mac", "?x?x??"},
		{"a random MAC that is on the network", aWireless(random(0x44), "KL-mobile"), func(s school, c *inventory.Clues) {
			s.see(random(0x44), 208, "hy-3f-a", "7")
			s.bind("10.241.209.7", random(0x44))
			stands(c, inventory.KindBroadcastHigh, inventory.Finding{})
		}, "random_mac", "ox?x??"},
		{"a random MAC where that is fine", aWireless(random(0x44), "KL-roam"), func(s school, c *inventory.Clues) {}, "not_here", "?x????"},
		{"a slip of the pen in the list", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) { s.admit(mac(21), "平板07") }, "near_miss", "?o?x??"},
		{"a tablet that nobody listed", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) { s.admit(mac(0xf3), "平板99") }, "not_listed", "?o?x??"},
		{"a tablet of another school", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			s.City.Listed.Add(tablet, []inventory.SchoolCode{"179902"})
		}, "other_school", "?o?x??"},
		{"in the master list only", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			s.list(tablet, inventory.ClassTablet)
			s.admit(mac(0xf3), "平板99")
		}, "master_only", "?o?x??"},
		{"an entry that ran out", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			s.admit(tablet, "平板07")
			s.Lists.Whitelist[len(s.Lists.Whitelist)-1].Until = "2026-11-01"
		}, "expired", "?o?x??"},
		{"a whitelist that is too old", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			s.Lists.WhitelistAt = noon.AddDate(0, -6, 0)
			s.admit(mac(0xf3), "平板99")
		}, "refused_unseen", "?o????"},
		{"DHCP is silent in the zone", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			tab(s)
			s.admit(tablet, "平板07")
			stands(c, inventory.KindDHCPNoOffer, zone)
		}, "dhcp_no_offer", "?o?o??"},
		{"the pool is full", aWireless(tablet, "KL-roam"), func(s school, c *inventory.Clues) {
			stands(c, inventory.KindDHCPScopeFull, inventory.Finding{VID: 220, Args: map[string]string{"zone": "captive portal"}})
		}, "scope_full", "?o????"},
		{"the access point is slow", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			tab(s)
			s.admit(tablet, "平板07")
			stands(c, inventory.KindLinkSpeedLow, atAP)
		}, "ap_speed", "?oxo??"},
		{"others at the access point are in trouble too", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			tab(s)
			s.admit(tablet, "平板07")
			for n := range byte(3) {
				f := atAP
				f.MAC = mac(30 + n)
				stands(c, inventory.KindUnknownMAC, f)
			}
		}, "ap_many", "?oxo??"},
		{"refused though it is listed", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) {
			s.admit(tablet, "平板07")
			s.Rejects = []inventory.AccessReject{{At: noon.Add(-time.Minute), MAC: tablet, SSID: "KL-mobile", AP: "ap-3f"}}
		}, "refused", "?o?x??"},
		{"listed, and nowhere to be seen", aWireless(tablet, "KL-mobile"), func(s school, c *inventory.Clues) { s.admit(tablet, "平板07") }, "refused_unseen", "?o?o??"},

		{"all is well", aSchool(), func(s school, c *inventory.Clues) {}, "none", "ooo?"},
		{"the gateway is dead, from inside too", aSchool(), func(s school, c *inventory.Clues) {
			s.gateway(inventory.ReachDown)
			s.inside(false)
			s.dead("hy-core", inventory.ReasonTimeout)
			s.dead("hy-3f-a", inventory.ReasonTimeout)
			s.dead("hy-3f-b", inventory.ReasonTimeout)
		}, "gateway_down", "oxo?"},
		{"the circuit is cut", aSchool(), func(s school, c *inventory.Clues) {
			s.gateway(inventory.ReachDown)
			s.inside(true)
			for _, id := range []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"} {
				s.dead(id, inventory.ReasonTimeout)
			}
		}, "line_cut", "oxo?"},
		{"nobody was asked inside", aSchool(), func(s school, c *inventory.Clues) {
			s.gateway(inventory.ReachDown)
			for _, id := range []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"} {
				s.dead(id, inventory.ReasonTimeout)
			}
		}, "gateway_or_line", "oxo?"},
		{"several schools at once", aSchool(), func(s school, c *inventory.Clues) {
			s.gateway(inventory.ReachDown)
			s.Reach.NeighboursDown = 4
			for _, id := range []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"} {
				s.dead(id, inventory.ReasonTimeout)
			}
		}, "city", "oxo?"},
		{"the upstream is lost", aSchool(), func(s school, c *inventory.Clues) { s.upstream(inventory.ReachDown) }, "upstream_down", "oox?"},
		{"no upstream is configured", aSchool(), func(s school, c *inventory.Clues) { s.upstream(inventory.ReachUnset) }, "none", "oo-?"},
		{"the core is dead and nothing pings", aSchool(), func(s school, c *inventory.Clues) {
			s.gateway(inventory.ReachUnmeasured)
			s.dead("hy-core", inventory.ReasonTimeout)
			stands(c, inventory.KindSwitchDown, inventory.Finding{Switch: "hy-core", Subject: "hy-core"})
		}, "core_down", "o?o?"},
		{"a loop", aSchool(), func(s school, c *inventory.Clues) {
			stands(c, inventory.KindLoopSuspected, inventory.Finding{Switch: "hy-3f-b", Port: "9"})
		}, "loop", "ooo?"},
		{"nobody gets an address", aSchool(), func(s school, c *inventory.Clues) { stands(c, inventory.KindDHCPNoOffer, zone) }, "dhcp_no_offer", "ooo?"},
		{"a private router gives out addresses", aSchool(), func(s school, c *inventory.Clues) {
			stands(c, inventory.KindRogueDHCP, inventory.Finding{Switch: "hy-3f-b", Port: "9", IP: netip.MustParseAddr("192.168.0.1"), MAC: mac(77)})
		}, "rogue_dhcp", "ooo?"},
		{"an address from a private router", aWired("192.168.0.7"), func(s school, c *inventory.Clues) {
			s.see(office, 30, "hy-3f-a", "5")
			s.bind("192.168.0.7", office)
			s.up("hy-3f-a", "5")
			stands(c, inventory.KindRogueDHCP, inventory.Finding{IP: netip.MustParseAddr("192.168.0.1"), MAC: mac(77)})
		}, "rogue_dhcp", "ooo?"},
		{"a private router elsewhere", aWired("10.241.30.57"), func(s school, c *inventory.Clues) {
			s.works()
			stands(c, inventory.KindRogueDHCP, inventory.Finding{IP: netip.MustParseAddr("192.168.0.1"), MAC: mac(77)})
		}, "none", "ooo?"},
		{"broadcasts", aSchool(), func(s school, c *inventory.Clues) { stands(c, inventory.KindBroadcastHigh, inventory.Finding{}) }, "broadcast", "ooo?"},
		{"a full line", aSchool(), func(s school, c *inventory.Clues) { stands(c, inventory.KindUplinkSaturated, inventory.Finding{}) }, "saturated", "ooo?"},
		{"what somebody dismissed explains nothing", aSchool(), func(s school, c *inventory.Clues) {
			stands(c, inventory.KindBroadcastHigh, inventory.Finding{})
			c.Open[0].State = inventory.StateDismissed
		}, "none", "ooo?"},
		{"a list of last month", aSchool(), func(s school, c *inventory.Clues) { s.BlocklistAt = noon.AddDate(0, -1, 0) }, "none", "?oo?"},
	}
}

var letters = map[inventory.StepResult]string{inventory.StepOK: "o", inventory.StepNotOK: "x", inventory.StepUnmeasured: "?", inventory.StepUnset: "-"}

// TestDiagnoseSituations holds the steps and the cause of each situation.
func TestDiagnoseSituations(t *testing.T) {
	if n := len(situations()); n < 30 {
		t.Errorf("%d situations", n)
	}
	for _, tt := range situations() {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.School.Enforcement = "reject"
			s.BlocklistAt = noon.Add(-48 * time.Hour)
			s.gateway(inventory.ReachUp)
			s.upstream(inventory.ReachUp)
			var clues inventory.Clues
			tt.set(s, &clues)
			d := rules.Diagnose(s.Snapshot, tt.asked, clues)
			var steps string
			for _, st := range d.Steps {
				steps += letters[st.Result]
			}
			if cause := strings.TrimPrefix(d.Cause.Key, "diagnose.cause."); cause != tt.cause || steps != tt.steps {
				t.Errorf("cause %s, steps %s; want %s, %s", cause, steps, tt.cause, tt.steps)
			}
		})
	}
}
