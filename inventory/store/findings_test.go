package store

import (
	"errors"
	"io/fs"
	"testing"
	"time"

	"rollcall/inventory"
)

// finding is one of a school, as rules return it.
func finding(school inventory.SchoolCode, kind inventory.Kind, subject string) inventory.FindingRow {
	return inventory.FindingRow{Opened: at(0), Seen: at(0), Finding: inventory.Finding{
		School: school, Kind: kind, Subject: subject, Severity: inventory.Warning, MAC: mac(1), Since: at(0),
		Args: map[string]string{"mac": subject}, Rests: []inventory.TableRef{{Switch: "n-1", Table: inventory.TableFDB}},
	}}
}

func (b *bench) find(seconds int, rows ...inventory.FindingRow) []inventory.FindingRow {
	b.t.Helper()
	return b.store(Batch{At: at(seconds), Findings: rows}).Findings
}

func TestFindingIsOpenedOnce(t *testing.T) {
	b := newBench(t, open(t))
	first := b.find(0, finding(north, inventory.KindUnknownMAC, "a"))[0]
	again := b.find(60, finding(north, inventory.KindUnknownMAC, "a"))[0]
	if first.ID == 0 || again.ID != first.ID || !again.Opened.Equal(at(0)) {
		t.Errorf("found again: %+v, want number %d, opened then", again, first.ID)
	}
	over := again
	over.Resolved = at(120)
	if got := b.find(120, over)[0]; got.State != inventory.StateResolved {
		t.Errorf("resolved: %+v", got)
	}
	anew := b.find(180, finding(north, inventory.KindUnknownMAC, "a"))[0]
	if anew.ID <= first.ID {
		t.Errorf("found anew it has number %d, want one above %d", anew.ID, first.ID)
	}
	over.Resolved = time.Time{} // what a rule says that has not heard of it
	if got := b.find(181, over)[0]; got.State != inventory.StateResolved || !got.Resolved.Equal(at(120)) {
		t.Errorf("what is over was written again: %+v", got)
	}
}

func TestFindingComesBackAsItWent(t *testing.T) {
	b := newBench(t, open(t))
	want := b.find(0, finding(north, inventory.KindUnknownMAC, "a"))[0]
	got, err := b.db.Finding(t.Context(), inventory.AllSchools(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := like(want, got); diff != "" {
		t.Errorf("the finding (-written +read):\n%s", diff)
	}
}

func TestUnchangedFindingsAreNotWritten(t *testing.T) {
	b := newBench(t, open(t))
	row := b.find(0, finding(north, inventory.KindUnknownMAC, "a"))[0]
	for _, tc := range []struct {
		name    string
		seconds int
		change  func(*inventory.FindingRow)
		rows    int
	}{
		{"seen a minute later", 60, func(*inventory.FindingRow) {}, 0},
		{"seen ten minutes later", 600, func(*inventory.FindingRow) {}, 1},
		{"muted", 601, func(f *inventory.FindingRow) { f.Muted = "n-1" }, 1},
		{"graver", 602, func(f *inventory.FindingRow) { f.Severity = inventory.Critical }, 1},
		{"elsewhere", 603, func(f *inventory.FindingRow) { f.Port = "p2" }, 1},
	} {
		row.Seen = at(tc.seconds)
		tc.change(&row)
		before := changedRows(t, b.db)
		b.find(tc.seconds, row)
		if got := changedRows(t, b.db) - before; got != tc.rows {
			t.Errorf("%s: %d rows were written, want %d", tc.name, got, tc.rows)
		}
	}
}

func TestPeoplesWordsStay(t *testing.T) {
	b := newBench(t, open(t))
	row := b.find(0, finding(north, inventory.KindUnknownMAC, "a"))[0]
	scope := inventory.OnlySchools(north)
	accepted, err := b.db.SetFinding(t.Context(), scope, FindingChange{ID: row.ID, State: inventory.StateAccepted,
		Actor: "coordinator", Note: "borrowed", Until: at(1000), At: at(10)})
	if err != nil || accepted.State != inventory.StateAccepted {
		t.Fatalf("accepted: %+v, %v", accepted, err)
	}
	row.Severity = inventory.Critical // the rules do not know of the acceptance yet
	if got := b.find(60, row)[0]; got.State != inventory.StateAccepted || got.Note != "borrowed" || got.Actor != "coordinator" {
		t.Errorf("after the rules wrote: %+v, want it accepted", got)
	}
	if got := b.find(1000, row)[0]; got.State != inventory.StateOpen {
		t.Errorf("after the acceptance ended: %s, want open", got.State)
	}
	events, err := b.db.Events(t.Context(), scope, EventQuery{})
	if err != nil || len(events) != 1 || events[0].Actor != "coordinator" || events[0].Action != ActionFinding {
		t.Errorf("events are %+v, %v, want what the coordinator did", events, err)
	}
}

func TestSetFindingRefuses(t *testing.T) {
	b := newBench(t, open(t))
	mine, theirs, over := finding(north, inventory.KindUnknownMAC, "a"), finding(south, inventory.KindUnknownMAC, "b"), finding(north, inventory.KindUnknownMAC, "c")
	over.Resolved = at(1)
	rows := b.find(0, mine, theirs, over)
	for _, tc := range []struct {
		name        string
		id          int64
		state, note string
		want        error
	}{
		{"another school's", rows[1].ID, inventory.StateOpen, "", fs.ErrNotExist},
		{"a missing one", 4711, inventory.StateOpen, "", fs.ErrNotExist},
		{"one that is over", rows[2].ID, inventory.StateOpen, "", ErrFindingOver},
		{"dismissal without a word", rows[0].ID, inventory.StateDismissed, "", ErrFindingNote},
		{"a state that is not a person's", rows[0].ID, inventory.StateResolved, "x", ErrFindingState},
	} {
		_, err := b.db.SetFinding(t.Context(), inventory.OnlySchools(north), FindingChange{ID: tc.id, State: tc.state, Note: tc.note, At: at(2)})
		if !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, err, tc.want)
		}
	}
}

