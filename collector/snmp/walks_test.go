package snmp_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector/snmp"
	"rollcall/collector/snmp/snmpsim"
	"rollcall/inventory"
)

// chosen are the recordings that must come out as expected: one of each kind of
// oddity. The others are compared too, and what differs is logged.
var chosen = []string{
	"dx-big5-alias", "dx-no-getbulk", "dx-v1-only", "ln-dlink-dgs-3620-28sc",
	"ln-arubaos-cx-6300m", "ss-hpe-procurve-516733-b21", "ln-arista-eos", "ln-ciscosb-sg350x-24p",
	"ss-zte-zxr10-5250", "on-nms0002ciscojuniper-s-de-juet-luck-001", "ss-h3c-comware-7-1-075", "ln-cumulus-edgecore-as4610-54p",
}

// expected is the part of expected/<id>.json that a Poll can be held against.
type expected struct {
	Computed struct {
		System struct {
			Descr, Name string
			ObjectID    string `json:"object_id"`
		}
		Interfaces []struct {
			IfIndex           int `json:"if_index"`
			Descr, Name       string
			Alias, MAC        string
			Type, Admin, Oper int
			SpeedBPS          int64 `json:"speed_bps"`
		}
		VLANs []struct {
			VID            int
			Name           string
			Sources        []string
			Egress         []int `json:"egress_ports"`
			Untagged       []int `json:"untagged_ports"`
			StaticEgress   []int `json:"static_egress_ports"`
			StaticUntagged []int `json:"static_untagged_ports"`
		}
		FDB []struct {
			Table, MAC string
			VLAN, Port int
			IfIndex    int    `json:"if_index"`
			VLANBy     string `json:"vlan_by"`
		}
		LLDP []struct {
			IfIndex    int    `json:"if_index"`
			ChassisID  string `json:"chassis_id"`
			PortID     string `json:"port_id"`
			SysName    string `json:"sys_name"`
			Candidates []any  `json:"if_index_candidates"`
		}
		CDP []struct {
			IfIndex    int    `json:"if_index"`
			DeviceID   string `json:"device_id"`
			DevicePort string `json:"device_port"`
		}
		ARP []struct {
			IfIndex int `json:"if_index"`
			IP, MAC string
			Type    int
		}
		Entities []struct {
			Index         int
			Serial, Model string
		}
	}
}

// walksDir finds the recordings: beside the checkout, or where ROLLCALL_WALKS says.
func walksDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ROLLCALL_WALKS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "walks")
	}
	if _, err := os.Stat(filepath.Join(dir, "index.json")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the recordings are not where they must be in CI: %v", err)
		}
		t.Logf("no recordings beside the checkout, nothing compared: %v", err)
		return ""
	}
	return dir
}

func TestRecordingsComeOutAsExpected(t *testing.T) {
	dir := walksDir(t)
	files, _ := filepath.Glob(filepath.Join(dir, "expected", "*.json"))
	if dir == "" {
		files = nil
	}
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			differ := compareRecording(t, dir, id)
			report := t.Errorf
			if !slices.Contains(chosen, id) {
				report = t.Logf
			}
			for _, d := range differ {
				report("%s", d)
			}
		})
	}
}

// compareRecording plays a recording, reads it and says where the two differ.
func compareRecording(t *testing.T, dir, id string) []string {
	t.Helper()
	config, err := snmpsim.LoadWalk(filepath.Join(dir, id+".snmprec"))
	if err != nil {
		t.Fatalf("load recording %s: %v", id, err)
	}
	target := serve(t, config)
	p := snmp.Read(t.Context(), target, inventory.Tables(), nil)
	var want expected
	b, err := os.ReadFile(filepath.Join(dir, "expected", id+".json"))
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	if err != nil {
		t.Fatalf("read what is expected of %s: %v", id, err)
	}
	var differ []string
	for table, rows := range rowsOf(p) {
		differ = append(differ, difference(table, rows, want.rows(table, p))...)
	}
	for _, table := range inventory.Tables() {
		t.Logf("%s: %+v", table, p.Tables[table])
		if strings.Contains(p.Tables[table].Detail, "internal error") {
			t.Errorf("%s: %s", table, p.Tables[table].Detail)
		}
	}
	t.Logf("cost %+v", p.Cost)
	slices.Sort(differ)
	return differ
}

