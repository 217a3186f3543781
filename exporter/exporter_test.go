package exporter_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"rollcall/exporter"
	"rollcall/inventory"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

const (
	school = inventory.SchoolCode("179901")
	core   = inventory.SwitchID("hy-core")
)

func city() *inventory.City {
	return &inventory.City{Schools: []inventory.School{{
		Code: school, Name: "海燕國小", DownMbps: 500, UpMbps: 100,
		Switches: []inventory.Switch{
			{ID: core, School: school, Role: inventory.SwitchCore},
			{ID: "hy-dead", School: school, Role: inventory.SwitchAccess},
			{ID: "hy-new", School: school, Role: inventory.SwitchAccess},
		},
	}}}
}

// poll returns a poll of the core in which port 2 has received so many broadcasts.
func poll(at time.Time, uptime float64, broadcasts uint64) *inventory.Poll {
	return &inventory.Poll{
		Switch: core, At: at, System: inventory.System{UptimeSeconds: uptime},
		Interfaces: []inventory.Interface{
			{Index: 1, Name: "1/1", Admin: "up", Oper: "up", SpeedBPS: 1e9, Counters: &inventory.Counters{InOctets: 1000, OutOctets: 2000}},
			{Index: 2, Name: `odd "name"\` + "\n", Admin: "up", Oper: "down", Counters: &inventory.Counters{InBroadcast: broadcasts}},
			{Index: 3, Name: "1/3", Admin: "down", Oper: "down"},
			{Index: 4, Name: "1/3", Admin: "up", Oper: "down"}, // the same name twice
		},
		Tables: map[inventory.Table]inventory.TableState{
			inventory.TableInterfaces: {Complete: true, Rows: 4},
			inventory.TableFDB:        {Complete: false, Reason: inventory.ReasonTimeout},
			inventory.TableARP:        {Complete: false, Reason: inventory.ReasonUnsupported},
		},
		Cost: inventory.Cost{Requests: 30, Retries: 2, VarBinds: 900, DurationSeconds: 0.6, AnswerSeconds: 0.02, RateFactor: 0.25, BytesIn: 40000, BytesOut: 3000},
	}
}

func dead(at time.Time) *inventory.Poll {
	return &inventory.Poll{Switch: "hy-dead", At: at, Tables: map[inventory.Table]inventory.TableState{
		inventory.TableInterfaces: {Reason: inventory.ReasonTimeout}}, Cost: inventory.Cost{Requests: 3, Retries: 2, DurationSeconds: 6}}
}

// laden is a poll in which the core tells how it bears its load.
func laden(at time.Time) *inventory.Poll {
	cpu, memory, neighbors, changes := 42.5, 90.0, 4000, int64(7)
	return &inventory.Poll{Switch: core, At: at,
		Tables: map[inventory.Table]inventory.TableState{inventory.TableHealth: {Complete: true, Rows: 3}},
		Health: &inventory.Health{CPUPercent: &cpu, MemoryPercent: &memory, IPv6Neighbors: &neighbors, TopologyChanges: &changes}}
}

// mac returns a documentation MAC (RFC 7042).
func mac(last byte) inventory.MAC { return inventory.MAC{0, 0, 0x5e, 0, 0x53, last} }

func judgement() exporter.Judgement {
	zone := inventory.SchoolZone{Zone: inventory.Zone{ID: "kl_mobile", VLAN: 208}}
	at := func(m inventory.MAC, vid int) inventory.Verdict {
		return inventory.Verdict{Sighting: inventory.Sighting{MAC: m, VID: vid, Port: inventory.PortID{Switch: core, IfName: "1/1"}}}
	}
	s := &inventory.Snapshot{
		At: noon, School: city().Schools[0], Plan: inventory.SchoolPlan{Zones: []inventory.SchoolZone{zone}},
		Lists: inventory.Lists{Whitelist: []inventory.ListEntry{{MAC: mac(1)}}},
		City:  &inventory.CityIndex{Listed: inventory.ListedBy{mac(4): {"179902"}}},
		Switches: []inventory.SwitchView{{
			Switch: city().Schools[0].Switches[0], Facts: inventory.SwitchFacts{Model: "DGS-3620-28TC"},
			Ports: []inventory.PortView{{Port: inventory.PortID{Switch: core, IfName: "1/1"}, Role: inventory.PortRole{Role: inventory.RoleUplink}}},
		}},
	}
	return exporter.Judgement{
		Snapshot: s,
		Verdicts: []inventory.Verdict{at(mac(1), 208), at(mac(2), 208), at(inventory.MAC{0x02, 1}, 208), at(mac(4), 999)},
		Findings: []inventory.FindingRow{
			{State: inventory.StateOpen, Finding: inventory.Finding{Kind: inventory.KindUnknownMAC, Severity: inventory.Warning}},
			{State: inventory.StateOpen, Finding: inventory.Finding{Kind: inventory.KindUnknownMAC, Severity: inventory.Warning}, Muted: "hy-dead"},
			{State: inventory.StateDismissed, Finding: inventory.Finding{Kind: inventory.KindUnknownMAC, Severity: inventory.Warning}},
		},
	}
}

func filled() *exporter.Exporter {
	e := exporter.New(exporter.Options{Version: "test", City: city, Disk: func() (int64, int64) { return 4096, 1 << 30 }})
	e.Polled(poll(noon, 100, 500), school)
	e.Polled(poll(noon.Add(10*time.Second), 110, 3500), school)
	e.Polled(dead(noon), school)
	e.Polled(laden(noon.Add(11*time.Second)), school)
	e.Judged(judgement())
	e.Notified("alertmanager", "sent")
	e.SignedIn("password")
	e.Missed(school, 90*time.Second)
	e.Wrote(nil)
	return e
}

func scrape(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s answers %d: %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestMetricsSayWhatIs(t *testing.T) {
	text := scrape(t, filled().Handler(), "/metrics")
	for _, want := range []string{
		`rollcall_school_info{name="海燕國小",school="179901"} 1`,
		`rollcall_switch_up{school="179901",switch="hy-core"} 1`,
		`rollcall_switch_up{school="179901",switch="hy-dead"} 0`,
		`rollcall_switch_up{school="179901",switch="hy-new"} 0`,
		`rollcall_switch_info{model="DGS-3620-28TC",role="core",school="179901",switch="hy-core"} 1`,
		`rollcall_table_complete{school="179901",switch="hy-core",table="interfaces"} 1`,
		`rollcall_table_complete{school="179901",switch="hy-core",table="fdb"} 0`,
		`rollcall_snmp_requests_total{school="179901",switch="hy-core"} 60`,
		`rollcall_snmp_response_seconds{school="179901",switch="hy-core"} 0.02`,
		`rollcall_snmp_retries_total{school="179901",switch="hy-core"} 4`,
		`rollcall_snmp_varbinds_total{school="179901",switch="hy-core"} 1800`,
		`rollcall_poll_seconds_total{school="179901",switch="hy-core"} 1.2`,
		`rollcall_switch_rate_factor{school="179901",switch="hy-core"} 0.25`,
		`rollcall_switch_rate_factor{school="179901",switch="hy-dead"} 1`,
		`rollcall_polls_total{result="partial",school="179901",switch="hy-core"} 2`,
		`rollcall_polls_total{result="silent",school="179901",switch="hy-dead"} 1`,
		`rollcall_broadcast_packets_per_second{school="179901",switch="hy-core"} 300`,
		`rollcall_devices{school="179901",state="listed",zone="kl_mobile"} 1`,
		`rollcall_devices{school="179901",state="unlisted",zone="kl_mobile"} 1`,
		`rollcall_devices{school="179901",state="random",zone="kl_mobile"} 1`,
		`rollcall_devices{school="179901",state="other_school",zone="none"} 1`,
		`rollcall_findings{kind="wl_unknown_mac",school="179901",severity="warning"} 1`,
		`rollcall_ports{school="179901",state="up",switch="hy-core"} 1`,
		`rollcall_ports{school="179901",state="disabled",switch="hy-core"} 1`,
		`rollcall_uplink_bytes_total{direction="out",port="1/1",school="179901",switch="hy-core"} 2000`,
		`rollcall_uplink_capacity_bytes_per_second{direction="in",port="1/1",school="179901",switch="hy-core"} 1.25e+08`,
		`rollcall_circuit_capacity_bytes_per_second{direction="out",school="179901"} 1.25e+07`,
		`rollcall_notifications_total{receiver="alertmanager",result="sent"} 1`,
		`rollcall_sign_ins_total{result="password"} 1`,
		`rollcall_coverage_gap_seconds_total{school="179901"} 90`,
		`rollcall_store_writes_total{result="failed"} 0`,
		`rollcall_database_bytes 4096`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(text, `table="arp"`) {
		t.Error("/metrics speaks of a table that the switch does not have")
	}
	if strings.Contains(text, "5e:00:53") {
		t.Error("a MAC is a label")
	}
}

func TestARestartIsNoBroadcastStorm(t *testing.T) {
	e := exporter.New(exporter.Options{City: city})
	e.Polled(poll(noon, 5000, 1_000_000), school)
	e.Polled(poll(noon.Add(10*time.Second), 3, 2_000_000), school)
	if text := scrape(t, e.Handler(), "/metrics"); strings.Contains(text, "rollcall_broadcast_packets_per_second{") {
		t.Error("counters that began again were taken for traffic")
	}
}

func TestPromtoolFindsNothingWrong(t *testing.T) {
	e := filled()
	for path, h := range map[string]http.Handler{"/metrics": e.Handler(), "/metrics/switch?target=hy-core": e.SwitchHandler()} {
		check := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
		var ours []string
		for line := range strings.Lines(scrape(t, h, path)) {
			if strings.Contains(line, "rollcall_") { // the runtime's own metrics are not ours to name
				ours = append(ours, line)
			}
		}
		check.Stdin = strings.NewReader(strings.Join(ours, ""))
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("promtool check metrics on %s: %v\n%s", path, err, out)
		}
	}
}

func TestEveryFamilyIsDeclared(t *testing.T) {
	e := filled()
	declared := exporter.Families()
	for path, h := range map[string]http.Handler{"/metrics": e.Handler(), "/metrics/switch?target=hy-core": e.SwitchHandler()} {
		parser := expfmt.NewTextParser(model.UTF8Validation)
		got, err := parser.TextToMetricFamilies(strings.NewReader(scrape(t, h, path)))
		if err != nil {
			t.Fatalf("%s is no metrics text: %v", path, err)
		}
		for name := range got {
			if strings.HasPrefix(name, "rollcall_") && !slices.Contains(declared, name) {
				t.Errorf("%s serves %s, which Families does not declare", path, name)
			}
		}
	}
}

// TestSwitchTextIsWhatTheLibraryWrites holds the text that is written by hand
// against the library's writer.
func TestSwitchTextIsWhatTheLibraryWrites(t *testing.T) {
	text := scrape(t, filled().SwitchHandler(), "/metrics/switch?target=hy-core")
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("the text does not parse: %v", err)
	}
	var again bytes.Buffer
	for line := range strings.Lines(text) {
		name, found := strings.CutPrefix(line, "# HELP ")
		if !found {
			continue
		}
		name, _, _ = strings.Cut(name, " ")
		if _, err := expfmt.MetricFamilyToText(&again, families[name]); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := samples(t, again.String()), samples(t, text); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the library writes\n%s\nand we\n%s", got, want)
	}
}

// samples returns the lines of a text with their numbers in one notation: the
// library writes 1e+09 where we write 1000000000.
func samples(t *testing.T, text string) []string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if cut := strings.LastIndexByte(line, ' '); !strings.HasPrefix(line, "#") {
			v, err := strconv.ParseFloat(line[cut+1:], 64)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			line = line[:cut+1] + strconv.FormatFloat(v, 'g', -1, 64)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestAnUnknownSwitchIsSaidSo(t *testing.T) {
	w := httptest.NewRecorder()
	filled().SwitchHandler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics/switch?target=nobody", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("an unknown switch answers %d, want 404", w.Code)
	}
}
