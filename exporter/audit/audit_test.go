package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	taipei = time.FixedZone("Asia/Taipei", 8*60*60)
	now    = time.Date(2026, 11, 21, 10, 0, 0, 0, taipei)
)

func ago(d time.Duration) time.Time { return now.Add(-d) }

func mac(last byte) inventory.MAC { return inventory.MAC{0x00, 0x00, 0x5e, 0x00, 0x53, last} }

// hikvision is an address of a maker of cameras that is on the list of restricted
// brands: a rule on makers needs one of a maker.
var hikvision = inventory.MAC{0x44, 0x19, 0xb6, 0x00, 0x53, 0x01}

func random(last byte) inventory.MAC { return inventory.MAC{0x02, 0x00, 0x5e, 0x00, 0x53, last} }

func port(sw inventory.SwitchID, name string) inventory.PortID {
	return inventory.PortID{Switch: sw, IfName: name}
}

func theSchool() inventory.School {
	return inventory.School{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}}
}

func thePlan(t *testing.T) inventory.SchoolPlan {
	t.Helper()
	plan := inventory.Plan{Zones: []inventory.Zone{
		{ID: "admin", Expr: "10.X.10.1-239", Name: "有線網路行政", VLAN: 10, DHCP: "forbidden"},
		{ID: "card", Expr: "10.X.10.240-242", Name: "全誼卡機", VLAN: 10, DHCP: "manual", Classes: []string{"card_reader"}},
		{ID: "quake_pc", Expr: "10.X.10.252", Name: "地震警報PC", VLAN: 10, DHCP: "manual", Classes: []string{"quake_pc"}},
		{ID: "quake_sensor", Expr: "10.X.10.253", Name: "地震監測設備", VLAN: 10, DHCP: "manual", OnlyIf: "quake_sensor"},
		{ID: "teaching", Expr: "10.X.30.254/24", Name: "教學網段", VLAN: 30, DHCP: "forbidden"},
		{ID: "kl_mobile", Expr: "10.X.208.0-212.254", Name: "MAC認證", VLAN: 208, DHCP: "relay", Unknown: "alert", Auth: "mac"},
		{ID: "kl_roam", Expr: "10.X.220.254/24", Name: "captive portal", VLAN: 220, DHCP: "unspecified", Unknown: "ignore"},
	}}
	sp, err := plan.For(theSchool())
	if err != nil {
		t.Fatal(err)
	}
	return sp
}

// fresh is the coverage of tables that were read at the moment of the snapshot.
func fresh(tables ...inventory.Table) map[inventory.Table]inventory.CoverageView {
	m := map[inventory.Table]inventory.CoverageView{}
	for _, t := range tables {
		m[t] = inventory.CoverageView{State: inventory.TableState{Complete: true}, Last: ago(time.Minute), Fresh: true}
	}
	return m
}

func sighting(m inventory.MAC, vid int, p inventory.PortID, since time.Duration) inventory.Sighting {
	return inventory.Sighting{MAC: m, VID: vid, Port: p, Span: inventory.Span{First: ago(since)}}
}

