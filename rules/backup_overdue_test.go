package rules_test

import (
	"testing"
	"time"

	"rollcall/inventory"
	"rollcall/rules"
)

func TestBackupOverdue(t *testing.T) {
	const day = 24 * time.Hour
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	for _, tt := range []struct {
		name    string
		backups inventory.Backups
		want    map[inventory.Kind]time.Time
	}{
		{"nothing is known", inventory.Backups{}, nil},
		{"a new installation", inventory.Backups{Since: ago(day), CopyEvery: 8 * day}, nil},
		{"all is well", inventory.Backups{Since: ago(99 * day), Made: ago(day), Copied: ago(7 * day), CopyEvery: 8 * day}, nil},
		{"nobody wants copies", inventory.Backups{Since: ago(99 * day), Made: ago(day)}, nil},
		{"old", inventory.Backups{Since: ago(99 * day), Made: ago(2 * day), Copied: ago(9 * day), CopyEvery: 8 * day},
			map[inventory.Kind]time.Time{inventory.KindBackupOverdue: ago(2 * day), inventory.KindBackupOffline: ago(9 * day)}},
		{"never", inventory.Backups{Since: ago(99 * day), CopyEvery: 8 * day},
			map[inventory.Kind]time.Time{inventory.KindBackupOverdue: ago(99 * day), inventory.KindBackupOffline: ago(99 * day)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := haiyan(t)
			s.School.Kind, s.Backups = inventory.KindCentre, tt.backups
			got := map[inventory.Kind]time.Time{}
			for _, f := range rules.Judge(s.Snapshot) {
				if f.Kind == inventory.KindBackupOverdue || f.Kind == inventory.KindBackupOffline {
					got[f.Kind] = f.Since
				}
			}
			if len(got) != len(tt.want) {
				t.Fatalf("found %v, want %v", got, tt.want)
			}
			for kind, since := range tt.want {
				if !got[kind].Equal(since) {
					t.Errorf("%s since %v, want %v", kind, got[kind], since)
				}
			}
		})
	}
}

// TestBackupFindingEnds holds that a new backup closes the finding, whatever the
// switches do.
func TestBackupFindingEnds(t *testing.T) {
	s := haiyan(t)
	s.School.Kind, s.Switches = inventory.KindCentre, nil
	s.Backups = inventory.Backups{Since: noon.AddDate(0, 0, -9)}
	rows := rules.Reconcile(nil, rules.Judge(s.Snapshot), s.Snapshot)
	if len(rows) != 1 || rows[0].Kind != inventory.KindBackupOverdue {
		t.Fatalf("opened %+v", rows)
	}
	s.Backups.Made = noon
	rows[0].ID = 1
	rows = rules.Reconcile(rows, rules.Judge(s.Snapshot), s.Snapshot)
	if len(rows) != 1 || rows[0].State != inventory.StateResolved {
		t.Errorf("after a backup: %+v", rows)
	}
}
