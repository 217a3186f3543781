package lists

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rollcall/inventory"
)

// aBook makes a workbook of one sheet by a function.
func aBook(t testing.TB, make func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	var b bytes.Buffer
	if err := make(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rowsFrom writes rows of cells from a row on.
func rowsFrom(f *excelize.File, first int, rows ...[]any) error {
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", first+i), &row); err != nil {
			return err
		}
	}
	return nil
}

// styled gives a cell a number format.
func styled(f *excelize.File, cell, format string) error {
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	return f.SetCellStyle("Sheet1", cell, cell, style)
}

func TestDatesOfAWorkbook(t *testing.T) {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	file := aBook(t, func(f *excelize.File) error {
		if err := rowsFrom(f, 1, []any{"MAC", "起始日期"}, []any{"00:00:5e:00:53:01", day}, []any{"00:00:5e:00:53:02", 46347}, []any{"00:00:5e:00:53:03", 46347.6},
			[]any{"00:00:5e:00:53:04", 46347}, []any{"00:00:5e:00:53:05", "115/11/21"}, []any{"00:00:5e:00:53:06", 1151121}, []any{"00:00:5e:00:53:07", 20261121}); err != nil {
			return err
		}
		for cell, format := range map[string]string{"B3": `[$-404]e/m/d`, "B4": "m/d/yyyy h:mm", "B5": "d/m/yy"} {
			if err := styled(f, cell, format); err != nil {
				return err
			}
		}
		return nil
	})
	got, rep := Master(bytes.NewReader(file), school)
	if len(got) != 7 || said(rep) != "" {
		t.Fatalf("%d rows\n%s", len(got), said(rep))
	}
	for _, e := range got {
		if e.From != "2026-11-21" {
			t.Errorf("row %d: from %s, want 2026-11-21", e.Row, e.From)
		}
	}
}

// TestDatesOfAnOldMacintosh: their workbooks count days from 1904.
func TestDatesOfAnOldMacintosh(t *testing.T) {
	file := aBook(t, func(f *excelize.File) error {
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			return err
		}
		if err := rowsFrom(f, 1, []any{"MAC", "起始日期"}, []any{"00:00:5e:00:53:01", 46347 - 1462}); err != nil {
			return err
		}
		return styled(f, "B2", "yyyy/m/d")
	})
	if got, rep := Master(bytes.NewReader(file), school); len(got) != 1 || got[0].From != "2026-11-21" {
		t.Errorf("%+v\n%s", got, said(rep))
	}
}

func TestMergedCellsAreFilled(t *testing.T) {
	file := aBook(t, func(f *excelize.File) error {
		if err := rowsFrom(f, 1, []any{"海燕國小 教室設備"}, []any{"教室", "設備", nil, "備註"}, []any{nil, "MAC位址", "裝置名稱"},
			[]any{"三年二班", "00:00:5e:00:53:01", "一號", "整班借用"}, []any{nil, "00:00:5e:00:53:02", "二號"}, []any{nil, "00:00:5e:00:53:03", "三號"}, []any{"", "00:00:5e:00:53:04", "四號"}); err != nil {
			return err
		}
		for _, area := range [][2]string{{"A1", "D1"}, {"A2", "A3"}, {"B2", "C2"}, {"A4", "A6"}, {"D4", "D5"}} {
			if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
				return err
			}
		}
		return nil
	})
	entry := func(n int, name, room, note string) inventory.ListEntry {
		return inventory.ListEntry{School: school, MAC: mac(t, fmt.Sprintf("00:00:5e:00:53:%02x", n)), Name: name, Room: room, Note: note, Row: n + 3}
	}
	got, rep := ReadFile(KindDevices, bytes.NewReader(file), Options{School: school, Columns: Mapping{"[D]": "note"}})
	want := []inventory.ListEntry{entry(1, "一號", "三年二班", "整班借用"), entry(2, "二號", "三年二班", "整班借用"), entry(3, "三號", "三年二班", ""), entry(4, "四號", "", "")}
	if diff := cmp.Diff(want, got.Entries); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, said(rep))
	}
}

func TestFormulasCountByTheirLastValue(t *testing.T) {
	file := bookOf(t, func(w io.Writer) {
		fmt.Fprint(w, `<row r="2"><c r="A2" t="str"><f>CONCATENATE("00:00:5e:00:53:","01")</f><v>00:00:5e:00:53:01</v></c></row>`+
			`<row r="3"><c r="A3"><f>B3</f></c><c r="B3"><v>1</v></c></row><row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`)
	})
	got, rep := Master(bytes.NewReader(file), school)
	if len(got) != 1 || got[0].MAC != mac(t, "00:00:5e:00:53:01") {
		t.Errorf("rows %+v", got)
	}
	if len(rep.Refused) != 2 || rep.Refused[0].Row != 3 || rep.Refused[0].Code != CodeNoMAC || rep.Refused[1].Row != 4 || rep.Refused[1].Code != CodeFormula {
		t.Errorf("said\n%s", said(rep))
	}
}

