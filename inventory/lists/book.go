package lists

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"
)

// A Page is one sheet of a workbook that is written: a head row that stays in sight,
// and rows of texts and whole numbers below it.
type Page struct {
	Name string // of the sheet; the first 31 characters count
	Head []string
	Rows iter.Seq[[]any] // string or int
}

// WriteBook writes a workbook (XLSX, ECMA-376) row by row. Every text is a cell of
// the format Text: what looks like a formula or a number is neither when it is shown,
// and neither when somebody edits it. [Open] reads the same texts again.
func WriteBook(w io.Writer, at time.Time, pages ...Page) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	stamp := at.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "rollcall", LastModifiedBy: "rollcall", Created: stamp, Modified: stamp}); err != nil {
		return fmt.Errorf("describe the workbook: %w", err)
	}
	b := &bookWriter{File: f}
	if err := b.addStyles(); err != nil {
		return fmt.Errorf("describe the cells: %w", err)
	}
	for i, p := range pages {
		if err := b.page(i, p); err != nil {
			return fmt.Errorf("write sheet %s: %w", p.Name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// A bookWriter writes the sheets of one workbook.
type bookWriter struct {
	*excelize.File
	head, text int // styles
}

// formatText is the built-in number format of cells that hold text (ECMA-376,
// 18.8.30): a spreadsheet takes nothing in them for a formula.
const formatText = 49

func (b *bookWriter) addStyles() (err error) {
	b.text, err = b.NewStyle(&excelize.Style{NumFmt: formatText, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	if err != nil {
		return err
	}
	b.head, err = b.NewStyle(&excelize.Style{NumFmt: formatText, Font: &excelize.Font{Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE7F0"}},
		Border:    []excelize.Border{{Type: "bottom", Style: 1, Color: "666666"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	return err
}

func (b *bookWriter) page(i int, p Page) error {
	if i == 0 {
		if err := b.SetSheetName("Sheet1", p.Name); err != nil {
			return err
		}
	} else if _, err := b.NewSheet(p.Name); err != nil {
		return err
	}
	sw, err := b.NewStreamWriter(p.Name)
	if err != nil {
		return err
	}
	for column, wide := range p.widths() {
		if err := sw.SetColWidth(column+1, column+1, wide); err != nil {
			return err
		}
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := b.rows(sw, p); err != nil {
		return err
	}
	return sw.Flush()
}

func (b *bookWriter) rows(sw *excelize.StreamWriter, p Page) error {
	head := make([]any, len(p.Head))
	for i, h := range p.Head {
		head[i] = excelize.Cell{StyleID: b.head, Value: h}
	}
	if err := sw.SetRow("A1", head); err != nil {
		return err
	}
	number := 1
	for row := range p.Rows {
		number++
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = b.cell(v)
		}
		at, err := excelize.CoordinatesToCellName(1, number)
		if err != nil {
			return err
		}
		if err := sw.SetRow(at, cells); err != nil {
			return fmt.Errorf("row %d: %w", number, err)
		}
	}
	return nil
}

// cell is a text, a number, or for an empty text nothing.
func (b *bookWriter) cell(v any) any {
	text, ok := v.(string)
	switch {
	case !ok:
		return v
	case text == "":
		return nil
	}
	return excelize.Cell{StyleID: b.text, Value: kept(text)}
}

// kept writes a text so that reading it gives the text again: where it looks as if an
// export had put an apostrophe before it, reading takes one off.
func kept(text string) string {
	if withoutApostrophe(text) != text {
		return "'" + text
	}
	return text
}

// The widths of columns, in characters of half width.
const (
	narrowest = 8
	widest    = 60
	measured  = 200 // rows
)

// widths are those that the head and the first rows want.
func (p Page) widths() []float64 {
	wide := make([]float64, len(p.Head))
	fit := func(i int, text string) {
		if i < len(wide) {
			wide[i] = max(wide[i], min(widest, 2+halfWidths(text)))
		}
	}
	for i, h := range p.Head {
		wide[i] = narrowest
		fit(i, h)
	}
	n := 0
	for row := range p.Rows {
		if n++; n > measured {
			break
		}
		for i, v := range row {
			fit(i, fmt.Sprint(v))
		}
	}
	return wide
}

// halfWidths is how wide the widest line of a text is: a Chinese character takes the
// place of two letters.
func halfWidths(text string) float64 {
	lines := slices.Collect(strings.Lines(text))
	most := 0.0
	for _, line := range lines {
		n := 0.0
		for _, r := range line {
			switch width.LookupRune(r).Kind() {
			case width.EastAsianWide, width.EastAsianFullwidth:
				n += 2
			default:
				n++
			}
		}
		most = max(most, n)
	}
	return most
}
