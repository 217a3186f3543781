package snmp_test

import (
	"context"
	"encoding/json"
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
