package rules_test

import (
	"net/netip"
	"slices"
	"strconv"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

// A school under test: hy-core with two access switches under it, X = 241, read
// completely every five minutes and last at the moment of the snapshot.
type school struct {
	*inventory.Snapshot
	t *testing.T
}

const every = 5 * time.Minute

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// plan is the part of the city's plan that the rules look at.
var plan = inventory.Plan{Zones: []inventory.Zone{
	{ID: "admin", Expr: "10.X.10.1-239", Name: "有線網路行政", VLAN: 10, DHCP: "forbidden"},
	{ID: "card", Expr: "10.X.10.240-245", Name: "全誼卡機", VLAN: 10, DHCP: "manual", Classes: []string{"card_reader"}},
	{ID: "quake_sensor", Expr: "10.X.10.253", Name: "地震監測設備", VLAN: 10, DHCP: "manual", Classes: []string{"quake_sensor"}, OnlyIf: "quake_sensor"},
	{ID: "lab", Expr: "10.X.20.254/24", Name: "電腦教室網段", VLAN: 20, DHCP: "forbidden"},
	{ID: "camera", Expr: "10.X.25.101-150", Name: "監視器", VLAN: 25, DHCP: "unspecified", Classes: []string{"camera"}},
	{ID: "teaching", Expr: "10.X.30.254/24", Name: "教學網段", VLAN: 30, DHCP: "forbidden"},
	{ID: "kl_mobile", Expr: "10.X.208.0-212.254", Name: "MAC認證", VLAN: 208, SSID: "KL-mobile", Auth: "mac", Unknown: "alert", Prefix: "10.X.208.0/21", Gateway: "10.X.208.254"},
	{ID: "kl_roam", Expr: "10.X.220.254/24", Name: "captive portal", VLAN: 220, SSID: "KL-roam", Auth: "captive", Unknown: "ignore"},
	{ID: "eduroam", Expr: "10.X.230.254/24", Name: "802.1X", VLAN: 230, SSID: "eduroam", Auth: "dot1x", Unknown: "ignore"},
	{ID: "mgmt", Expr: "10.X.254.254/24", Name: "設備管理", VLAN: 254, DHCP: "forbidden", Classes: []string{"switch", "ap"}},
}}

func haiyan(t *testing.T) school {
	t.Helper()
	here := inventory.School{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}, PublicIPMigration: "done", QuakeSensor: true}
	for _, id := range []inventory.SwitchID{"hy-core", "hy-3f-a", "hy-3f-b"} {
		here.Switches = append(here.Switches, inventory.Switch{ID: id, School: here.Code, Role: inventory.SwitchAccess, Place: "機房", Credentials: []string{"v3-ro"}})
	}
	here.Switches[0].Role = inventory.SwitchCore
	there := inventory.School{Code: "179902", Name: "晴嵐國小", Vars: map[string]int{"X": 242}, Switches: []inventory.Switch{{ID: "ql-core"}}}
	local, err := plan.For(here)
	if err != nil {
		t.Fatalf("plan for %s: %v", here.Code, err)
	}
	s := school{t: t, Snapshot: &inventory.Snapshot{
		At: noon, School: here, Plan: local,
		Thresholds: inventory.Thresholds{EdgePortMACs: 4, DownAfter: 3},
		City: &inventory.CityIndex{
			Schools:     map[inventory.SchoolCode]inventory.School{here.Code: here, there.Code: there},
			Listed:      inventory.ListedBy{},
			SwitchMACs:  map[inventory.MAC]inventory.SwitchID{},
			SwitchNames: map[string]inventory.SwitchID{"hy-core": "hy-core", "hy-3f-a": "hy-3f-a", "hy-3f-b": "hy-3f-b", "ql-core": "ql-core"},
		},
	}}
	for _, sw := range here.Switches {
		s.Switches = append(s.Switches, readSwitch(sw))
	}
	s.uplink("hy-core", "1", "hy-3f-a")
	s.uplink("hy-core", "2", "hy-3f-b")
	s.uplink("hy-3f-a", "24", "hy-core")
	s.uplink("hy-3f-b", "24", "hy-core")
	s.list(mac(1), inventory.ClassPC) // a school with lists
	s.LastSeen = map[inventory.MAC]time.Time{mac(1): noon.AddDate(0, 0, -1)}
	s.Lists.WhitelistAt, s.Lists.MasterAt = noon.AddDate(0, 0, -7), noon.AddDate(0, 0, -7)
	return s
}

// readSwitch is a switch with 24 edge ports in VLAN 30 that answered a moment ago.
func readSwitch(sw inventory.Switch) inventory.SwitchView {
	v := inventory.SwitchView{Switch: sw, Asked: noon, Answered: noon, Coverage: map[inventory.Table]inventory.CoverageView{}}
	for _, t := range inventory.Tables() {
		v.Coverage[t] = inventory.CoverageView{State: inventory.TableState{Complete: true}, Last: noon, Every: every, Fresh: true}
	}
	for i := range 24 {
		v.Ports = append(v.Ports, inventory.PortView{
			Port:   inventory.PortID{Switch: sw.ID, IfName: portName(i + 1)},
			Config: inventory.PortConfig{IfIndex: i + 1, PVID: 30, Untagged: []int{30}, Bridge: true},
			Role:   inventory.PortRole{Role: inventory.RoleEdge}, ConfigSince: noon.AddDate(0, -1, 0),
		})
	}
	return v
}

