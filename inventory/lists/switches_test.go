package lists

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"rollcall/inventory"
)

// aCity has two schools with the management network 10.X.254.0/24.
func aCity() *inventory.City {
	return &inventory.City{
		Plan: inventory.Plan{Zones: []inventory.Zone{{ID: "mgmt", Expr: "10.X.254.254/24", Classes: []string{inventory.ClassSwitch}}}},
		Schools: []inventory.School{
			{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}},
			{Code: "179902", Name: "晴嵐國小", Vars: map[string]int{"X": 242}},
		},
	}
}

func readSwitches(file string) ([]SwitchEntry, Report) {
	rows, rep := ReadFile(KindSwitches, strings.NewReader(file), Options{City: aCity(), Credentials: []string{"v2-ro", "v3-ro"}, YAML: yamlAsJSON})
	return rows.Switches, rep
}

// yamlAsJSON stands in for package config, which this package may not import: the
// YAML of these tests is JSON.
func yamlAsJSON(raw []byte) (any, error) {
	_, body, _ := strings.Cut(string(raw), ":")
	var tree any
	err := json.Unmarshal([]byte(body), &tree)
	return map[string]any{"zabbix_export": tree}, err
}

func sw(name string, school inventory.SchoolCode, address string, role inventory.SwitchRole) SwitchEntry {
	return SwitchEntry{Switch: inventory.Switch{ID: inventory.SwitchID(name), School: school, Address: netip.MustParseAddrPort(address), Role: role}}
}

