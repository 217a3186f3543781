package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// partialSuffix ends the name of a copy that is still being made.
const partialSuffix = ".partial"

// Copy writes a complete, checked copy of the database to path while others go
// on reading. The file appears under its name only when it is whole and on disk.
func (db *DB) Copy(ctx context.Context, path string) error {
	return db.explain(db.copyTo(ctx, path))
}

// copyTo is VACUUM INTO a temporary name, integrity_check, fsync, rename, fsync
// of the directory. Its connection is its own: those that only read may not VACUUM.
func (db *DB) copyTo(ctx context.Context, path string) (err error) {
	temp := path + partialSuffix
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeIfThere(temp))
		}
	}()
	if err := vacuumInto(ctx, db.path, temp); err != nil {
		return err
	}
	if err := CheckFile(ctx, temp); err != nil {
		return err
	}
	if err := os.Chmod(temp, 0o600); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

func vacuumInto(ctx context.Context, from, to string) error {
	conn, err := sql.Open("sqlite", dsn(from, "mode=rw"))
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", to)
	return errors.Join(err, conn.Close())
}

// CheckFile runs SQLite's integrity_check and foreign_key_check on a database
// file that nobody writes.
func CheckFile(ctx context.Context, path string) error {
	file, err := sql.Open("sqlite", dsn(path, "mode=ro"))
	if err != nil {
		return err
	}
	defer file.Close()
	return check(ctx, file)
}

func check(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrFatal, verdict)
	}
	var table string
	var rest [3]any
	err := db.QueryRowContext(ctx, "PRAGMA foreign_key_check").Scan(&table, &rest[0], &rest[1], &rest[2])
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	return fmt.Errorf("%w: a row of %s refers to nothing", ErrFatal, table)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// syncFile makes what was written to a file, or the names in a directory, durable.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
