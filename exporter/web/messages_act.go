package web

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// messageRoutes are those of messages to people.
func (s *server) messageRoutes() []route {
	return []route{
		{pattern: "GET /messages", policy: centre(), serve: s.page("messages", s.askMessages)},
		{pattern: "GET /schools/{code}/messages", policy: judge(), serve: s.page("messages", s.askSchoolMessages)},
		{pattern: "POST /messages/test", policy: centre(), serve: s.testMessage},
		{pattern: "POST /messages/{id}/again", policy: centre(), serve: s.repeatMessage},
		{pattern: "POST /schools/{code}/messages/test", policy: judge(), serve: s.testMessage},
		{pattern: "POST /schools/{code}/messages/{id}/again", policy: judge(), serve: s.repeatMessage},
		{pattern: "GET /api/v1/messages", policy: centre(), serve: s.asJSON(s.askMessages),
			about: "Messages to people and programs, what became of them, and who gets what."},
		{pattern: "GET /api/v1/schools/{code}/messages", policy: judge(), serve: s.asJSON(s.askSchoolMessages),
			about: "Who gets which message about a school, and the last of them."},
	}
}

// testMessage has a test sent: to the one who asks or, by the centre, to a receiver
// or to everybody who is told of a school.
func (s *server) testMessage(w http.ResponseWriter, r *http.Request) {
	q, back, school, err := s.messageAct(r)
	var to []string
	if err == nil {
		to, err = s.testReceivers(r, q, school)
	}
	for _, receiver := range to {
		if err == nil {
			_, err = s.DB.TestMessage(r.Context(), receiver, store.Event{At: q.now, Actor: q.Actor, School: school})
		}
	}
	s.messageDone(w, r, back+"?did=test", err)
}

// testReceivers are the IDs of whom a test is to be sent to.
func (s *server) testReceivers(r *http.Request, q ask, school inventory.SchoolCode) ([]string, error) {
	wanted := r.FormValue("to")
	if wanted == "" || wanted == "me" {
		return s.ownReceiver(r.Context(), q)
	}
	if !q.Role.May(inventory.RightManage) || !q.Scope.All() {
		return nil, errRefused
	}
	views, err := s.receiversOf(r.Context(), q, school)
	var to []string
	for _, v := range views {
		if v.ID == wanted || wanted == "contacts" && school != "" && v.Schools != nil && v.Way == inventory.WayMail {
			to = append(to, v.ID)
		}
	}
	if err == nil && len(to) == 0 {
		err = unprocessable("messages.test.nobody")
	}
	return to, err
}

// ownReceiver is the one who asks, as a receiver of mail.
func (s *server) ownReceiver(ctx context.Context, q ask) ([]string, error) {
	if s.Messages == nil || !s.Messages.Mail {
		return nil, unprocessable("messages.unset")
	}
	people, err := s.DB.People(ctx)
	for _, p := range people {
		if p.ID == q.Person && p.ID != 0 && p.Mail != "" {
			return []string{inventory.WayMail + ":" + strings.ToLower(p.Mail)}, err
		}
	}
	return nil, cmp.Or(err, error(unprocessable("messages.test.noaddress")))
}

// repeatMessage has a message sent a second time.
func (s *server) repeatMessage(w http.ResponseWriter, r *http.Request) {
	q, back, _, err := s.messageAct(r)
	if err == nil {
		id, bad := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if bad != nil {
			id = 0
		}
		err = s.DB.RepeatMessage(r.Context(), q.Scope, id, store.Event{At: q.now, Actor: q.Actor})
	}
	s.messageDone(w, r, back+"?did=again", err)
}

// messageAct reads who acts, of which school, and the page to go back to.
func (s *server) messageAct(r *http.Request) (q ask, back string, code inventory.SchoolCode, err error) {
	if q, err = s.read(r); err != nil || r.PathValue("code") == "" {
		return q, "/messages", "", err
	}
	school, err := seenSchool(r, q)
	if err != nil {
		return q, "", "", err
	}
	return q, schoolPath(school.Code) + "/messages", school.Code, nil
}

func (s *server) messageDone(w http.ResponseWriter, r *http.Request, back string, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if s.Messages != nil && s.Messages.Wake != nil {
		s.Messages.Wake()
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}
