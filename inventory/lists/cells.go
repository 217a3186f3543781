package lists

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rollcall/inventory"
)

// macs reads the MACs of a row, which may stand in several columns and several in a
// cell, or refuses the row. None is written: there are none.
func (t *table) macs(row Row) []inventory.MAC {
	var found []inventory.MAC
	for _, i := range t.columns["mac"] {
		for _, text := range macTexts(row.cell(i)) {
			if m, ok := t.mac(row, i, text); ok && !slices.Contains(found, m) {
				found = append(found, m)
			}
		}
	}
	return found
}

// mac reads one MAC, or refuses the row.
func (t *table) mac(row Row, column int, text string) (inventory.MAC, bool) {
	m, err := inventory.ParseMAC(text)
	switch {
	case t.mangled(row, column, text):
		t.report.refuse(RowError{Row: row.Number, Code: CodeMACNumber, Value: text})
	case errors.Is(err, inventory.ErrMACDigit):
		t.report.refuse(RowError{Row: row.Number, Code: CodeMACDigit, Value: text, Hint: notHex(text)})
	case err != nil:
		t.report.refuse(RowError{Row: row.Number, Code: CodeMACLength, Value: text, Hint: decimal(hexDigits(text))})
	case m.IsGroup() || m.IsZero():
		t.report.refuse(RowError{Row: row.Number, Code: CodeMACGroup, Value: text})
	default:
		return m, true
	}
	return m, false
}

var (
	exponent = regexp.MustCompile(`^\d(?:\.\d+)?[eE]\+?\d+$`)
	bare     = regexp.MustCompile(`^\d{8,12}$`)
)

// mangled says whether a spreadsheet has made a number of a MAC: 1.23E+11, or one
// that has lost the zeros before it. A workbook that has 12 digits with zeros at the
// end may have read 1234567890E2 so; what was written is lost.
func (t *table) mangled(row Row, column int, text string) bool {
	switch {
	case exponent.MatchString(text) && strings.ContainsAny(text, ".+"):
		return true
	case !bare.MatchString(text):
		return false
	}
	_, reformatted := row.numbers[column]
	return len(text) < 12 || reformatted || t.Encoding == "XLSX" && text[0] != '0' && strings.HasSuffix(text, "00")
}

// macTexts splits a cell into the MACs in it, by line breaks, commas and the like;
// by blanks only where every part is a MAC by itself. A word before a MAC that says
// which it is, and brackets behind it, are left out.
func macTexts(cell string) []string {
	if _, err := inventory.ParseMAC(cell); err == nil || cell == "" {
		return slices.DeleteFunc([]string{cell}, func(s string) bool { return s == "" })
	}
	var texts []string
	for _, part := range strings.FieldsFunc(inventory.HalfWidth(cell), func(r rune) bool { return strings.ContainsRune("\n\r\t,;、|/&", r) }) {
		if part = unlabelled(strings.TrimSpace(part)); part == "" {
			continue
		}
		words := strings.Fields(part)
		if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { _, err := inventory.ParseMAC(w); return err != nil }) {
			texts = append(texts, words...)
			continue
		}
		texts = append(texts, part)
	}
	return texts
}

// unlabelled takes off what says which MAC it is: 無線:00:00:5e:00:53:01(內建).
func unlabelled(text string) string {
	if open := strings.IndexByte(text, '('); open > 0 {
		text = strings.TrimSpace(text[:open])
	}
	for i, r := range text {
		if r != ':' && r != ' ' {
			continue
		}
		if label := text[:i]; notHex(label) != "" && hexDigits(label) <= 4 { // more may be a MAC with a slip
			if _, err := inventory.ParseMAC(text[i+1:]); err == nil {
				return strings.TrimSpace(text[i+1:])
			}
		}
	}
	return text
}

// notHex lists the letters and digits of a text that no MAC has.
func notHex(text string) string {
	var bad []string
	for _, r := range text {
		s := string(r)
		if _, err := inventory.ParseMAC(s); errors.Is(err, inventory.ErrMACDigit) && !slices.Contains(bad, s) {
			bad = append(bad, s)
		}
	}
	return strings.Join(bad, " ")
}

