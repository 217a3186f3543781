package rules

import (
	"time"

	"rollcall/inventory"
)

// backupAfter is how old the last backup may be: a day, and half a day for a
// machine that was switched off at night.
const backupAfter = 36 * time.Hour

// backupOverdue finds that the database has not been backed up for too long. It
// is the centre's.
func backupOverdue() Rule {
	return Rule{
		Kind: inventory.KindBackupOverdue, Severity: inventory.Warning,
		Sources: []Source{SourceItself},
		Check:   func(c *Case) []inventory.Finding { return c.overdue(c.Backups.Made, backupAfter) },
	}
}

// backupOffline finds that no backup has been taken to another disk for too long.
func backupOffline() Rule {
	return Rule{
		Kind: inventory.KindBackupOffline, Severity: inventory.Info,
		Sources: []Source{SourceItself},
		Check:   func(c *Case) []inventory.Finding { return c.overdue(c.Backups.Copied, c.Backups.CopyEvery) },
	}
}

// overdue compares a moment, or where it never came the beginning of the history,
// with the age that it may have.
func (c *Case) overdue(last time.Time, limit time.Duration) []inventory.Finding {
	args := map[string]string{}
	if last.IsZero() {
		last, args["variant"] = c.Backups.Since, "never"
	}
	if last.IsZero() || limit <= 0 || c.At.Sub(last) <= limit {
		return nil
	}
	return []inventory.Finding{{Subject: string(c.School.Code), Since: last, Args: args}}
}
