package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"rollcall/inventory"
)

// memories hands out what polls left for the next. Every poll asks for that, so it
// has a connection of its own, which people's queries do not keep busy.
type memories struct {
	db  *sql.DB
	get *sql.Stmt
}

// open makes ready for reading the memories in a database of that name.
func (m *memories) open(ctx context.Context, path string) (err error) {
	if m.db, err = sql.Open("sqlite", dsn(path, "mode=rw&_query_only=1&_pragma=cache_size(-1024)")); err != nil {
		return err
	}
	m.db.SetMaxOpenConns(1)
	m.get, err = m.db.PrepareContext(ctx, `SELECT value FROM memories WHERE switch_id = (SELECT id FROM switches WHERE name = ?)`)
	return err
}

func (m *memories) close() error {
	var errs []error
	if m.get != nil {
		errs = append(errs, m.get.Close())
	}
	if m.db != nil {
		errs = append(errs, m.db.Close())
	}
	return errors.Join(errs...)
}

// Memory returns what the collector wants back with the next poll of a switch, as
// the last Changes that were written said; nil: it was never polled.
func (db *DB) Memory(ctx context.Context, id inventory.SwitchID) ([]byte, error) {
	var memory []byte
	err := db.memories.get.QueryRowContext(ctx, string(id)).Scan(&memory)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what the last poll of %s left: %w", id, db.explain(err))
	}
	return memory, nil
}
