package web

import (
	"errors"
	"net/http"
	"strconv"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// listPath is the address of a list.
func listPath(school inventory.SchoolCode, kind lists.Kind) string {
	if school == "" {
		return "/blocked"
	}
	return schoolPath(school) + "/lists/" + string(kind)
}

// undoImport takes an import back and leads to the list.
func (s *server) undoImport(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	school, kind, err := q.ownList(r)
	if err == nil {
		_, err = s.undo(r, q, school, kind)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, listPath(school.Code, kind)+"?did=undo", http.StatusSeeOther)
}

// undoJSON does for programs what undoImport does for people.
func (s *server) undoJSON(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	school, err := q.ownSchool(r)
	if err == nil {
		r.SetPathValue("list", r.PostFormValue("list"))
		_, _, err = q.ownList(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	kind, _ := kindOf(r.PathValue("list"))
	done, err := s.undo(r, q, school, kind)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.writeJSON(w, r, http.StatusOK, done)
}

func (s *server) undo(r *http.Request, q ask, school inventory.School, kind lists.Kind) (store.Imported, error) {
	id, err := strconv.ParseInt(r.PostFormValue("import"), 10, 64)
	if err != nil {
		return store.Imported{}, badRequest("error.import", "id", r.PostFormValue("import"))
	}
	done, err := s.DB.Undo(r.Context(), q.Scope, store.Undo{At: q.now, Actor: q.Actor, School: school.Code, List: storedAs(kind), Import: id})
	var changed *store.ChangedSinceError
	switch {
	case errors.As(err, &changed):
		by := changed.By
		return done, &usageError{http.StatusConflict, "error.undo.changed", []any{"kind", wording.Name(q.lang, "import_kind", string(by.Kind)),
			"at", stamp(by.At), "actor", by.Actor, "file", by.File}}
	case errors.Is(err, store.ErrNothingToUndo):
		return done, &usageError{http.StatusConflict, "error.undo.nothing", nil}
	case err != nil:
		return done, storeBusy(err)
	}
	if school.Code == "" {
		s.changed(schoolCodes(q.city))
	}
	s.changed([]inventory.SchoolCode{school.Code})
	return done, nil
}

// confirmList notes that a person found a list right, and leads back to it.
func (s *server) confirmList(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	school, kind, err := q.ownList(r)
	if err == nil {
		err = s.DB.Confirm(r.Context(), q.Scope, store.Undo{At: q.now, Actor: q.Actor, School: school.Code, List: storedAs(kind)})
	}
	if err != nil {
		s.fail(w, r, storeBusy(err))
		return
	}
	s.changed([]inventory.SchoolCode{school.Code})
	http.Redirect(w, r, listPath(school.Code, kind)+"?did=confirm", http.StatusSeeOther)
}
