package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// events returns the subjects of what was done to a database.
func subjects(t *testing.T, db *DB) []string {
	t.Helper()
	events, err := db.Events(context.Background(), inventory.AllSchools(), EventQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range events {
		all = append(all, e.Action+" "+e.Subject)
	}
	return all
}

// opened opens a database that the test closes itself.
func opened(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// note writes something that a backup can be told by.
func note(t *testing.T, db *DB, subject string) {
	t.Helper()
	err := db.transact(context.Background(), at(0), func(x *tx) error { return x.event(Event{Actor: "test", Action: "note", Subject: subject}) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path, backups := filepath.Join(dir, "rollcall.db"), filepath.Join(dir, "backups")
	db := opened(t, path)
	note(t, db, "before")
	b, err := db.Backup(ctx, backups, Event{At: at(60), Actor: "rollcall"})
	if err != nil {
		t.Fatal(err)
	}
	note(t, db, "after")
	if _, err := Restore(ctx, filepath.Join(backups, b.Name), path, Event{At: at(90)}); !errors.Is(err, ErrLocked) {
		t.Fatalf("restored under an open database: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Restore(ctx, filepath.Join(backups, b.Name), path, Event{At: at(120), Actor: "root"})
	if err != nil || got != b {
		t.Fatalf("Restore: %+v, %v; want %+v", got, err, b)
	}
	again := openAt(t, path)
	if got, want := subjects(t, again), []string{"restore " + b.Name, "note before"}; !slices.Equal(got, want) {
		t.Errorf("after the restore: %q, want %q", got, want)
	}
	old := openAt(t, Aside(path, at(120)))
	if got, want := subjects(t, old), []string{"note after", "backup " + b.Name, "note before"}; !slices.Equal(got, want) {
		t.Errorf("what was set aside: %q, want %q", got, want)
	}
	records, err := again.BackupRecords(ctx, inventory.AllSchools(), 10)
	if err != nil || len(records) != 1 || records[0].Backup != b || records[0].Action != ActionRestore || !records[0].Done.Equal(at(120)) {
		t.Errorf("records: %+v, %v", records, err)
	}
	if records, err := again.BackupRecords(ctx, inventory.OnlySchools(north), 10); err != nil || len(records) > 0 {
		t.Errorf("a school sees the record of backups: %+v, %v", records, err)
	}
}

// TestBackupThatCannotBeTrusted damages a backup in every way that a copy to a
// disk and back may damage it. None is restored, and the database stays as it was.
func TestBackupThatCannotBeTrusted(t *testing.T) {
	ctx := context.Background()
	dice := rand.New(rand.NewPCG(1, 2))
	flip := func(f []byte) []byte { f[dice.IntN(len(f))] ^= 1 << dice.IntN(8); return f }
	ways := map[string]func(file string) error{
		"cut short":        func(f string) error { return edit(f, func(b []byte) []byte { return b[:len(b)/2] }) },
		"empty":            func(f string) error { return edit(f, func([]byte) []byte { return nil }) },
		"longer":           func(f string) error { return edit(f, func(b []byte) []byte { return append(b, 0) }) },
		"without digest":   func(f string) error { return os.Remove(DigestFile(f)) },
		"with half digest": func(f string) error { return edit(DigestFile(f), func(b []byte) []byte { return b[:20] }) },
		"other digest": func(f string) error {
			return os.WriteFile(DigestFile(f), []byte(strings.Repeat("0", 64)+"  x\n"), 0o600)
		},
		"no database, rightly sealed": func(f string) error {
			b := Backup{Name: filepath.Base(f)}
			return errors.Join(os.WriteFile(f, []byte("no database"), 0o600), b.seal(f))
		},
	}
	for range 20 {
		ways["a bit "+at(dice.IntN(1e6)).String()] = func(f string) error { return edit(f, flip) }
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "rollcall.db")
	db := opened(t, path)
	note(t, db, "kept")
	b, err := db.Backup(ctx, dir, Event{At: at(60)})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for name, damage := range ways {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), b.Name)
			for _, from := range []string{b.Name, DigestFile(b.Name)} {
				if err := copyFile(filepath.Join(dir, from), filepath.Join(filepath.Dir(file), from)); err != nil {
					t.Fatal(err)
				}
			}
			if err := damage(file); err != nil {
				t.Fatal(err)
			}
			if _, err := Restore(ctx, file, path, Event{At: at(90)}); !errors.Is(err, ErrNotVerified) {
				t.Errorf("Restore: %v", err)
			}
		})
	}
	if _, err := Restore(ctx, filepath.Join(dir, "no such file"), path, Event{At: at(90)}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if got := subjects(t, openAt(t, path)); !slices.Equal(got, []string{"backup " + b.Name, "note kept"}) {
		t.Errorf("the database is not what it was: %q", got)
	}
	left, err := filepath.Glob(path + ".*restor*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// edit rewrites a file.
func edit(file string, change func([]byte) []byte) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, change(b), 0o600)
}

func TestRestoreOverADamagedDatabase(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	path := filepath.Join(dir, "rollcall.db")
	db := opened(t, path)
	note(t, db, "kept")
	b, err := db.Backup(ctx, dir, Event{At: at(60)})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), os.WriteFile(path, []byte(strings.Repeat("no database ", 999)), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, filepath.Join(dir, b.Name), path, Event{At: at(90)}); err != nil {
		t.Fatal(err)
	}
	if got := subjects(t, openAt(t, path)); !slices.Equal(got, []string{"restore " + b.Name, "note kept"}) {
		t.Errorf("after the restore: %q", got)
	}
	if old, err := os.ReadFile(Aside(path, at(90))); err != nil || !strings.HasPrefix(string(old), "no database") {
		t.Errorf("the damaged file was not kept: %.20q, %v", old, err)
	}
}

// TestPrunedBackups plays the years: only those of the last 14 days stay, and
// one always does.
func TestPrunedBackups(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	db := open(t)
	day := func(n int) time.Time { return at(n * 86400) }
	var made []Backup
	for n := range 21 {
		b, err := db.Backup(ctx, dir, Event{At: day(n)})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, b)
	}
	if _, err := PruneBackups(dir, day(20-14)); err != nil {
		t.Fatal(err)
	}
	kept := slices.Clone(made[6:])
	slices.Reverse(kept)
	if got, err := Backups(dir); err != nil || !slices.Equal(got, kept) {
		t.Errorf("after three weeks: %v, %v; want %v", got, err, kept)
	}
	unfinished := filepath.Join(dir, BackupName(day(30))+partialSuffix)
	if err := os.WriteFile(unfinished, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if gone, err := PruneBackups(dir, day(9999)); err != nil || len(gone) != 2*14+1 {
		t.Errorf("removed %q, %v", gone, err)
	}
	if got, err := Backups(dir); err != nil || !slices.Equal(got, kept[:1]) {
		t.Errorf("after years: %v, %v", got, err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Errorf("files: %v, %v", files, err)
	}
}
