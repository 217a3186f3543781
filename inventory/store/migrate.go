package store

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Migrations are numbered files: 0001_first.sql brings an empty database to
// schema 1. A released one is never edited.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// A migration brings a database of schema to-1 to schema to.
type migration struct {
	to  int
	sql string
}

// migrations reads the embedded files in the order of their numbers.
func migrations() []migration {
	entries, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		panic(err) // they are part of the program
	}
	var ms []migration
	for _, e := range entries {
		text, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			panic(err)
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		to, err := strconv.Atoi(number)
		if err != nil {
			panic(fmt.Sprintf("migration %s has no number", e.Name()))
		}
		ms = append(ms, migration{to: to, sql: string(text)})
	}
	slices.SortFunc(ms, func(a, b migration) int { return cmp.Compare(a.to, b.to) })
	return ms
}

// migrate brings the database to the newest schema. Each step is a transaction
// of its own that also moves the schema's number, so an interrupted run goes on
// where it stopped. Before its first step a run copies the whole database, unless
// that is new.
func (db *DB) migrate(ctx context.Context, ms []migration) error {
	have, err := schemaOf(ctx, db.write)
	if err != nil {
		return err
	}
	newest := ms[len(ms)-1].to
	if have > newest {
		return db.newerSchema(have, newest)
	}
	kept := have == 0 // a new database has nothing to lose
	for _, m := range ms {
		if m.to <= have {
			continue
		}
		if !kept {
			if err := db.copyTo(ctx, BeforeSchema(db.path, m.to)); err != nil {
				return fmt.Errorf("copy the database before migrating it to schema %d: %w", m.to, err)
			}
			kept = true
		}
		if err := m.apply(ctx, db.write); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", m.to, err)
		}
	}
	return nil
}

// BeforeSchema names the copy that is made before the database at path is
// brought to a schema.
func BeforeSchema(path string, schema int) string {
	return fmt.Sprintf("%s.before-schema-%d", path, schema)
}

func (db *DB) newerSchema(have, newest int) error {
	return fmt.Errorf("%w: it has schema %d, this one knows up to %d; start the newer rollcall again, or put %s in place, "+
		"the copy that it made before it changed the schema", ErrNewerSchema, have, newest, BeforeSchema(db.path, newest+1))
}

func (m migration) apply(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(m.to)); err != nil {
		return err
	}
	return tx.Commit()
}

func schemaOf(ctx context.Context, db *sql.DB) (int, error) {
	var n int
	err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n)
	return n, err
}

// checkSchema refuses a schema that is not the newest: reading does not migrate.
func (db *DB) checkSchema(ctx context.Context) error {
	have, err := schemaOf(ctx, db.read)
	if err != nil {
		return err
	}
	ms := migrations()
	switch newest := ms[len(ms)-1].to; {
	case have > newest:
		return db.newerSchema(have, newest)
	case have < newest:
		return fmt.Errorf("%w: it has schema %d, this one wants %d; start the daemon once, which migrates it", ErrOlderSchema, have, newest)
	}
	return nil
}
