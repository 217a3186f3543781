package store

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
)

// prepared keeps the statements of questions that pages ask again and again: to
// parse and plan one takes as long as to answer it. Their texts are few, but for the
// number of schools in a scope; beyond mostPrepared none is kept.
type prepared struct {
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

const mostPrepared = 200

// query asks what it has asked before.
func (db *DB) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := db.prepared.stmt(ctx, db.read, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return db.read.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

// stmt returns the statement of a text; nil: it is not to be kept.
func (p *prepared) stmt(ctx context.Context, pool *sql.DB, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	stmt, full := p.stmts[query], len(p.stmts) >= mostPrepared
	p.mu.Unlock()
	if stmt != nil || full {
		return stmt, nil
	}
	made, err := pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt := p.stmts[query]; stmt != nil { // somebody else was first
		return stmt, made.Close()
	}
	if p.stmts == nil {
		p.stmts = make(map[string]*sql.Stmt)
	}
	p.stmts[query] = made
	return made, nil
}

// top ends a query after so many rows. The number stands in its text: SQLite plans
// a query again for each value of a placeholder there.
func top(n int) string { return " LIMIT " + strconv.Itoa(limit(n)) }
