package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Reasons why a database cannot be opened or written. Errors of this package
// wrap them; their texts say what to do.
var (
	// ErrLocked: another process has the database open for writing.
	ErrLocked = errors.New("another rollcall has this database open")
	// ErrNewerSchema: a newer rollcall wrote the database. Nothing was changed.
	ErrNewerSchema = errors.New("the database is of a newer rollcall")
	// ErrOlderSchema: the database must be migrated, which a read-only open does not do.
	ErrOlderSchema = errors.New("the database is of an older rollcall")
	// ErrFull: no space is left. What is stored stays readable, and writing goes
	// on as soon as there is space.
	ErrFull = errors.New("the disk is full")
	// ErrFatal: the disk or the file is broken. The process must end: what the
	// kernel could not write may be gone from its cache, so trying again proves
	// nothing; the log is replayed at the next start.
	ErrFatal = errors.New("the database cannot be trusted any more")
	// ErrReadOnly: the database was opened for reading.
	ErrReadOnly = errors.New("the database is open for reading only")
)

// IsFatal says whether err means that the process must end: an I/O error, a
// failed fsync or a damaged file.
func IsFatal(err error) bool { return errors.Is(err, ErrFatal) }

// primary is the part of an extended SQLite result code that names its class.
const primary = 0xff

// explain wraps errors of SQLite that a person must act upon with what to do.
// Other errors pass unchanged.
func (db *DB) explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Code()&primary == lib.SQLITE_FULL, e.Code() == lib.SQLITE_IOERR_SHMSIZE:
		return fmt.Errorf("%w: free some space on the file system of %s; nothing that was stored is lost, "+
			"and writing goes on by itself (%w)", ErrFull, db.path, err)
	case e.Code()&primary == lib.SQLITE_IOERR:
		return fmt.Errorf("%w: reading or writing %s failed; check the disk, then start again (%w)", ErrFatal, db.path, err)
	case e.Code()&primary == lib.SQLITE_CORRUPT, e.Code()&primary == lib.SQLITE_NOTADB:
		return fmt.Errorf("%w: %s is damaged; keep the file aside and restore a backup (%w)", ErrFatal, db.path, err)
	case e.Code()&primary == lib.SQLITE_READONLY:
		return fmt.Errorf("%w: make %s and its directory writable (%w)", ErrReadOnly, db.path, err)
	}
	return err
}
