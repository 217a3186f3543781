package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rollcall/inventory"
)

// insideEnv tells the test binary that it runs in mount namespaces of its own
// and names the directory that it may mount on.
const insideEnv = "ROLLCALL_STORE_TEST_INSIDE"

// inside runs the test again in a process with mounts of its own, which may
// mount a small file system; there it returns its directory.
func inside(t *testing.T) (dir string, here bool) {
	t.Helper()
	if dir = os.Getenv(insideEnv); dir != "" {
		return dir, true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), insideEnv+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if uid := os.Geteuid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("in mount namespaces of its own (needs root, or user namespaces): %v\n%s", err, out)
	} else if !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("nothing was tested:\n%s", out)
	}
	return "", false
}

func mountSmall(t *testing.T, dir, size string) {
	t.Helper()
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
}

func TestFullDisk(t *testing.T) {
	dir, here := inside(t)
	if !here {
		return
	}
	mountSmall(t, dir, "4m")
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), filepath.Join(dir, "rollcall.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	b := newBench(t, db)
	stored, err := fill(t, b)
	if !errors.Is(err, ErrFull) || IsFatal(err) || !strings.Contains(err.Error(), "free some space") {
		t.Fatalf("Write on a full disk: %v, want ErrFull and what to do", err)
	}
	reload(t, b, "n-1")
	if got := b.ledgers["n-1"].Number(); got != stored {
		t.Errorf("after the disk was full poll %d is the last, want %d, the last that was acknowledged", got, stored)
	}
	if _, err := db.Snapshot(t.Context(), inventory.AllSchools(), b.city, north, at(0)); err != nil {
		t.Errorf("reading while the disk is full: %v", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	b.write(poll("n-1", stored+1, at(60*int(stored+1)), nil))
	b.checkLedger("n-1")
	if found := violations(t, db); found != nil {
		t.Error(found)
	}
}

// fill writes polls until the disk is full and returns the last that was stored.
func fill(t *testing.T, b *bench) (stored int64, err error) {
	t.Helper()
	for n := int64(1); n < 10_000; n++ {
		var devices []seen
		for d := range 200 {
			devices = append(devices, seen{inventory.MAC{0, 0, 0x5e, 1, byte(n), byte(d)}, 10, 1})
		}
		changes := b.ledgers["n-1"].Apply(poll("n-1", n, at(60*int(n)), devices))
		if _, err := b.db.Write(t.Context(), Batch{At: at(60 * int(n)), Changes: []inventory.Changes{changes}}); err != nil {
			return n - 1, err
		}
	}
	t.Fatal("the small disk was never full")
	return 0, nil
}

// reload puts a ledger where the database stands, as the daemon does after an error.
func reload(t *testing.T, b *bench, sw inventory.SwitchID) {
	t.Helper()
	state, err := b.db.LoadLedger(t.Context(), b.ledgers[sw].Switch())
	if err != nil {
		t.Fatal(err)
	}
	b.ledgers[sw] = inventory.Restore(state, everyTable())
}

func TestOpenOnAFullDisk(t *testing.T) {
	dir, here := inside(t)
	if !here {
		return
	}
	mountSmall(t, dir, "64k")
	if err := os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, 60<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), filepath.Join(dir, "rollcall.db"), Options{})
	if err == nil {
		db.Close()
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("Open on a full disk: %v, want ErrFull", err)
	}
}

func TestReadOnlyFileSystem(t *testing.T) {
	dir, here := inside(t)
	if !here {
		return
	}
	mountSmall(t, dir, "4m")
	path := filepath.Join(dir, "rollcall.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, db)
	b.write(poll("n-1", 1, at(0), nil))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	db, err = Open(t.Context(), path, Options{})
	if err == nil {
		db.Close()
		t.Fatal("a database on a read-only file system was opened for writing")
	}
	if !errors.Is(err, syscall.EROFS) && !errors.Is(err, ErrReadOnly) {
		t.Errorf("Open on a read-only file system: %v", err)
	}
}

func TestDamagedFileIsFatal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "damaged.db")
	if err := open(t).Copy(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(file); i++ {
		file[i] ^= 0x55
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), path, Options{})
	if err == nil {
		defer db.Close()
		err = db.Configure(t.Context(), testCity())
	}
	if !IsFatal(err) || !strings.Contains(err.Error(), "restore a backup") {
		t.Errorf("a damaged database: %v, want a fatal error that says what to do", err)
	}
}

// writeToTheLimit writes with a limit on the size of files, which fails as a
// disk that fails does: with an error that is not about space.
func writeToTheLimit(args []string) error {
	ctx := context.Background()
	db, err := Open(ctx, args[0], Options{})
	if err != nil {
		return err
	}
	schema, err := os.Stat(args[0] + "-wal")
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	limit := uint64(schema.Size()) + 300_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	ledger := inventory.NewLedger(inventory.Switch{ID: "n-1"}, everyTable())
	for n := int64(1); n < 10_000; n++ {
		changes := ledger.Apply(poll("n-1", n, at(60*int(n)), nil))
		if _, err := db.Write(ctx, Batch{At: at(60 * int(n)), Changes: []inventory.Changes{changes}}); err != nil {
			fmt.Println(n-1, IsFatal(err))
			return nil
		}
	}
	return errors.New("nothing went wrong")
}

func TestErrorOfTheDiskIsFatal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	cmd := exec.Command(os.Args[0], path)
	cmd.Env = append(os.Environ(), helperEnv+"=limit")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var stored int64
	var fatal bool
	if _, err := fmt.Sscan(string(out), &stored, &fatal); err != nil || !fatal || stored == 0 {
		t.Errorf("writing where the disk fails printed %q, want a fatal error after some polls", out)
	}
	db := openAt(t, path)
	if got := numbers(t, db)["n-1"]; got != stored {
		t.Errorf("the last poll is %d, want %d, the last that was acknowledged", got, stored)
	}
	if found := violations(t, db); found != nil {
		t.Error(found)
	}
}
