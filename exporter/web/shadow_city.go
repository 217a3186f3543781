package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"rollcall/inventory"
)

// A cityShadow is the report of every school that one may see, in one row each.
type cityShadow struct {
	At      time.Time    `json:"at"`
	From    time.Time    `json:"from"`
	To      time.Time    `json:"to"`
	All     bool         `json:"all_kinds"`
	Schools []shadowView `json:"schools"`
	Kinds   []shadowKind `json:"kinds"`
}

// askCityShadow answers for every school. Each is played through by itself: what a
// receiver of many schools would get is what the schools add up to at most.
func (s *server) askCityShadow(r *http.Request, q ask) (any, error) {
	from, to, err := shadowWindow(r, q)
	if err != nil {
		return nil, err
	}
	st, err := s.shadowStage(r, from, to)
	if err != nil {
		return nil, err
	}
	view := cityShadow{At: q.now, From: from, To: to, All: st.all}
	view.Schools, err = eachSchool(r.Context(), q, func(ctx context.Context, school inventory.School) (shadowView, error) {
		one, err := s.shadowOf(ctx, q, school, st)
		one.Messages, one.Days = nil, nil // they stand on the school's own page
		return one, err
	})
	view.sum()
	return view, err
}

// sum adds the kinds of all schools up and puts the loudest school first.
func (v *cityShadow) sum() {
	sums := map[inventory.Kind]shadowKind{}
	for _, school := range v.Schools {
		for _, k := range school.Kinds {
			t := sums[k.Kind]
			t.Kind = k.Kind
			t.Opened, t.Resolved, t.Mistaken = t.Opened+k.Opened, t.Resolved+k.Resolved, t.Mistaken+k.Mistaken
			t.Lasting, t.Told, t.Messages = t.Lasting+k.Lasting, t.Told+k.Told, t.Messages+k.Messages
			sums[k.Kind] = t
		}
	}
	v.Kinds = []shadowKind{}
	for _, k := range sums {
		v.Kinds = append(v.Kinds, k)
	}
	slices.SortFunc(v.Kinds, func(a, b shadowKind) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), cmp.Compare(b.Opened, a.Opened), cmp.Compare(a.Kind, b.Kind))
	})
	slices.SortStableFunc(v.Schools, func(a, b shadowView) int { return cmp.Compare(b.Sent, a.Sent) })
}
