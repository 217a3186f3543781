package web

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// listKinds are the lists that schools keep, as addresses and the command line call
// them, in the order in which pages show them.
func listKinds() []lists.Kind {
	return []lists.Kind{lists.KindWhitelist, lists.KindDevices, lists.KindPorts, lists.KindRooms, lists.KindIoT, lists.KindMDM, lists.KindLost}
}

// storedAs is the list of the store that a kind of file belongs to.
func storedAs(kind lists.Kind) store.List {
	if kind == lists.KindDevices {
		return store.ListMaster
	}
	return store.List(kind)
}

// kindOf reads the name of a list, by either of the names that it has.
func kindOf(text string) (lists.Kind, bool) {
	if store.List(text) == store.ListMaster {
		return lists.KindDevices, true
	}
	return lists.Kind(text), slices.Contains(listKinds(), lists.Kind(text)) || lists.Kind(text) == lists.KindBlocklist
}

// An importAnswer says what became of a file. Either every row was taken in, or
// none was.
type importAnswer struct {
	Kind    lists.Kind `json:"kind"`
	Rows    int        `json:"rows"` // usable rows of the file; 0: it changed nothing
	DryRun  bool       `json:"dry_run"`
	Message string     `json:"message"`
	Notes   []string   `json:"notes"` // duplicates, columns left out: worth knowing
	store.Imported
}

// A refusedRow is a row that cannot be used, and so refuses its file.
type refusedRow struct {
	Row    int    `json:"row"` // in the spreadsheet, head = 1; 0: the file as a whole
	Reason string `json:"reason"`
}

// A list is a file that was read: its rows, and how to store them.
type list struct {
	kind    lists.Kind
	report  lists.Report
	columns []lists.Column
	schools []inventory.SchoolCode // of each row
	rows    []int                  // of each row, its number in the file
	shown   [][]string             // the first rows as they will be stored, see listHeads
	store   func(context.Context, store.Import) (store.Imported, error)
}

// importList takes in a list whose file is the body.
func (s *server) importList(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer, err := s.takeIn(r, q, text)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, answer)
}

func (s *server) takeIn(r *http.Request, q ask, text []byte) (importAnswer, error) {
	kind, known := kindOf(r.PathValue("kind"))
	if !known {
		return importAnswer{}, badRequest("error.kind", "kind", r.PathValue("kind"))
	}
	if kind == lists.KindBlocklist && !(q.Scope.All() && q.Role.May(inventory.RightManage)) { // it is of the whole city
		return importAnswer{}, errRefused
	}
	query := r.URL.Query()
	options, said, err := s.importOptions(r, kind)
	if err != nil {
		return importAnswer{}, err
	}
	by := store.Import{At: q.now, Actor: q.Actor, Replace: isSet(query.Get("replace")), DryRun: isSet(query.Get("dry-run"))}
	l := s.readList(kind, text, options)
	if refused := q.refusals(l); len(refused) > 0 {
		return importAnswer{}, &refusedFile{refused}
	}
	answer := importAnswer{Kind: kind, Rows: l.report.Rows, DryRun: by.DryRun, Notes: notes(q.lang, l.report),
		Message: say(q.lang, "import.empty")}
	if l.report.Empty() {
		return answer, nil
	}
	done, err := l.store(r.Context(), by)
	if err == nil && said && !by.DryRun {
		err = s.noteColumns(r.Context(), q, options.School, l)
	}
	if err != nil {
		return importAnswer{}, storeBusy(err)
	}
	answer.Imported, answer.Message = done, importMessage(q.lang, by, done)
	if !by.DryRun {
		s.changed(l.schools)
	}
	return answer, nil
}

// importOptions are what a request says of its file, and what is remembered of the
// school's files. Said tells whether the request itself names columns.
func (s *server) importOptions(r *http.Request, kind lists.Kind) (o lists.Options, said bool, err error) {
	query := r.URL.Query()
	o = lists.Options{School: inventory.SchoolCode(query.Get("school")), Encoding: query.Get("encoding"), Sheet: query.Get("sheet"), City: s.City()}
	if o.Columns, err = s.DB.Columns(r.Context(), o.School, storedAs(kind)); err != nil {
		return o, false, err
	}
	for _, text := range query["column"] {
		head, key, ok := lists.ParseColumn(text)
		if !ok {
			return o, false, badRequest("error.column", "text", text)
		}
		if o.Columns == nil {
			o.Columns = lists.Mapping{}
		}
		o.Columns[head] = key
	}
	if kind == lists.KindBlocklist {
		o, err = blockOptions(o, query, s.Now())
	}
	return o, len(query["column"]) > 0, err
}

// noteColumns remembers what the columns of a file were taken for.
func (s *server) noteColumns(ctx context.Context, q ask, school inventory.SchoolCode, l list) error {
	return s.DB.NoteColumns(ctx, store.ColumnsNote{At: q.now, Actor: q.Actor, School: school, List: storedAs(l.kind), Columns: lists.MappingOf(l.columns)})
}

