package inventory

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParseMACReadsEveryNotation(t *testing.T) {
	want := MAC{0x00, 0x00, 0x5e, 0x00, 0x53, 0xaf}
	for _, s := range []string{
		"00:00:5e:00:53:af", "00-00-5E-00-53-AF", "0000.5e00.53af", "00005E0053AF", "00005e-0053af", "0000-5E00-53AF",
		"００：００：５ｅ：００：５３：ａｆ", "００－００－５Ｅ－００－５３－ＡＦ", "  00:00:5e:00:53:af\t", "00 00 5e 00 53 af",
		"00:00: 5e:00:53:af\u00a0", "\ufeff00:00:5e:00:53:af", "00–00–5e–00–53–af", "00:00:5e:00:53:af\r\n", "\u300000005e0053af",
	} {
		if got, err := ParseMAC(s); err != nil || got != want {
			t.Errorf("ParseMAC(%q) = %s, %v; want %s", s, got, err, want)
		}
	}
}

func TestParseMACRefusesInsteadOfGuessing(t *testing.T) {
	for s, want := range map[string]error{
		"00:00:5e:00:53:O1":    ErrMACDigit,
		"00:00:5e:00:53:I1":    ErrMACDigit,
		"00:00:5e:00:53":       ErrMACLength,
		"00:00:5e:00:53:1":     ErrMACLength,
		"00:00:5e:00:53:01:02": ErrMACLength,
		"":                     ErrMACLength,
		"無":                    ErrMACDigit,
		"00:00:5e:00:53:0g":    ErrMACDigit,
		"-00005e005301+":       ErrMACDigit,
	} {
		if got, err := ParseMAC(s); !errors.Is(err, want) || !strings.Contains(err.Error(), strings.TrimSpace(s)) {
			t.Errorf("ParseMAC(%q) = %s, %v; want %q", s, got, err, want)
		}
	}
}

func TestBitsOfTheFirstOctet(t *testing.T) {
	for first, local := range map[string]bool{"00": false, "02": true, "06": true, "0a": true, "0e": true, "04": false, "fe": true, "fc": false} {
		if m := mustMAC(t, first+":00:5e:00:53:01"); m.IsLocal() != local || m.IsGroup() {
			t.Errorf("%s: local %v, group %v; want local %v", m, m.IsLocal(), m.IsGroup(), local)
		}
	}
	if !mustMAC(t, "01:00:5e:00:53:01").IsGroup() || (MAC{}).IsGroup() || !(MAC{}).IsZero() {
		t.Error("group or zero addresses are not told")
	}
}

func FuzzParseMAC(f *testing.F) {
	for _, s := range []string{"00:00:5e:00:53:af", "0000.5e00.53af", "００－００－５Ｅ－００－５３－ＡＦ", "O0:00", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMAC(s)
		if err != nil {
			return
		}
		again, err := ParseMAC(m.String())
		if err != nil || again != m {
			t.Fatalf("%q is read as %s, which is read as %s, %v", s, m, again, err)
		}
		CheckMAC(s, "179901", Lists{}, nil)
	})
}

func checkLists(t *testing.T) (Lists, *CityIndex) {
	entry := func(school SchoolCode, mac, name string) ListEntry {
		return ListEntry{School: school, MAC: mustMAC(t, mac), Name: name}
	}
	lists := Lists{
		Whitelist: []ListEntry{entry("179901", "00:00:5e:00:53:01", "ipad-01"), entry("179901", "00:00:5e:00:53:b0", "ipad-02")},
		Master:    []ListEntry{entry("179901", "00:00:5e:00:53:01", "iPad 1"), entry("179901", "10:01:5e:12:53:77", "pc-07")},
	}
	other := entry("179902", "00:00:5e:00:53:44", "elsewhere")
	return lists, &CityIndex{Listed: ListedBy{other.MAC: {other.School}, lists.Whitelist[0].MAC: {"179901"}}}
}

