package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// A preview is what would become of a list: nothing is changed before somebody has
// confirmed it.
type preview struct {
	School    inventory.SchoolCode
	Name      string
	List      lists.Kind
	File      string
	ID        string
	Encoding  string
	Encodings []string // that may be asked for; none: the file is a workbook
	Sheet     string
	Sheets    []string // of the workbook
	Above     int      // rows above the head
	HeadRow   int
	Columns   []lists.Column
	Keys      []lists.Key // that a column may be read as
	Replace   bool
	Heads     []string
	Rows      [][]string // the first, as they will be stored
	Count     int        // usable rows
	Done      store.Imported
	Gone      []string // rows that the list would lose, the first of them
	GoneMore  int
	Refused   []refusedRow
	Wrong     int // refused rows in all
	More      int // of them, those that are not shown
	Notes     []string
	Version   store.Version
	Trouble   string // why a confirmation was not taken
	Mine      bool   // nothing stands in the way

	Block lists.Options // of blocked addresses: what was said of the list
}

// Most of what a preview names one by one.
const (
	goneShown    = 20
	refusedShown = 200
)

// Path is the address of the page, and ListPath that of the list.
func (p preview) Path() string { return uploadPath(store.Upload{School: p.School, ID: p.ID}) }

// ListPath is the address of the list.
func (p preview) ListPath() string { return listPath(p.School, p.List) }

// askPreview answers with the preview of a file.
func (s *server) askPreview(r *http.Request, q ask) (any, error) {
	u, err := s.waiting(r, q)
	if err != nil {
		return nil, err
	}
	read, err := s.readUpload(r, q, u, r.URL.Query())
	if err != nil {
		return nil, err
	}
	view, err := s.preview(r.Context(), q, read)
	if key := r.URL.Query().Get("trouble"); key == "changed" || key == "refused" {
		view.Trouble = say(q.lang, "preview.trouble."+key)
	}
	return view, err
}

func (s *server) preview(ctx context.Context, q ask, read reading) (preview, error) {
	school, known := q.city.School(read.School)
	if !known {
		school.Name = q.city.Name
	}
	view := preview{School: school.Code, Name: school.Name, List: read.kind, File: read.File, ID: read.ID, Replace: read.replace,
		Encoding: read.sheet.Encoding, Sheet: read.sheet.Name, Above: len(read.sheet.Above), HeadRow: read.sheet.Head.Number,
		Columns: read.list.columns, Keys: keysOf(q.lang, read.kind), Count: read.list.report.Rows,
		Notes: notes(q.lang, read.list.report), Refused: read.refused, Wrong: len(read.refused)}
	view.Block = read.options
	view.Heads, view.Rows = filled(listHeads(read.kind), read.list.shown)
	if read.sheet.Name == "" {
		view.Encodings = lists.Encodings()
	} else {
		view.Sheets = append([]string{read.sheet.Name}, read.sheet.Others...)
	}
	if len(view.Refused) > refusedShown {
		view.Refused, view.More = view.Refused[:refusedShown], len(view.Refused)-refusedShown
	}
	view.Mine = len(read.refused) == 0 && view.Count > 0
	var err error
	if view.Version, err = s.DB.ListVersion(ctx, q.Scope, read.School, read.List); err != nil || !view.Mine {
		return view, err
	}
	by := store.Import{At: q.now, Actor: q.Actor, Replace: read.replace, DryRun: true, Seen: view.Version, Gone: func(row json.RawMessage) {
		if len(view.Gone) < goneShown {
			view.Gone = append(view.Gone, goneText(read.kind, row))
		} else {
			view.GoneMore++
		}
	}}
	view.Done, err = read.list.store(ctx, by)
	return view, storeBusy(err)
}

// keysOf are the meanings that a column may have, in the words of a language.
func keysOf(l Lang, kind lists.Kind) []lists.Key {
	keys := kind.Keys()
	for i, k := range keys {
		if l == En && wording.Has("page.field."+k.Key) {
			keys[i].Title = say(l, "field."+k.Key)
		}
	}
	return keys
}

// goneText is a row of a list in a few words.
func goneText(kind lists.Kind, row json.RawMessage) string {
	var text string
	show := func(into any, cells func() []string) {
		if json.Unmarshal(row, into) == nil {
			text = firstCells(cells())
		}
	}
	switch kind {
	case lists.KindPorts:
		var p inventory.PortRecord
		show(&p, func() []string { return listCells(p) })
	case lists.KindRooms:
		var p inventory.Room
		show(&p, func() []string { return listCells(p) })
	case lists.KindIoT:
		var p inventory.IoTItem
		show(&p, func() []string { return listCells(p) })
	case lists.KindMDM:
		var p inventory.MDMDevice
		show(&p, func() []string { return listCells(p) })
	case lists.KindBlocklist:
		var p inventory.BlockEntry
		show(&p, func() []string { return listCells(p) })
	case lists.KindLost:
		var p inventory.LostDevice
		show(&p, func() []string { return listCells(p) })
	default:
		var e inventory.ListEntry
		show(&e, func() []string { return listCells(e) })
	}
	return text
}

// firstCells are the first two cells that say anything.
func firstCells(cells []string) string {
	text, n := "", 0
	for _, c := range cells {
		if c != "" && n < 2 {
			text += " " + c
			n++
		}
	}
	return text
}

// takeUpload takes a file in as its preview showed it: all of it, or nothing.
func (s *server) takeUpload(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	u, err := s.waiting(r, q)
	if err == nil {
		err = parseForm(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if isSet(r.PostForm.Get("drop")) {
		s.leave(w, r, u, s.DB.DropUpload(r.Context(), u.ID), "")
		return
	}
	trouble, err := s.take(r, q, u)
	if err == nil && trouble != "" {
		http.Redirect(w, r, uploadPath(u)+"?"+settingsOf(r.PostForm, trouble).Encode(), http.StatusSeeOther)
		return
	}
	s.leave(w, r, u, err, "?did=import")
}

// leave leads from a file to its list.
func (s *server) leave(w http.ResponseWriter, r *http.Request, u store.Upload, err error, did string) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	kind, _ := kindOf(string(u.List))
	http.Redirect(w, r, listPath(u.School, kind)+did, http.StatusSeeOther)
}

// settingsOf are the fields of a preview's form that say how to read the file.
func settingsOf(form url.Values, trouble string) url.Values {
	kept := url.Values{}
	if trouble != "" {
		kept.Set("trouble", trouble)
	}
	for _, name := range []string{"encoding", "sheet", "replace", "col", "list-date", "source", "drill"} {
		if form.Get(name) != "" {
			kept[name] = form[name]
		}
	}
	return kept
}

// take imports a file; trouble is why it was not, where its preview says more.
func (s *server) take(r *http.Request, q ask, u store.Upload) (trouble string, err error) {
	read, err := s.readUpload(r, q, u, r.PostForm)
	if err != nil {
		return "", err
	}
	if len(read.refused) > 0 || read.list.report.Empty() {
		return "refused", nil
	}
	seen, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil || seen <= 0 {
		return "changed", nil
	}
	_, err = read.list.store(r.Context(), store.Import{At: q.now, Actor: q.Actor, File: u.File, Replace: read.replace, Seen: store.Version(seen)})
	if errors.Is(err, store.ErrListChanged) {
		return "changed", nil
	}
	if err == nil {
		s.changed(slices.Clone(read.list.schools))
		err = errors.Join(s.noteColumns(r.Context(), q, u.School, read.list), s.DB.DropUpload(r.Context(), u.ID))
	}
	return "", storeBusy(err)
}
