package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Aside names where the database goes that a restore takes the place of.
func Aside(path string, at time.Time) string {
	return path + ".before-restore-" + at.UTC().Format(backupTime)
}

// Restore puts a backup in the place of the database at path. The backup is
// verified before anything is touched; what was there is kept beside it under
// the name that Aside gives. No process may have the database open. Until the
// one moment in which the new file takes the name, the old database stays in force.
func Restore(ctx context.Context, backup, path string, by Event) (Backup, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Backup{}, fmt.Errorf("restore: %w", err)
	}
	lock, err := takeLock(path)
	if err != nil {
		return Backup{}, fmt.Errorf("restore: %w", err)
	}
	b, err := swap(ctx, backup, path, by.At)
	if err = errors.Join(err, lock.release()); err != nil {
		return b, fmt.Errorf("restore: %w", err)
	}
	db, err := Open(ctx, path, Options{})
	if err != nil {
		return b, fmt.Errorf("restore: %w", err)
	}
	by.Action = ActionRestore
	return b, errors.Join(db.RecordBackup(ctx, b, by), db.Close())
}

func swap(ctx context.Context, backup, path string, at time.Time) (Backup, error) {
	b, err := CheckBackup(ctx, backup)
	if err != nil {
		return b, err
	}
	fresh := path + ".restoring"
	if err := copyFile(backup, fresh); err != nil {
		return b, errors.Join(err, removeIfThere(fresh))
	}
	if sum, _, err := digest(fresh); err != nil || sum != b.SHA256 {
		return b, errors.Join(fmt.Errorf("%w: it changed while it was copied", ErrNotVerified), err, removeIfThere(fresh))
	}
	if err := setAside(ctx, path, at); err != nil {
		return b, errors.Join(err, removeIfThere(fresh))
	}
	if err := os.Rename(fresh, path); err != nil {
		return b, err
	}
	return b, syncFile(filepath.Dir(path))
}

// setAside keeps a copy of the database and empties its log, whose pages must
// not be taken for those of another file. A database that is too damaged for a
// copy of its own making is kept as its bare files.
func setAside(ctx context.Context, path string, at time.Time) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return removeLog(path)
	}
	db := &DB{path: path}
	if err := db.copyTo(ctx, Aside(path, at)); err != nil {
		return setFilesAside(path, at, err)
	}
	return checkpoint(ctx, path)
}

// checkpoint brings everything into the one file, which stays whole by itself.
func checkpoint(ctx context.Context, path string) error {
	conn, err := sql.Open("sqlite", dsn(path, "mode=rw"))
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("finish the old database: %w", err)
	}
	return removeLog(path)
}

// setFilesAside keeps the files themselves. Where even that does not work, as on
// a full disk, nothing is changed.
func setFilesAside(path string, at time.Time, why error) error {
	for _, part := range logSuffixes() {
		err := copyFile(path+part, Aside(path, at)+part)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep the old database: %w (and no copy could be made: %w)", err, why)
		}
	}
	return removeLog(path)
}

// logSuffixes are the endings of the files that a database in WAL mode consists of.
func logSuffixes() []string { return []string{"", "-wal", "-shm"} }

func removeLog(path string) error {
	return errors.Join(removeIfThere(path+"-wal"), removeIfThere(path+"-shm"))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
