package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"rollcall/inventory"
)

func TestOpenSetsWhatDurabilityNeeds(t *testing.T) {
	db := open(t)
	for name, pool := range map[string]*sql.DB{"writer": db.write, "reader": db.read} {
		for pragma, want := range map[string]string{
			"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "mmap_size": "0",
		} {
			var got string
			if err := pool.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("PRAGMA %s of the %s is %q, %v, want %q", pragma, name, got, err, want)
			}
		}
	}
	if _, err := db.read.Exec("DELETE FROM switches"); err == nil {
		t.Error("a reading connection can write")
	}
	info, err := os.Stat(db.Path())
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("the database has mode %o, want 600: it says who was where", got)
	}
}

func TestVersionsOfSQLite(t *testing.T) {
	for version, refused := range map[string]bool{
		"3.51.2": true, "3.7.0": true, "3.51.3": false, "3.54.1": false, "4.0.0": false, "x": true,
	} {
		if got := versionNumber(version) < minSQLite; got != refused {
			t.Errorf("SQLite %s refused: %v, want %v", version, got, refused)
		}
	}
}

// holdDatabase opens a database, says so, and keeps it until its input ends.
func holdDatabase(args []string) error {
	db, err := Open(context.Background(), args[0], Options{})
	if err != nil {
		return err
	}
	os.Stdout.WriteString("open\n")
	bufio.NewReader(os.Stdin).ReadByte()
	return db.Close()
}

func TestSecondDaemonIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), helperEnv+"=hold")
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "open\n" {
		t.Fatalf("the first daemon said %q, %v", line, err)
	}
	_, err := Open(t.Context(), path, Options{})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "process "+strconv.Itoa(cmd.Process.Pid)) {
		t.Errorf("Open beside a daemon: %v, want ErrLocked with its process id", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the refusal has several lines: %q", err)
	}
	reader, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("a reader beside a daemon: %v", err)
	}
	reader.Close()
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
}

// TestClosedDatabaseIsFreeAtOnce, though a child that is just being started still
// has a copy of every descriptor.
func TestClosedDatabaseIsFreeAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	childs, err := syscall.Dup(int(db.lock.file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(childs)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, path string
		opt        Options
		want       error
		says       string
	}{
		{"a missing directory", filepath.Join(dir, "missing", "rollcall.db"), Options{}, fs.ErrNotExist, "missing"},
		{"a missing file to read", filepath.Join(dir, "none.db"), Options{ReadOnly: true}, fs.ErrNotExist, "none.db"},
		{"a file that is no database", garbage, Options{}, ErrFatal, "restore a backup"},
	} {
		db, err := Open(t.Context(), tc.path, tc.opt)
		if err == nil {
			db.Close()
		}
		if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v, want %v saying %q", tc.name, err, tc.want, tc.says)
		}
	}
}

func TestReadOnlyRefusesToWrite(t *testing.T) {
	path := open(t).Path()
	reader, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Configure(t.Context(), &inventory.City{}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Configure on a reader: %v, want ErrReadOnly", err)
	}
}

func TestPathsArePlainNames(t *testing.T) {
	for _, name := range []string{"with blank.db", "資料庫.db", "a?b.db", "a#b.db", "a%20b.db", "file:x.db", "&mode=memory.db"} {
		path := filepath.Join(t.TempDir(), name)
		db := openAt(t, path)
		newBench(t, db).write(poll("n-1", 1, at(0), nil))
		if _, err := os.Stat(path + "-wal"); err != nil {
			t.Errorf("%s: the log is not beside the database: %v", name, err)
		}
		if err := db.Copy(t.Context(), path+".copy"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
