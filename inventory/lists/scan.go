package lists

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// What the parts of a workbook may hold beside rows and columns.
const (
	sharedStrings = 1_000_000
	filledCells   = 2_000_000
	mergedAreas   = 5000    // every one is compared with every other
	mergedBytes   = 8 << 20 // of a sheet that has any: it is kept in memory as a whole
)

var (
	errManyRows    = errors.New("more rows than a list has")
	errManyColumns = errors.New("more columns than a list has")
	errMerged      = errors.New("more merged cells than a list has")
	errDTD         = errors.New("a document type, which no workbook has (ECMA-376, part 2, 8.1.4)")
)

// A tooBig is more of something than a list has.
type tooBig struct{ limit string }

func (e *tooBig) Error() string { return "more than " + e.limit }

// A scan counts what the parts of a workbook hold, tag by tag, in constant memory:
// before anything is built of them that may be many times larger.
type scan struct {
	limits Limits
	merges int  // of all sheets
	texts  int  // bytes between tags, of all parts
	styled bool // there is a number that may be shown otherwise, as a date is

	rows, cells, strings, column int
	filled                       bool // the row has a cell that says anything
}

// part reads one part. The tags that count are the same with and without a prefix
// of their name space.
func (s *scan) part(r io.Reader) error {
	s.rows, s.cells, s.strings, s.column, s.filled = 0, 0, 0, 0, false
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		if err := s.skipTo(in, '<'); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("scan: %w", err)
		}
		tag, err := in.ReadSlice('>')
		if err := s.tag(tag); err != nil {
			return err
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			err = s.skipTo(in, '>')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("scan: %w", err)
		}
	}
}

// skipTo reads up to and including a byte. What stands before it is built as a whole:
// a text, an attribute, or nothing but blanks.
func (s *scan) skipTo(in *bufio.Reader, b byte) error {
	for n := 0; n <= s.limits.Line; {
		skipped, err := in.ReadSlice(b)
		if s.texts += len(skipped); s.texts > textBytes {
			return &tooBig{decimal(textBytes>>20) + " MB of text"}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		n += len(skipped)
	}
	return &tooBig{decimal(s.limits.Line>>10) + " KB in one place"}
}

// tag takes a start tag without its bracket: `row r="2"`, `x:c r="A2" t="s"/>`.
func (s *scan) tag(tag []byte) error {
	name := tag
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	name = name[bytes.IndexByte(name, ':')+1:]
	switch string(name) {
	case "row":
		s.filled, s.column = false, 0
	case "c":
		s.column = columnOf(tag, s.column+1)
		s.styled = s.styled || bytes.Contains(tag, []byte(` s="`)) && !bytes.Contains(tag, []byte(` t="s"`)) && !bytes.Contains(tag, []byte(` t="inlineStr"`))
	case "v", "is", "f":
		return s.cell()
	case "si":
		if s.strings++; s.strings > sharedStrings {
			return &tooBig{"1,000,000 texts"}
		}
	case "mergeCell":
		if s.merges++; s.merges > mergedAreas {
			return errMerged
		}
	case "!DOCTYPE", "!ENTITY":
		return errDTD
	}
	return nil
}

// cell counts a cell that says something.
func (s *scan) cell() error {
	if s.column > s.limits.Columns {
		return errManyColumns
	}
	if s.cells++; s.cells > filledCells {
		return &tooBig{"2,000,000 cells"}
	}
	if s.filled {
		return nil
	}
	s.filled = true
	if s.rows++; s.rows > s.limits.Rows {
		return errManyRows
	}
	return nil
}

// columnOf reads the column of a cell, from 1, from its reference: r="BL7". A cell
// without one follows the cell before.
func columnOf(tag []byte, next int) int {
	_, ref, ok := bytes.Cut(tag, []byte(` r="`))
	if !ok {
		return next
	}
	column := 0
	for _, b := range ref {
		if b < 'A' || b > 'Z' || column > 1<<20 {
			break
		}
		column = column*26 + int(b-'A') + 1
	}
	return column
}
