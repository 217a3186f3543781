package store

import (
	"errors"
	"io/fs"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rollcall/inventory"
)

func TestDecisionsOnSeveralSchoolsAreOne(t *testing.T) {
	db := newBench(t, open(t)).db
	both := []inventory.SchoolCode{north, south}
	_, err := db.SetRollout(t.Context(), inventory.OnlySchools(north),
		RolloutChange{At: at(0), Actor: "ann", Schools: both, Live: inventory.StageOn})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a school that is not hers: %v, want %v", err, fs.ErrNotExist)
	}
	if all, err := db.Rollouts(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("after a refusal schools are at %v, %v", all, err)
	}
	if _, err := db.SetRollout(t.Context(), inventory.AllSchools(),
		RolloutChange{At: at(1), Schools: both, Kinds: map[inventory.Kind]inventory.Stage{"x": "loud"}}); !errors.Is(err, ErrStage) {
		t.Errorf("a stage that there is not: %v, want %v", err, ErrStage)
	}
	if _, err := db.SetRollout(t.Context(), inventory.AllSchools(),
		RolloutChange{At: at(2), Actor: "centre", Schools: both, Live: inventory.StageOn}); err != nil {
		t.Fatal(err)
	}
	all, err := db.Rollouts(t.Context())
	if err != nil || len(all) != 2 || !all[south].Live.Equal(at(2)) || !all[north].Tells(inventory.KindSwitchDown) {
		t.Errorf("schools are at %v, %v; want both live", all, err)
	}
	events, err := db.Events(t.Context(), inventory.OnlySchools(south), EventQuery{})
	if err != nil || len(events) != 1 || events[0].Action != ActionRollout || events[0].Actor != "centre" || events[0].Detail != "live" {
		t.Errorf("the record says %+v, %v", events, err)
	}
}

func TestNobodyDecided(t *testing.T) {
	db := newBench(t, open(t)).db
	r, err := db.Rollout(t.Context(), north)
	if err != nil || r.School != north || r.Tells(inventory.KindSwitchDown) || !r.Since.IsZero() {
		t.Errorf("a school that nobody decided on is at %+v, %v", r, err)
	}
}

func TestRolloutHistoryIsAPersonsOwn(t *testing.T) {
	db := newBench(t, open(t)).db
	if _, err := db.SetRollout(t.Context(), inventory.AllSchools(),
		RolloutChange{At: at(0), Actor: "centre", Schools: []inventory.SchoolCode{north}, Live: inventory.StageOn}); err != nil {
		t.Fatal(err)
	}
	for scope, want := range map[string]int{"hers": 1, "another's": 0} {
		school := map[string]inventory.SchoolCode{"hers": north, "another's": south}[scope]
		all, err := db.RolloutHistory(t.Context(), inventory.OnlySchools(school), north)
		if err != nil || len(all) != want {
			t.Errorf("%s: %d decisions, %v; want %d", scope, len(all), err, want)
		}
	}
}

// Whatever people decide in whatever order, the newest row of a school holds, the
// older ones stay as they were, and a decision that changes nothing is no row.
func TestRolloutHistoryIsKept(t *testing.T) {
	db := newBench(t, open(t)).db
	schools := []inventory.SchoolCode{north, south, centre}
	kinds := []inventory.Kind{inventory.KindSwitchDown, inventory.KindMultiMACPort, inventory.KindUnknownMAC}
	stages := []inventory.Stage{"", inventory.StageOn, inventory.StageShadow}
	want := map[inventory.SchoolCode][]inventory.Rollout{}
	seconds := 0
	rapid.Check(t, func(rt *rapid.T) {
		c := RolloutChange{Actor: rapid.StringN(1, 8, -1).Draw(rt, "actor"), Live: rapid.SampledFrom(stages).Draw(rt, "live"),
			Schools: rapid.SliceOfDistinct(rapid.SampledFrom(schools), rapid.ID).Draw(rt, "schools"),
			Kinds:   rapid.MapOf(rapid.SampledFrom(kinds), rapid.SampledFrom(stages)).Draw(rt, "kinds")}
		seconds += rapid.IntRange(0, 3).Draw(rt, "later")
		c.At = at(seconds)
		if _, err := db.SetRollout(t.Context(), inventory.AllSchools(), c); err != nil {
			rt.Fatal(err)
		}
		for _, s := range c.Schools {
			was := inventory.Rollout{School: s}
			if len(want[s]) > 0 {
				was = want[s][0]
			}
			next := was.After(c.At, c.Live, c.Kinds)
			if !next.Same(was) {
				next.Actor = c.Actor
				want[s] = slices.Insert(want[s], 0, next)
			}
		}
		newest, err := db.Rollouts(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range schools {
			got, err := db.RolloutHistory(t.Context(), inventory.OnlySchools(s), s)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := like(want[s], got); diff != "" {
				rt.Fatalf("history of %s (-decided +kept):\n%s", s, diff)
			}
			if len(got) > 0 && !newest[s].Same(got[0]) {
				rt.Fatalf("%s is at %v, the newest row says %v", s, newest[s], got[0])
			}
		}
	})
}
