package web

import (
	"context"
	"slices"
	"time"

	"rollcall/exporter/wording"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// rekeyNoted is for how long a record says that its switches or ports were renamed.
const rekeyNoted = 30 * 24 * time.Hour

// mostRekeys bounds how many of them are named.
const mostRekeys = 50

// rekeyNotes are what a record of a school says of re-keys: those within its
// window, shortly before its moment, and after it, for its rows have today's names.
func (s *server) rekeyNotes(ctx context.Context, q ask, code inventory.SchoolCode, from time.Time) ([]string, error) {
	if from.IsZero() {
		from = q.at
	}
	events, err := s.DB.SwitchEvents(ctx, q.Scope, store.SwitchEventQuery{
		School: code, Kind: inventory.EventRekey, From: from.Add(-rekeyNoted), Limit: mostRekeys})
	var notes []string
	for _, e := range slices.Backward(events) {
		if e.Rekey != nil {
			notes = append(notes, wording.RekeyNote(wording.ZhTW, e.Rekey))
		}
	}
	return notes, err
}