// readList reads a file as one of the lists. Of big files, one at a time is.
func (s *server) readList(kind lists.Kind, text []byte, o lists.Options) list {
	s.files <- struct{}{}
	defer func() { <-s.files }()
	sheet, _ := lists.Open(kind, text, o)
	return s.listOf(sheet, o)
}

// listOf reads the rows of a file that was opened.
func (s *server) listOf(sheet *lists.Sheet, o lists.Options) list {
	rows, report := lists.Read(sheet, o.Columns, o)
	l := list{kind: sheet.Kind, report: report, columns: lists.Suggest(sheet, o.Columns)}
	switch sheet.Kind {
	case lists.KindWhitelist:
		taking(&l, rows.Entries, entryMark, s.DB.ImportWhitelist)
	case lists.KindDevices:
		taking(&l, rows.Entries, entryMark, s.DB.ImportMaster)
	case lists.KindPorts:
		taking(&l, rows.Ports, func(p inventory.PortRecord) mark { return mark{p.School, p.Row} }, s.DB.ImportPortRecords)
	case lists.KindRooms:
		taking(&l, rows.Rooms, func(r inventory.Room) mark { return mark{r.School, r.Row} }, s.DB.ImportRooms)
	case lists.KindIoT:
		taking(&l, rows.IoT, func(i inventory.IoTItem) mark { return mark{i.School, i.Row} }, s.DB.ImportIoT)
	case lists.KindMDM:
		taking(&l, rows.MDM, func(d inventory.MDMDevice) mark { return mark{d.School, d.Row} }, s.DB.ImportMDM)
	case lists.KindBlocklist:
		taking(&l, rows.Blocked, func(b inventory.BlockEntry) mark { return mark{b.School, b.Row} }, s.importBlocked)
	case lists.KindLost:
		taking(&l, rows.Lost, func(d inventory.LostDevice) mark { return mark{d.School, d.Row} }, s.DB.ImportLost)
	}
	return l
}

// A mark says whose a row is, and where it stands in its file.
type mark struct {
	school inventory.SchoolCode
	row    int
}

func entryMark(e inventory.ListEntry) mark { return mark{e.School, e.Row} }

// rowsShown is how many rows a preview shows.
const rowsShown = 8

// taking fills a list with the rows of its kind.
func taking[T any](l *list, rows []T, of func(T) mark, save func(context.Context, store.Import, []T) (store.Imported, error)) {
	l.store = func(ctx context.Context, by store.Import) (store.Imported, error) { return save(ctx, by, rows) }
	for i, row := range rows {
		m := of(row)
		l.schools, l.rows = append(l.schools, m.school), append(l.rows, m.row)
		if i < rowsShown {
			l.shown = append(l.shown, listCells(row))
		}
	}
}

// refusals lists every row that cannot be used, in the order of the file. A row
// of a school that is not the person's is refused like one of no school at all.
func (q ask) refusals(l list) []refusedRow {
	var refused []refusedRow
	for _, e := range l.report.Refused {
		refused = append(refused, refusedRow{e.Row, e.Reason(string(q.lang))})
	}
	for i, code := range l.schools {
		if l.kind == lists.KindBlocklist && q.Scope.All() { // it may name addresses of no school
			break
		}
		if _, ok := q.city.School(code); !ok || !q.Scope.Sees(code) {
			refused = append(refused, refusedRow{l.rows[i], say(q.lang, "import.foreign", "school", code)})
		}
	}
	slices.SortStableFunc(refused, func(a, b refusedRow) int { return cmp.Compare(a.Row, b.Row) })
	return refused
}

func notes(l Lang, report lists.Report) []string {
	texts := []string{}
	for _, n := range report.Notes {
		texts = append(texts, n.Text(string(l)))
	}
	return texts
}

func importMessage(l Lang, by store.Import, done store.Imported) string {
	key := "import.done"
	if by.DryRun {
		key = "import.dry"
	}
	return say(l, key, "added", done.Added, "removed", done.Removed, "unchanged", done.Unchanged)
}

// changed tells whoever judges that the lists of some schools are new, and
// forgets what pages remember of them.
func (s *server) changed(schools []inventory.SchoolCode) {
	slices.Sort(schools)
	for _, code := range slices.Compact(schools) {
		s.city.forget(code)
		if s.Changed != nil {
			s.Changed(code)
		}
	}
}

// storeBusy says in people's words why nothing could be written just now.
func storeBusy(err error) error {
	if errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrReadOnly) {
		return &usageError{http.StatusServiceUnavailable, "error.busy", []any{"reason", err}}
	}
	return err
}

// isSet reads a flag as people write it in an address.
func isSet(text string) bool {
	on, err := strconv.ParseBool(text)
	return err == nil && on
}
