package lists

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"rollcall/inventory"
)

const school = inventory.SchoolCode("179901")

func mac(t testing.TB, s string) inventory.MAC {
	t.Helper()
	m, err := inventory.ParseMAC(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// said writes a report down, one line each: refused rows, then notes.
func said(r Report) string {
	var lines []string
	for _, e := range r.Refused {
		lines = append(lines, "refused "+e.Error())
	}
	for _, e := range r.Notes {
		lines = append(lines, "note "+e.Error())
	}
	return strings.Join(lines, "\n")
}

func TestAMasterListWithEveryColumn(t *testing.T) {
	const file = `學校代碼,裝置名稱,MAC位址,裝置類別,作業系統/平台,財產編號,載具序號,保管人/班級,允許KL-mobile,已在智慧網管白名單,MDM納管,登錄日期,備註,地點
179902,iPad 301-01,00:00:5e:00:53:01,平板,iPadOS,3140101-03,SN0001,三年一班,是,是,Jamf,2026-09-01,"借出中, 請勿更動",3-1
`
	got, rep := Master(strings.NewReader(file), school)
	want := []inventory.ListEntry{{School: "179902", MAC: mac(t, "00:00:5e:00:53:01"), Name: "iPad 301-01", Class: inventory.ClassTablet,
		Platform: "iPadOS", AssetNo: "3140101-03", Serial: "SN0001", Custodian: "三年一班", Room: "3-1", KLMobile: true, MDM: "Jamf",
		ListedAt: "2026-09-01", Note: "借出中, 請勿更動", Row: 2}}
	if diff := cmp.Diff(want, got); diff != "" || said(rep) != "" {
		t.Errorf("Master (-want +got):\n%s\n%s", diff, said(rep))
	}
}

func TestColumnsAreFoundByManyNames(t *testing.T) {
	for _, head := range []string{
		"MAC位址,裝置名稱", "mac,name", "Wi-Fi MAC,Device Name", "MAC_ADDRESS,hostname", "ｍａｃ　位址,電腦名稱",
		"\"MAC 位址(必填)\",設備名稱", "mac;name", "mac\tname", "\ufeffmac,name", "mac,name,unheard-of",
	} {
		sep := ","
		for _, s := range []string{";", "\t"} {
			if strings.Contains(head, s) {
				sep = s
			}
		}
		got, rep := Master(strings.NewReader(head+"\r\n00-00-5E-00-53-01"+sep+"pc-1\r\n"), school)
		if len(got) != 1 || got[0].MAC != mac(t, "00:00:5e:00:53:01") || got[0].Name != "pc-1" || got[0].School != school || got[0].Row != 2 {
			t.Errorf("head %q: %+v\n%s", head, got, said(rep))
		}
	}
}

func TestEveryNotationOfAMAC(t *testing.T) {
	const file = "mac,name\n00:00:5e:00:53:01,a\n00-00-5E-00-53-02,b\n0000.5e00.5303,c\n00005E005304,d\n00005e-005305,e\n0000-5E00-5306,f\n" +
		"００：００：５ｅ：００：５３：０７,g\n\" 00 00 5e 00 53 08 \",h\n"
	got, rep := Whitelist(strings.NewReader(file), school)
	if len(got) != 8 || said(rep) != "" {
		t.Fatalf("%d rows\n%s", len(got), said(rep))
	}
	for i, e := range got {
		if want := mac(t, fmt.Sprintf("00:00:5e:00:53:%02x", i+1)); e.MAC != want || e.Row != i+2 {
			t.Errorf("row %d is %s (row %d), want %s", i+2, e.MAC, e.Row, want)
		}
	}
}

func TestRowsThatCannotBeUsedAreAllTold(t *testing.T) {
	const file = "mac,name,school,kl-mobile\n" +
		"00:00:5e:00:53:O1,letter O,179901,yes\n" + // 2
		"00:00:5e:00:53,short,179901,no\n" + // 3
		"\n" + // 4: empty, but it counts
		",no MAC,179901,\n" + // 5
		"00:00:5e:00:53:01,fine,179901,是\n" + // 6
		"01:00:5e:00:53:01,group,179901,\n" + // 7
		"00:00:5e:00:53:02,bad school,17990,\n" + // 8
		"\"00:00:5e:00:53:03\",\"two\nlines\",179901,maybe\n" + // 9, which takes two lines of the file
		"00:00:5e:00:53:01,twice,179901,\n" + // 10
		",,,\n" + // 11: blank
		"02:00:5e:00:53:04,random,179901,\n" // 12
	got, rep := Master(strings.NewReader(file), "")
	want := `refused row 2: MAC 00:00:5e:00:53:O1 has characters that are no hex digits (O); is an O meant for a 0, or an I for a 1?
refused row 3: MAC 00:00:5e:00:53 does not have 12 hex digits but 10
refused row 5: the MAC is missing
refused row 7: MAC 01:00:5e:00:53:01 is a multicast or zero address, no device
refused row 8: school code 17990 does not have six digits
refused row 9: maybe is neither yes nor no; write 是/否 or yes/no
note row 10: 00:00:5e:00:53:01 is in row 6 too
note row 12: MAC 02:00:5e:00:53:04 is a random or self-made address, which the device may change; turn the private address off`
	if diff := cmp.Diff(want, said(rep)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	var rows []int
	for _, e := range got {
		rows = append(rows, e.Row)
	}
	if diff := cmp.Diff([]int{6, 10, 12}, rows); diff != "" {
		t.Errorf("usable rows (-want +got):\n%s", diff)
	}
}

func TestMessagesInChinese(t *testing.T) {
	e := RowError{Row: 7, Code: CodeMACLength, Value: "00:00", Hint: "4"}
	if got, want := e.Text("zh-TW"), "第 7 列：MAC「00:00」不是 12 個十六進位數字（共 4 個）"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := e.Reason("en"), "MAC 00:00 does not have 12 hex digits but 4"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for code, m := range messages() {
		if m[0] == "" || m[1] == "" {
			t.Errorf("code %s lacks a language", code)
		}
	}
}

func TestASchoolMustBeNamedSomewhere(t *testing.T) {
	_, rep := Whitelist(strings.NewReader("mac\n00:00:5e:00:53:01\n"), "")
	if got, want := said(rep), "refused row 2: no school is named; add a column for its code, or say --school"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFilesWithoutRowsOrHead(t *testing.T) {
	for file, want := range map[string]string{
		"":                       "note the file has no rows; no list is changed",
		"\n\n":                   "note the file has no rows; no list is changed",
		"mac,name\n":             "note the file has no rows; no list is changed",
		"mac,name\n,\n":          "note the file has no rows; no list is changed",
		"\xef\xbb\xbfmac,name\n": "note the file has no rows; no list is changed",
	} {
		got, rep := Master(strings.NewReader(file), school)
		if len(got) != 0 || said(rep) != want || !rep.Empty() {
			t.Errorf("%q: %v %q, want %q", file, got, said(rep), want)
		}
	}
	_, rep := Master(strings.NewReader("a,b\n1,2\n"), school)
	if len(rep.Refused) != 1 || rep.Refused[0].Code != CodeNoColumn || rep.Refused[0].Row != 1 || rep.Empty() {
		t.Errorf("a file without a MAC column: %s", said(rep))
	}
}

func TestTitlesAboveTheHead(t *testing.T) {
	got, rep := Master(strings.NewReader("海燕國小 校內設備MAC總表,,\n製表：115/11/21,,\nMAC位址,裝置名稱,\n00:00:5e:00:53:01,pc,\n"), school)
	if len(got) != 1 || got[0].Row != 4 || said(rep) != "" {
		t.Errorf("%+v\n%s", got, said(rep))
	}
}

func TestEncodings(t *testing.T) {
	const file = "MAC位址,裝置名稱\n00:00:5e:00:53:01,電腦教室一號\n"
	big5, err := traditionalchinese.Big5.NewEncoder().String(file)
	if err != nil {
		t.Fatal(err)
	}
	little, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(file)
	big, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(file, ",", "\t"))
	for name, tt := range map[string]struct{ text, encoding string }{
		"UTF-8": {file, "UTF-8"}, "UTF-8 with BOM": {"\ufeff" + file, "UTF-8"}, "Big5": {big5, "Big5"},
		"UTF-16 little endian": {little, "UTF-16LE"}, "UTF-16 big endian, tabs": {big, "UTF-16BE"},
	} {
		got, rep := Master(strings.NewReader(tt.text), school)
		if len(got) != 1 || got[0].Name != "電腦教室一號" || rep.Encoding != tt.encoding {
			t.Errorf("%s: %+v, read as %s\n%s", name, got, rep.Encoding, said(rep))
		}
	}
	if _, rep := Master(strings.NewReader("mac\n\xff\xff\xff\x80"), school); len(rep.Refused) == 0 {
		t.Error("bytes that are no text are accepted")
	}
}

func TestKLMobileByDefault(t *testing.T) {
	white, _ := Whitelist(strings.NewReader("mac\n00:00:5e:00:53:01\n"), school)
	master, _ := Master(strings.NewReader("mac\n00:00:5e:00:53:01\n"), school)
	told, _ := Whitelist(strings.NewReader("mac,允許KL-mobile\n00:00:5e:00:53:01,否\n00:00:5e:00:53:02,\n00:00:5e:00:53:03,V\n"), school)
	if !white[0].KLMobile || master[0].KLMobile || told[0].KLMobile || told[1].KLMobile || !told[2].KLMobile {
		t.Errorf("KL-mobile: whitelist %v, master %v, told %v %v %v", white[0].KLMobile, master[0].KLMobile, told[0].KLMobile, told[1].KLMobile, told[2].KLMobile)
	}
}

func TestClasses(t *testing.T) {
	for text, want := range map[string]string{"平板": "tablet", "iPad": "tablet", "筆電": "pc", "IP Camera": "camera", "監視器": "camera",
		"card_reader": "card_reader", "全誼卡機": "card_reader", "電視": "display", "NAS": "nas", "水族箱": "水族箱", "": ""} {
		if got := ClassOf(text); got != want {
			t.Errorf("ClassOf(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPortRecords(t *testing.T) {
	const file = `交換器名稱,埠號(面板),網段,標記VLAN,埠型態(上行/一般/AP/教室),連接地點/資訊孔,備註
hy-core,17,行政,"20,30",一般,總務處 A-03,窗邊
hy-core,49,trunk,,上行,,
,18,行政,,,,
hy-core,,行政,,,,
hy-core,17,教學,,,,
`
	got, rep := PortRecords(strings.NewReader(file), school)
	want := []inventory.PortRecord{
		{School: school, Switch: "hy-core", Port: "17", Zone: "行政", Tagged: "20,30", Role: "edge", Outlet: "總務處 A-03", Note: "窗邊", Row: 2},
		{School: school, Switch: "hy-core", Port: "49", Zone: "trunk", Role: "uplink", Row: 3},
		{School: school, Switch: "hy-core", Port: "17", Zone: "教學", Row: 6},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("PortRecords (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("refused row 4: the switch is missing\nrefused row 5: the port is missing\nnote row 6: hy-core 17 is in row 2 too", said(rep)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestAnExportsWrittenSegmentCounts(t *testing.T) {
	const file = "交換器名稱,埠號(面板),對應網段名稱,標記VLAN,連接地點/資訊孔,書面紀錄網段\nhy-core,1,教學網段,20,A-01,行政\nhy-core,2,教學網段,,,\n"
	got, rep := PortRecords(strings.NewReader(file), school)
	want := []inventory.PortRecord{{School: school, Switch: "hy-core", Port: "1", Zone: "行政", Outlet: "A-01", Row: 2}}
	if diff := cmp.Diff(want, got); diff != "" || said(rep) != "" {
		t.Errorf("PortRecords (-want +got):\n%s\n%s", diff, said(rep))
	}
}

func TestWhatAnExportAddsIsTakenOffAgain(t *testing.T) {
	const file = "\ufeffmac,name,note,異動\n00:00:5e:00:53:01,'=cmd(),'-5,\n00:00:5e:00:53:02,'quoted',don't,變更\n00:00:5e:00:53:03,seen,,新增\n"
	got, rep := Master(strings.NewReader(file), school)
	want := []inventory.ListEntry{
		{School: school, MAC: mac(t, "00:00:5e:00:53:01"), Name: "=cmd()", Note: "-5", Row: 2},
		{School: school, MAC: mac(t, "00:00:5e:00:53:02"), Name: "'quoted'", Note: "don't", Row: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Master (-want +got):\n%s", diff)
	}
	if got := said(rep); got != "note rows of things that are seen and not listed are left out: 1; clear the cell under 異動 to list one" {
		t.Errorf("report %q", got)
	}
}

func TestACellThatIsTooLong(t *testing.T) {
	_, rep := Master(strings.NewReader("mac,name\n00:00:5e:00:53:01,"+strings.Repeat("長", 1001)+"\n"), school)
	if got, want := said(rep), "refused row 2: the cell under name is longer than 1000 characters"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzEntries(f *testing.F) {
	for _, s := range []string{"mac,name\n00:00:5e:00:53:01,a\n", "MAC位址\t名稱\n\"a\nb\"\t\n", "\xff\xfem\x00a\x00c\x00\n\x00", "mac\r\n\r\n\r\n'=1", "\"", "mac,mac\n,"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, read := range []func(string) ([]inventory.ListEntry, Report){
			func(s string) ([]inventory.ListEntry, Report) { return Master(strings.NewReader(s), school) },
			func(s string) ([]inventory.ListEntry, Report) { return Whitelist(strings.NewReader(s), "") },
		} {
			list, rep := read(string(b))
			last := 0
			for _, e := range list {
				if e.Row <= last || e.MAC.IsGroup() || e.MAC.IsZero() || len(e.School) != 6 {
					t.Fatalf("entry %+v after row %d", e, last)
				}
				last = e.Row
			}
			if rep.Rows != len(list) {
				t.Fatalf("%d rows are counted, %d returned", rep.Rows, len(list))
			}
		}
		PortRecords(strings.NewReader(string(b)), school)
	})
}