// TestRowsFarBelowAreNumberedRight: what a spreadsheet leaves out between counts.
func TestRowsFarBelowAreNumberedRight(t *testing.T) {
	file := bookOf(t, func(w io.Writer) {
		fmt.Fprint(w, `<row r="900000"><c r="A900000" t="inlineStr"><is><t>00:00:5e:00:53:01</t></is></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>`)
	})
	if got, rep := Master(bytes.NewReader(file), school); len(got) != 1 || got[0].Row != 900000 {
		t.Errorf("%+v\n%s", got, said(rep))
	}
}

func TestASheetIsChosenByWhatItHolds(t *testing.T) {
	book := func(names ...string) []byte {
		return aBook(t, func(f *excelize.File) error {
			for _, name := range names {
				if _, err := f.NewSheet(name); err != nil {
					return err
				}
				if err := f.SetCellStr(name, "A1", strings.TrimRight(name, "0123456789")); err != nil {
					return err
				}
				if err := f.SetCellStr(name, "A2", "00:00:5e:00:53:0"+name[len(name)-1:]); err != nil {
					return err
				}
			}
			return f.SetSheetVisible("Sheet1", true)
		})
	}
	for _, tt := range []struct {
		name, sheet, said string
		file              []byte
		mac               string
	}{
		{"the second", "", "note only sheet MAC2 is read, not remarks1、mac3", book("remarks1", "MAC2", "mac3"), "00:00:5e:00:53:02"},
		{"one that is named", "mac3", "note only sheet mac3 is read, not remarks1、MAC2", book("remarks1", "MAC2", "mac3"), "00:00:5e:00:53:03"},
	} {
		rows, rep := ReadFile(KindDevices, bytes.NewReader(tt.file), Options{School: school, Sheet: tt.sheet})
		if len(rows.Entries) != 1 || rows.Entries[0].MAC != mac(t, tt.mac) || said(rep) != tt.said {
			t.Errorf("%s: %+v\n%s\nwant %s", tt.name, rows.Entries, said(rep), tt.said)
		}
	}
}

func TestHiddenRowsAreReadAndTold(t *testing.T) {
	file := aBook(t, func(f *excelize.File) error {
		if err := rowsFrom(f, 1, []any{"MAC"}, []any{"00:00:5e:00:53:01"}, []any{"00:00:5e:00:53:02"}); err != nil {
			return err
		}
		return f.SetRowVisible("Sheet1", 3, false)
	})
	if got, rep := Master(bytes.NewReader(file), school); len(got) != 2 || said(rep) != "note rows that are hidden or filtered out were read too: 1" {
		t.Errorf("%d rows, said\n%s", len(got), said(rep))
	}
}

// TestWorkbooksOfOtherPrograms: names of parts from the root, elements with a prefix,
// cells without references, text in pieces.
func TestWorkbooksOfOtherPrograms(t *testing.T) {
	const plain = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="inlineStr"><is><t>MAC</t></is></c><c t="inlineStr"><is><r><t>na</t></r><r><t>me</t></r></is></c></row>` +
		`<row><c t="inlineStr"><is><t>00:00:5e:00:53:01</t></is></c><c t="inlineStr"><is><t>平板</t></is></c></row></sheetData></worksheet>`
	const prefixed = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>MAC</x:v></x:c><x:c r="B1" t="str"><x:v>name</x:v></x:c></x:row>` +
		`<x:row r="2"><x:c r="A2" t="str"><x:v>00:00:5e:00:53:01</x:v></x:c><x:c r="B2" t="str"><x:v>平板</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	fromRoot := bookParts()
	fromRoot[3].head = strings.Replace(fromRoot[3].head, `Target="worksheets`, `Target="/xl/worksheets`, 1)
	for name, parts := range map[string][]part{
		"without references":     append(bookParts(), part{name: "xl/worksheets/sheet1.xml", head: plain}),
		"with a prefix":          append(bookParts(), part{name: "xl/worksheets/sheet1.xml", head: prefixed}),
		"names from the root":    append(fromRoot, part{name: "xl/worksheets/sheet1.xml", head: plain}),
		"with links to others":   append(bookParts(), part{name: "xl/worksheets/sheet1.xml", head: plain}, part{name: "xl/externalLinks/externalLink1.xml", head: `<externalLink/>`}),
		"with an embedded sheet": append(bookParts(), part{name: "xl/worksheets/sheet1.xml", head: plain}, part{name: "xl/embeddings/book.xlsx", head: `PK`}),
	} {
		got, rep := Master(bytes.NewReader(pack(t, parts...)), school)
		if len(got) != 1 || got[0].Name != "平板" || got[0].Row != 2 || said(rep) != "" {
			t.Errorf("%s: %+v\n%s", name, got, said(rep))
		}
	}
}
