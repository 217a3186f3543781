package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// A lock is held on a file of its own: closing any descriptor of the database
// file itself would drop the locks that SQLite has on it (fcntl, POSIX.1-2024).
type lock struct{ file *os.File }

// takeLock takes the lock of the database at path, or says who holds it. The
// kernel drops it when the process ends, however that happens; the file stays.
func takeLock(path string) (*lock, error) {
	name := path + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("make its directory first: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("open its lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close()
		return nil, fmt.Errorf("%w: it is %s; stop that one, or let it answer through its socket", ErrLocked, holder(f))
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	if err := writeHolder(f); err != nil {
		f.Close()
		return nil, err
	}
	return &lock{file: f}, nil
}

func writeHolder(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("empty %s: %w", f.Name(), err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("write the process id to %s: %w", f.Name(), err)
	}
	return nil
}

// holder names the process that wrote its id into a lock file.
func holder(f *os.File) string {
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if pid := strings.TrimSpace(string(text)); err == nil && pid != "" {
		return "process " + pid
	}
	return "another process"
}

// release gives the lock up at once. Closing the file would not do: a child that
// this process is just starting has a copy of it until it runs its own program.
func (l *lock) release() error {
	if l == nil {
		return nil
	}
	if err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN); err != nil {
		return errors.Join(fmt.Errorf("unlock %s: %w", l.file.Name(), err), l.file.Close())
	}
	return l.file.Close()
}