// serve starts an agent and returns a target for it.
func serve(t *testing.T, c snmpsim.Config) snmp.Target {
	t.Helper()
	c.Address = netip.MustParseAddrPort("127.0.0.1:0")
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	addr, err := snmpsim.New(c).Start(ctx)
	if err != nil {
		t.Fatalf("start agent: %v", err)
	}
	version := snmp.Version2c
	if len(c.Versions) == 1 && c.Versions[0] == snmpsim.V1 {
		version = snmp.Version1
	}
	return snmp.Target{Switch: "sw", Address: addr, Timeout: 250 * time.Millisecond, Retries: 1,
		Credentials: []snmp.Credential{{Name: "public", Version: version, Community: "public"}}}
}

// rowsOf writes the facts of a poll as lines, by table.
func rowsOf(p inventory.Poll) map[string][]string {
	rows := map[string][]string{"system": {fmt.Sprintf("%q %q %q", p.System.Descr, p.System.Name, p.System.ObjectID)}}
	vtp := p.Tables[inventory.TableVLANs].Dialect == "CISCO-VTP-MIB" // not in the words of bridge ports
	for _, i := range p.Interfaces {
		mac := ""
		if i.MAC != nil {
			mac = i.MAC.String()
		}
		rows["interface"] = append(rows["interface"], fmt.Sprintf("%d %q %q %q %d %s %s %s %d",
			i.Index, i.Descr, i.Name, i.Alias, i.Type, mac, i.Admin, i.Oper, i.SpeedBPS))
		if vtp {
			continue
		}
		for _, v := range i.Untagged {
			rows["member"] = append(rows["member"], fmt.Sprintf("%d untagged on port %d", v, i.BridgePort))
		}
		for _, v := range i.Tagged {
			rows["member"] = append(rows["member"], fmt.Sprintf("%d tagged on port %d", v, i.BridgePort))
		}
	}
	for _, v := range p.VLANs {
		rows["vlan"] = append(rows["vlan"], fmt.Sprintf("%d %q", v.VID, v.Name))
	}
	for _, f := range p.FDB {
		rows["fdb"] = append(rows["fdb"], fmt.Sprintf("%d %s port %d if %d", f.VID, f.MAC, f.BridgePort, f.IfIndex))
	}
	for _, n := range p.Neighbors {
		if n.Protocol == "cdp" {
			rows["cdp"] = append(rows["cdp"], fmt.Sprintf("if %d %q %q", n.LocalIfIndex, n.ChassisID, n.PortID))
			continue
		}
		rows["lldp"] = append(rows["lldp"], fmt.Sprintf("if %d %q %q %q", n.LocalIfIndex, n.ChassisID, n.PortID, n.SysName))
	}
	for _, a := range p.ARP {
		rows["arp"] = append(rows["arp"], fmt.Sprintf("%s %s if %d", a.IP, a.MAC, a.IfIndex))
	}
	for _, e := range p.Entities {
		if e.Serial != "" {
			rows["serial"] = append(rows["serial"], fmt.Sprintf("%d %q %q", e.Index, e.Serial, e.Model))
		}
	}
	for _, table := range []string{"interface", "member", "vlan", "fdb", "lldp", "cdp", "arp", "serial"} {
		rows[table] = append(rows[table], "")
	}
	return rows
}

