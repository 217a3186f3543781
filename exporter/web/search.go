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

// askSearch answers for the page: the same search.
func (s *server) askSearch(r *http.Request, q ask) (any, error) {
	found, err := Find(r.Context(), s.DB, s.findQuery(r, q))
	if err != nil {
		return nil, err
	}
	view := searchView{Found: found, AtText: r.URL.Query().Get("at")}
	if !q.past {
		view.Data, err = s.dataAge(r.Context(), q)
	}
	return view, err
}

// dataAge says how fresh what is known of all schools is.
func (s *server) dataAge(ctx context.Context, q ask) (age, error) {
	var sum age
	if s.Live != nil {
		for _, school := range q.schools() {
			if snap, ok := s.Live(school.Code); ok {
				sum.fold(dataAge(snap))
			}
		}
	}
	if !sum.Newest.IsZero() {
		return sum, nil
	}
	counts, err := s.DB.Counts(ctx, q.Scope)
	for _, c := range counts {
		sum.fold(age{Newest: c.Answered, Oldest: c.Oldest})
	}
	return sum, err
}

func (s *server) findQuery(r *http.Request, q ask) FindQuery {
	return FindQuery{Scope: q.Scope, City: q.city, Lang: q.lang, Text: r.URL.Query().Get("q"), At: q.at,
		Snapshot: func(ctx context.Context, code inventory.SchoolCode) (*inventory.Snapshot, error) {
			return s.snapshot(ctx, q, code)
		}}
}
