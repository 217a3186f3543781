package lists

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall/inventory"
)

func TestSeveralMACsOfOneDevice(t *testing.T) {
	const one, two = "00:00:5e:00:53:01", "00:00:5e:00:53:02"
	for _, tt := range []struct{ name, head, cells string }{
		{"by a comma", "mac", `"00:00:5e:00:53:01,00:00:5e:00:53:02"`},
		{"by a full-width comma", "mac", `00:00:5e:00:53:01、00:00:5e:00:53:02`},
		{"by a line break", "mac", "\"00:00:5e:00:53:01\n00-00-5E-00-53-02\""},
		{"by a slash", "mac", `00005e005301/00005e005302`},
		{"by a blank", "mac", `00:00:5e:00:53:01 0000.5e00.5302`},
		{"with words", "mac", "\"有線:00:00:5e:00:53:01\n無線：00:00:5e:00:53:02（內建）\""},
		{"with English words", "mac", `LAN 00:00:5e:00:53:01; Wi-Fi: 00:00:5e:00:53:02`},
		{"in two columns", "有線MAC,無線MAC", `00:00:5e:00:53:01,00:00:5e:00:53:02`},
		{"in two columns of one name", "MAC,MAC", `00:00:5e:00:53:01,00:00:5e:00:53:02`},
		{"twice the same", "MAC,Wi-Fi MAC", `00:00:5e:00:53:01,"00-00-5E-00-53-01,00:00:5e:00:53:02"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rep := Master(strings.NewReader(tt.head+",name\n"+tt.cells+",pc\n"), school)
			want := []inventory.ListEntry{{School: school, MAC: mac(t, one), Name: "pc", Row: 2}, {School: school, MAC: mac(t, two), Name: "pc", Row: 2}}
			if diff := cmp.Diff(want, got); diff != "" || said(rep) != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, said(rep))
			}
		})
	}
}

func TestMACsThatCannotBeUsed(t *testing.T) {
	for _, tt := range []struct{ cell, code string }{
		{"1.23E+11", CodeMACNumber}, {"5.05612E+09", CodeMACNumber}, {"1.79769313486232E+308", CodeMACNumber}, {"5056123456", CodeMACNumber},
		{"00:00:5e:00:53:O1", CodeMACDigit}, {"OO:OO:5E:OO:53:01", CodeMACDigit}, {"00:00:5e:00:53:l1", CodeMACDigit}, {"無", CodeMACDigit},
		{"00:00:5e:00:53", CodeMACLength}, {"00:00:5e:00:53:01:02", CodeMACLength}, {"00:00:5e:00:53:01、00:00:5e", CodeMACLength},
		{"01:00:5e:00:00:01", CodeMACGroup}, {"ff:ff:ff:ff:ff:ff", CodeMACGroup}, {"000000000000", CodeMACGroup}, {"#N/A", CodeFormula}, {"", CodeNoMAC},
	} {
		got, rep := Master(strings.NewReader("mac,name\n\""+tt.cell+"\",pc\n"), school)
		if len(got) > 0 || len(rep.Refused) == 0 || rep.Refused[0].Code != tt.code || rep.Refused[0].Row != 2 {
			t.Errorf("%q: %+v\n%s\nwant %s", tt.cell, got, said(rep), tt.code)
		}
	}
}

// TestNumbersOfAWorkbookThatMayHaveBeenMACs: 1234567890E2 becomes 123456789000, and
// nothing tells it from 12:34:56:78:90:00.
func TestNumbersOfAWorkbookThatMayHaveBeenMACs(t *testing.T) {
	file := workbook(t, []any{"MAC", "name"}, []any{"005e00530112", "a"}, []any{120000000000, "b"}, []any{123456789012, "c"}, []any{"00:00:5e:00:53:00", "d"}, []any{1.23e11, "e"})
	got, rep := Master(bytes.NewReader(file), school)
	var rows []int
	for _, e := range rep.Refused {
		if e.Code != CodeMACNumber {
			t.Errorf("%+v", e)
		}
		rows = append(rows, e.Row)
	}
	if diff := cmp.Diff([]int{3, 6}, rows); diff != "" || len(got) != 3 {
		t.Errorf("refused rows (-want +got):\n%s\n%d rows, said\n%s", diff, len(got), said(rep))
	}
}

func TestFormulasThatWentWrong(t *testing.T) {
	got, rep := Master(strings.NewReader("mac,name,unknown\n00:00:5e:00:53:01,#REF!,\n00:00:5e:00:53:02,# 2,#REF!\n"), school)
	if len(got) != 1 || got[0].Name != "# 2" || len(rep.Refused) != 1 || rep.Refused[0].Code != CodeFormula || rep.Refused[0].Row != 2 {
		t.Errorf("%+v\n%s", got, said(rep))
	}
}

// TestWhatAProgramWritesIsByteExact: the plain flavour of an export has no mark, and
// nothing is taken off what it says.
func TestWhatAProgramWritesIsByteExact(t *testing.T) {
	for file, want := range map[string]string{
		"mac,name\n00:00:5e:00:53:01,'=x\n":             "'=x",
		"\ufeffmac,name\r\n00:00:5e:00:53:01,''=x\r\n":  "'=x",
		"\ufeffmac,name\r\n00:00:5e:00:53:01,'=x\r\n":   "=x",
		"\ufeffmac,name\r\n00:00:5e:00:53:01,'yes'\r\n": "'yes'",
		"\ufeffmac,name\r\n00:00:5e:00:53:01,'\r\n":     "'",
	} {
		if got, rep := Master(strings.NewReader(file), school); len(got) != 1 || got[0].Name != want {
			t.Errorf("%q: %+v, want %q\n%s", file, got, want, said(rep))
		}
	}
}