func coreView() inventory.SwitchView {
	up := inventory.LinkState{Admin: "up", Oper: "up", SpeedBPS: 1_000_000_000, Duplex: "full"}
	edge := inventory.PortRole{Role: inventory.RoleEdge}
	return inventory.SwitchView{
		Switch:   inventory.Switch{ID: "hy-core", School: "179901", Address: netip.MustParseAddrPort("10.241.254.1:161"), Place: "機房"},
		Facts:    inventory.SwitchFacts{Model: "DGS-3620-28TC", Serial: "SN00001", VLANs: []inventory.VLAN{{VID: 99, Name: "guest"}}},
		Coverage: fresh(inventory.TableInterfaces, inventory.TableVLANs, inventory.TableFDB, inventory.TableNeighbors, inventory.TableARP),
		Answered: ago(time.Minute), Asked: ago(time.Minute),
		Ports: []inventory.PortView{
			{Port: port("hy-core", "1/1"), Config: inventory.PortConfig{IfIndex: 1, Type: 6, PVID: 10, Untagged: []int{10}, Bridge: true, Alias: "=HYPERLINK(\"http://x\")"}, Link: up, LastUp: now, Role: edge},
			{Port: port("hy-core", "1/2"), Config: inventory.PortConfig{IfIndex: 2, Type: 6, PVID: 30, Untagged: []int{30}, Bridge: true}, Link: inventory.LinkState{Admin: "up", Oper: "down"}, LastUp: ago(48 * time.Hour), Role: edge},
			{Port: port("hy-core", "1/3"), Config: inventory.PortConfig{IfIndex: 3, Type: 6, PVID: 99, Untagged: []int{99}, Tagged: []int{208, 220}, Bridge: true}, Link: up, LastUp: now, Role: inventory.PortRole{Role: inventory.RoleAP},
				Neighbors: []inventory.Neighbor{{Protocol: "lldp", SysName: "ap-3f", PortID: "eth0"}}},
			{Port: port("hy-core", "1/24"), Config: inventory.PortConfig{IfIndex: 24, Type: 6, PVID: 1, Tagged: []int{10, 30}, Bridge: true}, Link: up, LastUp: now, Role: inventory.PortRole{Role: inventory.RoleUplink, Sure: true}},
			{Port: port("hy-core", "1/25"), Config: inventory.PortConfig{IfIndex: 25, Type: 6, LAG: "trk1"}, Link: up, LastUp: now},
			{Port: port("hy-core", "trk1"), Config: inventory.PortConfig{IfIndex: 50, Type: 161, PVID: 1, Tagged: []int{10}, Bridge: true}, Link: up},
			{Port: port("hy-core", "vlan10"), Config: inventory.PortConfig{IfIndex: 1010, Type: 136}, Link: up},
		},
		Sightings: []inventory.Sighting{
			sighting(mac(1), 10, port("hy-core", "1/1"), 5*time.Hour), sighting(mac(2), 10, port("hy-core", "1/1"), time.Hour),
			sighting(mac(9), 10, port("hy-core", "1/1"), 2*time.Hour), sighting(mac(8), 10, port("hy-core", "1/1"), 3*time.Hour),
			sighting(hikvision, 10, port("hy-core", "1/1"), 30*time.Hour),
			sighting(random(7), 220, port("hy-core", "1/3"), time.Hour), sighting(random(6), 208, port("hy-core", "1/3"), time.Hour),
		},
	}
}

