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

// openFindings counts what lasts, by school.
func (s *server) openFindings(ctx context.Context, q ask) (map[inventory.SchoolCode]severityCount, error) {
	query := store.FindingQuery{}
	if q.past {
		query.At = q.at
	}
	counts, err := s.DB.CountFindings(ctx, q.Scope, query)
	if err != nil {
		return nil, err
	}
	told, err := s.toldOfKinds(ctx, q)
	bySchool := map[inventory.SchoolCode]severityCount{}
	for _, f := range counts {
		if !told(f.School, f.Kind) {
			continue
		}
		c := bySchool[f.School]
		c.add(f)
		bySchool[f.School] = c
	}
	return bySchool, err
}

// toldOfKinds is toldTo by school and kind of finding.
func (s *server) toldOfKinds(ctx context.Context, q ask) (func(inventory.SchoolCode, inventory.Kind) bool, error) {
	if q.Role == inventory.RoleCentre {
		return func(inventory.SchoolCode, inventory.Kind) bool { return true }, nil
	}
	st, err := s.stages(ctx)
	return func(code inventory.SchoolCode, kind inventory.Kind) bool {
		return st[code].StageOf(kind) != inventory.StageShadow
	}, err
}