func TestFindingsOfATime(t *testing.T) {
	b := newBench(t, open(t))
	short, long, other := finding(north, inventory.KindUnknownMAC, "short"), finding(north, inventory.KindRandomMAC, "long"), finding(south, inventory.KindUnknownMAC, "other")
	long.Opened = at(50)
	rows := b.find(0, short, long, other)
	rows[0].Resolved = at(100)
	b.find(100, rows[0])
	for _, tc := range []struct {
		name  string
		scope inventory.Scope
		query FindingQuery
		want  []string
	}{
		{"lasting", inventory.AllSchools(), FindingQuery{}, []string{"long", "other"}},
		{"of one school", inventory.AllSchools(), FindingQuery{School: north}, []string{"long"}},
		{"of one kind", inventory.AllSchools(), FindingQuery{Kinds: []inventory.Kind{inventory.KindUnknownMAC}}, []string{"other"}},
		{"over", inventory.AllSchools(), FindingQuery{States: []string{inventory.StateResolved}}, []string{"short"}},
		{"at a moment", inventory.OnlySchools(north), FindingQuery{At: at(60)}, []string{"long", "short"}},
		{"at the moment it was resolved", inventory.OnlySchools(north), FindingQuery{At: at(100)}, []string{"long"}},
		{"in a stretch", inventory.OnlySchools(north), FindingQuery{From: at(0), To: at(50)}, []string{"short"}},
		{"newest one", inventory.AllSchools(), FindingQuery{At: at(60), Limit: 1}, []string{"long"}},
		{"no scope", inventory.Scope{}, FindingQuery{At: at(60)}, nil},
	} {
		found, err := b.db.Findings(t.Context(), tc.scope, tc.query)
		var subjects []string
		for _, f := range found {
			subjects = append(subjects, f.Subject)
		}
		if diff := like(tc.want, subjects); err != nil || diff != "" {
			t.Errorf("%s: %v, %v, want %v", tc.name, subjects, err, tc.want)
		}
	}
}

func TestFindingsAndPollsAreOneTransaction(t *testing.T) {
	b := newBench(t, open(t))
	bad := inventory.Changes{Switch: "n-1", Number: 1, At: at(0), Sightings: inventory.Delta[inventory.Sighting]{
		Closed: []inventory.Sighting{{MAC: mac(1), Span: inventory.Span{First: at(0), Gone: at(1)}}}}}
	_, err := b.db.Write(t.Context(), Batch{At: time.Time{}, Changes: []inventory.Changes{bad},
		Findings: []inventory.FindingRow{finding(north, inventory.KindUnknownMAC, "a")}})
	found, readErr := b.db.Findings(t.Context(), inventory.AllSchools(), FindingQuery{})
	if err == nil || readErr != nil || len(found) != 0 {
		t.Errorf("a refused batch (%v) left findings %v, %v", err, found, readErr)
	}
}
