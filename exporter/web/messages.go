package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// Messages is what pages need to know of how people are written to.
type Messages struct {
	Receivers func(context.Context) ([]inventory.Receiver, error) // all who are told of findings
	Wake      func()                                              // has what is due sent at once
	Mail      bool                                                // there is a way to send mail
	Budget    int                                                 // messages a day to one person
	Bounces   string                                              // where mails come back to that nobody takes
	Monthly   map[string]int                                      // messages a month, of receivers that have such a limit
}

// shownMessages is how many messages a page lists.
const shownMessages = 100

// A messagesView is the page of messages: who gets what, and what became of it.
type messagesView struct {
	School    inventory.SchoolCode `json:"school,omitempty"` // empty: the whole city
	Name      string               `json:"school_name,omitempty"`
	Mail      bool                 `json:"mail"` // there is a way to send mail
	Budget    int                  `json:"per_day"`
	Bounces   string               `json:"-"`
	Live      bool                 `json:"live"` // of a school: it is not in shadow
	Kinds     []inventory.Kind     `json:"kinds_on,omitempty"`
	Due       int                  `json:"due"` // messages that are to be sent
	DueSince  time.Time            `json:"due_since,omitzero"`
	Receivers []receiverView       `json:"receivers"`
	Messages  []messageView        `json:"messages"`
	Centre    bool                 `json:"-"`
	Done      string               `json:"-"`
}

// A receiverView is somebody who is told, and what that one got.
type receiverView struct {
	ID      string                 `json:"id"`
	Name    string                 `json:"name"`
	Way     string                 `json:"way"`
	Address string                 `json:"address"`
	Schools []inventory.SchoolCode `json:"schools,omitempty"` // none: all of them
	What    string                 `json:"what"`
	Today   int                    `json:"today"`
	Left    int                    `json:"left_today"`
	Limited bool                   `json:"limited"` // by Left
	Month   int                    `json:"this_month"`
	Monthly int                    `json:"monthly,omitempty"`
	Held    int                    `json:"held_for_digest"`
	Sent    time.Time              `json:"last_sent,omitzero"`
	Refused time.Time              `json:"last_refused,omitzero"`
	Answer  string                 `json:"refusal,omitempty"`
	Bounced bool                   `json:"bounced"` // the last message was refused
}

// A messageView is one message and what became of it.
type messageView struct {
	ID       int64                `json:"id"`
	At       time.Time            `json:"at"`
	Receiver string               `json:"receiver"`
	Way      string               `json:"-"`
	Address  string               `json:"-"`
	Event    inventory.TellEvent  `json:"event"`
	School   inventory.SchoolCode `json:"school,omitempty"`
	Kind     inventory.Kind       `json:"kind,omitempty"`
	Severity inventory.Severity   `json:"severity,omitempty"`
	State    string               `json:"state"`
	Next     time.Time            `json:"next_try,omitzero"`
	Tries    int                  `json:"tries"`
	Ended    time.Time            `json:"ended,omitzero"`
	Answer   string               `json:"answer,omitempty"`
	Subject  string               `json:"subject,omitempty"`
	Body     string               `json:"body,omitempty"`
}

// Many says whether there are so many receivers that one looks for them only when
// one wants to.
func (v messagesView) Many() bool { return len(v.Receivers) > 20 }

// Trouble counts the receivers whose last message was refused.
func (v messagesView) Trouble() int {
	n := 0
	for _, r := range v.Receivers {
		if r.Bounced {
			n++
		}
	}
	return n
}

// askMessages answers with all messages of the city.
func (s *server) askMessages(r *http.Request, q ask) (any, error) {
	return s.messagesOf(r, q, messagesView{})
}

// askSchoolMessages answers with who gets which message about one school.
func (s *server) askSchoolMessages(r *http.Request, q ask) (any, error) {
	school, err := seenSchool(r, q)
	if err != nil {
		return nil, err
	}
	v := messagesView{School: school.Code, Name: school.Name}
	rollout, err := s.DB.Rollout(r.Context(), school.Code)
	if err != nil {
		return nil, err
	}
	v.Live = !rollout.Live.IsZero()
	for _, k := range s.Kinds {
		if rollout.Tells(k) {
			v.Kinds = append(v.Kinds, k)
		}
	}
	return s.messagesOf(r, q, v)
}