func hexDigits(text string) int {
	n := 0
	for _, r := range text {
		if _, err := inventory.ParseMAC(strings.Repeat(string(r), 12)); err == nil {
			n++
		}
	}
	return n
}

// schoolOf is the school that a row names by its code, else the one of the whole
// file, else the one that the row names by its name.
func (t *table) schoolOf(row Row) inventory.SchoolCode {
	code, name := inventory.HalfWidth(t.text(row, "school")), t.text(row, "school_name")
	switch {
	case code != "" && !isSchoolCode(code):
		t.report.refuse(RowError{Row: row.Number, Code: CodeSchool, Value: code})
	case code == "" && t.school != "":
		return t.school
	case code == "" && name == "":
		t.report.refuse(RowError{Row: row.Number, Code: CodeNoSchool})
	case code == "":
		return t.schoolCalled(row, name)
	}
	return inventory.SchoolCode(code)
}

// schoolCalled finds the one school of a name, or refuses the row.
func (t *table) schoolCalled(row Row, name string) inventory.SchoolCode {
	var found []inventory.SchoolCode
	if t.city != nil {
		for _, s := range t.city.Schools {
			if foldHead(s.Name) == foldHead(name) {
				found = append(found, s.Code)
			}
		}
	}
	if len(found) != 1 {
		t.report.refuse(RowError{Row: row.Number, Code: CodeSchoolName, Value: name})
		return ""
	}
	return found[0]
}

func isSchoolCode(code string) bool { return len(code) == 6 && strings.Trim(code, "0123456789") == "" }

// sound refuses a row with a cell that nobody writes by hand, or that a formula
// left as an error; the columns that are not read may hold anything.
func (t *table) sound(row Row) {
	for _, key := range slices.Sorted(maps.Keys(t.columns)) {
		text := t.text(row, key)
		if len(text) > cellLimit && len([]rune(text)) > cellLimit {
			t.report.refuse(RowError{Row: row.Number, Code: CodeTooLong, Value: key, Hint: decimal(cellLimit)})
		}
		if strings.HasPrefix(text, "#") && slices.Contains(formulaErrors(), text) {
			t.report.refuse(RowError{Row: row.Number, Code: CodeFormula, Value: text})
		}
	}
}

// formulaErrors are what a spreadsheet shows for a formula that went wrong
// (ECMA-376, 18.17.3).
func formulaErrors() []string {
	return []string{"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
}

func (t *table) yesNo(row Row, key string, fallback bool) bool {
	text := t.text(row, key)
	if text == "" {
		return fallback && !t.has(key)
	}
	yes, ok := yesNo(text)
	if !ok {
		t.report.refuse(RowError{Row: row.Number, Code: CodeYesNo, Value: text})
	}
	return yes
}

func yesNo(text string) (yes, ok bool) {
	switch headWord(text) {
	case "是", "有", "允許", "可", "y", "yes", "true", "1", "v", "o", "✓", "✔", "ok":
		return true, true
	case "否", "無", "不允許", "不可", "n", "no", "false", "0", "x", "✗", "✘", "":
		return false, true
	}
	return false, false
}

// each calls read for every row whose cells are sound, and says how many it could
// use. A row is good if nothing was refused while it was read.
func each[T any](t *table, read func(Row) []T) []T {
	var list []T
	for _, row := range t.Rows {
		before := len(t.report.Refused)
		if t.sound(row); len(t.report.Refused) > before {
			continue
		}
		if got := read(row); len(t.report.Refused) == before {
			list = append(list, got...)
		}
	}
	t.report.Rows = len(list)
	return list
}

// twice notes the rows that speak of what another row has spoken of.
type twice[K comparable] map[K]int

func (seen twice[K]) note(t *table, key K, row int, what string) {
	if first, ok := seen[key]; ok && first != row {
		t.report.note(RowError{Row: row, Code: CodeDuplicate, Value: what, Other: first})
		return
	}
	seen[key] = row
}

// numberText is a text that is only digits, half-width.
func numberText(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(inventory.HalfWidth(text)))
	return n, err == nil
}
