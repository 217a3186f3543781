package store

import (
	"errors"
	"io/fs"
	"slices"
	"testing"

	"rollcall/inventory"
)

func TestAWordOnSeveralFindingsIsOne(t *testing.T) {
	b := newBench(t, open(t))
	rows := b.find(0, finding(north, inventory.KindUnknownMAC, "a"), finding(north, inventory.KindUnknownMAC, "b"),
		finding(south, inventory.KindUnknownMAC, "c"))
	over := rows[1]
	over.Resolved = at(60)
	b.find(60, over)
	dismiss := FindingChange{State: inventory.StateDismissed, Actor: "ann", Note: "ours", At: at(61)}
	var gone *FindingsOver
	_, err := b.db.SetFindings(t.Context(), inventory.AllSchools(), []int64{rows[0].ID, rows[1].ID, rows[2].ID}, dismiss)
	if !errors.As(err, &gone) || !slices.Equal(gone.IDs, []int64{rows[1].ID}) || !errors.Is(err, ErrFindingOver) {
		t.Errorf("with one resolved meanwhile: %v, want it named", err)
	}
	if _, err := b.db.SetFindings(t.Context(), inventory.OnlySchools(north), []int64{rows[0].ID, rows[2].ID}, dismiss); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("with one of another school: %v, want %v", err, fs.ErrNotExist)
	}
	if f, err := b.db.Finding(t.Context(), inventory.AllSchools(), rows[0].ID); err != nil || f.State != inventory.StateOpen {
		t.Errorf("after two refusals the first is %s, %v; want it open", f.State, err)
	}
	said, err := b.db.SetFindings(t.Context(), inventory.AllSchools(), []int64{rows[2].ID, rows[0].ID, rows[0].ID}, dismiss)
	if err != nil || len(said) != 2 || said[0].ID != rows[0].ID || said[1].Note != "ours" {
		t.Errorf("a word on two: %+v, %v", said, err)
	}
}

func TestWhatPeopleSaidOfAFinding(t *testing.T) {
	b := newBench(t, open(t))
	id := b.find(0, finding(north, inventory.KindUnknownMAC, "a"))[0].ID
	want := []FindingWord{
		{At: at(2), Actor: "bob", State: inventory.StateAccepted, Note: "until term: ends", Until: at(90)},
		{At: at(1), Actor: "ann", State: inventory.StateAcknowledged},
	}
	for _, w := range slices.Backward(want) {
		if _, err := b.db.SetFinding(t.Context(), inventory.AllSchools(),
			FindingChange{ID: id, State: w.State, Actor: w.Actor, Note: w.Note, Until: w.Until, At: w.At}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.db.FindingWords(t.Context(), inventory.OnlySchools(north), id)
	if err != nil {
		t.Fatal(err)
	}
	if diff := like(want, got); diff != "" {
		t.Errorf("words (-said +kept):\n%s", diff)
	}
	if none, err := b.db.FindingWords(t.Context(), inventory.OnlySchools(south), id); err != nil || len(none) != 0 {
		t.Errorf("another school hears %v, %v", none, err)
	}
}

func TestAFindingIsNotAcceptedUntilATimePast(t *testing.T) {
	c := FindingChange{State: inventory.StateAccepted, At: at(10), Until: at(10)}
	if err := c.check(); !errors.Is(err, ErrFindingUntil) {
		t.Errorf("accepted until now: %v, want %v", err, ErrFindingUntil)
	}
}

func TestFindingsBySubjectAndNumber(t *testing.T) {
	b := newBench(t, open(t))
	first := b.find(0, finding(north, inventory.KindUnknownMAC, "a"))[0]
	over := first
	over.Resolved = at(5)
	b.find(5, over)
	again := b.find(9, finding(north, inventory.KindUnknownMAC, "a"), finding(north, inventory.KindUnknownMAC, "b"))
	for _, tt := range []struct {
		name string
		q    FindingQuery
		want []int64
	}{
		{"by subject", FindingQuery{School: north, Subject: "a", From: at(0)}, []int64{again[0].ID, first.ID}},
		{"by number, over or not", FindingQuery{IDs: []int64{first.ID, again[1].ID}}, []int64{again[1].ID, first.ID}},
	} {
		rows, err := b.db.Findings(t.Context(), inventory.OnlySchools(north), tt.q)
		var ids []int64
		for _, f := range rows {
			ids = append(ids, f.ID)
		}
		if err != nil || !slices.Equal(ids, tt.want) {
			t.Errorf("%s: %v, %v; want %v", tt.name, ids, err, tt.want)
		}
	}
}
