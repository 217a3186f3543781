package audit

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/inventory"
	"rollcall/inventory/lists"
)

// TestImportOfAnExportChangesNothing reads each list back from each of its files that
// a spreadsheet opens.
func TestImportOfAnExportChangesNothing(t *testing.T) {
	src := theSource(t)
	l := &src.Snapshot.Lists
	first := &l.Master[0]
	first.From, first.Until, first.By, first.Name = "2026-09-01", "2027-01-31", "'王老師'", "'=1+1"
	l.PortRecord = l.PortRecord[:4]   // no switch has the fifth port
	l.PortRecord[1].Port = "Port 1/2" // as people write it
	for i := range l.Whitelist {
		l.Whitelist[i].Row = i + 2
	}
	for _, f := range []Format{CSV, Plain, XLSX} {
		for table, want := range map[Table]lists.Rows{
			MACs: {Entries: l.Master}, Whitelist: {Entries: l.Whitelist}, Ports: {Ports: l.PortRecord}, IoT: {IoT: l.IoT},
		} {
			kind := map[Table]lists.Kind{MACs: lists.KindDevices, Whitelist: lists.KindWhitelist, Ports: lists.KindPorts, IoT: lists.KindIoT}[table]
			got, rep := lists.ReadFile(kind, strings.NewReader(write(t, build(t, table, src), f)), lists.Options{})
			if diff := cmp.Diff(want, got); diff != "" || len(rep.Refused) > 0 {
				t.Errorf("%s of %s: refused %v (-exported +imported):\n%s", f, table, rep.Refused, diff)
			}
		}
	}
}

// TestAWorkbookHoldsWhatTheRecordHolds compares the first sheet with the CSV, and wants
// on the second what the record says of itself.
func TestAWorkbookHoldsWhatTheRecordHolds(t *testing.T) {
	for _, table := range Tables() {
		d := build(t, table, theSource(t))
		f, err := excelize.OpenReader(strings.NewReader(write(t, d, XLSX)))
		if err != nil {
			t.Fatal(err)
		}
		sheets := f.GetSheetList()
		got, err := f.GetRows(sheets[0])
		if err != nil {
			t.Fatal(err)
		}
		want, err := csv.NewReader(strings.NewReader(write(t, d, Plain))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			line := make([]string, len(want[i]))
			copy(line, got[i])
			if diff := cmp.Diff(want[i], line); diff != "" {
				t.Errorf("%s, row %d (-csv +xlsx):\n%s", table, i+1, diff)
			}
		}
		about, err := f.GetRows(sheets[1])
		if all := fmt.Sprint(about); err != nil || !strings.Contains(all, d.Header.SHA256) || !strings.Contains(all, "民國115年11月21日") || len(got) != len(want) {
			t.Errorf("%s says of itself %s: %v", table, all, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestTheInventoryOfThingsHeldAgainstTheNetwork(t *testing.T) {
	src := theSource(t)
	src.Snapshot.Switches = src.Snapshot.Switches[:1] // the other was never read, so nobody could say what is not seen
	p := parse(t, build(t, IoT, src))
	for name, want := range map[string][3]string{
		"川堂印表機":   {"listed_online", "", ""},
		"門口攝影機":   {"listed_unseen", "移除", "超過30天未在網路上看到，請確認是否已報廢或移走"},
		"頂樓氣象站":   {"listed_online", "", ""},
		"移動過的刷卡機": {"listed_online", "變更", "IP與清冊不同，目前為10.241.10.240"},
	} {
		r := p.row(t, "device_name", name)
		if got := [3]string{r["match_result"].(string), r["change"].(string), r["difference"].(string)}; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r := p.row(t, "device_name", "倉庫裡的路由器"); r["match_result"] != nil {
		t.Errorf("a row that nothing could find is said to be %v", r["match_result"])
	}
	camera := p.row(t, "mac", hikvision.String())
	if camera["match_result"] != "online_unlisted" || camera["change"] != "新增" || camera["device_class"] != "監視器" || camera["restricted_brand"] != "疑似" {
		t.Errorf("the camera that is not listed: %v", camera)
	}
	if r := parse(t, build(t, IoT, theSource(t))).row(t, "device_name", "門口攝影機"); r["match_result"] != nil || r["change"] != "" {
		t.Errorf("with a switch that cannot be read the camera is said to be %v %v", r["match_result"], r["change"])
	}
}

// TestTheInventoryOfAWindow compares with the inventory at the beginning of it.
func TestTheInventoryOfAWindow(t *testing.T) {
	src := theSource(t)
	before := slices.Clone(src.Snapshot.Lists.IoT)
	before[1].PasswordChanged = "no"
	src.IoTBefore = append(before[1:], inventory.IoTItem{School: "179901", Name: "拆掉的話機", Class: "phone", MAC: mac(0xf0), Row: 9})
	p := parse(t, build(t, IoT, src))
	for name, want := range map[string]string{"川堂印表機": "新增", "門口攝影機": "變更", "頂樓氣象站": "", "拆掉的話機": "移除"} {
		if got := p.row(t, "device_name", name)["change"]; got != want {
			t.Errorf("%s: %v, want %q", name, got, want)
		}
	}
	got, _ := lists.ReadFile(lists.KindIoT, strings.NewReader(write(t, build(t, IoT, src), CSV)), lists.Options{})
	if diff := cmp.Diff(src.Snapshot.Lists.IoT, got.IoT); diff != "" {
		t.Errorf("an import of it changes the inventory:\n%s", diff)
	}
}

func TestDifferencesOfTheLists(t *testing.T) {
	p := parse(t, build(t, Drift, theSource(t)))
	for m, want := range map[inventory.MAC]string{mac(1): "name_differs", mac(8): "only_master", mac(0x66): "only_whitelist"} {
		if got := p.row(t, "mac", m.String())["kind"]; got != want {
			t.Errorf("%s: %v, want %s", m, got, want)
		}
	}
	if len(p.Rows) != 3 {
		t.Errorf("%d differences, want 3", len(p.Rows))
	}
}

// TestTheFileOfFreeRADIUS admits what counts today, in the notation of RFC 3580, and
// nothing that a name may hold leaves its line.
func TestTheFileOfFreeRADIUS(t *testing.T) {
	src := theSource(t)
	src.Snapshot.Lists.Whitelist = []inventory.ListEntry{
		{MAC: mac(0xab), Name: "平板\n02-00-5E-00-53-01\u2028DEFAULT Auth-Type := Accept", KLMobile: true},
		{MAC: mac(0xac), KLMobile: true, Until: "2026-11-20"}, {MAC: mac(0xad)}, {MAC: mac(0xab), KLMobile: true},
	}
	var entries []string
	for line := range strings.Lines(write(t, build(t, Whitelist, src), FreeRADIUS)) {
		if !strings.HasPrefix(line, "#") {
			entries = append(entries, strings.TrimSpace(line))
		}
	}
	if want := []string{"00-00-5E-00-53-AB"}; !cmp.Equal(entries, want) {
		t.Errorf("admitted %q, want %q", entries, want)
	}
}
