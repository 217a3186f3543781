package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rollcall/inventory"
)

// TestTextsAreFoundInMemoryAsInTheDatabase changes lists in every way and looks for
// parts of their texts among those of all schools, which is answered from memory, and
// among those of every school by name, which the database goes through.
func TestTextsAreFoundInMemoryAsInTheDatabase(t *testing.T) {
	db, random := open(t), rand.New(rand.NewPCG(3, 4))
	names := []string{"平板 7", "Tablet-7", "", "ab", "abc", "BCA", "筆電", "三年二班", "É\"<x>"}
	parts := append(names, "a", "b", "ca", "平板", "板 7", "7t", "班", "é", "<x", "e0053")
	name := func() string { return names[random.IntN(len(names))] }
	for round := range 30 {
		by := Import{At: at(60 * round), Actor: "x", Replace: round%3 == 0}
		var entries []inventory.ListEntry
		var rooms []inventory.Room
		var ports []inventory.PortRecord
		for n := range 6 {
			school := []inventory.SchoolCode{north, south}[random.IntN(2)]
			entries = append(entries, inventory.ListEntry{School: school, MAC: mac(byte(random.IntN(12))), Name: name(), Room: name(), Row: n + 2})
			rooms = append(rooms, inventory.Room{School: school, Name: name(), Outlet: fmt.Sprint(n), Row: n + 2})
			ports = append(ports, inventory.PortRecord{School: school, Switch: "n-1", Port: fmt.Sprint(n), Outlet: name(), Row: n + 2})
		}
		_, err := db.ImportMaster(t.Context(), by, entries)
		_, err2 := db.ImportRooms(t.Context(), by, rooms)
		_, err3 := db.ImportPortRecords(t.Context(), by, ports)
		if err != nil || err2 != nil || err3 != nil {
			t.Fatal(err, err2, err3)
		}
		if round%7 == 6 {
			undoLast(t, db, at(60*round+1))
		}
		if round == 20 {
			if err := db.Purge(t.Context(), at(60*round+2), Keep{Audit: time.Minute}); err != nil {
				t.Fatal(err)
			}
		}
		for _, part := range parts {
			for _, moment := range []time.Time{at(60*round + 30), at(60*round - 30)} {
				sameFound(t, db, part, moment)
			}
		}
	}
}

// sameFound searches all schools, and each by its name.
func sameFound(t *testing.T, db *DB, part string, moment time.Time) {
	t.Helper()
	each := inventory.OnlySchools(north, south)
	for _, p := range []ListPart{{Text: part}, {Digits: part}, {Text: part, Digits: "5e"}} {
		all, err := db.SearchLists(t.Context(), inventory.AllSchools(), p, moment, 0)
		some, err2 := db.SearchLists(t.Context(), each, p, moment, 0)
		if err != nil || err2 != nil || !slices.Equal(all, some) {
			t.Errorf("%+v at %s: in memory %v, %v, in the database %v, %v", p, moment, all, err, some, err2)
		}
	}
	if part == "" {
		return
	}
	all, err := db.SearchRooms(t.Context(), inventory.AllSchools(), part, moment)
	some, err2 := db.SearchRooms(t.Context(), each, part, moment)
	if diff := like(some, all); err != nil || err2 != nil || diff != "" {
		t.Errorf("%q at %s: %v, %v, rooms (-in the database +in memory):\n%s", part, moment, err, err2, diff)
	}
}

// undoLast takes back the last import into a list of devices.
func undoLast(t *testing.T, db *DB, moment time.Time) {
	t.Helper()
	for _, school := range []inventory.SchoolCode{north, south} {
		records, err := db.Imports(t.Context(), inventory.AllSchools(), school, ListMaster)
		if err != nil {
			t.Fatal(err)
		}
		if len(records) == 0 || !records[0].Undoable {
			continue
		}
		if _, err := db.Undo(t.Context(), inventory.AllSchools(), Undo{At: moment, Actor: "x", School: school, List: ListMaster, Import: records[0].ID}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAPartIsOfOneRow looks for parts across the ends of rows.
func TestAPartIsOfOneRow(t *testing.T) {
	r := rowTexts{text: []byte("aabba"), ends: []uint32{0, 2, 2, 4, 5, 5}, ids: []int64{1, 2, 3, 4, 5, 6}}
	for part, want := range map[string][]int64{"a": {2, 5}, "A": {2, 5}, "aa": {2}, "b": {4}, "ab": nil, "ba": nil, "bb": {4}, "aab": nil, "": nil} {
		if got := r.with(part); !slices.Equal(got, want) {
			t.Errorf("%q is in %v, want %v", part, got, want)
		}
	}
}
