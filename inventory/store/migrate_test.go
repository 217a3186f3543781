package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// next is the number of a schema that does not exist yet.
func next() int {
	ms := migrations()
	return ms[len(ms)-1].to + 1
}

// later brings a database to it.
var later = migration{to: next(), sql: `CREATE TABLE extra (n INTEGER) STRICT; ALTER TABLE switches ADD COLUMN extra INTEGER;`}

// schemaText is the whole schema of a database.
func schemaText(t *testing.T, db *sql.DB) string {
	t.Helper()
	var text string
	if err := db.QueryRow(`SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_master ORDER BY name)`).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestMigrationCopiesFirst(t *testing.T) {
	db := open(t)
	newBench(t, db).write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}))
	if err := errors.Join(db.closeWriter(), db.migrate(t.Context(), append(migrations(), later))); err != nil {
		t.Fatal(err)
	}
	if n, err := schemaOf(t.Context(), db.write); n != next() || err != nil {
		t.Errorf("schema is %d, %v, want %d", n, err, next())
	}
	copied := openAt(t, BeforeSchema(db.Path(), next()))
	state, err := copied.LoadLedger(t.Context(), testCity().Schools[0].Switches[1])
	if err != nil || len(state.Sightings) != 1 {
		t.Errorf("the copy has sightings %v, %v, want the one that was written before", state.Sightings, err)
	}
}

// TestOneCopyServesManySteps: an upgrade over several schemas must not want the
// room of the database once for each.
func TestOneCopyServesManySteps(t *testing.T) {
	db := open(t)
	last := migration{to: next() + 1, sql: `CREATE TABLE more (n INTEGER) STRICT`}
	if err := errors.Join(db.closeWriter(), db.migrate(t.Context(), append(migrations(), later, last))); err != nil {
		t.Fatal(err)
	}
	copies, err := filepath.Glob(db.Path() + ".before-schema-*")
	if want := []string{BeforeSchema(db.Path(), next())}; err != nil || !slices.Equal(copies, want) {
		t.Errorf("copies are %q, %v, want %q", copies, err, want)
	}
}

func TestBrokenMigrationChangesNothing(t *testing.T) {
	db := open(t)
	before := schemaText(t, db.write)
	broken := migration{to: next(), sql: later.sql + `CREATE TABLE extra (n INTEGER) STRICT;`}
	if err := db.migrate(t.Context(), append(migrations(), broken)); err == nil {
		t.Fatal("a migration that makes a table twice went through")
	}
	if after := schemaText(t, db.write); after != before {
		t.Errorf("the schema has changed to %s", after)
	}
	if err := db.migrate(t.Context(), append(migrations(), later)); err != nil {
		t.Errorf("migrating again after a broken one: %v", err)
	}
}

func TestNewerSchemaIsRefusedUntouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.migrate(t.Context(), append(migrations(), later)), db.Close()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, opt := range []Options{{}, {ReadOnly: true}} {
		if db, err := Open(t.Context(), path, opt); !errors.Is(err, ErrNewerSchema) {
			t.Errorf("Open(%+v) of the next schema: %v, %v, want ErrNewerSchema", opt, db, err)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the refused database has changed: %v", err)
	}
}

func TestOlderSchemaIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	empty, err := sql.Open("sqlite", dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := empty.Exec("CREATE TABLE old (n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	empty.Close()
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); !errors.Is(err, ErrOlderSchema) {
		t.Errorf("reading schema 0: %v, want ErrOlderSchema", err)
	}
}

func TestCopyIsWholeAndAppearsAtOnce(t *testing.T) {
	db := open(t)
	newBench(t, db).write(poll("n-1", 1, at(0), []seen{{mac(1), 10, 1}}))
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path+".partial", []byte("left by a crash"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.Copy(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := CheckFile(t.Context(), path); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path + ".partial"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the partial copy is still there: %v", err)
	}
}
