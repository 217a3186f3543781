package lists

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// textBytes is what a workbook, and all cells of a sheet, may say together: a text
// that cells share is small in the file, and made anew for each.
const textBytes = 32 << 20

// sheetsAtAll is how many sheets of a workbook are looked at.
const sheetsAtAll = 50

// openWorkbook reads the sheet that somebody named, else the first visible one that
// has all that the list needs, else the first that has any rows.
func (s *Sheet) openWorkbook(raw []byte, o Options) {
	s.Encoding = "XLSX"
	found, err := checkArchive(raw, o.Limits)
	if err == nil {
		err = s.readWorkbook(raw, found, o)
	}
	if err != nil {
		s.Rows, s.Head = nil, Row{}
		s.report.refuse(workbookTrouble(err, o))
		return
	}
	s.noteHidden()
}

// noteHidden says what a person who looks at the workbook does not see, and which
// sheets were not read.
func (s *Sheet) noteHidden() {
	if len(s.Hidden) > 0 {
		s.report.note(RowError{Code: CodeHidden, Value: strings.Join(s.Hidden, "、")})
	}
	hidden := 0
	for _, row := range s.Rows {
		if row.hidden {
			hidden++
		}
	}
	if hidden > 0 {
		s.report.note(RowError{Code: CodeHiddenRows, Value: decimal(hidden)})
	}
	if len(s.Others) > 0 && s.Name != "" {
		s.report.note(RowError{Code: CodeOtherSheets, Value: s.Name, Hint: strings.Join(s.Others, "、")})
	}
}

func workbookTrouble(err error, o Options) RowError {
	var none excelize.ErrSheetNotExist
	var other *foreign
	var much *tooBig
	switch {
	case errors.As(err, &other):
		return RowError{Code: other.code, Value: other.part}
	case errors.As(err, &much):
		return RowError{Code: CodeTooBig, Hint: much.limit}
	case errors.Is(err, errManyRows):
		return RowError{Code: CodeTooManyRows, Hint: decimal(o.Limits.Rows)}
	case errors.Is(err, errManyColumns):
		return RowError{Code: CodeTooManyColumns, Hint: decimal(o.Limits.Columns)}
	case errors.Is(err, errMerged):
		return RowError{Code: CodeMerged}
	case errors.As(err, &none):
		return RowError{Code: CodeNoSheet, Value: o.Sheet}
	}
	return RowError{Code: CodeWorkbook}
}

// readWorkbook reads a workbook whose archive has been looked at. A library that
// panics on a crafted file costs that file.
func (s *Sheet) readWorkbook(raw []byte, found scan, o Options) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("read the workbook: %v", e)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: o.Limits.Unpacked, UnzipXMLSizeLimit: o.Limits.Unpacked, // equal: nothing goes to temporary files
		ShortDatePattern: "yyyy-mm-dd", CultureInfo: excelize.CultureNameZhTW,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	book := &openBook{File: f, limits: o.Limits, found: found}
	if o.Sheet != "" {
		return s.readNamed(book, o)
	}
	return s.readFirst(book, o)
}

func (s *Sheet) readNamed(book *openBook, o Options) error {
	s.Others = book.others(book.GetSheetList(), o.Sheet)
	rows, err := book.rows(o.Sheet)
	s.Name = o.Sheet
	s.place(rows, o.Columns)
	return err
}

// readFirst looks at sheet after sheet until one is the list.
func (s *Sheet) readFirst(book *openBook, o Options) error {
	names := book.GetSheetList()
	var shown []string
	for _, name := range names[:min(len(names), sheetsAtAll)] {
		if visible, err := book.GetSheetVisible(name); err == nil && !visible {
			s.Hidden = append(s.Hidden, name)
			continue
		}
		shown = append(shown, name)
	}
	var first []Row
	for _, name := range shown {
		rows, err := book.rows(name)
		if err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
		good := s.Kind.isHeaded(rows, o.Columns)
		if good || first == nil && len(rows) > 0 {
			s.Name, first = name, rows
		}
		if good {
			break
		}
	}
	s.Others = book.others(shown, s.Name)
	s.place(first, o.Columns)
	return nil
}

// isHeaded says whether one of the first rows has all that the list needs.
func (k Kind) isHeaded(rows []Row, said Mapping) bool {
	for _, row := range rows[:min(len(rows), headWithin)] {
		if k.scoreHead(row, said).needed == len(k.needed()) {
			return true
		}
	}
	return false
}

// An openBook reads sheets within limits.
type openBook struct {
	*excelize.File
	limits Limits
	found  scan // what stands in it
}

// others are the sheets but one that have anything in their first rows.
func (b *openBook) others(names []string, but string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		rows, err := b.Rows(name)
		if name == but || err != nil {
			return name == but
		}
		defer rows.Close() // its error is that of reading, which does not matter here
		for n := 0; n < headWithin && rows.Next(); n++ {
			if cells, err := rows.Columns(); err != nil || used(cells) > 0 {
				return false
			}
		}
		return true
	})
}

// rows reads a sheet, merged cells filled. Formulas count by the value that was
// last computed.
func (b *openBook) rows(name string) ([]Row, error) {
	shown, err := b.cells(name, excelize.Options{})
	if err != nil || len(shown) == 0 {
		return nil, err
	}
	if !b.found.styled {
		return shown, b.fillMerged(name, shown)
	}
	stored, err := b.cells(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	base1904 := false
	if props, err := b.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		base1904 = *props.Date1904
	}
	for i := range shown {
		if i < len(stored) && stored[i].Number == shown[i].Number {
			shown[i].numbers = numbersUnder(shown[i].Cells, stored[i].Cells, base1904)
		}
	}
	return shown, b.fillMerged(name, shown)
}

func (b *openBook) cells(name string, o excelize.Options) (list []Row, err error) {
	rows, err := b.Rows(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	budget := textBytes
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns(o)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", number, err)
		}
		for _, c := range cells {
			budget -= len(c)
		}
		if budget < 0 {
			return nil, &tooBig{decimal(textBytes>>20) + " MB"}
		}
		row := Row{Number: number, Cells: clean(cells, true), hidden: rows.GetRowOpts().Hidden}
		switch {
		case len(cells) > b.limits.Columns:
			return nil, errManyColumns
		case row.blank():
			continue
		case len(list) == b.limits.Rows:
			return nil, errManyRows
		}
		list = append(list, row)
	}
	return list, rows.Error()
}

// numbersUnder returns the numbers that are shown otherwise, by column: dates,
// mostly, and MACs that were taken for numbers.
func numbersUnder(shown, stored []string, base1904 bool) map[int]string {
	var numbers map[int]string
	for i, s := range stored {
		if i >= len(shown) || s == shown[i] || !isNumber(s) {
			continue
		}
		if numbers == nil {
			numbers = map[int]string{}
		}
		if base1904 {
			s = shift1904(s)
		}
		numbers[i] = s
	}
	return numbers
}
