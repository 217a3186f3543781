package lists

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/traditionalchinese"
)

// A textReader reads CSV, or what was pasted from a spreadsheet, into rows. It
// numbers them as a spreadsheet does: empty rows count, line breaks inside a cell
// do not.
type textReader struct {
	text     string
	comma    rune
	limits   Limits
	unescape bool // an export may have put an apostrophe before what looks like a formula
	report   *Report

	csv      *csv.Reader
	read     int64 // bytes of text that are done
	newlines int
	number   int
}

func newTextReader(d decoded, limits Limits, rep *Report) *textReader {
	if !strings.Contains(d.text, "\n") {
		d.text = strings.ReplaceAll(d.text, "\r", "\n")
	}
	// The plain flavour of an export, UTF-8 without a mark, is byte-exact.
	t := &textReader{text: d.text, comma: separator(d.text), limits: limits, unescape: d.mark || d.encoding != "UTF-8", report: rep}
	t.csv = csv.NewReader(strings.NewReader(d.text))
	t.csv.Comma, t.csv.FieldsPerRecord, t.csv.LazyQuotes, t.csv.ReuseRecord = t.comma, -1, true, true
	return t
}

// rows reads all rows, and stops at the first that shows that the file is no list.
func (t *textReader) rows() []Row {
	if line := longLine(t.text, t.limits.Line); line > 0 {
		t.report.refuse(RowError{Row: line, Code: CodeLongLine})
		return nil
	}
	var rows []Row
	for {
		row, code := t.next()
		switch {
		case code == codeEnd:
			return rows
		case code != "":
			t.report.refuse(RowError{Row: t.number, Code: code})
			return nil
		case row.blank():
			continue
		case len(rows) == t.limits.Rows:
			t.report.refuse(RowError{Row: t.number, Code: CodeTooManyRows, Hint: decimal(t.limits.Rows)})
			return nil
		}
		rows = append(rows, row)
	}
}

// codeEnd says that there are no more rows.
const codeEnd = "end"

// next reads one row, or says why it cannot be.
func (t *textReader) next() (Row, string) {
	cells, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return Row{}, codeEnd
	}
	if err != nil {
		t.number++
		return Row{}, CodeQuotes
	}
	line, _ := t.csv.FieldPos(0)
	t.number += line - t.newlines // at least one, and one more for each empty line before it
	record := t.text[t.read:t.csv.InputOffset()]
	t.newlines += strings.Count(record, "\n")
	t.read = t.csv.InputOffset()
	if len(cells) > t.limits.Columns && used(cells) > t.limits.Columns {
		return Row{}, CodeTooManyColumns
	}
	if len(record) > t.limits.Line || strings.Contains(record, `"`) && t.open(record) {
		return Row{}, CodeQuotes
	}
	return Row{Number: t.number, Cells: clean(append([]string(nil), cells[:used(cells)]...), t.unescape)}, ""
}

// open says whether a quotation mark of a record has no partner: it would swallow
// the rows below. One in the middle of a cell, as of a 24" screen, opens nothing.
func (t *textReader) open(record string) bool {
	strict := csv.NewReader(strings.NewReader(record))
	strict.Comma, strict.FieldsPerRecord = t.comma, -1
	_, err := strict.Read()
	return errors.Is(err, csv.ErrQuote)
}

// separator is what the first line with any of them has most of.
func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	for range headWithin {
		best, most := ',', strings.Count(first, ",")
		for _, s := range []rune{'\t', ';'} {
			if n := strings.Count(first, string(s)); n > most {
				best, most = s, n
			}
		}
		if most > 0 {
			return best
		}
		_, rest, _ := strings.Cut(text, "\n") // a title has no separator
		text = rest
		first, _, _ = strings.Cut(rest, "\n")
	}
	return ','
}

// longLine is the first line longer than a limit, 0 if there is none.
func longLine(text string, limit int) int {
	number := 0
	for line := range strings.Lines(text) {
		number++
		if len(line) > limit {
			return number
		}
	}
	return 0
}

// used is how many cells there are up to the last with anything in it.
func used(cells []string) int {
	n := len(cells)
	for n > 0 && strings.TrimSpace(cells[n-1]) == "" {
		n--
	}
	return n
}

// Line decodes one line that is no UTF-8: as Big5, where it is that.
func Line(raw []byte) string {
	text, err := traditionalchinese.Big5.NewDecoder().Bytes(raw)
	if err != nil {
		return strings.ToValidUTF8(string(raw), string(utf8.RuneError))
	}
	return string(text)
}
