package web

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/lists"
	"rollcall/inventory/store"
)

// uploadWaits is how long a file waits for somebody to confirm its preview.
const uploadWaits = 2 * time.Hour

// receive keeps a file, or pasted text, and leads to its preview.
func (s *server) receive(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	school, kind, err := q.ownList(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name, body, err := uploaded(r)
	if err == nil && len(body) == 0 {
		err = unprocessable("error.upload.empty")
	}
	u := store.Upload{ID: rand.Text(), School: school.Code, List: storedAs(kind), Actor: q.Actor, At: q.now,
		Expires: q.now.Add(uploadWaits), File: name, Body: body}
	if err == nil {
		err = s.DB.KeepUpload(r.Context(), u)
	}
	if err != nil {
		s.fail(w, r, storeBusy(err))
		return
	}
	to := uploadPath(u)
	if how := settingsOf(r.PostForm, ""); len(how) > 0 {
		to += "?" + how.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func uploadPath(u store.Upload) string {
	if u.School == "" {
		return "/blocked/uploads/" + url.PathEscape(u.ID)
	}
	return schoolPath(u.School) + "/uploads/" + url.PathEscape(u.ID)
}

// mostFileName is how many characters of the name of a file are kept.
const mostFileName = 120

// uploaded returns the file of a form, or what was pasted instead.
func uploaded(r *http.Request) (name string, body []byte, err error) {
	if err := r.ParseMultipartForm(maxUpload); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", nil, formError(err)
	}
	f, header, err := r.FormFile("file")
	if err != nil || header.Size == 0 {
		return "", []byte(r.PostFormValue("text")), nil
	}
	defer f.Close()
	if body, err = io.ReadAll(f); err != nil {
		return "", nil, formError(err)
	}
	runes := []rune(filepath.Base(strings.ReplaceAll(header.Filename, `\`, "/")))
	return string(runes[:min(len(runes), mostFileName)]), body, nil
}

// waiting finds the file of a path.
func (s *server) waiting(r *http.Request, q ask) (store.Upload, error) {
	school, err := q.ownSchool(r)
	if err != nil {
		return store.Upload{}, err
	}
	return s.DB.Upload(r.Context(), inventory.OnlySchools(school.Code), r.PathValue("id"), q.now)
}

// A reading is a file that waits, as somebody wants it read.
type reading struct {
	store.Upload
	kind    lists.Kind
	options lists.Options
	sheet   *lists.Sheet
	list    list
	replace bool
	refused []refusedRow
}

// readUpload reads a file that waits, with what a form says of it: encoding, sheet,
// and in turn what each column is.
func (s *server) readUpload(r *http.Request, q ask, u store.Upload, form url.Values) (reading, error) {
	kind, _ := kindOf(string(u.List))
	read := reading{Upload: u, kind: kind, replace: isSet(form.Get("replace"))}
	remembered, err := s.DB.Columns(r.Context(), u.School, u.List)
	if err != nil {
		return read, err
	}
	read.options = lists.Options{School: u.School, Encoding: form.Get("encoding"), Sheet: form.Get("sheet"), Columns: remembered, City: s.City()}
	if kind == lists.KindBlocklist {
		if read.options, err = blockOptions(read.options, form, s.Now()); err != nil {
			return read, err
		}
	}
	s.files <- struct{}{}
	defer func() { <-s.files }()
	read.sheet, _ = lists.Open(kind, u.Body, read.options)
	read.options.Columns = saidOf(read.sheet, remembered, form["col"])
	read.list = s.listOf(read.sheet, read.options)
	read.refused = q.refusals(read.list)
	for i, code := range read.list.schools {
		if u.School != "" && code != u.School && q.Scope.Sees(code) {
			read.refused = append(read.refused, refusedRow{read.list.rows[i], say(q.lang, "import.elsewhere", "school", code)})
		}
	}
	slices.SortStableFunc(read.refused, func(a, b refusedRow) int { return a.Row - b.Row })
	return read, nil
}

// saidOf joins what is remembered of a school's columns with what a form says of
// those of this file, in their order.
func saidOf(sheet *lists.Sheet, remembered lists.Mapping, keys []string) lists.Mapping {
	columns := lists.Suggest(sheet, remembered)
	if len(keys) != len(columns) {
		return remembered
	}
	said := lists.Mapping{}
	for i, c := range columns {
		said[c.Head] = keys[i]
	}
	return said
}
