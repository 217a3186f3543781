package web

import (
	"context"
	"io/fs"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// liveLife is how old a snapshot from memory may be before the database, which
// also has the polls that changed nothing, knows better.
const liveLife = time.Minute

// snapshot answers with a school at the moment asked about. A school that may
// not be seen is one that does not exist.
func (s *server) snapshot(ctx context.Context, q ask, code inventory.SchoolCode) (*inventory.Snapshot, error) {
	if _, ok := q.city.School(code); !ok || !q.Scope.Sees(code) {
		return nil, fs.ErrNotExist
	}
	if !q.past && s.Live != nil {
		if snap, ok := s.Live(code); ok && q.now.Sub(snap.At) < liveLife {
			return snap, nil
		}
	}
	return s.DB.Snapshot(ctx, q.Scope, q.city, code, q.at)
}

// schoolFindings reads the findings of one school.
func (s *server) schoolFindings(ctx context.Context, q ask, f findingFilter) ([]inventory.FindingRow, error) {
	query := store.FindingQuery{School: f.School}
	if f.Kind != "" {
		query.Kinds = []inventory.Kind{f.Kind}
	}
	switch {
	case q.past:
		query.At = q.at
	case f.State == inventory.StateResolved:
		query.States = []string{inventory.StateResolved}
	case f.State == "":
		query.From = time.Unix(0, 0)
	}
	return s.DB.Findings(ctx, q.Scope, query)
}

// openFindings reads what lasts, by school.
func (s *server) openFindings(ctx context.Context, q ask) (map[inventory.SchoolCode][]inventory.FindingRow, error) {
	query := store.FindingQuery{Limit: maxRows}
	if q.past {
		query.At = q.at
	}
	rows, err := s.DB.Findings(ctx, q.Scope, query)
	if err == nil {
		rows, err = s.toldTo(ctx, q, rows)
	}
	if err != nil {
		return nil, err
	}
	bySchool := map[inventory.SchoolCode][]inventory.FindingRow{}
	for _, f := range rows {
		bySchool[f.School] = append(bySchool[f.School], f)
	}
	return bySchool, nil
}
