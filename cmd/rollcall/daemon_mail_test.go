package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/config"
	"rollcall/inventory/store"
)

// writingDaemon is a daemon that writes its mails into a file, at ten o'clock on a
// school day. Its first school is live.
func writingDaemon(t *testing.T) (d *daemon, file string, clock *time.Time) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "mails.jsonl")
	conf := fleet(t, 2, 1)
	conf.Mail = config.Mail{File: file, From: "rollcall@city.example", Centre: []string{"centre@city.example"}}
	conf.Notify = config.Notify{PerDay: 10, Remind: 3}
	conf.City.Calendar = inventory.Calendar{Days: []time.Weekday{time.Tuesday}, From: 7 * time.Hour, To: 17 * time.Hour}
	conf.City.Schools[0].Contacts = []inventory.Contact{{Name: "資訊組長", Mail: "it@179901.example"}}
	conf.City.Schools[1].Contacts = []inventory.Contact{{Name: "資訊組長", Mail: "it@179902.example"}}
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	p := dailyPace()
	p.now = func() time.Time { return now }
	d, err := openDaemon(t.Context(), conf, p, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	if _, err := d.db.SetRollout(t.Context(), inventory.AllSchools(), store.RolloutChange{At: now.Add(-time.Hour), Actor: "test",
		Schools: []inventory.SchoolCode{fleetCode(0)}, Live: inventory.StageOn}); err != nil {
		t.Fatal(err)
	}
	return d, file, &now
}

func openFinding(t *testing.T, d *daemon, school inventory.SchoolCode, kind inventory.Kind, s inventory.Severity) inventory.FindingRow {
	t.Helper()
	at := d.pace.now()
	w, err := d.db.Write(t.Context(), store.Batch{At: at, Findings: []inventory.FindingRow{{State: inventory.StateOpen, Opened: at, Seen: at,
		Finding: inventory.Finding{School: school, Kind: kind, Severity: s, Subject: string(kind), Switch: "sw", Since: at}}}})
	if err != nil {
		t.Fatal(err)
	}
	return w.Findings[0]
}

// sendAll decides and sends once, as the daemon does.
func sendAll(t *testing.T, d *daemon) {
	t.Helper()
	if err := d.post.tell(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan error, 1)
	go func() { done <- d.post.outbox.Run(ctx) }()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if n, _, err := d.db.DueCount(ctx); err != nil || n == 0 {
			break
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestAFindingReachesThoseItConcerns(t *testing.T) {
	d, file, clock := writingDaemon(t)
	openFinding(t, d, fleetCode(0), inventory.KindSwitchDown, inventory.Critical)
	openFinding(t, d, fleetCode(0), inventory.KindUnknownMAC, inventory.Warning)
	openFinding(t, d, fleetCode(1), inventory.KindSwitchDown, inventory.Critical) // in shadow
	sendAll(t, d)
	sent := readFile(t, file)
	if strings.Count(sent, "\n") != 2 || !strings.Contains(sent, `"to":"it@179901.example"`) || !strings.Contains(sent, `"to":"centre@city.example"`) || strings.Contains(sent, "179902") {
		t.Fatalf("at once:\n%s", sent)
	}
	*clock = clock.Add(6 * time.Minute)
	sendAll(t, d)
	if sent := readFile(t, file); strings.Count(sent, "\n") != 3 || strings.Count(sent, "#A-2") == 0 {
		t.Errorf("after it was gathered:\n%s", sent)
	}
	sendAll(t, d)
	if sent := readFile(t, file); strings.Count(sent, "\n") != 3 {
		t.Errorf("told again:\n%s", sent)
	}
}

func TestWithoutMailNobodyIsTold(t *testing.T) {
	d, _, _ := writingDaemon(t)
	d.config.Mail = config.Mail{}
	openFinding(t, d, fleetCode(0), inventory.KindSwitchDown, inventory.Critical)
	if err := d.post.tell(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, _, err := d.db.DueCount(t.Context()); n != 0 || err != nil {
		t.Errorf("%d messages are kept for a server to come, %v", n, err)
	}
}

// Contacts of pages and people who may sign in are told as well; who is disabled is
// not.
func TestReceiversOfTheDaemon(t *testing.T) {
	d, _, clock := writingDaemon(t)
	by := store.Event{At: *clock, Actor: "test"}
	if err := d.db.SetContact(t.Context(), store.Contact{School: fleetCode(0), Name: "護理師", Mail: "nurse@179901.example"}, by); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"wang", "gone"} {
		p, err := d.db.AddPerson(t.Context(), inventory.Person{Name: name, Mail: name + "@179901.example", Role: inventory.RoleCoordinator,
			Schools: []inventory.SchoolCode{fleetCode(0)}, Since: *clock}, by)
		if err == nil && name == "gone" {
			err = d.db.DisablePerson(t.Context(), p.ID, by)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := d.post.receivers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range all {
		ids = append(ids, r.Address())
	}
	got := strings.Join(ids, " ")
	for _, want := range []string{"nurse@179901.example", "wang@179901.example", "it@179902.example", "centre@city.example"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not told: %s", want, got)
		}
	}
	if strings.Contains(got, "gone@") {
		t.Errorf("who is disabled is told: %s", got)
	}
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
