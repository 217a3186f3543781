package lists

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	utf "golang.org/x/text/encoding/unicode"

	"rollcall/inventory"
)

func encoded(t testing.TB, enc encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// theEncodings are those in which schools' files come, by the name that a report
// gives them.
func theEncodings() map[string]struct {
	encoding.Encoding
	want string
} {
	type named = struct {
		encoding.Encoding
		want string
	}
	return map[string]named{
		"UTF-8":                   {utf.UTF8, "UTF-8"},
		"UTF-8 with a mark":       {utf.UTF8BOM, "UTF-8"},
		"Big5":                    {traditionalchinese.Big5, "Big5"},
		"UTF-16LE":                {utf.UTF16(utf.LittleEndian, utf.UseBOM), "UTF-16LE"},
		"UTF-16BE":                {utf.UTF16(utf.BigEndian, utf.UseBOM), "UTF-16BE"},
		"UTF-16LE without a mark": {utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), "UTF-16LE"},
		"UTF-16BE without a mark": {utf.UTF16(utf.BigEndian, utf.IgnoreBOM), "UTF-16BE"},
	}
}

// TestEveryEncodingIsTold reads one list in 7 encodings, with 3 separators, 3 ends
// of line, and with or without a title.
func TestEveryEncodingIsTold(t *testing.T) {
	files := 0
	for name, enc := range theEncodings() {
		for _, comma := range []string{",", "\t", ";"} {
			for _, end := range []string{"\n", "\r\n", "\r"} {
				for _, title := range []string{"", "海燕國民小學 校內設備MAC總表@製表日期：115年11月21日@"} {
					files++
					text := title + "MAC位址|裝置名稱|放置地點@00:00:5e:00:53:01|教師用筆電 甲|三年二班@００－００－５Ｅ－００－５３－０２|\"平板，編號“二”\"|@"
					text = strings.NewReplacer("@", end, "|", comma).Replace(text)
					got, rep := Master(bytes.NewReader(encoded(t, enc.Encoding, text)), school)
					want := []inventory.ListEntry{
						{School: school, MAC: mac(t, "00:00:5e:00:53:01"), Name: "教師用筆電 甲", Room: "三年二班", Row: 2},
						{School: school, MAC: mac(t, "00:00:5e:00:53:02"), Name: "平板，編號“二”", Row: 3},
					}
					if title != "" {
						want[0].Row, want[1].Row = 4, 5
					}
					if diff := cmp.Diff(want, got); diff != "" || rep.Encoding != enc.want {
						t.Errorf("%s, %q, %q, title %v: read as %s (-want +got):\n%s\n%s", name, comma, end, title != "", rep.Encoding, diff, said(rep))
					}
				}
			}
		}
	}
	if files < 60 {
		t.Errorf("%d files, want at least 60", files)
	}
}

// TestWhatCannotBeToldIsAskedFor holds that text which is no encoding of Taiwan is
// refused with the encodings to name, and read once one is named.
func TestWhatCannotBeToldIsAskedFor(t *testing.T) {
	simplified := "MAC,name\n00:00:5e:00:53:01,教师办公室电脑与学生机房设备\n"
	traditional := "MAC,name\n00:00:5e:00:53:01,教師辦公室電腦與學生機房設備\n"
	for _, tt := range []struct {
		name, code string
		raw        []byte
		said, want string // the name once the encoding is said
	}{
		{"GBK", CodeAsk, encoded(t, simplifiedchinese.GBK, simplified), "gbk", "教师办公室电脑与学生机房设备"},
		{"Shift JIS", CodeAsk, encoded(t, japanese.ShiftJIS, "MAC,name\n00:00:5e:00:53:01,職員室のノートパソコンとプリンター\n"), "", ""},
		{"Latin 1", CodeAsk, encoded(t, charmap.ISO8859_1, "MAC,name\n00:00:5e:00:53:01,Café é à\n"), "", ""},
		{"a byte out of place", CodeAsk, append(encoded(t, traditionalchinese.Big5, traditional), 0xff, 0xff, '\n'), "", ""},
		{"Big5 after UTF-8", CodeMixed, append([]byte(traditional), encoded(t, traditionalchinese.Big5, "00:00:5e:00:53:02,電腦教室\n")...), "", ""},
		{"UTF-8 after Big5", CodeMixed, append(encoded(t, traditionalchinese.Big5, traditional), "00:00:5e:00:53:02,電腦教室\n"...), "", ""},
		{"Big5 after a mark of UTF-8", CodeMixed, append([]byte("\ufeff"), encoded(t, traditionalchinese.Big5, traditional)...), "", ""},
		{"half of UTF-16", CodeNotEncoding, append([]byte("\xff\xfe"), "MAC,name\n\xd8"...), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rep := Master(bytes.NewReader(tt.raw), school)
			if len(rep.Refused) == 0 || rep.Refused[0].Code != tt.code || len(got) > 0 {
				t.Errorf("%d rows, said\n%s\nwant %s", len(got), said(rep), tt.code)
			}
			if tt.said == "" {
				return
			}
			rows, rep := ReadFile(KindDevices, bytes.NewReader(tt.raw), Options{School: school, Encoding: tt.said})
			if len(rows.Entries) != 1 || rows.Entries[0].Name != tt.want {
				t.Errorf("as %s: %+v\n%s", tt.said, rows.Entries, said(rep))
			}
		})
	}
}

