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
	for _, school := range q.city.Schools {
		if !q.Scope.Sees(school.Code) {
			continue
		}
		b, err := s.brief(r.Context(), q, school)
		if err != nil {
			return nil, err
		}
		view.Data.fold(b.Data)
	}
	return view, nil
}

func (s *server) findQuery(r *http.Request, q ask) FindQuery {
	return FindQuery{Scope: q.Scope, City: q.city, Lang: q.lang, Text: r.URL.Query().Get("q"), At: q.at,
		Snapshot: func(ctx context.Context, code inventory.SchoolCode) (*inventory.Snapshot, error) {
			return s.snapshot(ctx, q, code)
		}}
}