// rows writes what is expected in the same form.
func (e expected) rows(table string, p inventory.Poll) []string {
	rows := []string{""}
	add := func(format string, args ...any) { rows = append(rows, fmt.Sprintf(format, args...)) }
	c := e.Computed
	switch table {
	case "system":
		return []string{fmt.Sprintf("%q %q %q", plain(c.System.Descr), plain(c.System.Name), c.System.ObjectID)}
	case "interface":
		for _, i := range c.Interfaces {
			add("%d %q %q %q %d %s %s %s %d", i.IfIndex, plain(i.Descr), plain(cmp.Or(i.Name, i.Descr)), plain(i.Alias), i.Type,
				macText(i.MAC), oper(i.Admin), oper(i.Oper), i.SpeedBPS)
		}
	case "member":
		return e.members(p)
	case "vlan":
		for _, v := range c.VLANs {
			if v.VID > 0 && v.VID < 4095 {
				add("%d %q", v.VID, plain(v.Name))
			}
		}
	case "fdb":
		for _, f := range c.FDB {
			if !strings.HasPrefix(p.Tables[inventory.TableFDB].Dialect, "dot1qTpFdb") || f.Table == "dot1qTpFdb" {
				add("%d %s port %d if %d", f.VLAN, f.MAC, f.Port, f.IfIndex)
			}
		}
	case "lldp":
		for _, l := range c.LLDP {
			add("if %d %q %q %q", l.IfIndex, plain(l.ChassisID), plain(l.PortID), plain(l.SysName))
		}
	case "cdp":
		for _, n := range c.CDP {
			add("if %d %q %q", n.IfIndex, macOfHex(plain(n.DeviceID)), macOfHex(plain(n.DevicePort)))
		}
	case "arp":
		for _, a := range c.ARP {
			if a.Type != 2 && a.MAC != "" {
				add("%s %s if %d", a.IP, a.MAC, a.IfIndex)
			}
		}
	case "serial":
		for _, s := range c.Entities {
			if serial := strings.TrimSpace(s.Serial); serial != "" {
				add("%d %q %q", s.Index, serial, strings.TrimSpace(s.Model))
			}
		}
	}
	return rows
}

// members lists the expected VLANs of the ports that are interfaces.
func (e expected) members(p inventory.Poll) []string {
	ports := map[int]bool{}
	for _, i := range p.Interfaces {
		ports[i.BridgePort] = i.BridgePort > 0
	}
	current := slices.ContainsFunc(e.Computed.VLANs, func(v struct {
		VID            int
		Name           string
		Sources        []string
		Egress         []int `json:"egress_ports"`
		Untagged       []int `json:"untagged_ports"`
		StaticEgress   []int `json:"static_egress_ports"`
		StaticUntagged []int `json:"static_untagged_ports"`
	}) bool {
		return len(v.Egress) > 0
	})
	rows := []string{""}
	for _, v := range e.Computed.VLANs {
		egress, untagged := v.Egress, v.Untagged
		if !current {
			egress, untagged = v.StaticEgress, v.StaticUntagged
		}
		for _, port := range egress {
			how := "tagged"
			if slices.Contains(untagged, port) {
				how = "untagged"
			}
			if ports[port] && v.VID < 4095 {
				rows = append(rows, fmt.Sprintf("%d %s on port %d", v.VID, how, port))
			}
		}
	}
	return rows
}

// plain is a text as the reader leaves it: one line, nothing invisible.
func plain(s string) string {
	return strings.NewReplacer("\r", " ", "\n", " ", "\t", " ").Replace(s)
}

func oper(n int) string {
	return []string{"", "up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"}[n]
}

// difference lists rows that only one side has, a few of each.
func difference(table string, got, want []string) []string {
	slices.Sort(got)
	slices.Sort(want)
	got, want = slices.Compact(got), slices.Compact(want)
	var differ []string
	only := func(side string, a, b []string) {
		n := 0
		for _, row := range a {
			if _, ok := slices.BinarySearch(b, row); !ok {
				if n++; n <= 3 {
					differ = append(differ, fmt.Sprintf("%s only %s: %s", table, side, row))
				}
			}
		}
		if n > 3 {
			differ = append(differ, fmt.Sprintf("%s only %s: %d in all", table, side, n))
		}
	}
	only("read", got, want)
	only("expected", want, got)
	return differ
}

// macText is a hardware address as the reader keeps it: only whole MACs.
func macText(s string) string {
	if s == "00:00:00:00:00:00" || strings.HasPrefix(s, "hex:") || len(s) != 17 {
		return ""
	}
	return s
}

