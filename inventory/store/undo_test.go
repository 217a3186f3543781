package store

import (
	"errors"
	"io/fs"
	"testing"

	"rollcall/inventory"
)

// last returns the newest import of the whitelist of the northern school.
func last(t *testing.T, db *DB) ImportRecord {
	t.Helper()
	records, err := db.Imports(t.Context(), inventory.AllSchools(), north, ListWhitelist)
	if err != nil || len(records) == 0 {
		t.Fatalf("imports: %v, %v", records, err)
	}
	return records[0]
}

func undo(t *testing.T, db *DB, second int, id int64) error {
	t.Helper()
	_, err := db.Undo(t.Context(), inventory.OnlySchools(north), Undo{At: at(second), Actor: "u", School: north, List: ListWhitelist, Import: id})
	return err
}

func bring(t *testing.T, db *DB, by Import, rows ...inventory.ListEntry) ImportRecord {
	t.Helper()
	if _, err := db.ImportWhitelist(t.Context(), by, rows); err != nil {
		t.Fatal(err)
	}
	return last(t, db)
}

func whitelisted(t *testing.T, db *DB, second int) []string {
	t.Helper()
	lists, err := db.Lists(t.Context(), inventory.AllSchools(), north, at(second))
	if err != nil {
		t.Fatal(err)
	}
	return names(lists.Whitelist)
}

func TestUndoPutsBackWhatAnImportDid(t *testing.T) {
	db := open(t)
	first := bring(t, db, Import{At: at(0), Actor: "x", File: "a.csv"}, entry(1, "one", 2), entry(2, "two", 3))
	second := bring(t, db, Import{At: at(60), Actor: "y", Replace: true}, entry(2, "zwei", 2), entry(3, "three", 3))
	if first.File != "a.csv" || first.Added != 2 || second.Added != 2 || second.Removed != 2 || !second.Undoable || second.Kind != ImportFile {
		t.Errorf("history: %+v then %+v", first, second)
	}
	if err := undo(t, db, 120, second.ID); err != nil {
		t.Fatal(err)
	}
	if diff := like([]string{"one", "two"}, whitelisted(t, db, 120)); diff != "" {
		t.Errorf("after the undo:\n%s", diff)
	}
	if diff := like([]string{"zwei", "three"}, whitelisted(t, db, 119)); diff != "" {
		t.Errorf("the past was rewritten:\n%s", diff)
	}
	record := last(t, db)
	if record.Kind != ImportUndo || record.Undoes != second.ID || record.Actor != "u" || !record.Undoable {
		t.Errorf("the undo is recorded as %+v", record)
	}
	if err := undo(t, db, 180, record.ID); err != nil {
		t.Fatal(err)
	}
	if diff := like([]string{"zwei", "three"}, whitelisted(t, db, 180)); diff != "" {
		t.Errorf("after taking the undo back:\n%s", diff)
	}
}

// TestUndoGoesBackStepByStep undoes three imports of the same MAC, newest first.
func TestUndoGoesBackStepByStep(t *testing.T) {
	db := open(t)
	var ids []int64
	for i, name := range []string{"a", "b", "c"} {
		ids = append(ids, bring(t, db, Import{At: at(i * 60)}, entry(1, name, 2)).ID)
	}
	for i, want := range [][]string{{"b"}, {"a"}, nil} {
		if err := undo(t, db, 300+i, ids[2-i]); err != nil {
			t.Fatal(err)
		}
		if diff := like(want, whitelisted(t, db, 300+i)); diff != "" {
			t.Errorf("after %d steps:\n%s", i+1, diff)
		}
	}
}

