package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ErrNotVerified: a file is not what was written when the backup was made, or
// nothing says what was.
var ErrNotVerified = errors.New("this is no backup that can be trusted")

// A Backup is a complete copy of the database in one file. Its digest lies
// beside it in a file of its own, in the form that sha256sum -c reads.
type Backup struct {
	Name   string    `json:"name"` // of the file, without its directory
	At     time.Time `json:"at"`   // the state that it holds
	Size   int64     `json:"size"` // octets
	SHA256 string    `json:"sha256"`
}

// The names of backups: their moment is in it, in UTC, so that they sort by age.
const (
	backupPrefix = "rollcall-"
	backupSuffix = ".db"
	backupTime   = "20060102T150405Z"
	digestSuffix = ".sha256"
)

// BackupName is the name of a backup of a moment.
func BackupName(at time.Time) string {
	return backupPrefix + at.UTC().Format(backupTime) + backupSuffix
}

// ParseBackupName reads the moment out of a name; false where it is no backup's.
func ParseBackupName(name string) (time.Time, bool) {
	rest, isOurs := strings.CutPrefix(name, backupPrefix)
	stamp, isDB := strings.CutSuffix(rest, backupSuffix)
	at, err := time.Parse(backupTime, stamp)
	return at, isOurs && isDB && err == nil
}

// DigestFile names the file that holds the digest of a backup.
func DigestFile(backup string) string { return backup + digestSuffix }

// Backup writes a verified backup into a directory, which it makes if it is
// missing, and records that. Others go on reading and writing meanwhile.
func (db *DB) Backup(ctx context.Context, dir string, by Event) (Backup, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Backup{}, fmt.Errorf("make a directory for backups: %w", err)
	}
	b := Backup{Name: BackupName(by.At), At: by.At.UTC().Truncate(time.Second)}
	path := filepath.Join(dir, b.Name)
	if err := db.Copy(ctx, path); err != nil {
		return Backup{}, fmt.Errorf("back up: %w", err)
	}
	if err := b.seal(path); err != nil {
		return Backup{}, fmt.Errorf("back up: %w", err)
	}
	by.Action = ActionBackup
	return b, db.RecordBackup(ctx, b, by)
}

// seal measures a backup and writes its digest beside it.
func (b *Backup) seal(path string) (err error) {
	if b.SHA256, b.Size, err = digest(path); err != nil {
		return err
	}
	return WriteDigest(*b, path)
}

// WriteDigest writes the digest of a backup beside the file that holds it.
func WriteDigest(b Backup, path string) error {
	file := DigestFile(path)
	line := b.SHA256 + "  " + filepath.Base(path) + "\n" // as sha256sum writes it
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		return err
	}
	if err := syncFile(file); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

func digest(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// CheckBackup verifies a backup: its digest, SQLite's own checks, and a schema
// that this rollcall knows. An error that is the file's fault wraps
// [ErrNotVerified] or [ErrNewerSchema].
func CheckBackup(ctx context.Context, path string) (Backup, error) {
	b := Backup{Name: filepath.Base(path)}
	b.At, _ = ParseBackupName(b.Name)
	want, err := writtenDigest(path)
	if err != nil {
		return b, err
	}
	if b.SHA256, b.Size, err = digest(path); err != nil {
		return b, fmt.Errorf("read the backup: %w", err)
	}
	if b.SHA256 != want {
		return b, fmt.Errorf("%w: %s was changed, or copied only in part, after it was made; take another one", ErrNotVerified, path)
	}
	return b, b.checkContents(ctx, path)
}

// checkContents looks into a file whose digest is right. Where its name does not
// say of when it is, its last transaction does.
func (b *Backup) checkContents(ctx context.Context, path string) error {
	if err := CheckFile(ctx, path); err != nil {
		return fmt.Errorf("%w: %w", ErrNotVerified, err)
	}
	db := &DB{path: path}
	if err := db.openPool(); err != nil {
		return err
	}
	err := db.checkSchema(ctx)
	if errors.Is(err, ErrOlderSchema) { // it is migrated when it is opened
		err = nil
	}
	if err == nil && b.At.IsZero() {
		b.At, err = db.lastWrite(ctx)
	}
	return errors.Join(err, db.Close())
}

// writtenDigest reads the digest beside a backup.
func writtenDigest(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("read the backup: %w", err)
	}
	f, err := os.Open(DigestFile(path))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: %s is not beside it, which says what it should be; copy both files", ErrNotVerified, DigestFile(filepath.Base(path)))
	}
	if err != nil {
		return "", fmt.Errorf("read the digest of the backup: %w", err)
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the digest of the backup: %w", err)
	}
	sum, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	if len(sum) != hex.EncodedLen(sha256.Size) {
		return "", fmt.Errorf("%w: %s holds no SHA-256", ErrNotVerified, f.Name())
	}
	return strings.ToLower(sum), nil
}

// Backups lists the backups of a directory by their names, the newest first. A
// missing directory has none.
func Backups(dir string) ([]Backup, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	var found []Backup
	for _, e := range entries {
		at, isOurs := ParseBackupName(e.Name())
		info, err := e.Info()
		if !isOurs || err != nil {
			continue
		}
		b := Backup{Name: e.Name(), At: at, Size: info.Size()}
		if b.SHA256, err = writtenDigest(filepath.Join(dir, e.Name())); err == nil {
			found = append(found, b)
		}
	}
	slices.SortFunc(found, func(a, b Backup) int { return cmp.Compare(b.Name, a.Name) })
	return found, nil
}

// PruneBackups removes the backups of a directory that are older than they are
// kept, but never the last one, and what is left of backups that were not
// finished. It returns the names of the files that it removed.
func PruneBackups(dir string, before time.Time) ([]string, error) {
	all, err := Backups(dir)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	var gone []string
	for _, e := range entries {
		name := strings.TrimSuffix(strings.TrimSuffix(e.Name(), digestSuffix), partialSuffix)
		at, isOurs := ParseBackupName(name)
		if !isOurs || !at.Before(before) || name == all[0].Name {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return gone, fmt.Errorf("remove an old backup: %w", err)
		}
		gone = append(gone, e.Name())
	}
	return gone, nil
}
