package main

import (
	"context"
	"time"

	"rollcall/inventory"
	"rollcall/inventory/store"
)

// taipei is the time of the configuration's hours.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

// backUpAgain is how long after a backup that did not work it is tried again.
const backUpAgain = time.Hour

// backUp makes a backup every day at the configured time, and at once where that
// time passed while no daemon ran. Backups that a person made count too.
func (d *daemon) backUp(ctx context.Context) error {
	var notBefore time.Time
	for sleep(ctx, time.Minute) {
		at := d.pace.now()
		err := d.noteBackups(ctx)
		if err == nil && !at.Before(d.nextBackup()) && !at.Before(notBefore) {
			err = d.backUpOnce(ctx, at)
		}
		if store.IsFatal(err) {
			return err
		}
		if err != nil {
			d.log.ErrorContext(ctx, "no backup was made; it is tried again in an hour", "err", err)
			notBefore = at.Add(backUpAgain)
		}
	}
	return nil
}

// backUpOnce makes a backup and removes what is older than backups are kept.
func (d *daemon) backUpOnce(ctx context.Context, at time.Time) error {
	dir := backupDir(d.config)
	b, err := d.db.Backup(ctx, dir, store.Event{At: at, Actor: "rollcall"})
	if err != nil {
		return err
	}
	d.log.InfoContext(ctx, "backup made", "file", b.Name, "bytes", b.Size)
	_, err = store.PruneBackups(dir, at.AddDate(0, 0, -d.config.Backup.KeepDays))
	return err
}

// nextBackup is when the next backup is due.
func (d *daemon) nextBackup() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := d.backups.Made
	if last.IsZero() {
		last = d.started
	}
	return nextTime(last, d.config.Backup.At)
}

// nextTime is the first moment after another with a time of day, in Taiwan's time.
func nextTime(after time.Time, of time.Duration) time.Time {
	local := after.In(taipei)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, taipei)
	for !day.Add(of).After(after) {
		day = day.AddDate(0, 0, 1)
	}
	return day.Add(of)
}

// noteBackups learns when backups were made last, by whomever.
func (d *daemon) noteBackups(ctx context.Context) error {
	var now inventory.Backups
	var err error
	if now.Made, err = d.db.LastBackup(ctx, store.ActionBackup); err != nil {
		return err
	}
	if now.Copied, err = d.db.LastBackup(ctx, store.ActionBackupCopy); err != nil {
		return err
	}
	if now.Since, err = d.db.Since(ctx); err != nil {
		return err
	}
	now.CopyEvery = time.Duration(d.config.Backup.OfflineMaxDays) * 24 * time.Hour
	d.mu.Lock()
	defer d.mu.Unlock()
	d.backups = now
	d.exporter.BackedUp(now.Made)
	return nil
}
