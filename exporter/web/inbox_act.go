package web

import (
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// maxActed is how many findings one action takes.
const maxActed = 1000

// acceptedFor is how long a finding is accepted where nobody says.
const acceptedFor = 30 // days

// actions are what people can say of findings, and the state that each leads to.
func actions() map[string]string {
	return map[string]string{"ack": inventory.StateAcknowledged, "dismiss": inventory.StateDismissed,
		"accept": inventory.StateAccepted, "open": inventory.StateOpen}
}

// An actView is the page that asks before something is done to findings.
type actView struct {
	inboxFilter
	Do       string
	Findings []findingView
	Over     []findingView // resolved meanwhile: nothing can be said of them any more
	Unfit    []findingView // that the action is not for
	Note     string
	Until    time.Time
	Missing  string // the key of what is still to be said
}

// askAct answers with the page that lists what will be changed.
func (s *server) askAct(r *http.Request, q ask) (any, error) {
	form := r.URL.Query()
	f, err := actFilter(form)
	if err != nil {
		return nil, err
	}
	ids, err := s.ticked(r, q, f, form)
	if err != nil {
		return nil, err
	}
	return s.actView(r, q, f, form, ids)
}

// actFilter reads the filter of the inbox that an action comes from.
func actFilter(form url.Values) (inboxFilter, error) {
	f, err := inboxFilterOf(form, inventory.SchoolCode(form.Get("of")))
	if do := form.Get("do"); err == nil && do != doEnlist && actions()[do] == "" {
		err = badRequest("error.act", "do", form.Get("do"))
	}
	return f, err
}

// ticked are the findings that an action is for: those ticked one by one, or
// all that the filter of the inbox lets through and that last.
func (s *server) ticked(r *http.Request, q ask, f inboxFilter, form url.Values) ([]int64, error) {
	if !isSet(form.Get("all")) {
		return idsOf(form["id"])
	}
	rows, err := s.inboxRows(r.Context(), q, f)
	if err != nil {
		return nil, err
	}
	st, err := s.stages(r.Context())
	var ids []int64
	for _, row := range ofKind(rows, f.Kind) {
		if row.Resolved.IsZero() && inState(row, f.State) && f.wants(q, st, row) {
			ids = append(ids, row.ID)
		}
	}
	return ids, err
}

func idsOf(texts []string) ([]int64, error) {
	var ids []int64
	for _, text := range texts {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, badRequest("error.act.id", "id", text)
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// actView builds the page that asks. A finding that the person may not see is
// one that does not exist.
func (s *server) actView(r *http.Request, q ask, f inboxFilter, form url.Values, ids []int64) (actView, error) {
	view := actView{inboxFilter: f, Do: form.Get("do"), Note: strings.TrimSpace(form.Get("note")),
		Until: dayAfter(q.now, acceptedFor)}
	switch {
	case len(ids) == 0:
		return view, badRequest("error.act.none")
	case len(ids) > maxActed:
		return view, badRequest("error.act.many", "n", maxActed)
	}
	rows, err := s.DB.Findings(r.Context(), q.Scope, store.FindingQuery{IDs: ids})
	if err != nil {
		return view, err
	}
	if len(rows) != len(ids) {
		return view, fs.ErrNotExist
	}
	for _, v := range findingViews(q, rows) {
		if v.Open() {
			view.Findings = append(view.Findings, v)
		} else {
			view.Over = append(view.Over, v)
		}
	}
	if view.Do == doEnlist {
		view.keepEnlistable()
	}
	return view, nil
}

// dayAfter is the first moment of a day to come, in Taipei.
func dayAfter(now time.Time, days int) time.Time {
	y, m, d := now.In(taipei).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, taipei)
}

// act does what the page asked about, and leads back to the inbox. Either all of
// the findings are changed or none.
func (s *server) act(w http.ResponseWriter, r *http.Request) {
	q, f, ids, err := s.readAct(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	rows, err := s.do(r, q, ids)
	if err == nil {
		to := f.With("did", r.PostForm.Get("do"))
		http.Redirect(w, r, to+"&n="+strconv.Itoa(len(rows)), http.StatusSeeOther)
		return
	}
	s.askAgain(w, r, q, f, err)
}

// do does what a form asks for.
func (s *server) do(r *http.Request, q ask, ids []int64) ([]inventory.FindingRow, error) {
	if r.PostForm.Get("do") == doEnlist {
		return s.enlist(r, q, ids)
	}
	return s.say(r, q, ids, r.PostForm)
}

// askAgain shows the page once more where something is missing, or some of the
// findings were resolved meanwhile.
func (s *server) askAgain(w http.ResponseWriter, r *http.Request, q ask, f inboxFilter, err error) {
	missing, status := missingWord(err)
	if missing == "" {
		s.fail(w, r, err)
		return
	}
	ids, _ := idsOf(r.PostForm["id"]) // they were read before
	view, err := s.actView(r, q, f, r.PostForm, ids)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view.Missing = missing
	s.writePage(w, r, sheet{name: "act", status: status, body: view})
}

// missingWord is the key of the sentence for a refusal that the person can mend.
func missingWord(err error) (key string, status int) {
	switch {
	case errors.Is(err, store.ErrFindingNote):
		return "act.note.missing", http.StatusUnprocessableEntity
	case errors.Is(err, store.ErrFindingUntil):
		return "act.until.missing", http.StatusUnprocessableEntity
	case errors.Is(err, store.ErrFindingOver):
		return "act.over", http.StatusConflict
	}
	return "", 0
}

func (s *server) readAct(r *http.Request) (q ask, f inboxFilter, ids []int64, err error) {
	if q, err = s.read(r); err != nil {
		return q, f, nil, err
	}
	if err = parseForm(r); err != nil {
		return q, f, nil, err
	}
	if f, err = actFilter(r.PostForm); err != nil {
		return q, f, nil, err
	}
	ids, err = idsOf(r.PostForm["id"])
	switch {
	case err == nil && len(ids) == 0:
		err = badRequest("error.act.none")
	case err == nil && len(ids) > maxActed:
		err = badRequest("error.act.many", "n", maxActed)
	}
	return q, f, ids, err
}

// parseForm reads the form that a request brings.
func parseForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	return nil
}

// formError tells a form that is too big from one that cannot be read.
func formError(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	return badRequest("error.form")
}

// say writes down a person's word on findings, and has their schools judged.
func (s *server) say(r *http.Request, q ask, ids []int64, form url.Values) ([]inventory.FindingRow, error) {
	c := store.FindingChange{State: actions()[form.Get("do")], Actor: q.Actor, Note: strings.TrimSpace(form.Get("note")), At: q.now}
	if c.State == inventory.StateAccepted {
		until, err := acceptedUntil(form.Get("until"), location(q.city))
		if err != nil {
			return nil, err
		}
		c.Until = until
	}
	rows, err := s.DB.SetFindings(r.Context(), q.Scope, ids, c)
	if err != nil {
		return nil, storeBusy(err)
	}
	for _, f := range rows {
		s.said(f.School)
	}
	return rows, nil
}

// said tells whoever judges that somebody spoke of a school's findings.
func (s *server) said(school inventory.SchoolCode) {
	if s.Said != nil {
		s.Said(school)
	}
}

// acceptedUntil reads the last day on which findings are accepted: they are until
// its end.
func acceptedUntil(text string, loc *time.Location) (time.Time, error) {
	at, err := ParseMoment(text, loc)
	if err != nil {
		return time.Time{}, store.ErrFindingUntil
	}
	return at.AddDate(0, 0, 1), nil
}

// doneOf says what was just done, by the address that a form led to.
func doneOf(q ask, form url.Values) string {
	n, err := strconv.Atoi(form.Get("n"))
	if did := form.Get("did"); did != doEnlist && actions()[did] == "" || err != nil || n < 1 {
		return ""
	}
	return say(q.lang, didKey(form.Get("did")), "n", n)
}

// didKey is the key of the sentence on what was done.
func didKey(did string) string { return "act.did." + did }
