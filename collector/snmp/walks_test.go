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

// better are the tables of recordings that a strict reading of the MIBs gets
// wrong or not at all, with the reason why ours is the better reading.
// The tests in walks_odd_test.go look at each. Everything else must come out as expected.
var better = map[string]map[string]string{
	"ln-jetstream-jetstream-lldp": {
		"vlan": "vlanConfigTable is a private table, and the records have it", "member": "vlanConfigTable names the ports",
		"fdb": "there is no dot1dBasePortTable for the ports; they are numbered as on the front, and those are up"},
	"ln-aruba-instant-105": {"fdb": "there is no dot1dBasePortTable; the ports are ifIndexes that are up"},
	"on-nms7918-asw01":     {"fdb": "ports 1001 and up are in no dot1dBasePortTable; they are the ifIndexes of aggregates"},
	"ln-zynos-gs1900-fdb":  {"fdb": "the index has a length octet before the MAC; strictly it has none"},
	"dx-walk-loop":         {"fdb": "the table goes round in a circle: the rows before that are kept and it is missing"},
	"ln-junos-ex4600mp": {"member": "PortLists are lists of numbers; a list of one number is not an octet of bits",
		"fdb": "FDB ids are 65,536 times an index that jnxL2aldVlanTag gives a VLAN"},
	"ln-vrp-ac6605-26": {"member": "PortLists number the ports as on the front, as LLDP does; only port 1 is in dot1dBasePortTable", "lldp": "lldpLocPortId names an interface; its number is not that of another one's ifIndex",
		"fdb": "hwDynFdbTable is a private table, and the records have it"},
	"ln-vrp-s5328c-ei": {"fdb": "hwDynFdbTable is a private table, and the records have it",
		"vlan": "hwL2VlanMIBTable is a private table, and the records have it", "member": "HUAWEI-L2IF-MIB is private"},
	"ln-jetstream-t1600g-28ts": {"vlan": "vlanConfigTable is a private table, and the records have it", "member": "vlanConfigTable names the ports"},
	"ln-aos7": {"fdb": "slMacAddressGlobalTable is a private table, and the records have it",
		"vlan": "vlanTable is a private table, and the records have it", "member": "vpaTable is a private table"},
	"on-nms17216-switch1": {"lag": "ifStackTable has the ports below a channel without LACP, and their speeds add up to its own"},
	"ss-huawei-s12704":    {"lag": "ifStackTable has the ports below Eth-Trunks, and their speeds add up to theirs"},
	"ln-arista-eos":       {"lag": "ifStackTable has the ports below an interface of type ieee8023adLag"},
	"ln-arubaos-cx-10.10": {"vlan": "ieee8021QBridgeVlanStaticTable stands for the Q-BRIDGE-MIB, and the records have it",
		"member": "ieee8021QBridgeVlanStaticTable names the ports"},
	"ss-aruba-7010":    {"wireless": "wlsxUserTable is a private table, and the records have it"},
	"ln-slxos-slx9150": {"lldp": "lldpLocPortId names an interface that has no base port"},
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
		Clients []struct {
			MAC, IP, SSID string
			APMAC         string `json:"ap_mac"`
		} `json:"wireless_clients"`
		APs []struct{ MAC, Name string } `json:"access_points"`
		LAG []struct {
			IfIndex  int `json:"if_index"`
			Attached int
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
			found := map[string]bool{}
			for _, d := range compareRecording(t, dir, id) {
				table, _, _ := strings.Cut(d, " ")
				found[table] = true
				if better[id][table] == "" {
					t.Error(d)
				}
			}
			for table, why := range better[id] {
				if !found[table] {
					t.Errorf("%s is read as strictly as expected: it is not so that %s", table, why)
				}
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
	return snmp.Target{Switch: "sw", Address: addr, Timeout: time.Second, Retries: 1,
		Credentials: []snmp.Credential{{Name: "public", Version: version, Community: "public"}}}
}
