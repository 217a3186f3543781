package lists

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/width"
)

// A sheet is a file as rows of cells, its head found.
type sheet struct {
	columns map[string]int // by field: mac, name …
	rows    []sheetRow
}

type sheetRow struct {
	number int // in the spreadsheet, head = 1
	cells  []string
}

// headWithin is how many rows may stand above the head: titles, dates.
const headWithin = 10

// cellLimit is longer than anything people write into a cell, in characters.
const cellLimit = 1000

// readSheet reads a file as rows and finds the head: the first row that has all
// needed fields.
func readSheet(r io.Reader, known, needed []field, rep *Report) sheet {
	raw, err := io.ReadAll(r)
	if err != nil {
		rep.refuse(RowError{Code: CodeUnread, Value: err.Error()})
		return sheet{}
	}
	return sheetOf(rowsOf(raw, known, needed, rep), known, needed, rep)
}

// rowsOf reads bytes as a workbook or as text.
func rowsOf(raw []byte, known, needed []field, rep *Report) []sheetRow {
	switch {
	case isWorkbook(raw):
		return workbookRows(raw, func(rows []sheetRow) bool {
			return slices.ContainsFunc(rows[:min(len(rows), headWithin)], func(row sheetRow) bool {
				return len(missingIn(row, known, needed)) == 0
			})
		}, rep)
	case isOldWorkbook(raw):
		rep.refuse(RowError{Code: CodeOldBook})
		return nil
	}
	return splitRows(decodeText(raw, rep), rep)
}

// sheetOf finds the head among rows.
func sheetOf(rows []sheetRow, known, needed []field, rep *Report) sheet {
	if len(rows) == 0 {
		if len(rep.Refused) == 0 {
			rep.note(RowError{Code: CodeEmpty})
		}
		return sheet{}
	}
	best := missingIn(rows[0], known, needed)
	for i, row := range rows[:min(len(rows), headWithin)] {
		missing := missingIn(row, known, needed)
		if len(missing) == 0 {
			if i+1 == len(rows) && len(rep.Refused) == 0 {
				rep.note(RowError{Code: CodeEmpty})
			}
			return sheet{columnsOf(row, known), rows[i+1:]}
		}
		if len(missing) < len(best) {
			best = missing
		}
	}
	for _, f := range best {
		rep.refuse(RowError{Row: rows[0].number, Code: CodeNoColumn, Value: f.names[0], Hint: strings.Join(f.names, "、")})
	}
	return sheet{}
}

func (rep *Report) refuse(e RowError) { rep.Refused = append(rep.Refused, e) }
func (rep *Report) note(e RowError)   { rep.Notes = append(rep.Notes, e) }

// decodeText finds out how text is encoded: a byte order mark says it, else valid
// UTF-8 is UTF-8, else it is Big5, which older spreadsheets in Taiwan save.
func decodeText(raw []byte, rep *Report) string {
	rep.Encoding = "UTF-8"
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		rep.Encoding = "UTF-16"
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			rep.refuse(RowError{Code: CodeUnread, Value: err.Error()})
		}
		return string(text)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(raw, 0) >= 0 {
		rep.refuse(RowError{Code: CodeBinary})
		return ""
	}
	if utf8.Valid(raw) {
		return string(raw)
	}
	rep.Encoding = "Big5"
	rep.note(RowError{Code: CodeBig5})
	text, err := traditionalchinese.Big5.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		rep.refuse(RowError{Code: CodeUnread, Value: "Big5?"})
		return ""
	}
	return string(text)
}

// splitRows reads CSV whose separator is the one that the first line has most of.
// It numbers rows as a spreadsheet does: empty rows count, line breaks inside a
// cell do not.
func splitRows(text string, rep *Report) []sheetRow {
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(text), -1, true
	var rows []sheetRow
	number, newlines, read := 0, 0, int64(0)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			rep.refuse(RowError{Row: number + 1, Code: CodeUnread, Value: err.Error()})
			return rows
		}
		line, _ := r.FieldPos(0)
		number += line - newlines // at least one, and one more for each empty line before it
		newlines += strings.Count(text[read:r.InputOffset()], "\n")
		read = r.InputOffset()
		if row := (sheetRow{number, clean(cells)}); !row.blank() {
			rows = append(rows, row)
		}
	}
}

func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := ',', strings.Count(first, ",")
	for _, s := range []rune{'\t', ';'} {
		if n := strings.Count(first, string(s)); n > most {
			best, most = s, n
		}
	}
	return best
}

func (r sheetRow) blank() bool {
	for _, c := range r.cells {
		if c != "" {
			return false
		}
	}
	return true
}

// clean trims cells, drops control characters and takes off the apostrophe that
// an export puts before what a spreadsheet would take for a formula.
func clean(cells []string) []string {
	for i, c := range cells {
		if len(c) > 1 && c[0] == '\'' && strings.ContainsRune("=+-@\t\r", rune(c[1])) {
			c = c[1:]
		}
		c = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == '\ufeff' {
				return -1
			}
			return r
		}, c)
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}

// A field is a column that means something, with the names that people give it.
type field struct {
	key   string
	names []string // the first one is what an export writes
}

func columnsOf(row sheetRow, known []field) map[string]int {
	columns := map[string]int{}
	for _, f := range known {
		if i, ok := f.find(row.cells); ok {
			columns[f.key] = i
		}
	}
	return columns
}

// find returns the column of a field; of several names the earlier one counts.
func (f field) find(cells []string) (int, bool) {
	for _, name := range append([]string{f.key}, f.names...) {
		for i, c := range cells {
			if headWord(c) == headWord(name) {
				return i, true
			}
		}
	}
	return 0, false
}

func missingIn(row sheetRow, known, needed []field) []field {
	columns := columnsOf(row, known)
	var missing []field
	for _, f := range needed {
		if _, ok := columns[f.key]; !ok {
			missing = append(missing, f)
		}
	}
	return missing
}

// headWord makes a column's name comparable: half-width, lower case, letters and
// digits only, nothing in brackets.
func headWord(s string) string {
	s = strings.ToLower(width.Fold.String(s))
	if open := strings.IndexByte(s, '('); open > 0 {
		s = s[:open]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n_-./:*#'\"&", r) {
			return -1
		}
		return r
	}, s)
}