// theSource is a school with what an export has to cope with.
func theSource(t *testing.T) Source {
	core := coreView()
	dead := inventory.SwitchView{Switch: inventory.Switch{ID: "hy-3f-a", School: "179901", Address: netip.MustParseAddrPort("10.241.254.11:161")},
		Reason: inventory.ReasonTimeout, Asked: ago(time.Minute), Silent: 9}
	var verdicts []inventory.Verdict
	for _, s := range core.Sightings {
		verdicts = append(verdicts, inventory.Verdict{Sighting: s, Confidence: inventory.High})
	}
	bind := func(ip string, m inventory.MAC, since time.Duration) inventory.Binding {
		return inventory.Binding{IP: netip.MustParseAddr(ip), MAC: m, Source: "hy-core", Span: inventory.Span{First: ago(since)}}
	}
	gone := bind("10.241.10.77", mac(0x77), 72*time.Hour)
	gone.Gone = ago(24 * time.Hour)
	return Source{
		Circuits: []inventory.CircuitUse{
			{School: "179901", Direction: "down", Switch: "hy-core", Port: "28", Mbps: 500, Days: 20, Samples: 2160, P95Mbps: 478.9, Over: 0.5},
			{School: "179901", Direction: "up", Switch: "hy-core", Port: "28", Mbps: 500, Days: 9, Samples: 900, P95Mbps: 61.25, Over: 0},
			{School: "179901", Name: "附設幼兒園", Direction: "up", Mbps: 3},
		},
		Blocked: []inventory.BlockedIP{{School: "179901", IP: netip.MustParseAddr("10.241.10.77"), BlockedAt: ago(30 * time.Hour), ListDate: "2026-11-18",
			Listed: ago(26 * time.Hour), Source: inventory.BlockWeekly, Reason: "=cmd 對外掃描", State: inventory.BlockFound,
			Then: inventory.Holder{MAC: mac(0x77), Name: "行政-77", Switch: "hy-core", Port: "1/5", Room: "總務處", First: ago(72 * time.Hour)}}},
		Backups: []Backup{
			{Done: ago(time.Hour), Kind: "offline", Size: 1234567, SHA256: strings.Repeat("0a", 32)},
			{Done: ago(8 * time.Hour), Kind: "automatic", Size: 1234567, SHA256: strings.Repeat("0a", 32), KeptUntil: ago(8*time.Hour).AddDate(0, 0, 14)},
		},
		Snapshot: &inventory.Snapshot{At: now, School: theSchool(), Plan: thePlan(t), Switches: []inventory.SwitchView{core, dead},
			Bindings: []inventory.Binding{
				bind("10.241.10.5", mac(1), 5*time.Hour), bind("10.241.10.240", mac(2), time.Hour),
				bind("10.241.10.88", mac(8), 3*time.Hour), bind("10.241.10.88", mac(9), 2*time.Hour),
				bind("10.241.25.180", mac(0x25), time.Hour), bind("203.0.113.20", mac(0x20), time.Hour),
				bind("10.242.10.20", mac(0x42), time.Hour), bind("10.241.254.1", mac(0xc0), 90*time.Hour),
				bind("2001:db8::1", mac(1), time.Hour), bind("10.241.208.9", random(6), time.Hour),
			},
			Lists: inventory.Lists{
				Master: []inventory.ListEntry{
					{School: "179901", MAC: mac(1), Name: "行政-01", Class: "pc", Platform: "Windows", AssetNo: "3140101-03-1", Custodian: "總務處", Room: "總務處", ListedAt: "2026-09-01", Note: "-1+cmd", Row: 2},
					{School: "179901", MAC: mac(8), Name: "iPad 08", Class: "tablet", KLMobile: true, Row: 3},
					{School: "179901", MAC: mac(0x55), Name: "從未上線", Class: "水族箱", MDM: "Jamf", Serial: "S,1", Row: 4},
				},
				Whitelist: []inventory.ListEntry{{School: "179901", MAC: mac(1), Name: "admin-01"}, {School: "179901", MAC: mac(0x66), Name: "只在白名單", KLMobile: true}},
				IoT: []inventory.IoTItem{
					{School: "179901", ItemNo: "1", Name: "川堂印表機", Class: "printer", Vendor: "HP", AssetNo: "3140101-03-1", IP: "10.241.10.5", MAC: mac(1), Room: "總務處", Row: 2},
					{School: "179901", ItemNo: "2", Name: "門口攝影機", Class: "camera", MAC: mac(0xca), PasswordChanged: "yes", InternetAccess: "no", PurchaseYear: "111", FirmwareAt: "2025-09-01", Row: 3},
					{School: "179901", ItemNo: "3", Name: "頂樓氣象站", Class: "氣象站", IP: "10.241.10.88", Measure: "-列冊管制", Row: 4},
					{School: "179901", ItemNo: "4", Name: "移動過的刷卡機", Class: "card_reader", IP: "10.241.10.241", MAC: mac(2), Restricted: "確認", Row: 5},
					{School: "179901", Name: "倉庫裡的路由器", Class: "router", Quantity: "3", Row: 6},
				},
				IoTAt:       ago(240 * time.Hour),
				WhitelistAt: ago(240 * time.Hour), MasterAt: ago(240 * time.Hour), PortAt: ago(240 * time.Hour),
				PortRecord: []inventory.PortRecord{
					{School: "179901", Switch: "hy-core", Port: "1/1", Zone: "行政", Outlet: "總務處 A-03", Role: "edge", Note: "窗邊", Row: 2},
					{School: "179901", Switch: "hy-core", Port: "1/2", Zone: "行政", Tagged: "20", Role: "備用", Row: 3},
					{School: "179901", Switch: "hy-core", Port: "1/3", Zone: "體育館", Row: 4},
					{School: "179901", Switch: "hy-core", Port: "1/24", Tagged: "30、10", Role: "uplink", Row: 5},
					{School: "179901", Switch: "hy-core", Port: "1/99", Zone: "行政"},
				},
			},
			City: &inventory.CityIndex{Schools: map[inventory.SchoolCode]inventory.School{"179902": {Code: "179902", Name: "晴嵐國小", Vars: map[string]int{"X": 242}}}},
		},
		Verdicts: verdicts, Past: []inventory.Binding{gone},
		FirstSeen:   map[inventory.MAC]time.Time{mac(1): ago(500 * time.Hour), hikvision: ago(30 * time.Hour)},
		Seen:        map[inventory.MAC]inventory.Sighting{mac(0xca): {MAC: mac(0xca), Port: port("hy-core", "1/2"), Span: inventory.Span{First: ago(900 * time.Hour), Gone: ago(800 * time.Hour)}}},
		ListedSince: map[inventory.MAC]time.Time{mac(8): ago(300 * time.Hour), mac(0x66): ago(240 * time.Hour)},
		Findings: []inventory.FindingRow{{ID: 1023, State: inventory.StateResolved, Opened: ago(5 * time.Hour), Resolved: ago(time.Hour), Actor: "wang", Note: "已更正",
			Finding: inventory.Finding{Kind: inventory.KindPublicIPInUse, Severity: inventory.Warning, School: "179901", Subject: "203.0.113.20", Switch: "hy-core", Port: "1/1", Room: "總務處 A-03",
				MAC: mac(0x20), IP: netip.MustParseAddr("203.0.113.20"), Since: ago(5 * time.Hour), Args: map[string]string{"ip": "203.0.113.20"}}}},
	}
}

