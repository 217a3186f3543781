package web

import (
	"net/http"
	"net/url"
	"slices"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// doListed is the action of somebody who has put a device on the list.
const doListed = "listed"

// actFinding does what somebody confirmed on the page of a finding.
func (s *server) actFinding(w http.ResponseWriter, r *http.Request) {
	q, row, err := s.readActFinding(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	did, err := s.sayOne(r, q, row)
	if missing, status := missingWord(err); missing != "" {
		s.askFindingAgain(w, r, q, findingAsked{row, missing, status})
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, findingPath(row.School, row.ID)+"?did="+url.QueryEscape(did), http.StatusSeeOther)
}

// actFindingJSON does for programs what actFinding does for people.
func (s *server) actFindingJSON(w http.ResponseWriter, r *http.Request) {
	q, row, err := s.readActFinding(r)
	if err == nil {
		_, err = s.sayOne(r, q, row)
	}
	if err == nil {
		row, err = s.findingRow(r, q)
	}
	var page findingPage
	if err == nil {
		page, err = s.findingPage(r, q, row)
	}
	if err != nil {
		s.fail(w, r, programWord(err))
		return
	}
	s.writeJSON(w, r, http.StatusOK, page)
}

func (s *server) readActFinding(r *http.Request) (q ask, row inventory.FindingRow, err error) {
	if q, err = s.read(r); err != nil {
		return q, row, err
	}
	if row, err = s.findingRow(r, q); err != nil {
		return q, row, err
	}
	if err = parseForm(r); err != nil {
		return q, row, err
	}
	if do := r.PostForm.Get("do"); do != doListed && actions()[do] == "" {
		err = badRequest("error.act", "do", do)
	}
	return q, row, err
}

// sayOne does what a form asks of one finding, and returns what was done.
func (s *server) sayOne(r *http.Request, q ask, row inventory.FindingRow) (did string, err error) {
	do := r.PostForm.Get("do")
	if do == doListed {
		return s.lookAgain(r, q, row)
	}
	_, err = s.say(r, q, []int64{row.ID}, r.PostForm)
	return do, err
}

// lookAgain looks whether the device of a finding stands in the school's lists by
// now, and has the school judged again. It never ends a finding: only a reading does.
func (s *server) lookAgain(r *http.Request, q ask, row inventory.FindingRow) (did string, err error) {
	if !row.Resolved.IsZero() {
		return "", store.ErrFindingOver
	}
	lists, err := s.DB.Lists(r.Context(), q.Scope, row.School, q.now)
	if err != nil {
		return "", err
	}
	if row.MAC.IsZero() || !listedIn(lists, row.MAC) {
		return "unlisted", nil
	}
	form := url.Values{"do": {"ack"}, "note": {say(q.lang, "act.listed.note")}}
	if _, err := s.say(r, q, []int64{row.ID}, form); err != nil {
		return "", err
	}
	s.changed([]inventory.SchoolCode{row.School})
	return doListed, nil
}

func listedIn(lists inventory.Lists, mac inventory.MAC) bool {
	return slices.ContainsFunc(slices.Concat(lists.Master, lists.Whitelist), func(e inventory.ListEntry) bool { return e.MAC == mac })
}

// A findingAsked is a finding about which the person is asked once more.
type findingAsked struct {
	row     inventory.FindingRow
	missing string // the key of what is still to be said
	status  int
}

func (s *server) askFindingAgain(w http.ResponseWriter, r *http.Request, q ask, a findingAsked) {
	page, err := s.findingPage(r, q, a.row)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.Missing, page.Note = a.missing, r.PostForm.Get("note")
	if page.Finding.Open() {
		page.Do = r.PostForm.Get("do")
	}
	s.writePage(w, r, sheet{name: "finding", status: a.status, body: page})
}

// findingDone says what was just done to a finding, by the address that a form
// led to.
func findingDone(q ask, form url.Values) string {
	switch did := form.Get("did"); {
	case did == doListed || did == "unlisted":
		return say(q.lang, didKey(did))
	case actions()[did] != "":
		return say(q.lang, didKey(did), "n", 1)
	}
	return ""
}