func TestListsOfSwitches(t *testing.T) {
	core := sw("hy-core", "179901", "10.241.254.1:161", inventory.SwitchCore)
	for _, tt := range []struct {
		name, file, format string
		want               []SwitchEntry
		said               string
	}{
		{"heads in zh-TW", "學校代碼,名稱,IP,角色,位置\n179901,hy-core,10.241.254.1,核心,機房\n", FormatList,
			[]SwitchEntry{{Switch: inventory.Switch{ID: "hy-core", School: "179901", Address: core.Address, Role: "core", Place: "機房"}}}, ""},
		{"the address tells the school", "role\tip address\tname\ncore\t10.241.254.1\thy-core\n", FormatList, []SwitchEntry{core}, ""},
		{"the name of the school", "name,ip,學校\nhy-core,127.0.0.1:1161,海燕國小\n", FormatList, []SwitchEntry{sw("hy-core", "179901", "127.0.0.1:1161", "")}, ""},
		{"full-width digits", "名稱,管理IP\nhy-core,１０.２４１.２５４.１\n", FormatList, []SwitchEntry{sw("hy-core", "179901", "10.241.254.1:161", "")}, ""},
		{"credentials", "名稱,IP,帳號\nhy-core,10.241.254.1,v3-ro;v2-ro\n", FormatList,
			[]SwitchEntry{{Switch: inventory.Switch{ID: "hy-core", School: "179901", Address: core.Address, Credentials: []string{"v3-ro", "v2-ro"}}}}, ""},
		{"a duplicate", "name,ip\nhy-core,10.241.254.1\nHY-CORE,10.241.254.1\n", FormatList, []SwitchEntry{sw("hy-core", "179901", "10.241.254.1:161", "")},
			"note row 3: HY-CORE is in row 2 too"},
		{"LibreNMS by its API", `{"status":"ok","devices":[{"device_id":1,"hostname":"10.241.254.1","sysName":"hy-core","ip":null,"community":"s3cret","port":161,"type":"network","disabled":0,"location":"機房"},
			{"device_id":2,"hostname":"nas","sysName":"nas","type":"server"},{"device_id":3,"hostname":"old","sysName":"old","disabled":1}]}`, FormatLibreNMS,
			[]SwitchEntry{{Switch: inventory.Switch{ID: "hy-core", School: "179901", Address: core.Address, Place: "機房"}}},
			"note row 2: nas is said to be server, no switch, and is left out\nnote row 3: old is switched off in its source (disabled) and is left out\n" +
				"note the file holds SNMP communities or passwords (1), which were neither read nor kept; put them into a file that only rollcall may read, and name it under snmp: in the configuration"},
		{"LibreNMS as CSV", "device_id,hostname,sysName,community,type,status,disabled\n1,10.241.254.1,hy-core,s3cret,network,0,0\n2,10.241.254.2,hy-2,s3cret,network,1,1\n", FormatLibreNMS,
			[]SwitchEntry{sw("hy-core", "179901", "10.241.254.1:161", "")},
			"note row 3: hy-2 is switched off in its source (disabled) and is left out\n" +
				"note the file holds SNMP communities or passwords (2), which were neither read nor kept; put them into a file that only rollcall may read, and name it under snmp: in the configuration"},
		{"NetBox by its API", `{"count":2,"results":[{"id":7,"name":"hy-core","device_type":{"model":"DGS-3620"},"role":{"name":"Core switch"},"site":{"name":"179901 海燕"},"status":{"value":"active"},"primary_ip4":{"address":"10.241.254.1/24"}},
			{"id":8,"name":"hy-ups","device_type":{"model":"UPS"},"role":{"name":"UPS"},"status":{"value":"active"}}]}`, FormatNetBox,
			[]SwitchEntry{core}, "note row 2: hy-ups is said to be UPS, no switch, and is left out"},
		{"NetBox as CSV", "Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address\nhy-core,Active,,海燕國小,,,Core,D-Link,DGS-3620,10.241.254.1/24\nhy-x,Offline,,海燕國小,,,Core,D-Link,DGS-3620,10.241.254.9/24\n", FormatNetBox,
			[]SwitchEntry{core}, "note row 3: hy-x is switched off in its source (Offline) and is left out"},
		{"Zabbix as YAML", `zabbix_export: {"version":"7.0","hosts":[{"host":"hy-core","name":"海燕核心","groups":[{"name":"學校/海燕國小"}],"interfaces":[{"type":"SNMP","ip":"10.241.254.1","port":"161","details":{"community":"{$SNMP_COMMUNITY}"},"interface_ref":"if1"}]},
			{"host":"linux","interfaces":[{"ip":"10.241.10.9","interface_ref":"if1"}]}]}`, FormatZabbix,
			[]SwitchEntry{sw("hy-core", "179901", "10.241.254.1:161", "")}, "note row 2: linux is said to be no snmp, no switch, and is left out"},
		{"Zabbix as XML", `<?xml version="1.0" encoding="UTF-8"?><zabbix_export><version>6.0</version><hosts><host><host>hy-core</host><groups><group><name>海燕國小</name></group></groups>
			<interfaces><interface><type>SNMP</type><ip>10.241.254.1</ip><port>161</port><details><community>s3cret</community></details></interface></interfaces></host></hosts></zabbix_export>`, FormatZabbix,
			[]SwitchEntry{sw("hy-core", "179901", "10.241.254.1:161", "")},
			"note the file holds SNMP communities or passwords (1), which were neither read nor kept; put them into a file that only rollcall may read, and name it under snmp: in the configuration"},
		{"nothing below the head", "名稱,IP\n", FormatList, nil, "note the file has no rows; no list is changed"},
		{"nothing at all", "", FormatList, nil, "note the file has no rows; no list is changed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rep := readSwitches(tt.file)
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(SwitchEntry{}, "Row"), cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })); diff != "" {
				t.Errorf("Switches (-want +got):\n%s", diff)
			}
			if rep.Format != tt.format || said(rep) != tt.said {
				t.Errorf("format %s, want %s; said\n%s\nwant\n%s", rep.Format, tt.format, said(rep), tt.said)
			}
			if strings.Contains(fmt.Sprintf("%+v %+v", got, rep), "s3cret") {
				t.Error("a community came out of the file")
			}
		})
	}
}

