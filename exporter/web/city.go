package web

import (
	"cmp"
	"context"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/inventory"
)

// briefLife is how long a school's row is shown again without asking the store.
// It keeps a page of 300 schools from costing 300 snapshots each time somebody
// looks.
const briefLife = 10 * time.Second

// A cityView is the page of all schools.
type cityView struct {
	At      time.Time `json:"at"`
	Name    string    `json:"name"`
	Schools []brief   `json:"schools"`
	Total   brief     `json:"total"`
	Sort    string    `json:"-"` // need or code
}

// askCity answers for /: every school that may be seen.
func (s *server) askCity(r *http.Request, q ask) (any, error) {
	view := cityView{At: q.at, Name: q.city.Name}
	open, err := s.openFindings(r.Context(), q)
	if err != nil {
		return nil, err
	}
	if view.Schools, err = s.briefs(r.Context(), q); err != nil {
		return nil, err
	}
	for i := range view.Schools {
		b := &view.Schools[i]
		b.Findings = open[b.Code]
		view.Total.fold(*b)
	}
	view.sort(r.URL.Query().Get("sort"))
	return view, nil
}

// briefs sums up every school that may be seen.
func (s *server) briefs(ctx context.Context, q ask) ([]brief, error) {
	return eachSchool(ctx, q, func(ctx context.Context, school inventory.School) (brief, error) {
		return s.brief(ctx, q, school)
	})
}

// eachSchool makes one row of every school that may be seen, in the order of the
// configuration, as many at a time as there are processors.
func eachSchool[T any](ctx context.Context, q ask, row func(context.Context, inventory.School) (T, error)) ([]T, error) {
	schools := q.schools()
	rows := make([]T, len(schools))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, school := range schools {
		g.Go(func() (err error) {
			rows[i], err = row(ctx, school)
			return err
		})
	}
	return rows, g.Wait()
}

// schools are those that may be seen, in the order of the configuration.
func (q ask) schools() []inventory.School {
	return slices.DeleteFunc(slices.Clone(q.city.Schools), func(s inventory.School) bool { return !q.Scope.Sees(s.Code) })
}

// sort puts the schools that need somebody most first, or goes by their codes.
// A critical finding weighs more than any number of lesser ones (S103).
func (v *cityView) sort(by string) {
	v.Sort = "need"
	if by == "code" {
		v.Sort = by
	}
	slices.SortStableFunc(v.Schools, func(a, b brief) int {
		if v.Sort == "code" {
			return cmp.Compare(a.Code, b.Code)
		}
		return cmp.Or(cmp.Compare(b.Findings.Critical, a.Findings.Critical),
			cmp.Compare(b.Findings.Warning, a.Findings.Warning), cmp.Compare(b.Switches.Silent, a.Switches.Silent),
			cmp.Compare(b.Findings.Info, a.Findings.Info))
	})
}

// fold adds a school to the sum of the city.
func (b *brief) fold(o brief) {
	b.Switches.Total += o.Switches.Total
	b.Switches.Up += o.Switches.Up
	b.Switches.Silent += o.Switches.Silent
	b.Switches.Unread += o.Switches.Unread
	b.Devices.Total += o.Devices.Total
	b.Findings.Critical += o.Findings.Critical
	b.Findings.Warning += o.Findings.Warning
	b.Findings.Info += o.Findings.Info
	b.Findings.Muted += o.Findings.Muted
	if o.Unknown != nil {
		sum := *o.Unknown
		if b.Unknown != nil {
			sum += *b.Unknown
		}
		b.Unknown = &sum
	}
	b.Data.fold(o.Data)
	if b.Due.Before(o.Due) {
		b.Due = o.Due
	}
}

func (a *age) fold(o age) {
	a.Never += o.Never
	if o.Newest.After(a.Newest) {
		a.Newest = o.Newest
	}
	if a.Oldest.IsZero() || !o.Oldest.IsZero() && o.Oldest.Before(a.Oldest) {
		a.Oldest = o.Oldest
	}
}

// brief sums one school up, from memory where it was asked a moment ago.
func (s *server) brief(ctx context.Context, q ask, school inventory.School) (brief, error) {
	if b, ok := s.city.get(school.Code, q.now); ok && !q.past {
		return b, nil
	}
	snap, err := s.snapshot(ctx, q, school.Code)
	if err != nil {
		return brief{}, err
	}
	b := s.rollOf(q, snap).briefOf(q.city.Thresholds.DownAfter)
	if b.Data.Newest.IsZero() {
		b.Due = s.firstDue(school)
	}
	if !q.past {
		s.city.put(school.Code, b, q.now)
	}
	return b, nil
}

// firstDue is when the first full reading of a school should be through.
func (s *server) firstDue(school inventory.School) time.Time {
	var last time.Time
	if s.Due == nil {
		return last
	}
	for _, sw := range school.Switches {
		if due := s.Due(sw.ID); due.After(last) {
			last = due
		}
	}
	return last
}

// A cityCache keeps the rows of schools for a moment.
type cityCache struct {
	mu   sync.Mutex
	rows map[inventory.SchoolCode]cachedBrief
}

type cachedBrief struct {
	brief
	made time.Time
}

func newCityCache() *cityCache {
	return &cityCache{rows: map[inventory.SchoolCode]cachedBrief{}}
}

func (c *cityCache) get(code inventory.SchoolCode, now time.Time) (brief, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	row, ok := c.rows[code]
	return row.brief, ok && now.Sub(row.made) < briefLife && !now.Before(row.made)
}

func (c *cityCache) put(code inventory.SchoolCode, b brief, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows[code] = cachedBrief{b, now}
}

// forget makes the next page ask for a school again.
func (c *cityCache) forget(code inventory.SchoolCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.rows, code)
}
