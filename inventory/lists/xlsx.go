package lists

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What one workbook may be: beyond any list of a city, and below what hurts. A
// file of some kilobytes can unpack to many gigabytes.
const (
	unzipLimit  = 64 << 20 // bytes of all its parts
	sheetRows   = 200_000
	sheetCols   = 500
	sheetsAtAll = 20
)

// isWorkbook says whether bytes are a ZIP archive, as every XLSX file is.
func isWorkbook(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PK\x03\x04")) }

// isOldWorkbook recognises the container of XLS files, and of XLSX files that
// have a password (MS-CFB, 2.2).
func isOldWorkbook(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// workbookRows returns the rows of the first sheet that looks for whom good says
// yes, else of the first that has any. Rows are numbered as the spreadsheet does.
func workbookRows(raw []byte, good func([]sheetRow) bool, rep *Report) []sheetRow {
	rep.Encoding = "XLSX"
	sheets, err := workbookSheets(raw)
	if err != nil {
		rep.refuse(RowError{Code: workbookTrouble(err)})
		return nil
	}
	var first []sheetRow
	for _, rows := range sheets {
		if good(rows) {
			return rows
		}
		if first == nil {
			first = rows
		}
	}
	return first
}

var errSheetLimit = errors.New("more rows or columns than a list has")

func workbookTrouble(err error) string {
	if errors.Is(err, errSheetLimit) || strings.Contains(err.Error(), "unzip size exceeds") { // excelize has no error value for it
		return CodeTooBig
	}
	return CodeWorkbook
}

// workbookSheets reads the visible sheets. A library that panics on a crafted
// file costs that file.
func workbookSheets(raw []byte) (sheets [][]sheetRow, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("read the workbook: %v", e)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: unzipLimit, UnzipXMLSizeLimit: unzipLimit, // equal: nothing goes to temporary files
	})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	names := f.GetSheetList()
	for _, name := range names[:min(len(names), sheetsAtAll)] {
		if shown, err := f.GetSheetVisible(name); err == nil && !shown {
			continue
		}
		rows, err := workbookSheet(f, name)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			sheets = append(sheets, rows)
		}
	}
	return sheets, nil
}

func workbookSheet(f *excelize.File, name string) (list []sheetRow, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for number := 1; rows.Next(); number++ {
		if number > sheetRows {
			return nil, errSheetLimit
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("row %s: %w", strconv.Itoa(number), err)
		}
		if len(cells) > sheetCols {
			return nil, errSheetLimit
		}
		if row := (sheetRow{number, clean(cells)}); !row.blank() {
			list = append(list, row)
		}
	}
	return list, rows.Error()
}
