package lists

import (
	"io"
	"maps"
	"slices"
	"strings"

	"rollcall/inventory"
)

// A table is a sheet whose columns are known, on its way into rows of a list.
type table struct {
	*Sheet
	columns map[string][]int // by key
	school  inventory.SchoolCode
	city    *inventory.City
	report  *Report
}

// Read reads the rows of a sheet. Said is what somebody said of its columns; the
// others are taken for what Suggest takes them for. The report is that of Open and
// of the rows.
func Read(s *Sheet, said Mapping, o Options) (Rows, Report) {
	rep := s.report
	rep.Refused, rep.Notes = slices.Clone(rep.Refused), slices.Clone(rep.Notes)
	t := table{Sheet: s, school: o.School, city: o.City, report: &rep}
	if len(rep.Refused) > 0 || !t.assign(said) {
		return Rows{}, rep
	}
	var rows Rows
	switch s.Kind {
	case KindWhitelist, KindDevices:
		rows.Entries = t.entries()
	case KindPorts:
		rows.Ports = t.ports()
	case KindRooms:
		rows.Rooms = t.rooms()
	case KindIoT:
		rows.IoT = t.iot()
	case KindMDM:
		rows.MDM = t.mdm()
	case KindLost:
		rows.Lost = t.lost()
	case KindSchools:
		rows.Schools = t.schools()
	case KindSwitches:
		rows.Switches = t.switches(o)
	case KindBlocklist:
		rows.Blocked = t.blocked(o)
	}
	return rows, rep
}

// ReadFile opens a file and reads it.
func ReadFile(kind Kind, r io.Reader, o Options) (Rows, Report) {
	limit := o.Limits.orDefault().Packed
	raw, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return Rows{}, Report{Refused: []RowError{{Code: CodeUnread, Value: err.Error()}}}
	}
	s, _ := Open(kind, raw, o)
	return Read(s, o.Columns, o)
}

// assign finds out what each column means, and refuses the file where one is missing.
func (t *table) assign(said Mapping) bool {
	if t.exact != nil {
		t.columns = map[string][]int{}
		for key, i := range t.exact {
			t.columns[key] = []int{i}
		}
		return true
	}
	if len(t.Head.Cells) == 0 {
		return true
	}
	t.checkSaid(said)
	columns := Suggest(t.Sheet, said)
	t.columns = columnsOf(t.Head.Cells, t.Kind.fields())
	t.correct(columns)
	if t.Kind == KindSwitches {
		t.report.Format = tableFormat(t.columns)
	}
	t.tellColumns(columns)
	return t.hasNeeded()
}

// checkSaid refuses what names a column or a key that is not there.
func (t *table) checkSaid(said Mapping) {
	for _, head := range slices.Sorted(maps.Keys(said)) {
		if _, ok := t.Kind.KeyOf(said[head]); !ok {
			var keys []string
			for _, k := range t.Kind.Keys() {
				keys = append(keys, k.Key)
			}
			t.report.refuse(RowError{Code: CodeNoKey, Value: said[head], Hint: strings.Join(keys, "、")})
		}
	}
}

// correct brings the columns that were found by their heads in line with what they
// are taken for. A column that two fields share stays with both, unless somebody
// said otherwise.
func (t *table) correct(columns []Column) {
	for _, c := range columns {
		if slices.Contains(t.columns[c.Key], c.index) {
			continue
		}
		for key, at := range t.columns {
			t.columns[key] = slices.DeleteFunc(slices.Clone(at), func(i int) bool { return i == c.index })
		}
	}
	byKey := map[string][]int{}
	for _, c := range columns {
		byKey[c.Key] = append(byKey[c.Key], c.index)
	}
	for key, at := range byKey {
		t.columns[key] = at
		if key != "mac" && key != unread {
			t.columns[key] = at[:1]
		}
	}
	maps.DeleteFunc(t.columns, func(key string, at []int) bool { return len(at) == 0 || key == "" || key == unread })
}

// tellColumns notes which columns are not read, and which are by a guess.
func (t *table) tellColumns(columns []Column) {
	var left []string
	for _, c := range columns {
		switch {
		case c.Key == "" && len(c.Samples) > 0:
			left = append(left, c.Head)
		case c.Key != "" && !c.Sure:
			t.report.note(RowError{Code: CodeGuessedColumn, Value: c.Head, Hint: t.Kind.field(c.Key).names[0]})
		}
	}
	t.report.Ignored = left
	if len(left) > 0 && t.report.Format == FormatList && !t.has("recorded_zone") { // an export of ours says what it sees, too
		t.report.note(RowError{Code: CodeIgnored, Value: strings.Join(left, "、")})
	}
}

func (t *table) hasNeeded() bool {
	for _, group := range t.Kind.needed() {
		if slices.ContainsFunc(group, func(key string) bool { return len(t.columns[key]) > 0 }) {
			continue
		}
		var names []string
		for _, key := range group {
			names = append(names, t.Kind.field(key).names...)
		}
		t.report.refuse(RowError{Row: t.Head.Number, Code: CodeNoColumn, Value: names[0], Hint: strings.Join(names[:min(len(names), namesShown)], "、")})
	}
	if len(t.report.Refused) > 0 { // then it does not matter that there are no rows
		t.report.Notes = slices.DeleteFunc(t.report.Notes, func(e RowError) bool { return e.Code == CodeEmpty })
	}
	return len(t.report.Refused) == 0
}

// namesShown is how many names of a missing column are told.
const namesShown = 8

// text returns the cell of a key; empty where there is none.
func (t *table) text(row Row, key string) string {
	if at := t.columns[key]; len(at) > 0 {
		return row.cell(at[0])
	}
	return ""
}

// has says whether the file has a column of a key.
func (t *table) has(key string) bool { return len(t.columns[key]) > 0 }

func (rep *Report) refuse(e RowError) { rep.Refused = append(rep.Refused, e.short()) }
func (rep *Report) note(e RowError)   { rep.Notes = append(rep.Notes, e.short()) }