func portName(n int) string { return strconv.Itoa(n) }

// mac is the n-th address of the documentation block (RFC 7042, 2.1.2).
func mac(n byte) inventory.MAC { return inventory.MAC{0, 0, 0x5e, 0, 0x53, n} }

// random is a locally administered address, as phones make them up.
func random(n byte) inventory.MAC { return inventory.MAC{0x02, 0, 0x5e, 0, 0x53, n} }

func (s school) view(id inventory.SwitchID) *inventory.SwitchView {
	for i := range s.Switches {
		if s.Switches[i].Switch.ID == id {
			return &s.Switches[i]
		}
	}
	s.t.Fatalf("no switch %s", id)
	return nil
}

func (s school) port(sw inventory.SwitchID, name string) *inventory.PortView {
	v := s.view(sw)
	for i := range v.Ports {
		if v.Ports[i].Port.IfName == name {
			return &v.Ports[i]
		}
	}
	s.t.Fatalf("no port %s on %s", name, sw)
	return nil
}

func (s school) uplink(sw inventory.SwitchID, port string, peer inventory.SwitchID) {
	s.port(sw, port).Role = inventory.PortRole{Role: inventory.RoleUplink, Sure: true, Peer: string(peer)}
}

// see puts a device on a port, there since an hour.
func (s school) see(m inventory.MAC, vid int, sw inventory.SwitchID, port string) {
	v := s.view(sw)
	v.Sightings = append(v.Sightings, inventory.Sighting{MAC: m, VID: vid,
		Port: inventory.PortID{Switch: sw, IfName: port}, Span: inventory.Span{First: noon.Add(-time.Hour)}})
}

// bind gives a device an address, as the core's ARP table shows it.
func (s school) bind(ip string, m inventory.MAC) {
	s.Bindings = append(s.Bindings, inventory.Binding{IP: netip.MustParseAddr(ip), MAC: m, Source: "hy-core",
		Span: inventory.Span{First: noon.Add(-time.Hour)}})
}

func (s school) list(m inventory.MAC, class string) {
	e := inventory.ListEntry{School: s.School.Code, MAC: m, Class: class}
	s.Lists.Master = append(s.Lists.Master, e)
	s.City.Listed.Add(m, []inventory.SchoolCode{e.School})
}

func (s school) record(sw inventory.SwitchID, port, zone, role string) {
	s.Lists.PortRecord = append(s.Lists.PortRecord, inventory.PortRecord{
		School: s.School.Code, Switch: sw, Port: port, Zone: zone, Role: role, Outlet: "3-2教室", Row: 18})
}

func (s school) neighbor(sw inventory.SwitchID, port string, n inventory.Neighbor) {
	p := s.port(sw, port)
	n.Protocol = "lldp"
	p.Neighbors = append(p.Neighbors, n)
}

// dead makes a switch silent for the last three readings.
func (s school) dead(sw inventory.SwitchID, why inventory.Reason) {
	v := s.view(sw)
	v.Silent, v.Reason, v.Answered = 3, why, noon.Add(-20*time.Minute)
	s.miss(sw, inventory.Tables()...)
}

// miss makes the last read of tables fail.
func (s school) miss(sw inventory.SwitchID, tables ...inventory.Table) {
	for _, t := range tables {
		s.view(sw).Coverage[t] = inventory.CoverageView{
			State: inventory.TableState{Reason: inventory.ReasonTimeout}, Last: noon.Add(-20 * time.Minute), Every: every}
	}
}

// later moves the school on: everything that is read now is read at the new moment.
func (s school) later(d time.Duration) {
	s.At = s.At.Add(d)
	for i := range s.Switches {
		v := &s.Switches[i]
		v.Asked = s.At
		if v.Silent > 0 {
			continue
		}
		v.Answered = s.At
		for t, c := range v.Coverage {
			if c.State.Complete {
				c.Last, c.Fresh = s.At, true
				v.Coverage[t] = c
			}
		}
	}
}

// judge returns what is found without doubt, as "kind subject".
func (s school) judge() []string {
	var got []string
	for _, f := range rules.Judge(s.Snapshot) {
		if f.Doubt {
			continue
		}
		got = append(got, string(f.Kind)+" "+f.Subject)
	}
	return got
}

func (s school) want(want ...string) {
	s.t.Helper()
	if got := s.judge(); !slices.Equal(got, want) {
		s.t.Errorf("Judge found %q, want %q", got, want)
	}
}

// only returns the one finding of a kind.
func (s school) only(kind inventory.Kind) inventory.Finding {
	s.t.Helper()
	var fs []inventory.Finding
	for _, f := range rules.Judge(s.Snapshot) {
		if f.Kind == kind {
			fs = append(fs, f)
		}
	}
	if len(fs) != 1 {
		s.t.Fatalf("Judge found %d of %s, want 1: %q", len(fs), kind, s.judge())
	}
	return fs[0]
}

func (s school) findings() []inventory.Finding { return rules.Judge(s.Snapshot) }