func (s *server) messagesOf(r *http.Request, q ask, v messagesView) (any, error) {
	v.Centre = q.Role.May(inventory.RightManage) && q.Scope.All()
	v.Receivers, v.Messages = []receiverView{}, []messageView{}
	switch r.URL.Query().Get("did") {
	case "test":
		v.Done = say(q.lang, "messages.did.test")
	case "again":
		v.Done = say(q.lang, "messages.did.again")
	}
	if s.Messages != nil {
		v.Mail, v.Budget, v.Bounces = s.Messages.Mail, s.Messages.Budget, s.Messages.Bounces
	}
	var err error
	if v.Receivers, err = s.receiversOf(r.Context(), q, v.School); err != nil {
		return nil, err
	}
	if v.Due, v.DueSince, err = s.DB.DueCount(r.Context()); err != nil {
		return nil, err
	}
	rows, err := s.DB.Messages(r.Context(), q.Scope, store.MessageQuery{School: v.School, Limit: shownMessages})
	if err != nil {
		return nil, err
	}
	for _, m := range rows {
		v.Messages = append(v.Messages, viewOfMessage(m))
	}
	return v, nil
}

func viewOfMessage(m store.MessageRow) messageView {
	v := messageView{ID: m.ID, At: m.At, Receiver: m.Receiver, Event: m.Event, School: m.School, Kind: m.Kind, Severity: m.Severity,
		State: m.State, Tries: m.Tries, Ended: m.Ended, Answer: m.Answer, Subject: m.Subject, Body: m.Body}
	r := inventory.Receiver{ID: m.Receiver}
	v.Way, v.Address = r.Way(), r.Address()
	if m.State == store.MessageDue && m.Tries > 0 {
		v.Next = m.After
	}
	return v
}

// receiversOf lists who is told of a school, or everybody: whom nothing reaches
// first, the centre's receivers and programs after the people of schools.
func (s *server) receiversOf(ctx context.Context, q ask, school inventory.SchoolCode) ([]receiverView, error) {
	views := []receiverView{}
	if s.Messages == nil {
		return views, nil
	}
	all, err := s.Messages.Receivers(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := s.DB.ReceiverCounts(ctx, q.Scope, q.now)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if school == "" || r.Scope.Sees(school) {
			views = append(views, s.viewOfReceiver(q, r, counts[r.ID]))
		}
	}
	slices.SortStableFunc(views, func(a, b receiverView) int {
		return cmp.Or(falseFirst(!a.Bounced, !b.Bounced), falseFirst(a.Schools == nil, b.Schools == nil), falseFirst(a.Way != inventory.WayMail, b.Way != inventory.WayMail))
	})
	return views, nil
}

func (s *server) viewOfReceiver(q ask, r inventory.Receiver, c store.ReceiverCount) receiverView {
	m := s.Messages
	v := receiverView{ID: r.ID, Name: r.Name, Way: r.Way(), Address: r.Address(), Today: c.Today, Month: c.Month, Monthly: m.Monthly[r.ID],
		Held: c.Held, Sent: c.Sent, Refused: c.Refused, Bounced: c.Refused.After(c.Sent), What: whatIsTold(q.lang, r, m.Budget),
		Limited: !r.Program, Left: max(0, m.Budget-c.Today)}
	if !r.Scope.All() {
		v.Schools = r.Scope.Schools()
	}
	if v.Bounced {
		v.Answer = c.Answer
	}
	return v
}

// whatIsTold says in a sentence which messages a receiver gets.
func whatIsTold(l Lang, r inventory.Receiver, budget int) string {
	key := "messages.what.school"
	switch {
	case r.Program:
		key = "messages.what.program"
	case r.Summary:
		key = "messages.what.summary"
	case r.Centre:
		key = "messages.what.centre"
	}
	text := wording.Text(l, key, wording.Args{"n": strconv.Itoa(budget)})
	if r.Least != "" && r.Least != inventory.Info {
		text += wording.Text(l, "messages.what.least", wording.Args{"severity": string(r.Least)})
	}
	return text
}

// toldOf lists for the page of contacts who gets which message about a school.
func (s *server) toldOf(l Lang, code inventory.SchoolCode) []Receiver {
	q := ask{lang: l, now: s.Now()}
	q.Scope = inventory.OnlySchools(code)
	views, err := s.receiversOf(context.Background(), q, code)
	if err != nil {
		s.Log.Error("receivers not read", "school", code, "err", err)
		return nil
	}
	var all []Receiver
	for _, v := range views {
		r := Receiver{Name: v.Name, Mail: v.Address, What: v.What}
		if v.Bounced {
			r.Why = say(l, "messages.bounced")
		}
		all = append(all, r)
	}
	return all
}
