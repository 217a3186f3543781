package snmp

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func TestTextFromTheNetworkIsCleaned(t *testing.T) {
	for in, want := range map[string]string{
		"core-1":                  "core-1",
		"教務處\x00\x00":             "教務處",
		"a\r\nb\tc":               "a  b c",
		"\x1b[31mred\x07":         "[31mred",
		"left\u202eright":         "leftright",
		"":                        "",
		strings.Repeat("國", 2000): strings.Repeat("國", 1365),
		"\x00":                    "",
	} {
		if got := cleanText([]byte(in)); got != want {
			t.Errorf("cleanText(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestNamesInBig5AreRead has what schools write on their switches.
func TestNamesInBig5AreRead(t *testing.T) {
	for _, name := range []string{"核心交換器", "測試國小 2F 機房", "三年一班", "圖書館２樓", "許功蓋樓", "Room 101 導師室",
		"1A班", "A棟", "機房\n上聯", "總務處（北）", "育樂堂"} {
		b, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(name))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(name, "\n", " ")
		if got := cleanText(b); got != want {
			t.Errorf("cleanText(%x) = %q, want %q", b, got, want)
		}
		if got := cleanText(append(b, 0xb3)); got != want {
			t.Errorf("cut in the character behind %q: %q", name, got)
		}
	}
}

func TestOctetsThatOnlyLookLikeBig5StayHex(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("级联思科5548")
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{
		"simplified Chinese":       gbk,
		"a MAC":                    "\x18\x0fv\x0c\xba\xf9",
		"a MAC without control":    "\xf4\x92\xbf\xa6?\x95",
		"French in Latin-1":        "B\xe2timent \xc0 c\xf4t\xe9",
		"German in Latin-1":        "Gr\xf6\xdfe",
		"a capital of Latin-1":     "\xc4rger",
		"half a character":         "\xb3",
		"symbols only":             "\xa1@\xa1@",
		"half a character of none": "port \xa4",
		"ended by a wrong octet":   "\xb1\xd0\xff",
	} {
		if got := cleanText([]byte(in)); !strings.HasPrefix(got, "hex:") {
			t.Errorf("%s: cleanText(%x) = %q, want hex", name, in, got)
		}
	}
}

func TestUTF8CutInACharacter(t *testing.T) {
	whole := "三年一班"
	for cut := 1; cut < 3; cut++ {
		if got := cleanText([]byte(whole[:len(whole)-cut])); got != "三年一" {
			t.Errorf("cut by %d octets: %q, want %q", cut, got, "三年一")
		}
	}
	if got := cleanText([]byte("abc\xe4")); got != "hex:616263e4" {
		t.Errorf("no whole character before: %q, want hex", got)
	}
}

func FuzzTextAndIdentifiers(f *testing.F) {
	f.Add([]byte("Gi0/1"), 5)
	f.Add([]byte{0, 0, 0x5e, 0, 0x53, 1}, 4)
	f.Add([]byte("\xa4\xa4\xa4\xe5\x1b[0m\u202e"), 7)
	f.Add([]byte("\xb1\xd0\xb0\xc8\xb3"), 1)
	f.Fuzz(func(t *testing.T, b []byte, subtype int) {
		for _, s := range []string{cleanText(b), chassisID(subtype, value{any: b}), portID(subtype, value{any: b})} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsRune(s, utf8.RuneError) && !utf8.Valid(b) {
				t.Errorf("%q of %x is not fit to be shown", s, b)
			}
		}
		capabilities(b)
		cdpCapabilities(b)
	})
}
