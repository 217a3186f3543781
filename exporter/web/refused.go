package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// lineRefused is a stretch in which MAC authentication refused a device.
const lineRefused = "refused"

// A refusedSpan is a stretch in which MAC authentication refused a device at one
// place, again and again.
type refusedSpan struct {
	First  time.Time             `json:"first"`
	Last   time.Time             `json:"last"`
	SSID   string                `json:"ssid,omitempty"`
	AP     string                `json:"ap,omitempty"` // or the controller, as the message names it
	Class  inventory.RejectClass `json:"class"`
	Reason string                `json:"reason,omitempty"` // as it was said
	Times  int                   `json:"times"`
	Source string                `json:"source"`
}

// together is how far apart two refusals are that are one stretch: a class hour with
// a break.
const together = 30 * time.Minute

// addRefused adds what MAC authentication did to a device at this school.
func (s *server) addRefused(r *http.Request, q ask, view *deviceView) error {
	rows, err := s.DB.Rejects(r.Context(), q.Scope, store.RejectQuery{School: view.School, MAC: view.MAC, To: q.at.Add(time.Second), Limit: maxPlaces})
	if err != nil {
		return err
	}
	view.Refused = refusedSpans(rows)
	for _, f := range view.Refused {
		view.Line = append(view.Line, lineItem{At: f.First, Until: f.Last, Kind: lineRefused, Text: f.text(q.lang)})
	}
	return nil
}

// refusedSpans puts rows together that follow each other at one place, newest first.
func refusedSpans(rows []inventory.AccessReject) []refusedSpan {
	slices.SortFunc(rows, func(a, b inventory.AccessReject) int { return a.At.Compare(b.At) })
	spans := []refusedSpan{}
	for _, r := range rows {
		i := slices.IndexFunc(spans, func(f refusedSpan) bool {
			return f.SSID == r.SSID && f.AP == r.AP && f.Class == r.Class && r.At.Sub(f.Last) <= together
		})
		if i < 0 {
			spans = append(spans, refusedSpan{First: r.At, Last: r.Until(), SSID: r.SSID, AP: r.AP, Class: r.Class, Reason: r.Reason, Source: r.Source, Times: r.Times()})
			continue
		}
		f := &spans[i]
		f.Times += r.Times()
		if r.Until().After(f.Last) {
			f.Last, f.Reason, f.Source = r.Until(), r.Reason, r.Source
		}
	}
	slices.SortFunc(spans, func(a, b refusedSpan) int { return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.AP, b.AP)) })
	return spans
}

// text says where and how often.
func (f refusedSpan) text(l Lang) string {
	out := say(l, "line.refused", "n", f.Times)
	for _, part := range []string{f.SSID, f.AP, f.Reason} {
		if part != "" {
			out += " · " + part
		}
	}
	return out
}
