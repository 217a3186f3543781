package lists

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"rollcall/inventory"
)

// A Mapping says what the columns of a file mean: head of the column to key of the
// list. The key "-" means that the column is not read. It may be kept and used for
// the next file.
type Mapping map[string]string

// of returns what a mapping says of a head.
func (m Mapping) of(head string) (string, bool) {
	if key, ok := m[head]; ok {
		return key, true
	}
	for known, key := range m {
		if foldHead(known) == foldHead(head) {
			return key, true
		}
	}
	return "", false
}

// foldHead makes heads comparable that differ in width, case and blanks only.
func foldHead(head string) string {
	return strings.Join(strings.Fields(strings.ToLower(width.Fold.String(head))), "")
}

// A Column is a column of a sheet, with what it is taken for.
type Column struct {
	Head    string   `json:"head"`
	Key     string   `json:"key,omitempty"` // "-": known and not read; empty: not known
	Sure    bool     `json:"sure"`          // the head says it, or somebody did; else it is a guess
	Samples []string `json:"samples"`       // the first cells that say anything
	index   int
}

// samples is how many cells of a column are shown.
const samples = 3

// Suggest says what each column of a sheet is taken for: by what somebody said,
// else by its head, else, as a guess, by the end of its head or by what stands in it.
func Suggest(s *Sheet, said Mapping) []Column {
	columns := make([]Column, len(s.Head.Cells))
	for i, head := range s.Head.Cells {
		columns[i] = Column{Head: head, index: i, Samples: s.samples(i)}
	}
	taken := map[string]bool{}
	for i := range columns {
		if said, ok := said.of(columns[i].Head); ok {
			if key, known := s.Kind.KeyOf(said); known {
				columns[i].Key, columns[i].Sure = key, true
				taken[key] = true
			}
		}
	}
	s.suggestByHead(columns, taken)
	s.guess(columns, taken)
	return columns
}

// MappingOf returns what columns are taken for as a mapping.
func MappingOf(columns []Column) Mapping {
	m := Mapping{}
	for _, c := range columns {
		if m[c.Head] = c.Key; c.Key == "" {
			m[c.Head] = unread
		}
	}
	return m
}

// suggestByHead takes the columns whose head is a name of a key. Of several names
// the earlier one counts; only MACs may have several columns.
func (s *Sheet) suggestByHead(columns []Column, taken map[string]bool) {
	found := columnsOf(s.Head.Cells, s.Kind.fields())
	for _, f := range s.Kind.fields() {
		if taken[f.key] && f.key != unread {
			continue
		}
		for _, i := range found[f.key] {
			if columns[i].Key == "" {
				columns[i].Key, columns[i].Sure = f.key, true
				taken[f.key] = true
			}
		}
	}
}

// guess takes what is left over by the longest name at the end of its head: in
// Chinese as in English the last word says what a thing is. A column full of MACs
// is one of MACs.
func (s *Sheet) guess(columns []Column, taken map[string]bool) {
	if s.Kind == KindSwitches { // whose files are mostly written by programs
		return
	}
	for i := range columns {
		c := &columns[i]
		if c.Key != "" || foreignMAC(c.Head) {
			continue
		}
		if key := s.Kind.endsIn(c.Head, taken); key != "" {
			c.Key, taken[key] = key, true
		}
	}
	if taken["mac"] || s.Kind.field("mac").key == "" {
		return
	}
	for i := range columns {
		if c := &columns[i]; c.Key == "" && !foreignMAC(c.Head) && s.isMACColumn(i) {
			c.Key = "mac"
			return
		}
	}
}

// endsIn returns the free key with the longest name that a head ends in.
func (k Kind) endsIn(head string, taken map[string]bool) (key string) {
	word, longest := headWord(head), 0
	for _, f := range k.fields() {
		if taken[f.key] || f.key == unread {
			continue
		}
		for _, name := range f.names {
			name = headWord(name)
			if n := utf8.RuneCountInString(name); n > longest && telling(name) && strings.HasSuffix(word, name) {
				key, longest = f.key, n
			}
		}
	}
	return key
}

// telling says whether a word is long enough to be found in others.
func telling(word string) bool {
	n := utf8.RuneCountInString(word)
	return n >= 4 || n >= 2 && strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || word == "mac"
}

// foreignMAC recognises columns of MACs by which a device is not seen, or of other
// devices.
func foreignMAC(head string) bool {
	word := headWord(head)
	return slices.ContainsFunc([]string{"bluetooth", "藍牙", "藍芽", "bssid", "apmac", "switchmac", "gateway", "隨機", "random", "閘道"},
		func(other string) bool { return strings.Contains(word, other) })
}

// isMACColumn says whether nearly all that stands in a column are MACs.
func (s *Sheet) isMACColumn(i int) bool {
	all, macs := 0, 0
	for _, row := range s.Rows[:min(len(s.Rows), 50)] {
		if text := row.cell(i); text != "" {
			all++
			if _, err := inventory.ParseMAC(text); err == nil {
				macs++
			}
		}
	}
	return macs > 0 && macs*10 >= all*8
}

func (s *Sheet) samples(i int) []string {
	found := []string{}
	for _, row := range s.Rows[:min(len(s.Rows), 200)] {
		if text := row.cell(i); text != "" && len(found) < samples {
			found = append(found, text)
		}
	}
	return found
}

func (r Row) cell(i int) string {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}

// columnsOf finds the columns of each field by their heads. A column may be of two
// fields: a host name is a name and may be an address.
func columnsOf(head []string, known []field) map[string][]int {
	columns := map[string][]int{}
	words := make([]string, len(head))
	for i, h := range head {
		words[i] = headWord(h)
	}
	for _, f := range known {
		if at := f.find(words); len(at) > 0 {
			columns[f.key] = at
		}
	}
	return columns
}

// find returns the columns of a field: of several names the earlier one counts, but
// a device may have several MACs, and many columns may mean nothing.
func (f field) find(words []string) []int {
	var found []int
	for _, name := range append([]string{f.key}, f.names...) {
		for i, w := range words {
			if w != "" && w == headWord(name) && !slices.Contains(found, i) {
				if found = append(found, i); f.key != "mac" && f.key != unread {
					return found
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

// ParseColumn reads what somebody says of a column, HEAD=KEY. A head may have equal
// signs itself.
func ParseColumn(text string) (head, key string, ok bool) {
	i := strings.LastIndexByte(text, '=')
	if i < 0 || strings.TrimSpace(text[:i]) == "" {
		return "", "", false
	}
	return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:]), true
}
