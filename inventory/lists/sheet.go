package lists

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// A Sheet is a file as rows of cells, its head found, before its columns are taken
// for anything.
type Sheet struct {
	Kind     Kind
	Name     string   // of the workbook's sheet; empty: the file is text
	Others   []string // the other sheets of the workbook, which are not read
	Hidden   []string // those that a spreadsheet does not show
	Encoding string   // UTF-8, UTF-16LE, UTF-16BE, Big5, GB18030 or XLSX
	Above    []Row    // titles and dates above the head
	Head     Row      // its cells are made distinct: a second MAC is "MAC (2)"
	Rows     []Row    // below the head; blank ones are left out

	exact  map[string]int // of exports of other programs: the columns by key
	report Report         // what opening brought
}

// A Row is a row of a spreadsheet.
type Row struct {
	Number int // in the spreadsheet, from 1
	Cells  []string

	hidden  bool           // a spreadsheet does not show it
	numbers map[int]string // by column: the number of a cell that is shown otherwise, as a date is
}

// headWithin is how many rows may stand above the head: titles, dates.
const headWithin = 10

// cellLimit is longer than anything people write into a cell, in characters.
const cellLimit = 1000

// Open reads a file of any name as a workbook or as text, and finds its head. What
// refuses the file as a whole stands in the report; the sheet is empty then.
func Open(kind Kind, raw []byte, o Options) (*Sheet, Report) {
	o.Limits = o.Limits.orDefault()
	s := &Sheet{Kind: kind, report: Report{Format: FormatList}}
	rep := &s.report
	switch how := shapeOf(raw); {
	case len(raw) > o.Limits.Packed:
		rep.refuse(RowError{Code: CodeTooBig, Hint: decimal(o.Limits.Packed>>20) + " MB"})
	case isWorkbook(raw):
		s.openWorkbook(raw, o)
	case isOldWorkbook(raw):
		rep.refuse(RowError{Code: CodeOldBook})
	case kind == KindSwitches && how != shapeTable:
		s.openExport(raw, how, o)
	case how == shapeXML:
		rep.refuse(RowError{Code: CodeWebPage})
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		rep.refuse(RowError{Code: CodeBinary})
	default:
		d := decode(raw, o.Encoding, rep)
		s.Encoding = d.encoding
		s.place(newTextReader(d, o.Limits, rep).rows(), o.Columns)
	}
	rep.Encoding = s.Encoding
	s.noteCharacters()
	if (s.exact == nil || kind == KindBlocklist) && len(s.Rows) == 0 && len(rep.Refused) == 0 {
		rep.note(RowError{Code: CodeEmpty})
	}
	return s, *rep
}

// noteCharacters notes the first row with a character of a private use area, where
// machines keep those that they made for themselves (造字), and the first with the
// mark of one that was lost before.
func (s *Sheet) noteCharacters() {
	for _, odd := range []struct {
		code string
		is   func(rune) bool
	}{
		{CodeOwnCharacter, func(r rune) bool { return unicode.Is(unicode.Co, r) }},
		{CodeLostCharacter, func(r rune) bool { return r == unicode.ReplacementChar }},
	} {
		in := func(cell string) bool { return strings.ContainsFunc(cell, odd.is) }
		if i := slices.IndexFunc(s.Rows, func(r Row) bool { return slices.ContainsFunc(r.Cells, in) }); i >= 0 {
			s.report.note(RowError{Row: s.Rows[i].Number, Code: odd.code})
		}
	}
}

// place finds the head among rows: the row that has most of what the list needs,
// then most of what it knows, then most cells.
func (s *Sheet) place(rows []Row, said Mapping) {
	if len(rows) == 0 {
		return
	}
	if s.Kind == KindBlocklist && !s.headed(rows, said) {
		s.placeLines(rows)
		return
	}
	best, most := 0, headScore{-1, 0, 0}
	for i, row := range rows[:min(len(rows), headWithin)] {
		if score := s.Kind.scoreHead(row, said); score.over(most) {
			best, most = i, score
		}
	}
	s.Above, s.Head, s.Rows = rows[:best], rows[best], rows[best+1:]
	wide := len(s.Head.Cells)
	for _, row := range s.Rows {
		wide = max(wide, len(row.Cells))
	}
	s.Head.Cells = distinct(append(s.Head.Cells, make([]string, wide-len(s.Head.Cells))...))
}

// A headScore says how much a row looks like the head of a list.
type headScore struct{ needed, known, cells int }

func (a headScore) over(b headScore) bool {
	if a.needed != b.needed {
		return a.needed > b.needed
	}
	if a.known != b.known {
		return a.known > b.known
	}
	return a.needed == 0 && a.cells > b.cells
}

func (k Kind) scoreHead(row Row, said Mapping) headScore {
	keys := columnsOf(row.Cells, k.fields())
	for _, c := range row.Cells {
		if key, ok := said.of(c); ok && key != unread {
			keys[key] = nil
		}
	}
	score := headScore{known: len(keys)}
	for _, group := range k.needed() {
		if slices.ContainsFunc(group, func(key string) bool { _, ok := keys[key]; return ok }) {
			score.needed++
		}
	}
	for _, c := range row.Cells {
		if c != "" {
			score.cells++
		}
	}
	return score
}

// distinct gives every column a head of its own: blank ones are called by their
// letter, later ones of the same name are numbered.
func distinct(head []string) []string {
	seen := map[string]bool{}
	out := make([]string, len(head))
	for i, h := range head {
		if h = strings.Join(strings.Fields(h), " "); h == "" {
			h = "[" + columnLetter(i) + "]"
		}
		out[i] = h
		for n := 2; seen[out[i]]; n++ {
			out[i] = h + " (" + decimal(n) + ")"
		}
		seen[out[i]] = true
	}
	return out
}

// columnLetter names a column as spreadsheets do: A, B … Z, AA.
func columnLetter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return columnLetter(i/26-1) + string(rune('A'+i%26))
}

func decimal(n int) string { return strconv.Itoa(n) }

func (r Row) blank() bool {
	return !slices.ContainsFunc(r.Cells, func(c string) bool { return c != "" })
}

// clean trims cells and drops control characters. Unescape takes off the apostrophe
// that an export puts before what a spreadsheet would take for a formula.
func clean(cells []string, unescape bool) []string {
	for i, c := range cells {
		if unescape {
			c = withoutApostrophe(c)
		}
		c = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == '\ufeff' || r == '\u200b' {
				return -1
			}
			return r
		}, c)
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}

// withoutApostrophe undoes what exporter/audit does to a cell that begins like a
// formula: one apostrophe goes.
func withoutApostrophe(c string) string {
	if rest := strings.TrimLeft(c, "'"); len(rest) < len(c) && rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
		return c[1:]
	}
	return c
}

// headWord makes a column's name comparable: half-width, lower case, letters and
// digits only, nothing in brackets.
func headWord(s string) string {
	s = strings.ToLower(width.Fold.String(s))
	if open := strings.IndexByte(s, '('); open > 0 {
		s = s[:open]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n_-./:*#'\"&、", r) {
			return -1
		}
		return r
	}, s)
}
