package store

import (
	"errors"
	"io/fs"
	"slices"
	"testing"

	"rollcall/inventory"
)

func entry(last byte, name string, row int) inventory.ListEntry {
	return inventory.ListEntry{School: north, MAC: mac(last), Name: name, Class: inventory.ClassTablet, KLMobile: true, Row: row}
}

// names of the entries of a list, in its order.
func names(entries []inventory.ListEntry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Name)
	}
	return all
}

func TestImportsMerge(t *testing.T) {
	for _, tc := range []struct {
		name    string
		replace bool
		rows    []inventory.ListEntry
		want    []string
		counts  Imported
	}{
		{"the same again", false, []inventory.ListEntry{entry(1, "one", 2), entry(2, "two", 3)}, []string{"one", "two"}, Imported{Unchanged: 2}},
		{"one more", false, []inventory.ListEntry{entry(3, "three", 4)}, []string{"one", "two", "three"}, Imported{Added: 1}},
		{"another name", false, []inventory.ListEntry{entry(2, "zwei", 3)}, []string{"one", "zwei"}, Imported{Added: 1, Removed: 1}},
		{"a MAC twice", false, []inventory.ListEntry{entry(1, "one", 2), entry(1, "uno", 5)}, []string{"one", "two", "uno"}, Imported{Added: 1, Unchanged: 1}},
		{"a row twice", false, []inventory.ListEntry{entry(1, "one", 2), entry(1, "one", 9)}, []string{"one", "two", "one"}, Imported{Added: 1, Unchanged: 1}},
		{"replaced", true, []inventory.ListEntry{entry(2, "two", 2)}, []string{"two"}, Imported{Removed: 1, Unchanged: 1}},
		{"nothing", true, nil, []string{"one", "two"}, Imported{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			db := open(t)
			if _, err := db.ImportWhitelist(t.Context(), Import{At: at(0), Actor: "x"}, []inventory.ListEntry{entry(1, "one", 2), entry(2, "two", 3)}); err != nil {
				t.Fatal(err)
			}
			by := Import{At: at(60), Actor: "y", Replace: tc.replace, DryRun: true}
			if dry, err := db.ImportWhitelist(t.Context(), by, tc.rows); err != nil || dry != tc.counts {
				t.Errorf("dry run: %+v, %v, want %+v", dry, err, tc.counts)
			}
			by.DryRun = false
			if done, err := db.ImportWhitelist(t.Context(), by, tc.rows); err != nil || done != tc.counts {
				t.Errorf("import: %+v, %v, want %+v", done, err, tc.counts)
			}
			lists, err := db.Lists(t.Context(), inventory.AllSchools(), north, at(60))
			if diff := like(tc.want, names(lists.Whitelist)); err != nil || diff != "" {
				t.Errorf("list is %v, %v, want %v", names(lists.Whitelist), err, tc.want)
			}
			before, err := db.Lists(t.Context(), inventory.AllSchools(), north, at(59))
			if diff := like([]string{"one", "two"}, names(before.Whitelist)); err != nil || diff != "" {
				t.Errorf("before it the list was %v, %v", names(before.Whitelist), err)
			}
		})
	}
}

func TestListsComeBackWhole(t *testing.T) {
	db := open(t)
	e := inventory.ListEntry{School: north, MAC: mac(1), Name: "平板", Class: "tablet", Platform: "iPadOS", AssetNo: "A1", Serial: "S",
		Custodian: "三年一班", Room: "201", KLMobile: true, MDM: "yes", ListedAt: "115/09/01", Note: "=x", Row: 7}
	p := inventory.PortRecord{School: north, Switch: "n-1", Port: "p1", Zone: "admin", Tagged: "20,30", Role: "edge", Outlet: "201", Note: "n", Row: 3}
	by := Import{At: at(0), Actor: "x"}
	_, err1 := db.ImportWhitelist(t.Context(), by, []inventory.ListEntry{e})
	_, err2 := db.ImportMaster(t.Context(), Import{At: at(5), Actor: "x"}, []inventory.ListEntry{e})
	_, err3 := db.ImportPortRecords(t.Context(), Import{At: at(9), Actor: "x"}, []inventory.PortRecord{p})
	got, err := db.Lists(t.Context(), inventory.OnlySchools(north), north, at(10))
	if err := errors.Join(err, err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	want := inventory.Lists{Whitelist: []inventory.ListEntry{e}, Master: []inventory.ListEntry{e}, PortRecord: []inventory.PortRecord{p},
		WhitelistAt: at(0), MasterAt: at(5), PortAt: at(9)}
	if diff := like(want, got); diff != "" {
		t.Errorf("lists (-imported +read):\n%s", diff)
	}
	listed, err := db.Listed(t.Context(), at(10))
	if err != nil || !slices.Equal(listed[mac(1)], []inventory.SchoolCode{north}) {
		t.Errorf("the city lists %v, %v", listed, err)
	}
}

func TestFilesSeedEmptyListsOnly(t *testing.T) {
	db := open(t)
	seed := Import{At: at(0), Actor: "config", Seed: true}
	theirs := entry(9, "theirs", 2)
	theirs.School = south
	for i, want := range []Imported{{Added: 1}, {Added: 1, Skipped: 1}} {
		rows := []inventory.ListEntry{entry(1, "one", 2)}
		if i == 1 {
			rows = append(rows, theirs)
		}
		if got, err := db.ImportMaster(t.Context(), seed, rows); err != nil || got != want {
			t.Errorf("seed %d: %+v, %v, want %+v", i, got, err, want)
		}
	}
	if _, err := db.ImportMaster(t.Context(), Import{At: at(1), Replace: true}, []inventory.ListEntry{entry(2, "two", 2)}); err != nil {
		t.Fatal(err)
	}
	if got, err := db.ImportMaster(t.Context(), seed, []inventory.ListEntry{entry(1, "one", 2)}); err != nil || got.Added != 0 {
		t.Errorf("a file came back over what people imported: %+v, %v", got, err)
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	db := open(t)
	nobody := entry(2, "two", 3)
	nobody.School = ""
	if _, err := db.ImportWhitelist(t.Context(), Import{At: at(0)}, []inventory.ListEntry{entry(1, "one", 2), nobody}); !errors.Is(err, ErrNoSchool) {
		t.Errorf("import of a row without a school: %v", err)
	}
	lists, err := db.Lists(t.Context(), inventory.AllSchools(), north, at(1))
	if err != nil || len(lists.Whitelist) > 0 || !lists.WhitelistAt.IsZero() {
		t.Errorf("a refused import left %+v, %v", lists, err)
	}
	if _, err := db.Lists(t.Context(), inventory.OnlySchools(south), north, at(1)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another school's lists: %v, want ErrNotExist", err)
	}
}

func TestImportsAreWrittenDown(t *testing.T) {
	db := open(t)
	if _, err := db.ImportPortRecords(t.Context(), Import{At: at(0), Actor: "somebody"}, []inventory.PortRecord{{School: north, Switch: "n-1", Port: "p1"}}); err != nil {
		t.Fatal(err)
	}
	events, err := db.Events(t.Context(), inventory.OnlySchools(north), EventQuery{School: north, From: at(0), To: at(1)})
	if err != nil || len(events) != 1 || events[0].Actor != "somebody" || events[0].Subject != "ports" {
		t.Errorf("events: %+v, %v", events, err)
	}
}
