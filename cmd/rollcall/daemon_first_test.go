package main

import (
	"errors"
	"testing"
	"time"

	"rollcall/collector/simcity"
	"rollcall/inventory"
	"rollcall/inventory/store"
)

// TestFreshStartKeepsNoUplinks reads a city for the first time, switch by switch,
// with a restart of the daemon amid it. What is stored then are devices where
// they are plugged in: nothing that is closed at once, nothing on ports between
// switches, and no forwarding table before those of the whole school.
func TestFreshStartKeepsNoUplinks(t *testing.T) {
	e := &env{ctx: t.Context(), stderr: t.Output()}
	v, err := openDay(e, t.TempDir(), simcity.Options{Seed: 1, Schools: 2}, 20*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	v.queue.Set(v.at, v.daemon.targets())
	v.readFor(t, 20*time.Second)
	if n := len(v.stored(t)); n != 0 || v.tables() == 0 {
		t.Errorf("%d sightings are stored and %d forwarding tables read, before all were", n, v.tables())
	}
	conf := v.daemon.config
	if err := v.daemon.db.Close(); err != nil {
		t.Fatal(err)
	}
	if v.daemon, err = openDaemon(t.Context(), conf, v.pace(), newLog(e, false)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.daemon.db.Close() })
	v.readFor(t, 15*time.Minute)
	v.checkStored(t)
}

func (v *day) readFor(t *testing.T, span time.Duration) {
	t.Helper()
	for end := v.at.Add(span); v.at.Before(end); {
		if err := v.readUntil(t.Context(), v.at.Add(10*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
}

// tables counts the switches whose forwarding table is in memory.
func (v *day) tables() (n int) {
	for _, l := range v.daemon.ledgers {
		if !l.Progress(inventory.TableFDB).Last.IsZero() {
			n++
		}
	}
	return n
}

func (v *day) stored(t *testing.T) []inventory.Sighting {
	t.Helper()
	rows, err := v.daemon.db.Sightings(t.Context(), inventory.AllSchools(), store.SightingQuery{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (v *day) checkStored(t *testing.T) {
	t.Helper()
	rows, brief, uplinks := v.stored(t), 0, 0
	for _, s := range rows {
		if !s.Open() && s.Gone.Sub(s.First) < time.Minute {
			brief++
		}
		if _, own := v.daemon.known[s.MAC]; !own && v.surelyUplink(s.Port) {
			uplinks++
		}
	}
	if len(rows) < 100 || brief > 0 || uplinks > len(rows)/100 {
		t.Errorf("of %d sightings %d were closed at once, and %d are on uplinks", len(rows), brief, uplinks)
	}
	for id, l := range v.daemon.ledgers {
		held, err := v.daemon.db.LoadLedger(t.Context(), l.Switch())
		if want := l.State(); err != nil || len(held.Sightings) != len(want.Sightings) || held.State.Tables[inventory.TableFDB].First != want.State.Tables[inventory.TableFDB].First {
			t.Errorf("%s: stored are %d sightings, %v, in memory %d", id, len(held.Sightings), err, len(want.Sightings))
		}
	}
}

func (v *day) surelyUplink(p inventory.PortID) bool {
	for _, port := range v.daemon.ledgers[p.Switch].View(v.at, v.daemon.known).Ports {
		if port.Port == p {
			return port.Role.Role == inventory.RoleUplink && port.Role.Sure
		}
	}
	return false
}

// oneSchool opens a day at one school and reads its switches for the first time;
// nothing is committed.
func oneSchool(t *testing.T) (v *day, school inventory.School, polls []inventory.Poll) {
	t.Helper()
	v, err := openDay(&env{ctx: t.Context(), stderr: t.Output()}, t.TempDir(), simcity.Options{Seed: 1, Schools: 1}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.daemon.db.Close() })
	school = v.daemon.city().Schools[0]
	for _, sw := range school.Switches {
		polls = append(polls, v.city.Poll(sw.ID, v.at, inventory.Tables()))
		polls[len(polls)-1].Number = 1
	}
	return v, school, polls
}

// commitAllBut commits the first polls of a school but the last.
func (v *day) commitAllBut(t *testing.T, school inventory.School, polls []inventory.Poll) inventory.Poll {
	t.Helper()
	last := polls[len(polls)-1]
	err := errors.Join(v.daemon.commit(t.Context(), polls[:len(polls)-1]), v.daemon.judgeAll(t.Context(), v.at))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.stored(t)); n != 0 || !v.daemon.judged[school.Code].IsZero() {
		t.Errorf("%d sightings are stored, or the school is judged, although %s was not asked yet", n, last.Switch)
	}
	return last
}

// TestDeadSwitchIsNotAwaited: a school whose first reading lacks a switch is
// stored and judged all the same.
func TestDeadSwitchIsNotAwaited(t *testing.T) {
	v, school, polls := oneSchool(t)
	last := v.commitAllBut(t, school, polls)
	dead := inventory.Poll{Switch: last.Switch, Number: 1, At: v.at, Tables: map[inventory.Table]inventory.TableState{}}
	for name := range last.Tables {
		dead.Tables[name] = inventory.TableState{Reason: inventory.ReasonTimeout}
	}
	v.checkFinal(t, school, dead)
}

// TestNobodyIsAwaitedLongerThanAPeriod: a switch whose turn never comes does not
// keep a school from being stored.
func TestNobodyIsAwaitedLongerThanAPeriod(t *testing.T) {
	v, school, polls := oneSchool(t)
	v.commitAllBut(t, school, polls)
	v.at = v.at.Add(v.daemon.config.Polling.FDB + time.Second)
	again := v.city.Poll(polls[0].Switch, v.at, inventory.Tables())
	again.Number = 2
	v.checkFinal(t, school, again)
}

// checkFinal commits a poll after which nothing more is awaited.
func (v *day) checkFinal(t *testing.T, school inventory.School, p inventory.Poll) {
	t.Helper()
	if err := errors.Join(v.daemon.commit(t.Context(), []inventory.Poll{p}), v.daemon.judgeAll(t.Context(), v.at)); err != nil {
		t.Fatal(err)
	}
	if n := len(v.stored(t)); n == 0 || v.daemon.judged[school.Code].IsZero() {
		t.Errorf("%d sightings are stored, judged at %v", n, v.daemon.judged[school.Code])
	}
}
