package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

// load reads a configuration that must be without mistakes.
func load(t *testing.T, file string) *Config {
	t.Helper()
	c, errs := Load(file)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// write makes files in a fresh directory and returns the path of the first.
func write(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		file := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(files[i+1]), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, files[0])
}

func TestTheWholeSketchIsAccepted(t *testing.T) {
	c := load(t, "testdata/sketch.yaml")
	if got, want := len(c.City.Plan.Zones), 14; got != want {
		t.Errorf("%d zones, want %d", got, want)
	}
	z := c.City.Plan.Zones[9]
	want := inventory.Zone{ID: "kl_mobile", Expr: "10.X.208.0-212.254", Name: "MAC認證", VLAN: 208, DHCP: "unspecified",
		SSID: "KL-mobile", Auth: "mac", Unknown: "alert", Prefix: "10.X.208.0/21"}
	if diff := cmp.Diff(want, z); diff != "" {
		t.Errorf("zone (-want +got):\n%s", diff)
	}
	school, ok := c.City.School("179901")
	if !ok || school.Name != "海燕國小" || school.Vars["X"] != 241 || !school.QuakeSensor || school.DownMbps != 500 ||
		len(school.Contacts) != 2 || school.Enforcement != "reject" || school.PublicIPMigration != "done" {
		t.Errorf("school %+v", school)
	}
	sw, _ := c.City.Switch("hy-3f-a")
	if sw.Address != netip.MustParseAddrPort("10.241.254.11:161") || sw.Role != inventory.SwitchAccess || sw.School != "179901" {
		t.Errorf("switch %+v", sw)
	}
	if c.City.Location.String() != "Asia/Taipei" || c.City.QuakeSensors != 9 || c.City.Upstream.IsValid() {
		t.Errorf("city %+v", c.City)
	}
	if c.City.Thresholds != (inventory.Thresholds{EdgePortMACs: 4, StaleMAC: 180 * 24 * time.Hour, DownAfter: 3, WhitelistMaxAge: 30 * 24 * time.Hour,
		DHCPSlow: 2 * time.Second, DHCPNoOffer: 5 * time.Minute, ScopeUsed: 90, Windows: inventory.WindowLimits{}.Filled()}) {
		t.Errorf("thresholds %+v", c.City.Thresholds)
	}
	if len(c.City.Servers) != 1 || c.City.Servers[0].Address != netip.MustParseAddrPort("10.254.0.21:161") || !slices.Equal(c.City.Resources, inventory.DefaultResourceRules()) {
		t.Errorf("servers %+v, rules %+v", c.City.Servers, c.City.Resources)
	}
	if c.Lists["179901"].Master != "testdata/lists/179901-mac.csv" || c.Rooms["hy-core"] != "testdata/rooms/179901.csv" {
		t.Errorf("lists %v, rooms %v", c.Lists, c.Rooms)
	}
	if len(c.ARPSources) != 1 || c.ARPSources[0].Role != inventory.SwitchRouter || c.City.Schools[1].SubCircuits[0].UpMbps != 3 {
		t.Errorf("ARP sources %v, circuits %v", c.ARPSources, c.City.Schools[1].SubCircuits)
	}
}

func TestTheSketchsCredentialsAreLoaded(t *testing.T) {
	c := load(t, "testdata/sketch.yaml")
	v3, v2 := c.Credentials["v3-ro"], c.Credentials["v2-ro"]
	if v3.Version != "3" || v3.User != "rollcall" || v3.Auth != "SHA256" || v3.Priv != "AES" ||
		v3.AuthPassword.Reveal() != "correct horse battery" || v3.PrivPassword.Reveal() != "staple horse correct" || v3.Interval != time.Minute {
		t.Errorf("v3-ro: %+v", v3)
	}
	if d := c.Credentials["v3-dlink"]; d.Auth != "SHA" || d.Priv != "DES" {
		t.Errorf("v3-dlink: %+v", d)
	}
	if v2.Version != "2c" || v2.Community.Reveal() != "not-really-public" {
		t.Errorf("v2-ro: %+v", v2)
	}
}

const minimal = `version: 1
schools:
  - {code: "179901", name: 海燕國小, contacts: [{mail: a@s.example}, {mail: b@s.example}]}
`

func TestDefaults(t *testing.T) {
	file := write(t, "rollcall.yaml", minimal)
	c := load(t, file)
	if c.DataDir != filepath.Join(filepath.Dir(file), "data") {
		t.Errorf("data directory %s is not beside the file", c.DataDir)
	}
	if c.Web != (Web{Listen: "127.0.0.1:8080", ExternalURL: "http://127.0.0.1:8080"}) {
		t.Errorf("web %+v", c.Web)
	}
	if c.Polling.Interface != time.Minute || c.Polling.FDB != 5*time.Minute || c.Polling.ARP != 5*time.Minute || c.Polling.Inventory != 24*time.Hour {
		t.Errorf("polling %+v", c.Polling)
	}
	if len(c.City.Calendar.Days) != 5 || c.City.Calendar.From != 450*time.Minute || c.City.Calendar.To != 990*time.Minute {
		t.Errorf("calendar %+v", c.City.Calendar)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("warnings %v", c.Warnings)
	}
}