func TestRowsOfSwitchesThatCannotBeUsed(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"no name", "名稱,IP\n,10.241.254.1\n", "row 2: the name of the switch is missing"},
		{"no address", "名稱,IP\nhy-core,\n", "row 2: switch hy-core has no IP address"},
		{"no address at all", "名稱,IP\nhy-core,10.241.254.300\n", "row 2: 10.241.254.300 is not an IP address"},
		{"a host name", "名稱,IP\nhy-core,core.example.org\n", "row 2: core.example.org is a host name, not an address"},
		{"a school that is not configured", "名稱,IP,學校代碼\nhy-core,10.241.254.1,179999\n", "row 2: school 179999 is not configured"},
		{"nothing tells the school", "名稱,IP\nx,192.0.2.1\n", "row 2: nothing says which school x is of"},
		{"a role", "名稱,IP,角色\nhy-core,10.241.254.1,大王\n", "row 2: 大王 is no role of a switch"},
		{"a credential", "名稱,IP,帳號\nhy-core,10.241.254.1,public\n", "row 2: there is no credential public under snmp: in the configuration; name one of v2-ro、v3-ro"},
		{"one name twice", "名稱,IP\nhy-core,10.241.254.1\nhy-core,10.241.254.2\n", "row 3: hy-core contradicts row 2 (10.241.254.1:161)"},
		{"one address twice", "名稱,IP\na,10.241.254.1\nb,10.241.254.1\n", "row 3: 10.241.254.1:161 contradicts row 2 (a)"},
		{"another list", "裝置,MAC位址\n平板1,00:00:5e:00:53:01\n", "row 1: there is no column 名稱"},
		{"JSON of something else", `{"a":[1,2]}`, "not an export that is known (JSON)"},
		{"JSON that is cut off", `{"devices":[{"hostname":"s3cret"`, "this JSON is cut short or wrong"},
		{"XML of something else", `<html><body>s3cret</body></html>`, "not an export that is known (XML)"},
		{"XML that is cut off", `<zabbix_export><hosts>s3cret`, "this XML is cut short or wrong"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "this is a binary file"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "this is an old Excel file"},
		{"a ZIP archive", "PK\x03\x04 and nothing", "no XLSX that can be read"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rep := readSwitches(tt.file)
			if len(rep.Refused) == 0 || !strings.HasPrefix(rep.Refused[0].Error(), tt.want) || strings.Contains(said(rep), "s3cret") {
				t.Errorf("%d rows, said\n%s\nwant %s", len(got), said(rep), tt.want)
			}
			for _, e := range append(rep.Refused, rep.Notes...) {
				if e.Text("zh-TW") == e.Text("en") {
					t.Errorf("%s has one text for both languages: %s", e.Code, e.Text("en"))
				}
			}
		})
	}
}

// workbook makes an XLSX file of rows, on the second of two sheets.
func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("清單"); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow("清單", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbooksAreReadAsTheyAreNumbered(t *testing.T) {
	file := workbook(t, []any{"海燕國小 115 學年"}, nil, []any{"MAC位址", "裝置名稱", "學校代碼"}, []any{"00:00:5e:00:53:01", "平板1", 179901},
		[]any{"00:00:5e:00:53:O2", "平板2", 179901})
	got, rep := Master(bytes.NewReader(file), "")
	if len(got) != 1 || got[0].Name != "平板1" || got[0].School != school || got[0].Row != 4 || rep.Encoding != "XLSX" {
		t.Errorf("rows %+v, encoding %s", got, rep.Encoding)
	}
	if len(rep.Refused) != 1 || rep.Refused[0].Row != 5 {
		t.Errorf("said\n%s\nwant row 5 refused", said(rep))
	}
	if entries, rep := readSwitches(string(workbook(t, []any{"名稱", "IP", "角色"}, []any{"hy-core", "10.241.254.1", "核心"}))); len(entries) != 1 || said(rep) != "" {
		t.Errorf("switches %+v\n%s", entries, said(rep))
	}
	if _, rep := PortRecords(bytes.NewReader(workbook(t)), school); !rep.Empty() || said(rep) != "note the file has no rows; no list is changed" {
		t.Errorf("an empty workbook: %+v", rep)
	}
}

// TestWorkbooksThatUnpackToTooMuch: a megabyte of zeros packs to a kilobyte.
func TestWorkbooksThatUnpackToTooMuch(t *testing.T) {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	part, err := archive.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range DefaultLimits().Unpacked>>20 + 1 {
		if _, err := part.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	_, rep := readSwitches(b.String())
	if len(rep.Refused) != 1 || rep.Refused[0].Code != CodeTooBig {
		t.Errorf("a file of %d bytes said\n%s\nwant that it is too big", b.Len(), said(rep))
	}
}

func FuzzSwitches(f *testing.F) {
	f.Add([]byte("名稱,IP\nhy-core,10.241.254.1\n"))
	f.Add([]byte(`{"devices":[{"sysName":"a","ip":"10.241.254.1"}]}`))
	f.Add([]byte(`{"results":[{"name":"a","primary_ip4":{"address":"10.241.254.1/24"}}]}`))
	f.Add([]byte(`<zabbix_export><hosts><host><host>a</host></host></hosts></zabbix_export>`))
	f.Add(workbook(f, []any{"名稱", "IP"}, []any{"a", "10.241.254.1"}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		rows, rep := ReadFile(KindSwitches, bytes.NewReader(raw), Options{City: aCity(), YAML: yamlAsJSON})
		entries := rows.Switches
		if rep.Rows != len(entries) {
			t.Errorf("%d rows, and the report says %d", len(entries), rep.Rows)
		}
		for _, e := range entries {
			if e.ID == "" || e.School == "" || !e.Address.IsValid() {
				t.Errorf("%+v cannot be configured", e)
			}
		}
	})
}
