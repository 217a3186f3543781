package store

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// tellingBench is a database with a live school and one receiver.
type tellingBench struct {
	*testing.T
	db       *DB
	receiver inventory.Receiver
	manners  inventory.Manners
}

func newTellingBench(t *testing.T) *tellingBench {
	db := open(t)
	if _, err := db.SetRollout(t.Context(), inventory.AllSchools(), RolloutChange{At: at(-100_000), Actor: "test",
		Schools: []inventory.SchoolCode{north}, Live: inventory.StageOn}); err != nil {
		t.Fatal(err)
	}
	week := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	return &tellingBench{t, db, inventory.Receiver{ID: "mail:it@179901.example", Scope: inventory.OnlySchools(north)},
		inventory.UsualManners(inventory.Calendar{Days: week, From: 7 * time.Hour, To: 20 * time.Hour})}
}

// finding opens a finding, or says that it is over.
func (b *tellingBench) finding(seconds int, kind inventory.Kind, s inventory.Severity, subject string) inventory.FindingRow {
	b.Helper()
	w, err := b.db.Write(b.Context(), Batch{At: at(seconds), Findings: []inventory.FindingRow{{State: inventory.StateOpen, Opened: at(seconds), Seen: at(seconds),
		Finding: inventory.Finding{School: north, Kind: kind, Severity: s, Subject: subject}}}})
	if err != nil {
		b.Fatal(err)
	}
	return w.Findings[0]
}

func (b *tellingBench) over(f inventory.FindingRow, seconds int) {
	b.Helper()
	f.Resolved, f.Seen = at(seconds), at(seconds)
	if _, err := b.db.Write(b.Context(), Batch{At: at(seconds), Findings: []inventory.FindingRow{f}}); err != nil {
		b.Fatal(err)
	}
}

// tell decides and writes down what is told.
func (b *tellingBench) tell(seconds int) []inventory.Message {
	b.Helper()
	h, err := b.db.Hearing(b.Context(), at(seconds))
	if err != nil {
		b.Fatal(err)
	}
	h.Receivers = []inventory.Receiver{b.receiver}
	told, err := b.db.Tell(b.Context(), at(seconds), b.manners.Decide(h))
	if err != nil {
		b.Fatal(err)
	}
	return told
}

func (b *tellingBench) due(seconds int) []Outgoing {
	b.Helper()
	due, err := b.db.DueMessages(b.Context(), at(seconds), "mail:*", 100)
	if err != nil {
		b.Fatal(err)
	}
	return due
}

