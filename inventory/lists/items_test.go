package lists

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/inventory"
)

func read(kind Kind, file string) (Rows, Report) {
	return ReadFile(kind, strings.NewReader(file), Options{School: school})
}

func TestRooms(t *testing.T) {
	got, rep := read(KindRooms, "大樓,樓層,教室名稱,資訊孔,交換器名稱,埠號,備註\n仁愛樓,3,三年二班,A-301,hy-3f,1/5,\n,,電腦教室,,,,一樓\n,,,A-302,,,\n,,校長室,,,1/6,\n仁愛樓,3,三年三班,a-301,hy-3f,1/5,\n")
	want := []inventory.Room{
		{School: school, Name: "三年二班", Building: "仁愛樓", Floor: "3", Outlet: "A-301", Switch: "hy-3f", Port: "1/5", Row: 2},
		{School: school, Name: "電腦教室", Note: "一樓", Row: 3},
		{School: school, Name: "三年三班", Building: "仁愛樓", Floor: "3", Outlet: "a-301", Switch: "hy-3f", Port: "1/5", Row: 6},
	}
	if diff := cmp.Diff(want, got.Rooms); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := "refused row 4: the name of the room is missing\nrefused row 5: the switch is missing\nnote row 6: 三年三班 is in row 2 too"; said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
}

func TestTheInventoryOfThings(t *testing.T) {
	const file = "編號,設備名稱,設備類別,廠牌,型號,財產編號,數量,IP位址,MAC位址,放置地點,保管單位/人,用途,購置年度,韌體版本,最近更新日,已更改預設密碼,是否連外,大陸廠牌/限制使用,列冊管制措施,預計汰換日,比對結果,備註\n" +
		"1,走廊監視器,網路攝影機,Acme,C1,3140401-01,1,１０.241.25.101,\"00:00:5e:00:53:01\n00:00:5e:00:53:02\",二樓走廊,學務處,校園安全,112,1.2,115/9/1,是,否,否,,120年,清冊有且在線,\n" +
		"2,事務機,印表機,,,3140102-07,,,,教務處,,,,,,未確認,有,疑似,已斷網,,,\n" +
		"3,,,,,,,,,,,,,,,,,,,,,\n,,,,,,,,,,,,,,,,,,,,,\n,門禁,,,,,,,00:00:5e:00:53:02,,,,,,,,,,,,,\n,,,,,,,,00:00:5e:00:53:09,,,,,,,,,,,,在線未列冊,\n,,,,,,,,,校門口,,,,,,,,,,,,\n"
	got, rep := read(KindIoT, file)
	camera := inventory.IoTItem{School: school, ItemNo: "1", Name: "走廊監視器", Class: inventory.ClassCamera, Vendor: "Acme", Model: "C1", AssetNo: "3140401-01", Quantity: "1",
		IP: "10.241.25.101", MAC: mac(t, "00:00:5e:00:53:01"), Room: "二樓走廊", Custodian: "學務處", Purpose: "校園安全", PurchaseYear: "112", Firmware: "1.2", FirmwareAt: "2026-09-01",
		PasswordChanged: "yes", InternetAccess: "no", Restricted: "否", ReplaceBy: "120年", Row: 2}
	other := camera
	other.MAC = mac(t, "00:00:5e:00:53:02")
	want := []inventory.IoTItem{camera, other,
		{School: school, ItemNo: "2", Name: "事務機", Class: inventory.ClassPrinter, AssetNo: "3140102-07", Room: "教務處", PasswordChanged: "未確認", InternetAccess: "yes", Restricted: "疑似", Measure: "已斷網", Row: 3},
		{School: school, ItemNo: "3", Row: 4},
		{School: school, Name: "門禁", MAC: mac(t, "00:00:5e:00:53:02"), Row: 6},
		{School: school, Room: "校門口", Row: 8},
	}
	if diff := cmp.Diff(want, got.IoT); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := "note row 6: 00:00:5e:00:53:02 is in row 2 too\nnote rows of things that are seen and not listed are left out: 1; clear the cell under 比對結果 to list one"; said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
	if got, rep := read(KindIoT, "設備名稱,放置地點,用途\n,,走廊\n"); len(got.IoT) != 0 || len(rep.Refused) != 1 || rep.Refused[0].Code != CodeNoThing {
		t.Errorf("a row that names nothing: %+v\n%s", got.IoT, said(rep))
	}
}