func TestAnEncodingThatSomebodySays(t *testing.T) {
	const text = "MAC,name\n00:00:5e:00:53:01,電腦\n"
	for _, tt := range []struct{ said, code string }{
		{"utf-8", ""}, {"big5", CodeNotEncoding}, {"CP950", CodeNotEncoding}, {"utf-16le", CodeNotEncoding}, {"ebcdic", CodeNoEncoding},
	} {
		rows, rep := ReadFile(KindDevices, strings.NewReader(text), Options{School: school, Encoding: tt.said})
		switch {
		case tt.code == "" && (len(rows.Entries) != 1 || said(rep) != ""):
			t.Errorf("%s: %+v %s", tt.said, rows.Entries, said(rep))
		case tt.code != "" && (len(rep.Refused) != 1 || rep.Refused[0].Code != tt.code):
			t.Errorf("%s: %s, want %s", tt.said, said(rep), tt.code)
		}
	}
}

// TestBig5NamesComeBackExactly reads 500 names, of the characters of everyday use
// with one in ten of the rarer level, and holds that none is changed.
func TestBig5NamesComeBackExactly(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 950))
	character := func(from, to int) string {
		for {
			code := from + random.IntN(to-from+1)
			pair := []byte{byte(code >> 8), byte(code)}
			if low := pair[1]; low < 0x40 || low > 0x7e && low < 0xa1 || low == 0xff {
				continue
			}
			text, err := traditionalchinese.Big5.NewDecoder().Bytes(pair)
			if err == nil && !bytes.ContainsRune(text, '\ufffd') && len([]rune(string(text))) == 1 {
				return string(text)
			}
		}
	}
	var names []string
	var b strings.Builder
	b.WriteString("mac,裝置名稱\n")
	for i := range 500 {
		name := character(0xa440, 0xc67e) + character(0xa440, 0xc67e)
		if i%4 == 0 {
			name += character(0xc940, 0xf9d5)
		}
		names = append(names, name)
		fmt.Fprintf(&b, "00:00:5e:00:%02x:%02x,%s\n", 0x53+i>>8, i&255, name)
	}
	got, rep := Master(bytes.NewReader(encoded(t, traditionalchinese.Big5, b.String())), school)
	if len(got) != 500 || rep.Encoding != "Big5" {
		t.Fatalf("%d rows, read as %s\n%s", len(got), rep.Encoding, said(rep))
	}
	for i, e := range got {
		if e.Name != names[i] {
			t.Errorf("row %d is %q, want %q", e.Row, e.Name, names[i])
		}
	}
}

func TestCharactersThatAMachineMadeForItself(t *testing.T) {
	big5 := append(encoded(t, traditionalchinese.Big5, "mac,保管人\n00:00:5e:00:53:01,教務處電腦室王老師李老師\n00:00:5e:00:53:02,陳"), "\xfa\x40\n"...)
	_, rep := Master(bytes.NewReader(big5), school)
	if !strings.Contains(said(rep), "row 3: a self-made or rare character") {
		t.Errorf("said\n%s", said(rep))
	}
	private := "mac,保管人\n00:00:5e:00:53:01,王\n00:00:5e:00:53:02,陳\ue000\n"
	got, rep := Master(strings.NewReader(private), school)
	if len(got) != 2 || got[1].Custodian != "陳\ue000" || !strings.Contains(said(rep), "row 3: a self-made or rare character") {
		t.Errorf("%+v said\n%s", got, said(rep))
	}
}

func TestCharactersThatWereLostBefore(t *testing.T) {
	got, rep := Master(strings.NewReader("sep=;\nmac;name\n00:00:5e:00:53:01;陳\ufffd\n"), school)
	if len(got) != 1 || got[0].Row != 3 || !strings.HasPrefix(said(rep), "note row 3: a character was lost") {
		t.Errorf("%+v said\n%s", got, said(rep))
	}
}
