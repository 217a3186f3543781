package store

import (
	"errors"
	"io/fs"
	"sync"
	"testing"

	"rollcall/inventory"
)

// listing returns how a device of the northern school is listed.
func listing(t *testing.T, db *DB, last byte) DeviceListing {
	t.Helper()
	l, err := db.DeviceListing(t.Context(), inventory.OnlySchools(north), north, mac(last))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestOneEntryServesBothLists(t *testing.T) {
	db := open(t)
	edit := func(second int, e DeviceEdit) {
		t.Helper()
		e.At, e.Actor, e.School = at(second), "x", north
		if err := db.EditDevice(t.Context(), inventory.OnlySchools(north), e); err != nil {
			t.Fatal(err)
		}
	}
	edit(0, DeviceEdit{Entry: entry(1, "tablet", 0)})
	if l := listing(t, db, 1); len(l.Master) != 1 || len(l.Whitelist) != 1 || l.Version == "" {
		t.Fatalf("a new device with the tick: %+v", l)
	}
	wired := entry(1, "desktop", 0)
	wired.KLMobile = false
	edit(1, DeviceEdit{Was: mac(1), Seen: listing(t, db, 1).Version, Entry: wired})
	if l := listing(t, db, 1); len(l.Master) != 1 || l.Master[0].Name != "desktop" || len(l.Whitelist) != 0 {
		t.Errorf("without the tick: %+v", l)
	}
	moved := entry(2, "desktop", 0)
	edit(2, DeviceEdit{Was: mac(1), Seen: listing(t, db, 1).Version, Entry: moved})
	if l, m := listing(t, db, 1), listing(t, db, 2); l.Version != "" || len(m.Master) != 1 || len(m.Whitelist) != 1 {
		t.Errorf("under another MAC: %+v, %+v", l, m)
	}
	edit(3, DeviceEdit{Was: mac(2), Seen: listing(t, db, 2).Version, Remove: true})
	if l := listing(t, db, 2); l.Version != "" {
		t.Errorf("taken off: %+v", l)
	}
	if record := last(t, db); record.Kind != ImportEdit || !record.Undoable || record.File != "desktop 00:00:5e:00:53:02" {
		t.Errorf("the last edit is recorded as %+v", record)
	}
	if err := undo(t, db, 4, last(t, db).ID); err != nil {
		t.Fatal(err)
	}
	if l := listing(t, db, 2); len(l.Whitelist) != 1 {
		t.Errorf("after the undo: %+v", l)
	}
}

func TestAnEditKeepsThePlaceInTheFile(t *testing.T) {
	db := open(t)
	bring(t, db, Import{At: at(0)}, entry(1, "one", 2), entry(2, "two", 3))
	if err := db.EditDevice(t.Context(), inventory.AllSchools(), DeviceEdit{At: at(1), School: north, Was: mac(1),
		Seen: listing(t, db, 1).Version, Entry: entry(1, "uno", 0)}); err != nil {
		t.Fatal(err)
	}
	if err := db.EditDevice(t.Context(), inventory.AllSchools(), DeviceEdit{At: at(1), School: north, Entry: entry(3, "three", 0)}); err != nil {
		t.Fatal(err)
	}
	if diff := like([]string{"uno", "two", "three"}, whitelisted(t, db, 2)); diff != "" {
		t.Errorf("order:\n%s", diff)
	}
}

func TestEditsAreRefused(t *testing.T) {
	db := open(t)
	bring(t, db, Import{At: at(0)}, entry(1, "one", 2), entry(2, "two", 3))
	seen := listing(t, db, 1).Version
	bring(t, db, Import{At: at(1)}, entry(1, "uno", 2))
	for _, tt := range []struct {
		name string
		edit DeviceEdit
		want error
	}{
		{"of what another has changed", DeviceEdit{Was: mac(1), Seen: seen, Entry: entry(1, "mine", 0)}, ErrEntryChanged},
		{"of what another has taken off", DeviceEdit{Was: mac(7), Seen: seen, Entry: entry(7, "mine", 0)}, ErrEntryChanged},
		{"of what is not listed", DeviceEdit{Was: mac(7), Entry: entry(7, "mine", 0)}, ErrEntryChanged},
		{"a new device that is listed", DeviceEdit{Entry: entry(1, "mine", 0)}, ErrAlreadyListed},
		{"another's MAC", DeviceEdit{Was: mac(1), Seen: listing(t, db, 1).Version, Entry: entry(2, "mine", 0)}, ErrAlreadyListed},
		{"a removal of what has changed", DeviceEdit{Was: mac(1), Seen: seen, Remove: true}, ErrEntryChanged},
	} {
		tt.edit.At, tt.edit.School = at(9), north
		if err := db.EditDevice(t.Context(), inventory.AllSchools(), tt.edit); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		if err := db.EditDevice(t.Context(), inventory.OnlySchools(south), tt.edit); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s, by another school: %v", tt.name, err)
		}
	}
	if _, err := db.DeviceListing(t.Context(), inventory.OnlySchools(south), north, mac(1)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another school's entry: %v", err)
	}
	if diff := like([]string{"uno", "two"}, whitelisted(t, db, 10)); diff != "" {
		t.Errorf("refused edits left:\n%s", diff)
	}
}

// TestOfTwoEditorsOneWins has many people change the same device at once.
func TestOfTwoEditorsOneWins(t *testing.T) {
	db := open(t)
	bring(t, db, Import{At: at(0)}, entry(1, "one", 2))
	seen := listing(t, db, 1).Version
	var group sync.WaitGroup
	results := make(chan error, 8)
	for i := range cap(results) {
		group.Go(func() {
			results <- db.EditDevice(t.Context(), inventory.AllSchools(), DeviceEdit{At: at(1), School: north, Was: mac(1), Seen: seen,
				Entry: entry(1, string(rune('a'+i)), 0)})
		})
	}
	group.Wait()
	close(results)
	won := 0
	for err := range results {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrEntryChanged) {
			t.Errorf("an editor was told %v", err)
		}
	}
	if l := listing(t, db, 1); won != 1 || len(l.Master) != 1 {
		t.Errorf("%d editors won, the device is listed as %+v", won, l)
	}
}