func TestExportsOfMDM(t *testing.T) {
	one := mac(t, "00:00:5e:00:53:01")
	for _, tt := range []struct {
		name, file string
		want       []inventory.MDMDevice
		said       string
	}{
		{"Jamf", "Display Name,Serial Number,Wi-Fi MAC Address,Bluetooth MAC Address,Model,Username,Last Inventory Update\niPad 01,dmp a001,00:00:5E:00:53:01,00:00:5E:00:53:99,iPad (9th),pupil,2026-11-20 08:00\niPad 02,DMPA002,,,iPad,,\n",
			[]inventory.MDMDevice{{School: school, MAC: one, Serial: "DMPA001", Name: "iPad 01", Model: "iPad (9th)", User: "pupil", System: SystemJamf, LastSeen: "2026-11-20 08:00", Row: 2},
				{School: school, Serial: "DMPA002", Name: "iPad 02", Model: "iPad", System: SystemJamf, Row: 3}}, ""},
		{"Intune", "Device name,Serial number,Wi-Fi MAC,Ethernet MAC,OS,Last check-in,Enrollment date,Encrypted\nPC-1,SN1,00005E005301,000000000000,Windows,,11/21/2026 3:04 PM,Yes\n",
			[]inventory.MDMDevice{{School: school, MAC: one, Serial: "SN1", Name: "PC-1", Platform: "Windows", System: SystemIntune, Enrolled: "2026-11-21", Row: 2}}, "note columns that are not used: Encrypted"},
		{"Google", "serialNumber,macAddress,ethernetMacAddress,annotatedUser,orgUnitPath,model\n5CD1,00005e005301,00005e005302,pupil,/school,Chromebook 11\n",
			[]inventory.MDMDevice{{School: school, MAC: one, Serial: "5CD1", User: "pupil", Model: "Chromebook 11", System: SystemGoogle, Row: 2},
				{School: school, MAC: mac(t, "00:00:5e:00:53:02"), Serial: "5CD1", User: "pupil", Model: "Chromebook 11", System: SystemGoogle, Row: 2}}, ""},
		{"a list of a school", "序號,MAC位址,納管系統,裝置名稱\n,N/A,,x\nSN2,無,Jamf,y\nSN2,,Jamf,z\n",
			[]inventory.MDMDevice{{School: school, Serial: "SN2", System: "Jamf", Name: "y", Row: 3}, {School: school, Serial: "SN2", System: "Jamf", Name: "z", Row: 4}},
			"refused row 2: there is neither a serial number nor a MAC, so nothing says which device it is\nnote row 4: SN2 is in row 3 too"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rep := read(KindMDM, tt.file)
			if diff := cmp.Diff(tt.want, got.MDM); diff != "" || said(rep) != tt.said {
				t.Errorf("(-want +got):\n%s\nsaid\n%s\nwant\n%s", diff, said(rep), tt.said)
			}
		})
	}
}

func TestLostDevices(t *testing.T) {
	got, rep := read(KindLost, "載具序號,MAC位址,遺失日期,通報人,備註\ndmpa001,,115/11/20,資訊組長,公車上\n,00:00:5e:00:53:01,,,\n,,115/11/20,,\nDMPA001,,,,\n")
	want := []inventory.LostDevice{
		{School: school, Serial: "DMPA001", From: "2026-11-20", By: "資訊組長", Note: "公車上", Row: 2},
		{School: school, MAC: mac(t, "00:00:5e:00:53:01"), Row: 3},
		{School: school, Serial: "DMPA001", Row: 5},
	}
	if diff := cmp.Diff(want, got.Lost); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := "refused row 4: there is neither a serial number nor a MAC, so nothing says which device it is\nnote row 5: DMPA001 is in row 2 too"; said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
}

