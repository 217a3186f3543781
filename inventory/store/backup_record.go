package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall/inventory"
)

// A BackupRecord is a backup that was made, copied to another disk or restored,
// as the record of backups shows it.
type BackupRecord struct {
	Backup
	Done   time.Time // when that was done
	Action string    // ActionBackup, ActionBackupCopy or ActionRestore
	Actor  string
}

// RecordBackup writes down what was done with a backup. Where it is on the
// machine stays out of the record.
func (db *DB) RecordBackup(ctx context.Context, b Backup, by Event) error {
	detail, err := json.Marshal(b)
	if err != nil {
		return err
	}
	by.Subject, by.Detail = b.Name, string(detail)
	return db.transact(ctx, by.At, func(t *tx) error { return t.event(by) })
}

// BackupRecords returns what was done with backups, the newest first. Only the
// scope of all schools sees it.
func (db *DB) BackupRecords(ctx context.Context, scope inventory.Scope, limit int) ([]BackupRecord, error) {
	if !scope.All() {
		return nil, nil
	}
	rows, err := db.read.QueryContext(ctx, `SELECT at, actor, action, detail FROM events
		WHERE action IN (?, ?, ?) ORDER BY id DESC LIMIT ?`, ActionBackup, ActionBackupCopy, ActionRestore, limit)
	if err != nil {
		return nil, db.explain(fmt.Errorf("read the record of backups: %w", err))
	}
	var all []BackupRecord
	err = each(rows, func(rows *sql.Rows) error {
		var r BackupRecord
		var at int64
		var detail string
		if err := rows.Scan(&at, &r.Actor, &r.Action, &detail); err != nil {
			return err
		}
		r.Done = time.Unix(at, 0).UTC()
		all = append(all, r)
		return json.Unmarshal([]byte(detail), &all[len(all)-1].Backup)
	})
	return all, db.explain(err)
}

// LastBackup returns when something was last done with a backup; the zero time
// where it never was.
func (db *DB) LastBackup(ctx context.Context, action string) (time.Time, error) {
	return db.momentOf(ctx, `SELECT at FROM events WHERE action = ? ORDER BY id DESC LIMIT 1`, action)
}

// Since returns when the first thing was written; the zero time where nothing was.
func (db *DB) Since(ctx context.Context) (time.Time, error) {
	return db.momentOf(ctx, `SELECT at FROM batches ORDER BY id LIMIT 1`)
}

// lastWrite returns when the last thing was done.
func (db *DB) lastWrite(ctx context.Context) (time.Time, error) {
	return db.momentOf(ctx, `SELECT at FROM events ORDER BY id DESC LIMIT 1`)
}

func (db *DB) momentOf(ctx context.Context, query string, args ...any) (time.Time, error) {
	var at sql.NullInt64
	if err := db.read.QueryRowContext(ctx, query, args...).Scan(&at); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, db.explain(fmt.Errorf("read when something was written: %w", err))
	}
	return moment(at), nil
}
