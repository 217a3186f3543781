package lists

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

// keysOf suggests for a file and writes down the keys of its columns, guesses with a
// question mark.
func keysOf(t *testing.T, kind Kind, file string, said Mapping) string {
	t.Helper()
	s, rep := Open(kind, []byte(file), Options{Columns: said})
	if len(rep.Refused) > 0 {
		t.Fatalf("%q: %v", file, rep.Refused)
	}
	var keys []string
	for _, c := range Suggest(s, said) {
		key := c.Key
		if key != "" && !c.Sure {
			key += "?"
		}
		keys = append(keys, key)
	}
	return strings.Join(keys, ",")
}

func TestColumnsAreSuggested(t *testing.T) {
	const macs = "\n00:00:5e:00:53:01,00:00:5e:00:53:02,x,y,z,1,2,3\n"
	for _, tt := range []struct {
		name       string
		kind       Kind
		head, want string
		said       Mapping
	}{
		{"an export of ours", KindDevices, "學校代碼,裝置名稱,MAC位址,裝置類別,作業系統/平台,財產編號,載具序號,保管人/班級,允許KL-mobile,已在智慧網管白名單,MDM納管,登錄日期,最後上線,最後地點,隨機MAC,異動,差異,備註,放置地點",
			"school,name,mac,class,platform,asset_no,serial,custodian,kl_mobile,-,mdm,listed_at,-,-,-,change,-,note,room", nil},
		{"the city's whitelist", KindWhitelist, "項次,用戶端MAC,電腦名稱,備註說明,AP MAC,上線時間", ",mac,name,note?,,", nil},
		{"the last word counts", KindDevices, "備用機名稱,主要使用單位,無線網卡 MAC", "name?,custodian?,mac", nil},
		{"what stands in it counts", KindDevices, "甲,乙,名稱", "mac?,,name", nil},
		{"somebody says it", KindDevices, "甲,乙,名稱", "note,mac,name", Mapping{"乙": "MAC位址", "甲": "note"}},
		{"somebody says that it is nothing", KindDevices, "MAC,Wi-Fi MAC,備註", "mac,-,-", Mapping{"wi-fi  mac": "-", "備註": "-"}},
		{"somebody says otherwise", KindDevices, "MAC,卡號,名稱", ",mac,name", Mapping{"卡號": "mac"}},
		{"two of one name", KindDevices, "MAC,MAC,名稱", "mac,mac,name", nil},
		{"the second of two of one name", KindDevices, "MAC,MAC,名稱", "mac,-,name", Mapping{"MAC (2)": "-"}},
		{"Jamf", KindMDM, "Display Name,Serial Number,Wi-Fi MAC Address,Bluetooth MAC Address,Model,Asset Tag,Last Inventory Update,Storage", "name,serial,mac,-,model,asset_no,last_seen,", nil},
		{"Intune", KindMDM, "Device name,Serial number,Wi-Fi MAC,Ethernet MAC,OS,Last check-in,Ownership,Encrypted", "name,serial,mac,mac,platform,last_seen,-,", nil},
		{"Google", KindMDM, "serialNumber,macAddress,ethernetMacAddress,annotatedUser,annotatedAssetId,orgUnitPath,lastSync,model", "serial,mac,mac,user,asset_no,-,last_seen,model", nil},
		{"Jamf as a master list", KindDevices, "Display Name,Serial Number,Wi-Fi MAC Address,Bluetooth MAC Address", "name,serial,mac,", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Join(strings.Split(keysOf(t, tt.kind, tt.head+macs, tt.said), ",")[:1+strings.Count(tt.head, ",")], ",")
			if got != tt.want {
				t.Errorf("%s\nis %s\nwant %s", tt.head, got, tt.want)
			}
		})
	}
}

// TestAMappingIsRememberedForTheNextFile holds that what was suggested, kept, and
// given again reads the same rows.
func TestAMappingIsRememberedForTheNextFile(t *testing.T) {
	const file = "標題\n編,卡號,誰的,無用\n1,00:00:5e:00:53:01,王老師,x\n2,00:00:5e:00:53:02,李老師,y\n"
	said := Mapping{"卡號": "mac", "誰的": "保管人/班級"}
	s, _ := Open(KindDevices, []byte(file), Options{Columns: said})
	kept := MappingOf(Suggest(s, said))
	if diff := cmp.Diff(Mapping{"編": "-", "卡號": "mac", "誰的": "custodian", "無用": "-"}, kept); diff != "" {
		t.Errorf("the mapping (-want +got):\n%s", diff)
	}
	want := []inventory.ListEntry{{School: school, MAC: mac(t, "00:00:5e:00:53:01"), Custodian: "王老師", Row: 3}, {School: school, MAC: mac(t, "00:00:5e:00:53:02"), Custodian: "李老師", Row: 4}}
	rows, rep := ReadFile(KindDevices, strings.NewReader(file), Options{School: school, Columns: kept})
	if diff := cmp.Diff(want, rows.Entries); diff != "" || said == nil || len(rep.Notes) > 0 {
		t.Errorf("(-want +got):\n%s\n%s", diff, rep.Notes)
	}
}

func TestWhatIsNotReadIsNamed(t *testing.T) {
	_, rep := Master(strings.NewReader("mac,存放處代號,電腦,機密,異動,說明文字,\n00:00:5e:00:53:01,7,a,b,,c,d\n"), school)
	if diff := cmp.Diff([]string{"存放處代號", "電腦", "機密", "說明文字", "[G]"}, rep.Ignored); diff != "" {
		t.Errorf("ignored (-want +got):\n%s\n%s", diff, said(rep))
	}
	if want := "note columns that are not used: 存放處代號、電腦、機密、說明文字、[G]"; said(rep) != want {
		t.Errorf("said %s, want %s", said(rep), want)
	}
}

func TestAMappingToWhatIsNot(t *testing.T) {
	_, rep := ReadFile(KindDevices, strings.NewReader("mac\n00:00:5e:00:53:01\n"), Options{School: school, Columns: Mapping{"mac": "color"}})
	if len(rep.Refused) != 1 || rep.Refused[0].Code != CodeNoKey {
		t.Errorf("said\n%s", said(rep))
	}
	for text, want := range map[string]Mapping{"卡號=mac": {"卡號": "mac"}, "a = b=-": {"a = b": "-"}, "x": nil, "=mac": nil} {
		head, key, ok := ParseColumn(text)
		if ok != (want != nil) || ok && want[head] != key {
			t.Errorf("%q: %q, %q, %v", text, head, key, ok)
		}
	}
}

func TestEveryKeyOfEveryKind(t *testing.T) {
	for _, kind := range Kinds() {
		seen := map[string]bool{}
		for _, k := range kind.Keys() {
			if seen[k.Key] || k.Title == "" {
				t.Errorf("%s: key %q %q", kind, k.Key, k.Title)
			}
			seen[k.Key] = true
			if got, ok := kind.KeyOf(k.Key); !ok || got != k.Key {
				t.Errorf("%s: %q means %q", kind, k.Key, got)
			}
		}
		for _, group := range kind.needed() {
			for _, key := range group {
				if !seen[key] {
					t.Errorf("%s needs %s, which it does not have", kind, key)
				}
			}
		}
	}
}