func TestCheckMAC(t *testing.T) {
	lists, city := checkLists(t)
	for _, tt := range []struct {
		text    string
		want    MACStanding
		entries string // names of entries it is listed as, or nearly
		how     string
	}{
		{"00-00-5E-00-53-01", MACListed, "ipad-01 iPad 1", ""},
		{"00:00:5e:00:53:44", MACElsewhere, "", ""},
		{"00:00:5e:00:53:03", MACNearMiss, "ipad-01 iPad 1", "digit position 12: 3 for 1"},
		{"00:00:5e:00:53:O1", MACNearMiss, "ipad-01 iPad 1", "lookalike position 11: O for 0"},
		{"OO:OO:5e:OO:53:Ol", MACNearMiss, "ipad-01 iPad 1", "lookalike position 1: O for 0"},
		{"00005e0053I0", MACUnusable, "", ""},
		{"00:00:5e:00:53:80", MACNearMiss, "ipad-02", "lookalike position 11: 8 for b"},
		{"10:01:5e:53:12:77", MACNearMiss, "pc-07", "swap octets 4 and 5"},
		{"02:00:5e:00:53:99", MACRandom, "", ""},
		{"02:00:5e:00:53:01", MACNearMiss, "ipad-01 iPad 1", "digit position 2: 2 for 0"},
		{"00:00:5e:00:53:c9", MACNotListed, "", ""},
		{"ff:ff:ff:ff:ff:ff", MACGroup, "", ""},
		{"not a MAC", MACUnusable, "", ""},
		{"00:00:5e:00:53", MACUnusable, "", ""},
	} {
		t.Run(tt.text, func(t *testing.T) {
			v := CheckMAC(tt.text, "179901", lists, city)
			var names []string
			for _, in := range v.Listed {
				names = append(names, in.Entry.Name)
			}
			for _, n := range v.Near {
				names = append(names, n.Entry.Name)
				if got := n.Slip + " " + n.Diff; !strings.HasPrefix(got, tt.how) {
					t.Errorf("slip %q, want %q", got, tt.how)
				}
			}
			if got := strings.Join(names, " "); v.Standing != tt.want || got != tt.entries {
				t.Errorf("%s %q, want %s %q", v.Standing, got, tt.want, tt.entries)
			}
			if (v.Error != "") != (tt.want == MACUnusable || strings.Contains(tt.text, "O")) {
				t.Errorf("error %q", v.Error)
			}
		})
	}
}

func TestAnotherSchoolsEntriesStayTheirs(t *testing.T) {
	lists, city := checkLists(t)
	v := CheckMAC("00:00:5e:00:53:44", "179901", lists, city)
	if !slices.Equal(v.Schools, []SchoolCode{"179902"}) {
		t.Errorf("schools %v, want 179902", v.Schools)
	}
	b, err := json.Marshal(v)
	if err != nil || strings.Contains(string(b), "elsewhere\"") && strings.Contains(string(b), "name") {
		t.Errorf("the answer shows another school's entry: %s, %v", b, err)
	}
	if own := CheckMAC("00:00:5e:00:53:01", "179901", lists, city); len(own.Schools) != 0 {
		t.Errorf("the asking school is told as another: %v", own.Schools)
	}
}

func TestLookalikesComeFirst(t *testing.T) {
	lists := Lists{Whitelist: []ListEntry{
		{MAC: mustMAC(t, "00:00:5e:00:53:18"), Name: "digit"},
		{MAC: mustMAC(t, "00:00:5e:00:53:bb"), Name: "lookalike"},
	}}
	near := NearMisses(mustMAC(t, "00:00:5e:00:53:88"), lists)
	if len(near) != 2 || near[0].Entry.Name != "lookalike" || near[1].Entry.Name != "digit" {
		t.Errorf("near misses %+v, want the look-alike first", near)
	}
}
