package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory/config"
)

// A fleetSwitch is a simulated switch that says who its neighbours are.
type fleetSwitch struct {
	host      string // its address on loopback
	name      string
	community string
	serial    string
	cdp       bool // it speaks CDP instead of LLDP
	heard     []heardOf
}

// A heardOf is one neighbour: its name, its address, and what it is able to do.
type heardOf struct {
	name, host string
	caps       byte
}

// Bits of LldpSystemCapabilitiesMap (IEEE 802.1AB): bit 0 is the highest.
const (
	isBridge = 0x20
	isAP     = 0x10
	isPhone  = 0x04
)

// mib is what the switch shows.
func (f fleetSwitch) mib() *snmpsim.MIB {
	var vars []snmpsim.Var
	set := func(oid string, v snmpsim.Value, index ...uint32) {
		vars = append(vars, snmpsim.Var{OID: snmpsim.MustOID(oid).Append(index...), Value: v})
	}
	set("1.3.6.1.2.1.1.1.0", snmpsim.Text("Example switch 1.0"))
	set("1.3.6.1.2.1.1.2.0", snmpsim.ObjectID(snmpsim.MustOID("1.3.6.1.4.1.32473.1")))
	set("1.3.6.1.2.1.1.3.0", snmpsim.TimeTicks(100_000))
	set("1.3.6.1.2.1.1.5.0", snmpsim.Text(f.name))
	set("1.3.6.1.2.1.47.1.1.1.1.5", snmpsim.Integer(3), 1)
	set("1.3.6.1.2.1.47.1.1.1.1.11", snmpsim.Text(f.serial), 1)
	set("1.3.6.1.2.1.47.1.1.1.1.13", snmpsim.Text("EX-8"), 1)
	for port := uint32(1); port <= 8; port++ {
		set("1.3.6.1.2.1.2.2.1.1", snmpsim.Integer(int64(port)), port)
		set("1.3.6.1.2.1.2.2.1.3", snmpsim.Integer(6), port)
		set("1.3.6.1.2.1.31.1.1.1.1", snmpsim.Text(fmt.Sprintf("ge-0/0/%d", port)), port)
		set("1.0.8802.1.1.2.1.3.7.1.2", snmpsim.Integer(5), port)
		set("1.0.8802.1.1.2.1.3.7.1.3", snmpsim.Text(fmt.Sprintf("ge-0/0/%d", port)), port)
	}
	for i, n := range f.heard {
		if f.cdp {
			n.cdp(set, uint32(i+1))
		} else {
			n.lldp(set, uint32(i+1))
		}
	}
	return snmpsim.NewMIB(vars)
}

// lldp is a row of lldpRemTable and of lldpRemManAddrTable (IEEE 802.1AB-2005).
func (n heardOf) lldp(set func(string, snmpsim.Value, ...uint32), port uint32) {
	const entry = "1.0.8802.1.1.2.1.4.1.1."
	set(entry+"4", snmpsim.Integer(7), 0, port, 1) // local
	set(entry+"5", snmpsim.Text("chassis of "+n.name), 0, port, 1)
	set(entry+"6", snmpsim.Integer(5), 0, port, 1)
	set(entry+"7", snmpsim.Text("ge-0/0/1"), 0, port, 1)
	set(entry+"9", snmpsim.Text(n.name), 0, port, 1)
	set(entry+"12", snmpsim.OctetString([]byte{n.caps, 0}), 0, port, 1)
	if n.host == "" {
		return
	}
	a := netip.MustParseAddr(n.host).As4()
	set("1.0.8802.1.1.2.1.4.2.1.3", snmpsim.Integer(2), 0, port, 1, 1, 4, uint32(a[0]), uint32(a[1]), uint32(a[2]), uint32(a[3]))
}

