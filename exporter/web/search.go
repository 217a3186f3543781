package web

import (
	"context"
	"net/http"
	"time"

	"rollcall/inventory"
)

// A searchView is the page of search results.
type searchView struct {
	Found
	AtText string
	Data   age
	Due    time.Time
}

// askFind answers for /api/v1/find.
func (s *server) askFind(r *http.Request, q ask) (any, error) {
	return Find(r.Context(), s.DB, s.findQuery(r, q))
}

// search leads straight to what was named exactly, and lists what else is found.
func (s *server) search(w http.ResponseWriter, r *http.Request) {
	q, err := s.read(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	found, err := Find(r.Context(), s.DB, s.findQuery(r, q))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var l links
	if q.past {
		l.at = q.at
	}
	if page := found.straight(l, q.city); page != "" {
		http.Redirect(w, r, page, http.StatusSeeOther)
		return
	}
	s.page("search", func(r *http.Request, q ask) (any, error) { return s.results(r, q, found) })(w, r)
}

// results are the page that lists what was found.
func (s *server) results(r *http.Request, q ask, found Found) (view searchView, err error) {
	view = searchView{Found: found, AtText: r.URL.Query().Get("at")}
	if !q.past {
		view.Data, err = s.dataAge(r.Context(), q)
	}
	return view, err
}

// dataAge says how fresh what is known of all schools is.
func (s *server) dataAge(ctx context.Context, q ask) (age, error) {
	sum := s.heardAge(q)
	if !sum.Newest.IsZero() {
		return sum, nil
	}
	counts, err := s.DB.Counts(ctx, q.Scope)
	for _, c := range counts {
		sum.fold(age{Newest: c.Answered, Oldest: c.Oldest})
	}
	return sum, err
}

// heardAge is dataAge as far as memory tells.
func (s *server) heardAge(q ask) (sum age) {
	for _, school := range q.schools() {
		if s.Heard != nil {
			for _, sw := range school.Switches {
				sum.add(s.Heard(sw.ID))
			}
			continue
		}
		if s.Live == nil {
			continue
		}
		if snap, ok := s.Live(school.Code); ok {
			sum.fold(dataAge(snap))
		}
	}
	return sum
}

func (s *server) findQuery(r *http.Request, q ask) FindQuery {
	return FindQuery{Scope: q.Scope, City: q.city, Lang: q.lang, Text: r.URL.Query().Get("q"), At: q.at, kept: s.keptFor(q),
		Snapshot: func(ctx context.Context, code inventory.SchoolCode) (*inventory.Snapshot, error) {
			return s.snapshot(ctx, q, code)
		}}
}
