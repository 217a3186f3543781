package main

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/collector"
	"rollcall/collector/simcity"
	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// A late city answers as on a bad day: of each switch nothing is heard for a while.
type lateCity struct {
	*day
	mute map[inventory.SwitchID]time.Time // until when a switch does not answer
	slow bool                             // a judging begins before and ends after what it judges is read
}

func openLate(t *testing.T, o simcity.Options) *lateCity {
	t.Helper()
	v, err := openDay(&env{ctx: t.Context(), stderr: t.Output()}, t.TempDir(), o, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.daemon.db.Close() })
	v.queue.Set(v.at, v.daemon.targets())
	return &lateCity{day: v, mute: make(map[inventory.SwitchID]time.Time)}
}

// own are the addresses of the configured switches.
func (l *lateCity) own() map[string]bool {
	own := make(map[string]bool)
	for _, sw := range l.daemon.switches() {
		if s := l.city.Switch(sw.ID); s != nil {
			own[s.MAC.String()], own[s.Own().String()] = true, true
		}
		p := l.city.Poll(sw.ID, l.at, []inventory.Table{inventory.TableInterfaces})
		for _, i := range p.Interfaces {
			own[i.MAC.String()] = true
		}
	}
	return own
}

// run lets time pass, a judging every few seconds.
func (l *lateCity) run(t *testing.T, span time.Duration) {
	t.Helper()
	for end := l.at.Add(span); l.at.Before(end); {
		began := l.at
		err := errors.Join(l.daemon.refreshIndex(t.Context(), began), l.readTick(t.Context()))
		for _, school := range l.daemon.city().Schools {
			if l.slow {
				err = errors.Join(err, l.daemon.judge(t.Context(), school, began))
			}
		}
		if err = errors.Join(err, l.daemon.judgeAll(t.Context(), l.at)); err != nil {
			t.Fatal(err)
		}
	}
}

// readTick reads what falls due within ten seconds.
func (l *lateCity) readTick(ctx context.Context) error {
	end := l.at.Add(10 * time.Second)
	for {
		due, next, ok := l.queue.Next(l.at)
		switch {
		case ok && l.at.Before(l.mute[due.Switch]):
			l.silence(due)
		case ok:
			l.read(due)
		case !next.IsZero() && next.Before(end):
			l.at = next
		default:
			l.at = end
			batch := l.batch
			l.batch = nil
			return l.daemon.commit(ctx, batch)
		}
	}
}

// silence is the reading of a switch that does not answer in time.
func (l *lateCity) silence(due collector.Due) {
	p := inventory.Poll{Switch: due.Switch, At: l.at, Number: l.daemon.ledgers[due.Switch].Next(),
		Tables: make(map[inventory.Table]inventory.TableState)}
	for _, table := range due.Tables {
		p.Tables[table] = inventory.TableState{Reason: inventory.ReasonTimeout}
	}
	l.batch = append(l.batch, p)
	l.queue.Done(l.at.Add(6*time.Second), due.Switch, collector.Outcome{})
}

// check allows no finding that is about a switch's own address: none opened since
// a moment, though it be resolved by now, and none open still.
func (l *lateCity) check(t *testing.T, since time.Time) {
	t.Helper()
	for _, row := range l.aboutOwn(t) {
		if row.State != inventory.StateResolved || !row.Opened.Before(since) {
			t.Errorf("school %s is told of its own switch: %s %s on %s %s, opened after %s, now %s",
				row.School, row.Kind, row.Subject, row.Switch, row.Port, row.Opened.Sub(l.from), row.State)
		}
	}
}

// aboutOwn returns the findings, open or resolved, about addresses of the switches
// that are configured.
func (l *lateCity) aboutOwn(t *testing.T) (about []inventory.FindingRow) {
	t.Helper()
	rows, err := l.daemon.db.Findings(t.Context(), inventory.AllSchools(), store.FindingQuery{From: l.from, To: l.to})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d findings, %v", len(rows), err)
	}
	own := l.own()
	for _, row := range rows {
		told := append(strings.Fields(row.Args["macs"]), row.MAC.String(), row.Subject)
		if slices.ContainsFunc(told, func(word string) bool { return own[word] }) {
			about = append(about, row)
		}
	}
	return about
}

// TestSlowJudgingKnowsTheSwitchesReadSince: judging a city takes a while, in
// which switches go on answering. What those say of themselves counts.
func TestSlowJudgingKnowsTheSwitchesReadSince(t *testing.T) {
	l := openLate(t, simcity.Options{Seed: 1, Schools: 6, Scale: simcity.ScaleCity})
	l.slow = true
	l.run(t, 3*time.Minute)
	l.check(t, l.from)
}

// TestLateSwitchesAreNotStrange has every switch answer for the first time after
// none to six minutes, in no order and the
// centre last, with a restart of the daemon amid it.
func TestLateSwitchesAreNotStrange(t *testing.T) {
	l := openLate(t, simcity.Options{Seed: 1, Schools: 8, Scale: simcity.ScaleCity})
	for _, sw := range l.daemon.switches() {
		if school, _ := l.daemon.city().School(sw.School); school.Kind == inventory.KindCentre {
			l.mute[sw.ID] = l.at.Add(7 * time.Minute)
			continue
		}
		h := fnv.New32a()
		h.Write([]byte(sw.ID))
		if n := h.Sum32() % 10; n < 7 {
			l.mute[sw.ID] = l.at.Add(time.Duration(n) * time.Minute)
		}
	}
	l.run(t, 3*time.Minute)
	l.restart(t, l.daemon.config)
	l.run(t, 6*time.Minute)
	l.check(t, l.from)
}

// TestASwitchAddedLaterIsNotStrange leaves switches out of the configuration, of
// which schools are told, and adds them while they do not answer yet.
func TestASwitchAddedLaterIsNotStrange(t *testing.T) {
	l := openLate(t, simcity.Options{Seed: 1, Schools: 4, Scale: simcity.ScaleCity})
	whole := l.daemon.config
	part := *whole
	part.City.Schools = slices.Clone(whole.City.Schools)
	for i := range part.City.Schools {
		school := &part.City.Schools[i]
		school.Switches = slices.DeleteFunc(slices.Clone(school.Switches), func(sw inventory.Switch) bool {
			added := sw.Role == inventory.SwitchClassroom || sw.Role == inventory.SwitchCore
			if added {
				l.mute[sw.ID] = l.from.Add(12 * time.Minute)
			}
			return added
		})
	}
	l.restart(t, &part)
	l.run(t, 7*time.Minute)
	told := l.at
	l.restart(t, whole)
	if n := len(l.aboutOwn(t)); n < 10 {
		t.Errorf("only %d findings are about switches that were not configured", n)
	}
	l.run(t, 13*time.Minute)
	l.check(t, told)
}

// restart opens a daemon over the same database.
func (l *lateCity) restart(t *testing.T, conf *config.Config) {
	t.Helper()
	if err := l.daemon.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if l.daemon, err = openDaemon(t.Context(), conf, l.pace(), l.daemon.log); err != nil {
		t.Fatal(err)
	}
	l.queue.Set(l.at, l.daemon.targets())
	t.Cleanup(func() { _ = l.daemon.db.Close() })
}