// cdp is a row of cdpCacheTable (CISCO-CDP-MIB); its capabilities have bits of
// their own: a switch is 0x08.
func (n heardOf) cdp(set func(string, snmpsim.Value, ...uint32), port uint32) {
	const entry = "1.3.6.1.4.1.9.9.23.1.2.1.1."
	a := netip.MustParseAddr(n.host).As4()
	set(entry+"3", snmpsim.Integer(1), port, 1)
	set(entry+"4", snmpsim.OctetString(a[:]), port, 1)
	set(entry+"6", snmpsim.Text(n.name), port, 1)
	set(entry+"7", snmpsim.Text("Gi0/1"), port, 1)
	set(entry+"8", snmpsim.Text("EX-8"), port, 1)
	set(entry+"9", snmpsim.OctetString([]byte{0, 0, 0, 8}), port, 1)
}

// playFleet starts the switches of a fleet, all at one port, and returns that.
func playFleet(t *testing.T, fleet ...fleetSwitch) uint16 {
	t.Helper()
	var port uint16
	for _, f := range fleet {
		mib := f.mib()
		agent := snmpsim.New(snmpsim.Config{
			Address:     netip.AddrPortFrom(netip.MustParseAddr(f.host), port),
			Communities: map[string]string{f.community: ""},
			View:        func(string, time.Time) *snmpsim.MIB { return mib },
		})
		addr, err := agent.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		port = addr.Port()
	}
	return port
}

// writeFleetConfig writes a configuration with one school and the switch core.
func writeFleetConfig(t *testing.T, port uint16) (file string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"secrets/ro": "right", "secrets/other": "elsewhere",
		"rollcall.yaml": fmt.Sprintf(`version: 1
city: {name: 示範市}
snmp:
  other: {version: 2c, community_file: secrets/other}
  ro: {version: 2c, community_file: secrets/ro}
polling: {interface: 2s, timeout: 300ms, max_pps_per_switch: 1000, max_pps_per_school: 1000}
reach: {gateways: false, devices: false}
discover: {networks: [127.77.0.0/16]}
ip_plan:
  - {id: mgmt, expr: "10.X.254.254/24", name: 設備管理, vlan: 254, classes: [switch]}
schools:
  - code: "179901"
    name: 海燕國小
    x: 241
    contacts: [{name: a, mail: a@179901.example}, {name: b, mail: b@179901.example}]
    switches:
      - {name: core, address: "127.77.0.1:%d", role: core, snmp: ro}
`, port),
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "rollcall.yaml")
}

// aFleet is a core, a chain of two switches behind it, one that speaks CDP, and
// what is not to be asked.
func aFleet() []fleetSwitch {
	return []fleetSwitch{
		{host: "127.77.0.1", name: "CORE", community: "right", serial: "SN-0001", heard: []heardOf{
			{"east.school.example", "127.77.0.2", isBridge},
			{"cisco", "127.77.0.4", isBridge},
			{"dead", "127.77.0.9", isBridge},
			{"mute", "", isBridge},
			{"stranger", "127.99.0.1", isBridge},
			{"ap", "127.77.0.10", isBridge | isAP},
			{"phone", "127.77.0.11", isBridge | isPhone},
			{"real", "10.241.254.7", isBridge},
		}},
		{host: "127.77.0.2", name: "east.school.example", community: "right", serial: "SN-0002", heard: []heardOf{
			{"CORE", "127.77.0.1", isBridge}, {"far: end", "127.77.0.3", isBridge}}},
		{host: "127.77.0.3", name: "far: end", community: "elsewhere", serial: "SN-0003", heard: []heardOf{{"east.school.example", "127.77.0.2", isBridge}}},
		{host: "127.77.0.4", name: "east", community: "right", serial: "SN-0004", cdp: true, heard: []heardOf{
			{"far: end", "127.77.0.5", isBridge}, {"CORE", "127.77.0.1", isBridge}}},
		{host: "127.77.0.5", name: "far: end", community: "elsewhere", serial: "SN-0003"}, // the other address of the same
		{host: "127.77.0.10", name: "ap", community: "right", serial: "SN-0010"},
		{host: "127.99.0.1", name: "stranger", community: "right", serial: "SN-0099"},
	}
}

