package lists

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func writeBook(t testing.TB, pages ...Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBook(&b, time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC), pages...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestABookIsReadAsItWasWritten writes what a list may hold, and what a network may
// say, into a workbook and opens that as a list.
func TestABookIsReadAsItWasWritten(t *testing.T) {
	odd := []string{"=1+1", "'=1+1", "''@x", "-3", "+886", "@SUM(A1)", "'王老師'", "0012", "1E5", "_x0041_", "_x000D_", "a\nb", "<b>&amp;\"",
		"2026-11-21", "是", "TRUE", "１２", "#N/A!", "𠮷野", strings.Repeat("長", 900)}
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(odd), rapid.StringMatching(`['=+@_x0-9A-F-]{0,8}`), rapid.String())
		var rows [][]any
		for range rapid.IntRange(1, 8).Draw(rt, "rows") {
			rows = append(rows, []any{"00:00:5e:00:53:01", listed(text.Draw(rt, "name")), listed(text.Draw(rt, "note"))})
		}
		sheet, rep := Open(KindWhitelist, writeBook(t, Page{"白名單", []string{"MAC位址", "裝置名稱", "備註"}, slices.Values(rows)},
			Page{"說明", []string{"項目", "內容"}, slices.Values([][]any{{"列數", len(rows)}})}), Options{})
		if len(rep.Refused) > 0 || len(sheet.Rows) != len(rows) || sheet.Name != "白名單" {
			rt.Fatalf("%d rows of %s, refused %v", len(sheet.Rows), sheet.Name, rep.Refused)
		}
		for i, row := range rows {
			for j, v := range row {
				if got := sheet.Rows[i].cell(j); got != v {
					rt.Errorf("%q is read as %q", v, got)
				}
			}
		}
	})
}

// listed is a text as a list holds it once a file was read: without what XML cannot
// hold, and what nobody sees.
func listed(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
	return clean([]string{s}, false)[0]
}

// TestABookIsMadeToBeRead looks at what a person sees: the first sheet, a head that
// stays, columns wide enough, and texts that are no formulas.
func TestABookIsMadeToBeRead(t *testing.T) {
	rows := [][]any{{"=1+1", 17}, {"一段很長的說明文字", 2}}
	f, err := excelize.OpenReader(bytes.NewReader(writeBook(t, Page{"紀錄", []string{"內容", "數"}, slices.Values(rows)})))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	panes, err := f.GetPanes("紀錄")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v: %v", panes, err)
	}
	if formula, err := f.GetCellFormula("紀錄", "A2"); err != nil || formula != "" {
		t.Errorf("the cell is the formula %q: %v", formula, err)
	}
	kind, err := f.GetCellType("紀錄", "A2")
	if text, _ := f.GetCellValue("紀錄", "A2"); err != nil || text != "=1+1" || kind == excelize.CellTypeFormula || kind == excelize.CellTypeNumber {
		t.Errorf("the cell is %q of type %v: %v", text, kind, err)
	}
	if kind, err := f.GetCellType("紀錄", "B2"); err != nil || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("a number has the type %v: %v", kind, err)
	}
	if wide, err := f.GetColWidth("紀錄", "A"); err != nil || wide < 20 {
		t.Errorf("column A is %v wide: %v", wide, err)
	}
	id, err := f.GetCellStyle("紀錄", "A1")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := f.GetStyle(id); err != nil || style.Font == nil || !style.Font.Bold {
		t.Errorf("the head has the style %+v: %v", style, err)
	}
	id, err = f.GetCellStyle("紀錄", "A2")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := f.GetStyle(id); err != nil || style.NumFmt != formatText {
		t.Errorf("a text has the style %+v: %v", style, err)
	}
}

// TestALargeBook streams more rows than stay in memory.
func TestALargeBook(t *testing.T) {
	const many = 20_000
	rows := func(yield func([]any) bool) {
		for i := range many {
			if !yield([]any{fmt.Sprintf("00:00:5e:00:%02x:%02x", i>>8, i&0xff), "平板 " + decimal(i), strings.Repeat("x", 40)}) {
				return
			}
		}
	}
	sheet, rep := Open(KindWhitelist, writeBook(t, Page{"白名單", []string{"MAC位址", "裝置名稱", "備註"}, rows}), Options{})
	if len(rep.Refused) > 0 || len(sheet.Rows) != many || sheet.Rows[many-1].cell(1) != "平板 "+decimal(many-1) {
		t.Errorf("%d rows, refused %v", len(sheet.Rows), rep.Refused)
	}
}
