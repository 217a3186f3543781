package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A writer owns the one writing connection and its prepared statements. It knows
// nothing of the contents of the database: what was looked up in one transaction
// is forgotten at its end, so a rollback leaves nothing behind.
type writer struct {
	mu    sync.Mutex
	conn  *sql.Conn // nil: to be taken from the pool
	stmts map[string]*sql.Stmt
}

// A tx is one writing transaction with its one timestamp. It lives no longer
// than the call that it carries the context of.
type tx struct {
	ctx context.Context
	w   *writer
	at  time.Time

	batch  int64 // 0: not made yet
	ports  map[portKey]int64
	places map[placeKey]int64
	texts  map[string]int64
}

// The keys of dictionaries.
type (
	portKey struct {
		sw     int64 // switches.id
		ifName string
	}
	placeKey struct {
		port int64 // ports.id
		vid  int
	}
)

// transact runs f in a transaction and commits it, unless f returns an error.
func (db *DB) transact(ctx context.Context, at time.Time, f func(*tx) error) error {
	if db.write == nil {
		return ErrReadOnly
	}
	w := &db.writer
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.connect(ctx, db.write); err != nil {
		return db.explain(err)
	}
	return db.explain(w.run(ctx, at, f))
}

func (w *writer) run(ctx context.Context, at time.Time, f func(*tx) error) error {
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	t := &tx{ctx: ctx, w: w, at: at,
		ports:  map[portKey]int64{},
		places: map[placeKey]int64{}, texts: map[string]int64{}}
	err := f(t)
	if err == nil {
		if _, err = w.conn.ExecContext(ctx, "COMMIT"); err == nil {
			return nil
		}
		err = fmt.Errorf("commit: %w", err)
	}
	if _, undone := w.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); undone != nil {
		// SQLite has rolled back by itself (disk full, I/O error), or the
		// connection is broken: the next transaction gets a new one.
		w.discard()
	}
	return err
}

func (w *writer) connect(ctx context.Context, pool *sql.DB) (err error) {
	if w.conn != nil {
		return nil
	}
	w.stmts = map[string]*sql.Stmt{}
	w.conn, err = pool.Conn(ctx)
	return err
}

func (w *writer) disconnect() error {
	if w.conn == nil {
		return nil
	}
	var errs []error
	for _, stmt := range w.stmts {
		errs = append(errs, stmt.Close())
	}
	errs = append(errs, w.conn.Close())
	w.conn, w.stmts = nil, nil
	return errors.Join(errs...)
}

// discard has the pool close the connection, whatever state it is in.
func (w *writer) discard() {
	_ = w.conn.Raw(func(any) error { return driver.ErrBadConn })
	w.conn, w.stmts = nil, nil
}

// stmt returns the statement of a query, prepared once per connection.
func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if stmt, ok := t.w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := t.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, err
	}
	t.w.stmts[query] = stmt
	return stmt, nil
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	result, err := t.change(query, args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs an INSERT and returns the new row's id.
func (t *tx) insert(query string, args ...any) (int64, error) {
	result, err := t.change(query, args)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (t *tx) change(query string, args []any) (sql.Result, error) {
	stmt, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(t.ctx, args...)
}

// row reads one row; sql.ErrNoRows where there is none.
func (t *tx) row(query string, args []any, into ...any) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(t.ctx, args...).Scan(into...)
}

// rows calls f for each row of a query.
func (t *tx) rows(query string, args []any, f func(*sql.Rows) error) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	return each(rows, f)
}

// each calls f for each row and closes rows.
func each(rows *sql.Rows, f func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// event writes down what a person, or rollcall itself, did.
func (t *tx) event(e Event) error {
	_, err := t.exec(`INSERT INTO events (at, actor, school, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		unix(t.at), e.Actor, string(e.School), e.Action, e.Subject, e.Detail)
	return err
}