func TestEveryHourMayBeASchoolHourAndPeriodsShort(t *testing.T) {
	c := load(t, write(t, "rollcall.yaml", minimal+`
data_dir: /var/lib/rollcall
web: {listen: "[::1]:9999", external_url: "https://rollcall.example/"}
alertmanager: {urls: ["http://127.0.0.1:9093/", "http://127.0.0.1:9094"]}
calendar: {school_hours: {days: [Sun, Sat], from: "00:00", to: "24:00"}}
polling: {interface: 500ms, fdb: 2s, arp: 2s, inventory: 10s, max_pps_per_school: 2000.5}
`))
	if c.City.Calendar.To != 24*time.Hour || !slices.Equal(c.City.Calendar.Days, []time.Weekday{time.Sunday, time.Saturday}) {
		t.Errorf("calendar %+v", c.City.Calendar)
	}
	if c.Polling.Interface != 500*time.Millisecond || c.Polling.SchoolPPS != 2000.5 {
		t.Errorf("polling %+v", c.Polling)
	}
	if c.DataDir != "/var/lib/rollcall" || c.Web.Listen != "[::1]:9999" || c.Web.ExternalURL != "https://rollcall.example" {
		t.Errorf("data %s, web %+v", c.DataDir, c.Web)
	}
	if !slices.Equal(c.Alertmanager.URLs, []string{"http://127.0.0.1:9093", "http://127.0.0.1:9094"}) {
		t.Errorf("Alertmanagers %v", c.Alertmanager.URLs)
	}
}

func TestConfDAddsSchoolsSwitchesAndCredentials(t *testing.T) {
	c := load(t, write(t,
		"rollcall.yaml", minimal+"ip_plan:\n  - {id: a, expr: \"10.9.1.1-9\"}\n",
		"conf.d/a.yaml", "snmp: {v2: {version: 2c, community_file: secrets/c}}\nip_plan:\n  - {id: b, expr: \"10.9.2.1-9\"}\n",
		"conf.d/b.yaml", "switches:\n  - {name: hy-1, school: \"179901\", address: \"127.0.0.1:1161\", snmp: [v2], role: access, uplinks: [\"49\", 50], place: A 棟 3 樓}\n"+
			"schools:\n  - {code: \"179900\", name: 教網中心, kind: centre}\n",
		"secrets/c", "hunter2"))
	sw, ok := c.City.Switch("hy-1")
	want := inventory.Switch{ID: "hy-1", School: "179901", Address: netip.MustParseAddrPort("127.0.0.1:1161"), Role: inventory.SwitchAccess,
		Credentials: []string{"v2"}, Place: "A 棟 3 樓", Uplinks: []string{"49", "50"}}
	if diff := cmp.Diff(want, sw, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); !ok || diff != "" {
		t.Errorf("switch (-want +got):\n%s", diff)
	}
	if len(c.City.Plan.Zones) != 2 || c.Credentials["v2"].Community.Reveal() != "hunter2" {
		t.Errorf("zones %v, credentials %v", c.City.Plan.Zones, c.Credentials)
	}
	if centre, _ := c.City.School("179900"); centre.Kind != inventory.KindCentre {
		t.Errorf("centre %+v", centre)
	}
}

func TestACentreNeedsNoX(t *testing.T) {
	c := load(t, write(t, "rollcall.yaml", `version: 1
ip_plan: [{id: a, expr: "10.X.1.1-9"}]
schools:
  - {code: "179900", name: 教網中心, kind: centre}
`))
	if plan, err := c.City.Plan.For(c.City.Schools[0]); err != nil || len(plan.Zones) != 0 {
		t.Errorf("the centre's plan is %v, %v; want none", plan, err)
	}
}

func TestSecretsFromTheServiceManager(t *testing.T) {
	t.Setenv("CREDENTIALS_DIRECTORY", filepath.Dir(write(t, "community", "from-the-manager\n")))
	c := load(t, write(t, "rollcall.yaml", minimal+"snmp: {v2: {version: 2c, community_file: $CREDENTIALS_DIRECTORY/community}}\n"))
	if got := c.Credentials["v2"].Community.Reveal(); got != "from-the-manager" {
		t.Errorf("community %q", got)
	}
}

func TestASecretDoesNotPrint(t *testing.T) {
	c := Credential{Name: "v3", User: "rollcall", AuthPassword: "hunter2"}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("loaded", "credential", c, "password", c.AuthPassword)
	js, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{log.String(), string(js), fmt.Sprint(c), fmt.Sprintf("%+v %#v %q %x %d", c, c, c.AuthPassword, c.AuthPassword, c.AuthPassword),
		fmt.Sprintf("%v %s", &c, c.AuthPassword)} {
		if strings.Contains(s, "hunter2") || strings.Contains(s, "68756e74657232") || !strings.Contains(s, hidden) {
			t.Errorf("printed as %s", s)
		}
	}
}

func TestReadCredentialFiles(t *testing.T) {
	c, errs := ReadUserFile("testdata/secrets/snmp-dlink")
	if errs.Err() != nil || c.User != "rollcall" || c.Auth != "SHA" || c.Priv != "DES" || c.Version != "3" {
		t.Errorf("ReadUserFile: %+v, %v", c, errs)
	}
	c, errs = ReadCommunityFile("testdata/secrets/snmp-community")
	if errs.Err() != nil || c.Community.Reveal() != "not-really-public" || c.Version != "2c" {
		t.Errorf("ReadCommunityFile: %+v, %v", c, errs)
	}
	if _, errs = ReadUserFile("testdata/secrets/none"); errs.Err() == nil {
		t.Error("a user file that is not there is read")
	}
}

func FuzzDecode(f *testing.F) {
	sketch, err := os.ReadFile("testdata/sketch.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sketch)
	for _, s := range []string{minimal, "a: [", "? a\n: b", "<<: *a", "- !!str 1", "a: |\n  b", "{a: {a: {}}}", "schools: [{vars: {X: .inf}}]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var raw rawFile
		d := decoder{file: "f", problems: &problems{}}
		d.decodeFile(b, &raw)
		for _, p := range d.errors {
			if p.Text.En == "" || p.Text.Zh == "" || p.Line < 0 {
				t.Errorf("problem %+v", p)
			}
		}
	})
}
