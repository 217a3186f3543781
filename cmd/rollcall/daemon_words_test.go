package main

import (
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// TestTheDaemonHearsWhatPeopleSay: a finding that somebody dismissed stays so,
// though the daemon judges from memory, and is not resolved behind their back.
func TestTheDaemonHearsWhatPeopleSay(t *testing.T) {
	d, school := smallDaemon(t), fleetCode(0)
	at := time.Now().Add(-time.Hour).Truncate(time.Second)
	readSchool(t, d, 1, at)
	sw := d.config.City.Schools[0].Switches[0].ID
	written, err := d.db.Write(t.Context(), store.Batch{At: at, Findings: []inventory.FindingRow{{State: inventory.StateOpen, Opened: at, Seen: at,
		Finding: inventory.Finding{Kind: inventory.KindMultiMACPort, School: school, Severity: inventory.Info, Subject: "x", Switch: sw,
			Rests: []inventory.TableRef{{Switch: sw, Table: inventory.TableFDB}}}}}})
	if err != nil {
		t.Fatal(err)
	}
	id := written.Findings[0].ID
	d.spokeOf(school) // as after a restart: the finding is known
	if err := d.hear(t.Context(), school); err != nil || len(d.open[school]) != 1 {
		t.Fatalf("known are %d findings, %v", len(d.open[school]), err)
	}
	if _, err := d.db.SetFinding(t.Context(), inventory.AllSchools(),
		store.FindingChange{ID: id, State: inventory.StateDismissed, Actor: "ann", Note: "ours", At: at}); err != nil {
		t.Fatal(err)
	}
	d.spokeOf(school)
	for i := range 3 {
		later := at.Add(time.Duration(i+1) * time.Minute)
		readSchool(t, d, int64(i+2), later)
		if err := d.judgeAll(t.Context(), later); err != nil {
			t.Fatal(err)
		}
	}
	if f, err := d.db.Finding(t.Context(), inventory.AllSchools(), id); err != nil || f.State != inventory.StateDismissed {
		t.Errorf("after three readings without it the dismissed finding is %s, %v", f.State, err)
	}
}

func TestTheDaemonKnowsHowFarSchoolsAre(t *testing.T) {
	d, school := smallDaemon(t), fleetCode(0)
	if got := d.stage(school, inventory.KindMultiMACPort); got != inventory.StageShadow {
		t.Errorf("before anybody decided the stage is %s", got)
	}
	if err := d.goLive(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.stage(school, inventory.KindMultiMACPort); got != inventory.StageOn {
		t.Errorf("in a demo the stage is %s", got)
	}
	if _, err := d.db.SetRollout(t.Context(), inventory.AllSchools(), store.RolloutChange{At: time.Now(), Actor: "ann",
		Schools: []inventory.SchoolCode{school}, Live: inventory.StageShadow}); err != nil {
		t.Fatal(err)
	}
	d.spokeOf(school)
	if err := d.hear(t.Context(), school); err != nil {
		t.Fatal(err)
	}
	if got := d.stage(school, inventory.KindSwitchDown); got != inventory.StageShadow {
		t.Errorf("after a decision the stage is %s", got)
	}
	if err := d.goLive(t.Context()); err != nil || d.stage(school, inventory.KindSwitchDown) != inventory.StageShadow {
		t.Errorf("a demo that goes on overrides what somebody decided: %v", err)
	}
}
