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

// TestAPageOfAllSchoolsWaitsOnce: where a page has waited for a transaction, the
// next school is there while another one holds the present.
func TestAPageOfAllSchoolsWaitsOnce(t *testing.T) {
	d := smallDaemon(t)
	school, _ := d.city().School(fleetCode(0))
	if s := d.standingAll(school, time.Now()); s == nil || s.snap.School.Code != fleetCode(0) {
		t.Fatalf("the school that was waited for is %+v", s)
	}
	d.mu.Lock()
	s, ok := d.live(fleetCode(1))
	d.mu.Unlock()
	if !ok || s.School.Code != fleetCode(1) {
		t.Errorf("the other school is %+v, %v", s, ok)
	}
	d.shown.forget(time.Now().Add(2 * shownFor))
	if len(d.shown.shots) > 0 {
		t.Error("snapshots are kept for longer than they are shown")
	}
}

// TestASnapshotIsShownAgainUntilSomethingTurns asks for a school again and again:
// the same one comes while nothing turns and it is young, whatever the lists of
// others do.
func TestASnapshotIsShownAgainUntilSomethingTurns(t *testing.T) {
	d := smallDaemon(t)
	at := time.Now().Truncate(time.Second)
	d.pace.now = func() time.Time { return at }
	readSchool(t, d, 1, at)
	ask := func() *inventory.Snapshot {
		t.Helper()
		s, ok := d.live(fleetCode(0))
		if !ok {
			t.Fatal("no snapshot")
		}
		return s
	}
	shot := ask()
	for _, step := range []struct {
		name string
		do   func()
		same bool
	}{
		{"nothing", func() {}, true},
		{"the lists of another school", func() { d.touch(fleetCode(1)) }, true},
		{"its lists", func() { d.touch(fleetCode(0)) }, false},
		{"a reading that shows nothing new", func() { at = at.Add(time.Second); readSchool(t, d, 2, at) }, true},
		{"a device that moved", func() {
			at = at.Add(time.Second)
			p := fleetPoll(0, 0, 3, at)
			p.FDB[0].IfIndex, p.FDB[0].BridgePort = 9, 9
			if err := d.commit(t.Context(), []inventory.Poll{p}); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"the roles of ports", func() {
			d.setRoles(map[inventory.SwitchID]map[string]inventory.PortRole{"s0-0": {"1/1": {Role: inventory.RoleEdge}}})
		}, false},
		{"time", func() { at = at.Add(shownFor) }, false},
	} {
		step.do()
		again := ask()
		if (again == shot) != step.same {
			t.Errorf("after %s the snapshot is the same: %v, want %v", step.name, again == shot, step.same)
		}
		shot = again
	}
}