func build(t *testing.T, table Table, sources ...Source) *Document {
	t.Helper()
	d, err := Build(table, About{By: "auditor", Version: "v0.1.0", At: now, From: now, To: now, Location: taipei}, sources)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func write(t *testing.T, d *Document, f Format) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRecordsAsTheyAreWritten(t *testing.T) {
	for _, table := range Tables() {
		for _, f := range table.Formats() {
			if f == XLSX {
				continue // a workbook is read back, not compared byte by byte
			}
			t.Run(string(table)+"."+string(f), func(t *testing.T) {
				golden(t, string(table)+"."+string(f), write(t, build(t, table, theSource(t)), f))
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestColumnsAreThoseOfTheForms(t *testing.T) {
	for table, want := range map[Table]string{
		Ports: "school_code school_name switch_name mgmt_ip model serial location port_label if_index if_alias port_role untagged_vlan tagged_vlans " +
			"zone_name zone_expr oper_status speed_duplex poe mac_count neighbor outlet recent_macs last_up recorded_zone matches_record difference observed_at recorded_tagged recorded_role recorded_note recorded_port",
		IPs: "school_code zone_name zone_expr ip address_kind assignment device_name device_class mac vendor switch_name port_label location custodian " +
			"first_seen last_seen status external_service note",
		MACs: "school_code device_name mac device_class platform asset_no serial custodian kl_mobile_allowed in_whitelist mdm_enrolled listed_at " +
			"last_seen last_location is_random change difference note room from until listed_by",
		Whitelist: "school_code mac device_name device_class platform asset_no serial custodian room kl_mobile_allowed mdm_enrolled listed_at from until listed_by note",
		Drift:     "school_code mac name_master name_whitelist kind since",
		IoT: "school_code item_no device_name device_class vendor model asset_no quantity ip mac zone_name location switch_port custodian purpose purchase_year " +
			"firmware firmware_updated_at default_password_changed internet_access restricted_brand control_measure replacement_due first_seen last_seen match_result note " +
			"change difference seen_vendor seen_mac seen_ip seen_location seen_restricted from until listed_by",
		Findings: "ref school kind severity opened closed who_acked reason state subject switch port location description muted_by",
		Uplinks:  "school school_name circuit_name direction circuit p95 p95_percent hours_over_80 share_over days upgrade switch port",
		Backups:  "time kind size sha256 verify_result kept_until",
	} {
		var keys []string
		for _, c := range build(t, table).Columns {
			keys = append(keys, c.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%s has the columns %s, want %s", table, got, want)
		}
	}
}

// parsed is a record read back from its JSON form.
type parsed struct {
	Header map[string]any   `json:"header"`
	Rows   []map[string]any `json:"rows"`
}

func parse(t *testing.T, d *Document) parsed {
	t.Helper()
	var p parsed
	if err := json.Unmarshal([]byte(write(t, d, JSON)), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// row returns the row whose key has a value.
func (p parsed) row(t *testing.T, key string, value any) map[string]any {
	t.Helper()
	for _, r := range p.Rows {
		if r[key] == value {
			return r
		}
	}
	t.Fatalf("no row has %s = %v", key, value)
	return nil
}

func TestTheHashIsOverTheRows(t *testing.T) {
	text := write(t, build(t, IPs, theSource(t)), JSON)
	_, rows, _ := strings.Cut(text, `,"rows":`)
	sum := sha256.Sum256([]byte(strings.TrimSuffix(rows, "}\n")))
	var p parsed
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	if got, want := p.Header["sha256"], hex.EncodeToString(sum[:]); got != want {
		t.Errorf("hash %v, want %s", got, want)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil || compact.String() != strings.TrimSpace(text) {
		t.Errorf("the file has spaces, so nobody can hash its rows: %v", err)
	}
}

func TestASwitchThatWasNeverReadHasNoRowsAndIsNamed(t *testing.T) {
	p := parse(t, build(t, Ports, theSource(t)))
	for _, r := range p.Rows {
		if r["switch_name"] != "hy-core" {
			t.Errorf("row of %v", r["switch_name"])
		}
	}
	var notes []string
	for _, n := range p.Header["not_covered"].([]any) {
		notes = append(notes, n.(string))
	}
	all := strings.Join(notes, "\n")
	for _, want := range []string{"交換器 hy-3f-a：從未讀取成功（逾時未回應），沒有資料列", "PoE", "教室5-port交換器", "hy-core 1/99"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among what is not covered:\n%s", want, all)
		}
	}
}

func TestSocketsOnly(t *testing.T) {
	var names []string
	for _, r := range parse(t, build(t, Ports, theSource(t))).Rows {
		names = append(names, r["port_label"].(string))
	}
	if got := strings.Join(names, " "); got != "1/1 1/2 1/3 1/24 1/25 trk1" {
		t.Errorf("ports %s, want the sockets in the order of the panel", got)
	}
}

func TestAStaleTableIsNamedWithItsAge(t *testing.T) {
	src := theSource(t)
	src.Snapshot.Switches[0].Coverage[inventory.TableFDB] = inventory.CoverageView{
		State: inventory.TableState{Reason: inventory.ReasonTimeout}, Last: ago(2 * time.Hour)}
	all := strings.Join(build(t, MACs, src).Header.NotCovered, "\n")
	if want := "交換器 hy-core：MAC位址表最後完整讀取於 2026-11-21 08:00（逾時未回應），之後未知"; !strings.Contains(all, want) {
		t.Errorf("%q is not among:\n%s", want, all)
	}
}

func TestAMemberHasTheVLANsOfItsAggregate(t *testing.T) {
	p := parse(t, build(t, Ports, theSource(t)))
	member, aggregate := p.row(t, "port_label", "1/25"), p.row(t, "port_label", "trk1")
	for _, key := range []string{"untagged_vlan", "tagged_vlans"} {
		if !cmp.Equal(member[key], aggregate[key]) || member[key] == nil {
			t.Errorf("%s is %v at the member and %v at the aggregate", key, member[key], aggregate[key])
		}
	}
}

func TestVLANsThatWereNeverReadAreNotKnown(t *testing.T) {
	src := theSource(t)
	delete(src.Snapshot.Switches[0].Coverage, inventory.TableVLANs)
	if r := parse(t, build(t, Ports, src)).row(t, "port_label", "1/2"); r["tagged_vlans"] != nil {
		t.Errorf("tagged VLANs %v, want not known", r["tagged_vlans"])
	}
}

func TestAPortHeldAgainstTheRecord(t *testing.T) {
	p := parse(t, build(t, Ports, theSource(t)))
	for name, want := range map[string]struct {
		matches    any
		difference string
	}{
		"1/1":  {true, ""},
		"1/2":  {false, "書面紀錄為有線網路行政(VLAN 10)，現為教學網段(VLAN 30)；標記VLAN書面紀錄為20"},
		"1/3":  {nil, "書面紀錄的網段「體育館」不在IP規劃內，無法比對"},
		"1/24": {true, ""},
		"1/25": {nil, "書面紀錄沒有此埠"},
	} {
		r := p.row(t, "port_label", name)
		if r["matches_record"] != want.matches || r["difference"] != want.difference {
			t.Errorf("%s: %v %q, want %v %q", name, r["matches_record"], r["difference"], want.matches, want.difference)
		}
	}
	if r := p.row(t, "port_label", "1/24"); r["mac_count"] != nil {
		t.Errorf("an uplink has %v MACs, want not known", r["mac_count"])
	}
	if r := p.row(t, "port_label", "1/1"); r["mac_count"] != 5.0 || len(r["recent_macs"].([]any)) != 3 || r["recent_macs"].([]any)[0] != mac(2).String() {
		t.Errorf("MACs %v %v, want 5 and the newest three", r["mac_count"], r["recent_macs"])
	}
}

func TestStatusOfAddresses(t *testing.T) {
	p := parse(t, build(t, IPs, theSource(t)))
	for ip, want := range map[string]string{
		"10.241.10.5": "使用中", "10.241.10.88": "衝突", "10.241.10.77": "曾使用", "10.241.10.241": "保留未見", "10.241.10.252": "保留未見",
		"203.0.113.20": "使用中",
	} {
		if got := p.row(t, "ip", ip)["status"]; got != want {
			t.Errorf("%s is %v, want %s", ip, got, want)
		}
	}
	for _, r := range p.Rows {
		if ip := r["ip"].(string); ip == "10.241.10.253" || strings.Contains(ip, ":") {
			t.Errorf("there is a row for %s", ip)
		}
		if r["external_service"] != notTested {
			t.Errorf("external service of %v is %v", r["ip"], r["external_service"])
		}
	}
	if r := p.row(t, "ip", "10.242.10.20"); r["note"] != "179902 晴嵐國小的網段" {
		t.Errorf("note %v", r["note"])
	}
	if r := p.row(t, "ip", "10.241.254.1"); r["device_name"] != "hy-core" || r["device_class"] != "交換器" {
		t.Errorf("the switch's own address: %v", r)
	}
}

func TestPersonalDevicesAreNotInTheMACList(t *testing.T) {
	p := parse(t, build(t, MACs, theSource(t)))
	var fresh []string
	for _, r := range p.Rows {
		if r["mac"] == random(7).String() {
			t.Error("a device of the zone for personal devices is in the list")
		}
		if r["change"] == added {
			fresh = append(fresh, r["mac"].(string))
		}
	}
	if want := []string{mac(0x66).String(), mac(2).String(), mac(9).String(), random(6).String(), hikvision.String()}; !cmp.Equal(fresh, want) {
		t.Errorf("marked 新增: %v, want %v", fresh, want)
	}
}

func TestOnlyTheSpreadsheetFormEscapes(t *testing.T) {
	d := build(t, Ports, theSource(t))
	cell := func(f Format) string {
		rows, err := csv.NewReader(strings.NewReader(write(t, d, f))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1][9]
	}
	const alias = `=HYPERLINK("http://x")`
	if cell(CSV) != "'"+alias || cell(Plain) != alias || parse(t, d).row(t, "port_label", "1/1")["if_alias"] != alias {
		t.Errorf("cells %q %q", cell(CSV), cell(Plain))
	}
	for _, s := range []string{"=1", "+1", "-1", "@a", "\tx", "\rx", "\x00x"} {
		if got := harmless(s); got != "'"+s {
			t.Errorf("harmless(%q) = %q", s, got)
		}
	}
	if harmless("a=b") != "a=b" || harmless("") != "" {
		t.Error("a harmless cell is changed")
	}
}

func TestARecordOfSeveralSchools(t *testing.T) {
	other := theSource(t)
	snap := *other.Snapshot
	snap.School = inventory.School{Code: "179902", Name: "晴嵐國小"}
	other.Snapshot = &snap
	d := build(t, Findings, theSource(t), other)
	if d.Header.SchoolCode != "179901,179902" || d.Header.SchoolName != "海燕國小、晴嵐國小" || len(d.Rows) != 2 {
		t.Errorf("header %+v, %d rows", d.Header, len(d.Rows))
	}
}

func TestAFindingThatEndedLaterIsOpenInThePast(t *testing.T) {
	src := theSource(t)
	past := *src.Snapshot
	past.At = ago(2 * time.Hour)
	src.Snapshot = &past
	r := parse(t, build(t, Findings, src)).Rows[0]
	if r["closed"] != nil || r["state"] != "open" || r["ref"] != "#A-1023" || r["kind"] != "public_ip_in_use" {
		t.Errorf("row %v", r)
	}
}

func TestAnEmptyRecordIsStillARecord(t *testing.T) {
	p := parse(t, build(t, MACs, Source{Snapshot: &inventory.Snapshot{At: now, School: theSchool()}}))
	if len(p.Rows) != 0 || p.Header["row_count"] != 0.0 || len(p.Header["not_covered"].([]any)) < 3 {
		t.Errorf("record %+v", p)
	}
	if got := p.Header["generated_at_roc"]; got != "民國115年11月21日 10:00:00" {
		t.Errorf("date %v", got)
	}
	if got := p.Header["window"]; got != "2026-11-21T10:00:00+08:00" {
		t.Errorf("window %v", got)
	}
}

func TestAnUnknownFormatIsRefused(t *testing.T) {
	if err := build(t, Ports).Write(&bytes.Buffer{}, "pdf"); err == nil {
		t.Error("a PDF is written")
	}
}
