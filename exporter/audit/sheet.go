package audit

import (
	_ "embed" // the page of a record
	"html/template"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rollcall/inventory/lists"
)

// writeXLSX writes the record as the first sheet of a workbook, and what it says of
// itself as the second.
func (d *Document) writeXLSX(w io.Writer) error {
	return lists.WriteBook(w, d.Header.GeneratedAt,
		lists.Page{Name: sheetName(d.form.title), Head: d.titles(), Rows: d.sheetRows()},
		lists.Page{Name: "說明", Head: []string{"項目", "內容"}, Rows: slices.Values(d.about())})
}

// sheetName is a title as the name of a sheet: at most 31 characters, and none that
// such a name must not have.
func sheetName(title string) string {
	name := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return -1
		}
		return r
	}, title))
	return string(name[:min(31, len(name))])
}

func (d *Document) titles() []string {
	titles := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		titles[i] = c.Title
	}
	return titles
}

// sheetRows are the rows as a spreadsheet shows them: numbers, and texts.
func (d *Document) sheetRows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, row := range d.Rows {
			cells := make([]any, len(row))
			for i, v := range row {
				if n, ok := v.(int); ok {
					cells[i] = n
				} else {
					cells[i] = d.text(v)
				}
			}
			if !yield(cells) {
				return
			}
		}
	}
}

// about is what the record says of itself, in the words of its papers.
func (d *Document) about() [][]any {
	h := d.Header
	rows := [][]any{
		{"紀錄", d.form.title}, {"學校代碼", h.SchoolCode}, {"學校名稱", h.SchoolName},
		{"產製時間", ROC(h.GeneratedAt) + "（" + d.time(h.GeneratedAt) + "）"}, {"資料期間", d.Window()},
		{"產製者", h.GeneratedBy}, {"程式版本", h.Version}, {"列數", strconv.Itoa(len(d.Rows))}, {"檔案SHA-256", h.SHA256},
	}
	for _, note := range h.NotCovered {
		rows = append(rows, []any{"未涵蓋事項", note})
	}
	return rows
}

//go:embed record.html
var recordHTML string

var recordPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("record").Parse(recordHTML))
})

// writeHTML writes the record as one page for paper, which needs nothing beside it.
func (d *Document) writeHTML(w io.Writer) error {
	return recordPage().Execute(w, map[string]any{
		"Title": d.form.title, "School": d.Header.SchoolName, "About": d.about(), "Heads": d.titles(), "Rows": d.sheetRows(),
	})
}
