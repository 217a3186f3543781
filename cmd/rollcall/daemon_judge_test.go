package main

import (
	"log/slog"
	"testing"
	"time"

	"rollcall/inventory"
)

// smallDaemon is a daemon of two schools of two switches that works for nobody.
func smallDaemon(t *testing.T) *daemon {
	t.Helper()
	d, err := openDaemon(t.Context(), fleet(t, 2, 2), dailyPace(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	return d
}

// readSchool puts a reading of every switch of the first school through the daemon.
func readSchool(t *testing.T, d *daemon, number int64, at time.Time) {
	t.Helper()
	batch := []inventory.Poll{fleetPoll(0, 0, number, at), fleetPoll(0, 1, number, at)}
	if err := d.commit(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}

func TestAQuietSchoolIsJudgedLessOften(t *testing.T) {
	d, school := smallDaemon(t), fleetCode(0)
	start := time.Now().Add(-time.Hour).Truncate(time.Second)
	steps := []struct {
		name   string
		after  time.Duration
		read   bool
		judged bool
	}{
		{"nothing was read", 0, false, false},
		{"first reading", time.Second, true, true},
		{"nothing new", 20 * time.Second, true, false},
		{"still nothing, half a minute later", 40 * time.Second, true, true},
		{"judged and not read since", 80 * time.Second, false, false},
	}
	for i, step := range steps {
		at := start.Add(step.after)
		if step.read {
			readSchool(t, d, int64(i), at)
		}
		if err := d.judgeAll(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		if got := d.judged[school].Equal(at); got != step.judged {
			t.Errorf("%s: judged is %v, want %v", step.name, got, step.judged)
		}
	}
	if !d.judged[fleetCode(1)].IsZero() {
		t.Error("a school of which nothing was read was judged")
	}
}

func TestAPageShowsWhatTheLedgersHold(t *testing.T) {
	d := smallDaemon(t)
	at := time.Now().Truncate(time.Second)
	d.pace.now = func() time.Time { return at }
	readSchool(t, d, 1, at)
	if s, ok := d.live(fleetCode(0)); !ok || len(s.Switches) != 2 || s.Switches[0].Answered.IsZero() {
		t.Errorf("a school that was read is shown as %+v, %v", s, ok)
	}
	if s, ok := d.live("179999"); ok {
		t.Errorf("a school that is not configured is shown as %+v", s)
	}
}

// TestAPageOfAllSchoolsWaitsOnce holds the present as a transaction does while a
// page asks for one school; the next one must then be there without waiting.
func TestAPageOfAllSchoolsWaitsOnce(t *testing.T) {
	d := smallDaemon(t)
	d.mu.Lock()
	first := make(chan *inventory.Snapshot)
	go func() { s, _ := d.live(fleetCode(0)); first <- s }()
	for d.waited.mu.TryLock() { // until the page waits
		d.waited.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	d.mu.Unlock()
	if s := <-first; s == nil || s.School.Code != fleetCode(0) {
		t.Fatalf("the school that was waited for is %+v", s)
	}
	d.mu.Lock()
	s, ok := d.live(fleetCode(1))
	d.mu.Unlock()
	if !ok || s.School.Code != fleetCode(1) {
		t.Errorf("the other school is %+v, %v", s, ok)
	}
	d.waited.forget(time.Now().Add(waitedFor))
	if d.waited.shots != nil {
		t.Error("snapshots are kept for longer than they are shown")
	}
}