func discoverAs(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, talk bytes.Buffer
	err := run(t.Context(), append([]string{"--lang", "en"}, args...), &out, &talk)
	if talk.Len() > 0 {
		t.Logf("said: %s", &talk)
	}
	return out.String(), err
}

func TestDiscoverPrintsConfigurationThatIsGood(t *testing.T) {
	t.Parallel()
	file := writeFleetConfig(t, playFleet(t, aFleet()...))
	out, err := discoverAs(t, "-c", file, "discover")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# rollcall discover 於", "找到 3 台", "name: east, school: \"179901\"", "name: far-end", "snmp: other", "name: east-2",
		"EX-8 SN-0002", "heard at port ge-0/0/1 of core (LLDP)", "(CDP)",
		"# - dead (127.77.0.9): ", "# - mute: announces no management address",
		"# - stranger: its address 127.99.0.1 is outside of the networks allowed", "# - real: its address 10.241.254.7 was announced by a simulated switch",
		"is far-end, which is known already",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, not := range []string{"name: ap", "phone", "name: core", "right", "elsewhere"} {
		if strings.Contains(out, not) {
			t.Errorf("%q is printed", not)
		}
	}
	part := config.PartPath(file, "found.yaml")
	next, problems := config.LoadWith(file, map[string][]byte{part: []byte(out)})
	if len(problems) > 0 || len(next.City.Schools[0].Switches) != 4 {
		t.Errorf("the configuration with it: %v, switches %v", problems, next.City.Schools[0].Switches)
	}
	if t.Failed() {
		t.Log(out)
	}
}

func TestDiscoverHasBounds(t *testing.T) {
	t.Parallel()
	file := writeFleetConfig(t, playFleet(t, aFleet()...))
	type report struct {
		Found     []struct{ Name string }
		Unreached []struct {
			SysName string `json:"sys_name"`
			Reason  string
		}
	}
	for _, tt := range []struct {
		name string
		args []string
		want []string
	}{
		{"one away", []string{"--depth", "1"}, []string{"east", "east-2"}},
		{"none away", []string{"--depth", "0"}, nil},
		{"one in all", []string{"--limit", "1"}, []string{"east"}},
		{"another network", []string{"--network", "127.99.0.0/16"}, []string{"stranger"}},
		{"one credential", []string{"--credential", "ro"}, []string{"east", "east-2"}},
	} {
		out, err := discoverAs(t, append([]string{"-c", file, "discover", "--json"}, tt.args...)...)
		var r report
		if err == nil {
			err = json.Unmarshal([]byte(out), &r)
		}
		var got []string
		for _, f := range r.Found {
			got = append(got, f.Name)
		}
		if !slices.Equal(got, tt.want) || err != nil {
			t.Errorf("%s: found %v (%v), want %v\n%s", tt.name, got, err, tt.want, out)
		}
	}
}

func TestDiscoverFromASeed(t *testing.T) {
	t.Parallel()
	port := playFleet(t, aFleet()[1:]...)
	file := writeFleetConfig(t, port+1) // the configured core is not there
	community := filepath.Join(filepath.Dir(file), "secrets", "ro")
	out, err := discoverAs(t, "-c", file, "discover", "--seed", fmt.Sprint("127.77.0.2:", port), "--community-file", community, "--write", "found")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	part, err := os.ReadFile(config.PartPath(file, "found.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	next, problems := config.Load(file)
	if len(problems) > 0 || len(next.City.Schools[0].Switches) != 3 || !strings.Contains(string(part), "discovered: {version: \"2c\", community_file: ") {
		t.Errorf("problems %v, switches %v\n%s", problems, next.City.Schools, part)
	}
	if _, err := discoverAs(t, "-c", file, "discover", "--write", "found"); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("a second --write said %v, want that the file is there", err)
	}
}