func TestAFindingIsToldOnceAndItsEndToo(t *testing.T) {
	b := newTellingBench(t)
	f := b.finding(0, inventory.KindSwitchDown, inventory.Critical, "n-1")
	first := b.tell(1)
	if len(first) != 1 || len(b.tell(2)) != 0 {
		t.Fatalf("told %+v, want one message and then none", first)
	}
	due := b.due(2)
	if len(due) != 1 || due[0].ID != first[0].ID || len(due[0].Rows) != 1 || due[0].Rows[0].ID != f.ID || due[0].Thread != first[0].ID {
		t.Fatalf("due %+v", due)
	}
	sent := Delivery{Message: due[0].ID, At: at(3), State: MessageSent, Answer: "250 2.0.0 OK", Subject: "subject", Body: "body"}
	if err := b.db.Delivered(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	b.over(f, 1000)
	over := b.tell(1001)
	if len(over) != 1 || over[0].Event != inventory.TellResolved || len(b.tell(1002)) != 0 {
		t.Fatalf("its end is told as %+v", over)
	}
	if due := b.due(1002); len(due) != 1 || due[0].Thread != first[0].ID || due[0].Rows[0].State != inventory.StateResolved {
		t.Errorf("due %+v, want the end in the thread of the beginning", due)
	}
	rows, err := b.db.Messages(t.Context(), inventory.OnlySchools(north), MessageQuery{School: north})
	if err != nil || len(rows) != 2 || rows[1].State != MessageSent || rows[1].Body != "body" || !rows[1].Ended.Equal(at(3)) || rows[1].Tries != 1 {
		t.Errorf("messages %+v, %v", rows, err)
	}
}

func TestAMessageIsTriedAgain(t *testing.T) {
	b := newTellingBench(t)
	b.finding(0, inventory.KindSwitchDown, inventory.Critical, "n-1")
	id := b.tell(1)[0].ID
	later := Delivery{Message: id, At: at(2), State: MessageDue, After: at(60), Answer: "421 later"}
	if err := b.db.Delivered(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	if len(b.due(59)) != 0 || len(b.due(60)) != 1 || b.due(60)[0].Tries != 1 {
		t.Errorf("due at 59 s: %v, at 60 s: %v", b.due(59), b.due(60))
	}
	if n, since, err := b.db.DueCount(t.Context()); n != 1 || !since.Equal(at(1)) || err != nil {
		t.Errorf("%d are due since %s, %v", n, since, err)
	}
	if err := b.db.Delivered(t.Context(), Delivery{Message: id, At: at(61), State: MessageRefused, Answer: "550 5.1.1 no such user"}); err != nil {
		t.Fatal(err)
	}
	counts, err := b.db.ReceiverCounts(t.Context(), inventory.AllSchools(), at(62))
	if c := counts[b.receiver.ID]; err != nil || c.Today != 1 || c.Month != 0 || !c.Refused.Equal(at(61)) || c.Answer != "550 5.1.1 no such user" {
		t.Errorf("counted %+v, %v", c, err)
	}
}

func TestWhatIsHeldComesWithTheDigest(t *testing.T) {
	b := newTellingBench(t)
	night := -3 * 3600 // five in the morning in Taipei
	held := b.finding(night, inventory.KindUnknownMAC, inventory.Warning, "a")
	gone := b.finding(night, inventory.KindUnknownMAC, inventory.Warning, "b")
	if told := b.tell(night + 10); len(told) != 0 {
		t.Fatalf("told at night: %+v", told)
	}
	b.over(gone, night+600)
	if c, err := b.db.ReceiverCounts(t.Context(), inventory.OnlySchools(north), at(night+700)); err != nil || c[b.receiver.ID].Held != 2 {
		t.Errorf("held: %+v, %v", c, err)
	}
	if c, err := b.db.ReceiverCounts(t.Context(), inventory.OnlySchools(south), at(night+700)); err != nil || c[b.receiver.ID].Held != 0 {
		t.Errorf("of another school, held: %+v, %v", c, err)
	}
	told := b.tell(0)
	if len(told) != 1 || told[0].Event != inventory.TellDigest || !slices.Equal(told[0].Findings(), []int64{held.ID, gone.ID}) {
		t.Fatalf("told when school begins: %+v", told)
	}
	if due := b.due(1); len(due) != 1 || len(due[0].Rows) != 2 {
		t.Errorf("due %+v", due)
	}
	if again := b.tell(10); len(again) != 0 {
		t.Errorf("told again: %+v", again)
	}
	if rows, err := b.db.Messages(t.Context(), inventory.OnlySchools(north), MessageQuery{}); err != nil || len(rows) != 0 {
		t.Errorf("a digest, which may speak of several schools, is shown to one: %+v, %v", rows, err)
	}
}

func TestAMessageIsSentASecondTime(t *testing.T) {
	b := newTellingBench(t)
	b.finding(0, inventory.KindSwitchDown, inventory.Critical, "n-1")
	id := b.tell(1)[0].ID
	by := Event{At: at(5), Actor: "chen"}
	for _, foreign := range []int64{id, 99} {
		if err := b.db.RepeatMessage(t.Context(), inventory.OnlySchools(south), foreign, by); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("message %d repeated by another school: %v", foreign, err)
		}
	}
	if err := b.db.RepeatMessage(t.Context(), inventory.OnlySchools(north), id, by); err != nil {
		t.Fatal(err)
	}
	due := b.due(6)
	if len(due) != 2 || due[1].Event != inventory.TellAgain || len(due[1].Rows) != 1 || due[1].Thread != id {
		t.Fatalf("due %+v", due)
	}
	if err := b.db.RepeatMessage(t.Context(), inventory.OnlySchools(north), due[1].ID, by); err != nil {
		t.Fatal(err)
	}
	if due := b.due(6); len(due) != 3 || len(due[2].Rows) != 1 {
		t.Errorf("the repeat of a repeat is %+v", due)
	}
	events, err := b.db.Events(t.Context(), inventory.OnlySchools(north), EventQuery{})
	if err != nil || len(events) == 0 || events[0].Action != ActionMessage || events[0].Actor != "chen" {
		t.Errorf("recorded %+v, %v", events, err)
	}
}

func TestATestMessageCountsForNobody(t *testing.T) {
	b := newTellingBench(t)
	if _, err := b.db.TestMessage(t.Context(), b.receiver.ID, Event{At: at(0), Actor: "chen", School: north}); err != nil {
		t.Fatal(err)
	}
	h, err := b.db.Hearing(t.Context(), at(1))
	if err != nil || h.Today[b.receiver.ID] != 0 || len(b.due(1)) != 1 {
		t.Errorf("the budget counts %v, %v; due %v", h.Today, err, b.due(1))
	}
}

// Messages go with the findings that they told of.
func TestOldMessagesAreRemoved(t *testing.T) {
	b := newTellingBench(t)
	old := b.finding(0, inventory.KindSwitchDown, inventory.Critical, "n-1")
	b.tell(1)
	b.over(old, 100)
	b.tell(101)
	b.finding(200, inventory.KindSwitchDown, inventory.Critical, "n-2")
	b.tell(200 + 24*3600)
	day := 24 * time.Hour
	if err := b.db.Purge(t.Context(), at(0).Add(40*day), Keep{Audit: 39*day + 12*time.Hour, Confirmed: true}); err != nil {
		t.Fatal(err)
	}
	rows, err := b.db.Messages(t.Context(), inventory.AllSchools(), MessageQuery{})
	if err != nil || len(rows) != 1 || rows[0].At.Before(at(24*3600)) {
		t.Errorf("messages %+v, %v, want the one of the finding that lasts", rows, err)
	}
}

// What was decided but not committed is decided again: nothing is lost.
func TestAnInterruptedDecisionIsMadeAgain(t *testing.T) {
	b := newTellingBench(t)
	b.finding(0, inventory.KindSwitchDown, inventory.Critical, "n-1")
	h, err := b.db.Hearing(t.Context(), at(1))
	if err != nil {
		t.Fatal(err)
	}
	h.Receivers = []inventory.Receiver{b.receiver}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.db.Tell(ended, at(1), b.manners.Decide(h)); err == nil {
		t.Fatal("a decision was written after its context ended")
	}
	if told := b.tell(2); len(told) != 1 || len(b.due(3)) != 1 {
		t.Errorf("told %+v, due %+v", told, b.due(3))
	}
}
