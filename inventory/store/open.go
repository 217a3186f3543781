package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// readers is how many queries run at the same time; each holds one connection,
// which is closed when it has had nothing to do for a while.
const (
	readers    = 4
	readerIdle = time.Minute
)

// Page caches, in KiB, of the writing and of each reading connection.
const (
	writerCache = "_pragma=cache_size(-16384)"
	readerCache = "_pragma=cache_size(-4096)"
)

// minSQLite is the first version without the WAL-reset bug
// (https://www.sqlite.org/wal.html#walresetbug), as sqlite3_libversion_number.
const minSQLite = 3_051_003

// Options say how a database is opened. The zero value is the daemon's.
type Options struct {
	// ReadOnly opens without the lock and without migrating, for a verb that only reads.
	ReadOnly bool
}

// A DB is the open database. Its methods may be called from several goroutines;
// writing ones wait for each other.
type DB struct {
	path   string
	lock   *lock
	write  *sql.DB // one connection; nil when opened for reading
	writer writer
	read   *sql.DB
	cities cityCache

	memories memories // none where opened for reading
	prepared prepared
	texts    texts
	onRecord onRecord

	peopleVersion atomic.Int64 // see PeopleVersion
}

// Open opens the database at path, makes it if it is missing, and brings its
// schema up to date. The directory must exist. It returns an error that wraps
// [ErrLocked], [ErrNewerSchema], [ErrFull] or [ErrFatal] where one of them is
// the reason.
func Open(ctx context.Context, path string, opt Options) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the database %s: %w", path, err)
	}
	db := &DB{path: abs}
	if opt.ReadOnly {
		err = db.openForReading(ctx)
	} else {
		err = db.openForWriting(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", abs, db.explain(err)), db.Close())
	}
	return db, nil
}

func (db *DB) openForWriting(ctx context.Context) (err error) {
	if db.lock, err = takeLock(db.path); err != nil {
		return err
	}
	if err := touch(db.path); err != nil {
		return err
	}
	if db.write, err = sql.Open("sqlite", dsn(db.path, "_txlock=immediate&_journal_mode=WAL&"+writerCache)); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if err := checkSettings(ctx, db.write); err != nil {
		return err
	}
	if err := db.migrate(ctx, migrations()); err != nil {
		return err
	}
	if err := db.memories.open(ctx, db.path); err != nil {
		return err
	}
	return db.openPool()
}

func (db *DB) openForReading(ctx context.Context) error {
	if _, err := os.Stat(db.path); err != nil {
		return err
	}
	if err := db.openPool(); err != nil {
		return err
	}
	return db.checkSchema(ctx)
}

func (db *DB) openPool() (err error) {
	db.read, err = sql.Open("sqlite", dsn(db.path, "mode=rw&_query_only=1&"+readerCache))
	if err == nil {
		db.read.SetMaxOpenConns(readers)
		db.read.SetMaxIdleConns(readers)
		db.read.SetConnMaxIdleTime(readerIdle)
	}
	return err
}

// touch makes a missing database file that only its owner may read: it says who
// was where.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn names a database file to the driver, with the settings that every
// connection has. mmap stays off: it made the WAL-reset bug worse.
func dsn(path, extra string) string {
	u := url.URL{Scheme: "file", Path: path, OmitHost: true}
	return u.String() + "?_busy_timeout=10000&_foreign_keys=1&_synchronous=FULL" +
		"&_pragma=journal_size_limit(67108864)&" + extra
}

// checkSettings refuses a build or a file system on which what Write
// acknowledges would not be safe.
func checkSettings(ctx context.Context, db *sql.DB) error {
	var version, mode string
	var synchronous int
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if versionNumber(version) < minSQLite {
		return fmt.Errorf("SQLite %s can damage a database; rollcall must be built with 3.51.3 or newer", version)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	if synchronous != 2 {
		return fmt.Errorf("PRAGMA synchronous is %d, want 2 (FULL)", synchronous)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("journal mode is %s, want wal: put the database on a local file system", mode)
	}
	return nil
}

// versionNumber turns 3.51.3 into 3051003, and anything else into 0.
func versionNumber(version string) int {
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return 0
	}
	return major*1_000_000 + minor*1_000 + patch
}

// Close ends all queries and gives the lock back.
func (db *DB) Close() error {
	var errs []error
	if db.read != nil {
		errs = append(errs, db.read.Close())
	}
	errs = append(errs, db.memories.close())
	if db.write != nil {
		errs = append(errs, db.closeWriter(), db.write.Close())
	}
	return errors.Join(append(errs, db.lock.release())...)
}

func (db *DB) closeWriter() error {
	db.writer.mu.Lock()
	defer db.writer.mu.Unlock()
	return db.writer.disconnect()
}

// Path is the absolute name of the database file.
func (db *DB) Path() string { return db.path }

// view runs a function on one consistent state of the database.
func (db *DB) view(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return db.explain(err)
	}
	defer tx.Rollback()
	return db.explain(f(tx))
}

// unix is how a moment is stored: seconds, UTC.
func unix(t time.Time) int64 { return t.Unix() }

// unixOrNull stores the zero time as NULL.
func unixOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// moment reads what unixOrNull wrote.
func moment(s sql.NullInt64) time.Time {
	if !s.Valid {
		return time.Time{}
	}
	return time.Unix(s.Int64, 0).UTC()
}
