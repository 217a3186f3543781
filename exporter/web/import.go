package web

import (
	"bytes"
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

// importKinds are the lists that can be taken in, as the command line calls them.
func importKinds() []string { return []string{"whitelist", "devices", "ports"} }

// An importAnswer says what became of a file. Either every row was taken in, or
// none was.
type importAnswer struct {
	Kind    string   `json:"kind"`
	Rows    int      `json:"rows"` // usable rows of the file; 0: it changed nothing
	DryRun  bool     `json:"dry_run"`
	Message string   `json:"message"`
	Notes   []string `json:"notes"` // duplicates, columns left out: worth knowing
	store.Imported
}

// A refusedRow is a row that cannot be used, and so refuses its file.
type refusedRow struct {
	Row    int    `json:"row"` // in the spreadsheet, head = 1; 0: the file as a whole
	Reason string `json:"reason"`
}

// A list is a file that was read: its rows, and how to store them.
type list struct {
	report  lists.Report
	schools []inventory.SchoolCode // of each row
	rows    []int                  // of each row, its number in the file
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
	kind, query := r.PathValue("kind"), r.URL.Query()
	if !slices.Contains(importKinds(), kind) {
		return importAnswer{}, badRequest("error.kind", "kind", kind)
	}
	by := store.Import{At: q.now, Actor: q.Actor, Replace: isSet(query.Get("replace")), DryRun: isSet(query.Get("dry-run"))}
	l := s.readList(kind, text, inventory.SchoolCode(query.Get("school")))
	if refused := q.refusals(l); len(refused) > 0 {
		return importAnswer{}, &refusedFile{refused}
	}
	answer := importAnswer{Kind: kind, Rows: l.report.Rows, DryRun: by.DryRun, Notes: notes(q.lang, l.report),
		Message: say(q.lang, "import.empty")}
	if l.report.Empty() {
		return answer, nil
	}
	done, err := l.store(r.Context(), by)
	if err != nil {
		return importAnswer{}, storeBusy(err)
	}
	answer.Imported, answer.Message = done, importMessage(q.lang, by, done)
	if !by.DryRun {
		s.changed(l.schools)
	}
	return answer, nil
}

// readList reads a file as one of the lists.
func (s *server) readList(kind string, text []byte, school inventory.SchoolCode) list {
	body := bytes.NewReader(text)
	if kind == "ports" {
		rows, report := lists.PortRecords(body, school)
		l := list{report: report, store: func(ctx context.Context, by store.Import) (store.Imported, error) {
			return s.DB.ImportPortRecords(ctx, by, rows)
		}}
		for _, row := range rows {
			l.schools, l.rows = append(l.schools, row.School), append(l.rows, row.Row)
		}
		return l
	}
	read, save := lists.Master, s.DB.ImportMaster
	if kind == "whitelist" {
		read, save = lists.Whitelist, s.DB.ImportWhitelist
	}
	rows, report := read(body, school)
	l := list{report: report, store: func(ctx context.Context, by store.Import) (store.Imported, error) {
		return save(ctx, by, rows)
	}}
	for _, row := range rows {
		l.schools, l.rows = append(l.schools, row.School), append(l.rows, row.Row)
	}
	return l
}

// refusals lists every row that cannot be used, in the order of the file. A row
// of a school that is not the person's is refused like one of no school at all.
func (q ask) refusals(l list) []refusedRow {
	var refused []refusedRow
	for _, e := range l.report.Refused {
		refused = append(refused, refusedRow{e.Row, e.Reason(string(q.lang))})
	}
	for i, code := range l.schools {
		if _, ok := q.city.School(code); !ok || !q.Scope.Sees(code) {
			refused = append(refused, refusedRow{l.rows[i], say(q.lang, "import.foreign", "school", code)})
		}
	}
	slices.SortStableFunc(refused, func(a, b refusedRow) int { return a.Row - b.Row })
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
