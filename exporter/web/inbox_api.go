package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// An actAnswer is what a program is told of an action.
type actAnswer struct {
	Do       string        `json:"do"`
	Findings []findingView `json:"findings"`
}

// actJSON does for programs what act does for people: do=, id=, note=, until= in
// the body, as a form.
func (s *server) actJSON(w http.ResponseWriter, r *http.Request) {
	q, _, ids, err := s.readAct(r)
	var rows []inventory.FindingRow
	if err == nil {
		rows, err = s.do(r, q, ids)
	}
	if err != nil {
		s.fail(w, r, programWord(err))
		return
	}
	s.writeJSON(w, r, http.StatusOK, actAnswer{r.PostForm.Get("do"), findingViews(q, rows)})
}

// programWord puts a refusal that a person would be asked about once more into a
// sentence for programs.
func programWord(err error) error {
	var over *store.FindingsOver
	key, status := missingWord(err)
	switch {
	case errors.As(err, &over):
		return &usageError{status, "error.act.over", []any{"refs", strings.Trim(fmt.Sprint(over.IDs), "[]")}}
	case key != "":
		return &usageError{status, key, nil}
	}
	return err
}