func TestSchools(t *testing.T) {
	got, rep := ReadFile(KindSchools, strings.NewReader("學校代碼,學校名稱,X,班級數,資訊組長,電子郵件,代理人,代理人電子郵件,下載頻寬,上傳頻寬,地震監測設備\n"+
		"１７９９０１,海燕國小,241,24,組長,it@179901.example,代理,deputy@179901.example,500,500,是\n179902,晴嵐國小,,,,,,,,,\n"+
		"179903,,243,,,,,,,,\n179904,x,300,,,,,,,,\n179905,y,241,,,,,,,,\n179901,z,,,,,,,,,\n17990,z,,,,,,,,,\n179906,m,,,,not mail,,,,,\n"), Options{})
	want := []SchoolEntry{
		{School: inventory.School{Code: "179901", Name: "海燕國小", Vars: map[string]int{"X": 241}, ClassCount: 24, QuakeSensor: true, DownMbps: 500, UpMbps: 500,
			Contacts: []inventory.Contact{{Name: "組長", Mail: "it@179901.example"}, {Name: "代理", Mail: "deputy@179901.example"}}}, Row: 2},
		{School: inventory.School{Code: "179902", Name: "晴嵐國小"}, Row: 3},
	}
	if diff := cmp.Diff(want, got.Schools, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := `refused row 4: the name of the school is missing
refused row 5: 300 is no whole number from 0 to 255
refused row 6: X 241 contradicts row 2 (y); keep one of them
refused row 7: 179901 contradicts row 2 (z); keep one of them
refused row 8: school code 17990 does not have six digits
refused row 9: not mail is no mail address`; said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
}

// TestSchoolsAreToldByTheirNames where there is no code, and nobody says the school.
func TestSchoolsAreToldByTheirNames(t *testing.T) {
	const file = "學校名稱,MAC\n海燕國小,00:00:5e:00:53:01\n晴嵐國小,00:00:5e:00:53:02\n某國小,00:00:5e:00:53:03\n,00:00:5e:00:53:04\n"
	rows, rep := ReadFile(KindWhitelist, strings.NewReader(file), Options{City: aCity()})
	if got := rows.Entries; len(got) != 2 || got[0].School != "179901" || got[1].School != "179902" {
		t.Errorf("rows %+v", got)
	}
	if want := "refused row 4: no school is called 某國小, or several are; add a column for the school's code\nrefused row 5: no school is named; add a column for its code, or say --school"; said(rep) != want {
		t.Errorf("said\n%s\nwant\n%s", said(rep), want)
	}
	rows, rep = ReadFile(KindWhitelist, strings.NewReader(file), Options{School: school})
	if len(rows.Entries) != 4 || rows.Entries[1].School != school || said(rep) != "" {
		t.Errorf("of one school: %+v\n%s", rows.Entries, said(rep))
	}
}

// TestEveryKindNamesWhatItNeeds and changes nothing where there is nothing.
func TestEveryKindNamesWhatItNeeds(t *testing.T) {
	for _, kind := range Kinds() {
		_, rep := read(kind, "甲,乙\n1,2\n")
		if kind == KindBlocklist { // lines without a head will do
			continue
		}
		if len(rep.Refused) != len(kind.needed()) || rep.Refused[0].Code != CodeNoColumn || rep.Refused[0].Hint == "" {
			t.Errorf("%s: %s", kind, said(rep))
		}
		for _, file := range []string{"", "\n\n", "甲,乙\n"} {
			if rows, rep := read(kind, file); rep.Rows != 0 || len(rows.Entries) > 0 {
				t.Errorf("%s of %q: %+v", kind, file, rows)
			}
		}
	}
}

// FuzzKinds holds that no file of any kind makes the reader fail, that every refused
// or usable row is one of the sheet, and that a mapping of anything is survived.
func FuzzKinds(f *testing.F) {
	f.Add([]byte("MAC位址,序號,名稱\n00:00:5e:00:53:01,S1,a\n"), 0, "x", "mac")
	f.Add([]byte("\xff\xfem\x00a\x00c\x00\n\x00"), 4, "mac", "-")
	f.Add([]byte("編號,設備名稱,最近更新日\n1,a,115/1/1\n"), 3, "名稱", "設備名稱")
	f.Add([]byte("mac;serial\r\n\"a\nb\";c\r\n"), 5, "mac (2)", "serial")
	f.Add(workbook(f, []any{"序號", "MAC"}, []any{"S1", "00:00:5e:00:53:01"}), 6, "MAC", "mac")
	f.Add(workbook(f, []any{"學校代碼", "學校名稱", "X"}, []any{179901, "海燕國小", 241}), 7, "", "")
	f.Fuzz(func(t *testing.T, raw []byte, n int, head, key string) {
		all := Kinds()
		kind := all[(n%len(all)+len(all))%len(all)]
		s, _ := Open(kind, raw, Options{Columns: Mapping{head: key}})
		last := 0
		for _, row := range s.Rows {
			if row.Number <= last && s.exact == nil {
				t.Fatalf("row %d after %d", row.Number, last)
			}
			last = row.Number
		}
		kept := MappingOf(Suggest(s, Mapping{head: key}))
		_, rep := Read(s, kept, Options{School: school, City: aCity(), YAML: yamlAsJSON})
		for _, e := range rep.Refused {
			if e.Row > max(last, s.Head.Number, 1+bytes.Count(raw, []byte("\n"))+bytes.Count(raw, []byte("\r"))) {
				t.Fatalf("row %d is refused, the last is %d", e.Row, last)
			}
		}
	})
}
