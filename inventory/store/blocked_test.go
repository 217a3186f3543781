package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/inventory"
)

// blockedTable tells all rows that are on the list, or were lifted.
func blockedTable(t *testing.T, db *DB, scope inventory.Scope) string {
	t.Helper()
	rows, err := db.Blocked(t.Context(), scope, BlockedQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, b := range rows {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", b.School, b.IP, b.State, b.ListDate, b.Handling)))
	}
	slices.Sort(lines)
	return strings.Join(lines, ", ")
}

func blockEntry(school inventory.SchoolCode, ip string, second int, list inventory.Date) inventory.BlockEntry {
	return inventory.BlockEntry{School: school, IP: netip.MustParseAddr(ip), At: at(second), ListDate: list, Source: inventory.BlockWeekly, Row: 2}
}

// TestBlockedAddressesFollowTheirList through merges, a list that replaces the one
// before it, and what is taken back: what people said is never lost by it.
func TestBlockedAddressesFollowTheirList(t *testing.T) {
	db := open(t)
	all, second := inventory.AllSchools(), 100
	bring := func(replace bool, rows ...inventory.BlockEntry) {
		t.Helper()
		second++
		if _, err := db.ImportBlocked(t.Context(), Import{At: at(second), Actor: "centre", Replace: replace}, rows); err != nil {
			t.Fatal(err)
		}
	}
	undo := func(n int) {
		t.Helper()
		second++
		imports, err := db.Imports(t.Context(), all, "", ListBlocked)
		if err == nil {
			_, err = db.Undo(t.Context(), all, Undo{At: at(second), Actor: "centre", List: ListBlocked, Import: imports[n].ID})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	wants := func(step, want string) {
		t.Helper()
		if got := blockedTable(t, db, all); got != want {
			t.Errorf("%s: %s\nwant %s", step, got, want)
		}
	}
	a, b, stray := blockEntry(north, "10.241.10.5", 10, "2026-11-18"), blockEntry(south, "10.242.10.6", 20, "2026-11-18"), blockEntry("", "203.0.113.7", 20, "2026-11-18")
	bring(false, a, b, stray)
	wants("imported", "179901 10.241.10.5 listed 2026-11-18, 179902 10.242.10.6 listed 2026-11-18, 203.0.113.7 listed 2026-11-18")
	if got := blockedTable(t, db, inventory.OnlySchools(north)); got != "179901 10.241.10.5 listed 2026-11-18" {
		t.Errorf("a school sees %s", got)
	}
	rows, _ := db.Blocked(t.Context(), inventory.OnlySchools(north), BlockedQuery{})
	if _, err := db.SetBlocked(t.Context(), inventory.OnlySchools(north), north, rows[0].ID, inventory.BlockStep{State: inventory.BlockFound, Handling: "done", At: at(150), Actor: "it"}); err != nil {
		t.Fatal(err)
	}
	again := a
	again.ListDate = "2026-11-25"
	bring(false, again)
	wants("listed again", "179901 10.241.10.5 found 2026-11-25 done, 179902 10.242.10.6 listed 2026-11-18, 203.0.113.7 listed 2026-11-18")
	bring(true, b)
	wants("replaced", "179901 10.241.10.5 lifted 2026-11-25 done, 179902 10.242.10.6 listed 2026-11-18, 203.0.113.7 lifted 2026-11-18")
	undo(0)
	wants("taken back", "179901 10.241.10.5 found 2026-11-25 done, 179902 10.242.10.6 listed 2026-11-18, 203.0.113.7 listed 2026-11-18")
	undo(0)
	wants("taken back again", "179901 10.241.10.5 lifted 2026-11-25 done, 179902 10.242.10.6 listed 2026-11-18, 203.0.113.7 lifted 2026-11-18")
	undo(0)
	bring(false, blockEntry(south, "10.242.10.9", 30, "2026-11-25"))
	undo(0)
	wants("one more taken back", "179901 10.241.10.5 found 2026-11-25 done, 179902 10.242.10.6 listed 2026-11-18, 203.0.113.7 listed 2026-11-18")
	events, err := db.BlockedEvents(t.Context(), inventory.OnlySchools(north), rows[0])
	if err != nil || len(events) != 1 || events[0].Actor != "it" || !strings.Contains(events[0].Detail, "done") {
		t.Errorf("the record: %+v, %v", events, err)
	}
}

// TestAnAddressWithoutAMomentGoesOn from list to list, until its block is lifted:
// then a new list is a new matter.
func TestAnAddressWithoutAMomentGoesOn(t *testing.T) {
	db, weekOf := open(t), func(day int) inventory.BlockEntry {
		e := blockEntry(north, "10.241.10.5", day*86400, inventory.DateOf(at(day*86400)))
		e.Exact = inventory.BlockWeek
		return e
	}
	bring := func(e inventory.BlockEntry) []inventory.BlockedIP {
		t.Helper()
		_, err := db.ImportBlocked(t.Context(), Import{At: e.At.Add(time.Hour), Actor: "centre"}, []inventory.BlockEntry{e})
		rows, err2 := db.Blocked(t.Context(), inventory.AllSchools(), BlockedQuery{})
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	bring(weekOf(0))
	rows := bring(weekOf(7))
	if len(rows) != 1 || rows[0].ListDate != "2026-11-30" || !rows[0].BlockedAt.Equal(at(0)) {
		t.Fatalf("the second week: %+v", rows)
	}
	if _, err := db.SetBlocked(t.Context(), inventory.AllSchools(), north, rows[0].ID, inventory.BlockStep{State: inventory.BlockLifted, At: at(8 * 86400)}); err != nil {
		t.Fatal(err)
	}
	if rows = bring(weekOf(14)); len(rows) != 2 || !rows[0].Open() || rows[1].Open() {
		t.Errorf("blocked again: %+v", rows)
	}
	open, err := db.Blocked(t.Context(), inventory.AllSchools(), BlockedQuery{Open: true})
	since, err2 := db.Blocked(t.Context(), inventory.AllSchools(), BlockedQuery{Open: true, Since: at(86400)})
	if err != nil || err2 != nil || len(open) != 1 || len(since) != 2 {
		t.Errorf("open %d, with those lifted lately %d; %v, %v", len(open), len(since), err, err2)
	}
}

func TestBlockedAddressesOfOthersDoNotExist(t *testing.T) {
	db := open(t)
	if _, err := db.ImportBlocked(t.Context(), Import{At: at(100)}, []inventory.BlockEntry{blockEntry(north, "10.241.10.5", 10, "2026-11-18"), blockEntry("", "203.0.113.7", 10, "")}); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Blocked(t.Context(), inventory.AllSchools(), BlockedQuery{IP: netip.MustParseAddr("10.241.10.5")})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v, %v", rows, err)
	}
	id := rows[0].ID
	for _, of := range []struct {
		scope  inventory.Scope
		school inventory.SchoolCode
		id     int64
	}{{inventory.OnlySchools(south), south, id}, {inventory.OnlySchools(south), north, id}, {inventory.AllSchools(), south, id}, {inventory.AllSchools(), north, 99}, {inventory.AllSchools(), north, 0}} {
		if _, err := db.BlockedIP(t.Context(), of.scope, of.school, of.id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: %v", of, err)
		}
		if _, err := db.SetBlocked(t.Context(), of.scope, of.school, of.id, inventory.BlockStep{State: inventory.BlockFound, At: at(1)}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v was set: %v", of, err)
		}
	}
	var missing *inventory.BlockMissingError
	if _, err := db.SetBlocked(t.Context(), inventory.AllSchools(), north, id, inventory.BlockStep{State: inventory.BlockAsked, At: at(1)}); !errors.As(err, &missing) {
		t.Errorf("asked with empty fields: %v", err)
	}
	if when, err := db.BlocklistAt(t.Context()); err != nil || !when.Equal(at(100)) {
		t.Errorf("the list is of %v, %v", when, err)
	}
}

// TestWhoHeldItThen looks an address up in a history in which another device has it
// by now, and finds the device, its port and what is kept of that.
func TestWhoHeldItThen(t *testing.T) {
	b := newBench(t, open(t))
	b.city.Schools[0].Switches[0].Role = inventory.SwitchCore
	b.write(poll("n-core", 1, at(0), nil, "10.241.10.5"), poll("n-1", 1, at(0), []seen{{mac(5), 10, 2}}))
	b.write(poll("n-core", 2, at(60), nil, "10.241.10.5"), poll("n-1", 2, at(60), []seen{{mac(5), 10, 2}}))
	moved := poll("n-core", 3, at(120), nil)
	moved.ARP = []inventory.ARPRow{{IP: netip.MustParseAddr("10.241.10.5"), MAC: mac(7)}}
	b.write(moved, poll("n-1", 3, at(120), []seen{{mac(7), 10, 3}}))
	entries := []inventory.BlockEntry{blockEntry(north, "10.241.10.5", 70, "2026-11-23"), blockEntry(north, "10.241.10.9", 70, "2026-11-23"), blockEntry(north, "10.241.10.5", -86400*30, "2026-11-23")}
	entries[2].Source = inventory.BlockMOE
	if _, err := b.db.ImportBlocked(t.Context(), Import{At: at(130), Actor: "centre"}, entries); err != nil {
		t.Fatal(err)
	}
	schools, err := b.db.LocateBlocked(t.Context(), b.city, at(130))
	if err != nil || len(schools) != 3 {
		t.Fatalf("located %v, %v", schools, err)
	}
	var told []string
	rows, err := b.db.Blocked(t.Context(), inventory.OnlySchools(north), BlockedQuery{})
	for _, r := range rows {
		told = append(told, fmt.Sprintf("%s %s %s %s/%s %s", r.IP, r.Source, r.Then.MAC, r.Then.Switch, r.Then.Port, r.Then.Verdict))
	}
	want := []string{"10.241.10.5 weekly 00:00:5e:00:53:05 n-1/p2 then", "10.241.10.9 weekly 00:00:00:00:00:00 / partly", "10.241.10.5 moe 00:00:00:00:00:00 / unseen"}
	if err != nil || !slices.Equal(told, want) {
		t.Errorf("%v\ngot  %q\nwant %q", err, told, want)
	}
	found, err := b.db.Blocked(t.Context(), inventory.AllSchools(), BlockedQuery{MACs: []inventory.MAC{mac(5), mac(9)}})
	if err != nil || len(found) != 1 || found[0].IP.String() != "10.241.10.5" {
		t.Errorf("by the device: %+v, %v", found, err)
	}
	if schools, err := b.db.LocateBlocked(t.Context(), b.city, at(140)); err != nil || len(schools) != 0 {
		t.Errorf("looked up again at once: %v, %v", schools, err)
	}
}

// BenchmarkWhoHeld looks up who held an address, in a history that grows: what it
// costs must not grow with it.
func BenchmarkWhoHeld(b *testing.B) {
	for _, halfDays := range []int{4, 16} {
		b.Run(fmt.Sprintf("%d half days", halfDays), func(b *testing.B) {
			c := newCampus(open(b), 20, 1000)
			for n := range halfDays {
				if err := c.halfDay(context.Background(), at(n*12*3600)); err != nil {
					b.Fatal(err)
				}
			}
			city := testCity()
			city.Schools[0].Switches = []inventory.Switch{{ID: "sw-007", School: north, Role: inventory.SwitchCore}}
			row := inventory.BlockedIP{School: north, IP: netip.MustParseAddr("10.241.10.5"), BlockedAt: at(7200)}
			for b.Loop() {
				if _, err := c.db.WhoHeld(context.Background(), city, row, at(halfDays*12*3600)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
