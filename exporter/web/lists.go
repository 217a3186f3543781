package web

import (
	"context"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"rollcall/exporter/audit"
	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// A listSummary is one list of a school in one row.
type listSummary struct {
	List    lists.Kind `json:"list"`
	Rows    int        `json:"rows"`
	At      time.Time  `json:"as_of,omitzero"`   // when a file last brought it, or somebody found it right
	Changed time.Time  `json:"changed,omitzero"` // when anything of it last changed
	Trouble string     `json:"trouble,omitempty"`
}

// A schoolLists is the page of a school's lists.
type schoolLists struct {
	School inventory.SchoolCode `json:"school"`
	Name   string               `json:"school_name"`
	Lists  []listSummary        `json:"lists"`
	May    bool                 `json:"-"` // the person may change them
}

// cityLists leads people with one school to its lists, others to the choice.
func (s *server) cityLists(w http.ResponseWriter, r *http.Request) {
	who, _ := r.Context().Value(scopeKey{}).(Identity)
	if own, one := onlySchool(who.Scope); one {
		http.Redirect(w, r, schoolPath(own)+"/lists", http.StatusSeeOther)
		return
	}
	s.page("city_lists", s.askCityLists)(w, r)
}

// askCityLists answers with the lists of every school that one may see.
func (s *server) askCityLists(r *http.Request, q ask) (any, error) {
	states, err := s.DB.ListStates(r.Context(), q.Scope)
	if err != nil {
		return nil, err
	}
	all := []schoolLists{}
	for _, school := range q.city.Schools {
		if q.Scope.Sees(school.Code) {
			all = append(all, schoolLists{School: school.Code, Name: school.Name, Lists: q.summaries(school, states[school.Code])})
		}
	}
	return all, nil
}

// summaries are the rows of all lists of a school.
func (q ask) summaries(school inventory.School, states map[store.List]store.ListState) []listSummary {
	var rows []listSummary
	for _, kind := range listKinds() {
		state := states[storedAs(kind)]
		row := listSummary{List: kind, Rows: state.Rows, At: state.At, Changed: state.Changed}
		if kind == lists.KindWhitelist && school.Kind != inventory.KindCentre { // which keeps none
			at := inventory.Snapshot{At: q.now, Thresholds: q.city.Thresholds, Lists: inventory.Lists{WhitelistAt: state.At}}
			if why := at.WhitelistUnusable(); why.Key != "" {
				row.Trouble = wording.Text(q.lang, why.Key, why.Args)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// ownSchool finds the school of a path. One that may not be seen does not exist.
func (q ask) ownSchool(r *http.Request) (inventory.School, error) {
	if r.PathValue("code") == "" && q.Scope.All() { // the centre's own list
		return inventory.School{Name: q.city.Name}, nil
	}
	school, ok := q.city.School(inventory.SchoolCode(r.PathValue("code")))
	if !ok || !q.Scope.Sees(school.Code) {
		return school, fs.ErrNotExist
	}
	return school, nil
}

// askLists answers with the lists of one school.
func (s *server) askLists(r *http.Request, q ask) (any, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return nil, err
	}
	states, err := s.DB.ListStates(r.Context(), inventory.OnlySchools(school.Code))
	if err != nil {
		return nil, err
	}
	return schoolLists{School: school.Code, Name: school.Name, Lists: q.summaries(school, states[school.Code]), May: q.mayEdit()}, nil
}

func (q ask) mayEdit() bool { return q.Role.May(inventory.RightEdit) }

// A listPage is the page of one list of one school.
type listPage struct {
	School  inventory.SchoolCode `json:"school"`
	Name    string               `json:"school_name"`
	Summary listSummary          `json:"summary"`
	Query   string               `json:"query,omitempty"`
	Found   int                  `json:"found"` // rows that the query finds
	Heads   []string             `json:"-"`
	Rows    []listPageRow        `json:"rows"`
	History []importLine         `json:"imports"`
	Max     int                  `json:"-"` // megabytes that a file may have
	Export  audit.Table          `json:"-"` // the record from which the list can be read again; empty: there is none
	Did     string               `json:"-"`
	May     bool                 `json:"-"`
}

// A listPageRow is one row of a list; Cells are its texts in the order of the heads.
type listPageRow struct {
	Row   any           `json:"row"`
	MAC   inventory.MAC `json:"-"` // zero: the row is of no device
	Idle  bool          `json:"-"` // it does not count today
	Cells []string      `json:"-"`
}

// An importLine is one line of the history of a list.
type importLine struct {
	store.ImportRecord
	Back *store.ImportRecord `json:"-"` // what it took back, where that is still told
}

// listRowsMost is how many rows one page of a list shows; programs get them all.
const listRowsMost = 500

// askList answers with one list.
func (s *server) askList(r *http.Request, q ask) (any, error) {
	school, kind, err := q.ownList(r)
	if err != nil {
		return nil, err
	}
	states, err := s.DB.ListStates(r.Context(), inventory.OnlySchools(school.Code))
	if err != nil {
		return nil, err
	}
	i := slices.Index(listKinds(), kind)
	page := listPage{School: school.Code, Name: school.Name, Summary: q.summaries(school, states[school.Code])[i], Heads: listHeads(kind),
		Query: strings.TrimSpace(r.URL.Query().Get("text")), Max: maxUpload >> 20, Export: exportOf(kind), May: q.mayEdit(), Rows: []listPageRow{}}
	rows, err := s.listRows(r.Context(), q, school.Code, kind)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if !row.has(page.Query) {
			continue
		}
		if page.Found++; page.Found <= listRowsMost || isAPI(r) {
			page.Rows = append(page.Rows, row)
		}
	}
	page.fill()
	page.History, err = s.history(r.Context(), q, school.Code, kind)
	page.Did = didWord(q.lang, r.URL.Query().Get("did"), page.History)
	return page, err
}

// exportOf is the record that holds all of a list.
func exportOf(kind lists.Kind) audit.Table {
	return map[lists.Kind]audit.Table{lists.KindWhitelist: audit.Whitelist, lists.KindDevices: audit.MACs,
		lists.KindPorts: audit.Ports, lists.KindIoT: audit.IoT}[kind]
}

// Drift names the record of the differences between the lists.
func (listPage) Drift() audit.Table { return audit.Drift }

// fill leaves out the columns in which no row says anything.
func (p *listPage) fill() {
	cells := make([][]string, len(p.Rows))
	for i, row := range p.Rows {
		cells[i] = row.Cells
	}
	p.Heads, cells = filled(p.Heads, cells)
	for i := range p.Rows {
		p.Rows[i].Cells = cells[i]
	}
}

// ownList finds the school and the list of a path.
func (q ask) ownList(r *http.Request) (inventory.School, lists.Kind, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return school, "", err
	}
	if school.Code == "" {
		return school, lists.KindBlocklist, nil
	}
	kind, ok := kindOf(r.PathValue("list"))
	if !ok || kind == lists.KindBlocklist {
		return school, "", fs.ErrNotExist
	}
	return school, kind, nil
}

// didWord says what was just done to a list, which its history tells.
func didWord(l Lang, did string, history []importLine) string {
	if did == "" || len(history) == 0 || !wording.Has("page.list.did."+did) {
		return ""
	}
	last := history[0]
	return say(l, "list.did."+did, "added", last.Added, "removed", last.Removed)
}

// has says whether a row has a text in any of its cells, or a MAC in any notation.
func (row listPageRow) has(text string) bool {
	if text == "" {
		return true
	}
	part := macPart(text)
	if part != "" && !row.MAC.IsZero() && strings.Contains(hexOf(row.MAC), part) {
		return true
	}
	return slices.ContainsFunc(row.Cells, func(c string) bool { return strings.Contains(strings.ToLower(c), strings.ToLower(text)) })
}

// listRows reads the rows of a list, in the order of its file.
func (s *server) listRows(ctx context.Context, q ask, school inventory.SchoolCode, kind lists.Kind) ([]listPageRow, error) {
	today := inventory.DateOf(q.now)
	switch kind {
	case lists.KindWhitelist, lists.KindDevices, lists.KindPorts:
		l, err := s.DB.Lists(ctx, q.Scope, school, q.now)
		if err != nil {
			return nil, err
		}
		entries := l.Master
		switch kind {
		case lists.KindPorts:
			return pageRows(l.PortRecord, func(inventory.PortRecord) (inventory.MAC, bool) { return inventory.MAC{}, true }), nil
		case lists.KindWhitelist:
			entries = l.Whitelist
		}
		return pageRows(entries, func(e inventory.ListEntry) (inventory.MAC, bool) { return e.MAC, e.Counts(today) }), nil
	case lists.KindRooms:
		rows, err := s.DB.Rooms(ctx, q.Scope, school, q.now)
		return pageRows(rows, func(inventory.Room) (inventory.MAC, bool) { return inventory.MAC{}, true }), err
	case lists.KindIoT:
		rows, err := s.DB.IoT(ctx, q.Scope, school, q.now)
		return pageRows(rows, func(i inventory.IoTItem) (inventory.MAC, bool) { return i.MAC, within(i.From, i.Until, today) }), err
	case lists.KindMDM:
		rows, err := s.DB.MDM(ctx, q.Scope, school, q.now)
		return pageRows(rows, func(d inventory.MDMDevice) (inventory.MAC, bool) { return d.MAC, true }), err
	}
	rows, err := s.DB.Lost(ctx, q.Scope, school, q.now)
	return pageRows(rows, func(d inventory.LostDevice) (inventory.MAC, bool) { return d.MAC, within(d.From, d.Until, today) }), err
}

func within(from, until, day inventory.Date) bool {
	return inventory.ListEntry{From: from, Until: until}.Counts(day)
}

func pageRows[T any](rows []T, of func(T) (mac inventory.MAC, counts bool)) []listPageRow {
	var shown []listPageRow
	for _, row := range rows {
		mac, counts := of(row)
		shown = append(shown, listPageRow{Row: row, MAC: mac, Idle: !counts, Cells: listCells(row)})
	}
	return shown
}

// history reads what was done to a list, newest first.
func (s *server) history(ctx context.Context, q ask, school inventory.SchoolCode, kind lists.Kind) ([]importLine, error) {
	records, err := s.DB.Imports(ctx, q.Scope, school, storedAs(kind))
	lines := make([]importLine, len(records))
	for i, r := range records {
		lines[i] = importLine{ImportRecord: r}
		if at := slices.IndexFunc(records, func(o store.ImportRecord) bool { return o.ID == r.Undoes }); at >= 0 {
			lines[i].Back = &records[at]
		}
	}
	return lines, err
}