// macOfHex writes a device id of six octets as a MAC.
func macOfHex(s string) string {
	digits, ok := strings.CutPrefix(s, "hex:")
	if m, err := inventory.ParseMAC(digits); ok && err == nil {
		return m.String()
	}
	return s
}

// TestOddRecordings looks at what a strict reading of the MIBs cannot tell.
func TestOddRecordings(t *testing.T) {
	dir := walksDir(t)
	if dir == "" {
		return
	}
	read := func(t *testing.T, id string) inventory.Poll {
		config, err := snmpsim.LoadWalk(filepath.Join(dir, id+".snmprec"))
		if err != nil {
			t.Fatal(err)
		}
		return snmp.Read(t.Context(), serve(t, config), inventory.Tables(), nil)
	}
	fdb := func(t *testing.T, id string) (inventory.Poll, inventory.TableState) {
		p := read(t, id)
		return p, p.Tables[inventory.TableFDB]
	}
	t.Run("a length octet in the index", func(t *testing.T) {
		p, s := fdb(t, "ln-zynos-gs1900-fdb")
		if !s.Complete || s.Rows != 36 || !strings.Contains(s.Dialect, "length octet") || p.FDB[0].VID != 1 || p.FDB[0].IfIndex == 0 {
			t.Errorf("fdb %+v, first row %+v; want 36 rows of VLAN 1", s, p.FDB[:1])
		}
	})
	t.Run("a loop", func(t *testing.T) {
		if _, s := fdb(t, "dx-walk-loop"); s.Complete || s.Reason != inventory.ReasonOrder || s.Rows < 200 || s.Rows > 454 {
			t.Errorf("fdb %+v, want the rows before the loop and %q", s, inventory.ReasonOrder)
		}
	})
	t.Run("aggregates as ifIndex", func(t *testing.T) {
		p, s := fdb(t, "on-nms7918-asw01")
		if !s.Complete || p.FDB[0].IfIndex != 1001 || !strings.Contains(s.Dialect, "ifIndex") {
			t.Errorf("fdb %+v, first row %+v; want port 1001 to be ifIndex 1001", s, p.FDB[:1])
		}
	})
	t.Run("ports by their number on the front", func(t *testing.T) {
		if p, s := fdb(t, "ln-jetstream-jetstream-lldp"); !s.Complete || p.FDB[0].IfIndex != 49152+p.FDB[0].BridgePort {
			t.Errorf("fdb %+v, first row %+v", s, p.FDB[:1])
		}
	})
	t.Run("one context a VLAN", func(t *testing.T) {
		p, s := fdb(t, "on-nms0002ciscojuniper-s-de-juet-luck-001")
		if !s.Complete || s.Rows != 40 || !slices.ContainsFunc(p.FDB, func(r inventory.FDBRow) bool { return r.VID == 950 }) {
			t.Errorf("fdb %+v, want 40 rows, some of VLAN 950", s)
		}
	})
	t.Run("lists of numbers", func(t *testing.T) {
		p := read(t, "ln-junos-ex4600mp")
		if s := p.Tables[inventory.TableVLANs]; !s.Complete || !strings.Contains(s.Dialect, "list of numbers") {
			t.Errorf("vlans %+v", s)
		}
	})
	t.Run("no forwarding table", func(t *testing.T) {
		if _, s := fdb(t, "ln-vrp-s5328c-ei"); s.Complete || s.Reason != inventory.ReasonUnsupported {
			t.Errorf("fdb %+v, want %q: its rows are in a private MIB", s, inventory.ReasonUnsupported)
		}
	})
	t.Run("no status column", func(t *testing.T) {
		p, s := fdb(t, "ln-dlink-dgs-3620-28sc")
		for _, r := range p.FDB {
			if (r.BridgePort == 0) != (r.Status == inventory.FDBOther) {
				t.Errorf("row %+v of %+v: want learned, but other on port 0", r, s)
			}
		}
	})
}
