package main

import (
	"path/filepath"
	"testing"
	"time"

	"rollcall/inventory/store"
)

func TestNextBackup(t *testing.T) {
	day := func(d, hour, minute int) time.Time { return time.Date(2026, 11, d, hour, minute, 0, 0, taipei) }
	const two = 2 * time.Hour
	for _, tt := range []struct {
		name        string
		after, want time.Time
	}{
		{"in the afternoon", day(23, 14, 0), day(24, 2, 0)},
		{"just after midnight", day(23, 0, 1), day(23, 2, 0)},
		{"at that very moment", day(23, 2, 0), day(24, 2, 0)},
		{"in another zone", day(23, 1, 0).UTC(), day(23, 2, 0)},
		{"at the end of a month", day(30, 23, 0), time.Date(2026, 12, 1, 2, 0, 0, 0, taipei)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := nextTime(tt.after, two); !got.Equal(tt.want) {
				t.Errorf("after %s: %s, want %s", tt.after, got, tt.want)
			}
		})
	}
}

// TestThreeWeeksOfBackups lets three weeks of nights pass.
func TestThreeWeeksOfBackups(t *testing.T) {
	d := smallDaemon(t)
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, taipei)
	d.started, d.pace.now = at, func() time.Time { return at }
	end := at.AddDate(0, 0, 21)
	made := 0
	for ; at.Before(end); at = at.Add(time.Hour) {
		if at.Before(d.nextBackup()) {
			continue
		}
		if made++; at.Hour() != 2 {
			t.Errorf("a backup is due at %s", at)
		}
		if err := d.backUpOnce(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		if err := d.noteBackups(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := store.Backups(backupDir(d.config))
	if err != nil || made != 21 || len(kept) != 15 {
		t.Fatalf("%d made, %d kept, %v; want 21, and those of 14 days and of the last night", made, len(kept), err)
	}
	if oldest := kept[len(kept)-1].At; oldest.Before(kept[0].At.AddDate(0, 0, -14)) {
		t.Errorf("one of %s is kept", oldest)
	}
	if _, err := store.CheckBackup(t.Context(), filepath.Join(backupDir(d.config), kept[0].Name)); err != nil {
		t.Error(err)
	}
}