func TestUndoIsRefused(t *testing.T) {
	db := open(t)
	first := bring(t, db, Import{At: at(0), Actor: "x"}, entry(1, "one", 2), entry(2, "two", 3))
	later := bring(t, db, Import{At: at(60), Actor: "y"}, entry(2, "zwei", 3))
	other := bring(t, db, Import{At: at(90), Actor: "z"}, entry(9, "nine", 9))
	same := bring(t, db, Import{At: at(95), Actor: "z"}, entry(9, "nine", 9))
	var changed *ChangedSinceError
	if err := undo(t, db, 120, first.ID); !errors.As(err, &changed) || changed.By.ID != later.ID || changed.By.Actor != "y" {
		t.Errorf("undo of rows that were changed since: %v, want one that names import %d", err, later.ID)
	}
	if err := undo(t, db, 120, same.ID); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("undo of an import that changed nothing: %v", err)
	}
	if err := undo(t, db, 121, other.ID); err != nil {
		t.Errorf("undo of an import that nothing followed: %v", err)
	}
	if err := undo(t, db, 122, other.ID); !errors.As(err, &changed) || changed.By.Kind != ImportUndo {
		t.Errorf("undo for a second time: %v", err)
	}
	if err := undo(t, db, 123, 99); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("undo of no import: %v", err)
	}
	if _, err := db.Undo(t.Context(), inventory.OnlySchools(south), Undo{School: north, List: ListWhitelist, Import: later.ID}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("undo of another school's: %v", err)
	}
	if _, err := db.Undo(t.Context(), inventory.OnlySchools(south), Undo{School: south, List: ListWhitelist, Import: later.ID}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("undo of another school's under one's own name: %v", err)
	}
	if _, err := db.Imports(t.Context(), inventory.OnlySchools(south), north, ListWhitelist); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("history of another school: %v", err)
	}
}

// TestTheAgeOfAList holds that files and people's word make a list young, a changed
// entry does not, and an import that was taken back has never been.
func TestTheAgeOfAList(t *testing.T) {
	db := open(t)
	age := func(second int) int {
		lists, err := db.Lists(t.Context(), inventory.AllSchools(), north, at(second))
		if err != nil {
			t.Fatal(err)
		}
		return int(lists.WhitelistAt.Sub(at(0)).Seconds())
	}
	bring(t, db, Import{At: at(10)}, entry(1, "one", 2))
	wrong := bring(t, db, Import{At: at(20)}, entry(2, "two", 3))
	if got := age(25); got != 20 {
		t.Errorf("after two files the list is of %d, want 20", got)
	}
	if err := undo(t, db, 30, wrong.ID); err != nil {
		t.Fatal(err)
	}
	if got := age(35); got != 10 {
		t.Errorf("after the undo it is of %d, want 10", got)
	}
	if got := age(25); got != 20 {
		t.Errorf("at 25 it was of %d, want 20", got)
	}
	if err := undo(t, db, 40, last(t, db).ID); err != nil {
		t.Fatal(err)
	}
	if got := age(45); got != 20 {
		t.Errorf("after the undo of the undo it is of %d, want 20", got)
	}
	if err := db.Confirm(t.Context(), inventory.OnlySchools(north), Undo{At: at(50), Actor: "u", School: north, List: ListWhitelist}); err != nil {
		t.Fatal(err)
	}
	if got := age(55); got != 50 {
		t.Errorf("after it was found right it is of %d, want 50", got)
	}
	if err := db.Confirm(t.Context(), inventory.OnlySchools(south), Undo{At: at(60), School: north, List: ListWhitelist}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another school's list was confirmed: %v", err)
	}
}

func TestAnImportIsRefusedIfTheListChanged(t *testing.T) {
	db := open(t)
	version := func() Version {
		v, err := db.ListVersion(t.Context(), inventory.OnlySchools(north), north, ListWhitelist)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	seen := version()
	bring(t, db, Import{At: at(0), Seen: seen}, entry(1, "one", 2))
	if _, err := db.ImportWhitelist(t.Context(), Import{At: at(1), Seen: seen}, []inventory.ListEntry{entry(2, "two", 2)}); !errors.Is(err, ErrListChanged) {
		t.Errorf("import into a list that has changed: %v", err)
	}
	bring(t, db, Import{At: at(2), Seen: version()}, entry(2, "two", 2))
	if _, err := db.ListVersion(t.Context(), inventory.OnlySchools(south), north, ListWhitelist); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("version of another school's list: %v", err)
	}
}
